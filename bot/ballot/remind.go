package ballot

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// Closing is the close that voters are reminded of, for package reminder, which
// stands above this one.
type Closing struct {
	ID       bot.BallotID
	Revision int // another whenever At is another
	At       time.Time
	Since    time.Time // since when At has been known
}

// ClosingOf gives the close of the ballot that v.Here is, while it is open and
// closes by itself.
func ClosingOf(v bot.View) (Closing, bool) {
	s := Of(v)
	if s.Phase != PhaseOpen || s.ClosesAt.IsZero() {
		return Closing{}, false
	}
	c := Closing{ID: s.ID, Revision: len(s.Extensions), At: s.ClosesAt, Since: s.OpenedAt}
	if n := len(s.Extensions); n > 0 {
		c.Since = s.Extensions[n-1].At
	}
	return c, true
}

// Reminder is the ballot once more, for a reader who may vote and has not; for
// anybody else it is empty.
func Reminder(v bot.View) chat.Message {
	s := Of(v)
	if s.Phase != PhaseOpen || !s.MayVote(v.Reader.Person) || s.Voted[v.Reader.Person] {
		return chat.Message{}
	}
	m := s.paper(v)
	m.Blocks = slices.Insert(m.Blocks, 1, chat.Block(chat.Paragraph{Text: chat.Line(v.Say("ballot.reminder"))}))
	m.Buttons = s.votes(v)
	m.Seen = v.Say("seen.only-you")
	return m
}
