package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/lang"
)

type initCommand struct {
	dataFlags
	Name string `arg:"" help:"Name of the community, in quotation marks."`
}

// Run founds a community, or makes a new code for one that nobody has claimed.
func (c initCommand) Run(w *world) error {
	if strings.TrimSpace(c.Name) == "" {
		return errors.New("a community needs a name: magbot init \"Advisory Group\"")
	}
	return c.operate(w, true, func(o operator, words *lang.Catalogue) error {
		said, err := c.found(w.ctx, o)
		if err != nil {
			return err
		}
		return w.say(said, words.For("en").Say("cli.claim-how"))
	})
}

// operate has the operator give commands to a record that no magbot runs on;
// what they post goes out when one does.
func (f dataFlags) operate(w *world, create bool, give func(operator, *lang.Catalogue) error) (err error) {
	d, err := f.open(w, create)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	h, err := newHouse()
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Config{Store: d.record, Keys: d.keys, House: h})
	if err != nil {
		return err
	}
	if err := e.Start(w.ctx); err != nil {
		return err
	}
	defer e.Stop()
	return give(operator{engine: e, place: bot.Place{Platform: roomPlatform, Channel: general}}, h.Words())
}

// found makes the community, or what is missing of it after a crash, and
// answers with the code. The example community is for rehearsals and is never
// claimed.
func (c initCommand) found(ctx context.Context, o operator) (said string, err error) {
	var example, claimed bool
	o.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		example, claimed = isExample(v), community.Of(v).Claimed
	})
	if example {
		return "", fmt.Errorf("the folder %s holds the example community (%s): name another folder with --data", c.Data, exampleName)
	}
	if !o.founded() {
		if _, err := o.do(ctx, "found", "community found", "name", c.Name); err != nil {
			return "", err
		}
	}
	if !claimed {
		if _, err := o.do(ctx, "channel", "channel link"); err != nil {
			return "", err
		}
	}
	return o.do(ctx, "", "community claim-code")
}

// operator gives commands at the machine itself.
type operator struct {
	engine *engine.Engine
	place  bot.Place
}

func (o operator) founded() (yes bool) {
	o.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { yes = community.Of(v).Founded })
	return yes
}

// do gives a command and returns what was answered. A step with a name is done
// once however often the program is started; without one it is done each time.
func (o operator) do(ctx context.Context, step, path string, args ...string) (string, error) {
	in, err := o.input(step, path, args)
	if err != nil {
		return "", err
	}
	answer, err := o.engine.Handle(ctx, in)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	said := plain(answer.Message)
	if answer.Refused {
		return "", errors.New(said)
	}
	return said, nil
}

func (o operator) input(step, path string, args []string) (bot.Input, error) {
	cause, err := bot.Cause("operator:"+step), error(nil)
	if step == "" {
		cause, err = o.engine.NewCause("operator")
	}
	return bot.Input{
		Cause: cause, Actor: bot.Actor{Self: bot.ByCommand}, Place: o.place, Intent: bot.Do(path, args...),
	}, err
}

// plain writes a message as text for a terminal.
func plain(m chat.Message) string {
	var lines []string
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case chat.Heading:
			lines = append(lines, b.Text)
		case chat.Paragraph:
			lines = append(lines, plainText(b.Text))
		case chat.Note:
			lines = append(lines, plainText(b.Text))
		case chat.Quote:
			lines = append(lines, b.Text)
		case chat.List:
			for _, l := range b.Lines {
				lines = append(lines, "- "+plainText(l))
			}
		case chat.Table, chat.Picture, chat.File: // nothing the operator is told has one
		}
	}
	return strings.Join(lines, "\n")
}

func plainText(t chat.Text) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			b.WriteString(string(s))
		case chat.Strong:
			b.WriteString(string(s))
		case chat.Link:
			b.WriteString(s.URL)
		case chat.Time:
			b.WriteString(s.At.UTC().Format("2006-01-02 15:04 UTC"))
		case chat.Clock: // a running clock has no place in a terminal
		}
	}
	return b.String()
}
