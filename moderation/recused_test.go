package moderation_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	"magbot/bot/command"
	"magbot/moderation"
)

// Two towns live through the same days. In one of them there is a case which a
// person may not see, and others do with it whatever can be done; in the other there
// is none. Whatever that person asks, presses, fills in or is sent, is the same in
// both, to the letter: no card, list, number, name, order, help or refusal tells them
// apart. Nor do the log and the streams that are not sealed.
func TestARecusedPersonSeesNothingByAnyRoute(t *testing.T) {
	for rule, c := range map[string]struct {
		who, about, clause string
		party              bool   // the person is told of steps, which they are meant to be
		wrote              string // the reported message
	}{
		"of the same organisation":                {"mo", "sam", "2", false, "sam"},
		"a moderator who is the subject":          {"nia", "nia", "1", true, "sam"},
		"a member who is the subject":             {"sam", "sam", "7", true, "sam"},
		"a Chair who is the subject":              {"cleo", "cleo", "2", true, "sam"},
		"a Secretariat that is the subject":       {"ada", "ada", "harassment", true, "sam"},
		"a focal point who is the subject":        {"fay", "fay", "harassment", true, "sam"},
		"a moderator who wrote the message":       {"nia", "pim", "2", true, "nia"},
		"a focal point who wrote the message":     {"fay", "unknown", "2", true, "fay"},
		"of the organisation of who wrote it":     {"mo", "cleo", "3", false, "sam"},
		"the subject, where another one wrote it": {"pim", "pim", "2", true, "nia"},
	} {
		t.Run(rule, func(t *testing.T) {
			tried := map[string]bool{}
			rapid.Check(t, func(rt *rapid.T) {
				seed := rapid.Uint64().Draw(rt, "seed")
				var wrong string
				synctest.Test(t, func(t *testing.T) {
					with, without := newTown(t), newTown(t)
					for _, w := range []*town{with, without} {
						w.seat(rand.New(rand.NewPCG(seed, 2)), c.who, c.wrote)
					}
					defer func() { with.engine.Stop(); without.engine.Stop() }()
					p := &probe{with: with, without: without, who: c.who, about: c.about, party: c.party, rand: rand.New(rand.NewPCG(seed, 1)), tried: tried}
					wrong = p.live(c.about, c.clause, c.wrote)
				})
				if wrong != "" {
					rt.Fatal(wrong)
				}
			})
			if len(tried) < 15 {
				t.Errorf("only %d commands were tried", len(tried))
			}
		})
	}
}

