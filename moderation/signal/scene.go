package signal

import (
	"strings"
	"unicode"

	"magbot/moderation/signal/text"
)

// scene is where somebody reports speech, speaks against it or shows an example of
// it, by unit.
type scene struct {
	report, counter, shows []int
}

// scene finds verbs of reporting that the author and who is addressed are not
// the subject of, and words against such speech.
func (r *reading) scene() scene {
	s := scene{report: r.seen.report[:0], counter: r.seen.counter[:0], shows: r.seen.shows[:0]}
	report, counter := r.book.is.report, r.book.is.counter
	shows := r.in(r.book.quotes.number) != 0
	for u := range r.units {
		if r.doc.Tokens[r.units[u].First].Quoted {
			continue
		}
		if r.units[u].Classes.Has(report) && r.reports(u) {
			s.report = append(s.report, u)
		}
		if r.units[u].Classes.Has(counter) {
			s.counter = append(s.counter, u)
		}
		if shows && r.here(&r.book.quotes, u) >= 0 {
			s.shows = append(s.shows, u)
		}
	}
	return s
}

// reports tells whether a verb of reporting has another subject than the author
// or who is addressed: "I say that you …" reports nothing. Under a condition or
// a negation ("if you say", "do not call") it does.
func (r *reading) reports(u int) bool {
	if r.units[u].Classes.Has(r.book.is.neg) {
		return true // "I never said that …"
	}
	own := false
	for v := u - 1; v >= 0 && v >= u-3 && r.units[v].Sentence == r.units[u].Sentence; v-- {
		c := &r.units[v].Classes
		if c.Has(r.book.is.neg) || c.Has(r.book.is.condition) {
			return true
		}
		own = own || v >= u-2 && (c.Has(r.book.is.i) || c.Has(r.book.is.you) || c.Has(r.book.is.your))
	}
	return !own
}

// excused tells whether what was found is reported or spoken against, and not
// said by the author.
func (r *reading) excused(p *pattern, at span) bool {
	sentence := r.units[at.from].Sentence
	near := int32(0)
	if r.doc.Tokens[r.units[at.from].First].Quoted {
		near = 1 // a quotation is excused by the sentence beside it, too
	}
	for _, u := range r.seen.counter {
		if d := r.units[u].Sentence - sentence; d >= -near && d <= near && (u < at.from || u >= at.to && (near > 0 || p.rule.groups || !r.parted(at.to, u))) {
			return true
		}
	}
	for _, u := range r.seen.report {
		condition := r.units[u].Classes.Has(r.book.is.condition)
		if condition && (p.whatever || p.rule.bargains) {
			continue
		}
		d := r.units[u].Sentence - sentence
		if near > 0 && d >= -1 && d <= 1 || d == 0 && u < at.from && (condition || p.rule.groups || r.leads(u, at.from)) {
			return true
		}
	}
	if near > 0 { // a rule and an example quote what they are about
		for _, u := range r.seen.shows {
			if u < at.from && r.units[u].Sentence == sentence && !r.own(u) {
				return true
			}
		}
	}
	return false
}

// How many words may stand between a verb of reporting and where what it reports
// begins, or a word of that.
const (
	mostLead = 6
	mostTold = 10
)

// leads tells whether what begins at a unit is what a verb of reporting reports.
func (r *reading) leads(verb, unit int) bool { return unit-verb <= mostLead && r.follows(verb, unit) }

// follows tells whether no comma stands between a verb of reporting and a unit: in "he
// says that, …" the author speaks behind it. A colon after the verb is no such comma.
func (r *reading) follows(verb, unit int) bool {
	next := r.doc.Tokens[r.units[verb+1].First]
	end := min(r.doc.Tokens[r.units[verb].Last].End, next.Start) // words whose letters were written apart share a place
	said := next.Comma && strings.Contains(r.doc.Raw[end:next.Start], ":")
	return !r.parted(verb+2, unit) && (!next.Comma || said)
}

// parted tells whether a comma stands before one of the units from one to another.
func (r *reading) parted(from, to int) bool {
	for u := from; u <= to; u++ {
		if r.doc.Tokens[r.units[u].First].Comma {
			return true
		}
	}
	return false
}

// own tells whether the author is the subject of a verb: "I forbid you to speak".
func (r *reading) own(u int) bool {
	return u > 0 && r.units[u-1].Sentence == r.units[u].Sentence && r.units[u-1].Classes.Has(r.book.is.i)
}

