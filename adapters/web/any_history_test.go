package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/roster"
	"magbot/moderation"
)

// reporters do nothing but report. Their names are words that stand nowhere else.
var reporters = map[string]string{"quorra": "Quorrazq", "zelda": "Zeldazq", "xanthe": "Xanthezq"}

// organisations of people who share one with somebody.
var shared = map[string]string{"mo": "sam", "sam": "mo"}

// history lets things happen to cases and roles, and keeps where each word was left.
type history struct {
	*town
	rand  *rand.Rand
	did   []string
	words map[string]string // of each word the case it was left in; empty where it was refused
	cases []told
	n     int
	// within is until when answers are asked for.
	within []string
}

// told is a report as it was made.
type told struct {
	name, by, about string
	anonymous       bool
	out             []string // who is named as a party, or is involved
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// op is one thing that somebody does.
type op struct {
	cause, alias, path string
	args               []string
}

func (o op) String() string { return fmt.Sprint(o.alias, " ", o.path, " ", o.args) }

// runs does it, and reports whether it was taken.
func (w *town) runs(o op) bool {
	w.t.Helper()
	actor := bot.Actor{Account: bot.Account{Platform: "room", User: string(w.names[o.alias])}}
	place := private
	if o.alias == "" {
		actor, place = bot.Actor{Self: bot.ByRecord}, hall
	}
	fresh := sha256.Sum256([]byte("fresh " + o.cause))
	a, err := w.engine.Handle(w.t.Context(), bot.Input{
		Cause: bot.Cause(o.cause), Actor: actor, Place: place, Intent: bot.Do(o.path, o.args...), Fresh: hex.EncodeToString(fresh[:]),
	})
	if err != nil {
		w.t.Fatalf("%v: %v", o, err)
	}
	synctest.Wait()
	return !a.Refused
}

// more enters those who report, and the outside contact.
func (w *town) more() {
	w.t.Helper()
	file := "name,alias,role\nOra,ora,observer\n"
	for alias, name := range reporters {
		file += name + "," + alias + ",member\n"
	}
	preview := w.does("ada", "roster import", "file", file)
	w.does("ada", "roster import", "file", file, "confirm", preview.Form.Call.Args["confirm"])
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for alias, name := range map[string]string{"ora": "Ora", "quorra": reporters["quorra"], "zelda": reporters["zelda"], "xanthe": reporters["xanthe"]} {
			if found := roster.Of(v).Find(name); len(found) == 1 {
				w.names[alias] = found[0]
			}
		}
	})
	w.does("ada", "conduct contact", "person", "ora", "address", "ombuds at example.org")
}

func newHistory(t *testing.T, seed uint64) *history {
	t.Helper()
	h := &history{town: newTown(t, origin), rand: rand.New(rand.NewPCG(seed, 1)), words: map[string]string{}, within: []string{"10m", "1h"}}
	h.more()
	return h
}

// word makes one that stands nowhere else.
func (h *history) word() string {
	h.n++
	return fmt.Sprintf("zqword%dqz", h.n)
}

// any draws the name of a case, and known what is known of it.
func (h *history) any() *told { return &h.cases[h.rand.IntN(len(h.cases))] }

// who draws one of these: mostly somebody who may see the cases, so that something
// comes of it.
func (h *history) who(among []string, cases ...*told) string {
	may := slices.DeleteFunc(slices.Clone(among), func(alias string) bool {
		sees := h.sees(alias)
		return slices.ContainsFunc(cases, func(c *told) bool { return !slices.Contains(sees, c.name) })
	})
	if len(may) == 0 || h.rand.IntN(4) == 0 {
		return pick(h.rand, among)
	}
	return pick(h.rand, may)
}

var handling = []string{"ada", "fay", "cleo", "mo", "nia", "pim", "ora"}

