package roster_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// TestAnyOrderOfCommandsKeepsThePromises gives commands in any order, right and
// wrong, and looks after each at what must always hold.
func TestAnyOrderOfCommandsKeepsThePromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t)
		w.importFile(operator, "name,role,group,term end\nSam,secretariat,,\nAna,chair; member,Government,2027-12-31\nBo,member,Civil Society,2027-06-30\nCy,observer,,\n")
		who := rapid.SampledFrom([]string{"Sam", "Ana", "Bo", "Cy"})
		role := rapid.SampledFrom([]string{"chair", "secretariat", "member", "moderator"})
		date := rapid.SampledFrom([]string{"", "2027-03-01", "2027-06-01", "2028-01-01"})
		user := rapid.SampledFrom([]string{"u1", "u2", "u3"})
		var last string
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "minutes")) * time.Minute)
			person, actor := who.Draw(rt, "person"), operator
			var path string
			var args []string
			switch rapid.IntRange(0, 7).Draw(rt, "command") {
			case 0:
				path, args = "roster role", []string{"person", person, "role", role.Draw(rt, "role"), "from", date.Draw(rt, "from"), "until", date.Draw(rt, "until"), "reference", "x"}
			case 1:
				path, args = "roster end-role", []string{"person", person, "role", role.Draw(rt, "role"), "successor", rapid.SampledFrom([]string{"", "Bo", "Cy"}).Draw(rt, "successor")}
			case 2:
				path, args = "roster erase", []string{"person", person, "really", rapid.SampledFrom([]string{"", "yes"}).Draw(rt, "really")}
			case 3:
				path, args = "roster link", []string{"person", person}
			case 4:
				path, args, actor = "me link", []string{"code", last}, stranger(user.Draw(rt, "user"))
			case 5:
				path, args, actor = "me unlink", nil, stranger(user.Draw(rt, "user"))
			case 6:
				path, args = "roster unlink", []string{"person", person}
			case 7:
				path, args = "roster group", []string{"person", person, "groups", "Private Sector; Academia"}
			}
			r, err := w.do(actor, path, args...)
			if _, mendable := lang.AsError(err); err != nil && !mendable {
				rt.Fatalf("/mag %s %v: %v", path, args, err)
			}
			for i := 0; i+1 < len(r.Text.Args); i += 2 {
				if r.Text.Args[i] == "code" {
					last = fmt.Sprint(r.Text.Args[i+1])
				}
			}
			promises(rt, w)
		}
	})
}

func promises(rt *rapid.T, w *town) {
	s := w.roster()
	if len(s.With(bot.RoleSecretariat, w.now)) == 0 {
		rt.Fatal("nobody is the Secretariat any more")
	}
	if d := cmp.Diff(s.All(), roster.Of(bot.View{Community: w.folded()}).All()); d != "" {
		rt.Fatalf("the record says otherwise: %s", d)
	}
	owners := 0
	for _, p := range s.All() {
		if p.Erased && (len(p.Accounts) > 0 || p.Name.Text != "" || len(roster.RolesAt(s, p.ID, w.now)) > 0) {
			rt.Fatalf("left of an erased person: %+v", p)
		}
		for _, a := range p.Accounts {
			owners++
			if id, ok := s.ByAccount(a); !ok || id != p.ID {
				rt.Fatalf("account %v of %s acts for %s", a, p.ID, id)
			}
		}
	}
	for _, user := range []string{"u1", "u2", "u3"} {
		if _, ok := s.ByAccount(account(user)); ok {
			owners--
		}
	}
	if owners != 0 {
		rt.Fatal("an account acts for two people, or for nobody")
	}
}
