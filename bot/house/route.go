package house

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/bot/shorthand"
	"magbot/moderation"
)

// Routed is an input that is understood: who acts, what they ask, and which
// stream decides.
type Routed struct {
	Actor  bot.Actor
	Call   bot.Call
	Stream bot.StreamID
	Show   bool // a question: nothing will be recorded
	// Chosen says that nobody named the stream: what the house knows just now chose
	// it, and where several processes serve the record, another might choose another.
	Chosen bool

	veil string
}

// ErrTalk says that a typed line was ordinary talk, not meant for the bot.
var ErrTalk = errors.New("ordinary talk")

// Route understands an input. v holds the community and work streams; v.Here
// may be nil. The error is ErrTalk, or something the person can mend.
func (h *House) Route(v bot.View, in bot.Input) (Routed, error) {
	r := Routed{Actor: h.Actor(v, in.Actor), veil: in.Veil.Cause}
	v.Reader = h.reader(v, r.Actor, in.Place, nil)
	v.Print = h.printer(v, r.Actor.Person)
	switch intent := in.Intent.(type) {
	case bot.Call:
		r.Call = intent
	case bot.Typed:
		call, err := h.read(v, in.Place, intent)
		if err != nil {
			return r, err
		}
		r.Call = call
	}
	cmd, ok := h.table.Get(r.Call.Path)
	if !ok || cmd.Inner && r.Actor.Self == bot.NotSelf {
		return r, h.table.Unknown(r.Call.Path, v.Reader)
	}
	r.Show = cmd.Show != nil
	if in.Stream != "" {
		if err := named(in, r.Actor, cmd); err != nil {
			return r, err
		}
		r.Stream = in.Stream
		r.Call.Args = without(r.Call.Args, command.MeetingArg, cmd)
		return r, nil
	}
	return h.target(v, in.Place, cmd, r)
}

// named checks a stream that the input itself names. Only the bot does so, and
// only for a command that is decided there: anything else is a mistake in the
// program, which nobody who types could mend.
func named(in bot.Input, actor bot.Actor, cmd *command.Command) error {
	if actor.Self == bot.NotSelf {
		return errors.New("only the bot itself names the stream that decides")
	}
	_, isMeeting := in.Stream.Meeting()
	_, isCase := in.Stream.Case()
	_, isMonth := in.Stream.Month()
	right := map[command.On]bool{
		command.Found:   true, // the feature that names the stream knows it
		command.Meeting: isMeeting, command.Month: isMonth, command.Case: isCase, command.NewCase: isCase,
		command.Community: in.Stream == bot.CommunityStream, command.Work: in.Stream == bot.WorkStream,
	}[cmd.On]
	if !right {
		return fmt.Errorf("command %q is not decided on stream %q", cmd.Path, in.Stream)
	}
	return nil
}

func (h *House) target(v bot.View, place bot.Place, cmd *command.Command, r Routed) (Routed, error) {
	r.Chosen = (cmd.On == command.Meeting || cmd.On == command.Found) && !names(r.Call.Args)
	switch cmd.On {
	case command.Community:
		r.Stream = bot.CommunityStream
	case command.Work:
		r.Stream = bot.WorkStream
	case command.Meeting:
		id, err := h.meetingMeant(v, place, cmd, r.Call.Args[command.MeetingArg])
		if err != nil {
			return r, err
		}
		r.Stream = bot.MeetingStream(id)
		r.Call.Args = without(r.Call.Args, command.MeetingArg, cmd)
	case command.Case:
		id, err := caseMeant(v, cmd, r.Call.Args)
		r.Stream = id
		return r, err
	case command.NewCase:
		r.Stream = moderation.NewStream(v, r.veil)
	case command.Found:
		stream, err := cmd.Find(v, place, r.Call.Args)
		if err != nil {
			return r, err
		}
		r.Stream = stream
	case command.Month:
		return r, fmt.Errorf("command %q needs the stream of a month", cmd.Path)
	}
	return r, nil
}

// names reports whether a call names the stream that decides.
func names(args map[string]string) bool {
	return slices.ContainsFunc([]string{command.MeetingArg, command.BallotArg, command.CallArg}, func(arg string) bool {
		return strings.TrimSpace(args[arg]) != ""
	})
}

