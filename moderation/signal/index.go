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

// sentence is the bit of the sentence of a unit. In a message of more than sixty-four
// several have the same, and more is looked at than need be.
func (r *reading) sentence(u int) uint64 { return 1 << (r.units[u].Sentence % 64) }

// locate tells in which sentences classes and groups of phrases are.
func (r *reading) locate() {
	clear(r.classes[:])
	r.present, r.named = lexicon.Mask{}, lexicon.Mask{}
	for u := range r.units {
		unit := &r.units[u]
		r.present.Join(&unit.Classes)
		for w, left := range unit.Classes {
			for ; left != 0; left &= left - 1 {
				r.classes[w*64+bits.TrailingZeros64(left)] |= r.sentence(u)
			}
		}
	}
	clear(r.groups)
	for _, f := range r.found {
		if r.groups[f.Group] == 0 {
			for _, c := range r.book.named[f.Group] {
				r.named.Add(c)
			}
		}
		r.groups[f.Group] |= 1 << (r.doc.Tokens[f.First].Sentence % 64)
	}
	clear(r.looked)
}

// in is the sentences that have what is wanted.
func (r *reading) in(w *wanted) uint64 {
	if r.looked[w.number/64]&(1<<(w.number%64)) != 0 {
		return r.wanted[w.number]
	}
	in := uint64(0)
	for i, left := range w.classes {
		for left &= r.present[i]; left != 0; left &= left - 1 {
			in |= r.classes[i*64+bits.TrailingZeros64(left)]
		}
	}
	for _, g := range w.groups {
		in |= r.groups[g]
	}
	r.looked.add(w.number)
	r.wanted[w.number] = in
	return in
}

// gather finds the patterns that have all that they want in one sentence, in any order:
// nearly none has. A pattern is asked when the rarest of what it wants is there.
func (r *reading) gather() {
	clear(r.asked)
	r.book.rarest.of(&r.present, r.asked)
	for g, in := range r.groups {
		if in != 0 {
			r.asked.join(r.book.rarest.groups[g])
		}
	}
	clear(r.ready)
	r.begin, r.sieve, r.anywhere = lexicon.Mask{}, 0, 0
	for w, left := range r.asked {
		for ; left != 0; left &= left - 1 {
			p := r.book.patterns[w*64+bits.TrailingZeros64(left)]
			where := r.complete(p)
			if where == 0 {
				continue
			}
			r.ready.add(p.number)
			r.where[p.number] = where
			r.anywhere |= where
			r.begin.Join(&p.first.classes)
			r.sieve |= p.first.sieve
		}
	}
}

// complete is the sentences in which a pattern may begin: those that have all that it
// wants. What comes last is looked for at first, for many patterns begin alike.
func (r *reading) complete(p *pattern) uint64 {
	if p.in != 0 && p.in&r.languages == 0 {
		return 0
	}
	where := ^uint64(0)
	for i := len(p.elements) - 1; i >= 0; i-- {
		e := &p.elements[i]
		if e.step != word || e.optional {
			continue
		}
		in := r.in(&e.wanted)
		switch {
		case in == 0:
			return 0
		case !p.para:
			where &= in
		}
	}
	return where
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
		if r.sentence(u)&r.anywhere == 0 {
			continue
		}
		for w, left := range r.beginning(&r.units[u]) {
			for ; left != 0; left &= left - 1 {
				p := r.book.patterns[w*64+bits.TrailingZeros64(left)]
				if r.done[p.rule.number] || r.where[p.number]&r.sentence(u) == 0 {
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
