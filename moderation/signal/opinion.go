package signal

import (
	"slices"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/text"
)

// From which probability the model flags. A message that names a group of people
// needs less for hate; one in Chinese has a better model behind it (its training
// data are the largest). Incivility needs somebody who is meant and a word that
// the lexicon knows as hard. Of conduct, a message about a group needs more where it
// reports something or says nothing hard.
const (
	hateFrom      = 0.80
	hateFromGroup = 0.65
	hateChinese   = 0.80
	hateIdentity  = 0.95 // when the word that speaks most for it only says who people are
	uncivilFrom   = 0.95
	hatePlain     = 0.90 // without a hard word
	hateNobody    = 0.95 // without a hard word and without a group
	conductFrom   = 0.55
	conductGroup  = 0.60
	conductDoubt  = 0.45 // below it, the model is heard against a rule about what is said
)

// glance is what the heads of the model take from the rest of a reading.
type glance struct {
	seen    lexicon.Mask
	hard    bool // a hard word is not denied
	denied  bool // there are hard words, and all are denied
	negated bool
	group   bool // people are named by what they are
	chinese bool
}

func (r *reading) glance() glance {
	g := glance{chinese: r.chinese()}
	for u := range r.units {
		c := &r.units[u].Classes
		g.seen.Join(c)
		g.hard = g.hard || c.Any(&r.book.hard) && (c.Has(r.book.is.slur) || !r.negated(u))
	}
	g.denied = !g.hard && g.seen.Any(&r.book.hard)
	g.negated = g.seen.Has(r.book.is.neg)
	g.group = g.seen.Has(r.book.is.group) || g.seen.Has(r.book.is.adjective)
	return g
}

// opinion is what the model adds when the rules found nothing. A message in which
// speech is reported or spoken against, and one without a whole word as evidence,
// is left alone.
func (r *reading) opinion(w *model.Weights, o model.Opinion) []Signal {
	if r.spared || len(r.seen.counter) > 0 || len(r.seen.report)+len(r.seen.shows) > 0 && r.quotes() {
		return nil
	}
	g := r.glance()
	if found := r.conduct(w, o, &g); found != nil || g.denied {
		return found
	}
	if !g.chinese && (len(r.seen.report) > 0 && (g.negated || g.seen.Has(r.book.is.condition)) || !g.hard && g.seen.Has(r.book.is.praise)) {
		return nil
	}
	if o.Word[model.Hate] >= 0 && o.Score[model.Hate] >= r.hateful(o.Word[model.Hate], &g) {
		return r.evidence("model.hate", "1", o.Word[model.Hate], o.Score[model.Hate])
	}
	if o.Word[model.Uncivil] >= 0 && o.Score[model.Uncivil] >= uncivilFrom && g.seen.Any(&r.book.meant) && g.seen.Any(&r.book.rude) {
		return r.evidence("model.uncivil", "1", o.Word[model.Uncivil], o.Score[model.Uncivil])
	}
	return nil
}

// resembles are the signals of the head of conduct, by what a message resembles most.
var resembles = [model.Kinds]struct{ id, clause string }{
	model.Threat: {"model.threat", "7"}, model.Pressure: {"model.pressure", "7"}, model.Sexual: {"model.sexual", "harassment"},
	model.Insult: {"model.insult", "1"}, model.Dismissal: {"model.dismissal", "4"}, model.Person: {"model.person", "2"},
	model.Actor: {"model.actor", "2"}, model.Group: {"model.group", "1"}, model.Spam: {"model.spam", "7"},
	model.Doxxing: {"model.doxxing", "7"}, model.Confidential: {"model.confidential", "5"},
}

// kindFrom is how sure the model has to be to say what a message resembles.
const kindFrom = 0.5

// Conduct is the signal of the head of conduct where it cannot tell more. Where a
// channel switches it off, those of all its kinds are.
const Conduct = "model.conduct"

// IsConduct tells whether a signal is one of the head of conduct.
func IsConduct(id string) bool {
	return id == Conduct || slices.ContainsFunc(resembles[:], func(k struct{ id, clause string }) bool { return k.id == id })
}

