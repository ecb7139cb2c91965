//go:build unix

package bolt_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"magbot/store"
	"magbot/store/bolt"
)

// pages is the content of a file of bbolt, to be damaged page by page.
type pages []byte

var order = binary.NativeEndian

func (p pages) page(id uint64) []byte { return p[id*uint64(os.Getpagesize()):] }

// head is the newer of the two heads, without the header of its page.
func (p pages) head() []byte {
	first, second := p.page(0)[16:], p.page(1)[16:]
	if order.Uint64(second[48:]) > order.Uint64(first[48:]) {
		return second
	}
	return first
}

func (p pages) root() uint64     { return order.Uint64(p.head()[16:]) }
func (p pages) freelist() uint64 { return order.Uint64(p.head()[32:]) }

// entry is the n-th entry of a leaf: its header and its value.
func entry(page []byte, n int) (header, value []byte) {
	header = page[16+16*n:]
	at := order.Uint32(header[4:]) + order.Uint32(header[8:])
	return header, header[at : at+order.Uint32(header[12:])]
}

// The buckets stand in the root in the order of their names.
const (
	inHeads = iota
	inMeta
	inOrder
	inRecords
)

// records is the page at the root of the bucket of records.
func (p pages) records() uint64 {
	_, value := entry(p.page(p.root()), inRecords)
	return order.Uint64(value)
}

// child is where a branch names the n-th page below it.
func (p pages) child(branch uint64, n int) []byte { return p.page(branch)[16+16*n+8:] }

func sound(t *testing.T) (path string, content pages) {
	t.Helper()
	p := newPlace(t)
	s := p.open(t)
	for i := range 40 {
		head := store.Head{Stream: store.Stream(fmt.Sprintf("meeting/%d", i))}
		for range 5 {
			var err error
			if head, err = add(t, s, head, 300); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.shut(t)
	whole, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	if file := pages(whole); order.Uint16(file.page(file.records())[8:]) != 1 {
		t.Fatal("the sample is too small for a branch")
	}
	return p.path, whole
}

func TestDamageOfEachSortIsFoundBeforeTheFileIsUsed(t *testing.T) {
	path, whole := sound(t)
	for name, c := range map[string]struct {
		damage func(pages)
		want   string
	}{
		"page of another number": {func(p pages) { order.PutUint64(p.page(p.records()), 99) }, "says that it is page 99"},
		"page of another sort":   {func(p pages) { order.PutUint16(p.page(p.records())[8:], 4) }, "is neither branch nor leaf"},
		"more entries than room": {func(p pages) { order.PutUint16(p.page(p.records())[10:], 60000) }, "has room for fewer than its 60000 entries"},
		"branch without entries": {func(p pages) { order.PutUint16(p.page(p.records())[10:], 0) }, "is a branch without entries"},
		"page without end":       {func(p pages) { order.PutUint32(p.page(p.root())[12:], 1<<31) }, "goes on beyond the end"},
		"page that is not there": {func(p pages) { order.PutUint64(p.child(p.records(), 1), 1<<40) }, "is named and does not exist"},
		"page named twice": {func(p pages) {
			copy(p.child(p.records(), 1)[:8], p.child(p.records(), 0)[:8])
		}, "is used twice"},
		"branch below itself": {func(p pages) { order.PutUint64(p.child(p.records(), 0), p.records()) }, "is used twice"},
		"two buckets in one": {func(p pages) {
			_, first := entry(p.page(p.root()), inOrder)
			_, second := entry(p.page(p.root()), inRecords)
			copy(second[:8], first[:8])
		}, "is used twice"},
		"keys out of order in a branch": {func(p pages) {
			header := p.page(p.records())[16:]
			header[order.Uint32(header)] = 0xff
		}, "is out of order"},
		"keys out of order in a leaf": {func(p pages) {
			header, _ := entry(p.page(p.root()), inHeads)
			header[order.Uint32(header[4:])] = 'z'
		}, "is out of order"},
		"entry beyond its page": {func(p pages) {
			header, _ := entry(p.page(p.root()), inRecords)
			order.PutUint32(header[12:], 1<<30)
		}, "reaches beyond it"},
		"branch key beyond its page": {func(p pages) { order.PutUint32(p.page(p.records())[16:], 1<<30) }, "reaches beyond it"},
		"entry of another sort": {func(p pages) {
			header, _ := entry(p.page(p.root()), inRecords)
			order.PutUint32(header, 7)
		}, "is of an unknown kind"},
		"bucket made of a value": {func(p pages) {
			_, value := entry(p.page(p.root()), inMeta)
			header, _ := entry(value[16:], 0)
			order.PutUint32(header, 1)
		}, "is too short for a bucket"},
		"free list of another sort": {func(p pages) { order.PutUint16(p.page(p.freelist())[8:], 2) }, "is not the list of free pages"},
		"free list too long":        {func(p pages) { order.PutUint16(p.page(p.freelist())[10:], 0xfffe) }, "has no room for its 65534 entries"},
		"used page called free":     {func(p pages) { order.PutUint64(p.page(p.freelist())[16:], p.records()) }, "is called free and is in use"},
		"no page called free":       {func(p pages) { order.PutUint64(p.page(p.freelist())[16:], 1<<40) }, "is called free and does not exist"},
	} {
		content := append(pages{}, whole...)
		c.damage(content)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := bolt.Open(path)
		broken, is := errors.AsType[*store.CorruptError](err)
		if !is || !strings.Contains(broken.Problem, c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for head, err := range store.Verify(t.Context(), s) {
		if err != nil {
			t.Errorf("%v: %v", head, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
