package discord_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/adapters/discord"
	"magbot/adapters/kept/kepttest"
	"magbot/bot"
	"magbot/bot/chat"
)

// ids are the custom_ids of a drawn message.
func ids(t testing.TB, pages []discord.Page) []string {
	t.Helper()
	var all []string
	for _, p := range pages {
		var m struct {
			Components []struct {
				Components []struct {
					CustomID string `json:"custom_id"`
				} `json:"components"`
			} `json:"components"`
		}
		if err := json.Unmarshal(p.Body, &m); err != nil {
			t.Fatal(err)
		}
		for _, row := range m.Components {
			for _, b := range row.Components {
				all = append(all, b.CustomID)
			}
		}
	}
	return all
}

func TestAButtonHoldsItsCallThroughARestart(t *testing.T) {
	log, seals := kepttest.NewLog(), &kepttest.Sealer{Erased: map[bot.PersonID]bool{}}
	short, long := chat.Do("queue add", "note", "x & y = z? 50% @home"), chat.Do("agenda add", "why", strings.Repeat("長", 3000))
	m := chat.Message{Buttons: []chat.Button{{Label: "s", Call: short}, {Label: "l", Call: long, Ask: true}, {Label: "l again", Call: long, Ask: true}}}
	pages, err := discord.Draw(t.Context(), catalogue(t), log, seals, m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := discord.Draw(t.Context(), catalogue(t), log, seals, m)
	if err != nil || cmp.Diff(ids(t, pages), ids(t, again)) != "" {
		t.Errorf("drawing it twice gives %q and %q, %v", ids(t, pages), ids(t, again), err)
	}
	for i, want := range []chat.Call{short, long, long} {
		call, asks, err := discord.Press(t.Context(), log, seals, ids(t, pages)[i])
		if err != nil || asks != (i > 0) || cmp.Diff(want, call) != "" {
			t.Errorf("button %d: asks %t, %v, %s", i, asks, err, cmp.Diff(want, call))
		}
	}
	if len(log.All()) != 1 {
		t.Errorf("%d values are kept, not the long one alone", len(log.All()))
	}
	for _, entries := range log.All() {
		if strings.Contains(string(entries[0]), "長") {
			t.Error("what a person wrote is kept unsealed")
		}
	}
	log.Down(true)
	if _, _, err := discord.Press(t.Context(), log, seals, ids(t, pages)[1]); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("a disk that is gone is told as %v", err)
	}
	log.Down(false)
	for _, odd := range []string{"", "d", "d:", "x0:a", "d0:@", "d0:@../../x", "d0:@zz", "d0:?a=b", "d0:a?b", "d0:%zz", "d!:a"} {
		if _, _, err := discord.Press(t.Context(), log, seals, odd); err == nil {
			t.Errorf("%q is a call", odd)
		}
	}
}

func TestAFormIsKeptSealedUntilItsAuthorIsErased(t *testing.T) {
	log, seals := kepttest.NewLog(), &kepttest.Sealer{Erased: map[bot.PersonID]bool{}}
	form := chat.Form{Title: "T", Call: chat.Do("a"), Fields: []chat.Field{{Name: "x", Value: "typed so far"}}}
	key, err := discord.Keep(t.Context(), log, seals, "p1", form, 2)
	if err != nil || len(key) > 90 {
		t.Fatal(key, err)
	}
	got, step, err := discord.Kept(t.Context(), log, seals, key)
	if err != nil || step != 2 || cmp.Diff(form, got) != "" {
		t.Error(step, err, cmp.Diff(form, got))
	}
	seals.Erased["p1"] = true
	if _, _, err := discord.Kept(t.Context(), log, seals, key); err == nil {
		t.Error("what an erased person wrote is still there")
	}
	if _, _, err := discord.Kept(t.Context(), log, seals, `{"form":{}}`); err == nil {
		t.Error("a form that was never kept is read")
	}
}

func TestAnyCallComesBack(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string { return strings.ToValidUTF8(rapid.String().Draw(t, "text"), "") })
	rapid.Check(t, func(t *rapid.T) {
		want := chat.Call{Path: rapid.StringMatching(`[a-z]+( [a-z-]+)?`).Draw(t, "path"), Args: rapid.MapOfN(rapid.StringMatching(`[a-z]+`), text, 0, 5).Draw(t, "args")}
		if len(want.Args) == 0 {
			want.Args = nil
		}
		got, err := discord.ReadCall(discord.WriteCall(want))
		if err != nil || cmp.Diff(want, got) != "" {
			t.Fatalf("%v\n%s", err, cmp.Diff(want, got))
		}
	})
}

func FuzzReadCall(f *testing.F) {
	f.Add("queue add?note=x")
	f.Add("")
	f.Add("%")
	f.Fuzz(func(t *testing.T, value string) {
		call, err := discord.ReadCall(value)
		if (err == nil) != (call.Path != "") {
			t.Fatalf("%v, %v", call, err)
		}
	})
}
