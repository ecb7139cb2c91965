package signal

import (
	"math/bits"
	"slices"

	"magbot/moderation/signal/lexicon"
)

// index is all that has to be known to tell which patterns a message may meet, laid out
// for that.
type index struct {
	byClass, byGroup lexicon.Lists[uint16] // patterns by the rarest of what they want
	needs            lexicon.Lists[uint16] // what a pattern wants, by its number
	in               []lexicon.Languages   // in which languages a pattern is heard; 0 is all
	classes          []lexicon.Mask        // of what is wanted, by its number
	groups           lexicon.Lists[uint16] // and groups of phrases
	names            lexicon.Lists[lexicon.Class]
}

// lay lays out what is known of all patterns.
func (b *book) lay() {
	x := &b.index
	byClass, byGroup := make([][]uint16, 256), make([][]uint16, len(b.groups))
	for i, p := range b.patterns {
		for c := range byClass {
			if p.rarest.classes.Has(lexicon.Class(c)) {
				byClass[c] = append(byClass[c], uint16(i))
			}
		}
		for _, g := range p.rarest.groups {
			byGroup[g] = append(byGroup[g], uint16(i))
		}
		var needs []uint16
		for _, e := range slices.Backward(p.elements) { // many patterns begin alike
			if e.step == word && !e.optional {
				needs = append(needs, uint16(e.wanted.number))
			}
		}
		x.needs.Add(needs)
		x.in = append(x.in, p.in)
	}
	for c := range byClass {
		x.byClass.Add(byClass[c])
	}
	for g := range byGroup {
		x.byGroup.Add(byGroup[g])
		x.names.Add(b.named[g])
	}
	for _, w := range b.wants {
		x.classes = append(x.classes, w.classes)
		x.groups.Add(w.groups)
	}
}

// sentence is the bit of the sentence of a unit. In a message of more than sixty-four
// several have the same, and more is looked at than need be.
func (r *reading) sentence(u int) uint64 { return 1 << (r.units[u].Sentence % 64) }

// locate tells in which sentences classes are.
func (r *reading) locate() {
	clear(r.classes[:])
	r.present, r.named = lexicon.Mask{}, lexicon.Mask{}
	for u := range r.units {
		unit, in := &r.units[u], r.sentence(u)
		r.present.Join(&unit.Classes)
		for w, left := range unit.Classes {
			for ; left != 0; left &= left - 1 {
				r.classes[w*64+bits.TrailingZeros64(left)] |= in
			}
		}
	}
}

// place tells which phrases begin at each token, and in which sentences they are.
func (r *reading) place() {
	clear(r.looked)
	for _, g := range r.touched {
		r.groups[g] = 0
	}
	r.touched = r.touched[:0]
	n := len(r.doc.Tokens)
	r.first, r.sieves = slices.Grow(r.first[:0], n+1)[:n+1], slices.Grow(r.sieves[:0], n)[:n]
	at := 0
	for i := range r.sieves {
		r.first[i] = int32(at)
		sieve, in := uint64(0), uint64(1)<<(r.doc.Tokens[i].Sentence%64)
		for ; at < len(r.found) && int(r.found[at].First) == i; at++ {
			g := r.found[at].Group
			sieve |= 1 << (g % 64)
			if r.groups[g] == 0 {
				r.touched = append(r.touched, g)
				for _, c := range r.book.index.names.Of(int(g)) {
					r.named.Add(c)
				}
			}
			r.groups[g] |= in
		}
		r.sieves[i] = sieve
	}
	r.first[n] = int32(at)
}

// in is the sentences that have what is wanted, by its number.
func (r *reading) in(number int) uint64 {
	if r.looked[number/64]&(1<<(number%64)) != 0 {
		return r.wanted[number]
	}
	in, classes := uint64(0), &r.book.index.classes[number]
	for i := range classes {
		for left := classes[i] & r.present[i]; left != 0; left &= left - 1 {
			in |= r.classes[i*64+bits.TrailingZeros64(left)]
		}
	}
	for _, g := range r.book.index.groups.Of(number) {
		in |= r.groups[g]
	}
	r.looked[number/64] |= 1 << (number % 64)
	r.wanted[number] = in
	return in
}

// candidate is a pattern that has all that it wants in one sentence, in any order, and
// these sentences.
type candidate struct {
	*pattern
	where uint64
}

// gather finds the candidates, in their order: nearly no pattern is one. A pattern is asked
// when the rarest of what it wants is there.
func (r *reading) gather() {
	x := &r.book.index
	clear(r.asked)
	for w, left := range r.present {
		for ; left != 0; left &= left - 1 {
			r.ask(x.byClass.Of(w*64 + bits.TrailingZeros64(left)))
		}
	}
	for _, g := range r.touched {
		r.ask(x.byGroup.Of(int(g)))
	}
	r.ready, r.anywhere = r.ready[:0], 0
	for w, left := range r.asked {
		for ; left != 0; left &= left - 1 {
			number := w*64 + bits.TrailingZeros64(left)
			if where := r.complete(number); where != 0 {
				r.ready = append(r.ready, candidate{r.book.patterns[number], where})
				r.anywhere |= where
			}
		}
	}
}

func (r *reading) ask(patterns []uint16) {
	for _, p := range patterns {
		r.asked[p/64] |= 1 << (p % 64)
	}
}

// complete is the sentences in which a pattern may begin: those that have all that it
// wants.
func (r *reading) complete(number int) uint64 {
	x := &r.book.index
	if in := x.in[number]; in != 0 && in&r.languages == 0 {
		return 0
	}
	where := ^uint64(0)
	for _, wanted := range x.needs.Of(number) {
		in := r.in(int(wanted))
		if in == 0 {
			return 0
		}
		where &= in
	}
	if r.book.patterns[number].para {
		return ^uint64(0) // each may be in another
	}
	return where
}

// each calls yield for every rule with the first place that meets it.
func (r *reading) each(yield func(*rule, span)) {
	r.spared = false
	if len(r.ready) == 0 {
		return
	}
	for u := range r.units {
		in := r.sentence(u)
		if r.anywhere&in == 0 {
			continue
		}
		for _, p := range r.ready {
			if p.where&in == 0 || r.done[p.rule.number] || r.here(p.first, u) < 0 {
				continue
			}
			to := r.match(p.pattern, 0, u, r.units[u].Sentence)
			at := span{u, to}
			if to < 0 || !r.allowed(p.pattern, at) {
				continue
			}
			if r.excused(p.pattern, at) {
				r.spared = true
				continue
			}
			r.done[p.rule.number] = true
			yield(p.rule, at)
		}
	}
}
