package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"magbot/bot/engine"
	"magbot/cmd/magbot/control"
	"magbot/store"
	"magbot/store/backup"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// landing is a data folder in which a record is put in place.
type landing struct {
	dataFlags
	Keys     string   `help:"Backup of the keys. Left out when the keys are in the data folder already." type:"path"`
	Erasures []string `help:"Copy of the list of erasures, the newest there is. May be given several times." type:"path"`
}

type restoreCommand struct {
	landing
	File string `arg:"" optional:"" help:"Backup of the record. Left out when only the keys are to be restored." type:"path"`
}

// intoFolder is why a command that fills a data folder does not fill a Redis.
const intoFolder = "this fills a data folder, so leave both empty, and move the record to Redis afterwards with magbot migrate"

// Run puts backups in place: checked before, and paused.
func (c restoreCommand) Run(w *world) error {
	if err := c.onlyFile(intoFolder); err != nil {
		return err
	}
	if c.File == "" && c.Keys == "" {
		return errors.New("name the backup: magbot restore FILE for the record, magbot restore --keys FILE for the keys")
	}
	if c.File == "" {
		if err := c.folder(false); err != nil {
			return err
		}
		return c.restoreKeys(w)
	}
	bundle, err := isBundle(c.File)
	if err != nil {
		return err
	}
	if bundle {
		return fmt.Errorf("%s is an exported bundle: magbot import makes a record of it", c.File)
	}
	if err := whole(w, c.File); err != nil {
		return fmt.Errorf("%s cannot be restored, and nothing was changed: %w", c.File, err)
	}
	if err := c.begin(w); err != nil {
		return err
	}
	why := fmt.Sprintf("restored from %s at %s", filepath.Base(c.File), time.Now().UTC().Format(time.RFC3339))
	err = backup.Put(filepath.Join(c.Data, recordFile), copyOf(c.File), func(part string) error {
		return c.ready(w, part, why)
	})
	if err != nil {
		return fmt.Errorf("restore the record: %w", c.undone(err))
	}
	return c.told(w)
}

// begin makes the folder ready: nothing in it that is no part of a community's
// keys, and the keys in place.
func (l landing) begin(w *world) error {
	if err := l.folder(true); err != nil {
		return err
	}
	if l.Keys != "" {
		return l.restoreKeys(w)
	}
	if len(l.Erasures) > 0 {
		return errors.New("--erasures goes with --keys: the keys that are in the data folder already have their list beside them")
	}
	return nil
}

// undone takes away the keys that were put in place for a record that then could
// not be, so that others can be tried. The list of erasures stays.
func (l landing) undone(err error) error {
	if l.Keys == "" {
		return err
	}
	return errors.Join(err, backup.Remove(filepath.Join(l.Data, keysFile)))
}

// known are the files that a data folder without a record may hold.
func known() []string {
	return []string{
		keysFile, keysFile + ".erased", keysFile + ".new", keysFile + ".erased.new", keysFile + ".lock", masterFile, recordFile + ".lock",
		pausedFile, backupsFile, backup.Part(recordFile), backup.Part(pausedFile), importFolder, cacheFile, cacheFile + ".new",
		seenFile, control.Path(""), // of a magbot that served a Redis from here
	}
}

// folder makes the data folder, or refuses one that holds a record or anything
// that is not a community's.
func (l landing) folder(empty bool) error {
	if err := os.MkdirAll(l.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if !empty {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(l.Data, recordFile)); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("there is a record in %s already, and it is not overwritten: name an empty folder with --data, or move that record away (leave %s.erased where it is)",
			l.Data, keysFile), err)
	}
	entries, err := os.ReadDir(l.Data)
	if err != nil {
		return fmt.Errorf("look into the data folder: %w", err)
	}
	for _, e := range entries {
		if !slices.Contains(known(), e.Name()) {
			return fmt.Errorf("%s holds %s, so it is no empty data folder: name another one with --data", l.Data, e.Name())
		}
	}
	return nil
}

func (l landing) restoreKeys(w *world) error {
	master, err := l.sameMaster(w)
	if err != nil {
		return err
	}
	report, err := seal.Restore(filepath.Join(l.Data, keysFile), master, l.Keys, l.Erasures...)
	if err != nil {
		return fmt.Errorf("restore the keys: %w", err)
	}
	return w.sayf("%d keys are in place; %d that were erased did not come back.", report.Keys, report.Erased)
}

// sameMaster is the master key that sealed the keys. A new one could not open
// them, so none is made.
func (l landing) sameMaster(w *world) (seal.Master, error) {
	_, err := os.Stat(filepath.Join(l.Data, masterFile))
	if l.MasterKey == "" && w.env[masterEnv] == "" && errors.Is(err, os.ErrNotExist) {
		return seal.Master{}, fmt.Errorf("the keys are sealed by a master key that is not here: give it with --master-key-file or %s, or put it back as %s",
			masterEnv, filepath.Join(l.Data, masterFile))
	}
	return l.master(w)
}

// ready is what a record passes before it has its name: its chain is whole, the
// keys open it, whom it erased stays erased, and it is paused.
func (l landing) ready(w *world, part, why string) error {
	return readRecord(part, func(record readable) error {
		if err := examine(&world{ctx: w.ctx, stdout: io.Discard}, record); err != nil {
			return err
		}
		if err := l.opens(w, record); err != nil {
			return err
		}
		return l.pause(why)
	})
}

