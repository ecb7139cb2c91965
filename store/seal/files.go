package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"magbot/store/internal/disk"
)

// The key file is the mark, 16 hexadecimal digits that tell which master sealed
// it, a line feed, a nonce, and the sealed JSON of content.
const (
	mark      = "magbot keys 1 "
	checkSize = 16
	headSize  = len(mark) + checkSize + 1
)

// files are the key file and the list of erasures beside it.
type files struct {
	keys, erased string // paths
	head         []byte // of the key file
	aead         cipher.AEAD
	sign         []byte // key that signs the list of erasures
	draw         func([]byte) error
}

// content is what the key file holds. The erasures stand here too, so that
// losing either file loses none of them.
type content struct {
	Keys   map[KeyID][]byte `json:"keys"`
	Erased []Erasure        `json:"erased"`
}

// line is one line of the list of erasures.
type line struct {
	Key KeyID     `json:"key"`
	At  time.Time `json:"at"`
	Mac string    `json:"mac"` // so that nobody can have a key erased by adding a line
}

func newFiles(path string, master Master, draw func([]byte) error) (*files, error) {
	f, err := namedFiles(path, master, draw)
	if err != nil {
		return nil, err
	}
	// A crash may have left these; an erased key could still be in them.
	return f, errors.Join(disk.Remove(disk.Spare(f.keys)), disk.Remove(disk.Spare(f.erased)))
}

func namedFiles(path string, master Master, draw func([]byte) error) (*files, error) {
	sealing, err1 := master.part("key file")
	sign, err2 := master.part("list of erasures")
	check, err3 := master.part("check")
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("derive from the master key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(sealing)
	if err != nil {
		return nil, fmt.Errorf("prepare the key file: %w", err)
	}
	f := &files{keys: path, erased: path + ".erased", aead: aead, sign: sign, draw: draw}
	f.head = []byte(mark + hex.EncodeToString(check)[:checkSize] + "\n")
	return f, nil
}

// readKeys reads the key file; found is false when there is none.
func (f *files) readKeys() (c content, found bool, err error) {
	sealed, err := os.ReadFile(f.keys)
	if errors.Is(err, os.ErrNotExist) {
		return content{}, false, nil
	}
	if err != nil {
		return content{}, false, fmt.Errorf("read the key file: %w", err)
	}
	if len(sealed) < headSize || string(sealed[:len(mark)]) != mark {
		return content{}, true, f.damaged(f.keys, "it does not begin as a key file does")
	}
	if !bytes.Equal(sealed[:headSize], f.head) {
		return content{}, true, fmt.Errorf("%s: %w", f.keys, ErrWrongMaster)
	}
	plain, err := open(f.aead, sealed[headSize:], f.head)
	if err != nil {
		return content{}, true, f.damaged(f.keys, "it is not what was written")
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return content{}, true, f.damaged(f.keys, "its content cannot be read")
	}
	for id, key := range c.Keys {
		if len(key) != keySize {
			return content{}, true, f.damaged(f.keys, fmt.Sprintf("the key %q has %d bytes", string(id), len(key)))
		}
	}
	return c, true, nil
}

func (f *files) writeKeys(keys map[KeyID]key, erased []Erasure) error {
	c := content{Keys: make(map[KeyID][]byte, len(keys)), Erased: erased}
	for id, key := range keys {
		c.Keys[id] = key[:]
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	sealed, err := sealInto(slices.Clone(f.head), f.aead, f.draw, plain, f.head)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return disk.Replace(f.keys, sealed)
}

// readErased reads the list of erasures; an absent one is empty.
func (f *files) readErased() ([]Erasure, error) {
	text, err := os.ReadFile(f.erased)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of erasures: %w", err)
	}
	var erased []Erasure
	for n, part := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		var l line
		if err := json.Unmarshal(part, &l); err != nil {
			return nil, f.damaged(f.erased, fmt.Sprintf("line %d is not an erasure", n+1))
		}
		e := Erasure{Key: l.Key, At: l.At}
		if !hmac.Equal([]byte(l.Mac), []byte(f.mac(e))) {
			return nil, f.damaged(f.erased, fmt.Sprintf("line %d was not written by this keyring", n+1))
		}
		erased = append(erased, e)
	}
	return erased, nil
}

func (f *files) writeErased(erased []Erasure) error {
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	for _, e := range erased {
		if err := lines.Encode(line{Key: e.Key, At: e.At, Mac: f.mac(e)}); err != nil {
			return fmt.Errorf("write the list of erasures: %w", err)
		}
	}
	return disk.Replace(f.erased, text.Bytes())
}

// mac signs one erasure. The instant has one form and no line feed in it, so no
// two erasures have the same text.
func (f *files) mac(e Erasure) string {
	sum := hmac.New(sha256.New, f.sign)
	sum.Write([]byte(e.At.UTC().Format(time.RFC3339) + "\n" + string(e.Key)))
	return hex.EncodeToString(sum.Sum(nil))
}

func (f *files) damaged(path, problem string) error { return &FileError{Path: path, Problem: problem} }