// mark gives the units the classes that are no words: names, links, numbers.
func (r *reading) mark() {
	for u := range r.units {
		unit := &r.units[u]
		t := &r.doc.Tokens[unit.First]
		switch t.Kind {
		case text.Mention:
			unit.Classes.Add(r.book.is.name)
		case text.Link:
			if at := r.doc.Raw[t.Start:t.End]; strings.Contains(at, "@") && !strings.Contains(at, "://") {
				unit.Classes.Add(r.book.is.mail)
			} else if !strings.HasPrefix(at, "<@") && !strings.HasPrefix(at, "<#") && !strings.HasPrefix(at, "<!") {
				unit.Classes.Add(r.book.is.link)
			} else if strings.HasPrefix(at, "<@") {
				unit.Classes.Add(r.book.is.name)
			}
		case text.Han, text.Sign:
		case text.Word:
			if t.Capital && unit.Classes.Empty() && len(t.Word) > 2 && !unit.Common {
				unit.Classes.Add(r.book.is.name)
			}
			if figure(t.Word) {
				r.number(u)
			}
		}
	}
}

func figure(word string) bool { return word != "" && word[0] >= '0' && word[0] <= '9' }

// mostDigits is how many figures a phone number has at most (E.164).
const mostDigits = 15

// number tells phone numbers, numbers of houses and other long numbers.
func (r *reading) number(u int) {
	t := &r.doc.Tokens[r.units[u].First]
	digits, groups, last := 0, 0, t.Start
	version := false
	for v := u; v < len(r.units); v++ {
		n := &r.doc.Tokens[r.units[v].First]
		if n.Kind != text.Word || !figure(n.Word) || v > u && !joins(r.doc.Raw[last:n.Start]) {
			break
		}
		version = version || v > u && r.doc.Raw[last:n.Start] == "." && n.End-n.Start == 1
		for _, c := range n.Word {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		groups++
		last = n.End
		if digits > mostDigits {
			break // no phone has more, and a long row must not be counted anew from each of its figures
		}
	}
	plus := strings.HasSuffix(strings.TrimRight(r.doc.Raw[max(0, t.Start-8):t.Start], "(\u200b\u200c\u200d\u2060\ufeff"), "+")
	if digits >= 7 && digits <= mostDigits && !version && (plus || groups > 1 || digits >= 9) {
		r.units[u].Classes.Add(r.book.is.phone)
	}
	if digits >= 6 {
		r.units[u].Classes.Add(r.book.is.number)
	}
	if groups == 1 && digits <= 5 && r.street(u) {
		r.units[u].Classes.Add(r.book.is.street)
	}
}

func joins(between string) bool {
	return len(between) <= 8 && strings.Trim(between, " -.()/\u200b\u200c\u200d\u2060\ufeff") == ""
}

// streets are words of addresses; the number of the house stands within four
// words of them.
var streets = map[string]bool{
	"street": true, "st": true, "road": true, "rd": true, "avenue": true, "ave": true, "lane": true, "drive": true, "boulevard": true, "blvd": true,
	"square": true, "rue": true, "chemin": true, "place": true, "quai": true, "calle": true, "avenida": true, "paseo": true, "plaza": true,
	"carrera": true, "улица": true, "ул": true, "улице": true, "проспект": true, "пр": true, "переулок": true, "дом": true, "شارع": true,
	"طريق": true, "حي": true, "apartment": true, "apt": true, "flat": true, "strasse": true, "weg": true, "号": true, "路": true, "街": true, "室": true, "弄": true,
}

func (r *reading) street(u int) bool {
	first := r.units[u].First
	for i := max(0, first-4); i < min(len(r.doc.Tokens), first+5); i++ {
		t := &r.doc.Tokens[i]
		if streets[t.Word] || t.Kind == text.Word && strings.HasSuffix(t.Word, "strasse") {
			return true
		}
	}
	return false
}

// loud tells whether a message is written in capitals: at least twenty cased
// letters and at least seventy in a hundred of them, in four words or more that
// are no abbreviations and no names of a program.
func loud(doc *text.Doc) bool {
	if doc.Letters < 20 || doc.Capitals*10 < doc.Letters*7 {
		return false
	}
	words, capitals, last := 0, 0, 0
	for i := range doc.Tokens {
		t := &doc.Tokens[i]
		if t.Kind == text.Word && len(t.Word) > 3 || t.Kind == text.Han {
			words++
		}
		if t.Kind == text.Word && len(t.Word) > 3 && t.Capital && spaced(doc.Raw[min(last, t.Start):t.Start]) &&
			strings.IndexFunc(doc.Raw[t.Start:t.End], func(c rune) bool { return unicode.IsLower(c) || unicode.IsDigit(c) }) < 0 {
			capitals++
		}
		last = t.End
	}
	return capitals >= 4 && capitals*10 >= words*7
}

// spaced tells whether what stands before a word has a blank, or is nothing.
func spaced(before string) bool {
	return before == "" || strings.ContainsAny(before, " \t\n") || before == "\"" || before == "¡" || before == "¿"
}
