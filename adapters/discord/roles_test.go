package discord_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/adapters/discord/discordtest"
	"magbot/adapters/roll"
	"magbot/bot"
)

// register is what the bot knows of roles: what it was told.
type register struct {
	mu     sync.Mutex
	held   map[string]roll.Held
	listed []string
	told   []string
}

func (r *register) Roll(_ context.Context, server string) (accounts []roll.Held, listed []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.held {
		if h.Account.Workspace == server {
			accounts = append(accounts, h)
		}
	}
	return accounts, slices.Clone(r.listed)
}

// take takes what is told.
func (r *register) take(in bot.Input) (bot.Answer, error) {
	call, ok := in.Intent.(bot.Call)
	if !ok || !strings.HasPrefix(call.Path, "roles ") {
		return bot.Answer{Ignored: true}, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	names := strings.Split(call.Args["names"], "\n")
	if call.Args["names"] == "" {
		names = nil
	}
	r.told = append(r.told, strings.TrimSpace(strings.TrimPrefix(call.Path, "roles ")+" "+call.Args["user"]+" "+strings.Join(names, ", ")+call.Args["away"]))
	if call.Path == "roles listed" {
		r.listed = names
		return bot.Answer{}, nil
	}
	h := r.held[call.Args["user"]]
	h.Known, h.Away, h.Roles = true, call.Args["away"] != "", names
	r.held[call.Args["user"]] = h
	return bot.Answer{}, nil
}

// tells gives what was told since the last time.
func (r *register) tells() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	told := r.told
	r.told = nil
	return told
}

// add has an account be of interest.
func (r *register) add(server, user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[user] = roll.Held{Account: bot.Account{Platform: "discord", Workspace: server, User: user}}
}

// looking is a server whose roles are looked at so often.
func looking(t *testing.T, every time.Duration, users ...func(w *town) string) (*town, *register) {
	t.Helper()
	w, r := newTown(t), &register{held: map[string]roll.Held{}}
	w.config.Roll = r
	w.brain.answers(r.take)
	for _, user := range users {
		r.add(discordtest.Guild, user(w))
	}
	w.start()
	w.discord.Looks(every, time.Millisecond)
	return w, r
}

func ana(w *town) string { return w.ana }
func bo(w *town) string  { return w.bo }

// looked waits until everybody was looked at so many times more.
func (w *town) looked(user string, times int) {
	w.t.Helper()
	members := "/guilds/" + discordtest.Guild + "/members/" + user
	before := len(w.Calls(http.MethodGet, members))
	w.Wait(w.t, "looks at "+user, func() bool { return len(w.Calls(http.MethodGet, members)) >= before+times })
}

// Roles are told when they are others than the bot knows, and at no other time.
func TestRolesAreToldWhenTheyChange(t *testing.T) {
	w, r := looking(t, time.Millisecond, ana, bo)
	member, painter := w.AddRole("MAG  member"), w.AddRole("painter")
	w.GiveRoles(w.ana, member, painter)
	w.listenAgain()
	tells := func(what string, want ...string) {
		t.Helper()
		w.looked(w.ana, 3) // what was about to be told is told then
		got := r.tells()
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	tells("at first", "listed  MAG member, magbot, others, painter", "seen "+w.ana+" MAG member, painter", "seen "+w.bo)
	tells("when nothing has changed")
	w.GiveRoles(w.bo, member)
	tells("a role more", "seen "+w.bo+" MAG member")
	w.GiveRoles(w.ana)
	tells("none any more", "seen "+w.ana)
	w.RenameRole(member, "MAG")
	tells("another name", "listed  MAG, magbot, others, painter", "seen "+w.bo+" MAG")
	w.Leave(w.bo)
	tells("who has left", "seen "+w.bo+" yes")
	tells("who has left is told once")
}

// Somebody who was not looked at yet is looked at soon, alone.
func TestWhoIsNewIsLookedAtSoon(t *testing.T) {
	w, r := looking(t, time.Hour, ana)
	w.listenAgain()
	w.looked(w.ana, 1)
	r.add(discordtest.Guild, w.bo)
	w.looked(w.bo, 1)
	if n := len(w.Calls(http.MethodGet, "/guilds/"+discordtest.Guild+"/members/"+w.ana)); n != 1 {
		t.Errorf("Ana was looked at %d times", n)
	}
}

// Where roles are of no interest, and in another server, nobody is looked at.
func TestNobodyIsLookedAtForNothing(t *testing.T) {
	w, r := looking(t, time.Millisecond)
	asked := make(chan struct{}, 100)
	w.config.Roll = asking{r, asked}
	w.start()
	w.discord.Looks(time.Millisecond, time.Millisecond)
	w.listenAgain()
	for range 3 {
		<-asked
	}
	r.add("another", w.ana)
	for range 3 {
		<-asked
	}
	for _, path := range []string{"/roles", "/members"} {
		if n := len(w.Calls(http.MethodGet, "/guilds/"+discordtest.Guild+path)); n > 0 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

// asking says when the bot is asked.
type asking struct {
	*register

	asked chan struct{}
}

func (a asking) Roll(ctx context.Context, server string) ([]roll.Held, []string) {
	select {
	case a.asked <- struct{}{}:
	case <-ctx.Done():
	}
	return a.register.Roll(ctx, server)
}

// While Discord does not answer, nothing is told; nobody is taken to have lost a
// role or to have left.
func TestWhileDiscordDoesNotAnswerNothingIsTold(t *testing.T) {
	for name, path := range map[string]string{"of the roles": "/roles", "of a member": "/members/"} {
		t.Run(name, func(t *testing.T) {
			w, r := looking(t, time.Millisecond, ana)
			w.GiveRoles(w.ana, w.AddRole("MAG"))
			w.listenAgain()
			w.looked(w.ana, 3)
			r.tells()
			w.Break(discordtest.Fault{Method: http.MethodGet, Path: "/guilds/" + discordtest.Guild + path, Times: 5, Status: http.StatusInternalServerError})
			w.GiveRoles(w.ana)
			failed := func() bool {
				calls := w.Calls(http.MethodGet, "/guilds/"+discordtest.Guild+path)
				n := 0
				for _, c := range calls {
					if c.Status == http.StatusInternalServerError {
						n++
					}
				}
				return n == 5
			}
			w.Wait(t, "five failures", failed)
			w.looked(w.ana, 3)
			if got := r.tells(); !slices.Equal(got, []string{"seen " + w.ana}) {
				t.Errorf("told %q", got)
			}
		})
	}
}

// Somebody of whom Discord says nothing does not keep the others from being looked
// at.
func TestOneWhoCannotBeLookedAtHindersNobody(t *testing.T) {
	w, r := looking(t, time.Millisecond, ana, bo)
	for _, user := range []string{w.ana, w.bo} {
		w.GiveRoles(user, w.AddRole("of "+user))
	}
	w.Break(discordtest.Fault{Method: http.MethodGet, Path: "/guilds/" + discordtest.Guild + "/members/" + w.ana, Times: 1000, Status: http.StatusForbidden})
	w.listenAgain()
	w.looked(w.bo, 3)
	if got := r.tells(); len(got) != 2 || got[1] != "seen "+w.bo+" of "+w.bo {
		t.Errorf("told %q", got)
	}
}
