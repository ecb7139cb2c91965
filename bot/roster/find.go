package roster

import (
	"cmp"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/lang"
)

const (
	maxName   = 200 // characters of a typed name that are looked at
	maxListed = 5   // candidates named in an answer
)

// Find lists whom a typed name may mean: whose identifier, name or alias it is;
// else whose name holds each typed word; else whose name has words that begin
// with them. Case, accents, punctuation and the order of words do not matter.
// Erased persons are found by their identifier alone. In an archive there is
// always exactly one answer.
func (s *State) Find(name string) []bot.PersonID {
	name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "@"))
	if s.archive != nil {
		if name == "" {
			return nil
		}
		return []bot.PersonID{s.archive.resolve(name)}
	}
	for _, id := range []bot.PersonID{bot.PersonID(name), bot.PersonID(strings.ToLower(name))} {
		if _, ok := s.people[id]; ok {
			return []bot.PersonID{id}
		}
	}
	return s.find(name, false)
}

func (s *State) find(name string, guestsOnly bool) []bot.PersonID {
	wanted, ok := keyOf(firstRunes(name, maxName))
	if !ok {
		return nil
	}
	var found []bot.PersonID
	best := noMatch
	for _, id := range s.order {
		e := s.people[id]
		if guestsOnly && !e.Guest {
			continue
		}
		m := noMatch
		for _, k := range e.keys {
			m = max(m, k.fits(wanted))
		}
		if m > best {
			best, found = m, nil
		}
		if m == best && m != noMatch {
			found = append(found, id)
		}
	}
	return found
}

// guestPrefix marks a name that means a guest.
const guestPrefix = "guest:"

// ReadPerson reads a name as somebody typed it. "me" is the reader; "guest:"
// before a name looks among the guests alone. A name that nobody has, or that
// several may have, is a *lang.Error that names the nearest or the candidates.
func ReadPerson(v bot.View, text string) (bot.PersonID, error) {
	text = strings.TrimSpace(text)
	s := Of(v)
	if isMe(text) && v.Reader.Person != "" {
		return v.Reader.Person, nil
	}
	guest := len(text) > len(guestPrefix) && strings.EqualFold(text[:len(guestPrefix)], guestPrefix)
	var found []bot.PersonID
	if guest && s.archive == nil {
		found = s.find(text[len(guestPrefix):], true)
	} else {
		found = s.Find(strings.TrimPrefix(text, guestPrefix))
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", lang.Refuse("roster.ambiguous", "text", firstRunes(text, 40), "candidates", s.listed(v, found))
	case guest:
		return "", lang.Refuse("roster.no-guest", "text", firstRunes(text[len(guestPrefix):], 40))
	}
	near := s.nearest(text)
	if len(near) == 0 {
		return "", lang.Refuse("roster.no-person", "text", firstRunes(text, 40))
	}
	return "", lang.Refuse("roster.no-person-nearest", "text", firstRunes(text, 40), "nearest", s.listed(v, near))
}

func isMe(text string) bool {
	switch strings.ToLower(text) {
	case "me", "i", "myself":
		return true
	}
	return false
}

// listed names people in a sentence, with what tells them apart: their group,
// and their identifier where two have the same name.
func (s *State) listed(v bot.View, people []bot.PersonID) string {
	more := len(people) - maxListed
	people = people[:min(len(people), maxListed)]
	seen := map[string]int{}
	for _, id := range people {
		seen[Name(v, id)]++
	}
	var named []string
	for _, id := range people {
		name := Name(v, id)
		if g := s.people[id].group(); g != "" {
			name += " (" + string(g) + ")"
		}
		if seen[Name(v, id)] > 1 {
			name += " [" + string(id) + "]"
		}
		named = append(named, name)
	}
	if more > 0 {
		named = append(named, v.Say("roster.and-more", "count", more))
	}
	return strings.Join(named, ", ")
}

// nearest lists up to three people whose name, or a word of it, is only a few
// letters from what was typed.
func (s *State) nearest(text string) []bot.PersonID {
	wanted, ok := keyOf(firstRunes(text, maxName))
	if !ok {
		return nil
	}
	type near struct {
		id   bot.PersonID
		away int
	}
	var found []near
	for _, id := range s.order {
		away := -1
		for _, k := range s.people[id].keys {
			if d, ok := k.away(wanted); ok && (away < 0 || d < away) {
				away = d
			}
		}
		if away >= 0 {
			found = append(found, near{id, away})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.away, b.away) })
	var people []bot.PersonID
	for _, f := range found[:min(3, len(found))] {
		people = append(people, f.id)
	}
	return people
}

// away gives how far a name is from what was typed, and whether that is near.
func (k key) away(wanted key) (int, bool) {
	most := slip(wanted.whole)
	best := distance(k.whole, wanted.whole, most)
	if len(wanted.words) == 1 {
		for _, w := range k.words {
			best = min(best, distance(w, wanted.whole, most))
		}
	}
	return best, best <= most
}

// slip is how many letters of a word may be wrong for it still to be near:
// none in one of two letters, one in three to five, two up to eleven, then three.
func slip(word string) int {
	switch n := len([]rune(word)); {
	case n < 3:
		return 0
	case n < 6:
		return 1
	case n < 12:
		return 2
	}
	return 3
}

func firstRunes(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func texts(words []bot.Words) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.Text
	}
	return list
}
