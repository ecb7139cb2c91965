package packed

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// Pack is the bytes, compressed.
func Pack(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	to, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = to.Write(plain)
		err = errors.Join(err, to.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("pack %d bytes: %w", len(plain), err)
	}
	return out.Bytes(), nil
}

// ErrTooLong says that more was packed than was asked for.
var ErrTooLong = errors.New("more is packed than there should be")

// Unpack is what was packed, so many bytes at most.
func Unpack(b []byte, most int) ([]byte, error) {
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("unpack %d bytes: %w", len(b), err)
	}
	if len(plain) > most {
		return nil, ErrTooLong
	}
	return plain, nil
}

// most is how much Same unpacks: more than anything that the program embeds.
const most = 1 << 24

// Same tells whether the same was packed, in however different bytes.
func Same(a, b []byte) bool {
	one, err := Unpack(a, most)
	other, errOther := Unpack(b, most)
	return err == nil && errOther == nil && bytes.Equal(one, other)
}
