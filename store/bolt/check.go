package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The layout of a bbolt file, version 2: pages with a header of 16 bytes, two
// of them heads ("meta pages"), the others branches and leaves of trees and a
// list of free pages. Integers are in the order of the machine.
const (
	magic       = 0xED0CDAED
	fileVersion = 2

	headerSize = 16
	metaSize   = 64 // without header
	branchSize = 16 // of an element
	leafSize   = 16 // of an element
	bucketSize = 16 // before an inline page

	branchFlag   = 0x01
	leafFlag     = 0x02
	freelistFlag = 0x10
	bucketFlag   = 0x01 // of a leaf's element

	noFreelist = ^uint64(0)
	deepest    = 64 // levels of all trees together; a sound file has a handful
)

// check looks at every page that can be reached and returns what is wrong, or
// "". bbolt would panic on some damage, run without end on other, and write
// into pages that it wrongly believes to be free: so it gets no damaged file.
func check(file *os.File, olderHead bool) (problem string, err error) {
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if info.Size() == 0 {
		return "it is empty, so it is not the record; remove it if you mean to begin a new record", nil
	}
	c := checker{file: file, size: uint64(info.Size())}
	err = c.run(olderHead)
	if bad, is := errors.AsType[problemError](err); is {
		return string(bad), nil
	}
	return "", err
}

// problemError is damage, as against a file that cannot be read.
type problemError string

func (e problemError) Error() string { return string(e) }

func broken(format string, args ...any) error { return problemError(fmt.Sprintf(format, args...)) }

type checker struct {
	file     *os.File
	size     uint64 // of the file in bytes
	pageSize uint64
	pages    uint64   // in use, the end of the file for bbolt
	seen     pageSet  // pages that belong to something
	rooms    [][]byte // a buffer for each depth
}

// pageSet is a set of pages: a bit for each, because a large record has
// hundreds of thousands of them.
type pageSet []uint64

func (s pageSet) has(id uint64) bool { return s[id/64]&(1<<(id%64)) != 0 }
func (s pageSet) add(id uint64)      { s[id/64] |= 1 << (id % 64) }

func (c *checker) run(olderHead bool) error {
	m, err := c.meta(olderHead)
	if err != nil {
		return err
	}
	if c.pages < 4 || c.pages > c.size/c.pageSize {
		return broken("it ends after %d bytes, and %d pages of %d bytes should be there: it was cut off", c.size, c.pages, c.pageSize)
	}
	c.seen = make(pageSet, c.pages/64+1)
	c.seen.add(0)
	c.seen.add(1)
	if err := c.tree(m.root, nil, nil, 0); err != nil {
		return err
	}
	if m.freelist == noFreelist {
		return nil
	}
	return c.free(m.freelist)
}

type meta struct{ root, freelist, pages, txid uint64 }

// meta reads both heads and returns the one that bbolt will use.
func (c *checker) meta(olderHead bool) (meta, error) {
	first, err0 := c.readMeta(0)
	if err0 != nil {
		c.pageSize = 0
	}
	second, err1 := meta{}, error(nil)
	for size := uint64(1 << 10); size <= 1<<24; size <<= 1 { // without the first, the size of a page is not known
		if c.pageSize != 0 && c.pageSize != size {
			continue
		}
		if second, err1 = c.readMeta(size); err1 == nil {
			break
		}
	}
	switch {
	case err0 != nil && err1 != nil:
		return meta{}, broken("neither of its two head pages can be read (%v), so it is not a record of magbot, or its beginning was overwritten", err0)
	case (err0 != nil || err1 != nil) && !olderHead:
		return meta{}, broken("one of its two head pages is damaged (%v), so the last append may be missing; it can be opened at the state before that if you choose to", errors.Join(err0, err1))
	case err0 != nil, err1 == nil && second.txid > first.txid:
		first = second
	}
	c.pages = first.pages
	return first, nil
}

