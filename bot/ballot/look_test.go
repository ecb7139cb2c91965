package ballot_test

import (
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/ballot"
)

// Nobody publishes what they have not seen: typed, the result is shown first, and the
// button beside it is for what was shown.
func TestAResultIsLookedAtBeforeItIsPublished(t *testing.T) {
	r := newRoom(t)
	s := r.tied()
	r.Must("chair", "ballot settle", "ballot", "1", "winners", "Ana", "reason", "she is new")
	looked := r.Must("chair", "ballot publish", "ballot", "1")
	if len(looked.Events) > 0 {
		t.Fatal("typed, it is published at once")
	}
	text := r.Reply(looked.Reply)
	has(t, text, "Nothing is published yet: this is what everybody would read of ballot 1.", "she is new", "[Publish the result] ballot publish ballot=1 seen=2")
	r.Must("chair", "ballot settle", "ballot", "1", "winners", "Bo", "reason", "he is from afar")
	if late := r.Must("chair", "ballot publish", "ballot", "1", "seen", "2"); len(late.Events) > 0 {
		t.Error("what was shown is published though something else was decided since")
	}
	r.Must("chair", "ballot publish", "ballot", "1", "seen", "3")
	has(t, r.shown(s, "", ballot.ShowResult), "he is from afar", "- The count left a tie, and the Chair decided for Bo.")
}

// Whoever drafts an election that decides nothing is told, and makes it binding with
// one press; what is advisory never looks decided.
func TestAnAdvisoryElectionSaysThatItIs(t *testing.T) {
	r := newRoom(t)
	drafted := r.Must("chair", "ballot draft", "question", "Who chairs?", "kind", "election", "options", "Ana\nBo")
	const warning, advisory = "This election is advisory", "Advisory: it informs the Chair, and nobody takes a seat by it."
	has(t, r.Reply(drafted.Reply), warning, advisory, "[Make it binding] ballot change ballot=1 binding=yes")
	bound := r.Reply(r.Must("chair", "ballot change", "ballot", "1", "binding", "yes").Reply)
	has(t, bound, "Binding: what comes out is decided.")
	hasNot(t, bound, warning, "Make it binding")
	hasNot(t, r.Reply(r.Must("chair", "ballot draft", "question", "June?").Reply), warning)

	r.Must("chair", "ballot change", "ballot", "1", "binding", "no")
	s := bot.BallotStream("1")
	r.Must("chair", "ballot open", "ballot", "1")
	has(t, r.shown(s, "", ballot.ShowLive), advisory)
	const base = "No threshold is needed. Base: those who chose something."
	has(t, r.shown(s, "", ballot.ShowLive), base)
	for _, m := range members()[:3] {
		r.vote(m, s, "1 > 2")
	}
	r.closed(s)
	has(t, r.published(s), "Elected is Ana.", advisory, base)
	r.Must("chair", "ballot outcome", "ballot", "1", "text", "Ana takes the chair.")
	has(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Elected is Ana.", advisory, "Ana takes the chair.", "[Result] ballot result ballot=1")
}

// That bounds on seats changed an outcome stands in the message, however long the
// count is.
func TestALongCountSaysWhatBoundsChanged(t *testing.T) {
	r := newRoom(t)
	s := r.draft("kind", "election", "seats", "2", "method", "scottish-stv",
		"options", "Ana | Civil Society\nBo | Government\nCy | Civil Society\nDi | Technical Community")
	has(t, r.Refused("ballot.uncountable", "chair", "ballot rule", "ballot", "1", "bounds", "group Private Sector: 1"),
		"This could not be counted: no choice of 2 among the candidates keeps all bounds on seats.")
	r.Must("chair", "ballot rule", "ballot", "1", "bounds", "group Government: 1")
	r.Must("chair", "ballot open", "ballot", "1")
	for i, m := range members() {
		r.vote(m, s, []string{"1 > 3", "1 > 3", "3 > 1", "3 > 4", "1 > 4", "4 > 3"}[i%6])
	}
	r.closed(s)
	text := r.published(s)
	_, after, more := strings.Cut(text, "more steps stand in the file below")
	if !more {
		t.Fatalf("the count is short:\n%s", text)
	}
	shown, _, _ := strings.Cut(after, "ballot-1-count.txt")
	has(t, shown, "Elected because of the bounds on seats: Bo.", "Not elected because of the bounds on seats: ")
}
