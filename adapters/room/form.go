package room

import (
	"cmp"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
)

// formView is a chat.Form as a template reads it. The form itself travels in
// it, so that it can be drawn again, after a restart too, with what was typed.
type formView struct {
	words
	Page    pageView
	ID      string
	Title   string
	Note    string
	About   *browser.Body // what is to be decided by sending it
	Quote   *browser.Body // whose words it is about
	Action  string
	Key     string
	Source  string // the chat.Form in JSON
	Submit  string
	Files   bool // it asks for a file
	Wrong   string
	Refusal *browser.Body
	Fields  []browser.Field
}

// form draws the form of an answer; back is how it came back, nil the first
// time. What a refusal says stands in the form's own note.
func (v *viewer) form(c *conversation, asks bot.Answer, back *browser.Filled, files map[string]string) (formView, error) {
	form := *asks.Form
	source, err := browser.Source(form, back)
	if err != nil {
		return formView{}, err
	}
	view := formView{
		words: v.words, Page: v.frame(c), ID: "f-" + browser.NewKey(), Title: chat.Legible(form.Title), Note: chat.Legible(form.Note),
		Action: v.address(c.id) + "/call", Key: browser.NewKey(), Source: source, Submit: chat.Legible(form.Submit),
	}
	view.Page.Title = view.Title
	if view.Submit == "" {
		view.Submit = v.Say("room.send")
	}
	if !asks.Refused && !asks.Message.IsZero() {
		view.About = v.inForm(c, view.ID, asks.Message)
	}
	if form.Quote != nil {
		view.Quote = v.inForm(c, view.ID, chat.Message{Blocks: []chat.Block{*form.Quote}})
		view.Quote.Seen = ""
	}
	if back != nil {
		view.Key, view.Wrong = back.Key, back.Failed
		if n := len(back.Wrong); n > 0 {
			view.Wrong = v.Say("room.form-wrong", "count", n)
		}
		if back.Refusal != nil {
			view.Refusal = v.inForm(c, view.ID, back.Refusal.Message)
		}
	}
	for i, field := range form.Fields {
		one := browser.DrawField(v.words, view.ID, i, field, back)
		one.FileName = cmp.Or(chat.Legible(files[field.Name]), v.Say("browser.field-file"))
		view.Fields = append(view.Fields, one)
		view.Files = view.Files || field.Kind == chat.Upload
	}
	return view, nil
}

// inForm draws a message without its buttons: one in a form would send it.
func (v *viewer) inForm(c *conversation, id string, m chat.Message) *browser.Body {
	body := browser.Draw(v.words, v.address(c.id), id, m, v.now)
	body.Buttons, body.Seen = nil, v.Say("room.only-you")
	return &body
}