// probe is one person who looks for a difference.
type probe struct {
	with, without *town
	who, about    string
	party         bool
	rand          *rand.Rand
	tried         map[string]bool
	names         []string // of cases, as if somebody had let them slip
	tokens        []string // of who reported those
	n             int
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// live lets things happen, and gives the first difference that was found.
func (p *probe) live(about, clause, wrote string) string {
	p.with.forget()
	p.without.forget()
	link := reported
	for range 2 {
		how := pick(p.rand, []string{"confidential", "anonymous"})
		name, token := p.with.report("rita", about, clause, "how", how, "message", link, "text", fmt.Sprint("matter ", len(p.names)))
		link += "/other"
		p.names, p.tokens = append(p.names, name), append(p.tokens, token)
	}
	if p.with.later(time.Minute); p.rand.IntN(2) == 0 { // another one reports the message, and may not say whose it is
		if wrote == about {
			about = pick(p.rand, []string{about, "unknown"})
		}
		name, token := p.with.report("ora", about, clause, "message", reported)
		p.names, p.tokens = append(p.names, name), append(p.tokens, token)
	}
	for range 25 {
		switch p.rand.IntN(5) {
		case 0, 1:
			p.handle()
		case 2:
			if wrong := p.moves(); wrong != "" {
				return wrong
			}
			p.with.later(pick(p.rand, []time.Duration{time.Hour, 3 * day, 8 * day, 40 * day}))
		default:
			if wrong := p.ask(); wrong != "" {
				return wrong
			}
		}
		if wrong := p.sent(); wrong != "" {
			return wrong
		}
	}
	for _, name := range p.names {
		if log := p.with.log.String(); strings.Contains(strings.ToLower(log), "case/") || strings.Contains(log, name) {
			return "the log names a case: " + log
		}
	}
	return p.open()
}

// seat has a moderators' channel named, with some in it; who looks for a difference
// may be one of them.
func (w *town) seat(r *rand.Rand, who, wrote string) {
	around, late := w.wroteIt(wrote), map[string]int{reported + "/other": r.IntN(5)}
	w.set(func(d *desk) { d.around, d.late = around, late })
	w.named(someOf(r, who)...)
}

// someOf draws who is in the moderators' channel.
func someOf(r *rand.Rand, who string) (members []string) {
	for _, alias := range []string{"nia", "pim", "mo", "fay", "ada", who} {
		if r.IntN(3) == 0 && !slices.Contains(members, alias) {
			members = append(members, alias)
		}
	}
	return members
}

// moves is something that happens on the platform, in both towns alike: others come
// into the moderators' channel or leave it, it is opened, it cannot be read, or the
// message is edited. Once it was looked at, nothing stands there before one who may
// not see it.
func (p *probe) moves() string {
	members := someOf(p.rand, p.who)
	open, unread := p.rand.IntN(5) == 0, pick(p.rand, []bot.Inability{"", "", "", bot.NoRight})
	look, edit := p.rand.IntN(2) == 0, p.rand.IntN(3) == 0
	for _, w := range []*town{p.with, p.without} {
		w.mu.Lock()
		came := slices.Contains(members, p.who) && !slices.Contains(w.desk.members, p.who) || open && !w.desk.open
		w.desk.members, w.desk.open, w.desk.unread = members, open, unread
		w.mu.Unlock()
		if look || came { // who comes in finds there what stands, until the look that comes within a minute
			w.looks()
		}
		if edit {
			w.changes("room:general:2", fmt.Sprint("Other words ", p.n), false)
		}
		reads := open || slices.Contains(members, p.who)
		if stands := w.stands(mods); (look || came) && reads && !p.maySee(w, stands) {
			return p.who + " reads in the moderators' channel: " + stands
		}
	}
	return ""
}

// caseNamed is the name of a case at the head of its card.
var caseNamed = regexp.MustCompile(`case ([A-Z0-9]{4})\b`)

// maySee reports whether the cards that stand in the channel are all of cases that the
// person may see: one that they reported themselves without their name, say, which
// came to them because nobody else touched it. Of the hidden ones it is none.
func (p *probe) maySee(w *town, stands string) bool {
	named := caseNamed.FindAllStringSubmatch(stands, -1)
	for _, n := range named {
		if slices.Contains(p.names, n[1]) || !w.sees(p.who, n[1]) {
			return false
		}
	}
	return len(named) > 0 || stands == ""
}

// handle is one thing that somebody else does with a case.
func (p *probe) handle() {
	r, w := p.rand, p.with
	var others []string
	for _, alias := range []string{"ada", "fay", "cleo", "mo", "nia", "pim", "sam", "rita", "ora"} {
		if alias != p.who {
			others = append(others, alias)
		}
	}
	var paths []string
	for _, c := range w.house.Table().All() {
		steps := c.Path == "conduct propose" || c.Path == "conduct second" || c.Path == "conduct answer-appeal"
		if !c.Inner && c.On == command.Case && c.Decide != nil && (!steps || !p.party) {
			paths = append(paths, c.Path)
		}
	}
	path := pick(r, paths)
	cmd, _ := w.house.Table().Get(path)
	args := p.args(cmd)
	if args["step"] == string(moderation.Reminder) {
		args["step"] = string(moderation.Talk) // the other is for everybody to see
	}
	if path == "conduct propose" {
		delete(args, "to")
	}
	if (path == "conduct add" || path == "conduct withdraw") && r.IntN(3) > 0 {
		args["token"] = pick(r, p.tokens)
	}
	w.ask(w.as(pick(r, others)), private, bot.Call{Path: path, Args: args})
}

// args fills a command in, with the names of cases where it asks for them.
func (p *probe) args(c *command.Command) map[string]string {
	r, args := p.rand, map[string]string{}
	for _, a := range c.Args {
		if !a.Required && r.IntN(3) > 0 {
			continue
		}
		args[a.Name] = p.value(a)
	}
	return args
}

func (p *probe) value(a command.Arg) string {
	r := p.rand
	people := []string{"sam", "nia", "rita", "pim", "ora"}
	switch a.Kind {
	case command.Person:
		return pick(r, people)
	case command.People:
		return "sam, nia"
	case command.Number:
		return pick(r, []string{"1", "2027", "2028"})
	case command.Numbers:
		return "1"
	case command.Choice:
		return pick(r, a.Choices)
	case command.Flag:
		return pick(r, []string{"yes", "no"})
	case command.Duration:
		return "2d"
	case command.When:
		return "tomorrow 14:00"
	case command.Date:
		return "2027-12-01"
	case command.Zone:
		return "UTC"
	case command.Link:
		return "https://example.org/x"
	case command.Text, command.Long, command.File:
	}
	switch a.Name {
	case command.CaseArg, "into", "command":
		return pick(r, append(slices.Clone(p.names), "ZZZZ"))
	case command.TokenArg:
		return "ABCD-EFGH-JKLM"
	case "about":
		return pick(r, append([]string{p.about}, people...))
	case "message":
		return reported
	}
	return pick(r, append(slices.Clone(p.names), "some words", "case", "conduct case"))
}

// ask gives a command as the person, in both towns alike.
func (p *probe) ask() string {
	all := p.with.house.Table().All()
	cmd := pick(p.rand, all)
	if p.rand.IntN(2) == 0 { // those of conduct more often
		cmd = pick(p.rand, slices.DeleteFunc(slices.Clone(all), func(c *command.Command) bool { return !strings.HasPrefix(c.Path, "conduct ") }))
	}
	if cmd.Path == "me erase" || cmd.Path == "roster erase" || cmd.Path == "conduct release" || cmd.Path == "me unlink" {
		return "" // the first end the look; the published report is the one number that counts every case
	}
	p.tried[cmd.Path] = true
	p.n++
	call := bot.Call{Path: cmd.Path, Args: p.args(cmd)}
	fresh := sha256.Sum256(fmt.Append(nil, p.n))
	in := bot.Input{
		Cause: bot.Cause(fmt.Sprint("probe:", p.n)), Actor: p.with.as(p.who), Place: pick(p.rand, []bot.Place{hall, private}),
		Intent: call, Fresh: hex.EncodeToString(fresh[:]),
	}
	switch p.rand.IntN(4) {
	case 0:
		in.Intent = bot.Typed{Text: "/mag " + cmd.Path + " " + pick(p.rand, append(slices.Clone(p.names), "")), Addressed: true}
	case 1:
		one, two := p.form(p.with, in), p.form(p.without, in)
		if one != two {
			return fmt.Sprintf("the form of %+v differs:\n%s\n%s", in.Intent, one, two)
		}
	}
	one, two := written(p.with.give(in)), written(p.without.give(in))
	if one != two {
		return fmt.Sprintf("%s asks %+v and is answered otherwise:\n%s\n%s", p.who, in.Intent, one, two)
	}
	return ""
}

func (p *probe) form(w *town, in bot.Input) string {
	a, err := w.engine.Form(context.Background(), in)
	if err != nil {
		return err.Error()
	}
	return written(a)
}

// hashes differ by chance from town to town.
var hashes = regexp.MustCompile(`[0-9a-f]{8,64}`)

func written(a bot.Answer) string {
	form := ""
	if a.Form != nil {
		form = fmt.Sprintf("%+v", *a.Form)
	}
	version := uint64(0)
	if !a.Record.Stream.Sealed() {
		version = a.Record.Version
	}
	return hashes.ReplaceAllString(fmt.Sprintf("%s %v %s refused %v, ignored %v, done %v, at %d", text(a.Message), a.Message.Seen, form, a.Refused, a.Ignored, a.Done, version), "#")
}

// sent compares what the person, and the channel, were sent.
func (p *probe) sent() string {
	for _, card := range p.with.got(p.who) {
		for _, name := range caseNamed.FindAllStringSubmatch(text(card.Message), -1) {
			if slices.Contains(p.names, name[1]) {
				return p.who + " was sent a card, if only for a moment: " + text(card.Message)
			}
		}
	}
	one, two := p.with.shownTo(p.who), p.without.shownTo(p.who)
	if d := slices.Compare(one, two); d != 0 {
		i := 0 // the first that differs
		for i < len(one) && i < len(two) && one[i] == two[i] {
			i++
		}
		return fmt.Sprintf("%s was sent otherwise, from the %d. of %d and %d on:\n%.3000q\n%.3000q", p.who, i, len(one), len(two), one[i:], two[i:])
	}
	return ""
}

// shownTo is what somebody was sent, in private or in a channel: first what comes
// once, then the live messages, each in order. Of two records in a row the engine may
// deliver a live message for both or for the second alone, as threads come to run, so
// one that is written anew with the words that stand there already is left out, as is
// by which record it was written and what came between. For the same reason one that
// is written several times at one instant counts as it stands after that.
func (w *town) shownTo(alias string) (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var live []string
	stands := map[string]string{}
	last := map[string]int{} // by message and instant
	of := func(i int) string { return fmt.Sprint(w.sent[i].Key, w.sent[i].Place, w.sent[i].Account) }
	for i := range w.sent {
		last[fmt.Sprint(of(i), w.at[i])] = i
	}
	for i, d := range w.sent {
		if d.Account.User != string(w.names[alias]) && (d.Place.Channel == "" || d.Place == mods) {
			continue
		}
		shows := hashes.ReplaceAllString(fmt.Sprint(d.Kind, " ", text(d.Message)), "#")
		if d.Kind != bot.Live {
			all = append(all, shows)
			continue
		}
		if last[fmt.Sprint(of(i), w.at[i])] != i {
			continue
		}
		if stands[of(i)] != shows {
			live = append(live, shows)
		}
		stands[of(i)] = shows
	}
	all = append(all, live...)
	for _, read := range w.desk.read[alias] {
		all = append(all, hashes.ReplaceAllString("in the moderators' channel "+read, "#"))
	}
	return all
}

// open compares the streams that are not sealed: how many there are, and how long.
func (p *probe) open() string {
	heads := func(w *town) (all []string) {
		for head, err := range w.store.Streams(context.Background(), "") {
			if err != nil {
				return []string{err.Error()}
			}
			if id := strings.TrimPrefix(string(head.Stream), "receipts/"); !bot.StreamID(id).Sealed() && id == string(head.Stream) {
				all = append(all, fmt.Sprint(head.Stream, " ", head.Version))
			}
		}
		return all
	}
	if one, two := heads(p.with), heads(p.without); slices.Compare(one, two) != 0 {
		return fmt.Sprintf("the open streams tell them apart:\n%q\n%q", one, two)
	}
	return ""
}
