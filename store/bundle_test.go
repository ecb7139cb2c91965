package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/store"
	"magbot/store/memory"
)

// fill returns a store with two streams, and their heads.
func fill(t *testing.T) (*memory.Store, []store.Head) {
	t.Helper()
	s := memory.New()
	var heads []store.Head
	for _, stream := range []store.Stream{"meeting/7", "work"} {
		records := store.Chain(stream, 0, store.Hash{}, []byte("opened"), []byte{}, []byte("said <b>&\u202e"), nil)
		if err := s.Append(t.Context(), stream, 0, records...); err != nil {
			t.Fatal(err)
		}
		heads = append(heads, store.Head{Stream: stream, Version: 4, Hash: records[3].Hash})
	}
	return s, heads
}

func bundle(t *testing.T) (text string, heads []store.Head) {
	t.Helper()
	s, heads := fill(t)
	var b bytes.Buffer
	if err := store.WriteBundle(t.Context(), &b, s, "meeting/7", "work"); err != nil {
		t.Fatal(err)
	}
	return b.String(), heads
}

func TestSoundBundleIsReported(t *testing.T) {
	text, heads := bundle(t)
	got, err := store.CheckBundle(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(store.Report{Heads: heads, Records: 8}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadingABundleShowsEachRecordInOrder(t *testing.T) {
	text, _ := bundle(t)
	var seen []string
	see := func(s store.Stream, r store.Record) error {
		seen = append(seen, fmt.Sprintf("%s %d %q", s, r.Version, r.Body))
		return nil
	}
	if _, err := store.ReadBundle(strings.NewReader(text), see); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`meeting/7 1 "opened"`, `meeting/7 2 ""`, `meeting/7 3 "said <b>&\u202e"`, `meeting/7 4 ""`,
		`work 1 "opened"`, `work 2 ""`, `work 3 "said <b>&\u202e"`, `work 4 ""`,
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	stop := errors.New("that is not what was noted")
	_, err := store.ReadBundle(strings.NewReader(text), func(_ store.Stream, r store.Record) error {
		if r.Version == 3 {
			return stop
		}
		return nil
	})
	if bad, is := errors.AsType[*store.BundleError](err); !is || bad.Line != 4 || !errors.Is(err, stop) {
		t.Errorf("got %v, want line 4 named", err)
	}
}

func TestBundleSurvivesMail(t *testing.T) {
	text, _ := bundle(t)
	if got, err := store.CheckBundle(strings.NewReader(strings.ReplaceAll(text, "\n", "\r\n"))); err != nil || got.Records != 8 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestBundleOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := store.WriteBundle(t.Context(), &b, memory.New()); err != nil {
		t.Fatal(err)
	}
	if got, err := store.CheckBundle(&b); err != nil || got.Records != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestDamagedBundleNamesTheFirstBadRecord(t *testing.T) {
	text, heads := bundle(t)
	lines := strings.SplitAfter(text, "\n")
	replace := func(n int, old, with string) string {
		changed := append([]string{}, lines...)
		changed[n-1] = strings.Replace(changed[n-1], old, with, 1)
		if changed[n-1] == lines[n-1] {
			t.Fatalf("line %d has no %s: %s", n, old, lines[n-1])
		}
		return strings.Join(changed, "")
	}
	without := func(n int) string { return strings.Join(append(append([]string{}, lines[:n-1]...), lines[n:]...), "") }
	twice := func(n int) string { return strings.Join(append(append([]string{}, lines[:n]...), lines[n-1:]...), "") }
	for name, c := range map[string]struct{ text, want string }{
		"content changed":     {replace(4, `"body":"`, `"body":"QUFB`), "line 4 of the bundle: stream meeting/7 record 3: its content does not match its hash"},
		"stream renamed":      {replace(6, `work`, `word`), "stream word record 1: its content does not match its hash"},
		"record missing":      {without(4), "line 4 of the bundle: stream meeting/7 record 3: it is missing; record 4 follows instead"},
		"first missing":       {without(2), "stream meeting/7 record 1: it is missing"},
		"record twice":        {twice(3), "line 4 of the bundle: stream meeting/7 record 3: record 2 stands in its place"},
		"last record missing": {without(9), "line 9 of the bundle: stream work record 4: it is missing: the stream ends at record 3"},
		"cut off":             {without(10), "line 10 of the bundle: the line with the heads is missing"},
		"empty":               {"", "line 1 of the bundle: the line with the heads is missing"},
		"not a bundle":        {"hello\n", "line 1 of the bundle: this is not a bundle"},
		"newer format":        {replace(1, `"format":1`, `"format":2`), "format 2 and this release reads 1"},
		"after the end":       {text + lines[1], "line 11 of the bundle: it comes after"},
		"streams mixed":       {strings.Join(append(append([]string{}, lines[:6]...), lines[1:]...), ""), "stream meeting/7 goes on here"},
		"another field":       {replace(3, `{`, `{"note":"x",`), "line 3 of the bundle: it is not written as a bundle is"},
		"another spelling":    {replace(3, `"version"`, `"Version"`), "it is not written as a bundle is"},
		"name doubled":        {replace(3, `{`, `{"version":9,`), "it is not written as a bundle is"},
		"null body":           {replace(3, `"body":""`, `"body":null`), "it is not written as a bundle is"},
		"null heads":          {lines[0] + `{"heads":null}`, "it is not written as a bundle is"},
		"blank":               {replace(3, `,`, `, `), "it is not written as a bundle is"},
		"bad name":            {replace(6, `work`, `w/../k`), `"w/../k" is not the name of a stream`},
		"no JSON":             {replace(3, `{`, `[`), "line 3 of the bundle: it cannot be read"},
		"head changed":        {replace(10, `"version":4`, `"version":3`), "it names record 3"},
		"head of another":     {replace(10, `work`, `word`), `it names stream "word"`},
		"head missing":        {replace(10, `,{"stream":"work","version":4,"hash":"`+heads[1].Hash.String()+`"}`, ""), "it names 1 streams, and the bundle holds 2"},
	} {
		got, err := store.CheckBundle(strings.NewReader(c.text))
		bad, is := errors.AsType[*store.BundleError](err)
		if !is || !strings.Contains(bad.Error(), c.want) || got.Records != 0 {
			t.Errorf("%s: got %v and %v, want %q", name, got, err, c.want)
		}
	}
}

func TestAnyChangeOfABundleIsFound(t *testing.T) {
	text, _ := bundle(t)
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(text)-2).Draw(rt, "at") // the last line feed says nothing
		changed := []byte(text)
		changed[at] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		if got, err := store.CheckBundle(bytes.NewReader(changed)); err == nil {
			rt.Fatalf("byte %d changed: %v", at, got)
		}
	})
}

func TestLongLineIsNamed(t *testing.T) {
	text, _ := bundle(t)
	_, err := store.CheckBundle(strings.NewReader(text + strings.Repeat("x", 23<<20)))
	if bad, is := errors.AsType[*store.BundleError](err); !is || bad.Line != 11 {
		t.Errorf("got %v, want line 11 named", err)
	}
}

func TestBundleThatCannotBeReadOrWritten(t *testing.T) {
	s, _ := fill(t)
	if _, err := store.CheckBundle(iotest.ErrReader(iotest.ErrTimeout)); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b bytes.Buffer
	for name, err := range map[string]error{
		"no room":        store.WriteBundle(t.Context(), noRoom{}, s, "work"),
		"named twice":    store.WriteBundle(t.Context(), &b, s, "work", "work"),
		"no such stream": store.WriteBundle(t.Context(), &b, s, "work", "world"),
		"no name":        store.WriteBundle(t.Context(), &b, s, ""),
		"cancelled":      store.WriteBundle(ctx, &b, s, "work"),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "write bundle: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type noRoom struct{}

func (noRoom) Write([]byte) (int, error) { return 0, store.ErrFull }

func FuzzCheckBundle(f *testing.F) {
	records := store.Chain("a", 0, store.Hash{}, []byte("x"))
	s := memory.New()
	var b bytes.Buffer
	if err := errors.Join(s.Append(f.Context(), "a", 0, records...), store.WriteBundle(f.Context(), &b, s, "a")); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("{\"bundle\":\"magbot\",\"format\":1}\n{\"heads\":[]}\n"))
	f.Add([]byte("{\"bundle\":\"magbot\",\"format\":1}\n{\"stream\":\"a\"}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		report, err := store.CheckBundle(bytes.NewReader(text))
		if err != nil {
			return
		}
		// What passes is what a store would have written.
		if n := bytes.Count(bytes.TrimRight(text, "\n"), []byte("\n")) + 1; n != report.Records+2 {
			t.Errorf("%d lines hold %d records", n, report.Records)
		}
	})
}
