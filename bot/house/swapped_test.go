package house_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
)

// drawn is what is drawn or hashed, and differs from run to run.
var drawn = regexp.MustCompile(`[0-9a-f]{64}|p-[a-z0-9]{10}|time=\S+`)

// seen is what others than the two voters can see, by when and where.
type seen map[string]string

// Two runs that differ in nothing but that two voters of one group have each other's
// vote look the same to everybody else: what is posted and sent, in its order, what
// pages and exports are made of, the log, and how long each stored record and each
// slip of the urn is. Of an open ballot that holds until the close.
func TestWhoCastWhichOfTwoVotesIsSeenByNobodyElse(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		t.Run(mode, func(t *testing.T) {
			one, other := swapped(t, mode, "1", "321"), swapped(t, mode, "321", "1")
			if len(one) < 20 {
				t.Fatalf("only %d things were looked at", len(one))
			}
			if d := cmp.Diff(one, other); d != "" {
				t.Errorf("it is seen who cast which:\n%s", d)
			}
		})
	}
}

func swapped(t *testing.T, mode, first, second string) seen {
	t.Helper()
	w, all := newPolity(t), seen{}
	w.settle() // what goes to several places at once comes there in no order
	w.press("Chair", "ballot draft", "question", "Where?", "kind", "ranked", "options", "Aardvark\nBuzzard\nCormorant", "mode", mode)
	w.press("Chair", "ballot open", "ballot", "1")
	before := w.delivered()
	look := func(when string) {
		w.settle()
		if strings.HasPrefix(when, "after") {
			all[when+": posted and sent"] = drawn.ReplaceAllString(strings.TrimPrefix(w.delivered(), before), "<>")
		} else {
			all[when+": posted and sent"] = drawn.ReplaceAllString(w.standing(), "<>")
		}
		all[when+": logged"] = drawn.ReplaceAllString(w.log.String(), "<>")
		for _, who := range []string{"Chair", "Sec", "Gov", "Tech"} {
			for _, q := range [][]string{{"ballot show", "ballot", "1"}, {"ballot list"}, {"ballot result", "ballot", "1"}, {"ballot bundle", "ballot", "1"}, {"me export"}} {
				a := w.handle(w.input(w.as(who), bot.Do(q[0], q[1:]...)))
				all[fmt.Sprint(when, ": ", q, " by ", who)] = drawn.ReplaceAllString(fmt.Sprintf("%+v", a.Message), "<>")
			}
		}
		if mode != "open" {
			w.stored(when, all)
		}
	}
	for i, v := range voters {
		say := map[string]string{"Civ": first, "Civ2": second}[v]
		if say == "" {
			say = []string{"21", "321", "23"}[i%3]
		}
		w.press(v, "ballot cast", "ballot", "1", "say", say)
		look("after " + v)
	}
	if mode == "open" {
		return all
	}
	w.press("Chair", "ballot close", "ballot", "1")
	look("closed")
	w.press("Chair", "ballot publish", "ballot", "1", "seen", "1")
	look("published")
	return all
}

// standing is what was posted and sent, in no order, of a live message as it stands
// last: a close is told in several ways at once, and how often a live message is
// renewed meanwhile is chance.
func (w *town) standing() string {
	w.settle()
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	live := map[string]bot.Delivery{}
	for _, d := range w.sent {
		where := fmt.Sprintf("%s %v %s", d.Key, d.Place, d.Account.User)
		if d.Kind != bot.Live {
			all = append(all, where+"\n"+said(d.Message))
		} else if d.Order >= live[where].Order {
			live[where] = d
		}
	}
	for where, d := range live {
		all = append(all, where+"\n"+said(d.Message))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// stored adds the shapes of what is stored: what is drawn or sealed by its length, and
// the slips of the urn in no order, since their keys are drawn.
func (w *town) stored(when string, all seen) {
	w.t.Helper()
	for head, err := range w.store.Streams(w.t.Context(), "") {
		if err != nil {
			w.t.Fatal(err)
		}
		if strings.HasPrefix(string(head.Stream), "receipts/") {
			continue // which of several messages at once was posted first is chance
		}
		all[when+": stored in "+string(head.Stream)] = strings.Join(w.shapes(head.Stream), "\n")
		slips, err := w.store.Slips(w.t.Context(), head.Stream)
		if err != nil {
			w.t.Fatal(err)
		}
		lengths := make([]int, len(slips))
		for i, s := range slips {
			lengths[i] = len(s.Sealed)
		}
		slices.Sort(lengths)
		all[when+": urn of "+string(head.Stream)] = fmt.Sprint(lengths)
	}
}
