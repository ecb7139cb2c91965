package consensus

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

const (
	prefix = "consensus/"
	mark   = "#" // before the number of a call by itself, wherever it is named
)

// Stream names the stream of a call by itself.
func Stream(n int) bot.StreamID { return bot.StreamID(prefix + strconv.Itoa(n)) }

// numberOf gives the number of the call whose own stream this is.
func numberOf(s bot.StreamID) (int, bool) {
	text, own := strings.CutPrefix(string(s), prefix)
	n, err := strconv.Atoi(text)
	return n, own && err == nil && n > 0
}

// Directory is every call by itself, in order of number.
type Directory struct{ entered []Entered }

var directorySlot = bot.NewSlot("consensus.directory", func() *Directory { return &Directory{} })

// DirectoryOf gives the directory. It must not be changed.
func DirectoryOf(v bot.View) *Directory { return directorySlot.Of(v.Stream(bot.WorkStream)) }

func (d *Directory) enter(e Entered) {
	if e.Number == len(d.entered)+1 {
		d.entered = append(d.entered, e)
	}
}

func (d *Directory) get(n int) (Entered, bool) {
	if n < 1 || n > len(d.entered) {
		return Entered{}, false
	}
	return d.entered[n-1], true
}

// Count is how many calls by themselves there have been.
func (d *Directory) Count() int { return len(d.entered) }

// parseName reads what a person calls a call: 4, #4, or 7.1 in a meeting. Without
// a mark, 4 is bare: in the channel of an open meeting that has a call 4, that one is
// meant, and #4 is always a call by itself.
func parseName(text string) (stream bot.StreamID, n int, bare, ok bool) {
	text, marked := strings.CutPrefix(strings.TrimSpace(text), mark)
	before, after, within := strings.Cut(text, ".")
	if !within {
		n, err := strconv.Atoi(text)
		return Stream(n), n, !marked, err == nil && n > 0
	}
	m, err := strconv.Atoi(before)
	n, wrong := strconv.Atoi(after)
	return bot.MeetingStream(bot.MeetingID(strconv.Itoa(m))), n, false, err == nil && wrong == nil && m > 0 && n > 0
}

// byName gives the stream of the call that somebody names. On a button a bare number is
// a call by itself: those of earlier versions have no mark.
func byName(v bot.View, place bot.Place, text string, pressed bool) (bot.StreamID, error) {
	stream, n, bare, ok := parseName(text)
	if !ok {
		return "", lang.Refuse("consensus.name-unread", "text", shorten(text))
	}
	if id, here := meeting.DirectoryOf(v).OpenAt(place); bare && here && !pressed {
		if _, is := In(v, bot.MeetingStream(id)).Call(n); is {
			return bot.MeetingStream(id), nil
		}
	}
	if _, is := In(v, stream).Call(n); !is {
		return "", lang.Refuse("consensus.no-such", "text", shorten(text))
	}
	return stream, nil
}

// fits says for which calls a command is meant that names none: those in which it
// can be given now. A slow count that was stopped hides no call that people are
// still asked about; one that runs could be meant, too.
func fits(path string) func(*Call) bool {
	switch strings.TrimPrefix(path, "consensus ") {
	case "no-objection", "object", "recuse":
		return func(c *Call) bool { return c.Phase == PhaseOpen }
	case "answer", "withdraw-objection", "sustain":
		return func(c *Call) bool { return !c.Phase.Over() && len(c.Objections) > 0 }
	case "reword":
		return func(c *Call) bool { return !c.Count() && (c.Phase == PhaseOpen || c.Phase == PhaseClosed) }
	case "extend", "close":
		return func(c *Call) bool { return !c.Count() && c.Phase == PhaseOpen }
	case "withdraw":
		return (*Call).mayBeWithdrawn
	case "designate":
		return func(c *Call) bool { return c.Phase == PhaseClosed }
	case "contest":
		return func(c *Call) bool { return c.Phase == PhaseOutcome }
	case "answer-contest":
		return func(c *Call) bool { return c.Phase == PhaseOutcome && len(c.Pending()) > 0 }
	case "withdraw-minority":
		return func(c *Call) bool { return !c.Phase.Over() && len(c.Minorities) > 0 }
	}
	return going
}

func going(c *Call) bool { return !c.Phase.Over() }

func (s *State) those(fit func(*Call) bool) []*Call {
	return slices.DeleteFunc(slices.Clone(s.calls), func(c *Call) bool { return !fit(c) })
}

