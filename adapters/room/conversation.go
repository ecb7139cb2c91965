package room

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// private is the identifier of everybody's own conversation with the bot.
const private = "magbot"

// message is one message of a conversation, folded from its entries. Its text
// stays sealed; it is opened each time it is drawn, so that what was erased is
// gone at once.
type message struct {
	number  uint64 // its first entry
	changed uint64 // its last entry
	at      time.Time
	by      bot.PersonID // the author; empty for the bot
	live    string
	order   uint64 // of the delivery that renewed it last
	edited  bool
	deleted bool
	hidden  bool // people decided that nobody sees it
	removed bool // deleted, and not by its author
	noted   bool
	blank   bool
	rank    chat.Rank

	owner   bot.PersonID // whose key seals it
	sealed  []byte
	context []byte
}

func (m message) bot() bool { return m.by == "" }

// conversation is a channel, or one person's own with the bot, folded from its
// log. The log is written before the fold, under writing.
type conversation struct {
	id     string       // in addresses: a channel's, or private
	person bot.PersonID // whose, when private
	log    string       // its name in the Log

	writing sync.Mutex // held over Append and the fold of what was appended

	mu       sync.RWMutex
	loaded   bool
	last     uint64
	seen     uint64 // private: read up to here
	messages []message
	touched  []int             // entry number - 1 -> position of the message it made or changed, or -1
	index    map[uint64]int    // number -> position
	keys     map[string]uint64 // key -> number of the message it made
	lives    map[string]uint64 // live key -> number
}

func newConversation(id, log string, person bot.PersonID) *conversation {
	return &conversation{
		id: id, log: log, person: person,
		index: map[uint64]int{}, keys: map[string]uint64{}, lives: map[string]uint64{},
	}
}

// load folds what the log holds and the conversation does not know yet.
func (c *conversation) load(ctx context.Context, log Log) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e, err := range log.Read(ctx, c.log, c.last) {
		if err != nil {
			return fmt.Errorf("read the room's log %s: %w", c.log, err)
		}
		if e.Number != c.last+1 {
			return fmt.Errorf("room log %s: entry %d after entry %d", c.log, e.Number, c.last)
		}
		l, err := decode(e.Body)
		if err != nil {
			return fmt.Errorf("%s entry %d: %w", c.log, e.Number, err)
		}
		c.fold(e.Number, l)
	}
	c.loaded = true
	return nil
}

