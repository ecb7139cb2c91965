package action

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Words is what people read.
//
//go:embed words.en.toml
var Words embed.FS

// Limits of one action.
const (
	textMax   = 2000 // characters
	ownersMax = 20
)

// Commands lists the commands of this package.
func Commands() []command.Command {
	number := command.Arg{Name: "action", Kind: command.Number, Required: true}
	from := []command.Arg{
		{Name: "of", Required: true, Max: 200},
		{Name: "record", Kind: command.Number, Required: true},
	}
	return []command.Command{
		{
			Path: "action add", Who: command.Anyone, Typed: []string{"ACTION: NAME to … by DATE"},
			Args: []command.Arg{
				{Name: "text", Kind: command.Long, Required: true, Rest: true, Max: textMax},
				{Name: "owners", Named: true, Max: 500},
				{Name: "due", Named: true, Max: 200},
			},
			Decide: decideAdd,
		},
		{
			Path: "action done", On: command.Work, Who: command.Anyone, Typed: []string{"close action 4"},
			Args: []command.Arg{number, {Name: "note", Kind: command.Long, Rest: true, Max: textMax}}, Decide: decideDone,
		},
		{
			Path: "action change", On: command.Work, Who: command.Anyone,
			Args: []command.Arg{
				number,
				{Name: "owners", Named: true, Max: 500},
				{Name: "due", Named: true, Max: 200},
				{Name: "reason", Kind: command.Long, Rest: true, Max: textMax},
			},
			Decide: decideChange,
		},
		{
			Path: "action drop", On: command.Work, Who: command.Leads,
			Args:   []command.Arg{number, {Name: "reason", Kind: command.Long, Required: true, Rest: true, Max: textMax}},
			Decide: decideDrop,
		},
		{
			Path: "action show", On: command.Work, Who: command.Anyone, Typed: []string{"actions?", "my actions"},
			Args: []command.Arg{{Name: "whose", Kind: command.Choice, Choices: []string{"all", "mine"}, Default: "all"}},
			Show: show,
		},
		{Path: "action taken", On: command.Work, Who: command.Bot, Inner: true, Args: from, Decide: decideTaken},
		{Path: "action retracted", On: command.Work, Who: command.Bot, Inner: true, Args: from, Decide: decideRetracted},
	}
}

func decideAdd(c *command.Context) (bot.Decision, error) {
	m := meeting.Of(c.View)
	switch {
	case c.Archive:
	case !m.IsOpen():
		return bot.Decision{}, lang.Refuse("action.not-open")
	case m.OffRecord:
		return bot.Decision{}, lang.Refuse("action.off-record")
	}
	text := strings.TrimSpace(c.Text("text"))
	owners, named, err := readOwners(c, c.Text("owners"))
	if err != nil {
		return bot.Decision{}, err
	}
	due, unread, err := readDue(c, text)
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	item, _ := agenda.Of(c.View).Current()
	e := Recorded{
		Number: len(s.Items) + 1, Text: bot.Write(c.Me(), text), Owners: owners, Named: named,
		Due: due, Item: item.Number, By: c.Me(),
	}
	ref := bot.Ref{Stream: c.Here.Stream, Version: c.Here.Version + 1}
	return bot.Decision{
		Events: []bot.Event{e},
		Effects: []bot.Effect{
			forward("action taken", ref),
			{
				Do: bot.Post, Key: ShowRecorded, Show: ShowRecorded, To: bot.ToChannels(),
				With: map[string]string{"record": strconv.FormatUint(ref.Version, 10)},
			},
		},
		Reply: recordedReply(c, e, unread),
	}, nil
}

// forward tells the work stream of an action that a record holds.
func forward(path string, ref bot.Ref) bot.Effect {
	id, _ := ref.Stream.Meeting()
	return bot.Effect{Do: bot.Forward, Key: path, Send: &bot.Forwarded{
		Stream: bot.WorkStream,
		Call:   bot.Do(path, "of", string(id), "record", strconv.FormatUint(ref.Version, 10)),
	}}
}

// Retract names what follows when the record of an action is taken back: the
// work stream is told.
func Retract(ref bot.Ref) bot.Effect { return forward("action retracted", ref) }

