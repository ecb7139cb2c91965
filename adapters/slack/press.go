package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// Shortcut is a message or global shortcut of the manifest: it opens the form of
// a command.
type Shortcut struct {
	ID   string // callback_id, at most 255 characters
	Name string // what people see, at most 24 characters
	Help string // one line, at most 150 characters
	Call chat.Call
	// OnMessage makes it a shortcut of messages. TextArg is then filled in with
	// the message's text, LinkArg with its address, and FromArg with its
	// author's identifier on the roster, or "unknown"; each may be empty. With FromArg, one's
	// own message is refused.
	OnMessage                 bool
	TextArg, LinkArg, FromArg string
}

// ofPress is a press of a button, a shortcut, or a form that was sent.
func (s *Slack) ofPress(p press) (task, error) {
	switch p.Type {
	case "block_actions":
		return s.ofButton(p)
	case "view_submission":
		return s.ofForm(p)
	case "message_action", "shortcut":
		return s.ofShortcut(p)
	}
	return task{}, nil
}

// askerOf finds who pressed, and the ways to answer.
func askerOf(p press) asker {
	a := asker{user: p.User.ID, channel: p.Channel.ID, respond: p.ResponseURL, trigger: p.TriggerID, since: time.Now()}
	a.home = p.View != nil && p.View.Type == "home"
	if p.Container != nil && p.Container.ThreadTS != "" {
		a.thread = p.Container.ThreadTS
	}
	if p.Message != nil && a.thread == "" && p.Message.ThreadTS != p.Message.TS {
		a.thread = p.Message.ThreadTS
	}
	return a
}

// ofButton is a press of a button: its call, or the form of it.
func (s *Slack) ofButton(p press) (task, error) {
	if len(p.Actions) == 0 {
		return task{}, errors.New("an interaction without an action")
	}
	pressed, a := p.Actions[0], askerOf(p)
	if strings.HasPrefix(pressed.ActionID, linkPrefix) && s.Linker != nil {
		return s.ofLink(p), nil
	}
	asks := strings.HasPrefix(pressed.ActionID, askPrefix)
	if !asks && !strings.HasPrefix(pressed.ActionID, doPrefix) {
		return task{}, nil // an input of a modal, or a link
	}
	where := ""
	if p.Container != nil {
		where = p.Container.ChannelID + p.Container.MessageTS + p.Container.ViewID
	}
	cause := s.cause("press", p.User.ID, where, pressed.ActionID, pressed.ActionTS, pressed.Value)
	return task{
		lane: "user " + p.User.ID, key: string(cause),
		do: func(ctx context.Context, t *turn) error {
			call, err := s.callOf(ctx, pressed.Value)
			if err != nil {
				s.gone(ctx, a, err)
				return nil
			}
			in := s.input(a, cause, bot.Call(call))
			if asks {
				t.reply(nil)
				s.open(ctx, a, in, "")
				return nil
			}
			answer, err := s.handle(ctx, in)
			if err != nil {
				return fmt.Errorf("ask the bot: %w", err)
			}
			t.reply(nil)
			s.greet(ctx, a)
			s.show(ctx, a, answer)
			return nil
		},
		lost: func(ctx context.Context) { s.say(ctx, a, "slack.failed") },
	}, nil
}

// gone tells that a button or form holds nothing any more.
func (s *Slack) gone(ctx context.Context, a asker, err error) {
	if !errors.Is(err, kept.ErrNone) {
		s.Logger.Error("read a button", "error", err)
	}
	s.say(ctx, a, "slack.gone")
}

// ofShortcut opens the form of a shortcut.
func (s *Slack) ofShortcut(p press) (task, error) {
	for _, short := range s.Shortcuts {
		if short.ID != p.CallbackID {
			continue
		}
		a := askerOf(p)
		cause := s.cause("shortcut", p.TriggerID)
		return task{
			lane: "user " + p.User.ID, key: string(cause),
			do: func(ctx context.Context, t *turn) error {
				t.reply(nil)
				if short.FromArg != "" && p.Message != nil && p.Message.User == a.user {
					s.say(ctx, a, "slack.report-own")
					return nil
				}
				call, note := s.filledIn(ctx, short, p)
				s.open(ctx, a, s.input(a, cause, bot.Call(call)), note)
				return nil
			},
		}, nil
	}
	return task{}, fmt.Errorf("no such shortcut: %q", p.CallbackID)
}

