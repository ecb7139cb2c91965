package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// held is a record in which two meetings were opened and one was closed, and
// the second of them is still going on.
func held(t *testing.T, path string) {
	t.Helper()
	record, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	h, err := house.New(house.Features())
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: record, Keys: seal.NewMemory(strings.NewReader(strings.Repeat("0123456789abcdef", 1<<16))), House: h, Paused: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer e.Stop()
	place := bot.Place{Platform: "room", Channel: "general"}
	n := 0
	do := func(by bot.Actor, intent bot.Intent) {
		t.Helper()
		n++
		answer, err := e.Handle(t.Context(), bot.Input{Cause: bot.Cause(fmt.Sprint("test:", n)), Actor: by, Place: place, Intent: intent})
		if err != nil || answer.Refused {
			t.Fatalf("%+v: %+v, %v", intent, answer.Message, err)
		}
	}
	operator := bot.Actor{Self: bot.ByCommand}
	do(operator, bot.Do("community found", "name", "Forum"))
	do(operator, bot.Do("channel link"))
	do(operator, bot.Do("roster add", "name", "Wanjiru Kamau", "role", "chair"))
	var chair bot.Actor
	e.Read(bot.CommunityStream, bot.Actor{}, place, func(v bot.View) { chair.Person = roster.Of(v).All()[0].ID })
	for _, line := range []string{
		`/mag meeting schedule "Meeting XIV" 2030-03-01 13:00`, `/mag meeting schedule "Meeting XV" 2030-03-08 13:00`,
		"/mag meeting open 1", "Topic: Budget", "#info the host is found", "/mag meeting close really: yes", "/mag meeting open 2", "Topic: Evaluation",
	} {
		do(chair, bot.Typed{Text: line})
	}
}

// streams reads everything a record holds.
func streams(t *testing.T, path string) map[store.Stream][]store.Record {
	t.Helper()
	record, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	all := map[store.Stream][]store.Record{}
	for head, err := range record.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range record.Read(t.Context(), head.Stream, 0) {
			if err != nil {
				t.Fatal(err)
			}
			all[head.Stream] = append(all[head.Stream], r)
		}
	}
	return all
}

// forge writes a record as somebody would who knows how: every chain is sound.
func forge(t *testing.T, all map[store.Stream][]store.Record) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.db")
	record, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	for stream, records := range all {
		var bodies [][]byte
		for _, r := range records {
			bodies = append(bodies, r.Body)
		}
		if err := record.Append(t.Context(), stream, 0, store.Chain(stream, 0, store.Hash{}, bodies...)...); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// magbot runs the program and gives what it printed.
func magbot(t *testing.T, args ...string) (said string, err error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience) // one that serves would not end
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{"magbot"}, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
}

