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

const prefix = "consensus/"

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

// parseName reads what a person calls a call: 4, #4, or 7.1 in a meeting.
func parseName(text string) (stream bot.StreamID, n int, ok bool) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "#")
	before, after, within := strings.Cut(text, ".")
	if !within {
		n, err := strconv.Atoi(text)
		return Stream(n), n, err == nil && n > 0
	}
	m, err := strconv.Atoi(before)
	n, wrong := strconv.Atoi(after)
	return bot.MeetingStream(bot.MeetingID(strconv.Itoa(m))), n, err == nil && wrong == nil && m > 0 && n > 0
}

// find gives the stream of the call that is meant: the one named; else the
// last of the meeting that is open here, where it has one; else of the calls by
// themselves the only one that is not over, or the last.
func find(v bot.View, place bot.Place, args map[string]string) (bot.StreamID, error) {
	if text := strings.TrimSpace(args[command.CallArg]); text != "" {
		stream, n, ok := parseName(text)
		if !ok {
			return "", lang.Refuse("consensus.name-unread", "text", shorten(text))
		}
		if _, is := In(v, stream).Call(n); !is {
			return "", lang.Refuse("consensus.no-such", "text", shorten(text))
		}
		return stream, nil
	}
	if id, ok := openHere(v, place); ok {
		if len(In(v, bot.MeetingStream(id)).calls) > 0 {
			return bot.MeetingStream(id), nil
		}
	}
	d := DirectoryOf(v)
	var going []string
	for n := d.Count(); n > 0 && len(going) < 2; n-- {
		if c, ok := In(v, Stream(n)).Call(n); ok && !c.Phase.Over() {
			going = append(going, strconv.Itoa(n))
		}
	}
	switch {
	case len(going) == 1:
		return bot.StreamID(prefix + going[0]), nil
	case len(going) > 1:
		slices.Reverse(going)
		return "", lang.Refuse("consensus.several", "numbers", strings.Join(going, ", "))
	case d.Count() > 0:
		return Stream(d.Count()), nil
	}
	return "", lang.Refuse("consensus.none")
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

// meant gives the call that a command is about, in the stream that find found.
func meant(c *command.Context) (*Call, error) {
	s := Of(c.View)
	if text := strings.TrimSpace(c.Text(command.CallArg)); text != "" {
		stream, n, ok := parseName(text)
		if call, is := s.Call(n); ok && is && c.Here.Stream == stream {
			return call, nil
		}
		return nil, lang.Refuse("consensus.no-such", "text", shorten(text))
	}
	for _, call := range slices.Backward(s.calls) {
		if !call.Phase.Over() {
			return call, nil
		}
	}
	if last, ok := s.last(); ok {
		return last, nil
	}
	return nil, lang.Refuse("consensus.none")
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
