package discord

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"magbot/bot/chat"
)

// What the custom_id of a button begins with: whether it makes its call or asks
// for the form first. A number follows, since no two of a message may be equal,
// and a colon.
const (
	doMark  = "d"
	askMark = "a"
)

// writeCall writes a call as short as can be, and the same call always alike:
// "queue call?meeting=7&person=p4".
func writeCall(c chat.Call) string {
	var b strings.Builder
	b.WriteString(brief(c.Path))
	names := make([]string, 0, len(c.Args))
	for name := range c.Args {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		sign := "&"
		if i == 0 {
			sign = "?"
		}
		b.WriteString(sign + brief(name) + "=" + brief(c.Args[name]))
	}
	return b.String()
}

// brief escapes only what writeCall gives a meaning, and "@", which begins a key.
var brief = strings.NewReplacer("%", "%25", "?", "%3F", "&", "%26", "=", "%3D", "@", "%40").Replace

// readCall reads what writeCall wrote.
func readCall(value string) (chat.Call, error) {
	path, rest, _ := strings.Cut(value, "?")
	path, err := url.PathUnescape(path)
	if err != nil || path == "" {
		return chat.Call{}, errors.New("read a button: it names no command")
	}
	c := chat.Call{Path: path}
	for pair := range strings.SplitSeq(rest, "&") {
		if pair == "" {
			continue
		}
		name, v, ok := strings.Cut(pair, "=")
		name, err1 := url.PathUnescape(name)
		v, err2 := url.PathUnescape(v)
		if !ok || err1 != nil || err2 != nil {
			return chat.Call{}, errors.New("read a button: an argument of it cannot be read")
		}
		if c.Args == nil {
			c.Args = map[string]string{}
		}
		c.Args[name] = v
	}
	return c, nil
}

// pressed is what the custom_id of a button says.
type pressed struct {
	asks  bool
	value string // a call, or the key of one
}

func readButton(id string) (pressed, bool) {
	head, value, ok := strings.Cut(id, ":")
	if !ok || value == "" || head == "" {
		return pressed{}, false
	}
	if _, err := strconv.ParseUint(head[1:], 36, 32); err != nil {
		return pressed{}, false
	}
	switch head[:1] {
	case doMark:
		return pressed{value: value}, true
	case askMark:
		return pressed{asks: true, value: value}, true
	}
	return pressed{}, false
}

// buttons draws rows. A label that Discord would not take is shortened on the
// button and stands whole above the buttons.
func (d drawing) buttons(all []chat.Button) (rows []discordgo.MessageComponent, whole []chunk, err error) {
	row := discordgo.ActionsRow{}
	for i, b := range all {
		button, cut, err := d.button(i, b)
		if err != nil {
			return nil, nil, err
		}
		if cut != "" {
			whole = append(whole, d.small(chat.Line(cut))...)
		}
		row.Components = append(row.Components, button)
		if len(row.Components) == mostInRow || i == len(all)-1 {
			rows, row = append(rows, row), discordgo.ActionsRow{}
		}
	}
	return rows, whole, nil
}

var buttonStyles = map[chat.ButtonStyle]discordgo.ButtonStyle{
	chat.Ordinary: discordgo.SecondaryButton, chat.Primary: discordgo.PrimaryButton, chat.Danger: discordgo.DangerButton,
}

func (d drawing) button(number int, b chat.Button) (button discordgo.Button, whole string, err error) {
	mark := doMark
	if b.Ask {
		mark = askMark
	}
	id := fmt.Sprintf("%s%s:", mark, strconv.FormatInt(int64(number), 36))
	value, err := d.value(b.Call, mostID-width(id))
	if err != nil {
		return button, "", err
	}
	label := oneLine(b.Label)
	if label == "" {
		label = b.Call.Path
	}
	short, cut := shorten(label, mostLabel)
	if cut {
		whole = label
	}
	style, ok := buttonStyles[b.Style]
	if !ok {
		style = discordgo.SecondaryButton
	}
	return discordgo.Button{Label: short, Style: style, CustomID: id + value}, whole, nil
}
