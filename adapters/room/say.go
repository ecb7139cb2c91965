package room

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
)

// mostTalk is how many characters one message may have.
const mostTalk = 40_000

// cause names one press or one line: the person, the window, the key of the
// form, and what was asked, so that the same key with other words is another
// wish, and a retry is the same.
func (v visit) cause(c *conversation, key string, asked any) (bot.Cause, error) {
	raw, err := json.Marshal([]any{v.seat.Person, v.session.hash, c.id, key, asked})
	if err != nil {
		return "", fmt.Errorf("name the cause: %w", err)
	}
	sum := sha256.Sum256(raw)
	return bot.Cause("room:" + hex.EncodeToString(sum[:16])), nil
}

// input makes what the bot is asked.
func (r *Room) input(v visit, c *conversation, cause bot.Cause, intent bot.Intent) (bot.Input, error) {
	var fresh [32]byte
	if _, err := rand.Read(fresh[:]); err != nil {
		return bot.Input{}, fmt.Errorf("draw randomness: %w", err)
	}
	in := bot.Input{
		Cause: cause, At: r.Now().UTC(), Intent: intent, Fresh: hex.EncodeToString(fresh[:]),
		Actor: bot.Actor{Person: v.seat.Person, Account: bot.Account{Platform: r.Platform(), User: string(v.seat.Person)}},
		Place: bot.Place{Platform: r.Platform()},
	}
	if c.person == "" {
		in.Place.Channel = c.id
	}
	return in, nil
}

// typed reads a line as what is asked of the bot. Lines that begin with "/" are
// for the bot alone and are not shown to others.
func typed(text string, private bool) (asked bot.Typed, silent bool) {
	line := strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(line, "/"); ok {
		word, _, _ := strings.Cut(rest, " ")
		if !strings.EqualFold(word, "mag") {
			line = "/mag " + rest
		}
		return bot.Typed{Text: line, Addressed: true}, true
	}
	for _, name := range []string{"@magbot", "magbot"} {
		if len(line) < len(name) || !strings.EqualFold(line[:len(name)], name) {
			continue
		}
		if rest := line[len(name):]; rest == "" || strings.ContainsAny(rest[:1], " ,:") {
			return bot.Typed{Text: strings.TrimLeft(rest, " ,:"), Addressed: true}, false
		}
	}
	return bot.Typed{Text: line, Addressed: private}, false
}

// readTalk takes the text of a message from a request; a key of the catalogue
// says what is wrong with it.
func readTalk(req *http.Request) (text, problem string, args []any) {
	text = strings.ReplaceAll(req.PostFormValue("text"), "\r\n", "\n")
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		return "", "room.not-text", nil
	case strings.TrimSpace(text) == "":
		return "", "room.nothing-typed", nil
	case n > mostTalk:
		return text, "room.too-long", []any{"length", n, "most", mostTalk}
	}
	return text, "", nil
}

// say takes a line: it is shown in the talk first, then handed to the bot.
func (r *Room) say(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	if err := req.ParseForm(); err != nil {
		r.problem(w, req, http.StatusRequestEntityTooLarge, "room.too-much")
		return
	}
	text, problem, args := readTalk(req)
	if problem != "" {
		v.session.keepDraft(c.id, text)
		r.reply(w, req, v, c, flash{text: v.Say(problem, args...), refused: true}, outcome{})
		return
	}
	done, err := r.hear(req.Context(), v, c, req.PostFormValue("key"), text)
	if err != nil {
		r.unsure(w, req, v, c, text, err)
		return
	}
	r.reply(w, req, v, c, flash{answer: done.answer}, done)
}

// outcome is what became of a line or a press.
type outcome struct {
	answer bot.Answer
	clear  bool              // what was typed may go
	made   uint64            // the message it made
	dialog bool              // it came from a form
	files  map[string]string // names of the files that the form held, by field
}