// reports draws a report of one of these.
func (h *history) reports(by, about []string) op {
	w := h.word()
	how := pick(h.rand, []string{"confidential", "anonymous"})
	return op{alias: pick(h.rand, by), path: "conduct report", args: []string{
		"about", pick(h.rand, about), "clause", pick(h.rand, []string{"1", "2", "5", "harassment"}), "how", how,
		"text", "They wrote " + w, "words", "You " + h.word() + " know nothing",
	}}
}

// does draws what somebody does with a case.
func (h *history) handles(c *told, by []string) op {
	alias, w := h.who(by, c), h.word()
	o := op{alias: alias, args: []string{"case", c.name}}
	switch h.rand.IntN(16) {
	case 0:
		o.path = "conduct take"
	case 1, 2:
		o.path, o.args = "conduct note", append(o.args, "text", w)
	case 3:
		o.path, o.args = "conduct tell", append(o.args, "text", w)
	case 4, 5:
		o.path, o.args = "conduct propose", append(o.args, "step", pick(h.rand, []string{"talk", "suggestion", "restriction", "referral", "ombuds", "cooling-off"}), "text", w)
	case 6, 7:
		o.path = "conduct second"
	case 8:
		o.path, o.args = "conduct not-second", append(o.args, "reason", w)
	case 9:
		o.path, o.args = "conduct decide", append(o.args, "finding", pick(h.rand, []string{"agree", "disagree", "ignore"}), "reason", w)
	case 10:
		o.path, o.args = "conduct reopen", append(o.args, "reason", w)
	case 11:
		o.path, o.args = "conduct give", append(o.args, "to", pick(h.rand, by))
	case 12:
		o.path, o.args = "conduct redact", append(o.args, "report", h.any().name, "reason", w)
	case 13:
		o.path, o.args = "conduct redact", append(o.args, "reason", w)
	case 14:
		o.path, o.args = "conduct tell", append(o.args, "within", pick(h.rand, h.within), "text", w)
	default:
		o.path = "conduct involved"
	}
	return o
}

// turns draws what changes roles.
func (h *history) roles() op {
	who := pick(h.rand, append(slices.Clone(handling), "sam"))
	return op{alias: "ada", path: pick(h.rand, []string{"roster role", "roster end-role"}), args: []string{
		"person", who, "role", pick(h.rand, []string{"moderator", "moderator", "focal-point"}),
	}}
}

// draws draws what happens next.
func (h *history) draws() op {
	if len(h.cases) == 0 {
		return h.reports([]string{"quorra", "zelda", "xanthe"}, []string{"sam"})
	}
	switch h.rand.IntN(14) {
	case 0:
		return h.reports([]string{"quorra", "zelda", "xanthe"}, []string{"sam", "nia", "pim", "cleo", "ada", "fay", "unknown"})
	case 1:
		return op{path: "conduct flag", args: []string{
			"rule", "insult.you", "clause", "1", "about", string(h.names[pick(h.rand, []string{"sam", "nia", "mo"})]), "message", fmt.Sprint("https://town.example.org/", h.n),
			"span", h.word(), "reason", "It reads like " + h.word(), "words", "You are " + h.word(),
		}}
	case 2, 12:
		one, other := h.any(), h.any()
		return op{alias: h.who(handling, one, other), path: "conduct merge", args: []string{"case", one.name, "into", other.name}}
	case 3:
		one := h.any()
		return op{alias: h.who(handling, one), path: "conduct split", args: []string{"case", one.name}}
	case 4:
		one := h.any()
		return op{alias: h.who(handling, one), path: "conduct party", args: []string{"case", one.name, "person", pick(h.rand, []string{"nia", "pim", "cleo", "sam"})}}
	case 5:
		return h.roles()
	case 13:
		one := h.any()
		return op{alias: h.who(handling, one), path: "conduct involved", args: []string{"case", one.name}}
	default:
		return h.handles(h.any(), handling)
	}
}

var unique = regexp.MustCompile(`zqword\d+qz`)

