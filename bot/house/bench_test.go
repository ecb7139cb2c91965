//go:build unix

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
	"sync"
	"syscall"
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
// after it, "s-open" the part of it that opens the file, "s-cpu" the processor
// time that it takes, however busy the machine is with other things. "s-file" is
// how long the machine takes to read that file. "B/fact" is what a fact takes on
// the disk, all receipts and indexes counted, "B-body/fact" the decisions alone,
// "MB" what the started engine keeps in memory.
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
	b.ReportMetric(usual.cpu, "s-cpu")
	b.ReportMetric(read[len(read)/2], "s-file")
	b.ReportMetric(first.memory/(1<<20), "MB-first")
	b.ReportMetric(usual.memory/(1<<20), "MB")
	b.ReportMetric(float64(info.Size())/float64(written.facts), "B/fact")
	b.ReportMetric(float64(written.bytes)/float64(written.facts), "B-body/fact")
}

// started is how one start went: seconds, and bytes that the engine holds.
type started struct{ open, ready, cpu, memory float64 }

// used is the processor time of this process so far, in seconds.
func used(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func startOnce(b *testing.B, path string, keys *seal.Keyring, kept engine.Cache) (took started) {
	b.Helper()
	before := heap()
	cpu, from := used(b), time.Now()
	s, err := bolt.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	took.open = time.Since(from).Seconds()
	e := benchEngine(b, s, keys, kept, inTerm.AddDate(1, 6, 0))
	took.ready, took.cpu = time.Since(from).Seconds(), used(b)-cpu
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
	for name, bodies := range streams {
		if err := writeStream(b, s, name, bodies); err != nil {
			b.Fatal(err)
		}
		if engine.Decided(name) {
			written.add(bodies)
		}
	}
	meeting, receipts := newMould(b, keys, streams["meeting/1"]), streams["receipts/meeting/1"]
	for n := 2; written.facts < most; n += side {
		var wait sync.WaitGroup
		var failed [side]error
		for i := range side {
			wait.Go(func() {
				name := store.Stream(fmt.Sprint("meeting/", n+i))
				bodies, err := meeting.cast(keys, n+i)
				failed[i] = errors.Join(err, writeStream(b, s, name, bodies), writeStream(b, s, "receipts/"+name, receipts))
			})
			written.add(streams["meeting/1"])
		}
		wait.Wait()
		if err := errors.Join(failed[:]...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return written
}

// side is how many streams are written side by side, so that one sync carries
// them all.
const side = 16

func writeStream(b *testing.B, s store.Store, name store.Stream, bodies [][]byte) error {
	return s.Append(b.Context(), name, 0, store.Chain(name, 0, store.Hash{}, bodies...)...)
}

func (a *amount) add(bodies [][]byte) {
	all := bytes.Join(bodies, nil)
	a.records += len(bodies)
	a.facts += bytes.Count(all, []byte(`"kind":"`))
	a.bytes += len(all)
}

var (
	sealedWords = regexp.MustCompile(`(?:\{|"(by|audience)":"([^"]*)",)"sealed":"([^"]+)"`)
	causeOf     = regexp.MustCompile(`^\{"cause":"([^"]*)`)
)

// mould makes other meetings of the records of the first: with causes of their
// own, and sealed to their own place.
type mould [][]part

// part is a part of a record: text, and then words that are sealed, if key is
// not empty.
type part struct {
	text, plain []byte
	key         seal.KeyID
}

func newMould(b *testing.B, keys *seal.Keyring, bodies [][]byte) (m mould) {
	b.Helper()
	for i, body := range bodies {
		done := causeOf.FindIndex(body)[1]
		parts := []part{{text: body[:done]}}
		for _, at := range sealedWords.FindAllSubmatchIndex(body, -1) {
			var who, kind []byte
			if at[2] >= 0 {
				kind, who = body[at[2]:at[3]], body[at[4]:at[5]]
			}
			id := engine.PersonKey(bot.PersonID(who)) // the community's own without "by"
			if string(kind) == "audience" {
				id = seal.KeyID("audience/" + string(who))
			}
			raw, err := base64.StdEncoding.DecodeString(string(body[at[6]:at[7]]))
			if err != nil {
				b.Fatal(err)
			}
			plain, err := keys.Open(id, raw, place(1, i))
			if err != nil {
				b.Fatal(err)
			}
			parts = append(parts, part{body[done:at[6]], plain, id})
			done = at[7]
		}
		m = append(m, append(parts, part{text: body[done:]}))
	}
	return m
}

// place is what the words of a record are sealed to.
func place(meeting, index int) []byte { return fmt.Appendf(nil, "meeting/%d@%d", meeting, index+1) }

// cast gives the records of the meeting n.
func (m mould) cast(keys *seal.Keyring, n int) (bodies [][]byte, err error) {
	for i, parts := range m {
		body := fmt.Appendf(bytes.Clone(parts[0].text), " of %d", n)
		for _, p := range parts[1:] {
			body = append(body, p.text...)
			if p.key == "" {
				continue
			}
			sealed, err := keys.Seal(p.key, p.plain, place(n, i))
			if err != nil {
				return nil, err
			}
			body = base64.StdEncoding.AppendEncode(body, sealed)
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
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
	e.Stop()
	passTime(b, s, keys)
	return s
}

// passTime lets two months bring what they bring to the meeting, so that it rests as
// one of long ago does.
func passTime(b *testing.B, s store.Store, keys *seal.Keyring) {
	b.Helper()
	h, err := oneHouse()
	if err != nil {
		b.Fatal(err)
	}
	later := inTerm.AddDate(0, 2, 0)
	e := benchEngine(b, s, keys, nil, later)
	defer e.Stop()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	for waits := true; waits; runtime.Gosched() {
		if err := e.Settle(ctx); err != nil {
			b.Fatal(err)
		}
		e.Read("meeting/1", bot.Actor{}, hall, func(v bot.View) {
			waits = slices.ContainsFunc(h.Due(v), func(d bot.Due) bool { return !d.At.After(later) })
		})
	}
}
