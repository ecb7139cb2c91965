package slack

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"sync"
	"time"

	sdk "github.com/slack-go/slack"
)

// posted is what is known to stand in Slack. It is read from there when nobody
// knows what arrived: after a call whose answer got lost, and for a delivery that
// was begun before a crash or by another process. So nothing is posted again.
type posted struct {
	mu            sync.Mutex
	conversations map[string]*conversation
	orders        map[string]uint64 // by channel and live key: the record that was shown last
	files         map[string][32]byte
	begun         map[string]bool // deliveries that this process has begun
	restUntil     time.Time
}

func newPosted() *posted {
	return &posted{conversations: map[string]*conversation{}, orders: map[string]uint64{}, files: map[string][32]byte{}, begun: map[string]bool{}}
}

// conversation is what of the bot's own messages stands in a channel or direct
// conversation.
type conversation struct {
	mu     sync.Mutex
	unsure bool                // something may stand there that is not known
	parts  map[string]string   // by delivery and part: the message
	lives  map[string][]string // by live key: the messages of its parts
}

const (
	metadataType = "magbot_delivery"
	// readBack is how many of the last messages of a conversation are looked at.
	readBack = 200
)

func (p *posted) conversation(channel string) *conversation {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.conversations[channel]
	if c == nil {
		c = &conversation{parts: map[string]string{}, lives: map[string][]string{}}
		p.conversations[channel] = c
	}
	return c
}

// own notes a delivery as this process's.
func (p *posted) own(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begun[id] = true
}

// mine reports whether this process has begun a delivery.
func (p *posted) mine(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.begun[id]
}

// unclear says that nobody knows whether something arrived in a conversation.
func (p *posted) unclear(channel string) {
	if channel == "" {
		return
	}
	p.conversation(channel).doubt()
}

// doubt says that something may stand in Slack which is not known here.
func (c *conversation) doubt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unsure = true
}

func (c *conversation) doubtful() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unsure
}

func (p *posted) rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.restUntil = time.Now().Add(restFor)
}

func (p *posted) resting() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Before(p.restUntil)
}

func (p *posted) order(channel, live string) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.orders[channel+" "+live]
}

func (p *posted) setOrder(channel, live string, order uint64) {
	if live == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.orders[channel+" "+live] = order
}

// sameFiles reports whether the files of a live message are those that were sent
// last, and remembers them.
func (p *posted) sameFiles(channel, live string, part int, files []file) bool {
	if live == "" {
		return false
	}
	h := sha256.New()
	for _, f := range files {
		_, _ = fmt.Fprintf(h, "%q %d ", f.name, len(f.body)) // a hash takes everything
		_, _ = h.Write(f.body)
	}
	sum := [32]byte(h.Sum(nil))
	key := channel + " " + live + " " + strconv.Itoa(part)
	p.mu.Lock()
	defer p.mu.Unlock()
	same := p.files[key] == sum
	p.files[key] = sum
	return same
}

// forget lets go of a live message that was taken away.
func (p *posted) forget(channel, live string) {
	c := p.conversation(channel)
	c.mu.Lock()
	gone := c.lives[live]
	delete(c.lives, live)
	for key, ts := range c.parts {
		for _, g := range gone {
			if ts == g {
				delete(c.parts, key)
			}
		}
	}
	c.mu.Unlock()
}

func partKey(id string, part int) string { return id + "." + strconv.Itoa(part) }

// part gives the message that a part of a delivery is; empty when it was not
// posted.
func (c *conversation) part(id string, part int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parts[partKey(id, part)]
}

// live gives the messages that show a live key.
func (c *conversation) live(key string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, ts := range c.lives[key] {
		if ts == "" {
			break
		}
		all = append(all, ts)
	}
	return all
}

// newer reports whether the messages of a live key are others than those that
// begin with ts: it was posted again, and the receipt was lost.
func (c *conversation) newer(key, ts string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.lives[key]
	return len(all) > 0 && all[0] > ts // ts grows with time
}

// note remembers a message of the bot.
func (c *conversation) note(id, live string, part int, ts string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parts[partKey(id, part)] = ts
	if live == "" || part < 0 || part > 1000 {
		return
	}
	all := c.lives[live]
	if part == 0 && len(all) > 0 && all[0] > ts {
		return // an older one
	}
	for len(all) <= part {
		all = append(all, "")
	}
	all[part] = ts
	c.lives[live] = all
}

// recall gives what stands in a conversation, read from Slack when that is in doubt.
func (s *Slack) recall(ctx context.Context, channel string) (*conversation, error) {
	c := s.posted.conversation(channel)
	if !c.doubtful() {
		return c, nil
	}
	all, err := s.web.history(ctx, channel, readBack)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		s.recognise(c, m)
	}
	for _, m := range all {
		if parts, _ := m.Metadata.EventPayload["parts"].(float64); parts < 2 || !s.mine(m) {
			continue
		}
		root := m.ThreadTimestamp
		if root == "" {
			root = m.Timestamp
		}
		replies, err := s.web.replies(ctx, channel, root, readBack)
		if err != nil {
			return nil, err
		}
		for _, r := range replies {
			s.recognise(c, r)
		}
	}
	c.mu.Lock()
	c.unsure = false
	c.mu.Unlock()
	return c, nil
}

func (s *Slack) mine(m sdk.Message) bool {
	return m.User == s.self && m.Metadata.EventType == metadataType
}

// recognise notes a message when it is one of the bot's.
func (s *Slack) recognise(c *conversation, m sdk.Message) {
	if !s.mine(m) {
		return
	}
	id, _ := m.Metadata.EventPayload["id"].(string)
	live, _ := m.Metadata.EventPayload["live"].(string)
	part, _ := m.Metadata.EventPayload["part"].(float64)
	if id == "" {
		return
	}
	c.note(id, live, int(part), m.Timestamp)
}
