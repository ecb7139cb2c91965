package seal

import (
	"errors"
	"maps"
	"slices"
)

// CopyTo gives all keys and erasures to another keyring, for a community that
// moves. What is there already must be the same; keys that were erased on either
// side are erased on the other. Run again after an error, it goes on.
func (k *Keyring) CopyTo(to *Keyring) (keys, erasures int, err error) {
	k.mu.RLock()
	all, erased := maps.Clone(k.keys), slices.Clone(k.erased)
	k.mu.RUnlock()
	for _, e := range erased {
		if err := to.Erase(e.Key, e.At); err != nil {
			return 0, 0, err
		}
	}
	for _, e := range to.Erased() {
		if _, there := all[e.Key]; there {
			if err := k.Erase(e.Key, e.At); err != nil {
				return 0, 0, err
			}
			delete(all, e.Key)
		}
	}
	if err := to.take(all); err != nil {
		return 0, 0, err
	}
	return len(all), len(erased), nil
}

// take adds keys that another keyring made.
func (k *Keyring) take(all map[KeyID]key) error {
	if k.shared != nil {
		return k.takeShared(all)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	fresh := make(map[KeyID]key)
	for id, mine := range all {
		there, is := k.keys[id]
		switch {
		case k.isErased(id):
			return keyError("take over a key", id, ErrErased)
		case is && there != mine:
			return keyError("take over a key", id, errOtherKey)
		case !is:
			fresh[id] = mine
		}
	}
	return k.addLocked(fresh)
}

func (k *Keyring) takeShared(all map[KeyID]key) error {
	ctx, cancel := spaceTime()
	defer cancel()
	for _, id := range slices.Sorted(maps.Keys(all)) {
		value, err := k.shared.seal(id, all[id], k.draw)
		if err != nil {
			return keyError("take over a key", id, err)
		}
		kept, erased, err := k.shared.space.Keep(ctx, string(id), value)
		if err != nil {
			return keyError("take over a key", id, err)
		}
		if erased != "" {
			return keyError("take over a key", id, ErrErased)
		}
		there, err := k.shared.unseal(id, kept)
		if err != nil {
			return err
		}
		if there != all[id] {
			return keyError("take over a key", id, errOtherKey)
		}
		k.mu.Lock()
		k.keys = maps.Clone(k.keys)
		k.keys[id], k.shared.sure[id] = there, true
		k.mu.Unlock()
	}
	return nil
}

var errOtherKey = errors.New("there is another key of that name already: is it the place of another community?")