// append writes one entry and folds it. With a Key that was used before
// nothing is written, and the number is that of the message it made then. The
// entry was made when after was the last one. When somebody else was first, here
// or in another process, it folds what that one wrote, and the error is
// ErrMoved: what was to be written may mean something else now.
func (c *conversation) append(ctx context.Context, log Log, after uint64, l logged) (number uint64, again bool, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if made, used := c.used(l.Key); used {
		return made, true, nil
	}
	raw, err := l.encode()
	if err != nil {
		return 0, false, err
	}
	if last, _ := c.ends(); last != after {
		return 0, false, fmt.Errorf("append to the room's log %s after entry %d of %d: %w", c.log, after, last, kept.ErrMoved)
	}
	if err = log.Append(ctx, c.log, after, raw); err != nil {
		err = fmt.Errorf("append to the room's log %s: %w", c.log, err)
		if errors.Is(err, kept.ErrMoved) {
			err = errors.Join(err, c.load(ctx, log))
		}
		return 0, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	number = after + 1
	c.fold(number, l)
	if l.Of != 0 {
		return l.Of, false, nil
	}
	return number, false, nil
}

func (c *conversation) used(key string) (uint64, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if key == "" {
		return 0, false
	}
	made, ok := c.keys[key]
	return made, ok
}

func (c *conversation) fold(number uint64, l logged) {
	c.last = number
	bound := l.context(c.log)
	c.touched = append(c.touched, -1)
	if l.Kind == said || l.Kind == posted {
		c.index[number] = len(c.messages)
		c.messages = append(c.messages, message{number: number, at: l.At, live: l.Live})
		if l.Kind == said {
			c.messages[len(c.messages)-1].by = l.By
		}
		if l.Live != "" {
			c.lives[l.Live] = number
		}
		l.Of = number
	}
	if l.Key != "" {
		c.keys[l.Key] = l.Of
	}
	if l.Kind == read {
		c.seen = number
		return
	}
	at, ok := c.index[l.Of]
	if !ok {
		return
	}
	c.touched[len(c.touched)-1] = at
	m := &c.messages[at]
	m.changed = number
	switch l.Kind {
	case said, posted, renewed, edited:
		m.owner, m.sealed, m.context, m.blank, m.rank = l.By, l.Sealed, bound, l.Blank, l.Rank
		m.edited = m.edited || l.Kind == edited
		m.order = max(m.order, l.Order)
	case deleted:
		m.deleted, m.sealed = true, nil
	case removed:
		m.deleted, m.removed, m.sealed = true, true, nil
	case hidden, bared:
		m.hidden = l.Kind == hidden
	case noted:
		m.noted = true
	case read:
	}
}

// message gives one message by its number.
func (c *conversation) message(number uint64) (message, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	at, ok := c.index[number]
	if !ok {
		return message{}, false
	}
	return c.messages[at], true
}

// live gives the number of the message that shows a live key.
func (c *conversation) live(key string) (uint64, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n, ok := c.lives[key]
	return n, ok
}

// page gives up to most messages before the number given (0 for the end), and
// whether there are earlier ones.
func (c *conversation) page(before uint64, most int) (page []message, earlier bool, last uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	end := len(c.messages)
	if before > 0 {
		end, _ = slices.BinarySearchFunc(c.messages, before, func(m message, n uint64) int {
			return cmp.Compare(m.number, n)
		})
	}
	start := max(0, end-most)
	return slices.Clone(c.messages[start:end]), start > 0, c.last
}

// since gives the messages that were made or changed after the entry given, in
// the order in which they first appeared.
func (c *conversation) since(after uint64) (changed []message, last uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if after >= c.last {
		return nil, c.last
	}
	var at []int
	for _, position := range c.touched[after:] {
		if position >= 0 {
			at = append(at, position)
		}
	}
	slices.Sort(at)
	for _, position := range slices.Compact(at) {
		changed = append(changed, c.messages[position])
	}
	return changed, c.last
}

// pins gives the live messages that have something to show and are not over, no
// more than a number of them: those that rank highest, and of these those that
// were renewed last. They come in the order in which they first appeared.
func (c *conversation) pins(most int) []message {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var pins []message
	for _, number := range c.lives {
		if m := c.messages[c.index[number]]; !m.blank && m.rank > chat.Over {
			pins = append(pins, m)
		}
	}
	slices.SortFunc(pins, func(a, b message) int { return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.changed, a.changed)) })
	pins = pins[:min(len(pins), most)]
	slices.SortFunc(pins, func(a, b message) int { return cmp.Compare(a.number, b.number) })
	return pins
}

// unread counts the messages of others after the entry given, up to 100. Live
// ones do not count: they are in view under Now.
func (c *conversation) unread(after uint64, me bot.PersonID) int {
	return c.unreadUpTo(after, math.MaxUint64, me)
}

// unreadUpTo counts only those that were there at a later entry.
func (c *conversation) unreadUpTo(after, last uint64, me bot.PersonID) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := 0
	for i := len(c.messages) - 1; i >= 0 && n < 100; i-- {
		m := c.messages[i]
		if m.number <= after {
			break
		}
		if m.number <= last && m.by != me && !m.deleted && m.live == "" {
			n++
		}
	}
	return n
}

// ends gives the number of the last entry, and up to where a private
// conversation was read.
func (c *conversation) ends() (last, seen uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.last, c.seen
}
