package main

import (
	"errors"
	"fmt"
)

type doctorCommand struct {
	dataFlags
	Listen    string `help:"Address of the room." default:"127.0.0.1:8737" env:"MAGBOT_LISTEN"`
	PublicURL string `name:"public-url" help:"How browsers reach the room." env:"MAGBOT_PUBLIC_URL"`
	Ops       string `help:"Address of /healthz, /readyz and /metrics." env:"MAGBOT_OPS"`
}

// Run looks at everything that it can, also after something was found, and is
// an error when something is broken.
func (c doctorCommand) Run(w *world) error {
	e := &examination{doctorCommand: c, world: w}
	for _, look := range []func(){
		e.user, e.folder, e.keys, e.record, e.chain, e.community, e.pause, e.rest, e.room, e.clock, e.zones, e.addresses, e.publicURL,
	} {
		look()
	}
	for _, f := range e.found {
		if err := w.sayf("%-6s  %s", f.grade, f.what); err != nil {
			return err
		}
		if f.mend != "" {
			if err := w.say("        To mend it: " + f.mend); err != nil {
				return err
			}
		}
	}
	broken, notes := e.count(gradeBroken), e.count(gradeNote)
	if broken > 0 {
		return fmt.Errorf("%s broken; %s worth a look", things(broken), things(notes))
	}
	return w.sayf("Nothing is broken; %s worth a look.", things(notes))
}

func things(n int) string {
	if n == 1 {
		return "1 thing is"
	}
	return fmt.Sprintf("%d things are", n)
}

// The grades of what was found.
const (
	gradeFine   = "ok"
	gradeNote   = "NOTE"
	gradeBroken = "BROKEN"
)

// finding is one thing that was looked at, and what to do about it.
type finding struct{ grade, what, mend string }

// examination is how far a doctor has come.
type examination struct {
	doctorCommand
	world *world
	found []finding

	running bool    // a magbot holds the record, and answers
	known   *status // of the community, when it could be had
}

func (e *examination) fine(format string, args ...any) {
	e.found = append(e.found, finding{grade: gradeFine, what: fmt.Sprintf(format, args...)})
}

func (e *examination) note(mend, format string, args ...any) {
	e.found = append(e.found, finding{gradeNote, fmt.Sprintf(format, args...), mend})
}

func (e *examination) broken(mend, format string, args ...any) {
	e.found = append(e.found, finding{gradeBroken, fmt.Sprintf(format, args...), mend})
}

func (e *examination) count(grade string) (n int) {
	for _, f := range e.found {
		if f.grade == grade {
			n++
		}
	}
	return n
}

// oneLine is an error without its line breaks.
func oneLine(err error) string {
	joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	if !ok || joined.Error() != err.Error() {
		return err.Error()
	}
	text := ""
	for _, part := range joined.Unwrap() {
		if text != "" {
			text += "; "
		}
		text += oneLine(part)
	}
	return text
}
