package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/roster"
	"magbot/bot/series"
	"magbot/cmd/magbot/control"
	"magbot/cmd/magbot/ops"
	watching "magbot/moderation/watch"
	"magbot/store/backup"
)

// What the operator's other commands ask of a magbot that is running.
const (
	askBackup = "backup"
	askVerify = "verify"
	askResume = "resume"
	askStatus = "status"
	askHealth = "health"
	askReady  = "ready"
	askExport = "export"
	askAll    = "--all" // of askExport; no stream has that name
)

// copier is a store that can be copied while it is in use.
type copier interface {
	Backup(ctx context.Context, w io.Writer) (int64, error)
}

// answers to the operator's other commands.
func (c serveCommand) answers(d *data, e *engine.Engine, told *ops.Ops, listener net.Listener) map[string]control.Handler {
	record, _ := d.record.(copier)
	copying := &copying{folder: c.Data, record: record}
	return map[string]control.Handler{
		askBackup: copying.write,
		askVerify: func(ctx context.Context, out io.Writer) error {
			return examine(&world{ctx: ctx, stdout: out}, d.record)
		},
		askExport: func(ctx context.Context, out io.Writer) error {
			names := control.Args(ctx)
			if slices.Equal(names, []string{askAll}) {
				return export(ctx, out, d.record, true, nil)
			}
			return export(ctx, out, d.record, false, names)
		},
		askStatus: func(ctx context.Context, out io.Writer) error {
			s, err := statusOf(ctx, e, d.record)
			if err != nil {
				return err
			}
			s.Listen = listener.Addr().String()
			if limit, known := openFiles(); known {
				s.Files = limit
			}
			return json.NewEncoder(out).Encode(s)
		},
		askHealth: answer(told.Health),
		askReady:  answer(told.Readiness),
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

// answer says a line, as an error when it is no good news.
func answer(is func(context.Context) (line string, good bool)) control.Handler {
	return func(ctx context.Context, out io.Writer) error {
		line, good := is(ctx)
		if !good {
			return errors.New(line)
		}
		_, err := fmt.Fprintln(out, line)
		return err
	}
}

// status is what magbot doctor asks about a community.
type status struct {
	Listen    string    `json:"listen,omitempty"` // where the room is, while it is served
	Example   bool      `json:"example"`
	Rehearsal bool      `json:"rehearsal"` // anybody takes any seat
	Claimed   bool      `json:"claimed"`
	Offered   time.Time `json:"offered"` // the claim code is good until then
	Newest    time.Time `json:"newest"`  // the instant of the newest fact
	Files     uint64    `json:"files"`   // that may be open at once; 0 when not known

	Secretariat int        `json:"secretariat"` // people in office
	Chairs      int        `json:"chairs"`
	Zoneless    []zoneless `json:"zoneless,omitempty"`

	Channels []bot.Place `json:"channels,omitempty"` // that are linked, on any platform
	Watched  []bot.Place `json:"watched,omitempty"`  // in which messages are looked at for matters of conduct
}

// zoneless is a series whose time zone is not known.
type zoneless struct {
	Series int    `json:"series"`
	Zone   string `json:"zone"`
}

// statusOf reads what the engine shows and the record says.
func statusOf(ctx context.Context, e *engine.Engine, record readable) (status, error) {
	var s status
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		c := community.Of(v)
		s.Example, s.Claimed, s.Offered = c.Example, c.Claimed, c.Claim.Until
		s.Rehearsal, s.Channels = rehearsing(v), c.Places()
		s.Secretariat, s.Chairs = len(roster.Of(v).With(bot.RoleSecretariat, v.Now)), len(roster.Of(v).With(bot.RoleChair, v.Now))
		for _, p := range s.Channels {
			if _, watched := watching.Of(v).Watches(p); watched {
				s.Watched = append(s.Watched, p)
			}
		}
		for _, r := range series.Of(v).Running() {
			if r.Zone.String() != r.Terms.Zone {
				s.Zoneless = append(s.Zoneless, zoneless{r.ID, r.Terms.Zone})
			}
		}
	})
	for head, err := range record.Streams(ctx, "") {
		if err != nil {
			return s, fmt.Errorf("list the streams: %w", err)
		}
		if !engine.Decided(head.Stream) {
			continue
		}
		for r, err := range record.Read(ctx, head.Stream, head.Version-1) {
			if err != nil {
				return s, fmt.Errorf("read the newest facts: %w", err)
			}
			var fact struct {
				At time.Time `json:"at"`
			}
			if err := json.Unmarshal(r.Body, &fact); err != nil {
				return s, fmt.Errorf("read record %d of stream %s: %w", r.Version, head.Stream, err)
			}
			if fact.At.After(s.Newest) {
				s.Newest = fact.At
			}
		}
	}
	return s, nil
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
func askRunning(ctx context.Context, folder, what string, out io.Writer, locked error, args ...string) error {
	err := control.Ask(ctx, folder, what, out, args...)
	if errors.Is(err, control.ErrNobody) {
		return errors.Join(locked, err)
	}
	return err
}
