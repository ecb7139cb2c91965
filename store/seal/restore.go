package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"magbot/store/internal/lock"
)

// Report says what a key file holds.
type Report struct {
	Keys   int // that serve: those of whom the list says otherwise are left out
	Erased int // erasures that are known of
}

// Check reads a key file, or a backup of one, and the list of erasures where one
// stands beside it, and changes nothing. Errors are those of Open.
func Check(path string, master Master) (Report, error) {
	k, err := Read(path, master)
	if err != nil {
		return Report{}, err
	}
	return Report{Keys: len(k.keys), Erased: len(k.erased)}, nil
}

// Read opens the keys as they are now to look at what they seal. It takes no
// lock and changes no file, whoever has them open: keys that are made and
// erased in it are so in memory alone. Errors are those of Open.
func Read(path string, master Master) (*Keyring, error) {
	c, err := readBackup(path, master)
	if err != nil {
		return nil, err
	}
	f, err := namedFiles(path, master, drawn)
	if err != nil {
		return nil, err
	}
	k := NewMemory(rand.Reader)
	if k.erased, err = f.readErased(); err != nil {
		return nil, err
	}
	k.learn(c.Erased)
	for id, stored := range c.Keys {
		if !k.isErased(id) {
			k.keys[id] = key(stored)
		}
	}
	return k, nil
}

func readBackup(path string, master Master) (content, error) {
	f, err := namedFiles(path, master, drawn)
	if err != nil {
		return content{}, err
	}
	c, found, err := f.readKeys()
	if err == nil && !found {
		err = fmt.Errorf("read the key file %s: %w", path, os.ErrNotExist)
	}
	return c, err
}

func drawn(b []byte) error {
	_, err := io.ReadFull(rand.Reader, b)
	return err
}

// Restore makes the key file at path from a backup of it. The erasures that the
// backup names, those of the list beside path, which outlives every restore,
// and those of the lists given (copies of such a list) all hold: no key that
// any of them names comes back, not even on the disk. There must be no key file
// at path. Errors are those of Open.
func Restore(path string, master Master, backup string, lists ...string) (report Report, err error) {
	held, err := lock.Acquire(context.Background(), path, lockWait)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return Report{}, errors.Join(fmt.Errorf("there is a key file at %s already: move it away first, and leave the list of erasures where it is", path), err)
	}
	c, err := readBackup(backup, master)
	if err != nil {
		return Report{}, err
	}
	f, err := newFiles(path, master, drawn)
	if err != nil {
		return Report{}, err
	}
	k := &Keyring{files: f, keys: map[KeyID]key{}}
	if k.erased, err = f.readErased(); err != nil {
		return Report{}, err
	}
	k.learn(c.Erased)
	for _, list := range lists {
		other := *f
		other.erased = list
		if _, err := os.Stat(list); err != nil {
			return Report{}, fmt.Errorf("read the list of erasures: %w", err)
		}
		erased, err := other.readErased()
		if err != nil {
			return Report{}, err
		}
		k.learn(erased)
	}
	for id, stored := range c.Keys {
		if !k.isErased(id) {
			k.keys[id] = key(stored)
		}
	}
	if len(k.erased) > 0 { // first, as in Erase
		if err := f.writeErased(k.erased); err != nil {
			return Report{}, err
		}
	}
	if err := k.save(k.keys); err != nil {
		return Report{}, err
	}
	return Report{Keys: len(k.keys), Erased: len(k.erased)}, nil
}

// learn adds the erasures that are not known yet.
func (k *Keyring) learn(erased []Erasure) {
	for _, e := range erased {
		if !k.isErased(e.Key) {
			k.erased = append(k.erased, e)
		}
	}
}