// lives does what was drawn, and notes where its words went.
func (h *history) lives(o op, cause string) bool {
	o.cause = cause
	before := h.town.cases()
	taken := h.runs(o)
	h.did = append(h.did, fmt.Sprint(o, ": ", taken))
	args := map[string]string{}
	for i := 0; i+1 < len(o.args); i += 2 {
		args[o.args[i]] = o.args[i+1]
	}
	name := args["case"]
	if o.path == "conduct report" || o.path == "conduct flag" {
		for _, one := range h.town.cases() {
			if !slices.Contains(before, one) {
				name = one
				h.cases = append(h.cases, told{name: one, by: o.alias, about: args["about"], anonymous: args["how"] != "confidential"})
			}
		}
	}
	for _, w := range unique.FindAllString(strings.Join(o.args, " "), -1) {
		h.words[w] = name
		if !taken {
			h.words[w] = ""
		}
	}
	for i := range h.cases {
		switch c := &h.cases[i]; {
		case c.name != name || !taken:
		case o.path == "conduct involved":
			c.out = append(c.out, o.alias)
		case o.path == "conduct party":
			c.out = append(c.out, args["person"])
		}
	}
	return taken
}

// sees lists the cases that somebody may see now.
func (w *town) sees(alias string) (names []string) {
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, s := range moderation.Cases(v) {
			if moderation.MaySee(v, s, w.names[alias]) {
				names = append(names, s.Name)
			}
		}
	})
	return names
}

// never reports whether somebody must not see a case, whatever else happens: they are
// party to it or said that they are involved, or share an organisation with a party.
func (c told) never(alias string, names map[string]bot.PersonID) bool {
	parties := slices.DeleteFunc(append([]string{c.about}, c.out...), func(p string) bool { return p == "" })
	if !c.anonymous {
		parties = append(parties, c.by)
	}
	return slices.ContainsFunc(parties, func(p string) bool {
		return p == alias || p == string(names[alias]) || shared[alias] == p && !slices.Contains(c.out, p) || string(names[shared[alias]]) == p
	})
}

var keys = regexp.MustCompile(`name="key" value="[A-Z2-7]{26}"`)

// answered is all that a page answers, without the keys of its forms, which are drawn.
func answered(r *httptest.ResponseRecorder) string { return keys.ReplaceAllString(all(r), "key") }

// asks gives everything that a window shows of these cases: the lists, each page, folded
// and with its words, and its forms.
func (b *window) asks(names []string) map[string]string {
	pages := map[string]string{}
	paths := []string{"/cases/", "/cases/?closed=yes", "/cases/?order=waiting", "/cases/?closed=yes&order=reports"}
	for _, name := range names {
		at := "/cases/case/" + name
		paths = append(paths, at, at+"?words=yes", at+"/form?path=conduct+note", at+"/form?path=conduct+propose", at+"/form?path=conduct+redact", at+"/form?path=conduct+give")
	}
	for _, path := range paths {
		pages[path] = answered(b.gets(path))
	}
	return pages
}

// leaks gives what somebody reads that they must not.
func (h *history) leaks(alias string, b *window) string {
	sees := h.sees(alias)
	var names []string
	for _, c := range h.cases {
		names = append(names, c.name)
		if c.never(alias, h.names) && slices.Contains(sees, c.name) {
			return alias + " may see case " + c.name
		}
	}
	mayKnow := map[string]bool{}
	for _, c := range h.cases {
		if !c.anonymous && slices.Contains(sees, c.name) {
			mayKnow[c.by] = true
		}
	}
	for path, page := range b.asks(names) {
		for _, w := range unique.FindAllString(page, -1) {
			if left := h.words[w]; left == "" || !slices.Contains(sees, left) {
				return fmt.Sprintf("%s reads %s, which was left in %q, at %s", alias, w, left, path)
			}
		}
		for _, c := range h.cases {
			if !slices.Contains(sees, c.name) && regexp.MustCompile(`\b`+c.name+`\b`).MatchString(page) {
				return fmt.Sprintf("%s reads of case %s at %s", alias, c.name, path)
			}
		}
		for by, name := range reporters {
			if !mayKnow[by] && strings.Contains(page, name) && !strings.Contains(path, "form") { // a form may offer the whole roster
				return fmt.Sprintf("%s reads of %s at %s", alias, name, path)
			}
		}
	}
	return ""
}

