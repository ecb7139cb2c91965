package engine_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"magbot/bot/engine"
)

// entry is one stream as a cache holds it.
func entry(name string, causes int) []byte {
	b := append(binary.AppendUvarint(nil, uint64(len(name))), name...)
	for range 2 { // its head, and that of its receipts
		b = append(binary.AppendUvarint(b, 300), bytes.Repeat([]byte{7}, 32)...)
	}
	b = binary.AppendUvarint(b, uint64(causes))
	return append(b, bytes.Repeat([]byte{9}, 16*causes)...)
}

// FuzzCache reads anything as a cache. What can be read is written, and read
// again, as the same.
func FuzzCache(f *testing.F) {
	second := binary.AppendVarint(nil, 1_800_000_000)
	f.Add([]byte{})
	f.Add(second)
	f.Add(append(second, entry("meeting/1", 2)...))
	f.Add(append(append(second, entry("meeting/1", 0)...), entry("meeting/2", 1)...))
	f.Add(append(second, entry("meeting/1", 2)[:60]...))
	f.Fuzz(func(t *testing.T, content []byte) {
		once, err := engine.Rewrite(content)
		if err != nil {
			return
		}
		if twice, err := engine.Rewrite(once); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%x became %x, %v", once, twice, err)
		}
	})
}

func TestACacheIsWrittenAsItWasRead(t *testing.T) {
	content := append(binary.AppendVarint(nil, 1_800_000_000), append(entry("meeting/1", 2), entry("meeting/2", 0)...)...)
	if got, err := engine.Rewrite(content); err != nil || !bytes.Equal(got, content) {
		t.Errorf("got %x, %v", got, err)
	}
	for cut := range content {
		if got, err := engine.Rewrite(content[:cut]); err == nil && cut != 5 && cut != 5+len(entry("meeting/1", 2)) {
			t.Errorf("cut after %d bytes it is read as %x", cut, got)
		}
	}
}
