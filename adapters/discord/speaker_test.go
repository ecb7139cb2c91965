package discord_test

import (
	"testing"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
)

func TestTheLinkToAMessageIsTheOneThatItsMenuGives(t *testing.T) {
	w := newTown(t)
	c := w.counting()
	w.listen()
	line := w.Say(w.bo, w.hall, "talk")
	w.counted(c, 1)
	link, err := w.discord.LinkTo(t.Context(), c.all[0])
	if want := "https://discord.com/channels/" + discordtest.Guild + "/" + w.hall + "/" + line; err != nil || link != want {
		t.Errorf("the link is %q, %v, want %q", link, err, want)
	}
	said, err := w.discord.Around(t.Context(), bot.Around{Link: link, Most: 3})
	if err != nil || len(said) != 1 || said[0].ID != c.all[0].ID || said[0].Text != "talk" {
		t.Errorf("the link leads to %+v, %v", said, err)
	}
}

func TestTheNameOfAnAccountIsTheOneInTheServerThenItsOwn(t *testing.T) {
	w := newTown(t)
	w.start()
	named := func(want string) {
		t.Helper()
		if name, err := w.discord.NameOf(t.Context(), w.account(w.bo)); err != nil || name != want {
			t.Errorf("the name is %q, %v, want %q", name, err, want)
		}
	}
	named("bo")
	w.Name(w.bo, "Bo Bergman", "")
	named("Bo Bergman")
	w.Name(w.bo, "Bo Bergman", "Bo (Lake)")
	named("Bo (Lake)")
	w.Name(w.bo, "", "")
	named("bo")
	w.Leave(w.bo)
	if name, err := w.discord.NameOf(t.Context(), w.account(w.bo)); err == nil || name != "" {
		t.Errorf("whoever has left is %q, %v", name, err)
	}
	if name, err := w.discord.NameOf(t.Context(), w.account("5")); err == nil || name != "" {
		t.Errorf("nobody is %q, %v", name, err)
	}
}
