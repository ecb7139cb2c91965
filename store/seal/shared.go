package seal

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"magbot/store/internal/lock"
)

// Space is a place outside this machine in which keys lie, sealed, for several
// processes at once. What it is given is sealed and signed already.
type Space interface {
	// Look gives the keys that are kept and the erasures, of the names given or,
	// with none, all.
	Look(ctx context.Context, ids ...string) (kept, erased map[string]string, err error)
	// Keep keeps a value under a name that has none, and gives the one that is
	// kept from now on, or the erasure of a name that was erased. It is durable
	// when it returns nil, also where it was kept already.
	Keep(ctx context.Context, id, value string) (kept, erased string, err error)
	// Erase deletes the value of a name for ever and keeps the erasure, or the
	// one before it. It is durable when it returns nil.
	Erase(ctx context.Context, id, erasure string) error
}

const (
	// spaceWait is how long a space has for one answer.
	spaceWait = 30 * time.Second
	// checkName is under which the mark of the master lies in a space. The name
	// of a key has no blank.
	checkName = "master check"
)

// shared is the space of a keyring and what seals what lies there.
type shared struct {
	space Space
	aead  cipher.AEAD
	sure  map[KeyID]bool // durable in the space, as far as this process knows; guarded by Keyring.mu
	list  *files         // the list of erasures on this machine
}

// OpenShared opens the keys that lie in space, for all processes of a community;
// each must be given the same master. The list of erasures is kept in the space
// and in a file of this machine besides, path with ".erased" added: what was
// erased here stays erased when the space is restored from an older copy. Errors
// that a person can mend are ErrWrongMaster, *FileError and *store.LockedError.
func OpenShared(space Space, path string, master Master) (*Keyring, error) {
	held, err := lock.Acquire(context.Background(), path, lockWait)
	if err != nil {
		return nil, err
	}
	k := &Keyring{random: rand.Reader, lock: held, keys: map[KeyID]key{}}
	if err := k.share(space, path, master); err != nil {
		return nil, errors.Join(err, held.Release())
	}
	return k, nil
}

