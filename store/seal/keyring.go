package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"magbot/store/internal/lock"
)

const lockWait = time.Second

// MaxKeyID is the longest name of a key, in bytes.
const MaxKeyID = 200

// KeyID names a key: "person/p-7", "audience/chair". It is 1 to MaxKeyID bytes
// of visible ASCII.
type KeyID string

func (id KeyID) check() error {
	if len(id) == 0 || len(id) > MaxKeyID {
		return fmt.Errorf("the name of a key has 1 to %d bytes, not %d", MaxKeyID, len(id))
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' {
			return fmt.Errorf("the name of a key is visible ASCII; byte %d of %q is not", i+1, string(id))
		}
	}
	return nil
}

// Erasure says that a key was erased, and when.
type Erasure struct {
	Key KeyID
	At  time.Time // UTC, to the second
}

type key [keySize]byte

// Keyring holds the keys. All methods may be called at once from many
// goroutines.
type Keyring struct {
	mu     sync.RWMutex
	keys   map[KeyID]key
	erased []Erasure
	stale  bool // the key file does not know the last erasure yet
	closed bool

	randomMu sync.Mutex
	random   io.Reader

	files  *files  // nil in memory and where the keys are shared
	shared *shared // nil unless the keys are shared
	lock   *lock.Lock
}

// Open opens the key file at path, or creates it when there is none. It deletes
// every key that the list of erasures names. Errors that a person can mend are
// ErrWrongMaster, *FileError and *store.LockedError.
func Open(path string, master Master) (*Keyring, error) {
	held, err := lock.Acquire(context.Background(), path, lockWait)
	if err != nil {
		return nil, err
	}
	k := &Keyring{random: rand.Reader, lock: held}
	if err := k.load(path, master); err != nil {
		return nil, errors.Join(err, held.Release())
	}
	return k, nil
}

// load reads both files, takes together the erasures that they name, and
// writes back what differs.
func (k *Keyring) load(path string, master Master) error {
	var err error
	if k.files, err = newFiles(path, master, k.draw); err != nil {
		return err
	}
	c, found, err := k.files.readKeys() // first, as it tells a wrong master
	if err != nil {
		return err
	}
	if k.erased, err = k.files.readErased(); err != nil {
		return err
	}
	listed := len(k.erased)
	k.learn(c.Erased)
	if len(k.erased) > listed {
		if err := k.files.writeErased(k.erased); err != nil {
			return err
		}
	}
	k.keys = make(map[KeyID]key, len(c.Keys))
	for id, stored := range c.Keys {
		if !k.isErased(id) {
			k.keys[id] = key(stored)
		}
	}
	if !found || len(k.keys) != len(c.Keys) || len(k.erased) != len(c.Erased) {
		return k.save(k.keys)
	}
	return nil
}

// save makes keys what the file holds.
func (k *Keyring) save(keys map[KeyID]key) error {
	if k.files == nil {
		return nil
	}
	return k.files.writeKeys(keys, k.erased)
}

// NewMemory returns an empty keyring that keeps its keys in memory only, drawn
// from random.
func NewMemory(random io.Reader) *Keyring {
	return &Keyring{random: random, keys: make(map[KeyID]key)}
}

// draw fills b with random bytes.
func (k *Keyring) draw(b []byte) error {
	k.randomMu.Lock()
	defer k.randomMu.Unlock()
	if _, err := io.ReadFull(k.random, b); err != nil {
		return fmt.Errorf("draw random bytes: %w", err)
	}
	return nil
}

// Ensure makes the keys that do not exist yet, all in one write of the file. It
// fails with ErrErased, and makes none, when one of them was erased.
func (k *Keyring) Ensure(ids ...KeyID) error {
	if k.shared != nil {
		return k.ensureShared(ids)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	fresh := make(map[KeyID]key)
	for _, id := range ids {
		if err := id.check(); err != nil {
			return err
		}
		if k.isErased(id) {
			return keyError("make a key", id, ErrErased)
		}
		if _, there := k.keys[id]; there {
			continue
		}
		var made key
		if err := k.draw(made[:]); err != nil {
			return err
		}
		fresh[id] = made
	}
	return k.addLocked(fresh)
}

// addLocked makes keys durable before anybody can use them.
func (k *Keyring) addLocked(fresh map[KeyID]key) error {
	if len(fresh) == 0 {
		return nil
	}
	all := maps.Clone(k.keys)
	maps.Copy(all, fresh)
	if err := k.save(all); err != nil {
		return err
	}
	k.keys, k.stale = all, false
	return nil
}

// isErased needs the lock.
func (k *Keyring) isErased(id KeyID) bool {
	return slices.ContainsFunc(k.erased, func(e Erasure) bool { return e.Key == id })
}

// find returns a key, or ErrErased, ErrUnknownKey or ErrClosed.
func (k *Keyring) find(id KeyID) (key, error) {
	found, err := k.known(id)
	if k.shared != nil && errors.Is(err, ErrUnknownKey) {
		return k.lookFor(id)
	}
	return found, err
}

func (k *Keyring) known(id KeyID) (key, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	found, there := k.keys[id]
	switch {
	case k.closed:
		return key{}, ErrClosed
	case there:
		return found, nil
	case k.isErased(id):
		return key{}, ErrErased
	}
	return key{}, ErrUnknownKey
}

// Erase deletes a key for ever, as of the instant at, and refuses to make it
// again; that holds for a key that never was, too. It is durable when it returns
// nil; after an error, call it again. Erasing twice keeps the first instant.
func (k *Keyring) Erase(id KeyID, at time.Time) error {
	if err := id.check(); err != nil {
		return err
	}
	if k.shared != nil {
		return k.eraseShared(id, at)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	if !k.isErased(id) {
		// The list comes first: were the key deleted first and the machine to
		// stop, a restored key file would bring it back.
		erased := append(slices.Clone(k.erased), Erasure{Key: id, At: at.UTC().Truncate(time.Second)})
		if k.files != nil {
			if err := k.files.writeErased(erased); err != nil {
				return keyError("erase", id, err)
			}
		}
		k.erased, k.stale = erased, true
	}
	if !k.stale {
		return nil
	}
	// The key serves nobody from now on, even should the file resist.
	k.keys = maps.Clone(k.keys)
	delete(k.keys, id)
	if err := k.save(k.keys); err != nil {
		return keyError("erase", id, err)
	}
	k.stale = false
	return nil
}

// Erased lists the erasures, in the order in which they were made.
func (k *Keyring) Erased() []Erasure {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Clone(k.erased)
}

// Close forgets the keys and lets the files go. It may be called twice.
func (k *Keyring) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed, k.keys = true, nil
	if k.lock == nil {
		return nil
	}
	return k.lock.Release()
}
