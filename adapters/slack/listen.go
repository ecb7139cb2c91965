package slack

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// noted is the sign under a typed line that the record holds.
const noted = "white_check_mark"

// cause names one line, press or form, so that the same that comes again is the
// same: its parts are what Slack keeps when it sends it again.
func (s *Slack) cause(what string, parts ...any) bot.Cause {
	raw, err := json.Marshal(append([]any{s.workspace}, parts...))
	if err != nil { // the parts are strings and calls
		raw = fmt.Append(nil, parts...)
	}
	sum := sha256.Sum256(raw)
	return bot.Cause("slack:" + what + ":" + hex.EncodeToString(sum[:16]))
}

// input makes what the bot is asked.
func (s *Slack) input(a asker, cause bot.Cause, intent bot.Intent) bot.Input {
	var fresh [32]byte
	_, _ = rand.Read(fresh[:]) // never fails
	in := bot.Input{
		Cause: cause, At: s.Now().UTC(), Intent: intent, Fresh: hex.EncodeToString(fresh[:]),
		Actor: bot.Actor{Account: s.account(a.user)},
		Place: bot.Place{Platform: platform, Workspace: s.workspace},
	}
	if !direct(a.channel) {
		in.Place.Channel, in.Place.Thread = a.channel, a.thread
	}
	return in
}

// handle asks the bot, and lets open Home tabs show what has been recorded.
func (s *Slack) handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	answer, err := s.Bot.Handle(ctx, in)
	if err == nil && answer.Record != (bot.Ref{}) {
		s.homes.changed()
	}
	return answer, err
}

// ofSlash is a slash command.
func (s *Slack) ofSlash(c slash) task {
	key := "slash " + c.TriggerID
	a := asker{user: c.UserID, channel: c.ChannelID, respond: c.ResponseURL, trigger: c.TriggerID, since: time.Now()}
	return task{
		lane: "user " + c.UserID, key: key,
		do: func(ctx context.Context, t *turn) error {
			in := s.input(a, s.cause("slash", c.TriggerID), bot.Typed{Text: "/mag " + s.plain(ctx, c.Text), Addressed: true})
			answer, err := s.handle(ctx, in)
			if err != nil {
				return fmt.Errorf("ask the bot: %w", err)
			}
			s.greet(ctx, a)
			a := a
			a.turn = t
			s.show(ctx, a, answer)
			return nil
		},
		lost: func(ctx context.Context) { s.say(ctx, a, "slack.failed") },
	}
}

// ofEvent is a line that was typed, changed or deleted, or something else that
// happened.
func (s *Slack) ofEvent(o outer, e event) task {
	switch e.Type {
	case "message":
		switch e.Subtype {
		case "", "file_share", "thread_broadcast", "me_message":
			return s.ofLine(e)
		case "message_changed":
			return s.ofChange(e)
		case "message_deleted":
			return s.ofRemoval(e)
		}
	case "app_mention":
		return s.ofLine(e)
	case "app_home_opened":
		return s.ofHome(o, e)
	case "tokens_revoked", "app_uninstalled":
		return task{lane: "trouble", key: "event " + o.EventID, do: func(ctx context.Context, _ *turn) error {
			s.trouble(ctx, "", "token_revoked", "", "")
			return nil
		}}
	}
	return task{}
}

// ofLine is a typed line. A mention comes twice, as a mention and as a message,
// and every line may come under several identifiers: the message itself tells
// what is the same.
func (s *Slack) ofLine(e event) task {
	if e.User == "" || e.BotID != "" || e.User == s.self {
		return task{}
	}
	a := asker{user: e.User, channel: e.Channel, thread: e.ThreadTS, since: time.Now()}
	at := spot{channel: e.Channel, ts: e.TS}
	return task{
		lane: "channel " + e.Channel, key: "line " + e.Channel + " " + e.TS,
		do: func(ctx context.Context, t *turn) error {
			rest, meant := s.addressed(e.Text)
			typed := bot.Typed{Text: s.plain(ctx, rest), Addressed: meant || e.Type == "app_mention" || direct(e.Channel)}
			answer, err := s.handle(ctx, s.input(a, s.cause("line", e.Channel, e.TS), typed))
			if err != nil {
				return fmt.Errorf("ask the bot: %w", err)
			}
			s.answerLine(ctx, a, at, typed, answer)
			if !direct(e.Channel) {
				w := s.wrote(e.Channel, e.TS, e.User)
				w.Asked = !answer.Ignored
				s.count(t, w, s.plain(ctx, e.Text)) // whole, as everybody there reads it
			}
			return nil
		},
		lost: func(ctx context.Context) { s.say(ctx, a, "slack.failed") },
	}
}