// Whatever happens to cases and to those who handle them: no byte of any page tells
// somebody a word, a name or a reporter of a case that they may not see.
func TestNoPageHoldsAWordOfACaseThatItsReaderMayNotSee(t *testing.T) {
	shown := 0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		var wrong string
		synctest.Test(t, func(t *testing.T) {
			h := newHistory(t, seed)
			windows := map[string]*window{}
			for _, alias := range handling {
				windows[alias] = h.signIn(alias)
			}
			for i := range 30 {
				h.lives(h.draws(), fmt.Sprint("op:", i))
				h.later(10 * time.Minute)
				if i%6 != 5 {
					continue
				}
				for alias, b := range windows {
					shown += len(h.sees(alias))
					if wrong = h.leaks(alias, b); wrong != "" {
						wrong += " after\n" + strings.Join(h.did, "\n")
						return
					}
				}
			}
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
	if shown == 0 {
		t.Error("nobody was shown anything")
	}
}

// Two towns live through the same. In one of them there are cases more, which somebody
// may not see, and others do with them whatever can be done. Every page of that person
// is the same in both, to the byte.
func TestACaseMoreThatIsHiddenChangesNoByteOfAPage(t *testing.T) {
	for rule, c := range map[string]struct{ who, about string }{
		"of the same organisation":   {"mo", "sam"},
		"a moderator is the subject": {"pim", "pim"},
		"a Secretariat, the subject": {"ada", "ada"},
		"the Chair is the subject":   {"cleo", "cleo"},
	} {
		t.Run(rule, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				seed := rapid.Uint64().Draw(rt, "seed")
				var wrong string
				synctest.Test(t, func(t *testing.T) { wrong = hiddenMore(t, seed, c.who, c.about) })
				if wrong != "" {
					rt.Fatal(wrong)
				}
			})
		})
	}
}

// hiddenMore gives the first difference that somebody could find.
func hiddenMore(t *testing.T, seed uint64, who, about string) string {
	t.Helper()
	with, without := newHistory(t, seed), newTown(t, origin)
	without.more()
	inside, outside := with.signIn(who), without.signIn(who)
	others := slices.DeleteFunc(slices.Clone(handling), func(a string) bool { return a == who })
	hidden := &history{town: with.town, rand: rand.New(rand.NewPCG(seed, 2)), words: map[string]string{}, n: 1000}
	// The clock of a town is moved by hand and looked at when something happens, which
	// more does in one of the two: what time brings would come at other instants.
	with.within, hidden.within = []string{"1d", "7d"}, []string{"1d", "7d"}
	var names []string
	for i := range 25 {
		o := with.draws()
		for o.alias == "xanthe" {
			o.alias = "quorra" // the other one reports what is hidden
		}
		taken := with.lives(o, fmt.Sprint("op:", i))
		o.cause = fmt.Sprint("op:", i)
		if without.runs(o) != taken {
			return fmt.Sprint("it is taken otherwise: ", o)
		}
		h := hidden.reports([]string{"xanthe"}, []string{about})
		if len(hidden.cases) > 0 && hidden.rand.IntN(4) > 0 {
			h = hidden.handles(hidden.any(), others)
		}
		hidden.lives(h, fmt.Sprint("hidden:", i))
		names = names[:0]
		for _, c := range slices.Concat(with.cases, hidden.cases) {
			names = append(names, c.name)
		}
		with.later(10 * time.Minute)
		without.later(10 * time.Minute)
		if i%5 != 4 {
			continue
		}
		one, two := inside.asks(names), outside.asks(names)
		for path, page := range one {
			if page != two[path] {
				return fmt.Sprintf("%s reads otherwise at %s:\n%s\n%s\nafter\n%s\nand\n%s", who, path, page, two[path], strings.Join(with.did, "\n"), strings.Join(hidden.did, "\n"))
			}
		}
	}
	return ""
}
