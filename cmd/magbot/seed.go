package main

import (
	"context"
	"errors"
	"fmt"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/roster"
)

// exampleName is what the example community is called.
const exampleName = "Example Advisory Group"

// seed makes the example community when there is none. Its first record marks
// it as an example, and its people come through the same import as any roster.
// A crash in the middle is made good at the next start.
func seed(ctx context.Context, e *engine.Engine) error {
	o := operator{engine: e, place: bot.Place{Platform: roomPlatform, Channel: general}}
	if o.founded() {
		return finishSeed(ctx, o)
	}
	if _, err := o.do(ctx, "found", "community found", "name", exampleName, "example", "yes"); err != nil {
		return fmt.Errorf("make the example community: %w", err)
	}
	return finishSeed(ctx, o)
}

// finishSeed adds what an example community begins with, unless it has it.
func finishSeed(ctx context.Context, o operator) error {
	if !o.example() {
		return nil
	}
	if _, err := o.do(ctx, "channel", "channel link"); err != nil {
		return fmt.Errorf("link the example community's channel: %w", err)
	}
	// Another process that starts on the same record may import it meanwhile.
	if err := o.importRoster(ctx, roster.Example()); err != nil && o.example() {
		return fmt.Errorf("import the example community's roster: %w", err)
	}
	return nil
}

// example reports whether the community is an example that nobody has added
// people to yet.
func (o operator) example() bool {
	ok := false
	o.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		ok = isExample(v) && len(roster.Of(v).All()) == 0
	})
	return ok
}

// importRoster imports a file as the Secretariat would: it asks for the preview
// and confirms just that.
func (o operator) importRoster(ctx context.Context, file string) error {
	in, err := o.input("", "roster import", []string{"file", file})
	if err != nil {
		return err
	}
	preview, err := o.engine.Handle(ctx, in)
	if err != nil {
		return err
	}
	if preview.Refused || preview.Form == nil {
		return errors.New(plain(preview.Message))
	}
	_, err = o.do(ctx, "roster", "roster import", "file", file, "confirm", preview.Form.Call.Args["confirm"])
	return err
}
