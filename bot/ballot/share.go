package ballot

import (
	"strconv"
	"strings"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

// readShare reads a part of a whole: "2/3", "at least 60 %", "more than 1/2",
// "half" (more than), "all". The zero Share is not written.
func readShare(text string) (tally.Share, error) {
	wrong := lang.Refuse("ballot.share-how", "text", shorten(text))
	t := strings.ToLower(strings.Join(strings.Fields(text), " "))
	switch t {
	case "half", "majority", "simple majority":
		return tally.MoreThanHalf, nil
	case "all", "everybody", "unanimity":
		return tally.Everybody, nil
	}
	s := tally.Share{}
	for _, more := range []string{"more than ", "over ", ">"} {
		if rest, ok := strings.CutPrefix(t, more); ok && !s.More {
			s.More, t = true, strings.TrimSpace(rest)
		}
	}
	if rest, ok := strings.CutPrefix(t, "at least "); ok && !s.More {
		t = rest
	}
	if t == "half" {
		t = "1/2"
	}
	if rest, ok := strings.CutSuffix(t, "%"); ok {
		n, den, ok := decimal(strings.TrimSpace(rest))
		if !ok {
			return s, wrong
		}
		s.Num, s.Den = n, 100*den
	} else {
		num, den, cut := strings.Cut(t, "/")
		a, errA := strconv.ParseInt(strings.TrimSpace(num), 10, 32)
		b, errB := strconv.ParseInt(strings.TrimSpace(den), 10, 32)
		if !cut || errA != nil || errB != nil {
			return s, wrong
		}
		s.Num, s.Den = a, b
	}
	if s.Den < 1 || s.Den > tally.MaxPoints || s.Num < 1 || s.Num > s.Den || s.More && s.Num == s.Den {
		return s, wrong
	}
	return lowest(s), nil
}

// decimal reads 66 or 66.67 as a fraction: 6667/100.
func decimal(text string) (n, den int64, ok bool) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 3 {
		return 0, 0, false
	}
	den = 1
	for range part {
		den *= 10
	}
	n, err := strconv.ParseInt(whole+part, 10, 32)
	return n, den, err == nil && n >= 0 && whole != ""
}

// lowest writes a share in its lowest terms, so that 50/100 is said as 1/2.
func lowest(s tally.Share) tally.Share {
	a, b := s.Num, s.Den
	for b != 0 {
		a, b = b, a%b
	}
	if a > 1 {
		s.Num, s.Den = s.Num/a, s.Den/a
	}
	return s
}

// none are the words that take a rule away.
func isNone(text string) bool {
	t := strings.ToLower(strings.TrimSpace(text))
	return t == "none" || t == "0" || t == "no"
}

// readQuorum reads how many must take part: a number, a share, or "none".
func readQuorum(text string) (tally.Quorum, error) {
	if isNone(text) {
		return tally.Quorum{}, nil
	}
	if n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32); err == nil && n > 0 {
		return tally.Quorum{Number: n}, nil
	}
	s, err := readShare(text)
	if err != nil {
		return tally.Quorum{}, lang.Refuse("ballot.quorum-how", "text", shorten(text))
	}
	return tally.Quorum{Share: s}, nil
}

// quorumText says a quorum.
func quorumText(q tally.Quorum) lang.Text {
	switch {
	case q == tally.Quorum{}:
		return lang.T("ballot.quorum.none")
	case q.Number > 0 && q.Share != tally.Share{}:
		return lang.T("ballot.quorum.both", "share", shareText(q.Share), "count", q.Number)
	case q.Number > 0:
		return lang.T("ballot.quorum.number", "count", q.Number)
	}
	return shareText(q.Share)
}

func shareText(s tally.Share) lang.Text {
	switch {
	case s == tally.MoreThanHalf:
		return lang.T("tally.share.half")
	case s.Num == s.Den:
		return lang.T("tally.share.all")
	case s.More:
		return lang.T("tally.share.more", "share", fraction(s))
	}
	return lang.T("tally.share.least", "share", fraction(s))
}

func fraction(s tally.Share) string {
	return strconv.FormatInt(s.Num, 10) + "/" + strconv.FormatInt(s.Den, 10)
}

// baseText says of what the threshold is a share. Nobody says yes or no to a choice
// among options: there a vote that chooses nothing is what an abstention is.
func (r Rules) baseText() lang.Text {
	b := r.Base
	if b == tally.OfYesNo {
		b = "yes-no"
	}
	if r.Kind != YesNo && b != tally.OfEntitled {
		return lang.T("ballot.base." + string(b))
	}
	return lang.T("tally.base." + string(b))
}
