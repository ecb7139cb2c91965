package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"magbot/store"
	"magbot/store/internal/bell"
	"magbot/store/internal/disk"
	"magbot/store/internal/lock"
)

const (
	format     = "1"         // of the buckets below
	lockWait   = time.Second // for another process that is just ending
	growBy     = 1 << 20     // bytes by which the file grows
	mapAtFirst = 256 << 20   // bytes of address space; see options
	emptyTx    = 1           // the last transaction of a file that bbolt has only just made
	mode       = os.FileMode(0o600)
)

// The buckets; their layout is in doc.go.
func bucketMeta() []byte    { return []byte("meta") }
func bucketRecords() []byte { return []byte("records") }
func bucketHeads() []byte   { return []byte("heads") }
func bucketOrder() []byte   { return []byte("order") }
func bucketUrns() []byte    { return []byte("urns") }

// Store is a store.Store in one file.
type Store struct {
	path   string
	db     *bbolt.DB
	file   *os.File // the handle of db
	lock   *lock.Lock
	bell   bell.Bell
	closed atomic.Bool
	once   sync.Once
	failed failure
	group  group
}

var _ store.Store = (*Store)(nil)

// Option changes how Open goes about it.
type Option func(*settings)

type settings struct {
	olderHead bool
	readOnly  bool
	wait      time.Duration
}

// WithOlderHead opens a file one of whose two head pages is damaged, at the
// state that the other one shows. The last append may then be missing, so it is
// for a person to choose, after the error of Open has told them to.
func WithOlderHead() Option { return func(s *settings) { s.olderHead = true } }

// WithLockWait sets how long Open waits for another process to let go of the
// file; a second when not set.
func WithLockWait(d time.Duration) Option { return func(s *settings) { s.wait = d } }

// WithReadOnly opens a file that is there already and changes neither it nor
// its folder, so that a backup on a disk that cannot be written can be checked
// too. Who may write keeps such a reader out, and the other way round.
func WithReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// Open opens the record at path, or creates it when there is no such file. The
// folder must exist. Errors that a person can mend are *store.LockedError
// (another process has it open) and *store.CorruptError.
func Open(path string, options ...Option) (*Store, error) {
	chosen := settings{wait: lockWait}
	for _, option := range options {
		option(&chosen)
	}
	take := lock.Acquire
	if chosen.readOnly {
		take = lock.AcquireExisting
	}
	held, err := take(context.Background(), path, chosen.wait)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, lock: held}
	if err := s.open(chosen); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(chosen settings) error {
	created, err := inspect(s.path, chosen.olderHead)
	if err != nil {
		return err
	}
	if created && chosen.readOnly {
		return fmt.Errorf("open %s: %w", s.path, os.ErrNotExist)
	}
	err = s.guard(func() error { return s.openFile(chosen) })
	if err == nil {
		err = s.view(context.Background(), s.sound)
	}
	if err == nil && !chosen.readOnly {
		err = s.update(prepare)
	}
	if err != nil {
		err = s.explain("open "+s.path, err)
		if created { // half of an empty file would only be in the way
			err = errors.Join(err, disk.Remove(s.path))
		}
		return err
	}
	if created {
		return disk.SyncFolder(filepath.Dir(s.path))
	}
	return nil
}

// inspect checks the file before bbolt maps it, and says whether it is new.
func inspect(path string, olderHead bool) (created bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("open %s: %w", path, err)
	}
	problem, err := check(file, olderHead)
	err = errors.Join(err, file.Close())
	if err != nil {
		return false, fmt.Errorf("check %s: %w", path, err)
	}
	if problem != "" {
		return false, &store.CorruptError{Path: path, Problem: problem}
	}
	return false, nil
}

// openFile has bbolt open the file. The lock is ours by now, so bbolt waits for
// its own only when some other tool has the file open.
func (s *Store) openFile(chosen settings) error {
	db, err := bbolt.Open(s.path, mode, &bbolt.Options{
		Timeout:         max(chosen.wait, time.Millisecond),
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: mapSize(),
		NoStatistics:    true,
		ReadOnly:        chosen.readOnly,
		OpenFile: func(name string, flag int, perm os.FileMode) (*os.File, error) {
			file, err := os.OpenFile(name, flag, perm)
			s.file = file
			return file, err
		},
	})
	if err != nil {
		s.file = nil // closed by bbolt
		return err
	}
	db.AllocSize = growBy
	s.db = db
	return nil
}

// mapSize is how much address space to map from the start. bbolt can only map
// more while no reader is in the file, so mapping ahead keeps readers from
// holding up writers. Windows would make the file as large as the mapping.
func mapSize() int {
	if runtime.GOOS == "windows" {
		return 0
	}
	return mapAtFirst
}

// stamp writes into the list of buckets which transaction it is of, as the head
// page says too. A list of long ago, whose pages nobody has used since, would
// otherwise pass for the whole record.
func stamp(tx *bbolt.Tx) error { return tx.Bucket(bucketOrder()).SetSequence(uint64(tx.ID())) }

// sound refuses a file that is no record, that is of another format, or whose list
// of parts is not of the transaction that the head page names. A file that was
// only just made has nothing in it. Files of older releases have no stamp until
// they are written to, and some have no urns.
func (s *Store) sound(tx *bbolt.Tx) error {
	if first, _ := tx.Cursor().First(); first == nil && tx.ID() <= emptyTx {
		return nil
	}
	for _, name := range [][]byte{bucketMeta(), bucketRecords(), bucketHeads(), bucketOrder()} {
		if tx.Bucket(name) == nil {
			return s.corrupt("it has no list named %q, so it is no record of magbot, or a page of it is another one's", name)
		}
	}
	if found := tx.Bucket(bucketMeta()).Get([]byte("format")); string(found) != format {
		return fmt.Errorf("it has the format %q and this release reads %q: use the release that wrote it", found, format)
	}
	if stamp := tx.Bucket(bucketOrder()).Sequence(); stamp != 0 && stamp != uint64(tx.ID()) {
		return s.corrupt("the list of its parts is of write %d and the head page of write %d: a page of an older state came back", stamp, tx.ID())
	}
	return nil
}

// prepare makes what a new file, or one of an older release, lacks.
func prepare(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketMeta(), bucketRecords(), bucketHeads(), bucketOrder(), bucketUrns()} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return tx.Bucket(bucketMeta()).Put([]byte("format"), []byte(format))
}

// Path returns the path of the file.
func (s *Store) Path() string { return s.path }

// Backup writes a consistent copy of the file to w, to be opened by Open, while
// the store goes on working. It returns the number of bytes written.
func (s *Store) Backup(ctx context.Context, w io.Writer) (int64, error) {
	var n int64
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		n, err = tx.WriteTo(w)
		return err
	})
	if err != nil {
		return n, s.explain("copy "+s.path, err)
	}
	return n, nil
}

// Close waits for what is under way, and lets the file go.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		s.closed.Store(true)
		s.bell.Ring()
		err = errors.Join(s.closeFile(), s.lock.Release())
	})
	if err != nil {
		return fmt.Errorf("close %s: %w", s.path, err)
	}
	return nil
}

// closeFile closes the file by bbolt, unless a panic inside bbolt may have left
// its locks taken: then closing the handle is all that can be done, and the
// mapping stays until the process ends.
func (s *Store) closeFile() error {
	switch {
	case s.failed.inside.Load() && s.file != nil:
		return s.file.Close()
	case s.db != nil:
		return s.db.Close()
	}
	return nil
}
