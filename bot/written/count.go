package written

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/roster"
)

// mostWords is how many words one message may count: more than any platform's
// longest message has.
const mostWords = 100_000

// Count is the call that counts messages of one month, in the order in which
// they were written, changed and deleted. It is decided on that month's stream.
func Count(all []bot.Wrote) (bot.Call, error) {
	raw, err := json.Marshal(all)
	if err != nil {
		return bot.Call{}, fmt.Errorf("write what is to be counted: %w", err)
	}
	return bot.Do("written count", "messages", string(raw)), nil
}

// count decides which messages are counted, and what is taken back.
func count(c *command.Context) (bot.Decision, error) {
	var all []bot.Wrote
	if err := json.Unmarshal([]byte(c.Text("messages")), &all); err != nil {
		return bot.Decision{}, fmt.Errorf("read what is to be counted: %w", err)
	}
	t := &taking{
		view: c.View, settled: Of(c.View), month: monthSlot.Of(c.Here), now: map[lineID]line{}, authors: map[bot.Account]author{},
		counted: newChange(), corrected: newChange(),
	}
	for _, w := range all {
		w.Place.Thread = ""
		if !w.Place.Private() && bot.MonthStream(w.At) == c.Here.Stream {
			t.take(w)
		}
	}
	return t.decision(c.Here)
}

// taking is a decision on messages while it is made.
type taking struct {
	view    bot.View
	settled *State
	month   *Month
	now     map[lineID]line // of the messages that the decision changes
	authors map[bot.Account]author

	counted, corrected *change
}

// author is whom a message is counted for.
type author struct {
	person bot.PersonID
	group  bot.Group
	lead   bool
	counts bool
}

func (t *taking) take(w bot.Wrote) {
	if w.Listing != nil {
		t.compare(w)
		return
	}
	id := idOf(w.ID)
	w.Words = min(max(w.Words, 0), mostWords)
	known, is := t.now[id]
	if !is {
		known, is = t.month.lines[id]
	}
	switch {
	case is:
		t.correct(id, known, w)
	case !w.Gone && !w.Edit && !w.Asked:
		t.add(id, w)
	}
}

