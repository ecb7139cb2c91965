package house

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/consensus"
	"magbot/bot/lang"
)

// House is every feature put together. It is pure and holds no state; all of
// its methods may be called at once.
type House struct {
	features []Feature
	table    *command.Table
	words    *lang.Catalogue
	events   map[string]bot.EventType
	shows    map[string]bot.Show
	requests map[string]bot.MakeRequest
}

// New puts features together. Two that claim one command, event, show or word
// are an error, and so is a word file that cannot be read.
func New(features []Feature) (*House, error) {
	h := &House{events: map[string]bot.EventType{}, shows: map[string]bot.Show{}, requests: map[string]bot.MakeRequest{}}
	h.features = append([]Feature{h.own()}, features...)
	features = h.features
	var commands [][]command.Command
	var words []fs.FS
	for _, f := range features {
		commands = append(commands, f.Commands)
		if f.Words != nil {
			words = append(words, f.Words)
		}
		for _, e := range f.Events {
			if _, twice := h.events[e.Kind]; twice {
				return nil, fmt.Errorf("feature %s: event %q is declared twice", f.Name, e.Kind)
			}
			h.events[e.Kind] = e
		}
		for name, show := range f.Shows {
			if _, twice := h.shows[name]; twice {
				return nil, fmt.Errorf("feature %s: show %q is declared twice", f.Name, name)
			}
			h.shows[name] = show
		}
		for name, ask := range f.Asks {
			if _, twice := h.requests[name]; twice {
				return nil, fmt.Errorf("feature %s: request %q is declared twice", f.Name, name)
			}
			h.requests[name] = ask
		}
	}
	var err error
	if h.table, err = command.NewTable(commands...); err != nil {
		return nil, err
	}
	h.words, err = lang.Load(words...)
	return h, err
}

// Apply folds one event into the state of its stream: every feature sees every
// event and changes only its own part.
func (h *House) Apply(s *bot.State, m bot.Meta, e bot.Event) {
	for _, f := range h.features {
		if f.Apply != nil {
			f.Apply(s, m, e)
		}
	}
}

// EventType gives what reads an event of this kind back.
func (h *House) EventType(kind string) (bot.EventType, bool) {
	t, ok := h.events[kind]
	return t, ok
}

// EventTypes lists every kind of event.
func (h *House) EventTypes() []bot.EventType {
	var all []bot.EventType
	for _, f := range h.features {
		all = append(all, f.Events...)
	}
	return all
}

// Table gives the table of commands.
func (h *House) Table() *command.Table { return h.table }

// Words gives the catalogue.
func (h *House) Words() *lang.Catalogue { return h.words }

// Due lists what time will bring to v.Here, in no order.
func (h *House) Due(v bot.View) []bot.Due {
	var due []bot.Due
	for _, f := range h.features {
		if f.Due != nil {
			due = append(due, f.Due(v)...)
		}
	}
	return due
}

// Rests reports whether a meeting, a consensus call, a ballot, or the month of
// what was written, is over for good as far as time goes: nothing will be due in
// v.Here unless something new is recorded there.
func (h *House) Rests(v bot.View) bool {
	_, isMeeting := v.Here.Stream.Meeting()
	_, isMonth := v.Here.Stream.Month()
	_, isBallot := v.Here.Stream.Ballot()
	if !isMeeting && !isMonth && !isBallot && !consensus.ByItself(v.Here.Stream) {
		return false
	}
	return !slices.ContainsFunc(h.features, func(f Feature) bool {
		return f.Due != nil && (f.Rests == nil || !f.Rests(v))
	})
}

// Show writes the message of an effect. Buttons of a meeting's message say
// which meeting they mean, so that they still do when another one is open.
func (h *House) Show(v bot.View, e bot.Effect) (chat.Message, error) {
	show, ok := h.shows[e.Show]
	if !ok {
		return chat.Message{}, fmt.Errorf("nothing is declared to show %q", e.Show)
	}
	m, err := show(v, e)
	if err != nil {
		return chat.Message{}, fmt.Errorf("show %s: %w", e.Show, err)
	}
	return zoned(v, h.nameMeeting(v.Here, m)), nil
}

// Request makes what an Ask is about; false when there is nothing to ask any more.
func (h *House) Request(v bot.View, e bot.Effect) (bot.Request, bool, error) {
	ask, ok := h.requests[e.Show]
	if !ok {
		return bot.Request{}, false, fmt.Errorf("nothing is declared to ask %q", e.Show)
	}
	req, still := ask(v, e)
	return req, still, nil
}

// HasShow reports whether an effect of this name can be shown.
func (h *House) HasShow(name string) bool { _, ok := h.shows[name]; return ok }

// nameMeeting makes the buttons of a message say which meeting they mean.
func (h *House) nameMeeting(s *bot.State, m chat.Message) chat.Message {
	buttons := make([]chat.Button, len(m.Buttons))
	for i, b := range m.Buttons {
		b.Call = h.callOf(s, b.Call)
		buttons[i] = b
	}
	if len(buttons) > 0 {
		m.Buttons = buttons
	}
	return m
}

// formOf makes a form say which meeting it means, unless it asks for it.
func (h *House) formOf(s *bot.State, f chat.Form) chat.Form {
	asks := func(field chat.Field) bool { return field.Name == command.MeetingArg }
	if !slices.ContainsFunc(f.Fields, asks) {
		f.Call = h.callOf(s, f.Call)
	}
	return f
}

// callOf names the meeting whose state it is in a call that is decided in a
// meeting and names none.
func (h *House) callOf(s *bot.State, call chat.Call) chat.Call {
	if s == nil || call.Args[command.MeetingArg] != "" {
		return call
	}
	id, isMeeting := s.Stream.Meeting()
	if c, ok := h.table.Get(call.Path); !ok || !isMeeting || c.On != command.Meeting {
		return call
	}
	args := map[string]string{command.MeetingArg: string(id)}
	for name, value := range call.Args {
		if value != "" {
			args[name] = value
		}
	}
	call.Args = args
	return call
}

// help is the house's own feature: the commands about the table itself.
func (h *House) help(c *command.Context) (bot.Reply, error) {
	if about := c.Text("command"); about != "" {
		m, err := h.table.HelpFor(c.View, strings.TrimPrefix(about, "/mag "))
		return bot.Reply{Message: &m}, err
	}
	m := h.table.Help(c.View)
	return bot.Reply{Message: &m}, nil
}