// readMeta reads the head at offset and keeps the size of a page.
func (c *checker) readMeta(offset uint64) (meta, error) {
	b := make([]byte, headerSize+metaSize)
	if _, err := c.file.ReadAt(b, int64(offset)); err != nil {
		if errors.Is(err, io.EOF) {
			return meta{}, broken("the file is too short")
		}
		return meta{}, err
	}
	b = b[headerSize:]
	u32, u64 := binary.NativeEndian.Uint32, binary.NativeEndian.Uint64
	sum := fnv.New64a()
	sum.Write(b[:metaSize-8])
	switch pageSize := uint64(u32(b[8:])); {
	case u32(b) != magic:
		return meta{}, broken("its mark is missing")
	case u32(b[4:]) != fileVersion:
		return meta{}, broken("it has the file version %d instead of %d", u32(b[4:]), fileVersion)
	case sum.Sum64() != u64(b[metaSize-8:]):
		return meta{}, broken("its checksum is wrong")
	case pageSize < 1<<10 || pageSize > 1<<24 || pageSize&(pageSize-1) != 0:
		return meta{}, broken("pages of %d bytes are not possible", pageSize)
	default:
		c.pageSize = pageSize
	}
	return meta{root: u64(b[16:]), freelist: u64(b[32:]), pages: u64(b[40:]), txid: u64(b[48:])}, nil
}

// page reads the page with this number and all that overflows from it, and
// takes note that they belong to something. It is valid until another page of
// the same depth is read.
func (c *checker) page(id uint64, depth int) ([]byte, error) {
	if id < 2 || id >= c.pages {
		return nil, broken("page %d is named and does not exist", id)
	}
	page := c.room(c.pageSize, depth)
	if _, err := c.file.ReadAt(page, int64(id*c.pageSize)); err != nil {
		return nil, fmt.Errorf("read page %d: %w", id, err)
	}
	if own := binary.NativeEndian.Uint64(page); own != id {
		return nil, broken("page %d says that it is page %d", id, own)
	}
	more := uint64(binary.NativeEndian.Uint32(page[12:]))
	if more >= c.pages-id {
		return nil, broken("page %d goes on beyond the end", id)
	}
	for n := id; n <= id+more; n++ {
		if c.seen.has(n) {
			return nil, broken("page %d is used twice", n)
		}
		c.seen.add(n)
	}
	if more == 0 {
		return page, nil
	}
	page = c.room((more+1)*c.pageSize, depth)
	if _, err := c.file.ReadAt(page, int64(id*c.pageSize)); err != nil {
		return nil, fmt.Errorf("read page %d: %w", id, err)
	}
	return page, nil
}

// room gives the buffer of a depth: a page is looked at while those above it
// still are.
func (c *checker) room(size uint64, depth int) []byte {
	for len(c.rooms) <= depth {
		c.rooms = append(c.rooms, nil)
	}
	if uint64(len(c.rooms[depth])) < size {
		c.rooms[depth] = make([]byte, size)
	}
	return c.rooms[depth][:size]
}

// tree checks the tree from the page id down. Its keys are at least low and
// below high, where they are not nil.
func (c *checker) tree(id uint64, low, high []byte, depth int) error {
	if depth > deepest {
		return broken("page %d lies %d levels deep", id, depth)
	}
	page, err := c.page(id, depth)
	if err != nil {
		return err
	}
	return c.node(page, place{page: id}, low, high, depth)
}

// place says where something stands, should it have to be told.
type place struct {
	page  uint64
	entry uint64 // counted from 1; 0 for the page itself
	in    *place // where the small bucket lies whose entry it is
}

func (p place) String() string {
	switch {
	case p.entry == 0:
		return fmt.Sprintf("page %d", p.page)
	case p.in != nil:
		return fmt.Sprintf("entry %d of %v", p.entry, *p.in)
	}
	return fmt.Sprintf("entry %d of page %d", p.entry, p.page)
}