// readOwners reads names with commas, "and" or "&" between them. Who is known
// becomes an owner; a name that nobody has is kept as it was typed, and so is
// one that several have in a log of the past.
func readOwners(c *command.Context, names string) ([]bot.PersonID, bot.Words, error) {
	var owners []bot.PersonID
	var unknown []string
	for _, name := range splitNames(names) {
		found := find(c, name)
		switch {
		case len(found) == 1:
			if !slices.Contains(owners, found[0]) {
				owners = append(owners, found[0])
			}
		case len(found) > 1 && !c.Archive:
			return nil, bot.Words{}, lang.Refuse("action.several", "text", shorten(name), "names", nameList(c.View, found))
		default:
			unknown = append(unknown, name)
		}
		if len(owners)+len(unknown) > ownersMax {
			return nil, bot.Words{}, lang.Refuse("action.too-many-owners", "most", ownersMax)
		}
	}
	if len(unknown) == 0 {
		return owners, bot.Words{}, nil
	}
	return owners, bot.Write(c.Me(), strings.Join(unknown, ", ")), nil
}

func splitNames(names string) []string {
	names = strings.NewReplacer(" and ", ",", " AND ", ",", "&", ",", ";", ",", "\n", ",").Replace(names)
	var all []string
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

func find(c *command.Context, name string) []bot.PersonID {
	if strings.EqualFold(name, "me") || name == "I" {
		return []bot.PersonID{c.Me()}
	}
	found := roster.Of(c.View).Find(name)
	if len(found) == 1 && !c.Archive && !wholly(c.View, found[0], name) {
		return nil
	}
	return found
}

// shortest is how many letters of a name stand for its owner, where nobody
// else's begins so: "temi" may be Temilade, but "We" is not Wendy.
const shortest = 4

// wholly reports whether a text is made of words of a person's name or of
// another name they go by, each whole or long enough to be no other word.
func wholly(v bot.View, id bot.PersonID, text string) bool {
	p, _ := roster.Of(v).Person(id)
	words := wordsOf(text)
	for _, name := range append([]bot.Words{{Text: string(id)}, p.Name}, p.Aliases...) {
		of := wordsOf(name.Text)
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !begins(of, w) }) {
			return true
		}
	}
	return false
}

// begins reports whether a word is one of the words, or the beginning of one.
func begins(words []string, w string) bool {
	long := len([]rune(w)) >= shortest
	return slices.ContainsFunc(words, func(of string) bool { return of == w || long && strings.HasPrefix(of, w) })
}

// wordsOf splits a name into its words as they are compared: without case and
// without the marks on letters.
func wordsOf(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// readDue reads the date. Words after "by" in a typed line may be no date
// ("by the next meeting"): they stay in the text, and unread says so. A date
// that was given as such and cannot be read is refused, and so is a day that is
// over.
func readDue(c *command.Context, text string) (due, unread string, err error) {
	given := strings.TrimSpace(c.Text("due"))
	if given == "" {
		return "", "", nil
	}
	day, err := civil.ParseDate(given, c.Now, c.Reader.Zone)
	switch {
	case err == nil && !c.Archive && day.String() < c.Now.In(zone(c)).Format(time.DateOnly):
		return "", "", lang.Refuse("action.due-over", "date", day.String())
	case err == nil:
		return day.String(), "", nil
	case c.Archive || strings.Contains(text, given):
		return "", given, nil
	}
	return "", "", err
}

// zone is where the reader's day begins.
func zone(c *command.Context) *time.Location {
	if c.Reader.Zone == nil {
		return time.UTC
	}
	return c.Reader.Zone
}

// recordedReply confirms what was understood, and says what is missing.
func recordedReply(c *command.Context, e Recorded, unread string) bot.Reply {
	m := chat.Say(c.Say("action.recorded", "owners", ownerNames(c.View, e.Owners, e.Named)))
	switch {
	case e.Due != "":
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("action.due", "date", e.Due))})
	case unread != "":
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("action.due-unread", "text", shorten(unread)))})
	default:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("action.no-date"))})
	}
	if !e.Named.IsZero() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("action.nobody-called", "text", shorten(e.Named.Text)))})
	}
	m.Seen = c.Say("seen.channel")
	return bot.Reply{Message: &m}
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}
