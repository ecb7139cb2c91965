package seal

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
)

// Signing gives the Ed25519 key that belongs to a name. It follows from the key
// of that name, which is made and durable by then when it did not exist, so that
// it is copied, shared and restored as all keys are. ErrErased when that was
// erased. Nothing should be sealed under the same name.
func (k *Keyring) Signing(id KeyID) (ed25519.PrivateKey, error) {
	if err := k.Ensure(id); err != nil {
		return nil, err
	}
	found, err := k.find(id)
	if err != nil {
		return nil, keyError("sign with", id, err)
	}
	seed, err := hkdf.Key(sha256.New, found[:], nil, "magbot signing 1", ed25519.SeedSize)
	if err != nil {
		return nil, keyError("sign with", id, err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
