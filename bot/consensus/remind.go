package consensus

import (
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// Window is a call that people are still asked about.
type Window struct {
	Number   int
	Name     string
	Revision int // another whenever Until is another
	Until    time.Time
	Since    time.Time             // since when Until is so
	Waiting  func() []bot.PersonID // who is asked and has not been heard
}

// Windows lists the calls of v.Here that people can still answer. A slow count is
// over before anybody could be reminded of it.
func Windows(v bot.View) []Window {
	if v.Here == nil {
		return nil
	}
	var all []Window
	for _, c := range Of(v).calls {
		if c.Phase != PhaseOpen || c.Count() {
			continue
		}
		since := c.Now().At
		if n := len(c.Extensions); n > 0 && c.Extensions[n-1].At.After(since) {
			since = c.Extensions[n-1].At
		}
		all = append(all, Window{
			Number: c.Number, Name: c.Name(), Revision: len(c.Extensions) + len(c.Wordings) - 1, Until: c.Until, Since: since, Waiting: c.Waiting,
		})
	}
	return all
}

// Reminder is the message to somebody who has not answered yet; nothing once
// they have, or the call is over.
func Reminder(v bot.View, n int) chat.Message {
	c, ok := Of(v).Call(n)
	if !ok || c.Phase != PhaseOpen || !c.IsAsked(v.Reader.Person) || c.Heard(v.Reader.Person) != Nothing {
		return chat.Message{}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("consensus.reminder", "call", c.Name())},
		chat.Quote{Text: said(v, c.Now().Text), From: nameOf(v, c.Now().By)},
		chat.Paragraph{Text: chat.Line(v.Say("consensus.until")+" ", chat.Time{At: c.Until}, ". "+v.Say("consensus.reminder.silence")+" "+c.silence(v))},
	}, Buttons: c.answers(v)}
}
