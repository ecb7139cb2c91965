package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/moderation"
)

// noticed is what a rule found in a message, as its author may know it.
type noticed struct {
	rule, clause, span, reason, link string
	at                               time.Time
}

// mostWhy is how many flags of one message are shown.
const mostWhy = 10

// why shows an author what was found in their message. It says the same whatever
// became of it, and nothing of what anybody else reported, wrote or did.
func why(c *command.Context) (bot.Reply, error) {
	all := ownFlags(c.View, c.Me())
	link := c.Text("message")
	if link == "" && len(all) > 0 {
		link = all[0].link
	}
	all = slices.DeleteFunc(all, func(n noticed) bool { return !moderation.SameMessage(n.link, link) })
	m := chat.Message{Seen: c.Say("seen.only-you")}
	if len(all) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.nothing"))})
	} else {
		m.Blocks = append(m.Blocks, chat.Heading{Text: c.Say("watch.why.title")})
	}
	for _, n := range all[:min(len(all), mostWhy)] {
		m.Blocks = append(m.Blocks, flagBlocks(c.View, n.rule, n.clause, n.span, n.reason, n.link)...)
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.why.next"))}, chat.Note{Text: chat.Line(c.Say("watch.why.more"))})
	return bot.Reply{Message: &m}, nil
}

// ownFlags lists what was found in the messages of one person, the newest first.
func ownFlags(v bot.View, me bot.PersonID) (all []noticed) {
	for _, f := range moderation.FlagsAbout(v, me) {
		all = append(all, noticed{f.Rule, string(f.Clause), f.Span.Text, f.Reason.Text, f.Link.Text, f.At})
	}
	for _, a := range whispers(v, me) {
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
	for line := range strings.Lines(reason) {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(strings.TrimSpace(line))})
	}
	if strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://") {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: v.Say("watch.link"), URL: link})})
	}
	return blocks
}
