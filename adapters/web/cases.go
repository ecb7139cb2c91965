package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
)

// caseArg is the argument that names a case.
const caseArg = "case"

// input makes what the bot is asked, as this person would ask it in private.
func (p *Pages) input(v visit, cause bot.Cause, call bot.Call) bot.Input {
	var fresh [32]byte
	_, _ = rand.Read(fresh[:]) // never fails (crypto/rand)
	return bot.Input{
		Cause: cause, At: p.Now().UTC(), Intent: call, Fresh: hex.EncodeToString(fresh[:]),
		Actor: bot.Actor{Person: v.Person, Account: bot.Account{Platform: p.Platform, User: string(v.Person)}},
		Place: bot.Place{Platform: p.Platform},
	}
}

// ask asks the bot a question.
func (p *Pages) ask(ctx context.Context, v visit, path string, args ...string) (bot.Answer, error) {
	answer, err := p.Bot.Handle(ctx, p.input(v, bot.Cause("web:ask:"+browser.NewKey()), bot.Do(path, args...)))
	if err != nil {
		return answer, fmt.Errorf("ask for %s: %w", path, err)
	}
	return answer, nil
}

func caseURL(name string) string { return Path + "case/" + url.PathEscape(name) }

// liveView is the part of a page that is drawn anew when it has changed.
type liveView struct {
	words
	Here string // what it asks for
	Mark string // of what it shows
	Card *browser.Body
	Fold string // the address with the words, or without them
	Told *browser.Body
	Past []pastView // what happened, in the order of time
	List []lineView
	None *browser.Body // what the list says instead
}

// pastView is one thing that happened.
type pastView struct{ Spans []browser.Span }

// showLive answers with a page, or with its live part alone where the page is open
// and only asks whether something has changed.
func (p *Pages) showLive(w http.ResponseWriter, req *http.Request, live liveView, page func() browser.Part) {
	switch {
	case !scripted(req):
		p.show(w, req, http.StatusOK, page())
	case req.Header.Get("X-Have") == live.Mark || req.FormValue("have") == live.Mark:
		w.WriteHeader(http.StatusNoContent)
	default:
		p.show(w, req, http.StatusOK, browser.Part{Name: "live", Data: live})
	}
}

