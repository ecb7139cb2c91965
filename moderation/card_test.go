package moderation_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
)

// left is all that stands where the card stood for who may see the case no more.
const left = "[{[You may see this case no more, so nothing of it stands here. There is nothing for you to do.]}]"

// reads gives what stands in private conversations with a person, by account and key:
// of each live message what it says now, and nothing of one that was emptied.
func (w *town) reads(alias string) (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	stands := map[string]string{}
	for _, d := range w.sent {
		if d.Kind != bot.Live || d.Account.User != string(w.names[alias]) && !strings.HasPrefix(d.Account.User, alias+"-") {
			continue
		}
		stands[fmt.Sprint(d.Account, d.Key)] = text(d.Message)
		if d.Message.IsZero() {
			delete(stands, fmt.Sprint(d.Account, d.Key))
		}
	}
	for _, s := range stands {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// hasCard reports whether the card of a case stands in a private conversation.
func (w *town) hasCard(alias, name string) bool {
	return slices.ContainsFunc(w.reads(alias), func(s string) bool { return strings.Contains(s, "case "+name) })
}

// holds fails unless exactly these have the card of a case, and each of those who had
// it reads that they may see it no more, and nothing else.
func (w *town) holds(name string, who, had []string) {
	w.t.Helper()
	for alias := range w.names {
		if has := w.hasCard(alias, name); has != slices.Contains(who, alias) {
			w.t.Errorf("%s has the card: %v; reads %q", alias, has, w.reads(alias))
		}
		switch reads := w.reads(alias); {
		case slices.Contains(had, alias):
			if len(reads) != 1 || reads[0] != left {
				w.t.Errorf("%s had the card and reads %q", alias, reads)
			}
		case !slices.Contains(who, alias) && len(reads) > 0:
			w.t.Errorf("%s reads %q", alias, reads)
		}
	}
}

func TestTheCardFollowsWhoMaySeeTheCase(t *testing.T) {
	become := func(alias, role string, more ...string) func(w *town, _ string) {
		return func(w *town, _ string) {
			w.must("ada", "roster role", append([]string{"person", alias, "role", role}, more...)...)
		}
	}
	cease := func(alias, role string) func(w *town, _ string) {
		return func(w *town, _ string) { w.must("ada", "roster end-role", "person", alias, "role", role) }
	}
	for rule, c := range map[string]struct {
		about, clause string
		changes       []func(w *town, name string)
		who, had      []string
	}{
		"as it is":                               {who: []string{"nia", "pim"}},
		"a moderator is one no more":             {changes: []func(*town, string){cease("pim", "moderator")}, who: []string{"nia"}, had: []string{"pim"}},
		"a member becomes moderator":             {changes: []func(*town, string){become("ora", "moderator")}, who: []string{"nia", "pim", "ora"}},
		"the Chair becomes moderator":            {changes: []func(*town, string){become("cleo", "moderator")}, who: []string{"nia", "pim", "cleo"}},
		"the reporter becomes moderator":         {changes: []func(*town, string){become("rita", "moderator")}, who: []string{"nia", "pim"}},
		"the subject becomes moderator":          {changes: []func(*town, string){become("sam", "moderator")}, who: []string{"nia", "pim"}},
		"one of their organisation stays out":    {changes: []func(*town, string){cease("mo", "moderator"), become("mo", "moderator")}, who: []string{"nia", "pim"}},
		"a moderator comes back":                 {changes: []func(*town, string){cease("pim", "moderator"), become("pim", "moderator")}, who: []string{"nia", "pim"}},
		"all go, and the focal point comes in":   {changes: []func(*town, string){cease("pim", "moderator"), cease("nia", "moderator"), cease("mo", "moderator")}, who: []string{"fay"}, had: []string{"nia", "pim"}},
		"they come back, and the focal point is": {changes: []func(*town, string){cease("pim", "moderator"), cease("nia", "moderator"), cease("mo", "moderator"), become("nia", "moderator")}, who: []string{"nia"}, had: []string{"pim", "fay"}},
		"of harassment, moderators get none":     {clause: "harassment", changes: []func(*town, string){become("ora", "moderator")}, who: []string{"fay"}},
		"there is another focal point":           {clause: "harassment", changes: []func(*town, string){cease("fay", "focal-point"), become("ada", "focal-point")}, who: []string{"ada"}, had: []string{"fay"}},
		"a new focal point who is the subject":   {about: "ada", clause: "harassment", changes: []func(*town, string){become("ada", "focal-point")}, who: []string{"fay"}},
		"a term ends": {
			changes: []func(*town, string){
				become("pim", "moderator", "until", "2027-03-05"), func(w *town, _ string) { w.later(5 * day) },
			}, who: []string{"nia"}, had: []string{"pim"},
		},
		"a term begins": {
			changes: []func(*town, string){
				become("ora", "moderator", "from", "2027-03-03"),
				func(w *town, name string) {
					if w.hasCard("ora", name) {
						w.t.Error("Ora has the card before the term begins")
					}
					w.later(2 * day)
				},
			}, who: []string{"nia", "pim", "ora"},
		},
		"one is entered in the subject's organisation": {
			changes: []func(*town, string){
				func(w *town, _ string) { w.imports("name,alias,organisation\nPim,pim,LNO\n") },
			}, who: []string{"nia"}, had: []string{"pim"},
		},
		"one says that they are involved": {
			changes: []func(*town, string){
				func(w *town, name string) { w.must("pim", "conduct involved", "case", name) },
			}, who: []string{"nia"}, had: []string{"pim"},
		},
		"it is handed to the Secretariat": {
			changes: []func(*town, string){
				func(w *town, name string) {
					w.must("nia", "conduct propose", "case", name, "step", "referral", "text", "Please look.")
					w.must("pim", "conduct second", "case", name)
				},
				become("ora", "moderator"),
			}, who: []string{"fay"}, had: []string{"nia", "pim"},
		},
		"the Chair seconds a restriction": {
			changes: []func(*town, string){
				func(w *town, name string) {
					w.must("nia", "conduct propose", "case", name, "step", "restriction", "text", "Please rest.")
					if !w.hasCard("cleo", name) {
						w.t.Error("the Chair is not asked")
					}
					w.must("cleo", "conduct second", "case", name)
				},
			}, who: []string{"nia", "pim"}, had: []string{"cleo"},
		},
		"a closed case comes to nobody new, and leaves who may see it no more": {
			changes: []func(*town, string){
				func(w *town, name string) {
					w.must("nia", "conduct decide", "case", name, "finding", "ignore", "reason", "It was nothing.")
				},
				become("ora", "moderator"), cease("pim", "moderator"),
			}, who: []string{"nia"}, had: []string{"pim"},
		},
		"a closed case that is opened again comes to the new ones, too": {
			changes: []func(*town, string){
				func(w *town, name string) {
					w.must("nia", "conduct decide", "case", name, "finding", "ignore", "reason", "It was nothing.")
				},
				become("ora", "moderator"),
				func(w *town, name string) { w.must("nia", "conduct reopen", "case", name, "reason", "There is more.") },
			}, who: []string{"nia", "pim", "ora"},
		},
		"after a restart": {
			changes: []func(*town, string){
				cease("pim", "moderator"), func(w *town, _ string) { w.restart() }, become("ora", "moderator"),
			}, who: []string{"nia", "ora"}, had: []string{"pim"},
		},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				about, clause := "sam", "2"
				if c.about != "" {
					about = c.about
				}
				if c.clause != "" {
					clause = c.clause
				}
				name, _ := w.report("rita", about, clause)
				for _, change := range c.changes {
					change(w, name)
				}
				w.holds(name, c.who, c.had)
			})
		})
	}
}

