package room_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/adapters/room"
)

func TestWhatOneSaidIsTheirsToTakeAlong(t *testing.T) {
	s := open(t, sketches)
	ana, ben := s.sit("p-chair"), s.sit("p-ps1")
	ana.say("first words")
	ben.say("somebody else's")
	ana.say("[off] between us")
	ana.say("to be deleted")
	ana.say("/mag agenda list") // a command is for the bot alone, and no message
	ana.post(ana.base+"/c/general/edit/1", url.Values{"text": {"first words, mended"}, "key": {"k"}})
	ana.post(ana.base+"/c/general/delete/4", url.Values{"key": {"k"}})
	ana.post(ana.base+"/c/magbot/say", url.Values{"text": {"help me"}, "key": {"k2"}})

	all, err := s.room.SaidBy(t.Context(), "p-chair")
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].At.IsZero() {
			t.Errorf("message %d has no time", i)
		}
		all[i].At = all[0].At
	}
	want := []room.Said{
		{In: "general", Text: "first words, mended", Edited: true},
		{In: "general", Text: "[off] between us"},
		{In: "magbot", Text: "help me"},
	}
	for i := range want {
		want[i].At = all[0].At
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	if none, err := s.room.SaidBy(t.Context(), "p-nobody"); err != nil || len(none) != 0 {
		t.Errorf("nobody said %v, %v", none, err)
	}
}
