package command

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Command is one entry of the table. Exactly one of Decide and Show is set.
type Command struct {
	Path string // "agenda add": words in lower case, a blank between them
	On   On
	Who  []bot.Role // any of these; see Leads, Members, Anyone
	Args []Arg
	// Find gives the stream on which a command decides that is On Found; args are
	// as given, unread. Its error tells the person what to mend.
	Find func(v bot.View, place bot.Place, args map[string]string) (bot.StreamID, error)
	// Decide makes facts. It is pure: everything it may look at is in the Context.
	Decide func(*Context) (bot.Decision, error)
	// Show answers a question and changes nothing.
	Show func(*Context) (bot.Reply, error)
	// Dress, where there is one, has the last word on a form of the command that
	// holds something already: it can fill in what a button could not carry.
	Dress func(v bot.View, form *chat.Form)
	// Typed lists the shorthand that means this command, for help ("q+ to say …").
	Typed []string
	// Inner commands are given by the clock, by other streams and by typed
	// conventions alone: they are in no help and on no platform's list.
	Inner bool
	// Unlisted commands can be typed but are on no list: the conventions of
	// logs, and what is meant for one occasion.
	Unlisted bool
	// Past says that, where no meeting is named or open, the last one is meant
	// rather than the next (minutes).
	Past bool
}

// On says which stream a command decides on.
type On int

// The streams a command may decide on.
const (
	Meeting   On = iota // the meeting meant: named, or open in this channel, or next
	Community           // people, roles, settings
	Work                // what outlives a meeting
	Case                // the conduct case that CaseArg or TokenArg names
	NewCase             // a conduct case that begins with it
	Found               // the one that Command.Find finds
	Month               // the messages that were written in a month; the bot alone decides there
)

// Who may give a command. RoleBot is always added: the bot's own clock and
// streams are never refused.
var (
	Leads   = []bot.Role{bot.RoleChair, bot.RoleActingChair, bot.RoleSecretariat}
	Chairs  = []bot.Role{bot.RoleChair, bot.RoleActingChair}
	Members = []bot.Role{bot.RoleMember, bot.RoleChair, bot.RoleActingChair, bot.RoleCoChair}
	Anyone  = []bot.Role{bot.RoleAnyone}
	Bot     = []bot.Role{bot.RoleBot}
	// Handlers may handle conduct cases, those that they are free to see.
	Handlers = []bot.Role{bot.RoleHandler}
)

// Arg is one argument.
type Arg struct {
	Name     string
	Kind     Kind
	Required bool
	Rest     bool // takes everything that is left of a typed line
	Named    bool // given by name only ("minutes: 10"), never by position
	// Carried arguments are set by buttons, shorthand and other streams; a
	// person can name them, but no form asks for them and, where Hidden, no help
	// lists them.
	Carried bool
	Choices []string // for Choice; their labels are the keys choice.NAME.VALUE
	Max     int      // characters for Text (DefaultMax when 0); largest value for Number
	Default string
}

// Hidden reports whether no list of arguments shows it: it is carried, and people
// have no need to name it, as they have for the meeting and the consensus call.
func (a Arg) Hidden() bool { return a.Carried && a.Name != MeetingArg && a.Name != CallArg }

// DefaultMax is how many characters a Text argument may have when Arg.Max is 0.
const DefaultMax = 2000

// Kind says what an argument holds.
type Kind int

// The kinds of argument, and what Context gives for each.
const (
	Text     Kind = iota // Text
	Long                 // Text, several lines
	Person               // Person
	People               // People
	Number               // Number
	Numbers              // Numbers, in the order given
	When                 // When: an instant
	Date                 // Text: YYYY-MM-DD, checked
	Duration             // Duration
	Choice               // Text: one of Choices
	Flag                 // Flag
	Zone                 // Text: an IANA time zone, checked
	Link                 // Text: an http or https address, checked
	File                 // Text: the contents of a text file
)

// MeetingArg names the meeting meant. Every command on a meeting has it, by
// name only; it is read before the command is bound.
const MeetingArg = "meeting"

// BallotArg and CallArg name the ballot and the consensus call meant (4, or 7.1 in
// a meeting). Buttons say them.
const (
	BallotArg = "ballot"
	CallArg   = "call"
)

// CaseArg names the conduct case meant, and TokenArg is the token of somebody whom
// a case concerns. A command on a case has one of them.
const (
	CaseArg  = "case"
	TokenArg = "token"
)

func (c *Command) takes(arg string) bool {
	return slices.ContainsFunc(c.Args, func(a Arg) bool { return a.Name == arg })
}

// key is the path as part of a word key: "agenda add" becomes "agenda.add".
func key(path string) string { return strings.ReplaceAll(path, " ", ".") }

// HelpKey is the key of the line that says what the command does.
func (c *Command) HelpKey() string { return "help." + key(c.Path) }

// ArgKeys are the keys of an argument's label, the command's own first, then
// the one that commands share.
func (c *Command) ArgKeys(arg string) (own, shared string) {
	return "arg." + key(c.Path) + "." + arg, "arg." + arg
}

// May reports whether somebody with these roles may give the command.
func (c *Command) May(reader bot.Reader) bool {
	if reader.Has(bot.RoleBot) {
		return true
	}
	return reader.Has(c.Who...)
}

// refuse says who may give the command instead.
func (c *Command) refuse() *lang.Error {
	return lang.Refuse("command.not-allowed."+whoKey(c.Who), "command", c.Path)
}

// whoKey names the sentence that tells who may.
func whoKey(who []bot.Role) string {
	has := func(r bot.Role) bool { return slices.Contains(who, r) }
	switch {
	case has(bot.RoleAnyone):
		return "anyone"
	case has(bot.RoleMember):
		return "members"
	case has(bot.RoleChair) && has(bot.RoleSecretariat):
		return "leads"
	case has(bot.RoleChair):
		return "chair"
	case has(bot.RoleSecretariat):
		return "secretariat"
	case has(bot.RoleHandler):
		return "handlers"
	}
	return "other"
}
