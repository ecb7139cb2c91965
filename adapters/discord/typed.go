package discord

import (
	"context"
	"regexp"
	"strings"
	"time"

	"magbot/bot"
)

// Signs under a typed line: the record holds it; it was refused, and its author
// could not be told why in private.
const (
	signNoted   = "✅"
	signRefused = "❗"
)

// heard takes a line that was typed, changed or deleted.
func (d *Discord) heard(kind string, m said) {
	direct := m.GuildID == ""
	switch kind {
	case "MESSAGE_CREATE":
		if m.person() {
			d.in("channel "+m.ChannelID, func(ctx context.Context) { d.line(ctx, m, direct) })
		}
	case "MESSAGE_UPDATE":
		if m.Edited != nil && (m.Author == nil || m.person()) { // else Discord has added a preview
			d.in("channel "+m.ChannelID, func(ctx context.Context) {
				d.edited(ctx, m)
				d.countChange(ctx, m)
			})
		}
	case "MESSAGE_DELETE":
		d.in("channel "+m.ChannelID, func(ctx context.Context) {
			d.deleted(ctx, m.ChannelID, m.ID)
			d.countRemoval(m.ChannelID, m.ID)
		})
	}
}

// line asks the bot about a typed line.
func (d *Discord) line(ctx context.Context, m said, direct bool) {
	if strings.TrimSpace(m.Content) == "" || !d.seen.first("line "+m.ID) {
		return
	}
	rest, meant := d.addressed(m.Content)
	typed := bot.Typed{Text: d.plain(ctx, rest), Addressed: meant || direct || strings.HasPrefix(rest, "/mag ")}
	cause := bot.Cause("discord:line:" + m.ChannelID + ":" + m.ID)
	answer, err := d.insist(ctx, d.input(m.by(), m.ChannelID, direct, cause, typed))
	if err != nil {
		d.Logger.Error("a typed line is not known to be recorded", "error", err)
		d.tell(ctx, m.by(), "discord.failed")
		return
	}
	if !direct {
		d.count(ctx, m, !answer.Ignored)
	}
	if answer.Ignored || answer.Done {
		return
	}
	d.greet(ctx, m.by())
	d.answerLine(ctx, m, typed, answer)
	if err := d.state.answered(ctx, m.ChannelID, m.ID); err != nil {
		d.Logger.Error("remember how far a channel was read", "error", err)
	}
}

// answerLine shows what came of a line: a sign under it when the record holds it,
// and words for its author alone where they are needed.
func (d *Discord) answerLine(ctx context.Context, m said, typed bot.Typed, answer bot.Answer) {
	recorded := answer.Record != (bot.Ref{})
	if recorded {
		if err := d.state.keep(ctx, memoEntry{Noted: m.ChannelID + " " + m.ID, User: m.by(), Edited: m.changed()}); err != nil {
			d.Logger.Error("remember a line that was recorded", "error", err)
		}
		d.sign(ctx, m, signNoted)
	}
	if recorded && !typed.Addressed && answer.Form == nil && len(answer.Message.Buttons) == 0 {
		return
	}
	pages, err := d.answerPages(ctx, m.by(), answer)
	if err == nil && len(pages) > 0 {
		err = d.confide(ctx, m.by(), pages)
	}
	if err != nil {
		d.Logger.Info("the author of a line could not be told", "error", err)
		if !recorded {
			d.sign(ctx, m, signRefused)
		}
	}
}

func (d *Discord) sign(ctx context.Context, m said, sign string) {
	if err := d.rest.react(ctx, m.ChannelID, m.ID, sign); err != nil && !d.report(ctx, m.ChannelID, err) {
		d.Logger.Warn("put a sign under a line", "error", err)
	}
}

// answerPages draws an answer where no modal can be opened: a form becomes a
// button that opens it.
func (d *Discord) answerPages(ctx context.Context, user string, answer bot.Answer) ([]page, error) {
	drawn := d.draw(ctx, user)
	if answer.Form != nil {
		return d.offer(ctx, user, slip{Form: *answer.Form, Field: start.field}, drawn.forForm(answer), "discord.fill-in")
	}
	if answer.Message.IsZero() {
		return nil, nil
	}
	return drawn.message(answer.Message)
}

// mark is what Discord writes in angle brackets: <@1>, <@!1>, <#2>, <@&3>,
// <:name:4>, <a:name:4>, <t:5:R>, </name:6>. Source: reference, Message
// Formatting.
var mark = regexp.MustCompile(`<(@[!&]?|#|a?:|t:|/)([^<>\s]*(?: [^<>]*)?)>`)

// plain writes what somebody typed as they saw it: names for identifiers, and no
// markup of Discord's.
func (d *Discord) plain(ctx context.Context, text string) string {
	return mark.ReplaceAllStringFunc(text, func(whole string) string {
		m := mark.FindStringSubmatch(whole)
		switch m[1] {
		case "@", "@!":
			return d.nameOf(ctx, m[2], whole)
		case "#":
			return d.channelName(ctx, m[2])
		case ":", "a:":
			name, _, _ := strings.Cut(m[2], ":")
			return ":" + name + ":"
		case "/":
			name, _, _ := strings.Cut(m[2], ":")
			return "/" + name
		case "t:":
			seconds, _, _ := strings.Cut(m[2], ":")
			if n := number(seconds); n > 0 && n < farthest {
				return time.Unix(int64(n), 0).UTC().Format(time.RFC3339)
			}
		}
		return whole
	})
}

// nameOf gives the name of a user on the roster; else what was typed, which the
// bot then does not understand and says so.
func (d *Discord) nameOf(ctx context.Context, user, typed string) string {
	if user == d.self {
		return "magbot"
	}
	if seat, ok := d.People.Person(ctx, d.account(user)); ok {
		return seat.Name
	}
	return typed
}

// addressed reports whether a line begins by mentioning the bot, and gives the
// rest of it.
func (d *Discord) addressed(text string) (rest string, yes bool) {
	text = strings.TrimSpace(text)
	at := mark.FindStringSubmatch(text)
	if len(at) < 3 || !strings.HasPrefix(text, at[0]) || at[1] == "#" || at[2] != d.self {
		return text, false
	}
	return strings.TrimLeft(text[len(at[0]):], " \t\n,:"), true
}
