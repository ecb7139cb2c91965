package signal

import (
	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/text"
)

// From which probability the model flags. A message that names a group of people
// needs less for hate; one in Chinese has a better model behind it (its training
// data are the largest). Incivility needs somebody who is meant and a word that
// the lexicon knows as hard.
const (
	hateFrom      = 0.80
	hateFromGroup = 0.65
	hateChinese   = 0.80
	hateIdentity  = 0.95 // when the word that speaks most for it only says who people are
	uncivilFrom   = 0.95
	hatePlain     = 0.90 // without a hard word
	hateNobody    = 0.95 // without a hard word and without a group
	conductFrom   = 0.60
)

// opinion is what the model adds when the rules found nothing. A message in which
// speech is reported or spoken against, and one without a whole word as evidence,
// is left alone.
func (r *reading) opinion(o model.Opinion) []Signal {
	if len(r.seen.counter) > 0 || len(r.seen.report)+len(r.seen.shows) > 0 && r.quotes() {
		return nil
	}
	var seen lexicon.Mask
	hard := false
	for u := range r.units {
		c := &r.units[u].Classes
		seen.Join(c)
		hard = hard || c.Any(&r.book.hard) && (c.Has(r.book.is.slur) || !r.negated(u))
	}
	chinese := r.chinese()
	is := &r.book.is
	negated := seen.Has(is.neg)
	if !hard && seen.Any(&r.book.hard) {
		return nil // every hard word is denied
	}
	if !chinese && (len(r.seen.report) > 0 && (negated || seen.Has(is.condition)) || !hard && seen.Has(is.praise)) {
		return nil
	}
	from := hateFrom
	switch identity := o.Word[model.Hate] >= 0 && r.identity(o.Word[model.Hate]); {
	case identity && (negated || !chinese && !hard):
		from = hateIdentity
	case chinese && !hard && !seen.Has(is.group) && !seen.Has(is.adjective):
		from = hateNobody
	case chinese:
		from = hateChinese
	case hard && !negated && (seen.Has(is.group) || seen.Has(is.slur)):
		from = hateFromGroup
	case !hard:
		from = hatePlain
	}
	if o.Word[model.Hate] >= 0 && o.Score[model.Hate] >= from {
		return r.evidence("model.hate", o.Word[model.Hate], o.Score[model.Hate])
	}
	if o.Word[model.Uncivil] >= 0 && o.Score[model.Uncivil] >= uncivilFrom && seen.Any(&r.book.meant) && seen.Any(&r.book.rude) {
		return r.evidence("model.uncivil", o.Word[model.Uncivil], o.Score[model.Uncivil])
	}
	if !hard && (seen.Has(is.group) || seen.Has(is.adjective)) || seen.Has(is.group) && (negated || len(r.seen.report) > 0) {
		return nil // what is said of groups the head of hate knows better
	}
	if o.Word[model.Conduct] >= 0 && o.Score[model.Conduct] >= conductFrom && seen.Any(&r.book.spoken) && !r.told(o.Word[model.Conduct]) {
		over := (o.Score[model.Conduct] - conductFrom) / (1 - conductFrom)
		return r.evidence("model.conduct", o.Word[model.Conduct], Flag+(1-Flag)*over)
	}
	return nil
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
			if r.units[v].First <= token && token <= r.units[v].Last && r.leads(u, v) {
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

func (r *reading) evidence(id string, token int, score float64) []Signal {
	s := about(id, "1", score)
	s.Start, s.End = r.doc.Tokens[token].Start, r.doc.Tokens[token].End
	s.Span = r.doc.Raw[s.Start:s.End]
	return []Signal{s}
}