// imports enters a list of people.
func (w *town) imports(file string) {
	w.t.Helper()
	preview := w.must("ada", "roster import", "file", file)
	if preview.Form != nil { // else it changes nothing
		w.must("ada", "roster import", "file", file, "confirm", preview.Form.Call.Args["confirm"])
	}
}

// branch is another platform of the town, whose deliveries the town keeps.
type branch struct{ *town }

func (branch) Platform() string { return "slack" }

func TestAnAccountThatIsUnlinkedShowsTheCaseNoMore(t *testing.T) {
	inTown(t, func(w *town) {
		w.engine.Attach(branch{w})
		account := bot.Account{Platform: "slack", Workspace: "T1", User: "pim-slack"}
		at := bot.Place{Platform: "slack", Workspace: "T1"}
		code := w.must("ada", "roster link", "person", "pim")
		linked := w.ask(bot.Actor{Account: account}, at, bot.Do("me link", "code", codes.FindString(text(code.Message))))
		if linked.Refused {
			t.Fatal(text(linked.Message))
		}
		name, _ := w.report("rita", "sam", "2")
		on := func(platform string) (last string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, d := range w.sent {
				if d.Kind == bot.Live && d.Account.Platform == platform && (d.Account.User == account.User || d.Account.User == string(w.names["pim"])) {
					last = text(d.Message)
				}
			}
			return last
		}
		if !strings.Contains(on("slack"), name) || on("room") != "" {
			t.Fatalf("Pim reads on Slack %q, in the room %q", on("slack"), on("room"))
		}
		if a := w.ask(bot.Actor{Account: account}, at, bot.Do("me unlink")); a.Refused {
			t.Fatal(text(a.Message))
		}
		if on("slack") != left || !strings.Contains(on("room"), name) {
			t.Errorf("Pim reads on Slack %q, in the room %q", on("slack"), on("room"))
		}
	})
}

