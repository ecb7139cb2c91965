package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// form is the first byte of sealed text. Another one would be another algorithm.
const form = 1

// Overhead is how many bytes sealed text is longer than plain text.
const Overhead = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// Seal seals plain under the key id, which is made and durable by then when it
// did not exist. Open must be given the same context (such as the stream that
// the text belongs to), so that sealed text cannot be moved elsewhere. Sealing
// the same text twice gives different bytes. ErrErased when the key was erased.
func (k *Keyring) Seal(id KeyID, plain, context []byte) ([]byte, error) {
	found, err := k.made("seal", id)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(found[:])
	if err != nil {
		return nil, keyError("seal", id, err)
	}
	sealed, err := sealInto([]byte{form}, aead, k.draw, plain, bind(id, context))
	if err != nil {
		return nil, keyError("seal", id, err)
	}
	return sealed, nil
}

// Open gives back what was sealed under the key id with the same context. It
// fails with ErrErased, ErrUnknownKey or ErrTampered.
func (k *Keyring) Open(id KeyID, sealed, context []byte) ([]byte, error) {
	if err := id.check(); err != nil {
		return nil, err
	}
	found, err := k.find(id)
	if err != nil {
		return nil, keyError("open", id, err)
	}
	if len(sealed) < Overhead || sealed[0] != form {
		return nil, keyError("open", id, ErrTampered)
	}
	aead, err := chacha20poly1305.NewX(found[:])
	if err != nil {
		return nil, keyError("open", id, err)
	}
	plain, err := open(aead, sealed[1:], bind(id, context))
	if err != nil {
		return nil, keyError("open", id, err)
	}
	return plain, nil
}

// Mac gives a hash of data, 32 bytes, that only who has the key id can make or
// check (HMAC with SHA-256 under a key derived from it). The key is made at first
// use. ErrErased when it was erased.
func (k *Keyring) Mac(id KeyID, data []byte) ([]byte, error) {
	found, err := k.made("hash", id)
	if err != nil {
		return nil, err
	}
	part, err := hkdf.Key(sha256.New, found[:], nil, "magbot seal hash "+string(id), keySize)
	if err != nil {
		return nil, keyError("hash", id, err)
	}
	h := hmac.New(sha256.New, part)
	h.Write(data) // never fails
	return h.Sum(nil), nil
}

// made gives the key id, made and durable by now when it did not exist. What is
// the deed that needs it, for the error.
func (k *Keyring) made(what string, id KeyID) (key, error) {
	if err := id.check(); err != nil {
		return key{}, err
	}
	found, err := k.known(id)
	if errors.Is(err, ErrUnknownKey) || err == nil && !k.isSure(id) {
		if err := k.Ensure(id); err != nil {
			return key{}, err
		}
		found, err = k.find(id)
	}
	if err != nil {
		return key{}, keyError(what, id, err)
	}
	return found, nil
}

// bind is what sealed text is tied to. The length keeps the end of the name and
// the beginning of the context apart.
func bind(id KeyID, context []byte) []byte {
	bound := binary.BigEndian.AppendUint16([]byte("magbot sealed 1\x00"), uint16(len(id)))
	return append(append(bound, id...), context...)
}

// sealInto appends a nonce and the sealed text to head.
func sealInto(head []byte, aead cipher.AEAD, draw func([]byte) error, plain, bound []byte) ([]byte, error) {
	nonce := make([]byte, aead.NonceSize())
	if err := draw(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(append(head, nonce...), nonce, plain, bound), nil
}

// open takes the nonce from the beginning of sealed.
func open(aead cipher.AEAD, sealed, bound []byte) ([]byte, error) {
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("%w: it is cut off", ErrTampered)
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], bound)
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}
