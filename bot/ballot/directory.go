package ballot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Entry is one ballot as the work stream knows it.
type Entry struct {
	ID       bot.BallotID
	Number   int
	Question bot.Words
	Meeting  bot.MeetingID
	Phase    Phase
	Until    time.Time
	draft    Draft
	by       bot.PersonID
}

// Directory is every ballot of a community, in order of number.
type Directory struct{ entries []Entry }

var directorySlot = bot.NewSlot("ballot.directory", func() *Directory { return &Directory{} })

// DirectoryOf gives the directory. It must not be changed.
func DirectoryOf(v bot.View) *Directory { return directorySlot.Of(v.Stream(bot.WorkStream)) }

func applyDirectory(st *bot.State, e bot.Event) bool {
	switch e := e.(type) {
	case Entered:
		d := directorySlot.Change(st)
		if _, known := d.Get(e.Draft.ID); !known {
			phase := PhaseDraft
			if e.Draft.outside() {
				phase = PhaseCounted
			}
			d.entries = append(d.entries, Entry{
				ID: e.Draft.ID, Number: e.Draft.Number, Question: e.Draft.Question, Meeting: e.Draft.Meeting,
				Phase: phase, Until: e.Draft.Until, draft: e.Draft, by: e.By,
			})
		}
	case Noted:
		d := directorySlot.Change(st)
		for i := range d.entries {
			if n := &d.entries[i]; n.ID == e.ID {
				n.Question, n.Phase, n.Until = e.Question, e.Phase, e.Until
			}
		}
	default:
		return false
	}
	return true
}

// All lists every ballot in order of number.
func (d *Directory) All() []Entry { return slices.Clone(d.entries) }

// Get gives one ballot.
func (d *Directory) Get(id bot.BallotID) (Entry, bool) {
	for _, e := range d.entries {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// following is the number of the next ballot.
func (d *Directory) following() int {
	n := 0
	for _, e := range d.entries {
		n = max(n, e.Number)
	}
	return n + 1
}

// Meant finds the ballot that a command is about: the one named, else the only
// one that is open, else the only one that is not over, else the last.
func Meant(v bot.View, named string) (bot.BallotID, error) {
	d := DirectoryOf(v)
	if named = strings.TrimPrefix(strings.TrimSpace(named), "#"); named != "" {
		if n, err := strconv.Atoi(named); err == nil {
			if e, ok := d.Get(bot.BallotID(strconv.Itoa(n))); ok {
				return e.ID, nil
			}
		}
		return "", lang.Refuse("ballot.no-such", "text", shorten(named))
	}
	if len(d.entries) == 0 {
		return "", lang.Refuse("ballot.none")
	}
	var open, going []Entry
	for _, e := range d.entries {
		if e.Phase == PhaseOpen {
			open = append(open, e)
		}
		if !e.Phase.Over() {
			going = append(going, e)
		}
	}
	switch {
	case len(open) == 1:
		return open[0].ID, nil
	case len(open) > 1:
		return "", lang.Refuse("ballot.several", "numbers", numbers(open))
	case len(going) == 1:
		return going[0].ID, nil
	case len(going) > 1:
		return "", lang.Refuse("ballot.several", "numbers", numbers(going))
	}
	return d.entries[len(d.entries)-1].ID, nil
}

// find gives the stream of the ballot that a command is about.
func find(v bot.View, _ bot.Place, args map[string]string) (bot.StreamID, error) {
	id, err := Meant(v, args[command.BallotArg])
	return bot.BallotStream(id), err
}

func numbers(list []Entry) string {
	var all []string
	for _, e := range list[:min(len(list), 20)] {
		all = append(all, string(e.ID))
	}
	return strings.Join(all, ", ")
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
