package main_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// client is a browser without a screen: a seat in a rehearsal, and what it posts.
type client struct {
	http *http.Client
	page string // of the channel it sits in
}

var seatForm = regexp.MustCompile(`(?s)name="person" value="([^"]+)">.*?<strong><bdi>([^<]+)</bdi>`)

// take takes the seat of a person.
func take(address, name string) (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("keep cookies: %w", err)
	}
	c := &client{http: &http.Client{Jar: jar, Timeout: patience}}
	door, _, err := c.get(address + "/")
	if err != nil {
		return nil, err
	}
	for _, seat := range seatForm.FindAllStringSubmatch(door, -1) {
		if seat[2] == name {
			_, at, err := c.post(address+"/seat", url.Values{"person": {seat[1]}})
			c.page = at
			return c, err
		}
	}
	return nil, fmt.Errorf("no seat for %s at %s", name, address)
}

func (c *client) get(address string) (body, at string, err error) {
	answer, err := c.http.Get(address)
	return read(answer, err)
}

func (c *client) post(address string, values url.Values) (body, at string, err error) {
	answer, err := c.http.PostForm(address, values)
	return read(answer, err)
}

func read(answer *http.Response, err error) (body, at string, _ error) {
	if err != nil {
		return "", "", fmt.Errorf("ask magbot: %w", err)
	}
	raw, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return "", "", fmt.Errorf("hear magbot's answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return "", "", fmt.Errorf("magbot answers %s: %s", answer.Status, raw)
	}
	return string(raw), answer.Request.URL.String(), nil
}

// say types a line under a key, as a browser does that may send it again.
func (c *client) say(key, line string) (string, error) {
	body, _, err := c.post(c.page+"/say", url.Values{"key": {key}, "text": {line}})
	return body, err
}

// mortal is a magbot that is killed now and then, and started again.
type mortal struct {
	t    *testing.T
	data string

	mu    sync.Mutex
	lives int
	again *sync.Cond
	now   *process

	meetings     int
	sent         int            // inputs by each person
	acknowledged map[string]int // how often, by title
	// unborn kills some lives before they have begun to serve; none when nil.
	unborn func(data, listen string)
}

// after waits for the life after the given one; an error when it does not come.
func (m *mortal) after(life int) (int, error) {
	late := time.Now().Add(2 * patience)
	wake := time.AfterFunc(2*patience, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.again.Broadcast()
	})
	defer wake.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.lives <= life {
		if !time.Now().Before(late) {
			return life, fmt.Errorf("no life came after the %dth", life)
		}
		m.again.Wait()
	}
	return m.lives, nil
}

// die kills it and starts it again where it was.
func (m *mortal) die() {
	m.t.Helper()
	if err := m.now.kill(); err != nil {
		m.t.Fatal(err)
	}
	if m.unborn != nil {
		m.unborn(m.data, m.now.host())
	}
	m.now = running(m.t, m.data, m.now.host())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lives++
	m.again.Broadcast()
}

// What was acknowledged is in the record, and what was sent again because no
// answer came stands there once, wherever kill -9 has struck.
func TestNothingIsLostOrDoubledWhenItIsKilled(t *testing.T) {
	const each = 36
	m := born(t)
	m.underLoad(4*each, func(n int) bool { return n%each == each/3 })
	m.holds()
}

// born starts a mortal magbot with a meeting to come.
func born(t *testing.T) *mortal {
	t.Helper()
	m := &mortal{t: t, data: t.TempDir(), acknowledged: map[string]int{}}
	m.again = sync.NewCond(&m.mu)
	m.now = running(t, m.data, "127.0.0.1:0")
	m.plan()
	return m
}

// plan plans one more meeting, for which the next inputs are.
func (m *mortal) plan() {
	m.t.Helper()
	chair, err := take(m.now.address, wanjiru)
	if err != nil {
		m.t.Fatal(err)
	}
	m.meetings++
	key, line := fmt.Sprint("plan ", m.meetings), fmt.Sprintf("/mag meeting schedule \"Meeting %d\" when: +%dh", m.meetings, 2*m.meetings)
	if body, err := chair.say(key, line); err != nil || !strings.Contains(body, "is planned") {
		m.t.Fatalf("%v: %s", err, body)
	}
}

// underLoad has three people send so many inputs together, each until it is
// acknowledged, and kills the process when dies says so: it is asked after each
// that is.
func (m *mortal) underLoad(inputs int, dies func(n int) bool) {
	m.t.Helper()
	const most = 900 // inputs for one meeting, which are a hundred fewer than it takes
	if people := 3; m.sent*people+inputs > most*m.meetings {
		m.plan()
	}
	heard, meeting := make(chan string, 64), m.meetings
	var wait sync.WaitGroup
	people := []string{temilade, desmond, aroha}
	from, to := m.sent, m.sent+inputs/len(people)
	m.sent = to
	for _, name := range people {
		c, err := take(m.now.address, name)
		if err != nil {
			m.t.Fatal(err)
		}
		wait.Go(func() {
			life := 0
			for i := from; i < to; i++ {
				title := fmt.Sprintf("Input %d of %s", i+1, name)
				for {
					body, err := c.say(fmt.Sprint("input ", i), fmt.Sprintf("/mag agenda add %s meeting: %d", title, meeting))
					if err == nil && !strings.Contains(body, "“"+title+"”") && !strings.Contains(body, "That was done already") {
						m.t.Errorf("%q was not taken: %s", title, body)
					}
					if err == nil {
						break
					}
					said := err
					if life, err = m.after(life); err != nil {
						m.t.Errorf("%v; it did not answer %q: %v", err, title, said)
						break
					}
				}
				heard <- title
			}
		})
	}
	for n := range (to - from) * len(people) {
		m.acknowledged[<-heard]++
		if dies(n) {
			m.die()
		}
	}
	wait.Wait()
}

// holds stops the process and compares the record with what it acknowledged.
func (m *mortal) holds() {
	t := m.t
	t.Helper()
	if err := m.now.stop(); err != nil {
		t.Error(err)
	}
	found := map[string]int{}
	for number := range m.meetings {
		look(t, m.data, bot.MeetingStream(bot.MeetingID(strconv.Itoa(number+1))), func(v bot.View) {
			for _, in := range agenda.Of(v).Inputs {
				found[in.Title.Text]++
			}
		})
	}
	for title, n := range m.acknowledged {
		if found[title] != 1 || n != 1 {
			t.Errorf("%q was acknowledged %d times and stands %d times in the record", title, n, found[title])
		}
	}
	if len(found) != len(m.acknowledged) {
		t.Errorf("%d inputs were acknowledged, %d stand in the record", len(m.acknowledged), len(found))
	}
}

func shut(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// look reads a stream of a data folder in which nothing runs.
func look(t *testing.T, data string, id bot.StreamID, see func(bot.View)) {
	t.Helper()
	record, err := bolt.Open(data + "/record.db")
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	master, err := seal.LoadMaster(data + "/master.key")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Open(data+"/keys", master)
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
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer e.Stop()
	e.Read(id, bot.Actor{}, bot.Place{}, see)
}