// finder gives the stream of the call that is meant: the one named; else that of
// the meeting that is open here, where the command can be given in one of its
// calls; else of the only call in which it can, wherever that is. Where there is
// none, the meeting's own or the last one says why.
func finder(path string) func(bot.View, bot.Place, map[string]string) (bot.StreamID, error) {
	return func(v bot.View, place bot.Place, args map[string]string) (bot.StreamID, error) {
		if text := strings.TrimSpace(args[command.CallArg]); text != "" {
			_, pressed := args[wordingArg]
			return byName(v, place, text, pressed)
		}
		id, here := openHere(v, place)
		if here && len(In(v, bot.MeetingStream(id)).those(fits(path))) > 0 {
			return bot.MeetingStream(id), nil
		}
		all := everywhere(v)
		if len(all) == 0 {
			return "", lang.Refuse("consensus.none")
		}
		fitting := slices.DeleteFunc(slices.Clone(all), func(c *Call) bool { return !fits(path)(c) })
		switch {
		case len(fitting) > 1:
			return "", several(v, fitting)
		case len(fitting) == 1:
			return fitting[0].Stream, nil
		case here && len(In(v, bot.MeetingStream(id)).calls) > 0:
			return bot.MeetingStream(id), nil
		}
		return slices.MaxFunc(all, func(a, b *Call) int { return a.At.Compare(b.At) }).Stream, nil
	}
}

// everywhere lists the calls of all meetings and those by themselves.
func everywhere(v bot.View) []*Call {
	var all []*Call
	for _, m := range meeting.DirectoryOf(v).All() {
		all = append(all, In(v, bot.MeetingStream(m.ID)).calls...)
	}
	for n := range DirectoryOf(v).Count() {
		all = append(all, In(v, Stream(n+1)).calls...)
	}
	return all
}

// several asks which of some calls is meant.
func several(v bot.View, calls []*Call) error {
	names := make([]string, len(calls))
	for i, c := range calls {
		names[i] = c.Name()
		if c.Count() {
			names[i] = v.Say("consensus.several-count", "call", c.Name(), "number", c.Proposal)
		}
	}
	return lang.Refuse("consensus.several", "numbers", strings.Join(names, ", "), "first", calls[0].Name())
}

// openHere gives the meeting that is open in the channel; in a private
// conversation, the only one that is open.
func openHere(v bot.View, place bot.Place) (bot.MeetingID, bool) {
	d := meeting.DirectoryOf(v)
	if id, ok := d.OpenAt(place); ok {
		return id, true
	}
	if id, ok := d.OnlyOpen(); ok && place.Private() {
		return id, true
	}
	return "", false
}

// where gives the stream on which a call is opened: the meeting that is open in
// the channel, else the work stream, which gives the call a stream of its own.
func where(v bot.View, place bot.Place, args map[string]string) (bot.StreamID, error) {
	if id := args[command.MeetingArg]; id != "" { // of a button of that meeting
		m, ok := meeting.DirectoryOf(v).Get(bot.MeetingID(id))
		if !ok || m.Phase != meeting.PhaseOpen {
			return "", lang.Refuse("consensus.meeting-over")
		}
		return bot.MeetingStream(m.ID), nil
	}
	if id, ok := meeting.DirectoryOf(v).OpenAt(place); ok {
		return bot.MeetingStream(id), nil
	}
	return bot.WorkStream, nil
}

// meantOnRecord gives the call about which a command records something.
func meantOnRecord(c *command.Context) (*Call, error) {
	if err := onRecord(c); err != nil {
		return nil, err
	}
	return meant(c)
}

// meant gives the call that a command is about, in the stream that a finder found.
func meant(c *command.Context) (*Call, error) {
	s := Of(c.View)
	if text := strings.TrimSpace(c.Text(command.CallArg)); text != "" {
		stream, n, bare, ok := parseName(text)
		if call, is := s.Call(n); ok && is && (bare || c.Here.Stream == stream) {
			return call, nil
		}
		return nil, lang.Refuse("consensus.no-such", "text", shorten(text))
	}
	fitting := s.those(fits(c.Call.Path))
	switch n := len(fitting); {
	case n == 1 || n > 1 && (c.Call.Path == pathShow || counts(fitting)):
		return fitting[n-1], nil
	case n > 1:
		return nil, several(c.View, fitting)
	}
	if others := s.those(going); len(others) > 0 {
		return others[len(others)-1], nil
	}
	if last, ok := s.last(); ok {
		return last, nil
	}
	return nil, lang.Refuse("consensus.none")
}

// counts reports whether all of these are slow counts: one follows the other in a
// meeting, and what is said there is about the last.
func counts(calls []*Call) bool {
	return !slices.ContainsFunc(calls, func(c *Call) bool { return !c.Count() })
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
