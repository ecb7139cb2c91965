package room

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
)

// FormAddress is the address, in the room at an origin, of the page on which
// somebody who is signed in confirms a call. Opening it does nothing yet.
func FormAddress(origin, channel string, call chat.Call) string {
	values := url.Values{"path": {call.Path}}
	for _, arg := range browser.Args(call.Args) {
		values.Set(arg.Name, arg.Value)
	}
	return strings.TrimRight(origin, "/") + "/c/" + url.PathEscape(channel) + "/form?" + values.Encode()
}

// form opens the form of a command: what an Ask button wants, and the palette.
func (r *Room) form(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	r.ask(w, req, v, c, browser.ReadCall(req.URL.Query()))
}

// ask shows the form of a call.
func (r *Room) ask(w http.ResponseWriter, req *http.Request, v visit, c *conversation, call chat.Call) {
	in, err := r.input(v, c, bot.Cause("room:form:"+browser.NewKey()), intentOf(call))
	if err != nil {
		r.failure(w, req, err)
		return
	}
	answer, err := r.Bot.Form(req.Context(), in)
	if err != nil {
		r.failure(w, req, fmt.Errorf("ask for a form: %w", err))
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer, dialog: scripted(req)})
}

// call takes a press or a form that was filled in.
func (r *Room) call(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostForm)
	if err := req.ParseMultipartForm(browser.MostForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the line above bounds it
		r.problem(w, req, http.StatusRequestEntityTooLarge, "room.too-much")
		return
	}
	key := req.PostFormValue("key")
	if req.PostForm.Has("form") {
		r.submit(w, req, v, c, key)
		return
	}
	call := browser.ReadCall(req.PostForm)
	answer, err := r.press(req.Context(), v, c, key, call)
	if err != nil {
		r.unsure(w, req, v, c, "", err)
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer})
}

func (r *Room) press(ctx context.Context, v visit, c *conversation, key string, call chat.Call) (bot.Answer, error) {
	cause, err := v.cause(c, key, call)
	if err != nil {
		return bot.Answer{}, err
	}
	in, err := r.input(v, c, cause, intentOf(call))
	if err != nil {
		return bot.Answer{}, err
	}
	answer, err := r.Bot.Handle(ctx, in)
	if err != nil {
		return answer, fmt.Errorf("ask the bot: %w", err)
	}
	return answer, nil
}

// submit takes a form. What is wrong is said beside its field, and what the
// bot refuses above them; nothing that was typed is lost.
func (r *Room) submit(w http.ResponseWriter, req *http.Request, v visit, c *conversation, key string) {
	var form chat.Form
	if err := json.Unmarshal([]byte(req.PostFormValue("form")), &form); err != nil || form.Call.Path == "" {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	filled, err := browser.Fill(req, v.words, form)
	if err != nil {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	filled.Key = key
	if len(filled.Wrong) > 0 {
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.Files)
		return
	}
	answer, err := r.press(req.Context(), v, c, key, filled.Call)
	if err != nil {
		r.Logger.Error("the bot could not answer", "page", req.Pattern, "error", err)
		filled.Failed = v.Say("room.failed")
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.Files)
		return
	}
	if answer.Refused && answer.Form == nil {
		filled.Refusal, filled.Key = &answer, browser.NewKey()
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.Files)
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer, dialog: true, files: filled.Files})
}

// askForm shows the form of an answer under what the answer says, empty or as
// it came back. A file that it keeps goes by the name under which it was sent.
func (r *Room) askForm(w http.ResponseWriter, req *http.Request, v visit, c *conversation, asks bot.Answer, back *browser.Filled, files map[string]string, more ...browser.Part) {
	view, err := r.viewer(v).form(c, asks, back, files)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.showDialog(w, req, "form", view, more...)
}

// showDialog puts a template in the window's dialog, or on a page of its own.
func (r *Room) showDialog(w http.ResponseWriter, req *http.Request, name string, data any, more ...browser.Part) {
	if !scripted(req) {
		r.show(w, req, http.StatusOK, browser.Part{Name: name + "-page", Data: data})
		return
	}
	w.Header().Set("HX-Retarget", "#dialog")
	w.Header().Set("HX-Reswap", "innerHTML")
	r.show(w, req, http.StatusOK, append([]browser.Part{{Name: name, Data: data}}, more...)...)
}

// actionsView is the palette.
type actionsView struct {
	words
	Page   pageView
	Groups []actionGroup
}

type actionGroup struct {
	Name    string
	Actions []actionView
}

type actionView struct {
	Path string
	Help string
	URL  string
}

// actions lists what this seat can do, by the first word of the command.
func (r *Room) actions(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	draw := r.viewer(v)
	commands, err := draw.commands(req.Context())
	if err != nil {
		r.failure(w, req, err)
		return
	}
	view := actionsView{words: v.words, Page: draw.frame(c)}
	view.Page.Title = v.Say("room.actions-title")
	at := map[string]int{}
	for _, cmd := range commands {
		area, _, _ := strings.Cut(cmd.Path, " ")
		if _, ok := at[area]; !ok {
			at[area] = len(view.Groups)
			view.Groups = append(view.Groups, actionGroup{Name: area})
		}
		group := &view.Groups[at[area]]
		group.Actions = append(group.Actions, actionView{
			Path: cmd.Path, Help: chat.Legible(cmd.Help), URL: v.address(c.id) + "/form?path=" + url.QueryEscape(cmd.Path),
		})
	}
	r.showDialog(w, req, "actions", view)
}

// commands lists what the seat may do; none where nothing was configured.
func (v *viewer) commands(ctx context.Context) ([]Command, error) {
	if v.Commands == nil {
		return nil, nil
	}
	commands, err := v.Commands(ctx, v.seat.Person)
	if err != nil {
		return nil, fmt.Errorf("list commands: %w", err)
	}
	for i := range commands {
		if commands[i].Usage == "" {
			commands[i].Usage = commands[i].Path
		}
	}
	return commands, nil
}