// LookShared reads the keys that lie in space into memory, and writes nothing,
// neither there nor here: for a copy of them. The errors are those of OpenShared.
func LookShared(ctx context.Context, space Space, master Master) (*Keyring, error) {
	k := NewMemory(rand.Reader)
	list, err := namedFiles("", master, k.draw)
	if err != nil {
		return nil, err
	}
	s, err := newShared(space, master, list)
	if err != nil {
		return nil, err
	}
	kept, erased, err := space.Look(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the key space: %w", err)
	}
	if check, there := kept[checkName]; there && check != string(list.head) {
		return nil, fmt.Errorf("the key space: %w", ErrWrongMaster)
	}
	delete(kept, checkName)
	for _, id := range slices.Sorted(maps.Keys(erased)) {
		e, err := s.erasure(KeyID(id), erased[id])
		if err != nil {
			return nil, err
		}
		k.erased = append(k.erased, e)
		delete(kept, id)
	}
	for id, value := range kept {
		if k.keys[KeyID(id)], err = s.unseal(KeyID(id), value); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func newShared(space Space, master Master, list *files) (*shared, error) {
	sealing, err := master.part("key space")
	if err != nil {
		return nil, fmt.Errorf("derive from the master key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(sealing)
	if err != nil {
		return nil, fmt.Errorf("prepare the key space: %w", err)
	}
	return &shared{space: space, aead: aead, sure: map[KeyID]bool{}, list: list}, nil
}

func (k *Keyring) share(space Space, path string, master Master) error {
	list, err := newFiles(path, master, k.draw)
	if err != nil {
		return err
	}
	if k.shared, err = newShared(space, master, list); err != nil {
		return err
	}
	ctx, cancel := spaceTime()
	defer cancel()
	check, _, err := space.Keep(ctx, checkName, string(list.head))
	if err != nil {
		return fmt.Errorf("open the key space: %w", err)
	}
	if check != string(list.head) {
		return fmt.Errorf("the key space: %w", ErrWrongMaster)
	}
	return k.fill(ctx)
}

func spaceTime() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), spaceWait)
}

// fill takes together the erasures of the space and of this machine, and reads
// the keys.
func (k *Keyring) fill(ctx context.Context) error {
	kept, erased, err := k.shared.space.Look(ctx)
	if err != nil {
		return fmt.Errorf("read the key space: %w", err)
	}
	if k.erased, err = k.shared.list.readErased(); err != nil {
		return err
	}
	for _, e := range k.erased {
		if _, there := erased[string(e.Key)]; !there {
			if err := k.shared.erase(ctx, e); err != nil {
				return err
			}
			delete(kept, string(e.Key))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(erased)) {
		if err := k.noteLocked(KeyID(id), erased[id]); err != nil {
			return err
		}
	}
	delete(kept, checkName)
	for id, value := range kept {
		if k.isErased(KeyID(id)) { // since the keys were read
			continue
		}
		if k.keys[KeyID(id)], err = k.shared.unseal(KeyID(id), value); err != nil {
			return err
		}
	}
	return nil
}

// seal makes of a key what may lie in a space.
func (s *shared) seal(id KeyID, plain key, draw func([]byte) error) (string, error) {
	sealed, err := sealInto(nil, s.aead, draw, plain[:], bind(id, []byte("key space")))
	return string(sealed), err
}

func (s *shared) unseal(id KeyID, value string) (key, error) {
	plain, err := open(s.aead, []byte(value), bind(id, []byte("key space")))
	if err != nil || len(plain) != keySize {
		return key{}, keyError("read the key space", id, ErrTampered)
	}
	return key(plain), nil
}

// erasure reads what the space holds of one.
func (s *shared) erasure(id KeyID, text string) (Erasure, error) {
	var l line
	if err := json.Unmarshal([]byte(text), &l); err != nil || l.Key != id {
		return Erasure{}, keyError("read the erasure", id, ErrTampered)
	}
	e := Erasure{Key: l.Key, At: l.At}
	if !hmac.Equal([]byte(l.Mac), []byte(s.list.mac(e))) {
		return Erasure{}, keyError("read the erasure", id, ErrTampered)
	}
	return e, nil
}

// noteLocked takes in an erasure that the space holds.
func (k *Keyring) noteLocked(id KeyID, text string) error {
	if k.isErased(id) {
		return nil
	}
	e, err := k.shared.erasure(id, text)
	if err != nil {
		return err
	}
	erased := append(slices.Clone(k.erased), e)
	if err := k.shared.list.writeErased(erased); err != nil {
		return err
	}
	k.erased = erased
	k.keys = maps.Clone(k.keys)
	delete(k.keys, id)
	return nil
}

func (s *shared) erase(ctx context.Context, e Erasure) error {
	text, err := json.Marshal(line{Key: e.Key, At: e.At, Mac: s.list.mac(e)})
	if err == nil {
		err = s.space.Erase(ctx, string(e.Key), string(text))
	}
	if err != nil {
		return keyError("erase", e.Key, err)
	}
	return nil
}

// lookFor asks the space for a key that another process may have made.
func (k *Keyring) lookFor(id KeyID) (key, error) {
	ctx, cancel := spaceTime()
	defer cancel()
	kept, erased, err := k.shared.space.Look(ctx, string(id))
	if err != nil {
		return key{}, keyError("look for the key", id, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if text, gone := erased[string(id)]; gone {
		if err := k.noteLocked(id, text); err != nil {
			return key{}, err
		}
		return key{}, ErrErased
	}
	value, there := kept[string(id)]
	switch {
	case k.closed:
		return key{}, ErrClosed
	case !there:
		return key{}, ErrUnknownKey
	}
	return k.adoptLocked(id, value)
}

func (k *Keyring) adoptLocked(id KeyID, value string) (key, error) {
	found, err := k.shared.unseal(id, value)
	if err == nil {
		k.keys = maps.Clone(k.keys)
		k.keys[id] = found
	}
	return found, err
}

// ensureShared keeps keys in the space, or learns those that are there. Only a
// key that the space has confirmed to this process may seal: text under a key
// that a failover loses could never be read again.
func (k *Keyring) ensureShared(ids []KeyID) error {
	ctx, cancel := spaceTime()
	defer cancel()
	for _, id := range ids {
		if err := id.check(); err != nil {
			return err
		}
		if err := k.ensureOne(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keyring) ensureOne(ctx context.Context, id KeyID) error {
	k.mu.RLock()
	mine, there := k.keys[id]
	sure, gone, closed := k.shared.sure[id], k.isErased(id), k.closed
	k.mu.RUnlock()
	switch {
	case closed:
		return ErrClosed
	case gone:
		return keyError("make a key", id, ErrErased)
	case there && sure:
		return nil
	case !there:
		if err := k.draw(mine[:]); err != nil {
			return err
		}
	}
	value, err := k.shared.seal(id, mine, k.draw)
	if err != nil {
		return keyError("make a key", id, err)
	}
	kept, erased, err := k.shared.space.Keep(ctx, string(id), value)
	if err != nil {
		return keyError("make a key", id, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	if erased != "" {
		if err := k.noteLocked(id, erased); err != nil {
			return err
		}
		return keyError("make a key", id, ErrErased)
	}
	if _, err := k.adoptLocked(id, kept); err != nil {
		return err
	}
	k.shared.sure[id] = true
	return nil
}

// eraseShared erases on this machine first, then in the space.
func (k *Keyring) eraseShared(id KeyID, at time.Time) error {
	e, err := k.eraseHere(id, at.UTC().Truncate(time.Second))
	if err != nil {
		return err
	}
	ctx, cancel := spaceTime()
	defer cancel()
	return k.shared.erase(ctx, e)
}

// eraseHere writes the erasure down and forgets the key, which serves nobody
// here from then on, even should the space resist.
func (k *Keyring) eraseHere(id KeyID, at time.Time) (Erasure, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return Erasure{}, ErrClosed
	}
	if i := slices.IndexFunc(k.erased, func(e Erasure) bool { return e.Key == id }); i >= 0 {
		return k.erased[i], nil
	}
	e := Erasure{Key: id, At: at}
	erased := append(slices.Clone(k.erased), e)
	if err := k.shared.list.writeErased(erased); err != nil {
		return e, keyError("erase", id, err)
	}
	k.erased = erased
	k.keys = maps.Clone(k.keys)
	delete(k.keys, id)
	return e, nil
}

// isSure reports whether a key may seal.
func (k *Keyring) isSure(id KeyID) bool {
	if k.shared == nil {
		return true
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.shared.sure[id]
}
