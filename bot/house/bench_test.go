package house_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/cache"
	"magbot/store/memory"
	"magbot/store/seal"
)

var benchFacts = flag.Int("bench.facts", 1_000_000, "facts in the record that BenchmarkStart starts from")

// BenchmarkStart measures a start from a record of a million facts: the file is
// opened, which looks at every page of it, and the engine is started, a year and
// a half after the meetings. The record is that of one meeting, from its agenda
// to its close, as often as is needed. "s-first" is the first start, which folds
// every stream and saves which of them rest; "s-ready" is the median of those
// after it, "s-open" the part of it that opens the file. "s-file" is how long the
// machine takes to read that file. "B/fact" is what a fact takes on the disk, all
// receipts and indexes counted, "B-body/fact" the decisions alone, "MB" what the
// started engine keeps in memory.
func BenchmarkStart(b *testing.B) {
	path, keys := filepath.Join(b.TempDir(), "record.db"), seal.NewMemory(rand.Reader)
	written := manyFacts(b, path, keys, *benchFacts)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	kept := cache.File(filepath.Join(b.TempDir(), "start.cache"))
	first := startOnce(b, path, keys, kept)
	var all []started
	var read []float64
	for b.Loop() {
		read = append(read, readFile(b, path))
		all = append(all, startOnce(b, path, keys, kept))
	}
	slices.SortFunc(all, func(a, b started) int { return cmp.Compare(a.ready, b.ready) })
	slices.Sort(read)
	usual := all[len(all)/2]
	b.ReportMetric(float64(written.facts), "facts")
	b.ReportMetric(float64(written.records), "records")
	b.ReportMetric(first.ready, "s-first")
	b.ReportMetric(usual.open, "s-open")
	b.ReportMetric(usual.ready, "s-ready")
	b.ReportMetric(read[len(read)/2], "s-file")
	b.ReportMetric(first.memory/(1<<20), "MB-first")
	b.ReportMetric(usual.memory/(1<<20), "MB")
	b.ReportMetric(float64(info.Size())/float64(written.facts), "B/fact")
	b.ReportMetric(float64(written.bytes)/float64(written.facts), "B-body/fact")
}

// started is how one start went: seconds, and bytes that the engine holds.
type started struct{ open, ready, memory float64 }

func startOnce(b *testing.B, path string, keys *seal.Keyring, kept engine.Cache) (took started) {
	b.Helper()
	before := heap()
	from := time.Now()
	s, err := bolt.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	took.open = time.Since(from).Seconds()
	e := benchEngine(b, s, keys, kept, inTerm.AddDate(1, 6, 0))
	took.ready = time.Since(from).Seconds()
	took.memory = heap() - before
	e.Stop()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// readFile reads the file once and gives the seconds it took.
func readFile(b *testing.B, path string) float64 {
	b.Helper()
	from := time.Now()
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{file}, make([]byte, 1<<20))
	if err = errors.Join(err, file.Close()); err != nil {
		b.Fatal(err)
	}
	return time.Since(from).Seconds()
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse)
}

func benchEngine(b *testing.B, s store.Store, keys *seal.Keyring, kept engine.Cache, now time.Time) *engine.Engine {
	b.Helper()
	h, err := oneHouse()
	if err != nil {
		b.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: s, Keys: keys, House: h, Now: func() time.Time { return now }, Cache: kept})
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

// amount is how much decisions a record holds.
type amount struct{ facts, records, bytes int }

// manyFacts writes a record of at least so many facts to a file.
func manyFacts(b *testing.B, path string, keys *seal.Keyring, most int) (written amount) {
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
			all := bytes.Join(bodies, nil)
			written.records += len(bodies)
			written.facts += bytes.Count(all, []byte(`"kind":"`))
			written.bytes += len(all)
		}
	}
	for name, bodies := range streams {
		write(name, bodies)
	}
	for n := 2; written.facts < most; n++ {
		name := store.Stream(fmt.Sprint("meeting/", n))
		write(name, again(b, keys, streams["meeting/1"], n))
		write("receipts/"+name, streams["receipts/meeting/1"])
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return written
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
	e := benchEngine(b, s, keys, nil, inTerm)
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
