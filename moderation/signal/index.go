package signal

import (
	"math/bits"

	"magbot/moderation/signal/lexicon"
)

// set is a set of patterns, a bit for each by its number.
type set []uint64

func newSet(patterns int) set { return make(set, (patterns+63)/64) }

func (s set) add(number int) { s[number/64] |= 1 << (number % 64) }

func (s set) join(other set) {
	for i, w := range other {
		s[i] |= w
	}
}

// index is patterns by what they want.
type index struct {
	classes [256]set // empty where no pattern wants the class
	groups  []set
}

func newIndex(groups int) *index { return &index{groups: make([]set, groups)} }

// file files a pattern, of so many, under all that it may be met by.
func (x *index) file(number, patterns int, w *wanted) {
	put := func(s *set) {
		if *s == nil {
			*s = newSet(patterns)
		}
		s.add(number)
	}
	for c := range x.classes {
		if w.classes.Has(lexicon.Class(c)) {
			put(&x.classes[c])
		}
	}
	for _, g := range w.groups {
		put(&x.groups[g])
	}
}

// of joins the patterns that want one of the classes to a set.
func (x *index) of(classes *lexicon.Mask, into set) {
	for w, left := range classes {
		for ; left != 0; left &= left - 1 {
			into.join(x.classes[w*64+bits.TrailingZeros64(left)])
		}
	}
}

// gather finds the patterns that have all that they want, in any order: nearly none has.
// A pattern is asked when the rarest of what it wants is there.
func (r *reading) gather() {
	clear(r.asked)
	r.book.rarest.of(&r.present, r.asked)
	for w, left := range r.groups {
		for ; left != 0; left &= left - 1 {
			r.asked.join(r.book.rarest.groups[w*64+bits.TrailingZeros64(left)])
		}
	}
	clear(r.ready)
	r.begin, r.sieve = lexicon.Mask{}, 0
	for w, left := range r.asked {
		for ; left != 0; left &= left - 1 {
			if p := r.book.patterns[w*64+bits.TrailingZeros64(left)]; r.complete(p) {
				r.ready.add(p.number)
				r.begin.Join(&p.first.classes)
				r.sieve |= p.first.sieve
			}
		}
	}
}

// complete looks for all that a pattern wants, what comes last at first: many
// patterns begin alike.
func (r *reading) complete(p *pattern) bool {
	if p.in != 0 && p.in&r.in == 0 {
		return false
	}
	for i := len(p.elements) - 1; i >= 0; i-- {
		if e := &p.elements[i]; e.step == word && !e.optional && !r.has(&e.wanted) {
			return false
		}
	}
	return true
}

func (r *reading) has(w *wanted) bool {
	if r.present.Any(&w.classes) {
		return true
	}
	for _, g := range w.groups {
		if r.groups[g/64]&(1<<(g%64)) != 0 {
			return true
		}
	}
	return false
}

// beginning are the patterns that are ready and may begin in a unit. The set is good until
// the next call; it is empty when there are none.
func (r *reading) beginning(unit *lexicon.Unit) set {
	sieve := uint64(0)
	for token := unit.First; token <= unit.Last; token++ {
		sieve |= r.sieves[token]
	}
	if !unit.Classes.Any(&r.begin) && sieve&r.sieve == 0 {
		return nil
	}
	clear(r.asked)
	r.book.firsts.of(&unit.Classes, r.asked)
	for _, f := range r.found[r.first[unit.First]:r.first[unit.Last+1]] {
		r.asked.join(r.book.firsts.groups[f.Group])
	}
	for i := range r.asked {
		r.asked[i] &= r.ready[i]
	}
	return r.asked
}

// each calls yield for every rule with the first place that meets it.
func (r *reading) each(yield func(*rule, span)) {
	r.spared = false
	if r.sieve == 0 && r.begin.Empty() {
		return
	}
	for u := range r.units {
		for w, left := range r.beginning(&r.units[u]) {
			for ; left != 0; left &= left - 1 {
				p := r.book.patterns[w*64+bits.TrailingZeros64(left)]
				if r.done[p.rule.number] {
					continue
				}
				to := r.match(p, 0, u, r.units[u].Sentence)
				at := span{u, to}
				if to < 0 || !r.allowed(p, at) {
					continue
				}
				if r.excused(p, at) {
					r.spared = true
					continue
				}
				r.done[p.rule.number] = true
				yield(p.rule, at)
			}
		}
	}
}