// answerLine shows what came of a typed line: a sign under it when the record
// holds it, and words for its author alone where a sign does not say enough: after
// a refusal, to whoever called the bot, and where more than one sentence is said.
func (s *Slack) answerLine(ctx context.Context, a asker, at spot, typed bot.Typed, answer bot.Answer) {
	if answer.Ignored || answer.Done {
		return
	}
	recorded := answer.Record != (bot.Ref{})
	if recorded {
		if _, _, err := s.state.mark(ctx, "noted "+at.channel+" "+at.ts); err != nil {
			s.Logger.Error("remember a line that was recorded", "error", err)
		}
		if err := s.web.react(ctx, at, noted); err != nil && !s.report(ctx, at.channel, err) {
			s.Logger.Warn("put a sign under a line", "error", err)
		}
	}
	s.greet(ctx, a)
	if !recorded || typed.Addressed || answer.Form != nil || len(answer.Message.Buttons) > 0 || len(answer.Message.Blocks) > 1 {
		s.show(ctx, a, answer)
	}
}

// ofChange is a line that its author has changed. The record keeps what it
// holds, and the author is told how to change that.
func (s *Slack) ofChange(e event) task {
	if e.Message != nil && e.Message.Subtype == "tombstone" { // the first line of a thread was deleted
		e.DeletedTS = e.Message.TS
		return s.ofRemoval(e)
	}
	if e.Message == nil || e.Message.BotID != "" || e.Message.User == "" {
		return task{}
	}
	if e.Previous != nil && e.Previous.Text == e.Message.Text {
		return task{} // Slack itself has changed it: a preview of a link
	}
	t := s.ofAfterthought(e.Channel, e.Message.TS, e.Message.User, "slack.edited")
	return s.countChange(t, e)
}

func (s *Slack) ofRemoval(e event) task {
	if e.Previous == nil || e.Previous.BotID != "" || e.Previous.User == "" {
		return s.countRemoval(task{}, e)
	}
	return s.countRemoval(s.ofAfterthought(e.Channel, e.DeletedTS, e.Previous.User, "slack.deleted"), e)
}

// ofAfterthought tells the author of a line that became a fact, once, that the
// record keeps it.
func (s *Slack) ofAfterthought(channel, ts, user, key string) task {
	return task{
		lane: "channel " + channel, key: key + " " + channel + " " + ts,
		do: func(ctx context.Context, _ *turn) error {
			fact, err := s.state.marked(ctx, "noted "+channel+" "+ts)
			if err != nil || !fact {
				return err
			}
			first, _, err := s.state.mark(ctx, "told "+key+" "+channel+" "+ts)
			if err == nil && first {
				s.say(ctx, asker{user: user, channel: channel}, key)
			}
			return err
		},
	}
}

// greet has somebody told once, over all platforms, what is kept of what they do
// and how to end it.
func (s *Slack) greet(_ context.Context, a asker) {
	if s.Greeter == nil {
		return
	}
	s.run(func(ctx context.Context) {
		account := s.account(a.user)
		answer, err := s.Greeter.Greet(ctx, account)
		if err == nil && !answer.Message.IsZero() {
			var pages []page
			if pages, err = s.draw(ctx, account).message(answer.Message); err == nil {
				s.private(ctx, asker{user: a.user}, pages)
			}
		}
		if err != nil {
			s.Logger.Error("greet somebody", "error", err)
		}
	})
}

// say tells one person a sentence.
func (s *Slack) say(ctx context.Context, a asker, key string) {
	d := s.draw(ctx, s.account(a.user))
	m := chat.Say(strings.Split(d.words.Say(key), "\n")...)
	m.Seen = d.words.Say("slack.only-you")
	pages, err := d.message(m)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	s.private(ctx, a, pages)
}
