package discord_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
)

type object = map[string]any

// answering is a town of which some calls are answered so: by what follows the
// version of the API, without what is asked for after a question mark.
func answering(t *testing.T, answers map[string]any) (w *town, asked func() []string) {
	t.Helper()
	w = newTown(t)
	inner, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	on := httputil.NewSingleHostReverseProxy(inner)
	calls := make(chan string, 100)
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, path, _ := strings.Cut(r.URL.Path, "/v10")
		body, ok := answers[r.Method+" "+path]
		if !ok {
			on.ServeHTTP(rw, r)
			return
		}
		calls <- path + "?" + r.URL.RawQuery
		rw.Header().Set("Content-Type", "application/json")
		if refused, is := body.(object); is && refused["code"] != nil {
			rw.WriteHeader(http.StatusForbidden)
		}
		if err := json.NewEncoder(rw).Encode(body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(front.Close)
	w.config.API = front.URL
	w.start()
	return w, func() (all []string) {
		for len(calls) > 0 {
			all = append(all, <-calls)
		}
		return all
	}
}

func unable(err error) bot.Inability {
	if u, ok := errors.AsType[*bot.Unable](err); ok {
		return u.Why
	}
	return ""
}

const (
	view  = "1024"
	guild = "/guilds/" + discordtest.Guild
	mods  = "400000000000000001"
)

// rights are those of a server in which everybody may view, moderators have a role,
// and somebody administers.
func rights(overwrites ...object) map[string]any {
	return map[string]any{
		"GET " + guild: object{"id": discordtest.Guild, "name": "MAG", "owner_id": "11", "roles": []object{
			{"id": discordtest.Guild, "permissions": view}, {"id": "21", "permissions": "0"}, {"id": "22", "permissions": "8"},
		}},
		"GET " + guild + "/members/" + discordtest.Bot: object{"roles": []string{}},
		"GET " + guild + "/channels":                   []object{{"id": mods, "name": "moderators", "type": 0, "permission_overwrites": overwrites}},
		"GET " + guild + "/members": []object{
			{"user": object{"id": "11"}, "roles": []string{}},                  // the owner
			{"user": object{"id": "12"}, "roles": []string{"22"}},              // an administrator
			{"user": object{"id": "13"}, "roles": []string{"21"}},              // a moderator
			{"user": object{"id": "14"}, "roles": []string{}},                  // let in by name
			{"user": object{"id": "15"}, "roles": []string{"21"}},              // a moderator who is kept out by name
			{"user": object{"id": "16"}, "roles": []string{}},                  // anybody
			{"user": object{"id": "17", "bot": true}, "roles": []string{"21"}}, // another bot
			{"user": object{"id": discordtest.Bot}, "roles": []string{"21"}},   // this one
		},
	}
}

var inMods = bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: mods}

func TestWhoReadsAChannelOfTheServer(t *testing.T) {
	w, asked := answering(t, rights(
		object{"id": discordtest.Guild, "type": 0, "allow": "0", "deny": view},
		object{"id": "21", "type": 0, "allow": view, "deny": "0"},
		object{"id": "14", "type": 1, "allow": view, "deny": "0"},
		object{"id": "15", "type": 1, "allow": "0", "deny": view},
	))
	m, err := w.discord.Members(t.Context(), inMods)
	if err != nil || m.Open {
		t.Fatalf("%+v, %v", m, err)
	}
	var users []string
	for _, a := range m.Accounts {
		if a.Platform != "discord" || a.Workspace != discordtest.Guild {
			t.Errorf("it is %+v", a)
		}
		users = append(users, a.User)
	}
	if got := strings.Join(users, " "); got != "11 12 13 14 17" {
		t.Errorf("it is read by %s", got)
	}
	if got := strings.Join(asked(), " "); !strings.Contains(got, "/members?limit=1000&after=0") {
		t.Errorf("it was asked: %s", got)
	}
	for why, place := range map[bot.Inability]bot.Place{
		bot.NotHere: {Platform: "discord", Workspace: "1", Channel: mods},
		bot.Gone:    {Platform: "discord", Workspace: discordtest.Guild, Channel: "9"},
	} {
		if _, err := w.discord.Members(t.Context(), place); unable(err) != why {
			t.Errorf("%+v: %v", place, err)
		}
	}
}

