package ballot

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// The names of what is shown.
const (
	ShowLive      = "ballot.live"      // live, for everybody: the ballot and who took part
	ShowOpened    = "ballot.opened"    // to everybody, with the head of the record
	ShowUnopened  = "ballot.unopened"  // to the Chair: it did not open as planned, and why
	ShowExtended  = "ballot.extended"  // to everybody
	ShowClosed    = "ballot.closed"    // to everybody, with the head of the record
	ShowCounted   = "ballot.counted"   // to the Chair: the result, to be published
	ShowSeed      = "ballot.seed"      // to whoever has to open a seed
	ShowRecused   = "ballot.recused"   // to somebody whom another has recused
	ShowReturned  = "ballot.returned"  // to somebody whose recusal another has taken back
	ShowResult    = "ballot.result"    // to everybody
	ShowOutcome   = "ballot.outcome"   // to everybody: what follows from the result
	ShowReview    = "ballot.review"    // to everybody: that is to be looked at again
	ShowWithdrawn = "ballot.withdrawn" // to everybody
)

func shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowLive: showLive, ShowOpened: showOpened, ShowUnopened: showUnopened, ShowExtended: showExtended, ShowClosed: showClosed, ShowCounted: showCounted,
		ShowSeed: showSeed, ShowRecused: showRecused, ShowReturned: showReturned, ShowResult: showResult, ShowWithdrawn: showWithdrawn,
		ShowOutcome: showOutcome, ShowReview: showReview,
	}
}

// mend writes an error that a person can mend.
func mend(v bot.View, err error) string {
	if e, ok := lang.AsError(err); ok {
		return v.Print.Text(e.Text)
	}
	return err.Error()
}

func written(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("ballot.erased")
	}
	return w.Text
}

func showLive(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase == PhaseNone || s.Phase == PhaseDraft {
		return chat.Message{}, nil
	}
	m := s.paper(v)
	m.Blocks = append(m.Blocks, s.turnout(v)...)
	m.Seen = v.Say("seen.channel")
	if s.Phase != PhaseOpen {
		m.Rank = chat.Over
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.now." + string(s.Phase)))})
		if s.Phase == PhasePublished {
			m.Buttons = []chat.Button{s.button(v, "ballot.button.result", "ballot result", chat.Ordinary)}
		}
		return m, nil
	}
	m.Rank = chat.Pending
	m.Buttons = s.votes(v)
	return m, nil
}

func (s *State) notice(v bot.View, key string, args ...any) chat.Message {
	return chat.Message{Seen: v.Say("seen.channel"), Blocks: []chat.Block{
		chat.Heading{Text: s.title(v)},
		chat.Paragraph{Text: chat.Line(v.Say(key, append([]any{"number", s.Number}, args...)...))},
	}}
}

func showOpened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := s.notice(v, "ballot.say-opened", "count", len(s.Entitled()))
	if s.Phase != PhaseOpen {
		m = s.notice(v, "ballot.say-was-open")
	}
	m.Blocks = append(m.Blocks,
		chat.Note{Text: chat.Line(v.Say("ballot.head-before", "head", e.With["head"]))},
		chat.Note{Text: chat.Line(v.Say("ballot.voters-root", "root", s.VotersRoot))})
	return m, nil
}

func showUnopened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != PhaseDraft {
		return chat.Message{}, nil
	}
	m := s.notice(v, "ballot.say-unopened")
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(e.With["why"])})
	m.Seen, m.Buttons = v.Say("seen.only-you"), s.preview(v).Buttons
	return m, nil
}

func showExtended(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if len(s.Extensions) == 0 {
		return chat.Message{}, nil
	}
	x := s.Extensions[len(s.Extensions)-1]
	m := s.notice(v, "ballot.say-extended")
	m.Blocks = append(m.Blocks,
		chat.Paragraph{Text: chat.Line(v.Say("ballot.times.open-until"), " ", chat.Time{At: x.Until})},
		chat.Quote{Text: written(v, x.Reason), From: roster.Name(v, x.By)})
	return m, nil
}

func showClosed(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	n := sum(s.Turnout())
	m := s.notice(v, "ballot.say-closed", "count", n.Took, "of", n.Entitled)
	if !s.EarlyWhy.IsZero() {
		m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.EarlyWhy), From: roster.Name(v, s.ClosedBy)})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.head-before", "head", e.With["head"]))})
	if s.Gathered.Root != "" {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.ballots-root", "root", s.Gathered.Root))})
	}
	return m, nil
}

func showWithdrawn(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := s.notice(v, "ballot.say-withdrawn")
	m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.Why), From: roster.Name(v, s.EndedBy)})
	return m, nil
}

func showSeed(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	for _, x := range s.Seeds {
		if x.By == e.With["by"] && x.Opened == "" && s.Phase == PhaseClosed {
			m := s.notice(v, "ballot.say-seed", "hours", int(seedWait.Hours()))
			m.Buttons = []chat.Button{{Label: v.Say("ballot.button.reveal"), Call: s.call("ballot reveal"), Ask: true, Style: chat.Primary}}
			m.Seen = v.Say("seen.only-you")
			return m, nil
		}
	}
	return chat.Message{}, nil
}

func showRecused(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	at := slices.IndexFunc(s.Recusals, func(r Recused) bool { return r.Person == v.Reader.Person })
	if at < 0 {
		return chat.Message{}, nil
	}
	m := s.notice(v, "ballot.say-recused", "name", roster.Name(v, bot.PersonID(e.With["by"])))
	m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.Recusals[at].Reason)})
	m.Seen = v.Say("seen.only-you")
	if s.Phase == PhaseDraft || s.Phase == PhaseOpen {
		m.Buttons = []chat.Button{s.button(v, "ballot.button.return", "ballot return", chat.Ordinary)}
	}
	return m, nil
}
