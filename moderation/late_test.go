package moderation_test

import (
	"slices"
	"strings"
	"testing"

	"magbot/bot/chat"
)

// settled closes a case with a step that Sam can appeal, and gives Sam's token.
func (w *town) settled(name string) (token string) {
	w.t.Helper()
	token = w.stepped(name, "restriction")
	w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "It was so.")
	return token
}

// An appeal that comes long after the case was closed waits from then on: nobody is
// reminded of it at once, time after time, nor is it brought to others as if it had
// been left alone all the while.
func TestALateAppealIsNotOverdueAtOnce(t *testing.T) {
	inTown(t, func(w *town) {
		contact(w)
		name, _ := w.report("rita", "sam", "2")
		token := w.settled(name)
		w.later(20 * day)
		w.forget()
		w.must("sam", "conduct appeal", "token", token, "text", "I did not mean it.")
		judges := func() (all []string) {
			for alias := range w.names {
				if w.sees(alias, name) {
					all = append(all, alias)
				}
			}
			slices.Sort(all)
			return all
		}
		first := judges()
		for alias := range w.names {
			if got := w.gotText(alias); strings.Contains(got, "nobody has touched it") {
				t.Errorf("%s is reminded at once: %s", alias, got)
			}
		}
		w.later(3 * day)
		reminded := 0
		for alias := range w.names {
			reminded += strings.Count(w.gotText(alias), "nobody has touched it for 2 days")
		}
		if reminded == 0 || !slices.Equal(judges(), first) {
			t.Errorf("after three days %d were reminded; %q may see it, before %q", reminded, judges(), first)
		}
		w.later(12 * day)
		if slices.Equal(judges(), first) {
			t.Errorf("after fifteen days it came to nobody else: %q", first)
		}
	})
}

// The list says of a closed case that an appeal waits: it stands there for no other
// reason.
func TestTheListSaysThatAnAppealWaits(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		token := w.settled(name)
		if got := text(w.must("nia", "conduct cases").Message); strings.Contains(got, name) {
			t.Errorf("a closed case is listed: %s", got)
		}
		w.must("sam", "conduct appeal", "token", token, "text", "I did not mean it.")
		seen := 0
		for _, alias := range []string{"nia", "pim", "fay"} {
			list := w.do(alias, "conduct cases").Message
			if !strings.Contains(text(list), name) {
				continue
			}
			seen++
			if !slices.ContainsFunc(list.Blocks, func(b chat.Block) bool {
				l, is := b.(chat.List)
				return is && strings.Contains(text(chat.Message{Blocks: []chat.Block{l}}), "appeal")
			}) {
				t.Errorf("%s reads: %s", alias, text(list))
			}
		}
		if seen == 0 {
			t.Error("nobody is shown the appeal")
		}
	})
}
