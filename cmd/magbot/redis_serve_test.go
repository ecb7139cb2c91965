package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
)

// until asks until a line is answered with words.
func (c *client) until(t *testing.T, key, line, words string) {
	t.Helper()
	var body string
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if body, err = c.say(key, line); err == nil && strings.Contains(body, words) {
			return
		}
	}
	t.Fatalf("%s: %v, never %q: %s", line, err, words, body)
}

// inputs are the titles of the first meeting's inputs, each with how often it is
// there.
func (s *shared) inputs() map[string]int {
	s.t.Helper()
	found := map[string]int{}
	s.look(bot.MeetingStream("1"), func(v bot.View) {
		for _, in := range agenda.Of(v).Inputs {
			found[in.Title.Text]++
		}
	})
	return found
}

// A Redis that is killed and started again in the middle of a meeting is waited
// for: what was typed meanwhile is taken once, and the windows go on.
func TestServingGoesOnWhenRedisIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := share(t)
	p := s.serve("--ops", "127.0.0.1:0")
	chair, member := seated(t, p, wanjiru), seated(t, p, temilade)
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	for n := range 3 {
		s.server.Kill(t)
		sent := make(chan error, 1)
		title := fmt.Sprint("Input ", n+1)
		go func() {
			_, err := member.say("input "+title, "/mag agenda add "+title)
			sent <- err
		}()
		s.server.Again(t)
		if err := <-sent; err != nil {
			t.Log("it was not answered, and is sent again:", err)
		}
		member.until(t, "input "+title, "/mag agenda add "+title, "That was done already")
	}
	for title, n := range s.inputs() {
		if n != 1 {
			t.Errorf("%q stands there %d times", title, n)
		}
	}
	if n := len(s.inputs()); n != 3 {
		t.Errorf("%d inputs stand in the record, want 3", n)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// While Redis is full, who types is told that it could not be recorded and keeps
// the text; with more memory the same line is taken, without a new start.
func TestAFullRedisIsToldToWhoTypes(t *testing.T) {
	t.Parallel()
	s := share(t)
	p := s.serve()
	chair, member := seated(t, p, wanjiru), seated(t, p, temilade)
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	s.server.Do(t, "CONFIG", "SET", "maxmemory", "1mb")
	body, err := member.say("full", "/mag agenda add Evaluation criteria")
	if err != nil || !strings.Contains(body, "could not record this just now. Your text is kept") || !strings.Contains(body, "Evaluation criteria</textarea>") {
		t.Fatalf("%v: %s", err, body)
	}
	member.comes(t, "belongs to") // what is there can be read
	s.server.Do(t, "CONFIG", "SET", "maxmemory", "0")
	member.until(t, "full", "/mag agenda add Evaluation criteria", "Your input is number 1")
	if n := s.inputs()["Evaluation criteria"]; n != 1 {
		t.Errorf("it stands there %d times", n)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if said := p.errors.String(); strings.Contains(said, "Evaluation criteria") {
		t.Errorf("the log holds what was typed: %s", said)
	}
}

// A Redis that comes back as an older copy of itself is noticed by who has seen
// more: nothing is taken, and a new start says what was lost and what to do.
func TestARedisThatLostItsEndIsNotServed(t *testing.T) {
	t.Parallel()
	s := share(t)
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0", "--store", s.url, "--master-key-file", s.master)
	chair := seated(t, p, wanjiru)
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	last, _ := s.server.Do(t, "XREVRANGE", "magbot:{forum}:order", "+", "-", "COUNT", 1).([]any)
	id, _ := last[0].([]any)
	s.server.Do(t, "XDEL", "magbot:{forum}:order", id[0])
	said := fails(t, "has lost its newest records", "serve", "--data", data, "--listen", "127.0.0.1:0", "--store", s.url, "--master-key-file", s.master)
	if !strings.Contains(said, "delete "+filepath.Join(data, "redis.seen")) {
		t.Errorf("it does not say what to do: %s", said)
	}
}

// A magbot that is given another master key than the others is not let in, and
// one that has none is told where it is.
func TestEveryMagbotNeedsTheSameMasterKey(t *testing.T) {
	t.Parallel()
	s := share(t)
	p := s.serve()
	other := t.TempDir()
	said, err := withEnv(t, []string{"MAGBOT_MASTER_KEY=" + strings.Repeat("B", 42) + "A="},
		"serve", "--data", other, "--listen", "127.0.0.1:0", "--store", s.url)
	if err == nil || !strings.Contains(said, "another master key") {
		t.Errorf("%v: %s", err, said)
	}
	fails(t, "sealed by a master key that is not here", "serve", "--data", other, "--listen", "127.0.0.1:0", "--store", s.url)
	seated(t, p, wanjiru).says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
}