func (r *Room) hear(ctx context.Context, v visit, c *conversation, key, text string) (outcome, error) {
	var done outcome
	cause, err := v.cause(c, key, text)
	if err != nil {
		return done, err
	}
	asked, silent := typed(text, c.person != "")
	if !silent {
		l := logged{Kind: said, At: r.Now().UTC(), By: v.seat.Person, Key: "say:" + string(cause)}
		if err := r.sealText(c.log, &l, text); err != nil {
			return done, err
		}
		if done.made, _, err = r.write(ctx, c, l); err != nil {
			return done, err
		}
	}
	in, err := r.input(v, c, cause, asked)
	if err != nil {
		return done, err
	}
	if done.answer, err = r.Bot.Handle(ctx, in); err != nil {
		return done, fmt.Errorf("ask the bot: %w", err)
	}
	switch m, ok := c.message(done.made); {
	case !ok:
	case done.answer.Ignored: // talk, which is nothing but counted
		if err := r.count(ctx, c, m, text, func(*bot.Wrote) {}); err != nil {
			return done, err
		}
	default:
		r.recount(ctx, c, m, text, func(w *bot.Wrote) { w.Asked = true })
	}
	done.clear = !silent || (!done.answer.Refused && done.answer.Form == nil)
	if done.made == 0 || done.answer.Record == (bot.Ref{}) {
		return done, nil
	}
	if m, ok := c.message(done.made); ok && m.noted {
		return done, nil
	}
	_, _, err = r.write(ctx, c, logged{Kind: noted, At: r.Now().UTC(), Of: done.made})
	return done, err
}

// unsure answers when nobody knows whether something was recorded: what was
// typed stays with its key, so that sending it again does it once.
func (r *Room) unsure(w http.ResponseWriter, req *http.Request, v visit, c *conversation, text string, err error) {
	r.Logger.Error("the bot could not answer", "page", req.Pattern, "error", err)
	if scripted(req) {
		r.problem(w, req, http.StatusServiceUnavailable, "room.failed")
		return
	}
	v.session.keepDraft(c.id, text)
	v.session.keepKey(c.id, req.PostFormValue("key"))
	v.session.keep(flash{conversation: c.id, text: v.Say("room.failed"), refused: true})
	http.Redirect(w, req, v.address(c.id)+"#write", http.StatusSeeOther)
}

// reply shows an answer to the actor alone: at once where there is script, on
// the next page where there is none.
func (r *Room) reply(w http.ResponseWriter, req *http.Request, v visit, c *conversation, f flash, done outcome) {
	f.conversation = c.id
	if f.answer.Form != nil {
		var more []browser.Part
		if done.clear && scripted(req) {
			w.Header().Set("HX-Trigger", "room-sent")
			more = append(more, browser.Part{Name: "key", Data: keyView{v.words, browser.NewKey()}})
		}
		r.askForm(w, req, v, c, f.answer, nil, done.files, more...)
		return
	}
	if !scripted(req) {
		if !done.dialog && !done.clear && f.refused || f.answer.Refused && !done.clear {
			v.session.keepDraft(c.id, req.PostFormValue("text"))
		}
		if f.answer.Done && f.text == "" && f.answer.Message.IsZero() {
			f.text = v.Say("room.done-before") // there is no line of status that would say so
		}
		if f.text != "" || !f.answer.Message.IsZero() {
			v.session.keep(f)
		}
		http.Redirect(w, req, v.address(c.id)+"#write", http.StatusSeeOther)
		return
	}
	parts, err := r.replyParts(req.Context(), v, c, f, done)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	h := w.Header()
	h.Set("HX-Retarget", "#talk")
	h.Set("HX-Reswap", "beforeend")
	switch {
	case done.dialog:
		h.Set("HX-Trigger", "room-close")
	case done.clear:
		h.Set("HX-Trigger", "room-sent")
	}
	r.show(w, req, http.StatusOK, parts...)
}

func (r *Room) replyParts(ctx context.Context, v visit, c *conversation, f flash, done outcome) ([]browser.Part, error) {
	var parts []browser.Part
	draw := r.viewer(v)
	if m, ok := c.message(done.made); ok {
		views, err := draw.messages(ctx, c, []message{m})
		if err != nil {
			return nil, err
		}
		parts = append(parts, browser.Part{Name: "messages", Data: views})
	}
	status := problemView{words: v.words}
	switch n, ok := draw.note(c.id, f); {
	case ok:
		parts = append(parts, browser.Part{Name: "note", Data: n})
	case f.answer.Done:
		status.Text = v.Say("room.done-before")
	case !f.answer.Ignored:
		status.Text = v.Say("room.done")
	}
	return append(parts, browser.Part{Name: "status", Data: status}, browser.Part{Name: "key", Data: keyView{v.words, browser.NewKey()}}), nil
}

type keyView struct {
	words
	Key string
}

