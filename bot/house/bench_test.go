package house_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/memory"
	"magbot/store/seal"
)

var benchFacts = flag.Int("bench.facts", 1_000_000, "facts in the record that BenchmarkStart starts from")

// BenchmarkStart measures a start from a record of a million facts: the file is
// opened, which looks at every page of it, and the engine folds every stream. The
// record is that of one meeting, from its agenda to its report, as often as is
// needed. "B/fact" is what a fact takes on the disk, all receipts and indexes
// counted, "MB" what the started engine keeps in memory.
func BenchmarkStart(b *testing.B) {
	path, keys := filepath.Join(b.TempDir(), "record.db"), seal.NewMemory(rand.Reader)
	facts, records := manyFacts(b, path, keys, *benchFacts)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	var opened, started time.Duration
	var memory uint64
	for b.Loop() {
		before := heap()
		from := time.Now()
		s, err := bolt.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		opened += time.Since(from)
		e := benchEngine(b, s, keys)
		started += time.Since(from)
		memory = heap() - before
		e.Stop()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	n := float64(b.N)
	b.ReportMetric(float64(facts), "facts")
	b.ReportMetric(float64(records), "records")
	b.ReportMetric(opened.Seconds()/n, "s-open")
	b.ReportMetric(started.Seconds()/n, "s-ready")
	b.ReportMetric(float64(memory)/(1<<20), "MB")
	b.ReportMetric(float64(info.Size())/float64(facts), "B/fact")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

func benchEngine(b *testing.B, s store.Store, keys *seal.Keyring) *engine.Engine {
	b.Helper()
	h, err := oneHouse()
	if err != nil {
		b.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: s, Keys: keys, House: h, Now: func() time.Time { return inTerm }})
	if err != nil {
		b.Fatal(err)
	}
	e.Attach(sink{})
	if err := e.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	return e
}

// sink is a platform that takes everything.
type sink struct{}

func (sink) Platform() string { return "room" }

func (sink) Deliver(context.Context, bot.Delivery) (bot.Posted, error) {
	return bot.Posted{Message: "m"}, nil
}

// manyFacts writes a record of at least so many facts to a file.
func manyFacts(b *testing.B, path string, keys *seal.Keyring, most int) (facts, records int) {
	b.Helper()
	held := heldMeeting(b, keys)
	s, err := bolt.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	streams := map[store.Stream][][]byte{}
	for head, err := range held.Streams(b.Context(), "") {
		if err != nil {
			b.Fatal(err)
		}
		for r, err := range held.Read(b.Context(), head.Stream, 0) {
			if err != nil {
				b.Fatal(err)
			}
			streams[head.Stream] = append(streams[head.Stream], r.Body)
		}
	}
	write := func(name store.Stream, bodies [][]byte) {
		if err := s.Append(b.Context(), name, 0, store.Chain(name, 0, store.Hash{}, bodies...)...); err != nil {
			b.Fatal(err)
		}
		if engine.Decided(name) {
			records += len(bodies)
			facts += bytes.Count(bytes.Join(bodies, nil), []byte(`"kind":"`))
		}
	}
	for name, bodies := range streams {
		write(name, bodies)
	}
	for n := 2; facts < most; n++ {
		name := store.Stream(fmt.Sprint("meeting/", n))
		write(name, again(b, keys, streams["meeting/1"], n))
		write("receipts/"+name, streams["receipts/meeting/1"])
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return facts, records
}

var (
	sealedWords = regexp.MustCompile(`(\{|"(by|audience)":"([^"]*)",)"sealed":"([^"]+)"`)
	causeOf     = regexp.MustCompile(`^\{"cause":"([^"]*)"`)
)

// again writes the first meeting's records as those of another one: with causes
// of their own, and sealed to their own place.
func again(b *testing.B, keys *seal.Keyring, bodies [][]byte, n int) (copies [][]byte) {
	b.Helper()
	for i, body := range bodies {
		from, to := fmt.Appendf(nil, "meeting/1@%d", i+1), fmt.Appendf(nil, "meeting/%d@%d", n, i+1)
		body = causeOf.ReplaceAll(body, fmt.Appendf(nil, `{"cause":"$1 of %d"`, n))
		copies = append(copies, sealedWords.ReplaceAllFunc(body, func(found []byte) []byte {
			part := sealedWords.FindSubmatch(found)
			id := engine.PersonKey(bot.PersonID(part[3])) // the community's own without "by"
			if string(part[2]) == "audience" {
				id = seal.KeyID("audience/" + string(part[3]))
			}
			raw, err := base64.StdEncoding.DecodeString(string(part[4]))
			if err != nil {
				b.Fatal(err)
			}
			plain, err := keys.Open(id, raw, from)
			if err != nil {
				b.Fatal(err)
			}
			sealed, err := keys.Seal(id, plain, to)
			if err != nil {
				b.Fatal(err)
			}
			return fmt.Appendf(nil, `%s"sealed":"%s"`, part[1], base64.StdEncoding.EncodeToString(sealed))
		}))
	}
	return copies
}

// heldMeeting holds one meeting of the example community.
func heldMeeting(b *testing.B, keys *seal.Keyring) *memory.Store {
	b.Helper()
	s := memory.New()
	e := benchEngine(b, s, keys)
	defer e.Stop()
	n, people := 0, map[string]bot.PersonID{}
	do := func(by bot.Actor, intent bot.Intent) bot.Answer {
		n++
		a, err := e.Handle(b.Context(), bot.Input{Cause: bot.Cause(fmt.Sprint("input:", n)), Actor: by, Place: hall, Intent: intent})
		if err = errors.Join(err, e.Settle(b.Context())); err != nil {
			b.Fatal(err)
		}
		return a
	}
	operator := bot.Actor{Self: bot.ByCommand}
	do(operator, bot.Do("community found", "name", "Example", "example", "yes"))
	do(operator, bot.Do("channel link"))
	preview := do(operator, bot.Do("roster import", "file", roster.Example()))
	do(operator, bot.Do("roster import", "file", roster.Example(), "confirm", preview.Form.Call.Args["confirm"]))
	e.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			people[p.Aliases[0].Text] = p.ID
		}
	})
	told := `chair /mag meeting schedule "Meeting XIV" 2027-03-01 13:00` + story
	for line := range strings.Lines(strings.TrimSpace(told)) {
		alias, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		by := bot.Actor{Account: bot.Account{Platform: "room", User: string(people[alias])}}
		if a := do(by, bot.Typed{Text: text}); a.Refused || a.Ignored {
			b.Fatalf("%s: %s", line, written(a.Message))
		}
	}
	return s
}
