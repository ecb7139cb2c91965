package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
	"magbot/moderation"
)

// noticed is what a rule found in a message, as its author may know it.
type noticed struct {
	rule, clause, span, reason, link string
	at                               time.Time
}

// mostWhy is how many flags of one message are shown.
const mostWhy = 10

// asker reports whether a message of one of these accounts is still being looked at;
// it may be nil.
type asker func([]bot.Account) bool

// why shows an author what was found in their message. It says the same whatever
// became of it, and nothing of what anybody else reported, wrote or did. Looking takes
// its time beside the chat: until it is over, nothing is said to be kept or not.
func (a asker) why(c *command.Context) (bot.Reply, error) {
	pending := a.looks(c.View, c.Me()) // first: what is found meanwhile is not taken for nothing
	all := ownFlags(c.View, c.Me())
	link := c.Text("message")
	if link == "" && len(all) > 0 {
		link = all[0].link
	}
	all = slices.DeleteFunc(all, func(n noticed) bool { return !moderation.SameMessage(n.link, link) })
	m := chat.Message{Seen: c.Say("seen.only-you")}
	switch {
	case len(all) == 0 && pending:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.pending"))})
	case len(all) == 0:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.nothing"))})
	default:
		m.Blocks = append(m.Blocks, chat.Heading{Text: c.Say("watch.why.title")})
	}
	for _, n := range all[:min(len(all), mostWhy)] {
		m.Blocks = append(m.Blocks, flagBlocks(c.View, n.rule, n.clause, n.span, n.reason, n.link)...)
	}
	if len(all) > 0 && pending {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.pending"))})
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.next"))}, chat.Note{Text: chat.Line(c.Say("watch.why.more"))})
	return bot.Reply{Message: &m}, nil
}

// looks asks it for a person, by all accounts that they may write from. The room's
// are named like their persons.
func (a asker) looks(v bot.View, me bot.PersonID) bool {
	if a == nil || me == "" {
		return false
	}
	p, _ := roster.Of(v).Person(me)
	return a(append(slices.Clone(p.Accounts), bot.Account{Platform: "room", User: string(me)}))
}

// ownFlags lists what was found in the messages of one person, the newest first.
func ownFlags(v bot.View, me bot.PersonID) (all []noticed) {
	for _, f := range moderation.FlagsAbout(v, me) {
		all = append(all, noticed{f.Rule, string(f.Clause), f.Span.Text, f.Reason.Text, f.Link.Text, f.At})
	}
	for _, a := range whispers(v, me) {
		if a.Nudge {
			continue // the flag that it was about is listed
		}
		all = append(all, noticed{a.Rule, a.Clause, a.Span.Text, a.Reason.Text, a.Link.Text, a.At})
	}
	slices.SortStableFunc(all, func(a, b noticed) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.rule, b.rule)) })
	return all
}

// flagBlocks show rule, clause, span and reason.
func flagBlocks(v bot.View, rule, clause, span, reason, link string) []chat.Block {
	blocks := []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("watch.rule", "rule", rule, "clause", v.Say("choice.clause."+clause)))}}
	if span != "" {
		blocks = append(blocks, chat.Quote{Text: span, From: v.Say("watch.span")})
	}
	if rule == Interest && reason == "" {
		reason = v.Say("watch.interest.reason")
	}
	for line := range strings.Lines(reason) {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(strings.TrimSpace(line))})
	}
	if strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://") {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: v.Say("watch.link"), URL: link})})
	}
	return blocks
}
