package packed_test

import (
	"bytes"
	"compress/flate"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"magbot/moderation/signal/packed"
)

func TestWhatWasPackedIsUnpacked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		b, err := packed.Pack(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := packed.Unpack(b, len(plain)); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x came back as %x, %v", plain, got, err)
		}
		if len(plain) > 0 {
			if _, err := packed.Unpack(b, len(plain)-1); !errors.Is(err, packed.ErrTooLong) {
				t.Fatalf("more than was asked for: %v", err)
			}
		}
	})
}

func TestTheSameIsTheSameHoweverItIsPacked(t *testing.T) {
	t.Parallel()
	plain := bytes.Repeat([]byte("weights "), 100)
	good, err := packed.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	var stored bytes.Buffer
	to, err := flate.NewWriter(&stored, flate.NoCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := packed.Pack(plain[1:])
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(good, stored.Bytes()) || !packed.Same(good, stored.Bytes()) {
		t.Error("what is packed otherwise is another")
	}
	for name, b := range map[string][]byte{"another": other, "cut off": good[:len(good)-2], "nothing": nil} {
		if packed.Same(good, b) || packed.Same(b, good) {
			t.Errorf("%s is the same", name)
		}
	}
	if packed.Same(nil, nil) {
		t.Error("what is broken is the same")
	}
}
