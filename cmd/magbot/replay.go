package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"magbot/bot/chatlog"
	"magbot/bot/replay"
)

type replayCommand struct {
	File   string `arg:"" help:"The log; - reads standard input."`
	Format string `help:"What to print: markdown, html, json or csv. Times in JSON and CSV are UTC (2026-11-20T14:00:18Z); where the log has no date, the time of day alone (14:00:18, and 24:00:18 past midnight). Seconds are to the millisecond." default:"markdown" enum:"markdown,html,json,csv"`
	People string `help:"File with real names and their nicknames (JSON: an object of lists)." type:"path"`
	Roster string `help:"Roster (CSV), for stakeholder groups and other names." type:"path"`
	As     string `name:"as" help:"Kind of log, when it is not recognised: tabbed, irc, webvtt, subrip or captions." default:"" enum:",tabbed,irc,webvtt,subrip,captions"`
}

// kinds are the kinds of log by the name that --as takes.
var kinds = map[string]chatlog.Format{
	"": chatlog.Unknown, "tabbed": chatlog.Tabbed, "irc": chatlog.IRC, "webvtt": chatlog.WebVTT,
	"subrip": chatlog.SubRip, "captions": chatlog.Captions,
}

// Run reads the log and prints what it holds. What could not be read is named
// on standard error, and kept in the output as a note.
func (c replayCommand) Run(w *world) (err error) {
	options := replay.Options{Format: kinds[c.As], Name: c.File}
	if err := c.known(&options); err != nil {
		return err
	}
	in, done, err := input(w, c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	result, err := replay.Run(in, options)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	for _, place := range result.Unread {
		if _, err := fmt.Fprintln(w.stderr, place); err != nil {
			return fmt.Errorf("print what could not be read: %w", err)
		}
	}
	write := map[string]func(io.Writer) error{
		"markdown": result.Markdown, "html": result.HTML, "json": result.JSON, "csv": result.CSV,
	}[c.Format]
	if err := write(w.stdout); err != nil {
		return fmt.Errorf("print what the log holds: %w", err)
	}
	return nil
}

// known reads what is known of the people of the log.
func (c replayCommand) known(o *replay.Options) (err error) {
	if c.People != "" {
		file, err := os.Open(c.People)
		if err != nil {
			return fmt.Errorf("open the people file: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		if o.People, err = replay.ReadPeople(file); err != nil {
			return fmt.Errorf("read %s: %w", c.People, err)
		}
	}
	if c.Roster == "" {
		return nil
	}
	file, err := os.Open(c.Roster)
	if err != nil {
		return fmt.Errorf("open the roster: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := o.ReadRoster(file); err != nil {
		return fmt.Errorf("read %s: %w", c.Roster, err)
	}
	return nil
}

// input opens a file, or gives standard input for "-".
func input(w *world, name string) (io.Reader, func() error, error) {
	if name == "-" {
		return w.stdin, func() error { return nil }, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("open what is to be read: %w", err)
	}
	return file, file.Close, nil
}
