package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"magbot/cmd/magbot/control"
)

type healthCommand struct {
	dataOnly
	Ready bool `help:"Ask whether it can record and post, as /readyz does. Without it: whether only a new start can help, as /healthz does."`
}

// Run asks the magbot that runs on the folder how it is, and is an error when it
// is not well or none answers. It needs no address, so that a container can ask.
func (c healthCommand) Run(w *world) error {
	what := askHealth
	if c.Ready {
		what = askReady
	}
	var said bytes.Buffer
	err := control.Ask(w.ctx, c.Data, what, &said)
	switch {
	case errors.Is(err, control.ErrNobody):
		return fmt.Errorf("no magbot is well in %s: %w", c.Data, err)
	case err != nil:
		return err
	}
	return w.say(strings.TrimSpace(said.String()))
}