// copyOf is a call whose arguments may be added to.
func copyOf(c chat.Call) chat.Call {
	args := map[string]string{}
	maps.Copy(args, c.Args)
	return chat.Call{Path: c.Path, Args: args}
}

// whoIsUnknown is how a form says that somebody is on no roster.
const whoIsUnknown = "unknown"

// authorOf gives who on the roster wrote a message, and what is to be said
// where there is none.
func (s *Slack) authorOf(ctx context.Context, m inTalk) (who, note string) {
	switch m.User {
	case "":
		return "", ""
	case s.self:
		return "", "slack.report-bot"
	}
	if seat, known := s.People.Person(ctx, s.account(m.User)); known {
		return string(seat.Person), ""
	}
	return whoIsUnknown, "slack.report-stranger"
}

// filledIn is the call of a shortcut, with what the message holds, and what is to be
// said of that.
func (s *Slack) filledIn(ctx context.Context, short Shortcut, p press) (call chat.Call, note string) {
	call = copyOf(short.Call)
	if !short.OnMessage || p.Message == nil {
		return call, ""
	}
	if short.TextArg != "" {
		call.Args[short.TextArg] = s.plain(ctx, p.Message.Text)
	}
	if short.FromArg != "" {
		var author string
		if author, note = s.authorOf(ctx, *p.Message); author != "" {
			call.Args[short.FromArg] = author
		}
	}
	if short.LinkArg != "" {
		ts := p.Message.TS
		if ts == "" {
			ts = p.MessageTS
		}
		link, err := s.web.permalink(ctx, spot{channel: p.Channel.ID, ts: ts})
		if err != nil {
			s.Logger.Info("a message has no address", "error", bare(err))
		} else {
			call.Args[short.LinkArg] = link
		}
	}
	return call, note
}

// open opens the form of a call, under what is to be said of it. When the form is not there soon, a modal opens
// that waits for it, because Slack lets a modal be opened for three seconds only.
func (s *Slack) open(ctx context.Context, a asker, in bot.Input, note string) {
	type result struct {
		answer bot.Answer
		err    error
	}
	made := make(chan result, 1)
	if !s.run(func(ctx context.Context) {
		var r result
		r.err = s.guard(func() (err error) {
			r.answer, err = s.Bot.Form(ctx, in)
			return err
		})
		made <- r
	}) {
		return
	}
	soon := time.NewTimer(skeletonAt)
	defer soon.Stop()
	var r result
	select {
	case r = <-made:
	case <-soon.C:
		a.view = s.openWaiting(ctx, a)
		r = <-made
	}
	if r.answer.Form != nil && note != "" {
		said := chat.Line(s.draw(ctx, s.account(a.user)).words.Say(note))
		r.answer.Message.Blocks = append(slices.Clone(r.answer.Message.Blocks), chat.Paragraph{Text: said})
	}
	switch {
	case r.err != nil:
		s.Logger.Error("ask for a form", "error", r.err)
		s.sayIn(ctx, a, chat.Say(s.draw(ctx, s.account(a.user)).words.Say("slack.failed")))
	case r.answer.Form == nil && a.view != "":
		s.sayIn(ctx, a, r.answer.Message)
	default:
		s.show(ctx, a, r.answer)
	}
}

// openWaiting opens a modal that becomes a form; empty when it cannot be opened.
func (s *Slack) openWaiting(ctx context.Context, a asker) string {
	if a.trigger == "" {
		return ""
	}
	view, err := s.web.openView(ctx, a.trigger, s.draw(ctx, s.account(a.user)).waiting("{}"))
	if err != nil {
		s.Logger.Info("a modal could not be opened", "error", bare(err))
	}
	return view
}

// sayIn shows a message in the modal that is open, or where there is none like
// any answer.
func (s *Slack) sayIn(ctx context.Context, a asker, m chat.Message) {
	d := s.draw(ctx, s.account(a.user))
	if a.view != "" {
		view, whole := d.told(m, "{}")
		a.form.settle(ctx)
		err := s.web.updateView(ctx, a.view, view)
		if err == nil && whole && len(m.Buttons) == 0 {
			return
		}
		if err != nil {
			s.Logger.Info("a modal could not be renewed", "error", bare(err))
		}
	}
	pages, err := d.message(m)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	s.private(ctx, a, pages)
}
