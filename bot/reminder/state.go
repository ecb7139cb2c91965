package reminder

import (
	"embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// State is what one stream has decided about reminders.
type State struct {
	decided map[string]bool // by slot
	held    []held
	sent    []Sent // those that are kept true
}

// held is a message that waits for the end of quiet hours.
type held struct {
	slot   string // of the reminder
	until  time.Time
	people []bot.PersonID
}

// waiting stands in the slot of what waits, between that of the reminder and
// the end of the quiet hours.
const waiting = "/held/"

// name is the slot of what waits.
func (h held) name() string { return h.slot + waiting + strconv.FormatInt(h.until.Unix(), 10) }

var slot = bot.NewSlot("reminder", func() *State { return &State{decided: map[string]bool{}} })

// Wish is how a person wants to be reminded.
type Wish struct {
	Off   map[Kind]bool
	None  bool // no reminders at all
	Quiet Quiet
}

// Wants reports whether the person wants reminders of a kind.
func (w Wish) Wants(k Kind) bool { return !w.None && !w.Off[k] }

// wishes are those of a community, and since when each clock has been the one
// that its people go by.
type wishes struct {
	of       map[bot.PersonID]Wish
	zoned    map[bot.PersonID]time.Time
	allZoned time.Time
}

var wishSlot = bot.NewSlot("reminder.wishes", func() *wishes {
	return &wishes{of: map[bot.PersonID]Wish{}, zoned: map[bot.PersonID]time.Time{}}
})

// zonedSince says since when a person has read times in their zone; nobody: when
// the zone of the community was set. What another clock moves into the past has
// not been missed.
func zonedSince(v bot.View, p bot.PersonID) time.Time {
	w := wishSlot.Of(v.Stream(bot.CommunityStream))
	return later(w.zoned[p], w.allZoned)
}

// WishOf gives a person's wish; everything, at any hour, until they say so.
func WishOf(v bot.View, p bot.PersonID) Wish {
	return wishSlot.Of(v.Stream(bot.CommunityStream)).of[p]
}

// Quiet are hours in which a person is not to be disturbed, by the clock where
// they are: from From up to, but not including, To. Equal hours are none.
type Quiet struct{ From, To int } // minutes of the day

// ParseQuiet reads 22:00-07:00. The error is a *lang.Error.
func ParseQuiet(text string) (Quiet, error) {
	from, to, ok := strings.Cut(strings.NewReplacer("–", "-", " to ", "-", " ", "").Replace(text), "-")
	a, okFrom := minuteOf(from)
	b, okTo := minuteOf(to)
	if !ok || !okFrom || !okTo || a == b {
		r := []rune(text)
		return Quiet{}, lang.Refuse("reminder.quiet-unread", "text", string(r[:min(len(r), 40)]))
	}
	return Quiet{a, b}, nil
}

func minuteOf(text string) (int, bool) {
	if len(text) == 4 {
		text = "0" + text
	}
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err == nil && len(text) == 5
}

func clockOf(minute int) string {
	return civil.Date{Year: 1, Month: 1, Day: 1}.At(minute/60, minute%60).String()[11:]
}

// String writes the hours as 22:00–07:00.
func (q Quiet) String() string { return clockOf(q.From) + "–" + clockOf(q.To) }

// Until says when the quiet hours end in which an instant lies, by the clock in
// loc; none when it lies in none.
func (q Quiet) Until(t time.Time, loc *time.Location) (time.Time, bool) {
	local := t.In(loc)
	minute := local.Hour()*60 + local.Minute()
	inside := minute >= q.From && minute < q.To
	if q.From > q.To {
		inside = minute >= q.From || minute < q.To
	}
	if !inside {
		return time.Time{}, false
	}
	day := civil.DateOf(local)
	if minute >= q.To {
		day = day.AddDays(1)
	}
	end, _ := civil.Resolve(day.At(q.To/60, q.To%60), loc)
	return end.UTC(), end.After(t) // a clock that is set back may show the end twice
}

// zoneOf is the zone a person reads times in: their own, or the community's.
func zoneOf(v bot.View, p bot.PersonID) *time.Location {
	loc, _ := meeting.ZoneOf(v, p)
	return loc
}

// Apply folds one fact. Wishes are the community's, the rest is each stream's own.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case roster.PersonChanged:
		if e.Facts.Zone != nil {
			wishSlot.Change(st).zoned[e.Person] = m.At
		}
	case community.Set:
		if e.Setting == community.Zone {
			wishSlot.Change(st).allZoned = m.At
		}
	case Sent:
		s := slot.Change(st)
		s.decide(e.Slot)
		if kept(e.Slot) && len(e.To) > 0 {
			s.sent = append(slices.Clip(s.sent), e)
		}
		base, _, _ := strings.Cut(e.Slot, waiting)
		for _, h := range e.Held {
			s.hold(held{base, h.Until, slices.Clone(h.People)})
		}
	case Missed:
		slot.Change(st).decide(e.Slot)
	case Wished:
		w := wishSlot.Change(st)
		wish := w.of[e.Person]
		if e.What == "" {
			wish.None, wish.Off = e.Off, nil
		} else {
			off := map[Kind]bool{}
			maps.Copy(off, wish.Off)
			off[e.What] = e.Off
			if wish.None && !e.Off { // of nothing, this one alone
				for _, k := range Kinds() {
					off[k] = k != e.What
				}
				wish.None = false
			}
			wish.Off = off
		}
		w.of[e.Person] = wish
	case QuietSet:
		w := wishSlot.Change(st)
		wish := w.of[e.Person]
		wish.Quiet = Quiet{}
		if q, err := ParseQuiet(e.From + "-" + e.To); err == nil {
			wish.Quiet = q
		}
		w.of[e.Person] = wish
	}
}

// decide marks a slot, and lets go of what waited for it.
func (s *State) decide(name string) {
	s.decided[name] = true
	s.held = slices.DeleteFunc(slices.Clone(s.held), func(h held) bool { return h.name() == name })
}

// hold lets people wait, with those who wait for the same already.
func (s *State) hold(h held) {
	s.held = slices.Clone(s.held)
	if i := slices.IndexFunc(s.held, func(o held) bool { return o.name() == h.name() }); i >= 0 {
		h.people = append(slices.Clone(s.held[i].people), h.people...)
		s.held[i] = h
		return
	}
	s.held = append(s.held, h)
}