// codes is a code that links an account.
var codes = regexp.MustCompile(`[A-Z0-9]{4}(-[A-Z0-9]{4})+`)

// Whatever happens to cases and to roles: the card of an open case stands with those
// who may see it and with nobody else, and no card of any case stands with anybody who
// may not see it.
func TestNoCardStandsWithWhoMayNotSeeTheCase(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		var wrong string
		synctest.Test(t, func(t *testing.T) {
			w := newTown(t)
			defer func() { w.engine.Stop() }()
			wrong = w.turns(rand.New(rand.NewPCG(seed, 3)))
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// turns lets roles and cases change, and gives the first card that stands wrongly.
func (w *town) turns(r *rand.Rand) string {
	contact(w)
	aliases := []string{"ada", "fay", "cleo", "mo", "nia", "pim", "sam", "rita", "ora"}
	var names, did []string
	for i := range 3 {
		name, _ := w.report(pick(r, []string{"rita", "ora", "cleo"}), pick(r, []string{"sam", "nia", "fay"}), pick(r, []string{"2", "harassment", "5"}), "text", fmt.Sprint("matter ", i))
		names = append(names, name)
	}
	for range 15 {
		name, who := pick(r, names), pick(r, aliases)
		role := pick(r, []string{"moderator", "moderator", "focal-point"})
		var path string
		var args []string
		by := who
		switch r.IntN(10) {
		case 0, 1:
			by, path, args = "ada", "roster role", []string{"person", who, "role", role}
		case 2, 3:
			by, path, args = "ada", "roster end-role", []string{"person", who, "role", role}
		case 4:
			org := pick(r, []string{"LNO", "Citizens"})
			w.imports(fmt.Sprintf("name,alias,organisation\n%s,%s,%s\n", strings.ToUpper(who[:1])+who[1:], who, org))
			did = append(did, fmt.Sprint(who, " is of ", org))
			continue
		case 5:
			path, args = "conduct involved", []string{"case", name}
		case 6:
			path, args = "conduct merge", []string{"case", name, "into", pick(r, names)}
		case 7:
			path, args = "conduct split", []string{"case", name}
		case 8:
			path, args = "conduct decide", []string{"case", name, "finding", "ignore", "reason", "It was nothing."}
		default:
			path, args = "conduct reopen", []string{"case", name, "reason", "There is more."}
		}
		w.do(by, path, args...)
		did = append(did, fmt.Sprint(by, " ", path, " ", args))
		if r.IntN(4) == 0 {
			w.later(pick(r, []time.Duration{time.Hour, 3 * day}))
		}
		for _, name := range names {
			s := w.look(name)
			for _, alias := range aliases {
				sees, has := !w.do(alias, "conduct case", "case", name).Refused, w.hasCard(alias, name)
				if has && !sees || sees && !has && s.Open() && s.Into == "" {
					return fmt.Sprintf("%s may see case %s: %v, has its card: %v, after %s", alias, name, sees, has, strings.Join(did, "; "))
				}
			}
		}
	}
	return ""
}

func TestThePhraseOfACaseLeavesWhoMaySeeTheCaseNoMore(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.say("sam", 1, insult)
		name := w.cases()[0]
		w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "They joke.")
		if got := w.reads("pim"); len(got) != 2 || !strings.Contains(strings.Join(got, " "), "conduct allow") {
			t.Fatalf("Pim reads %q", got)
		}
		w.must("ada", "roster end-role", "person", "pim", "role", "moderator")
		if got := w.reads("pim"); !slices.Equal(got, []string{left, left}) {
			t.Errorf("Pim reads %q", got)
		}
	})
}
