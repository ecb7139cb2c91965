//go:build unix

package bolt_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"magbot/store"
	"magbot/store/bolt"
)

// appends makes a record of many appends, large and small, and keeps a copy of
// the file before the first and after each.
func appends(t *testing.T, n int) (images [][]byte, heads []map[store.Stream]store.Head) {
	t.Helper()
	p := newPlace(t)
	s := p.open(t)
	now := map[store.Stream]store.Head{}
	keep := func() {
		image, err := os.ReadFile(p.path)
		if err != nil {
			t.Fatal(err)
		}
		images, heads = append(images, image), append(heads, maps.Clone(now))
	}
	keep()
	for i := range n {
		stream := store.Stream(fmt.Sprintf("meeting/%d", i%3))
		head := now[stream]
		body := fmt.Sprintf("what was said %d %s", i, strings.Repeat("and said ", 1+i*i%1500))
		r := store.Chain(stream, head.Version, head.Hash, []byte(body))[0]
		if err := s.Append(t.Context(), stream, head.Version, r); err != nil {
			t.Fatal(err)
		}
		now[stream] = store.Head{Stream: stream, Version: r.Version, Hash: r.Hash}
		keep()
	}
	return images, heads
}

// A machine that loses power in an append leaves some pages of it on the disk and
// not others. Whichever they are: the file shows what was there before the append
// or after it, or says that it is damaged; and when the head page, which is
// written last, was not reached, it shows what was there before.
func TestTornAppendIsTheStateBeforeOrAfterOrTold(t *testing.T) {
	images, heads := appends(t, 60)
	random := rand.New(rand.NewPCG(11, 2026))
	page := os.Getpagesize()
	count := map[string]int{}
	for i := 1; i < len(images); i++ {
		before, after := images[i-1], images[i]
		changed := differing(before, after, page)
		for range 12 {
			torn := append(bytes.Clone(before), make([]byte, max(0, len(after)-len(before)))...)
			headWritten := false
			for _, n := range changed {
				if random.IntN(3) == 0 {
					continue
				}
				headWritten = headWritten || n < 2
				copy(torn[n*page:], after[n*page:(n+1)*page])
			}
			got := shows(t, torn, heads[:i+1])
			count[got.what]++
			switch {
			case !headWritten && (got.what != "sound" || got.upTo != i-1):
				t.Fatalf("append %d without its head page: %s, as after append %d: %v", i, got.what, got.upTo, got.err)
			case got.what == "something else":
				t.Fatalf("append %d torn: %v", i, got.err)
			case got.what == "sound" && got.upTo < i-1:
				t.Fatalf("append %d torn: it shows append %d and says nothing", i, got.upTo)
			case got.what == "told" && strings.Contains(got.err.Error(), "an older state came back"):
				count["told as older"]++
			}
		}
	}
	t.Log(count)
	if count["sound"] == 0 || count["told"] == 0 || count["told as older"] == 0 {
		t.Errorf("this proves nothing: %v", count)
	}
}

// Pages that are overwritten, emptied, swapped or brought back from long ago.
func TestWrongPagesAreToldOrHarmless(t *testing.T) {
	images, heads := appends(t, 60)
	random := rand.New(rand.NewPCG(12, 2026))
	page, last := os.Getpagesize(), images[len(images)-1]
	count := map[string]int{}
	for n := range 400 {
		wrong := bytes.Clone(last)
		at := random.IntN(len(wrong)/page) * page
		switch n % 4 {
		case 0:
			clear(wrong[at : at+page])
		case 1:
			for i := at; i < at+page; i++ {
				wrong[i] = byte(random.Uint32())
			}
		case 2:
			from := random.IntN(len(wrong)/page) * page
			copy(wrong[at:at+page], last[from:from+page])
		case 3:
			old := images[random.IntN(len(images))]
			if at+page <= len(old) {
				copy(wrong[at:at+page], old[at:at+page])
			}
		}
		got := shows(t, wrong, heads)
		count[got.what]++
		if got.what == "something else" {
			t.Fatalf("page %d wrong in way %d: %v", at/page, n%4, got.err)
		}
		if got.what == "sound" && got.upTo != len(heads)-1 {
			t.Errorf("page %d wrong in way %d: the file shows append %d of %d and says nothing", at/page, n%4, got.upTo, len(heads)-1)
		}
	}
	t.Log(count)
	if count["sound"] == 0 || count["told"] == 0 {
		t.Errorf("this proves nothing: %v", count)
	}
}

// A page of long ago in the place where it was then can bring a whole older state
// back, beneath a head page that is newer: whichever page it is, and however old,
// no file shows less than all without saying so.
func TestNoOldPageShowsAnOlderState(t *testing.T) {
	images, heads := appends(t, 24)
	page, last := os.Getpagesize(), images[len(images)-1]
	told := 0
	for at := 2 * page; at+page <= len(last); at += page {
		for _, old := range images[:len(images)-1] {
			if at+page > len(old) || bytes.Equal(last[at:at+page], old[at:at+page]) {
				continue
			}
			wrong := bytes.Clone(last)
			copy(wrong[at:], old[at:at+page])
			switch got := shows(t, wrong, heads); {
			case got.what == "told":
				told++
			case got.what != "sound" || got.upTo != len(heads)-1:
				t.Fatalf("page %d: %s, as after append %d of %d", at/page, got.what, got.upTo, len(heads)-1)
			}
		}
	}
	if told == 0 {
		t.Error("no page was told, so this proves nothing")
	}
}

// differing lists the pages of after that are not as in before.
func differing(before, after []byte, page int) (pages []int) {
	for n := range len(after) / page {
		at := n * page
		if at+page > len(before) || !bytes.Equal(before[at:at+page], after[at:at+page]) {
			pages = append(pages, n)
		}
	}
	return pages
}

// shown is what a file shows: "sound" as after one of the appends, "told" when
// opening or verifying it gives an error, or "something else".
type shown struct {
	what string
	upTo int
	err  error
}

func shows(t *testing.T, image []byte, heads []map[store.Stream]store.Head) shown {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.db")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(path)
	if err != nil {
		return shown{what: "told", err: err}
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	found := map[store.Stream]store.Head{}
	for head, wrong := range store.Verify(t.Context(), s) {
		if wrong != nil {
			return shown{what: "told", err: wrong}
		}
		found[head.Stream] = head
	}
	for i, then := range slices.Backward(heads) {
		if maps.Equal(then, found) {
			return shown{what: "sound", upTo: i}
		}
	}
	return shown{what: "something else", err: fmt.Errorf("it shows %v", found)}
}
