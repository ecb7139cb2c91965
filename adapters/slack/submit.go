package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// mostBeside is how long a refusal may be to stand beside an input, in
// characters; what is longer stands above the form.
const mostBeside = 300

// ofForm is a form that was sent. The envelope is answered with what becomes of
// the modal: it closes, says beside an input what is wrong, or goes on.
func (s *Slack) ofForm(p press) (task, error) {
	if p.View == nil {
		return task{}, errors.New("a form without a view")
	}
	if p.View.CallbackID != formCallback {
		return task{}, nil // nothing was asked
	}
	values, err := json.Marshal(p.View.State.Values)
	if err != nil {
		return task{}, fmt.Errorf("read a form: %w", err)
	}
	a := askerOf(p)
	// Sending a form again that was refused is another wish when something in it
	// is changed, and the same when nothing is.
	key := s.cause("form", p.User.ID, p.View.ID, string(values))
	waiting := s.draw(s.life, s.account(p.User.ID)).waiting("{}")
	return task{
		lane: "user " + p.User.ID, key: string(key), late: updated(waiting),
		do: func(ctx context.Context, t *turn) error {
			in, err := s.readSlip(ctx, p.View.PrivateMetadata)
			if err != nil || in.Form == nil {
				t.reply(nil)
				s.gone(ctx, a, errors.Join(err, kept.ErrNone))
				return nil
			}
			a := a
			a.channel, a.thread, a.trigger, a.form = in.Channel, in.Thread, "", t
			return s.submit(ctx, a, t, p.View, *in.Form)
		},
		lost: func(ctx context.Context) { s.say(ctx, a, "slack.failed") },
	}, nil
}

// submit reads a form and asks the bot.
func (s *Slack) submit(ctx context.Context, a asker, t *turn, view *sight, form chat.Form) error {
	words := s.draw(ctx, s.account(a.user)).words
	back, err := fill(ctx, form, view.State.Values, words, s.web.fetchFile)
	if err != nil {
		s.Logger.Error("read a form", "error", bare(err))
		s.refuse(ctx, a, t, view, back, chat.Say(words.Say("slack.file-lost")))
		return nil
	}
	if len(back.wrong) > 0 {
		if t.reply(beside(back.wrong)) {
			return nil
		}
		var all []string
		for _, wrong := range back.wrong {
			all = append(all, wrong)
		}
		s.refuse(ctx, a, t, view, back, chat.Say(all...))
		return nil
	}
	cause := s.cause("sent", a.user, view.ID, back.call)
	answer, err := s.handle(ctx, s.input(a, cause, bot.Call(back.call)))
	if err != nil {
		return fmt.Errorf("ask the bot: %w", err)
	}
	s.greet(ctx, a)
	switch {
	case answer.Form != nil:
		s.goOn(ctx, a, t, view, answer)
	case answer.Refused:
		s.refuse(ctx, a, t, view, back, answer.Message)
	case t.reply(map[string]any{"response_action": "clear"}):
		s.show(ctx, a, answer)
	default: // the modal waits for what is said
		a.view = view.ID
		if answer.Message.IsZero() {
			answer.Message = chat.Say(words.Say("slack.done"))
		}
		s.sayIn(ctx, a, answer.Message)
	}
	return nil
}

// goOn turns the modal into the next form.
func (s *Slack) goOn(ctx context.Context, a asker, t *turn, view *sight, answer bot.Answer) {
	d := s.draw(ctx, s.account(a.user))
	next, whole, err := s.modal(ctx, a, d, answer)
	if err != nil {
		s.Logger.Error("draw a form", "error", err)
		t.reply(nil)
		s.say(ctx, a, "slack.failed")
		return
	}
	if body := updated(next); fitsAck(body) && t.reply(body) {
		if !whole {
			s.confideMessage(ctx, a, d, answer.Message)
		}
		return
	}
	t.reply(updated(d.waiting("{}")))
	a.view = view.ID
	s.ask(ctx, a, d, answer)
}

// refuse says what is wrong with a form and leaves it open, with all that was
// filled in: beside the first input where that is enough, else above them all.
func (s *Slack) refuse(ctx context.Context, a asker, t *turn, view *sight, back filled, why chat.Message) {
	if text, short := brief(why); short && back.first != "" && t.reply(beside(map[string]string{back.first: text})) {
		return
	}
	again, err := s.Bot.Form(ctx, s.input(a, s.cause("again", a.user, view.ID), bot.Call(back.call)))
	if err != nil {
		s.Logger.Error("ask for a form", "error", err)
	}
	if err == nil && again.Form != nil {
		again.Message = why
		s.goOn(ctx, a, t, view, again)
		return
	}
	d := s.draw(ctx, s.account(a.user))
	text, _ := shorten(seenOf(d, why), mostBeside)
	if back.first != "" && t.reply(beside(map[string]string{back.first: text})) {
		s.confideMessage(ctx, a, d, why)
		return
	}
	t.reply(nil)
	s.offer(ctx, a, d, bot.Answer{Message: why, Form: &chat.Form{Title: back.call.Path, Call: back.call}})
}

// seenOf is what a reader sees of a message, as one text.
func seenOf(d drawing, m chat.Message) string {
	var all []string
	for _, c := range d.inView().body(m.Blocks) {
		all = append(all, c.text)
	}
	return strings.Join(all, "\n")
}

// brief is a message as one short text, if it is one.
func brief(m chat.Message) (string, bool) {
	var all []string
	for _, b := range m.Blocks {
		p, ok := b.(chat.Paragraph)
		if !ok {
			return "", false
		}
		for _, span := range p.Text {
			text, ok := span.(chat.Plain)
			if !ok {
				return "", false
			}
			all = append(all, chat.Legible(string(text)))
		}
	}
	text := strings.Join(all, "\n")
	return text, text != "" && len(m.Buttons) == 0 && runes(text) <= mostBeside
}

// beside answers a form with what is wrong, by input.
func beside(wrong map[string]string) any {
	return map[string]any{"response_action": "errors", "errors": wrong}
}

// updated answers a form with what the modal becomes.
func updated(view sdk.ModalViewRequest) any {
	return map[string]any{"response_action": "update", "view": view}
}

// fitsAck reports whether an answer is short enough for the socket.
func fitsAck(body any) bool {
	raw, err := json.Marshal(body)
	return err == nil && len(raw) <= mostAck
}