// editView is the form in which an author changes a message.
type editView struct {
	words
	Page   pageView
	Action string
	Remove string
	Text   string
	Key    string
}

// own finds the message that a request wants to change; only its author may.
func (r *Room) own(w http.ResponseWriter, req *http.Request, v visit, c *conversation) (message, bool) {
	number, err := strconv.ParseUint(req.PathValue("number"), 10, 64)
	m, ok := c.message(number)
	if err != nil || !ok {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return m, false
	}
	if m.by != v.seat.Person || m.deleted || m.hidden {
		r.problem(w, req, http.StatusForbidden, "room.not-yours")
		return m, false
	}
	return m, true
}

// textOf opens what a message says. False when that cannot be had, which is
// answered then.
func (r *Room) textOf(w http.ResponseWriter, req *http.Request, c *conversation, m message) (string, bool) {
	text, ok, err := r.open(c.log, m)
	switch {
	case err != nil:
		r.failure(w, req, err)
	case !ok:
		r.problem(w, req, http.StatusNotFound, "room.not-found")
	default:
		return text, true
	}
	return "", false
}

func (r *Room) editForm(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	m, ok := r.own(w, req, v, c)
	if !ok {
		return
	}
	text, ok := r.textOf(w, req, c, m)
	if !ok {
		return
	}
	at := strconv.FormatUint(m.number, 10)
	view := editView{
		words: v.words, Page: r.viewer(v).frame(c), Text: text, Key: browser.NewKey(),
		Action: v.address(c.id) + "/edit/" + at, Remove: v.address(c.id) + "/delete/" + at,
	}
	view.Page.Title = v.Say("room.edit-title")
	r.showDialog(w, req, "edit", view)
}

// edit changes the author's own words. The record is left as it is, and the
// author is told so.
func (r *Room) edit(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	m, ok := r.own(w, req, v, c)
	if !ok {
		return
	}
	text, problem, args := readTalk(req)
	if problem != "" {
		r.problem(w, req, http.StatusBadRequest, problem, args...)
		return
	}
	l := logged{Kind: edited, At: r.Now().UTC(), By: v.seat.Person, Of: m.number}
	err := r.sealText(c.log, &l, text)
	if err == nil {
		_, _, err = r.write(req.Context(), c, l)
	}
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.recount(req.Context(), c, m, text, func(w *bot.Wrote) { w.Edit, w.Changed = true, l.At })
	r.reply(w, req, v, c, flash{text: v.Say("room.edit-done")}, outcome{dialog: true})
}

// remove takes the author's own words out of the talk.
func (r *Room) remove(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	m, ok := r.own(w, req, v, c)
	if !ok {
		return
	}
	l := logged{Kind: deleted, At: r.Now().UTC(), Of: m.number}
	if _, _, err := r.write(req.Context(), c, l); err != nil {
		r.failure(w, req, err)
		return
	}
	r.recount(req.Context(), c, m, "", func(w *bot.Wrote) { w.Gone = true })
	r.reply(w, req, v, c, flash{text: v.Say("room.delete-done")}, outcome{dialog: true})
}

// recount hands on what became of a message, or what was typed to the bot. That stands
// already, so that its author is told of no failure when it could not be counted.
func (r *Room) recount(ctx context.Context, c *conversation, m message, text string, change func(*bot.Wrote)) {
	if err := r.count(ctx, c, m, text, change); err != nil {
		r.Logger.Error("what became of a message is not counted", "error", err)
	}
}

// count hands a message of a channel to be counted, and waits until it is. What
// happened to it, if it is not new, change says.
func (r *Room) count(ctx context.Context, c *conversation, m message, text string, change func(*bot.Wrote)) error {
	if r.Counter == nil || c.person != "" {
		return nil
	}
	w := bot.Wrote{
		ID: wroteID(c, m), At: m.at,
		Account: bot.Account{Platform: r.Platform(), User: string(m.by)}, Place: bot.Place{Platform: r.Platform(), Channel: c.id},
	}
	change(&w)
	return r.Counter.Count(w, text)(ctx)
}

// wroteID names a message of a channel where it is counted.
func wroteID(c *conversation, m message) string {
	return "room:" + c.id + ":" + strconv.FormatUint(m.number, 10)
}

// intentOf gives the intent of a call.
func intentOf(call chat.Call) bot.Intent { return bot.Call(call) }
