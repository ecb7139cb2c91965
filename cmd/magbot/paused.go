package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"magbot/cmd/magbot/control"
	"magbot/store/backup"
)

// pausedFile is there from before a record is put in place until somebody says
// that it may be posted from. Its one line says where the record came from.
const pausedFile = "paused"

func (f dataFlags) pausedPath() string { return filepath.Join(f.Data, pausedFile) }

// paused tells whether nothing may be posted, and why.
func (f dataFlags) paused() (why string, yes bool, err error) {
	raw, err := os.ReadFile(f.pausedPath())
	if errors.Is(err, os.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("find out whether the record is paused: %w", err)
	}
	return strings.TrimSpace(string(raw)), true, nil
}

// pause keeps the record from being posted from.
func (f dataFlags) pause(why string) error {
	if err := backup.Remove(f.pausedPath()); err != nil { // of an earlier try
		return fmt.Errorf("pause: %w", err)
	}
	err := backup.Put(f.pausedPath(), func(w io.Writer) error {
		_, err := fmt.Fprintln(w, why)
		return err
	}, nil)
	if err != nil {
		return fmt.Errorf("pause: %w", err)
	}
	return nil
}

// startPaused tells whether to start without posting, and says so plainly.
func (c serveCommand) startPaused(w *world) (paused bool, err error) {
	if remote, err := c.remote(); err != nil || remote {
		return false, err // the pause is of the record in the data folder
	}
	why, paused, err := c.paused()
	if err != nil || !paused {
		return false, err
	}
	if _, err := os.Stat(filepath.Join(c.Data, recordFile)); err != nil {
		return false, fmt.Errorf("the record was to be %s, and that was broken off: do it again", why)
	}
	lines := []string{
		"magbot is PAUSED: the record was " + why + ".",
		"It records what it is told, and posts nothing: the one that ran before may still be posting.",
		"When that one has ended: magbot resume --data " + c.Data + " (or magbot serve --resume).",
	}
	if c.Resume {
		if err := backup.Remove(c.pausedPath()); err != nil {
			return false, fmt.Errorf("end the pause: %w", err)
		}
		paused, lines = false, []string{"magbot posts again: the record was " + why + "."}
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w.stderr, line); err != nil {
			return paused, fmt.Errorf("print: %w", err)
		}
	}
	return paused, nil
}

type resumeCommand struct{ dataOnly }

// Run ends the pause, in the magbot that runs there too.
func (c resumeCommand) Run(w *world) error {
	if err := c.onlyFile("one in Redis is never paused, so there is nothing to resume"); err != nil {
		return err
	}
	f := dataFlags{Data: c.Data}
	why, paused, err := f.paused()
	if err != nil {
		return err
	}
	if !paused {
		return w.sayf("Nothing is paused in %s.", c.Data)
	}
	err = control.Ask(w.ctx, c.Data, askResume, io.Discard)
	if errors.Is(err, control.ErrNobody) { // it will be told at its start
		if err := backup.Remove(f.pausedPath()); err != nil {
			return fmt.Errorf("end the pause: %w", err)
		}
		return w.sayf("The pause is over (the record was %s). magbot posts from its next start on.", why)
	}
	if err != nil {
		return fmt.Errorf("end the pause: %w", err)
	}
	return w.sayf("The pause is over (the record was %s). magbot is posting.", why)
}
