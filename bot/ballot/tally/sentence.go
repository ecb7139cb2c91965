package tally

import "magbot/bot/lang"

// Sentence is the one sentence that says what was decided, by which rule and on
// which base. e is the election that was counted.
func (r *Result) Sentence(e *Election) lang.Text {
	a := &account{e: e, r: r}
	who := lang.T("tally.sentence.nobody")
	switch {
	case len(r.Elected) > 0 && r.Open > 0:
		who = lang.T("tally.sentence.some", "names", a.list(r.Elected), "tied", a.list(r.Tied), "count", r.Open)
	case r.Open > 0:
		who = lang.T("tally.sentence.tied", "tied", a.list(r.Tied), "count", r.Open)
	case len(r.Elected) > 0:
		who = lang.T("tally.sentence.elected", "names", a.list(r.Elected), "count", len(r.Elected))
	}
	method := lang.T("tally.method." + string(r.Method))
	if r.Method == ScottishSTV || r.Method == MeekSTV {
		return lang.T("tally.sentence.quota", "who", who, "method", method, "count", r.Voters, "chose", r.Chose, "seats", r.Seats, "quota", r.Quota)
	}
	return lang.T("tally.sentence", "who", who, "method", method, "count", r.Voters, "chose", r.Chose, "seats", r.Seats)
}
