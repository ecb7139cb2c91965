//go:build unix

package bolt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		p := &place{path: filepath.Join(t.TempDir(), "record.db")}
		return storetest.Harness{
			Kind:   storetest.File,
			Store:  p.open(t),
			Reopen: func(t *testing.T) store.Store { p.shut(t); return p.open(t) },
			Second: p.second,
			Tamper: p.tamper,
			Lose:   p.lose,
			Damage: p.damage,
			Fill:   fill,
		}
	})
}

// place is a file and the store that has it open.
type place struct {
	path  string
	store *bolt.Store
	copy  []byte // of the file, without unused room at its end
}

func (p *place) open(t *testing.T) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(p.path)
	if err != nil {
		t.Fatal(err)
	}
	p.store = s
	t.Cleanup(func() { p.shut(t) })
	return s
}

func (p *place) shut(t *testing.T) {
	t.Helper()
	if err := p.store.Close(); err != nil {
		t.Error(err)
	}
}

func (p *place) second() error {
	s, err := bolt.Open(p.path, bolt.WithLockWait(0))
	if err != nil {
		return err
	}
	return s.Close()
}

// raw changes the file by bbolt itself and opens it again.
func (p *place) raw(t *testing.T, change func(*bbolt.Tx) error) store.Store {
	t.Helper()
	p.shut(t)
	db, err := bbolt.Open(p.path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return errors.Join(change(tx), tx.Bucket([]byte("order")).SetSequence(uint64(tx.ID())))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return p.open(t)
}

// key is where a record lies, as doc.go says.
func key(stream store.Stream, version store.Version) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(stream), 0), uint64(version))
}

func (p *place) tamper(t *testing.T, stream store.Stream, version store.Version, change func(*store.Record)) store.Store {
	return p.raw(t, func(tx *bbolt.Tx) error {
		records := tx.Bucket([]byte("records"))
		value := bytes.Clone(records.Get(key(stream, version)))
		r := store.Record{Version: version, Prev: store.Hash(value[:32]), Hash: store.Hash(value[32:64]), Body: value[64:]}
		change(&r)
		return records.Put(key(stream, version), bytes.Join([][]byte{r.Prev[:], r.Hash[:], r.Body}, nil))
	})
}

func (p *place) lose(t *testing.T, stream store.Stream, version store.Version) store.Store {
	return p.raw(t, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("records")).Delete(key(stream, version))
	})
}

// damage opens a copy of the file as it would be after the wound.
func (p *place) damage(t *testing.T, w storetest.Wound) (store.Store, error) {
	t.Helper()
	if p.copy == nil {
		var b bytes.Buffer
		if n, err := p.store.Backup(t.Context(), &b); err != nil || n != int64(b.Len()) {
			t.Fatalf("copied %d of %d bytes: %v", n, b.Len(), err)
		}
		p.copy = b.Bytes()
		p.shut(t)
	}
	content := bytes.Clone(p.copy[:int(w.Keep*float64(len(p.copy)))])
	if w.Bit < 8 {
		content[int(w.At*float64(len(content)))] ^= 1 << w.Bit
	}
	path := filepath.Join(filepath.Dir(p.path), "damaged.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(path)
	if err != nil {
		return nil, err
	}
	return s, nil
}
