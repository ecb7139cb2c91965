package slack

import (
	"context"
	"regexp"
	"strings"
)

// mark is what Slack writes in angle brackets: <@U1>, <#C1|general>,
// <https://example.org|example>, <!here>, <!date^…|fallback>.
var mark = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plain writes what somebody typed as they saw it: names for identifiers,
// addresses as they are, and no markup of Slack's.
// Source: https://docs.slack.dev/messaging/formatting-message-text
func (s *Slack) plain(ctx context.Context, text string) string {
	var b strings.Builder
	last := 0
	for _, at := range mark.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(unescape.Replace(text[last:at[0]]))
		last = at[1]
		label := ""
		if at[6] >= 0 {
			label = unescape.Replace(text[at[6]:at[7]])
		}
		b.WriteString(s.unmark(ctx, text[at[2]:at[3]], unescape.Replace(text[at[4]:at[5]]), label))
	}
	b.WriteString(unescape.Replace(text[last:]))
	return b.String()
}

// unmark writes one thing in angle brackets as it is seen.
func (s *Slack) unmark(ctx context.Context, sigil, what, label string) string {
	switch sigil {
	case "@":
		return s.nameOf(ctx, what, label)
	case "#":
		if label == "" {
			label = what
			if name, err := s.web.channelName(ctx, what); err == nil {
				label = name
			}
		}
		return "#" + label
	case "!":
		if label != "" {
			return label
		}
		name, _, _ := strings.Cut(what, "^")
		return "@" + name
	}
	address := strings.TrimPrefix(strings.TrimPrefix(what, "mailto:"), "tel:")
	if label == "" {
		return address
	}
	if label == address || "http://"+label == address {
		return label
	}
	return label + " (" + address + ")"
}

// nameOf gives the name of a user: that on the roster, else the one they go by
// in Slack.
func (s *Slack) nameOf(ctx context.Context, user, label string) string {
	if user == s.self {
		return "magbot"
	}
	if seat, ok := s.People.Person(ctx, s.account(user)); ok {
		return seat.Name
	}
	if name, err := s.web.userName(ctx, user); err == nil && name != "" {
		return name
	}
	if label != "" {
		return label
	}
	return user
}

// addressed reports whether a line begins by mentioning the bot, and gives the
// rest of it.
func (s *Slack) addressed(text string) (rest string, yes bool) {
	text = strings.TrimSpace(text)
	at := mark.FindStringSubmatchIndex(text)
	if len(at) < 6 || at[0] != 0 || text[at[2]:at[3]] != "@" || text[at[4]:at[5]] != s.self {
		return text, false
	}
	return strings.TrimLeft(text[at[1]:], " \t\n,:"), true
}
