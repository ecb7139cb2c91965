package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"magbot/bot/engine"
	"magbot/cmd/magbot/control"
	"magbot/cmd/magbot/ops"
	"magbot/store/backup"
)

// What the operator's other commands ask of a magbot that is running.
const (
	askBackup = "backup"
	askVerify = "verify"
	askResume = "resume"
)

// copier is a store that can be copied while it is in use.
type copier interface {
	Backup(ctx context.Context, w io.Writer) (int64, error)
}

// answers to the operator's other commands.
func (c serveCommand) answers(d *data, e *engine.Engine, told *ops.Ops) map[string]control.Handler {
	record, _ := d.record.(copier)
	copying := &copying{folder: c.Data, record: record}
	return map[string]control.Handler{
		askBackup: copying.write,
		askVerify: func(ctx context.Context, out io.Writer) error {
			return examine(&world{ctx: ctx, stdout: out}, d.record)
		},
		askResume: func(context.Context, io.Writer) error {
			if err := backup.Remove(c.pausedPath()); err != nil {
				return err
			}
			told.Paused(false)
			e.Resume()
			return nil
		},
	}
}

// copying is one backup at a time.
type copying struct {
	folder string
	record copier // nil for a store that another service copies
	mu     sync.Mutex
}

// roomToSpare is what a backup must leave for the record itself, in bytes.
const roomToSpare = 64 << 20

// copyFile is where the copy is made: on the same disk, so that the record is
// held up as briefly as can be, however slowly it is fetched.
func copyFile(folder string) string { return filepath.Join(folder, "backup.part") }

func (c *copying) write(ctx context.Context, out io.Writer) (err error) {
	if c.record == nil {
		return errors.New("this record is kept by another service: copy it with the means of that service, or write it out with magbot export")
	}
	if !c.mu.TryLock() {
		return errors.New("another backup is being made: wait until it is done")
	}
	defer c.mu.Unlock()
	if err := c.room(); err != nil {
		return err
	}
	path := copyFile(c.folder)
	if err := backup.Remove(path); err != nil {
		return fmt.Errorf("remove what an earlier backup left: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(path)) }()
	if _, err := c.record.Backup(ctx, file); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	if _, err := io.Copy(out, file); err != nil {
		return fmt.Errorf("hand over the copy: %w", err)
	}
	return nil
}

// room refuses a copy that would leave the record itself without room.
func (c *copying) room() error {
	info, err := os.Stat(filepath.Join(c.folder, recordFile))
	if err != nil {
		return fmt.Errorf("see how large the record is: %w", err)
	}
	free, known, err := backup.Room(c.folder)
	if err != nil {
		return err
	}
	if need := uint64(info.Size()) + roomToSpare; known && free < need {
		return fmt.Errorf("a copy needs %d MB beside the record, and %d MB are free in %s: make room first, because a full disk would stop the record",
			need>>20, free>>20, c.folder)
	}
	return nil
}

// askRunning asks the magbot that holds the record. When it cannot be asked, the
// error is why the record could not be opened.
func askRunning(ctx context.Context, folder, what string, out io.Writer, locked error) error {
	err := control.Ask(ctx, folder, what, out)
	if errors.Is(err, control.ErrNobody) {
		return errors.Join(locked, err)
	}
	return err
}
