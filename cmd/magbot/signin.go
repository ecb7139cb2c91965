package main

import (
	"errors"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

type signinCommand struct {
	dataFlags
	Name string `arg:"" help:"Name of the person, in quotation marks, as the roster has it."`

	Secretariat bool `help:"Put the person into the office of the Secretariat first: only when nobody holds it any more."`
}

// Run makes a sign-in link for a person of the roster: the way back when nobody
// of the Secretariat can sign in any more. As when the Secretariat makes one,
// it is in the record and the person is told.
func (c signinCommand) Run(w *world) error {
	return c.operate(w, false, func(o operator, _ *lang.Catalogue) error {
		if !o.founded() {
			return errors.New("there is no community in this folder yet: magbot init \"Name of the community\"")
		}
		if c.Secretariat {
			if err := c.office(w, o); err != nil {
				return err
			}
		}
		said, err := o.do(w.ctx, "", "person signin", "person", c.Name)
		if err != nil {
			return err
		}
		return w.say(said)
	})
}

// office gives the person the office of the Secretariat when the terms of all
// who held it are over, since nobody in the room could.
func (c signinCommand) office(w *world, o operator) error {
	held := 0
	o.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { held = len(roster.Of(v).With(bot.RoleSecretariat, v.Now)) })
	if held > 0 {
		return errors.New("somebody is in office as Secretariat, and gives roles in the room: /mag roster role NAME secretariat. Leave out --secretariat to let them in")
	}
	_, err := o.do(w.ctx, "", "roster role", "person", c.Name, "role", string(bot.RoleSecretariat))
	return err
}