// caseMeant finds the conduct case that somebody names. One that they may not see
// is answered like one that is not.
func caseMeant(v bot.View, cmd *command.Command, args map[string]string) (bot.StreamID, error) {
	if !cmd.May(v.Reader) {
		return bot.CommunityStream, nil // where the right is missing, too: binding says so, and knows no case
	}
	for _, a := range cmd.Args {
		if a.Name != command.CaseArg && a.Name != command.TokenArg {
			continue
		}
		text := strings.TrimSpace(args[a.Name])
		switch {
		case text == "" && a.Name == command.TokenArg && !a.Required:
			return moderation.OfReader(v, cmd.Path)
		case text == "":
			return "", cmd.Lacks(a.Name)
		case a.Name == command.TokenArg:
			return moderation.ByToken(v, text)
		}
		return moderation.Find(v, text)
	}
	return "", fmt.Errorf("command %q names no case", cmd.Path)
}

// without takes the house's own argument out before the command is bound.
func without(args map[string]string, name string, cmd *command.Command) map[string]string {
	if _, has := args[name]; !has || cmd.On != command.Meeting {
		return args
	}
	rest := make(map[string]string, len(args))
	for k, v := range args {
		if k != name {
			rest[k] = v
		}
	}
	return rest
}

// meetingMeant finds the meeting: the one named, else the one open in this
// channel, else the only open one, else the next or (Past) the last.
func (h *House) meetingMeant(v bot.View, place bot.Place, cmd *command.Command, named string) (bot.MeetingID, error) {
	d := meeting.DirectoryOf(v)
	if named = strings.TrimSpace(named); named != "" {
		if m, ok := d.Find(named); ok {
			return m.ID, nil
		}
		return "", lang.Refuse("house.no-such-meeting", "text", named)
	}
	if id, ok := d.OpenAt(place); ok {
		return id, nil
	}
	if id, ok := d.OnlyOpen(); ok && place.Private() {
		return id, nil
	}
	next, hasNext := d.Next(v.Now)
	last, hasLast := d.Last()
	switch {
	case cmd.Past && hasLast:
		return last.ID, nil
	case hasNext:
		return next.ID, nil
	case hasLast:
		return last.ID, nil
	}
	return "", lang.Refuse("house.no-meeting")
}

// read understands a typed line: shorthand where a meeting is open, a little of
// it where none is, "/mag …" anywhere. What was meant for the bot is never ignored.
func (h *House) read(v bot.View, place bot.Place, t bot.Typed) (bot.Call, error) {
	text := strings.TrimSpace(t.Text)
	if rest, ok := afterSlash(text); ok {
		return h.parse(v, rest)
	}
	_, open := meeting.DirectoryOf(v).OpenAt(place)
	if typed, ok := shorthand.Parse(text); ok {
		if _, known := h.table.Get(typed.Path); known {
			if !open && !t.Addressed {
				return h.outside(v, place, text, typed)
			}
			return bot.Call{Path: typed.Path, Args: h.declared(typed)}, nil
		}
	}
	if t.Addressed {
		return h.parse(v, text)
	}
	return bot.Call{}, ErrTalk
}

func (h *House) parse(v bot.View, text string) (bot.Call, error) {
	if strings.TrimSpace(text) == "" {
		return bot.Do("help"), nil
	}
	return h.table.Parse(text, v.Reader)
}

// declared keeps the arguments that the command declares: shorthand may know
// more of what was typed than a command needs.
func (h *House) declared(typed shorthand.Command) map[string]string {
	cmd, _ := h.table.Get(typed.Path)
	args := make(map[string]string, len(typed.Args))
	for _, a := range cmd.Args {
		if given, ok := typed.Args[a.Name]; ok {
			args[a.Name] = given
		}
	}
	return args
}

// afterSlash takes "/mag" off the front.
func afterSlash(text string) (string, bool) {
	const name = "/mag"
	if len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return "", false
	}
	rest := text[len(name):]
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' && rest[0] != '\n' {
		return "", false
	}
	return strings.TrimSpace(rest), true
}

// Actor finds the person of an account.
func (h *House) Actor(v bot.View, a bot.Actor) bot.Actor {
	if a.Self != bot.NotSelf || a.Person != "" {
		return a
	}
	s := roster.Of(v)
	if id, ok := s.ByAccount(a.Account); ok {
		a.Person = id
		return a
	}
	// The room signs people in itself: its accounts are named like the person.
	if id := bot.PersonID(a.Account.User); a.Account.Platform == roomPlatform {
		if p, ok := s.Person(id); ok && !p.Erased && !p.Guest {
			a.Person = id
		}
	}
	return a
}