// A record that was written anew, so that each chain in it is sound, is found
// out by what the community's stream noted; so is a bundle made of it.
func TestTheCommunityBearsWitnessOfTheOtherStreams(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.db")
	held(t, path)
	genuine := streams(t, path)
	noted := `the community's record \d+ says it stood at record \d+ with the head [0-9a-f]{8}…`
	for name, c := range map[string]struct {
		forge  func(map[store.Stream][]store.Record)
		want   string
		absent string // must not be said
		intact bool
		bundle bool // as much in a bundle
	}{
		"an honest copy": {func(map[store.Stream][]store.Record) {}, `Each of the \d+ heads that the community noted stands`, "BROKEN", true, true},
		"a meeting is gone": {
			func(all map[store.Stream][]store.Record) { delete(all, "meeting/1") },
			"BROKEN stream meeting/1 is missing: " + noted, "meeting/2 is", false, true,
		},
		"the tail of a closed meeting is gone": {func(all map[store.Stream][]store.Record) {
			all["meeting/1"] = all["meeting/1"][:len(all["meeting/1"])-1]
		}, `BROKEN stream meeting/1 was cut short: it ends at record \d+, and ` + noted, "is missing", false, true},
		"an open meeting never began": {
			func(all map[store.Stream][]store.Record) { all["meeting/2"] = all["meeting/2"][:1] },
			"BROKEN stream meeting/2 was cut short: it ends at record 1, and " + noted, "meeting/1 was", false, true,
		},
		"one byte of a meeting differs": {
			func(all map[store.Stream][]store.Record) { oneByte(t, all["meeting/1"], "meeting.created") },
			`BROKEN stream meeting/1 is not the one that was noted: its record \d+ has the hash [0-9a-f]{8}…, and ` + noted, "cut short", false, true,
		},
		"one meeting stands in the place of another": {
			func(all map[store.Stream][]store.Record) { all["meeting/1"] = all["meeting/2"] },
			"BROKEN stream meeting/1 ", "stream meeting/2", false, true,
		},
		"the work of the community was cut short": {
			func(all map[store.Stream][]store.Record) { all["work"] = all["work"][:2] },
			"BROKEN stream work was cut short: it ends at record 2, and " + noted, "stream meeting/", false, true,
		},
		"the community's own stream is gone": {
			func(all map[store.Stream][]store.Record) { delete(all, "community") },
			"BROKEN stream community is missing", "is whole", false, false,
		},
		"a meeting that is not noted yet is no mistake": {func(all map[store.Stream][]store.Record) {
			all["meeting/3"] = all["meeting/2"][:1]
		}, "is whole", "BROKEN", true, true},
		"receipts are not noted": {func(all map[store.Stream][]store.Record) {
			for s := range all {
				if strings.HasPrefix(string(s), "receipts/") {
					delete(all, s)
				}
			}
		}, "is whole", "BROKEN", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			all := map[store.Stream][]store.Record{}
			for s, records := range genuine {
				all[s] = slices.Clone(records)
			}
			c.forge(all)
			record := forge(t, all)
			said, err := magbot(t, "verify", record)
			if (err == nil) != c.intact || !regexp.MustCompile(c.want).MatchString(said) || strings.Contains(said, c.absent) {
				t.Errorf("%v: magbot verify says\n%s", err, said)
			}
			bundle := filepath.Join(t.TempDir(), "bundle")
			if said, err := magbot(t, "export", "--data", filepath.Dir(record), "-o", bundle); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			said, err = magbot(t, "verify", bundle)
			if c.bundle && ((err == nil) != c.intact || !regexp.MustCompile(c.want).MatchString(said) || strings.Contains(said, c.absent)) {
				t.Errorf("%v: of its bundle magbot verify says\n%s", err, said)
			}
		})
	}
}

// oneByte changes one byte in a record that holds the words.
func oneByte(t *testing.T, records []store.Record, words string) {
	t.Helper()
	for i, r := range records {
		if at := bytes.Index(r.Body, []byte(words)); at >= 0 {
			records[i].Body = bytes.Clone(r.Body)
			records[i].Body[at] ^= 1
			return
		}
	}
	t.Fatalf("no record holds %q", words)
}

// A byte that changed in the file itself is found by the chain, and the note of
// that stream is not told as a second mistake.
func TestAChangedByteOfTheFileIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.db")
	held(t, path)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("minutes.noted.v1")) {
		t.Fatal("the file does not hold the note")
	}
	raw = bytes.ReplaceAll(raw, []byte("minutes.noted.v1"), []byte("minutes.noted.v2"))
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := magbot(t, "verify", path)
	if err == nil || strings.Count(said, "BROKEN stream meeting/1 record") != 1 || strings.Count(said, "BROKEN") != 1 {
		t.Errorf("%v: magbot verify says\n%s", err, said)
	}
}

// Streams that were chosen, without the community's, are a bundle of their own.
func TestABundleOfChosenStreamsHolds(t *testing.T) {
	data := t.TempDir()
	held(t, filepath.Join(data, "record.db"))
	for streams, intact := range map[string]bool{"meeting/1": true, "meeting/1 work": true, "community meeting/1": false, "community work meeting/1 meeting/2": true} {
		bundle := filepath.Join(t.TempDir(), "bundle")
		if said, err := magbot(t, append([]string{"export", "--data", data, "-o", bundle}, strings.Fields(streams)...)...); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		if said, err := magbot(t, "verify", bundle); (err == nil) != intact {
			t.Errorf("%s: %v: magbot verify says\n%s", streams, err, said)
		}
	}
}