func TestAChannelThatEverybodyMayViewIsOpen(t *testing.T) {
	w, asked := answering(t, rights())
	if m, err := w.discord.Members(t.Context(), inMods); err != nil || !m.Open {
		t.Errorf("%+v, %v", m, err)
	}
	if got := strings.Join(asked(), " "); strings.Contains(got, "/members?") {
		t.Errorf("who is in the server is asked for nothing: %s", got)
	}
}

func TestWithoutTheIntentForMembersNobodyKnowsWhoReads(t *testing.T) {
	all := rights(object{"id": discordtest.Guild, "type": 0, "allow": "0", "deny": view})
	all["GET "+guild+"/members"] = object{"code": 50001, "message": "Missing Access"}
	w, _ := answering(t, all)
	if _, err := w.discord.Members(t.Context(), inMods); unable(err) != bot.NoRight {
		t.Errorf("%v", err)
	}
}

func wrote(id, channel, user, text string) object {
	return object{"id": id, "channel_id": channel, "guild_id": discordtest.Guild, "type": 0, "content": text, "author": object{"id": user}}
}

func TestWhatWasSaidAroundAMessageOfDiscord(t *testing.T) {
	channel, thread := "500", "501"
	own := wrote("604", channel, discordtest.Bot, "The bot says this.")
	own["author"] = object{"id": discordtest.Bot, "bot": true}
	w, asked := answering(t, map[string]any{
		"GET /channels/500/messages":     []object{wrote("605", channel, "12", "after"), own, wrote("603", channel, "11", "meant"), wrote("99", channel, "12", "before")},
		"GET /channels/500":              object{"id": channel, "type": 0},
		"GET /channels/501/messages":     []object{wrote("703", thread, "12", "third"), wrote("702", thread, "11", "meant"), wrote("701", thread, "12", "first")},
		"GET /channels/501":              object{"id": thread, "type": 11, "parent_id": channel},
		"GET /channels/500/messages/501": wrote("501", channel, "11", "root"),
	})
	link := func(channel, message string) string {
		return "https://discord.com/channels/" + discordtest.Guild + "/" + channel + "/" + message
	}
	show := func(all []bot.Said) (text string) {
		for _, s := range all {
			text += fmt.Sprint(s.Text, " ", s.ID, " ", s.Account.User, " ", s.Root, " ", s.Meant, "; ")
		}
		return text
	}
	said, err := w.discord.Around(t.Context(), bot.Around{Link: link(channel, "603"), Most: 10})
	if got := show(said); err != nil || got != "before discord:500:99 12 false false; meant discord:500:603 11 false true; after discord:500:605 12 false false; " {
		t.Errorf("in a channel: %s, %v", got, err)
	}
	if got := strings.Join(asked(), " "); !strings.Contains(got, "limit=10&around=603") {
		t.Errorf("it was asked: %s", got)
	}
	said, err = w.discord.Around(t.Context(), bot.Around{Link: link(thread, "702"), Most: 3})
	if got := show(said); err != nil || got != "root discord:500:501 11 true false; meant discord:501:702 11 false true; third discord:501:703 12 false false; " {
		t.Errorf("in a thread: %s, %v", got, err)
	}
	for _, s := range said {
		if want := (bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: channel}); s.Place != want {
			t.Errorf("whoever reads the channel reads the thread: %+v", s.Place)
		}
	}
	if _, err := w.discord.Around(t.Context(), bot.Around{Link: link(channel, "777"), Most: 3}); unable(err) != bot.Gone {
		t.Errorf("of a message that is gone: %v", err)
	}
}

func TestALinkThatLeadsToNoMessageOfTheServer(t *testing.T) {
	w, _ := answering(t, nil)
	for _, link := range []string{
		"", "x", "https://example.org/channels/" + discordtest.Guild + "/1/2", "http://discord.com/channels/" + discordtest.Guild + "/1/2",
		"https://discord.com/channels/7/1/2", "https://discord.com/channels/@me/1/2", "https://discord.com/channels/" + discordtest.Guild + "/1",
		"https://discord.com/channels/" + discordtest.Guild + "/../2", "https://discord.com/channels/" + discordtest.Guild + "/1/2?x=1#y/3/..",
	} {
		_, err := w.discord.Around(t.Context(), bot.Around{Link: link, Most: 10})
		if want := map[bool]bot.Inability{true: bot.Gone, false: bot.NotHere}[strings.Contains(link, "/1/2?")]; unable(err) != want {
			t.Errorf("%q: %v", link, err)
		}
	}
}