// node checks a page that was read, or an inline one.
func (c *checker) node(page []byte, name place, low, high []byte, depth int) error {
	flags, count := binary.NativeEndian.Uint16(page[8:]), uint64(binary.NativeEndian.Uint16(page[10:]))
	if flags != branchFlag && flags != leafFlag {
		return broken("%v is neither branch nor leaf", name)
	}
	if headerSize+count*leafSize > uint64(len(page)) {
		return broken("%v has room for fewer than its %d entries", name, count)
	}
	if flags == branchFlag {
		return c.branch(page, name, count, low, high, depth)
	}
	for i := range count {
		at := headerSize + i*leafSize
		u32 := binary.NativeEndian.Uint32
		kind, pos, keySize, valueSize := u32(page[at:]), uint64(u32(page[at+4:])), uint64(u32(page[at+8:])), uint64(u32(page[at+12:]))
		if at+pos+keySize+valueSize > uint64(len(page)) || pos < leafSize {
			return broken("entry %d of %v reaches beyond it", i+1, name)
		}
		key, value := page[at+pos:at+pos+keySize], page[at+pos+keySize:at+pos+keySize+valueSize]
		if !ordered(key, i, low, high) {
			return broken("entry %d of %v is out of order", i+1, name)
		}
		low = key
		switch kind {
		case 0:
		case bucketFlag:
			inside := place{page: name.page, entry: i + 1}
			if name.entry != 0 {
				inside.in = &name
			}
			if err := c.bucket(value, inside, depth+1); err != nil {
				return err
			}
		default:
			return broken("entry %d of %v is of an unknown kind", i+1, name)
		}
	}
	return nil
}

func (c *checker) branch(page []byte, name place, count uint64, low, high []byte, depth int) error {
	if count == 0 {
		return broken("%v is a branch without entries", name)
	}
	keys, children := make([][]byte, count), make([]uint64, count)
	for i := range count {
		at := headerSize + i*branchSize
		pos, keySize := uint64(binary.NativeEndian.Uint32(page[at:])), uint64(binary.NativeEndian.Uint32(page[at+4:]))
		if at+pos+keySize > uint64(len(page)) || pos < branchSize {
			return broken("entry %d of %v reaches beyond it", i+1, name)
		}
		keys[i], children[i] = page[at+pos:at+pos+keySize], binary.NativeEndian.Uint64(page[at+8:])
		if !ordered(keys[i], i, low, high) {
			return broken("entry %d of %v is out of order", i+1, name)
		}
		low = keys[i]
	}
	for i, child := range children {
		end := high
		if i+1 < len(keys) {
			end = keys[i+1]
		}
		if err := c.tree(child, keys[i], end, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// ordered reports whether the entry i of a page has its place there: the first
// at least at low, every other beyond low, which is the one before it.
func ordered(key []byte, i uint64, low, high []byte) bool {
	least := 0
	if i > 0 {
		least = 1
	}
	return bytes.Compare(key, low) >= least && (high == nil || bytes.Compare(key, high) < 0)
}

// bucket checks the tree of a bucket, which is part of the value when small.
func (c *checker) bucket(value []byte, name place, depth int) error {
	if len(value) < bucketSize {
		return broken("%v is too short for a bucket", name)
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return c.tree(root, nil, nil, depth)
	}
	if len(value) < bucketSize+headerSize {
		return broken("%v is too short for a small bucket", name)
	}
	return c.node(value[bucketSize:], name, nil, nil, depth)
}

// free checks the list of free pages: none may belong to anything.
func (c *checker) free(id uint64) error {
	page, err := c.page(id, 0)
	if err != nil {
		return err
	}
	if binary.NativeEndian.Uint16(page[8:]) != freelistFlag {
		return broken("page %d is not the list of free pages", id)
	}
	count, list := uint64(binary.NativeEndian.Uint16(page[10:])), page[headerSize:]
	if count == 0xFFFF { // then the first entry is the count
		count, list = binary.NativeEndian.Uint64(list), list[8:]
	}
	if count > uint64(len(list)/8) {
		return broken("the list of free pages has no room for its %d entries", count)
	}
	for i := range count {
		free := binary.NativeEndian.Uint64(list[i*8:])
		if free < 2 || free >= c.pages {
			return broken("page %d is called free and does not exist", free)
		}
		if c.seen.has(free) {
			return broken("page %d is called free and is in use", free)
		}
		c.seen.add(free)
	}
	return nil
}