// conduct is what the head of conduct says.
func (r *reading) conduct(w *model.Weights, o model.Opinion, g *glance) []Signal {
	from := conductFrom
	switch {
	case g.group && g.negated:
		return nil // "they are no vermin": what is said of groups the head of hate knows better
	case g.group && (!g.hard || len(r.seen.report) > 0):
		from = conductGroup
	}
	if score, word := o.Score[model.Conduct], o.Word[model.Conduct]; word >= 0 && score >= from && !r.told(word) {
		id, clause := Conduct, "1"
		kind, sure := w.Kind(r.list)
		if sure >= kindFrom {
			id, clause = resembles[kind].id, resembles[kind].clause
		}
		found := r.evidence(id, clause, word, Flag+(1-Flag)*(score-conductFrom)/(1-conductFrom))
		found[0].Private = id == resembles[model.Confidential].id
		return found
	}
	return nil
}

// mostNearby is how many words on either side of what a rule found are looked at.
const mostNearby = 2

// nearby is what the head of conduct says of the words around what a rule found: an
// attack may stand in a long message that is harmless otherwise.
func (r *reading) nearby(w *model.Weights, at span) float64 {
	from, to := max(0, at.from-mostNearby), min(len(r.units), at.to+mostNearby)
	r.near = model.Features(&r.doc, r.units[from:to], &lexicon.Mask{}, r.near)
	return w.Judge(r.near).Score[model.Conduct]
}

// hateful is from which probability the head of hate flags a message, by the word that
// speaks most for it.
func (r *reading) hateful(word int, g *glance) float64 {
	is := &r.book.is
	switch {
	case r.identity(word) && (g.negated || !g.chinese && !g.hard):
		return hateIdentity
	case g.chinese && !g.hard && !g.group:
		return hateNobody
	case g.chinese:
		return hateChinese
	case g.hard && !g.negated && (g.seen.Has(is.group) || g.seen.Has(is.slur)):
		return hateFromGroup
	case !g.hard:
		return hatePlain
	}
	return hateFrom
}

// negated tells whether a negation stands within two words before a unit.
func (r *reading) negated(u int) bool {
	for v := u - 1; v >= 0 && v >= u-2 && r.units[v].Sentence == r.units[u].Sentence; v-- {
		if r.units[v].Classes.Has(r.book.is.neg) {
			return true
		}
	}
	return false
}

// told tells whether speech is reported in the sentence of a token, before it.
func (r *reading) told(token int) bool {
	for _, u := range r.seen.report {
		for v := u + 1; v < len(r.units) && r.units[v].Sentence == r.units[u].Sentence; v++ {
			if r.units[v].First <= token && token <= r.units[v].Last && v-u <= mostTold && r.follows(u, v) {
				return true
			}
		}
	}
	return false
}

// chinese tells whether most words of the message are Chinese characters.
func (r *reading) chinese() bool {
	han := 0
	for i := range r.doc.Tokens {
		if r.doc.Tokens[i].Kind == text.Han {
			han++
		}
	}
	return 2*han > len(r.doc.Tokens)
}

// identity tells whether a token only says who people are.
func (r *reading) identity(token int) bool {
	for u := range r.units {
		if r.units[u].First <= token && token <= r.units[u].Last {
			c := &r.units[u].Classes
			return (c.Has(r.book.is.group) || c.Has(r.book.is.adjective)) && !c.Has(r.book.is.slur)
		}
	}
	return false
}

// quotes tells whether something stands in quotation marks.
func (r *reading) quotes() bool {
	for i := range r.doc.Tokens {
		if r.doc.Tokens[i].Quoted {
			return true
		}
	}
	return false
}

func (r *reading) evidence(id, clause string, token int, score float64) []Signal {
	s := about(id, clause, score)
	s.Start, s.End = r.doc.Tokens[token].Start, r.doc.Tokens[token].End
	s.Span = r.doc.Raw[s.Start:s.End]
	return []Signal{s}
}
