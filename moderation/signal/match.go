package signal

import (
	"slices"
	"sync"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/text"
)

// reading is a message with all that the rules look at, and the room for it,
// which is used again for the next message.
type reading struct {
	book      *book
	doc       text.Doc
	scanner   lexicon.Scanner
	units     []lexicon.Unit
	found     []lexicon.Found // phrases, by their first token
	first     []int32         // where the phrases of a token begin in found
	sieves    []uint64        // of the phrases that begin at a token
	languages lexicon.Languages
	seen      scene
	done      []bool      // rules that were met, by number
	ready     []candidate // in the order of their patterns
	asked     []uint64    // patterns, a bit for each
	present   lexicon.Mask
	named     lexicon.Mask // the names of groups of phrases that are in the message, as classes
	classes   [256]uint64  // in which sentences a class is
	groups    []uint64     // and a group of phrases
	touched   []uint16     // the groups that are in one
	wanted    []uint64     // and one of what patterns want, by its number, where that was looked for
	looked    []uint64     // a bit for each of these
	anywhere  uint64       // in which sentences patterns that are ready may be
	list      []model.Feature
	near      []model.Feature
	spared    bool // a rule was met by what is reported or spoken against
}

// span is where a pattern was met, in units.
type span struct{ from, to int }

// room is readings that were used and hold nothing of a message any more.
var room = sync.Pool{New: func() any { return newReading(shared()) }}

func newReading(b *book) *reading {
	return &reading{
		book: b, asked: make([]uint64, len(b.patterns)/64+1), done: make([]bool, len(b.rules)),
		groups: make([]uint64, len(b.groups)), wanted: make([]uint64, len(b.wants)), looked: make([]uint64, len(b.wants)/64+1),
	}
}

// mostRoom is how many words a message may have whose room is kept.
const mostRoom = 2000

func read(message string) *reading {
	r, ok := room.Get().(*reading)
	if !ok {
		panic("the room holds readings alone")
	}
	r.read(message)
	return r
}

// read takes another message.
func (r *reading) read(message string) {
	r.doc.Read(message)
	r.scanner.Read(r.book.lexicon, &r.doc)
	r.units, r.found, r.languages = r.scanner.Units(), r.scanner.Phrases(), r.scanner.Languages()
	clear(r.done)
	r.mark()
	r.locate()
	r.place()
	r.seen = r.scene()
	r.gather()
}

// release forgets the message and gives the room back.
func (r *reading) release() {
	if len(r.doc.Tokens) > mostRoom || len(r.doc.Raw) > 10*mostRoom {
		return
	}
	r.forget()
	room.Put(r)
}

// forget drops the message, and keeps only the room that it took.
func (r *reading) forget() {
	r.doc.Forget()
	r.scanner.Forget()
	r.units, r.found = nil, nil
	clear(r.list)
	clear(r.near)
}

// phrase is the last token of a phrase of one of the groups that begins at a
// token, the longest, or -1.
func (r *reading) phrase(token int, w *wanted) int {
	last := -1
	for _, f := range r.found[r.first[token]:r.first[token+1]] {
		if w.sieve&(1<<(f.Group%64)) != 0 && int(f.Last) > last && slices.Contains(w.groups, f.Group) {
			last = int(f.Last)
		}
	}
	return last
}

// here is the unit after what is wanted, when it begins at a unit or within one of
// several words ("your ministry"), else -1.
func (r *reading) here(w *wanted, u int) int {
	if len(w.groups) > 0 {
		for token := r.units[u].First; token <= r.units[u].Last; token++ {
			if r.sieves[token]&w.sieve == 0 {
				continue
			}
			if last := r.phrase(token, w); last >= 0 {
				next := u + 1
				for next < len(r.units) && r.units[next].First <= last {
					next++
				}
				return next
			}
		}
	}
	if r.units[u].Classes.Any(&w.classes) {
		return u + 1
	}
	return -1
}

// match follows the elements of a pattern from a unit, and is the unit after
// the last one that it took, or -1.
func (r *reading) match(p *pattern, k, u int, sentence int32) int {
	if k == len(p.elements) {
		return u
	}
	e := &p.elements[k]
	inside := u < len(r.units) && (p.para || r.units[u].Sentence == sentence)
	switch e.step {
	case start:
		if u > 0 && r.units[u-1].Sentence == sentence {
			return -1
		}
		return r.match(p, k+1, u, sentence)
	case end:
		if inside {
			return -1
		}
		return r.match(p, k+1, u, sentence)
	case comma:
		if !inside || !r.doc.Tokens[r.units[u].First].Comma {
			return -1
		}
		return r.match(p, k+1, u, sentence)
	case gap, fill:
		return r.pass(p, k, u, sentence)
	case word:
		if inside {
			if next := r.here(&e.wanted, u); next >= 0 {
				if to := r.match(p, k+1, next, sentence); to >= 0 {
					return to
				}
			}
		}
		if e.optional {
			return r.match(p, k+1, u, sentence)
		}
	}
	return -1
}

// pass lets words stand between two elements: any, or those that only fill.
func (r *reading) pass(p *pattern, k, u int, sentence int32) int {
	e := &p.elements[k]
	most := e.most
	if e.step == fill {
		most = mostFill
	}
	for n := 0; ; n++ {
		if to := r.match(p, k+1, u, sentence); to >= 0 {
			return to
		}
		if n == most || u >= len(r.units) || !p.para && r.units[u].Sentence != sentence {
			return -1
		}
		filling := r.units[u].Classes.Has(r.book.is.fill)
		if e.step == fill && !filling || (!filling || r.units[u].Classes.Has(r.book.is.neg)) && r.here(&p.within, u) >= 0 {
			return -1
		}
		u++
	}
}

// allowed tells whether nothing that blocks a pattern stands where it must not.
func (r *reading) allowed(p *pattern, at span) bool {
	if p.in != 0 && p.in&r.languages == 0 {
		return false
	}
	sentence := r.units[at.from].Sentence
	if r.doc.Tokens[r.units[at.to-1].Last].Quoted && !r.doc.Tokens[r.units[at.from].First].Quoted {
		return false // half of it is somebody else's
	}
	if p.question && r.doc.Tokens[r.units[at.from].First].Asked {
		return false
	}
	for u := at.from - 1; u >= 0 && u >= at.from-2 && r.units[u].Sentence == sentence; u-- {
		if r.here(&p.within, u) >= 0 {
			return false
		}
	}
	if p.before.empty() && p.anywhere.empty() {
		return true
	}
	for u := r.opening(at.from); u < len(r.units) && r.units[u].Sentence == sentence; u++ {
		if r.here(&p.anywhere, u) >= 0 {
			return false
		}
		if u < at.from && r.here(&p.before, u) >= 0 {
			return false
		}
	}
	return true
}

// opening is the first unit of a sentence.
func (r *reading) opening(u int) int {
	for u > 0 && r.units[u-1].Sentence == r.units[u].Sentence {
		u--
	}
	return u
}