// compare takes back what was counted in a place and is not listed there any more.
// A line holds its second alone: one of the second in which the list begins may be
// older than the list, and is left alone.
func (t *taking) compare(w bot.Wrote) {
	from := w.At.Unix()
	if w.At.Nanosecond() > 0 {
		from++
	}
	there := make(map[lineID]bool, len(w.Listing.IDs))
	for _, id := range w.Listing.IDs {
		there[idOf(id)] = true
	}
	gone := map[lineID]line{}
	for _, lines := range []map[lineID]line{t.month.lines, t.now} {
		for id, l := range lines {
			if l.place == w.Place && l.at >= from && !there[id] {
				gone[id] = l // what the decision itself changes comes last, and counts
			}
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(gone), func(a, b lineID) int { return bytes.Compare(a[:], b[:]) }) {
		t.correct(id, gone[id], bot.Wrote{Gone: true})
	}
}

// add counts a message that was never counted.
func (t *taking) add(id lineID, w bot.Wrote) {
	by := t.author(w.Account)
	if !by.counts || w.Words == 0 || !t.settled.Counts(w.Place, w.At) {
		return
	}
	l := line{person: by.person, group: by.group, lead: by.lead, place: w.Place, at: w.At.Unix(), changed: milliseconds(w.Changed), words: w.Words}
	t.now[id] = l
	t.counted.note(id, l, l.words, 1)
}

// correct takes back what a change or a deletion takes back. The same message
// again, or a change that is older than what is known, changes nothing; what a
// person adds after counting has ended is not counted.
func (t *taking) correct(id lineID, known line, w bot.Wrote) {
	next := known
	switch {
	case known.gone:
		return
	case w.Gone:
		next.gone, next.words = true, 0
	case milliseconds(w.Changed) <= known.changed, w.Words == known.words:
		return
	case w.Words > known.words && (t.settled.Declines(known.person) || !t.settled.Counts(known.place, w.At)):
		return
	default:
		next.words, next.changed = w.Words, milliseconds(w.Changed)
	}
	t.now[id] = next
	messages := 0
	if next.gone {
		messages = -1
	}
	t.corrected.note(id, next, next.words-known.words, messages)
}

func milliseconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// author finds the person of an account. The room's accounts are named like
// their persons.
func (t *taking) author(a bot.Account) author {
	by, known := t.authors[a]
	if known {
		return by
	}
	s := roster.Of(t.view)
	id, linked := s.ByAccount(a)
	if !linked && a.Platform == "room" {
		id = bot.PersonID(a.User)
	}
	if roles := roster.RolesAt(s, id, t.view.Now); len(roles) > 0 {
		by = author{
			person: id, group: roster.GroupOf(t.view, id, ""), counts: !t.settled.Declines(id),
			lead: slices.Contains(roles, bot.RoleChair) || slices.Contains(roles, bot.RoleSecretariat),
		}
	}
	t.authors[a] = by
	return by
}

// decision gives the facts. The community's stream notes where the month's
// stream begins, and where one that was closed ends now.
func (t *taking) decision(here *bot.State) (bot.Decision, error) {
	var d bot.Decision
	counted, err := t.counted.fact()
	if err != nil {
		return d, err
	}
	corrected, err := t.corrected.fact()
	if err != nil {
		return d, err
	}
	if len(counted.Lines) > 0 {
		d.Events = append(d.Events, Counted{counted})
	}
	if len(corrected.Lines) > 0 {
		d.Events = append(d.Events, Corrected{corrected})
	}
	switch {
	case len(d.Events) == 0:
	case here.Version == 0:
		d.Effects = append(d.Effects, community.NoteHead(here.Stream, community.AtOpening))
	case t.month.Closed:
		d.Effects = append(d.Effects, community.NoteHead(here.Stream, community.AtClosing))
	}
	return d, nil
}

// change builds a Change.
type change struct {
	places []bot.Place
	rows   []Row
	sums   map[Row]Tally
	order  []who
	lines  map[who]*account
}

// who is a person in one capacity.
type who struct {
	person bot.PersonID
	group  bot.Group
	lead   bool
}

func newChange() *change { return &change{sums: map[Row]Tally{}, lines: map[who]*account{}} }

func (c *change) place(p bot.Place) int {
	if i := slices.Index(c.places, p); i >= 0 {
		return i
	}
	c.places = append(c.places, p)
	return len(c.places) - 1
}

// note adds a message as it stands now, and what that adds to the sums.
func (c *change) note(id lineID, l line, words, messages int) {
	row := Row{l.place, l.group, l.lead}
	t, known := c.sums[row]
	if !known {
		c.rows = append(c.rows, row)
	}
	c.sums[row] = Tally{t.Words + words, t.Messages + messages}
	by := who{l.person, l.group, l.lead}
	a := c.lines[by]
	if a == nil {
		a = &account{Group: l.group, Lead: l.lead}
		c.lines[by] = a
		c.order = append(c.order, by)
	}
	a.Lines = append(a.Lines, entry{ID: id.String(), Place: c.place(l.place), At: l.at, Words: l.words, Changed: l.changed, Gone: l.gone})
}

func (c *change) fact() (Change, error) {
	f := Change{Places: c.places}
	for _, row := range c.rows {
		f.Sums = append(f.Sums, Sum{
			Place: c.place(row.Place), Group: row.Group, Lead: row.Lead, Words: c.sums[row].Words, Messages: c.sums[row].Messages,
		})
	}
	for _, by := range c.order {
		raw, err := json.Marshal(c.lines[by])
		if err != nil {
			return f, fmt.Errorf("write what a person wrote: %w", err)
		}
		f.Lines = append(f.Lines, bot.Write(by.person, string(raw)))
	}
	return f, nil
}

func (id lineID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

func readID(text string) (id lineID, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != len(id) {
		return id, false
	}
	return lineID(raw), true
}
