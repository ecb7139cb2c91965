package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

const keySize = 32 // bytes, of the master and of every key

// Master is the key that seals the keys. It never shows itself: printed or
// logged it is "(master key)"; Text is the one way to get at it.
type Master struct{ key [keySize]byte }

// NewMaster draws a master key from random, which must be fit for keys
// (crypto/rand.Reader).
func NewMaster(random io.Reader) (Master, error) {
	var m Master
	if _, err := io.ReadFull(random, m.key[:]); err != nil {
		return Master{}, fmt.Errorf("draw a master key: %w", err)
	}
	return m, nil
}

// ParseMaster reads what Text writes: 32 bytes in standard base64. White space
// around it is ignored. The error never repeats the text.
func ParseMaster(text string) (Master, error) {
	var m Master
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(text))
	switch {
	case err != nil:
		return Master{}, errors.New("the master key is not base64: it must be the 44 characters that were printed when it was made")
	case len(raw) != keySize:
		return Master{}, fmt.Errorf("the master key has %d bytes: it must have %d, which are 44 characters of base64", len(raw), keySize)
	case string(raw) == string(m.key[:]):
		return Master{}, errors.New("the master key is all zero: make a real one")
	}
	copy(m.key[:], raw)
	return m, nil
}

// LoadMaster reads a master key from a file that holds nothing else.
func LoadMaster(path string) (Master, error) {
	file, err := os.Open(path)
	if err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	const most = 1 << 10 // a key and much white space; more is some other file
	text, err := io.ReadAll(io.LimitReader(file, most))
	if err = errors.Join(err, file.Close()); err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	m, err := ParseMaster(string(text))
	if err != nil {
		return Master{}, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// Text is the key itself in base64, to be written down once.
func (m Master) Text() string { return base64.StdEncoding.EncodeToString(m.key[:]) }

// String hides the key.
func (Master) String() string { return "(master key)" }

// GoString hides the key.
func (Master) GoString() string { return "(master key)" }

// LogValue hides the key.
func (Master) LogValue() slog.Value { return slog.StringValue("(master key)") }

// part derives a key for one use, so that no key serves two.
func (m Master) part(use string) ([]byte, error) {
	return hkdf.Key(sha256.New, m.key[:], nil, "magbot seal "+use, keySize)
}
