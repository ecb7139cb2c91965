package main_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/engine"
	"magbot/bot/floor"
	"magbot/bot/house"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
	"magbot/store/seal"
)

// shared is a community in a Redis, which several magbots serve.
type shared struct {
	t      *testing.T
	server *redistest.Server
	url    string
	master string // file
}

// share starts a Redis with more lines of redis.conf.
func share(t *testing.T, lines ...string) *shared {
	t.Helper()
	s := &shared{t: t, server: redistest.Start(t, lines...), master: filepath.Join(t.TempDir(), "master.key")}
	s.url = s.server.URL("forum", "")
	master, err := seal.NewMaster(neverRandom{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.master, []byte(master.Text()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// neverRandom makes the same master key each time, which is no secret of a test.
type neverRandom struct{}

func (neverRandom) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i + 1)
	}
	return len(b), nil
}

// serve starts one more magbot, with a data folder of its own.
func (s *shared) serve(flags ...string) *process {
	s.t.Helper()
	flags = append([]string{"--store", s.url, "--master-key-file", s.master}, flags...)
	return running(s.t, s.t.TempDir(), "127.0.0.1:0", flags...)
}

// look folds the record as one more process that posts nothing.
func (s *shared) look(id bot.StreamID, see func(bot.View)) {
	t := s.t
	t.Helper()
	config, err := redis.ParseURL(s.url)
	if err != nil {
		t.Fatal(err)
	}
	record, err := redis.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	master, err := seal.LoadMaster(s.master)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.OpenShared(record.Keys(), filepath.Join(t.TempDir(), "keys"), master)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, keys)
	h, err := house.New(house.Features())
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: record, Keys: keys, House: h, Paused: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Read(id, bot.Actor{}, bot.Place{}, see)
}

// seated takes a seat and fails the test where that cannot be done.
func seated(t *testing.T, p *process, name string) *client {
	t.Helper()
	c, err := take(p.address, name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// press presses the button of that label in what was answered.
func (c *client) press(t *testing.T, answer, label string) string {
	t.Helper()
	for _, b := range parse(t, answer).answer().Buttons {
		if b.Label != label {
			continue
		}
		return c.send(t, b)
	}
	t.Fatalf("there is no button %q in %s", label, answer)
	return ""
}

// send sends what stands behind a button.
func (c *client) send(t *testing.T, b storytest.Button) string {
	t.Helper()
	behind := b.Handle.(pressed)
	at, err := url.Parse(c.page)
	if err == nil {
		at, err = at.Parse(behind.action)
	}
	if err != nil {
		t.Error(err)
		return ""
	}
	body, _, err := c.post(at.String(), behind.hidden)
	if err != nil {
		t.Error(err)
	}
	return body
}

// session is the part of an address that each window has for itself.
var session = regexp.MustCompile(`/s/[A-Z0-9]+/`)

// reads gives what stands in the channel, also what people said, and then the
// cards that are kept up to date, one a line.
func (c *client) reads(t *testing.T) []string {
	t.Helper()
	body, _, err := c.get(c.page)
	if err != nil {
		t.Fatal(err)
	}
	page := parse(t, body)
	if page.earlier() != "" {
		t.Fatal("the page does not show the whole talk: say less")
	}
	var all []string
	for _, a := range page.talk() {
		all = append(all, a.id+" "+session.ReplaceAllString(a.words(), "/"))
	}
	cards := page.cards()
	for _, id := range slices.Sorted(maps.Keys(cards)) {
		all = append(all, "now "+id+" "+cards[id].shown().Text)
	}
	return all
}

// comes reads again until a message with these words is there.
func (c *client) comes(t *testing.T, words string) {
	t.Helper()
	var all []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		all = c.reads(t)
		if slices.ContainsFunc(all, func(m string) bool { return strings.Contains(m, words) }) {
			return
		}
	}
	t.Fatalf("%q never comes: %s", words, strings.Join(all, "\n"))
}

// alike reads again until two windows show the same, and gives that.
func alike(t *testing.T, a, b *client) []string {
	t.Helper()
	var one, other []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if one, other = a.reads(t), b.reads(t); slices.Equal(one, other) {
			return one
		}
	}
	t.Fatalf("they show different things:\n%s", cmp.Diff(one, other))
	return nil
}

// count is how many messages hold these words.
func count(all []string, words string) (n int) {
	for _, m := range all {
		if strings.Contains(m, words) {
			n++
		}
	}
	return n
}

