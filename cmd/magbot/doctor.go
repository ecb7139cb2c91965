package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

type doctorCommand struct {
	dataFlags
	feedFlags
	slackFlags
	discordFlags
	Listen  string        `help:"Address of the room." default:"127.0.0.1:8737" env:"MAGBOT_LISTEN"`
	Ops     string        `help:"Address of /healthz, /readyz and /metrics." env:"MAGBOT_OPS"`
	Backups time.Duration `name:"backup-age" help:"How old the newest backup may be." default:"48h"`
	JSON    bool          `name:"json" help:"Print what was found as JSON."`
}

// exitBroken is how the program ends when something is broken. It ends with 1
// when it could not look, and with 0 when there is nothing worse than notes.
const exitBroken = 2

// Run looks at everything that it can, also after something was found, and
// changes nothing.
func (c doctorCommand) Run(w *world) error {
	e := &examination{doctorCommand: c, world: w}
	for _, look := range []func(){
		e.user, e.folder, e.leftovers, e.keys, e.record, e.community, e.pause, e.backups,
		e.room, e.diskKind, e.clock, e.zones, e.files, e.addresses, e.publicURL, e.slack, e.discord,
	} {
		look()
	}
	if err := e.print(); err != nil {
		return err
	}
	if broken := e.count(gradeBroken); broken > 0 {
		return &exitError{exitBroken, fmt.Errorf("%s broken, and %s worth a look", things(broken), things(e.count(gradeNote)))}
	}
	return nil
}

func things(n int) string {
	if n == 1 {
		return "1 thing is"
	}
	return fmt.Sprintf("%d things are", n)
}

// grade says how bad a finding is.
type grade string

const (
	gradeFine   grade = "ok"
	gradeNote   grade = "note"   // worth a look; it serves
	gradeBroken grade = "broken" // it does not serve, or something can be lost or read by others
)

// finding is one thing that was looked at. Its fields are part of --json and
// are only ever added to.
type finding struct {
	Check string   `json:"check"` // what was looked at, in a word that stays
	Grade grade    `json:"grade"`
	What  string   `json:"what"`
	Why   string   `json:"why,omitempty"`  // it matters
	Mend  []string `json:"mend,omitempty"` // lines for a shell; what is no command begins with #
}

// examination is how far a doctor has come.
type examination struct {
	doctorCommand
	world *world
	found []finding

	keysSound bool    // the master key opens the keys
	running   bool    // a magbot holds the record, and answers
	known     *status // of the community, when it could be had
}

func (e *examination) fine(check, format string, args ...any) {
	e.found = append(e.found, finding{Check: check, Grade: gradeFine, What: fmt.Sprintf(format, args...)})
}

// note tells what is worth a look: what, why, and how to mend it.
func (e *examination) note(check, what, why string, mend ...string) {
	e.found = append(e.found, finding{check, gradeNote, what, why, mend})
}

// broken tells what cannot stay: what, why, and how to mend it.
func (e *examination) broken(check, what, why string, mend ...string) {
	e.found = append(e.found, finding{check, gradeBroken, what, why, mend})
}

func (e *examination) count(g grade) (n int) {
	for _, f := range e.found {
		if f.Grade == g {
			n++
		}
	}
	return n
}

func (e *examination) print() error {
	if e.JSON {
		raw, err := json.MarshalIndent(map[string]any{
			"findings": e.found, "broken": e.count(gradeBroken), "notes": e.count(gradeNote),
		}, "", "  ")
		if err != nil {
			return fmt.Errorf("write what was found: %w", err)
		}
		return e.world.say(string(raw))
	}
	for _, f := range e.found {
		if err := e.world.say(f.lines()...); err != nil {
			return err
		}
	}
	if e.count(gradeBroken) > 0 {
		return nil // the error says how much
	}
	return e.world.sayf("Nothing is broken; %s worth a look.", things(e.count(gradeNote)))
}

// lines is a finding as people read it.
func (f finding) lines() []string {
	lines := []string{fmt.Sprintf("%-6s  %s", f.label(), f.What)}
	if f.Why != "" {
		lines = append(lines, "        Why it matters: "+f.Why)
	}
	for i, line := range f.Mend {
		head := "        To mend it: "
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		lines = append(lines, head+line)
	}
	return lines
}

func (f finding) label() string {
	if f.Grade == gradeFine {
		return string(f.Grade)
	}
	return strings.ToUpper(string(f.Grade))
}

// command is a magbot command on this setup, as it can be typed in a shell.
func (e *examination) command(words ...string) string {
	return "magbot " + strings.Join(words, " ") + " --data " + quote(e.Data)
}

// withKey is a command that needs the master key.
func (e *examination) withKey(words ...string) string {
	if e.MasterKey == "" {
		return e.command(words...)
	}
	return e.command(words...) + " --master-key-file " + quote(e.MasterKey)
}

// quote makes a word for a shell of any text.
func quote(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%,=", r)
	}
	if text != "" && !slices.ContainsFunc([]rune(text), func(r rune) bool { return !plain(r) }) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// oneLine is an error without its line breaks.
func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' }), "; ")
}

// exitError ends the program with a number of its own.
type exitError struct {
	code int
	error
}

// Unwrap gives what went wrong.
func (e *exitError) Unwrap() error { return e.error }

// exitCode is the number with which the program ends.
func exitCode(err error) int {
	if with, ok := errors.AsType[*exitError](err); ok {
		return with.code
	}
	return 1
}
