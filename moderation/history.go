package moderation

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// Happening is one thing that happened in a case, without its words.
type Happening struct {
	At     time.Time
	By     bot.PersonID // a handler; never who reported, nor whom it is about
	What   string       // ends the key of its sentence
	Case   string       // another one; only who may see that reads of it
	Person bot.PersonID
	Number int // of a step
	Find   Finding
}

// remember notes what happened, when it did.
func (s *State) remember(m bot.Meta, h Happening) {
	if h.At.IsZero() {
		h.At = m.At
	}
	if h.By == byActor {
		h.By = m.Actor.Person
	}
	s.History = append(slices.Clip(s.History), h)
}

// byActor stands for who acted, where that was a handler.
const byActor bot.PersonID = "actor"

// happening is what a fact says that happened. What only keeps the case in order, such
// as who can read a channel, is left out.
func happening(s *State, e bot.Event) (h Happening, worth bool) {
	switch e := e.(type) {
	case Opened:
		if e.Report.How == Flagged {
			return Happening{What: "flagged"}, true
		}
		return Happening{What: "reported"}, true
	case Joined:
		return Happening{What: "joined", Case: e.Case}, !slices.Contains(s.With, e.Case)
	case Parted:
		return Happening{What: "parted", Case: e.Case}, true
	case JoinedTo:
		return Happening{What: "joined-to", Case: e.Case}, true
	case PartedFrom:
		return Happening{What: "parted-from", Case: e.Case}, true
	case Added:
		return Happening{What: "added"}, true
	case Redacted:
		return Happening{What: "redacted"}, true
	case Replied:
		return Happening{What: "replied", Number: e.Number}, true
	case ReplyLate:
		return Happening{What: "reply-late"}, true
	case Withdrawn:
		return Happening{What: "withdrawn"}, true
	case ContextKept:
		return Happening{What: "context"}, e.Unable == ""
	case MessageChanged:
		if e.Gone {
			return Happening{What: "deleted"}, true
		}
		return Happening{What: "edited"}, true
	case Reminded:
		return Happening{What: "reminded"}, true
	case Escalated:
		return Happening{What: "escalated"}, true
	case Appealed:
		return Happening{What: "appealed"}, true
	}
	if h, worth = stepHappening(s, e); worth {
		return h, worth
	}
	return handled(e)
}

// stepHappening is what happened to a step.
func stepHappening(s *State, e bot.Event) (h Happening, worth bool) {
	switch e := e.(type) {
	case Proposed:
		what := "proposed"
		if e.Step.Rung == Suggestion {
			what = "suggested"
		}
		return Happening{What: what, By: byActor, Number: len(s.Steps) + 1}, true
	case Seconded:
		return Happening{What: "seconded", By: byActor, Number: e.Number}, true
	case NotSeconded:
		return Happening{What: "not-seconded", By: byActor, Number: e.Number}, true
	case Accepted:
		return Happening{What: "accepted", Number: e.Number}, true
	case Ended:
		if e.Lifted {
			return Happening{What: "lifted", By: byActor, Number: e.Number}, true
		}
		return Happening{What: "ended", Number: e.Number}, true
	case Acted:
		h = Happening{What: "acted", Number: e.Number}
		switch {
		case !e.Done:
			h.What = "not-acted"
		case e.ByHand:
			h.What, h.By = "by-hand", byActor
		case e.Undo:
			h.What = "undone"
		}
		return h, true
	}
	return h, false
}

// handled is what a handler did otherwise.
func handled(e bot.Event) (h Happening, worth bool) {
	h.By = byActor
	switch e := e.(type) {
	case PartyNamed:
		h.What, h.Person, h.Case, h.At = "party", e.Person, e.From, e.At
		if e.From != "" {
			h.By = ""
		}
	case Involved:
		h.What, h.By, h.At = "involved", e.Person, e.At
	case Taken:
		h.What = "taken"
		if e.Given {
			h.What, h.Person = "given", e.Person
		}
	case Noted:
		h.What = "noted"
		if e.Outward {
			h.What = "told"
		}
	case Decided:
		h.What, h.Find = "decided", e.Finding
	case Reopened:
		h.What = "reopened"
	case AppealDecided:
		h.What = "rejected"
		if e.Upheld {
			h.What = "upheld"
		}
	}
	return h, h.What != ""
}

// HistoryOf gives what happened in a case as the reader may know it, in the order of
// time: with what came to the reports that are dealt with in it, and without a trace of
// cases that the reader may not see.
func HistoryOf(v bot.View, s *State) (all []Happening) {
	for _, h := range s.History {
		if h.Case == "" || MaySee(v, in(v, h.Case), v.Reader.Person) {
			all = append(all, h)
		}
	}
	for _, one := range group(v, s)[1:] {
		for _, h := range one.History {
			if slices.Contains([]string{"reported", "flagged", "added", "redacted", "withdrawn", "context", "edited", "deleted"}, h.What) {
				all = append(all, h)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return a.At.Compare(b.At) })
	return all
}

// showHistory lists what happened in a case, and when.
func showHistory(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if !MaySee(c.View, s, c.Me()) || s.Cleared {
		return bot.Reply{}, gone(c)
	}
	var lines []chat.Text
	for _, h := range HistoryOf(c.View, s) {
		lines = append(lines, chat.Line(chat.Time{At: h.At}, " · ", happened(c.View, s, h)))
	}
	return bot.Reply{Message: &chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("conduct.history.title", "case", s.Name)}, chat.List{Lines: lines},
	}}}, nil
}

// happened is the sentence of one thing that happened.
func happened(v bot.View, s *State, h Happening) string {
	key := "conduct.history." + h.What
	args := []any{"case", h.Case}
	if h.Find != Undecided {
		args = append(args, "finding", findingName(h.Find))
	}
	if h.By != "" {
		args = append(args, "name", roster.Name(v, h.By))
	} else if h.What == "reopened" || h.What == "lifted" || h.What == "party" {
		key += "-by-itself"
	}
	if h.Person != "" {
		args = append(args, "person", roster.Name(v, h.Person))
	}
	if p := s.step(h.Number); p != nil {
		if h.What == "not-seconded" && p.By == h.By {
			key = "conduct.history.taken-back"
		}
		args = append(args, "step", stepName(p.Rung))
		if h.What == "proposed" && p.Lasts > 0 {
			return v.Say(key, args...) + " " + v.Say("conduct.card.step-lasts", "length", length(v, p.Lasts))
		}
	}
	return v.Say(key, args...)
}
