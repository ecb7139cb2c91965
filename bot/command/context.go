package command

import (
	"time"

	"magbot/bot"
	"magbot/bot/lang"
)

// Context is what a command's rule may look at: the view, who acts and where,
// and the arguments, read and checked.
type Context struct {
	bot.View
	Actor bot.Actor
	Place bot.Place
	Cause bot.Cause
	Call  bot.Call
	Fresh string   // see bot.Input
	Veil  bot.Veil // see bot.Input
	// Archive is set when a log of the past is read: no right is withheld and
	// nothing that was said is refused.
	Archive bool

	values map[string]any
}

// Has reports whether the argument was given.
func (c *Context) Has(arg string) bool { _, ok := c.values[arg]; return ok }

// Text gives a Text, Long, Date, Choice, Zone, Link or File argument; empty when absent.
func (c *Context) Text(arg string) string { return value[string](c, arg) }

// Person gives a Person argument; empty when absent.
func (c *Context) Person(arg string) bot.PersonID { return value[bot.PersonID](c, arg) }

// People gives a People argument.
func (c *Context) People(arg string) []bot.PersonID { return value[[]bot.PersonID](c, arg) }

// Number gives a Number argument; 0 when absent.
func (c *Context) Number(arg string) int { return value[int](c, arg) }

// Numbers gives a Numbers argument.
func (c *Context) Numbers(arg string) []int { return value[[]int](c, arg) }

// When gives a When argument in UTC; zero when absent.
func (c *Context) When(arg string) time.Time { return value[time.Time](c, arg) }

// Duration gives a Duration argument; 0 when absent.
func (c *Context) Duration(arg string) time.Duration { return value[time.Duration](c, arg) }

// Flag gives a Flag argument; false when absent.
func (c *Context) Flag(arg string) bool { return value[bool](c, arg) }

func value[T any](c *Context, arg string) T {
	v, _ := c.values[arg].(T)
	return v
}

// Me is the person who acts; empty when it is the bot itself.
func (c *Context) Me() bot.PersonID { return c.Actor.Person }

// Readers read the arguments whose meaning lies outside this package. None may
// be nil. Their errors tell the person what to mend.
type Readers struct {
	Person   func(v bot.View, text string) (bot.PersonID, error)
	When     func(v bot.View, text string) (time.Time, error) // in UTC
	Date     func(v bot.View, text string) (string, error)    // YYYY-MM-DD
	Duration func(text string) (time.Duration, error)
}

// Bind checks the right to give the call and reads its arguments. The context
// must hold everything but the arguments. Errors tell the person what to mend.
func (t *Table) Bind(c *Context, readers Readers) (*Command, error) {
	cmd, ok := t.byPath[c.Call.Path]
	if !ok {
		return nil, t.unknown(c.Call.Path, c.Reader)
	}
	if !c.Archive && !cmd.May(c.Reader) {
		return nil, cmd.refuse()
	}
	c.values = make(map[string]any, len(c.Call.Args))
	for name := range c.Call.Args {
		if !cmd.takes(name) {
			return nil, lang.Refuse("command.no-such-arg", "arg", shorten(name), "command", cmd.Path)
		}
	}
	for _, a := range cmd.Args {
		if err := c.bind(cmd, a, readers); err != nil {
			return nil, err
		}
	}
	return cmd, nil
}
