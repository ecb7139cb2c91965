package home

import (
	"cmp"
	"slices"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/meeting"
)

// own is an input of the person.
type own struct {
	meeting meeting.Entry
	input   agenda.Input
}

// inputs shows what the person handed in lately and what became of it, the
// newest first.
func inputs(v bot.View) chat.Message {
	var all []own
	for _, e := range meeting.DirectoryOf(v).All() {
		over := e.Phase == meeting.PhaseClosed && v.Now.Sub(e.Closed) > Lately
		if over || e.Phase == meeting.PhaseCancelled || e.Phase.Ahead() && e.Forgotten(v.Now) {
			continue
		}
		for _, in := range agenda.In(v, e.ID).Inputs {
			if slices.Contains(in.Authors, v.Reader.Person) {
				all = append(all, own{e, in})
			}
		}
	}
	if len(all) == 0 {
		return chat.Message{}
	}
	slices.SortStableFunc(all, func(a, b own) int {
		return cmp.Or(b.input.At.Compare(a.input.At), cmp.Compare(b.input.Number, a.input.Number))
	})
	list := chat.List{}
	for _, o := range all[:min(len(all), mostInputs)] {
		list.Lines = append(list.Lines, chat.Line(chat.Strong(words(v, o.input.Title)), " · ",
			v.Say("home.input-of", "input", o.input.Number, "title", o.meeting.Title.Text), " · ", agenda.FateOf(v, o.input)))
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("home.inputs")}, list}}
	if more := len(all) - mostInputs; more > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("home.more-inputs", "count", more))})
	}
	return m
}