// opens checks that the keys open the record. Without keys there is nothing to
// check.
func (l landing) opens(w *world, record readable) (err error) {
	if _, err := os.Stat(filepath.Join(l.Data, keysFile)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	keys, err := l.openKeys(w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, keys.Close()) }()
	erased, err := engine.Erasures(w.ctx, record)
	if err != nil {
		return err
	}
	for _, id := range erased {
		if err := keys.Erase(id, time.Now()); err != nil {
			return err
		}
	}
	return foldOnly(w.ctx, record, keys)
}

// foldOnly computes every view once, to see that it can be done.
func foldOnly(ctx context.Context, record readable, keys *seal.Keyring) error {
	return folded(ctx, record, keys, func(*engine.Engine) error { return nil })
}

// folded computes every view, and shows them; nothing is decided or posted.
func folded(ctx context.Context, record readable, keys *seal.Keyring, look func(*engine.Engine) error) error {
	s, ok := record.(store.Store)
	if !ok {
		return errors.New("the record cannot be folded")
	}
	h, err := newHouse()
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Config{Store: s, Keys: keys, House: h, Paused: true})
	if err != nil {
		return err
	}
	defer e.Stop()
	err = e.Fold(ctx)
	if errors.Is(err, seal.ErrUnknownKey) || errors.Is(err, seal.ErrTampered) {
		return fmt.Errorf("the keys are older than the record, or of another community: take a newer backup of the keys, or an older one of the record: %w", err)
	}
	if err != nil {
		return err
	}
	return look(e)
}

// told says what to do next.
func (l landing) told(w *world) error {
	if err := w.sayf("The record is in %s, and whole. It is paused: magbot serve posts nothing from it until you say magbot resume.", l.Data); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(l.Data, keysFile)); errors.Is(err, os.ErrNotExist) {
		return w.say("The keys are not there yet, and magbot cannot serve without them: magbot restore --keys FILE.")
	}
	return nil
}

type importCommand struct {
	landing
	File string `arg:"" help:"Bundle that magbot export wrote." type:"path"`
}

// importFolder is where the record is made, within the data folder.
const importFolder = "import.part"

// Run makes a record of a bundle: checked, and paused.
func (c importCommand) Run(w *world) error {
	if err := c.onlyFile(intoFolder); err != nil {
		return err
	}
	if err := c.wholeBundle(); err != nil {
		return fmt.Errorf("%s cannot be imported, and nothing was changed: %w", c.File, err)
	}
	if err := c.begin(w); err != nil {
		return err
	}
	if err := c.place(w); err != nil {
		return fmt.Errorf("import the record: %w", c.undone(err))
	}
	return c.told(w)
}

// place makes the record of the bundle and gives it its name.
func (c importCommand) place(w *world) error {
	why := fmt.Sprintf("imported from %s at %s", filepath.Base(c.File), time.Now().UTC().Format(time.RFC3339))
	return c.made(func(part string) error {
		if err := c.make(w, part); err != nil {
			return err
		}
		return c.ready(w, part, why)
	})
}

// made has the record made in a folder of its own, and gives it its name when
// that went well.
func (l landing) made(write func(part string) error) (err error) {
	folder := filepath.Join(l.Data, importFolder)
	if err := errors.Join(os.RemoveAll(folder), os.Mkdir(folder, 0o700)); err != nil {
		return fmt.Errorf("make room for the record: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	part := filepath.Join(folder, recordFile)
	if err := write(part); err != nil {
		return err
	}
	return backup.Publish(part, filepath.Join(l.Data, recordFile))
}

// wholeBundle checks every line, and that it is a community's whole record.
func (c importCommand) wholeBundle() (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	seen := newWitness()
	report, err := store.ReadBundle(file, func(s store.Stream, r store.Record) error {
		if !engine.Decided(s) {
			return nil
		}
		return seen.see(s, r)
	})
	if err != nil {
		return err
	}
	if report.Records == 0 {
		return errors.New("there is no record in it")
	}
	if problems := seen.all(); len(problems) > 0 {
		return fmt.Errorf("it does not hold the whole record (one of chosen streams cannot be imported): %w", problems[0])
	}
	return nil
}

// make writes the records of the bundle into a new file, and receipts for what
// was told long ago unless the bundle has them.
func (c importCommand) make(w *world, path string) (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	record, err := bolt.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	b := &batch{ctx: w.ctx, Batch: store.Batch{Log: record}}
	if _, err := store.ReadBundle(file, b.add); err != nil {
		return err
	}
	if err := b.Flush(w.ctx); err != nil || b.receipts {
		return err
	}
	return engine.TakeAsTold(w.ctx, record, time.Now())
}

// batch appends the records of a bundle.
type batch struct {
	store.Batch

	ctx      context.Context //nolint:containedctx // of one import
	receipts bool            // one of the streams holds receipts
}

func (b *batch) add(s store.Stream, r store.Record) error {
	b.receipts = b.receipts || engine.Receipts(s)
	return b.Add(b.ctx, s, r)
}