// start starts so many magbots at the same moment, on a record that may not be
// there yet.
func (s *shared) start(many int) []*process {
	t := s.t
	t.Helper()
	all, errs := make([]*process, many), make([]error, many)
	var wait sync.WaitGroup
	for i := range all {
		folder := t.TempDir()
		wait.Go(func() {
			all[i], errs[i] = serve(context.WithoutCancel(t.Context()), folder, "127.0.0.1:0", "--store", s.url, "--master-key-file", s.master)
		})
	}
	wait.Wait()
	for _, p := range all {
		t.Cleanup(func() {
			if p != nil && p.cmd.ProcessState == nil {
				if err := p.kill(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return all
}

// Whoever is first makes the example community; the others find it.
func TestMagbotsThatStartAtOnceMakeOneCommunity(t *testing.T) {
	t.Parallel()
	for range 3 {
		s := share(t)
		for _, p := range s.start(4) {
			seated(t, p, wanjiru).says(t, "/mag roster show", "Roster: 19 people")
			if err := p.stop(); err != nil {
				t.Error(err)
			}
		}
		if said := runs(t, "verify", "--store", s.url); !strings.Contains(said, "The record is whole") {
			t.Errorf("verify says %s", said)
		}
	}
}

// Two magbots on one Redis are one room: what is typed at both at once stands
// there once, what time brings is posted once, one press is one step wherever it
// is made, and when one is killed the other goes on.
func TestTwoMagbotsServeOneMeeting(t *testing.T) {
	t.Parallel()
	s := share(t)
	two := s.start(2)
	a, b := two[0], two[1]
	chair, there := seated(t, a, wanjiru), seated(t, b, wanjiru)
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +10m15s`, "is planned")
	there.comes(t, "Virtual Meeting XIV")
	body, err := there.say("invite", "/mag meeting invite")
	if err != nil {
		t.Fatal(err)
	}
	there.press(t, body, "Send it to everybody")
	s.inputsAtBoth(a, b)
	chair.comes(t, "Virtual Meeting XIV · in 10 minutes")
	there.says(t, "/mag meeting open", "")
	society, technical := seated(t, a, temilade), seated(t, b, desmond)
	var wait sync.WaitGroup
	for c, line := range map[*client]string{society: "q+ to say why", technical: "q+", seated(t, a, aroha): "q+", seated(t, b, li): "q+"} {
		wait.Go(func() { c.says(t, line, "") })
	}
	wait.Wait()
	society.says(t, "Good morning from one side", "")
	technical.says(t, "and from the other", "")
	alike(t, chair, there)
	s.nextAtBoth(chair, there)

	if err := a.kill(); err != nil {
		t.Fatal(err)
	}
	there.says(t, "PROPOSAL: Publish the criteria", "")
	technical.says(t, "+1", "")
	there.comes(t, "Publish the criteria")
	a = s.again(a)
	chair = seated(t, a, wanjiru)
	chair.says(t, "RESOLUTION: Publish the criteria", "")
	all := alike(t, chair, there)
	for _, words := range []string{"You can hand in what should be", "Virtual Meeting XIV · in 10 minutes", "Good morning from one side", "and from the other"} {
		if n := count(all, words); n != 1 {
			t.Errorf("%q stands there %d times", words, n)
		}
	}
	for _, p := range []*process{a, b} {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	}
	if said := runs(t, "verify", "--store", s.url); !strings.Contains(said, "The record is whole") {
		t.Errorf("verify says %s", said)
	}
}

// again starts a magbot that was killed where it was.
func (s *shared) again(p *process) *process {
	s.t.Helper()
	folder := p.cmd.Args[slices.Index(p.cmd.Args, "--data")+1]
	return running(s.t, folder, p.host(), "--store", s.url, "--master-key-file", s.master)
}

// nextAtBoth has the Chair press Next in two windows at the same moment, one at
// each magbot: one person is called.
func (s *shared) nextAtBoth(windows ...*client) {
	t := s.t
	t.Helper()
	var presses []func()
	for _, c := range windows {
		body, _, err := c.get(c.page)
		if err != nil {
			t.Fatal(err)
		}
		for _, card := range parse(t, body).cards() {
			for _, b := range card.shown().Buttons {
				if b.Label == "Call "+desmond || b.Label == "Call "+temilade || b.Label == "Call "+aroha || b.Label == "Call "+li {
					presses = append(presses, func() { c.send(t, b) })
				}
			}
		}
	}
	if len(presses) != len(windows) {
		t.Fatalf("%d windows show %d buttons for the next speaker", len(windows), len(presses))
	}
	var wait sync.WaitGroup
	for _, press := range presses {
		wait.Go(press)
	}
	wait.Wait()
	s.look(bot.MeetingStream("1"), func(v bot.View) {
		turn, on := floor.Of(v).Speaking()
		if waiting := len(floor.Of(v).Waiting()); !on || turn.Number != 1 || waiting != 3 {
			t.Errorf("speaking: %v, turn %d, and %d wait; want turn 1, and 3", on, turn.Number, waiting)
		}
	})
}

// inputsAtBoth has three people hand in inputs, each line sent to both magbots
// at the same moment, as a browser does that reconnects.
func (s *shared) inputsAtBoth(a, b *process) {
	t := s.t
	t.Helper()
	const each = 8
	var wait sync.WaitGroup
	for _, name := range []string{temilade, desmond, aroha} {
		first, second := seated(t, a, name), seated(t, b, name)
		wait.Go(func() {
			for i := range each {
				line, key := fmt.Sprintf("/mag agenda add Input %d of %s", i+1, name), fmt.Sprintf("input %d of %s", i+1, name)
				var sent sync.WaitGroup
				for _, c := range []*client{first, second} {
					sent.Go(func() {
						if _, err := c.say(key, line); err != nil {
							t.Error(err)
						}
					})
				}
				sent.Wait()
			}
		})
	}
	wait.Wait()
	found := map[string]int{}
	s.look(bot.MeetingStream("1"), func(v bot.View) {
		for _, in := range agenda.Of(v).Inputs {
			found[in.Title.Text]++
		}
	})
	if len(found) != 3*each {
		t.Errorf("%d inputs stand in the record, want %d", len(found), 3*each)
	}
	for title, n := range found {
		if n != 1 {
			t.Errorf("%q stands there %d times", title, n)
		}
	}
}
