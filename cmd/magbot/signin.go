package main

import (
	"errors"

	"magbot/bot/lang"
)

type signinCommand struct {
	dataFlags
	Name string `arg:"" help:"Name of the person, in quotation marks, as the roster has it."`
}

// Run makes a sign-in link for a person of the roster: the way back when nobody
// of the Secretariat can sign in any more. As when the Secretariat makes one,
// it is in the record and the person is told.
func (c signinCommand) Run(w *world) error {
	return c.operate(w, false, func(o operator, _ *lang.Catalogue) error {
		if !o.founded() {
			return errors.New("there is no community in this folder yet: magbot init \"Name of the community\"")
		}
		said, err := o.do(w.ctx, "", "person signin", "person", c.Name)
		if err != nil {
			return err
		}
		return w.say(said)
	})
}
