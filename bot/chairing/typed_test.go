package chairing_test

import (
	"testing"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/chairing"
	"magbot/bot/proposal"
	"magbot/bot/shorthand"
)

// A meeting held in typed lines alone: what people write reaches these
// commands with the arguments that they take.
func TestTypedLines(t *testing.T) {
	r := openRoom(t)
	type line struct {
		who  bot.PersonID
		text string
	}
	for _, l := range []line{
		{"chair1", "next item"},
		{"chair1", "allow this item 20 minutes"},
		{"chair1", "Topic: Hybrid rules"},
		{"chair1", "Subtopic: the room"},
		{"gov1", "PROPOSAL: The MAG meets on 7 June."},
		{"gov2", "+1"},
		{"cs1", "-1 because of the exams"},
		{"ps1", "0"},
		{"chair1", "/mag proposal answer 1 They end on the 5th."},
		{"gov1", "PROPOSED: The MAG meets on 14 June."},
		{"cs1", "+0.5"},
		{"chair1", "RESOLUTION: The MAG meets on 14 June."},
		{"chair1", "ACTION: CS-1 to book the room by 2027-04-01"},
		{"chair1", "#agreed We thank the host."},
		{"chair1", "#rejected Another meeting"},
		{"chair1", "#startvote Which room? Blue, Red"},
		{"cs1", "#vote Blue"},
		{"chair1", "#endvote"},
		{"chair1", "close this item"},
		{"chair1", "skip item 3"},
		{"chair1", "take up item 3"},
		{"cs1", "actions?"},
		{"cs1", "close action 1"},
	} {
		call, ok := shorthand.Parse(l.text)
		path, args := call.Path, roomtest.Flat(call.Args)
		if !ok {
			parsed, err := r.Table.Parse(l.text[len("/mag "):], bot.Reader{})
			if err != nil {
				t.Fatalf("%q is understood by nobody", l.text)
			}
			path, args = parsed.Path, roomtest.Flat(parsed.Args)
		}
		r.Does(l.who, path, args...)
	}
	s := proposal.Of(r.Here())
	if d := s.Resolutions[0]; d.Proposal != 1 || d.Wording != 2 || len(s.Resolutions) != 2 || len(s.Rejections) != 1 {
		t.Errorf("resolutions %+v, rejections %+v", s.Resolutions, s.Rejections)
	}
	if w := s.Proposals[0].Wordings; len(w[0].Stances()) != 3 || len(w[1].Stances()) != 1 || s.Objections[0].State != proposal.Met {
		t.Errorf("wordings %+v, objections %+v", w, s.Objections)
	}
	if v := s.Votes[0]; v.Options[1].Text != "Red" || v.Choices()[0].Option != 1 || v.Ended.IsZero() {
		t.Errorf("%+v", v)
	}
	a, _ := action.WorkOf(r.Here()).Action(1)
	if a.Due != "2027-04-01" || a.State != action.Finished || a.Text.Text != "CS-1 to book the room by 2027-04-01" {
		t.Errorf("%+v", a)
	}
	if i, _ := agenda.Of(r.Here()).Item(2); i.Minutes != 0 || r.current() != 3 {
		t.Errorf("item 2 %+v, current %d", i, r.current())
	}
	if i, _ := agenda.Of(r.Here()).Item(1); i.Minutes != 20 {
		t.Errorf("item 1 %+v", i)
	}
	r.SameFold(here)
}

// Every fact of this package can be kept and read back.
func TestEveryEventIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, e := range chairing.Events() {
		listed[e.Kind] = e.New().Kind() == e.Kind
	}
	for _, kind := range []string{"chairing.item-warned.v1", "chairing.item-overran.v1", "chairing.carried-over.v1"} {
		if !listed[kind] {
			t.Errorf("%q is not listed", kind)
		}
	}
}
