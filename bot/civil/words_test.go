package civil_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"magbot/bot/civil"
	"magbot/bot/lang"
)

// TestEverySentenceCanBeSaid brings about each sentence of the catalogue once,
// so that a key without words, words without a key and a name that nothing
// fills are all noticed.
func TestEverySentenceCanBeSaid(t *testing.T) {
	t.Parallel()
	words, err := lang.Load(civil.Words)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	say := func(text lang.Text) {
		sentence := words.For("en").Text(text)
		if !words.Has(text.Key) || strings.Contains(sentence, "no value") || strings.Contains(sentence, text.Key) {
			t.Errorf("%s is said as %q", text.Key, sentence)
		}
		said[text.Key] = true
	}
	zurich := zone(t, "Europe/Zurich")
	for _, text := range []string{"14:00", "14:00 UTC", "2026-10-25 02:30", "2027-03-28 02:30"} {
		when, err := civil.ParseWhen(text, monday, zurich)
		if err != nil {
			t.Fatal(err)
		}
		say(when.Echo())
	}
	for _, err := range refusals() {
		var refusal *lang.Error
		if !errors.As(err, &refusal) {
			t.Fatalf("not a refusal: %v", err)
		}
		say(refusal.Text)
	}
	for _, key := range words.Keys() {
		if !said[key] {
			t.Errorf("nothing says %s", key)
		}
	}
}

// refusals gives one error of every kind.
func refusals() []error {
	var errs []error
	for _, text := range []string{"25:00", "31 April", "14:00 CST", "+999999w"} {
		_, err := civil.ParseWhen(text, monday, time.UTC)
		errs = append(errs, err)
	}
	_, date := civil.ParseDate("soon", monday, time.UTC)
	_, unread := civil.ParseDuration("a while", 0, 0, time.Hour)
	_, beyond := civil.ParseDuration("2h", 0, 0, time.Hour)
	_, roman := civil.ParseRoman("IIII")
	_, offset := civil.ParseOffset("soon")
	return append(errs, date, unread, beyond, roman, offset)
}
