package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/alecthomas/kong"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/backup"
	"magbot/store/bolt"
)

type verifyCommand struct {
	dataOnly
	Path    string `arg:"" optional:"" help:"A record (record.db), its data folder, an exported bundle, the bundle of a ballot, or the URL of a Redis. The data folder when left out, or --store."`
	Receipt string `help:"A voter's receipt, to see that their ballot is among those of the bundle."`
}

// Run checks the chain. It needs no keys: what is sealed stays sealed.
func (c verifyCommand) Run(w *world) error {
	path := c.Path
	if path == "" {
		remote, err := c.remote()
		if err != nil {
			return err
		}
		if path = c.Data; remote {
			path = c.Store
		}
	}
	if isStore(path) {
		return lookRedis(w, path, func(record readable) error { return examine(w, record) })
	}
	path = kong.ExpandPath(path)
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look for the record: %w", err)
	}
	if info.IsDir() {
		path = filepath.Join(path, recordFile)
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("look for the record: %w", err)
		}
	}
	bundle, err := isBundle(path)
	if err != nil {
		return err
	}
	if bundle {
		ballot, err := isBallot(path)
		if err != nil {
			return err
		}
		if ballot {
			return verifyBallot(w, path, c.Receipt)
		}
	}
	if c.Receipt != "" {
		return fmt.Errorf("%s is not the bundle of a ballot, and a receipt is looked for in nothing else", path)
	}
	if bundle {
		return verifyBundle(w, path)
	}
	return verifyRecord(w, path)
}

// isBundle tells a bundle, which is lines of JSON, from a record.
func isBundle(path string) (bundle bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open it: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	first := make([]byte, 1)
	n, err := file.Read(first)
	if n == 0 {
		return false, fmt.Errorf("%s is empty: %w", path, err)
	}
	return first[0] == '{', nil
}

func verifyBundle(w *world, path string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the bundle: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	seen := newWitness()
	report, err := store.ReadBundle(file, seen.see)
	if err != nil {
		return fmt.Errorf("%s is not as it was written: %w", path, err)
	}
	for _, head := range report.Heads {
		if err := showHead(w, head); err != nil {
			return err
		}
	}
	if err := broken(w, seen.problems()); err != nil {
		return fmt.Errorf("the bundle is not whole (one of chosen streams leaves the community's out): %w", err)
	}
	return w.sayf("%sThe bundle is whole: %d records in %d streams follow one another without a gap or a change.",
		seen.whole(), report.Records, len(report.Heads))
}

func showHead(w *world, head store.Head) error {
	return w.sayf("%s  %d records  head %s", head.Stream, head.Version, head.Hash)
}

// broken prints what is wrong and gives the first of it.
func broken(w *world, problems []error) error {
	for _, err := range problems {
		if err := w.sayf("BROKEN %v", err); err != nil {
			return err
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return problems[0]
}

// verifyRecord checks a record's file. When a magbot is running on it, that one
// is asked to, because it alone has the file open.
func verifyRecord(w *world, path string) (err error) {
	record, err := bolt.Open(path, bolt.WithReadOnly())
	if locked, is := errors.AsType[*store.LockedError](err); is && filepath.Base(path) == recordFile {
		return askRunning(w.ctx, filepath.Dir(path), askVerify, w.stdout, locked)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	return examine(w, record)
}

// readable is a record that is only read.
type readable interface {
	store.Log
	store.Lister
}

// examine checks every stream, and holds the streams against what the
// community noted of them.
func examine(w *world, record readable) error {
	seen := newWitness()
	streams, records, wrong := 0, uint64(0), []error(nil)
	for head, err := range store.Verify(w.ctx, record) {
		if err == nil && engine.Decided(head.Stream) {
			err = seen.follow(w.ctx, record, head)
		}
		if err != nil {
			seen.spoilt(head.Stream)
			wrong = append(wrong, err)
			continue
		}
		streams, records = streams+1, records+uint64(head.Version)
		if err := showHead(w, head); err != nil {
			return err
		}
	}
	if err := broken(w, append(wrong, seen.all()...)); err != nil {
		return fmt.Errorf("the record is not as it was written: %w", err)
	}
	return w.sayf("%sThe record is whole: %d records in %d streams follow one another without a gap or a change.", seen.whole(), records, streams)
}

type exportCommand struct {
	dataOnly
	Streams []string `arg:"" optional:"" help:"Streams to write, such as meeting/1; all that hold decisions when left out."`
	All     bool     `help:"Write every stream, with the receipts of what was posted and the talk of the room."`
	Output  string   `short:"o" help:"File to write to; standard output when left out." type:"path"`
}

// dataOnly is the data folder for commands that need no keys.
type dataOnly struct {
	storeFlag
	Data string `help:"Folder that holds the record." default:"magbot-data" env:"MAGBOT_DATA" type:"path"`
}

// Run writes a bundle. Personal text stays sealed in it. When a magbot is running
// on the record's file, that one is asked to, because it alone has it open.
func (c exportCommand) Run(w *world) error {
	if c.All && len(c.Streams) > 0 {
		return errors.New("name the streams or give --all, not both")
	}
	if c.Output == "" {
		return c.write(w, w.stdout)
	}
	err := backup.Put(c.Output, func(out io.Writer) error { return c.write(w, out) }, nil)
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}

func (c exportCommand) write(w *world, out io.Writer) error {
	remote, err := c.remote()
	if err != nil {
		return err
	}
	write := func(record readable) error { return export(w.ctx, out, record, c.All, c.Streams) }
	if remote {
		return lookRedis(w, c.Store, write)
	}
	err = readRecord(filepath.Join(c.Data, recordFile), write)
	if locked, is := errors.AsType[*store.LockedError](err); is {
		args := c.Streams
		if c.All {
			args = []string{askAll}
		}
		return askRunning(w.ctx, c.Data, askExport, out, locked, args...)
	}
	return err
}

// export writes the streams that were named, or all that hold decisions, or
// every one. The community's comes first: it bears witness of how far the others
// were, so that they are whole when more is recorded meanwhile.
func export(ctx context.Context, out io.Writer, record readable, all bool, names []string) error {
	var streams []store.Stream
	for _, name := range names {
		streams = append(streams, store.Stream(name))
	}
	if len(streams) == 0 {
		for head, err := range record.Streams(ctx, "") {
			if err != nil {
				return fmt.Errorf("list the streams: %w", err)
			}
			if all || engine.Decided(head.Stream) {
				streams = append(streams, head.Stream)
			}
		}
	}
	slices.SortStableFunc(streams, func(a, b store.Stream) int {
		return cmp.Compare(first(a), first(b))
	})
	return store.WriteBundle(ctx, out, record, streams...)
}

// first is 0 for the community's stream, and 1 for others.
func first(s store.Stream) int {
	if s == store.Stream(bot.CommunityStream) {
		return 0
	}
	return 1
}