// mark is the same for messages that say the same.
func mark(messages ...chat.Message) string {
	h := sha256.New()
	for _, m := range messages {
		raw, err := json.Marshal(m)
		if err != nil {
			return browser.NewKey() // then it is drawn anew each time
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

type caseView struct {
	frame
	Live liveView
	More []moreView
}

// moreView leads to the form of something that can be done besides the buttons.
type moreView struct {
	URL  string
	Help string
}

// card asks for a case. Where the reader is not to know of it, for whichever reason,
// the request is answered as for one that is not.
func (p *Pages) card(w http.ResponseWriter, req *http.Request, v visit) (name string, m chat.Message, ok bool) {
	name = req.PathValue("name")
	answer, err := p.ask(req.Context(), v, "conduct case", caseArg, name)
	switch {
	case err != nil:
		p.failure(w, req, err)
	case answer.Refused || answer.Message.IsZero():
		p.missing(w, req, v)
	default:
		return name, answer.Message, true
	}
	return "", chat.Message{}, false
}

// one shows a case: its card and, when they are asked for, its words.
func (p *Pages) one(w http.ResponseWriter, req *http.Request, v visit) {
	name, m, ok := p.card(w, req, v)
	if !ok {
		return
	}
	card := browser.Draw(v.words, caseURL(name), "card", m, p.moment(v))
	card.Buttons = slices.DeleteFunc(card.Buttons, func(b browser.Button) bool { return b.Path == wordsPath })
	card.Seen = ""
	past, err := p.ask(req.Context(), v, "conduct history", caseArg, name)
	if err != nil {
		p.failure(w, req, err)
		return
	}
	live := liveView{words: v.words, Here: caseURL(name), Card: &card, Fold: caseURL(name) + "?words=yes#words", Past: p.past(v, past.Message), Mark: mark(m, past.Message)}
	if req.FormValue("words") == "yes" {
		answer, err := p.ask(req.Context(), v, wordsPath, caseArg, name)
		if err != nil {
			p.failure(w, req, err)
			return
		}
		told := browser.Draw(v.words, "", "told", answer.Message, p.moment(v))
		told.Buttons, told.Seen = nil, ""
		live.Here, live.Fold, live.Told, live.Mark = caseURL(name)+"?words=yes", caseURL(name), &told, mark(m, past.Message, answer.Message)
	}
	p.showLive(w, req, live, func() browser.Part {
		return browser.Part{Name: "case", Data: caseView{frame: p.frame(v, title(m)), Live: live, More: p.more(v, name, m)}}
	})
}

// past reads the list of what happened.
func (p *Pages) past(v visit, m chat.Message) (past []pastView) {
	for _, block := range m.Blocks {
		if list, ok := block.(chat.List); ok {
			for _, line := range list.Lines {
				past = append(past, pastView{browser.Line(line, p.moment(v))})
			}
		}
	}
	return past
}

// wordsPath asks for what a card folds.
const wordsPath = "conduct words"

// title is the heading of a message.
func title(m chat.Message) string {
	for _, b := range m.Blocks {
		if h, ok := b.(chat.Heading); ok {
			return chat.Legible(h.Text)
		}
	}
	return ""
}

// more lists what can be done beside the card's own buttons.
func (p *Pages) more(v visit, name string, m chat.Message) (more []moreView) {
	for _, act := range p.Acts(v.Print) {
		if slices.ContainsFunc(m.Buttons, func(b chat.Button) bool { return b.Call.Path == act.Path }) {
			continue
		}
		more = append(more, moreView{caseURL(name) + "/form?path=" + url.QueryEscape(act.Path), chat.Legible(act.Help)})
	}
	return more
}

// find leads to the case that somebody typed the name of.
func (p *Pages) find(w http.ResponseWriter, req *http.Request, _ visit) {
	http.Redirect(w, req, caseURL(strings.ToUpper(strings.TrimSpace(req.FormValue("name")))), http.StatusSeeOther)
}

// askable makes sure that a call is one of the acts, and about the case of the page.
func (p *Pages) askable(v visit, name string, call chat.Call) (chat.Call, bool) {
	if !slices.ContainsFunc(p.Acts(v.Print), func(a Act) bool { return a.Path == call.Path }) {
		return call, false
	}
	args := map[string]string{}
	maps.Copy(args, call.Args)
	args[caseArg] = name
	return chat.Call{Path: call.Path, Args: args}, true
}

type formView struct {
	frame
	Back    string
	Action  string
	ID      string
	Heading string
	Of      string // which case
	Note    string
	About   *browser.Body
	Quote   *browser.Body // whose words it is about
	Key     string
	Source  string
	Submit  string
	Wrong   string
	Refusal *browser.Body
	Fields  []browser.Field
}

// form opens the form of an act.
func (p *Pages) form(w http.ResponseWriter, req *http.Request, v visit) {
	name, _, ok := p.card(w, req, v)
	if !ok {
		return
	}
	call, ok := p.askable(v, name, browser.ReadCall(req.URL.Query()))
	if !ok {
		p.missing(w, req, v)
		return
	}
	answer, err := p.Bot.Form(req.Context(), p.input(v, bot.Cause("web:form:"+browser.NewKey()), bot.Call(call)))
	switch {
	case err != nil:
		p.failure(w, req, fmt.Errorf("ask for a form: %w", err))
	case answer.Form == nil:
		p.back(w, req, v, name, flash{answer: answer})
	default:
		p.askForm(w, req, v, name, answer, nil)
	}
}

// askForm draws a form, empty or as it came back.
func (p *Pages) askForm(w http.ResponseWriter, req *http.Request, v visit, name string, asks bot.Answer, back *browser.Filled) {
	form := *asks.Form
	form.Fields = slices.DeleteFunc(slices.Clone(form.Fields), func(f chat.Field) bool { return f.Name == caseArg }) // the page says which
	source, err := browser.Source(form, back)
	if err != nil {
		p.failure(w, req, err)
		return
	}
	of := form.Call.Args[caseArg]
	if of == "" {
		of = strings.ToUpper(name)
	}
	view := formView{
		frame: p.frame(v, chat.Legible(form.Title)), Back: caseURL(name), Action: caseURL(name) + "/call", ID: "f", Heading: chat.Legible(form.Title), Of: v.Say("form.of-case", "case", of),
		Note: chat.Legible(form.Note), Key: browser.NewKey(), Source: source, Submit: chat.Legible(form.Submit),
	}
	if view.Note == view.Of { // the page says it already
		view.Note = ""
	}
	if view.Submit == "" {
		view.Submit = v.Say("web.send")
	}
	if !asks.Refused && !asks.Message.IsZero() {
		view.About = p.inForm(v, asks.Message)
	}
	if form.Quote != nil {
		view.Quote = p.inForm(v, chat.Message{Blocks: []chat.Block{*form.Quote}})
	}
	if back != nil {
		view.Key, view.Wrong = back.Key, back.Failed
		if n := len(back.Wrong); n > 0 {
			view.Wrong = v.Say("web.form-wrong", "count", n)
		}
		if back.Refusal != nil {
			view.Refusal = p.inForm(v, back.Refusal.Message)
		}
	}
	for i, field := range form.Fields {
		view.Fields = append(view.Fields, browser.DrawField(v.words, view.ID, i, field, back))
	}
	p.show(w, req, http.StatusOK, browser.Part{Name: "form", Data: view})
}

// inForm draws a message without its buttons: one in a form would send it.
func (p *Pages) inForm(v visit, m chat.Message) *browser.Body {
	body := browser.Draw(v.words, "", "about", m, p.moment(v))
	body.Buttons, body.Seen = nil, ""
	return &body
}

// call takes a press, or a form that was filled in.
func (p *Pages) call(w http.ResponseWriter, req *http.Request, v visit) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostForm)
	if err := req.ParseMultipartForm(browser.MostForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the line above bounds it
		p.tell(w, req, http.StatusRequestEntityTooLarge, doorView{Back: true}, "web.too-much")
		return
	}
	name, _, ok := p.card(w, req, v)
	if !ok {
		return
	}
	if req.PostForm.Has("form") {
		p.submit(w, req, v, name)
		return
	}
	call, ok := p.askable(v, name, browser.ReadCall(req.PostForm))
	if !ok {
		p.missing(w, req, v)
		return
	}
	answer, err := p.press(req.Context(), v, req.PostFormValue("key"), call)
	switch {
	case err != nil:
		p.Logger.Error("the bot could not answer", "page", req.Pattern, "error", err)
		p.back(w, req, v, name, flash{text: v.Say("web.failed"), answer: bot.Answer{Refused: true}})
	case answer.Form != nil:
		p.askForm(w, req, v, name, answer, nil)
	default:
		p.back(w, req, v, name, flash{answer: answer})
	}
}

// press gives a call to the bot. The same key with the same content is done once.
func (p *Pages) press(ctx context.Context, v visit, key string, call chat.Call) (bot.Answer, error) {
	raw, err := json.Marshal([]any{v.Person, v.Session, key, call})
	if err != nil {
		return bot.Answer{}, fmt.Errorf("name the cause: %w", err)
	}
	sum := sha256.Sum256(raw)
	answer, err := p.Bot.Handle(ctx, p.input(v, bot.Cause("web:"+hex.EncodeToString(sum[:16])), bot.Call(call)))
	if err != nil {
		return answer, fmt.Errorf("ask the bot: %w", err)
	}
	return answer, nil
}

// submit takes a form. What is wrong is said beside its field, and what the bot
// refuses above them; nothing that was typed is lost.
func (p *Pages) submit(w http.ResponseWriter, req *http.Request, v visit, name string) {
	var form chat.Form
	if err := json.Unmarshal([]byte(req.PostFormValue("form")), &form); err != nil {
		p.tell(w, req, http.StatusBadRequest, doorView{Back: true}, "web.bad-request")
		return
	}
	call, ok := p.askable(v, name, form.Call)
	if !ok {
		p.missing(w, req, v)
		return
	}
	form.Call = call
	filled, err := browser.Fill(req, v.words, form)
	if err != nil {
		p.tell(w, req, http.StatusBadRequest, doorView{Back: true}, "web.bad-request")
		return
	}
	filled.Key, filled.Call.Args[caseArg] = req.PostFormValue("key"), name
	asks := bot.Answer{Form: &form}
	if len(filled.Wrong) > 0 {
		p.askForm(w, req, v, name, asks, filled)
		return
	}
	answer, err := p.press(req.Context(), v, filled.Key, filled.Call)
	switch {
	case err != nil:
		p.Logger.Error("the bot could not answer", "page", req.Pattern, "error", err)
		filled.Failed = v.Say("web.failed")
		p.askForm(w, req, v, name, asks, filled)
	case answer.Form != nil:
		p.askForm(w, req, v, name, answer, nil)
	case answer.Refused:
		filled.Refusal, filled.Key = &answer, browser.NewKey()
		p.askForm(w, req, v, name, asks, filled)
	default:
		p.back(w, req, v, name, flash{answer: answer})
	}
}

// back shows what became of it above the case, or above the list where the case is
// not the reader's to see any more.
func (p *Pages) back(w http.ResponseWriter, req *http.Request, v visit, name string, f flash) {
	answer, err := p.ask(req.Context(), v, "conduct case", caseArg, name)
	if err != nil {
		p.failure(w, req, err)
		return
	}
	if f.answer.Done && f.text == "" && f.answer.Message.IsZero() {
		f.text = v.Say("web.done-before")
	}
	if f.text != "" || !f.answer.Message.IsZero() {
		p.keep(v.Session, f)
	}
	if answer.Refused {
		http.Redirect(w, req, Path, http.StatusSeeOther)
		return
	}
	http.Redirect(w, req, caseURL(name), http.StatusSeeOther)
}
