package slack_test

import (
	"context"
	"testing"
	"testing/synctest"

	"magbot/adapters/slack"
	"magbot/bot"
	"magbot/bot/chat"
)

// linker knows who has which address, and whom it has linked.
type linker struct {
	addresses map[string]slack.Seat
	linked    []bot.PersonID
}

func (l *linker) Match(_ context.Context, email string) (slack.Seat, bool) {
	seat, ok := l.addresses[email]
	return seat, ok
}

func (l *linker) Link(_ context.Context, _ bot.Cause, _ bot.Account, person bot.PersonID) (bot.Answer, error) {
	l.linked = append(l.linked, person)
	return bot.Answer{Message: chat.Say("This account now acts for you.")}, nil
}

func (w *town) links() *linker {
	l := &linker{addresses: map[string]slack.Seat{"bo@example.org": {Person: "p2", Name: "Bo Bergman"}}}
	w.linker = l
	w.slack.Close()
	w.start()
	w.says("Your account is not linked.", bot.Ref{})
	return l
}

func TestAnAccountIsLinkedByItsAddress(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		l := w.links()
		w.Type("UBO", "CGEN", "q+", "")
		offer := w.sees("CGEN", "UBO")
		wants(t, offer.Shown(), "e-mail address of Bo Bergman", "Is that you?")
		sent, err := w.Press("UBO", offer, "Yes, that is me")
		if err != nil {
			t.Fatal(err)
		}
		sent.Again()
		wants(t, w.sees("CGEN", "UBO").Shown(), "now acts for you")
		if len(l.linked) != 1 || l.linked[0] != "p2" {
			t.Errorf("linked %v", l.linked)
		}
	})
}

func TestNobodyIsOfferedAnother(t *testing.T) {
	for name, spoil := range map[string]func(w *town, l *linker){
		"an address that is not on the roster": func(_ *town, l *linker) { clear(l.addresses) },
		"a guest of the workspace":             func(w *town, _ *linker) { w.ChangeUser("UBO", "is_restricted", true) },
		"somebody of another workspace":        func(w *town, _ *linker) { w.ChangeUser("UBO", "team_id", "T99") },
		"an address that is not confirmed":     func(w *town, _ *linker) { w.ChangeUser("UBO", "is_email_confirmed", false) },
		"an account that is linked":            func(w *town, _ *linker) { w.people["UBO"] = slack.Seat{Person: "p9"} },
	} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(t *testing.T, w *town) {
				l := w.links()
				w.Type("UBO", "CGEN", "q+", "")
				synctest.Wait()
				offers := w.Messages("CGEN", "UBO")
				spoil(w, l)
				if len(offers) < 3 {
					t.Fatalf("no offer to spoil: %+v", offers)
				}
				w.Type("UBO", "CGEN", "q+", "")
				if last := w.sees("CGEN", "UBO"); last.Shown() != "Your account is not linked." {
					t.Errorf("%s was offered: %s", name, last.Shown())
				}
				if name == "an account that is linked" {
					return
				}
				if _, err := w.Press("UBO", offers[2], "Yes, that is me"); err != nil { // an offer from before
					t.Fatal(err)
				}
				wants(t, w.sees("CGEN", "UBO").Shown(), "do not have the same e-mail address any more")
				if len(l.linked) != 0 {
					t.Errorf("linked %v", l.linked)
				}
			})
		})
	}
}
