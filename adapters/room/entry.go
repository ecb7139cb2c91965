package room

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// entryKind says what one entry of a conversation's log does.
type entryKind string

const (
	said    entryKind = "say"    // a person's words
	edited  entryKind = "edit"   // the author's new words for message Of
	deleted entryKind = "delete" // the author took message Of away
	hidden  entryKind = "hide"   // people decided that nobody sees message Of
	bared   entryKind = "bare"   // it is seen again
	removed entryKind = "remove" // people decided that message Of is deleted
	noted   entryKind = "note"   // the record holds what message Of asked for
	posted  entryKind = "post"   // a message of the bot
	renewed entryKind = "renew"  // live message Of as it is now
	read    entryKind = "read"   // the person has seen everything up to here
)

// logged is an entry as it is written: no text stands in it unsealed.
type logged struct {
	Kind entryKind    `json:"kind"`
	At   time.Time    `json:"at"`
	By   bot.PersonID `json:"by,omitempty"`  // whose key seals it; empty for the community's
	Of   uint64       `json:"of,omitempty"`  // the message it changes
	Key  string       `json:"key,omitempty"` // what it answers: a press, or a delivery; used once
	Live string       `json:"live,omitempty"`
	// Order is that of the delivery: a live message never goes back.
	Order uint64 `json:"order,omitempty"`
	// Blank says that the bot's message has nothing left to show.
	Blank bool `json:"blank,omitempty"`
	// Rank is that of the bot's message, so that it can be ordered unopened.
	Rank   chat.Rank `json:"rank,omitempty"`
	Sealed []byte    `json:"sealed,omitempty"`
}

// context binds sealed text to its place, so that an entry copied elsewhere
// cannot be opened.
func (l logged) context(conversation string) []byte {
	return fmt.Appendf(nil, "room\n%s\n%s\n%s\n%d\n%d\n%s", conversation, l.Kind, l.By, l.Of, l.At.UnixNano(), l.Key)
}

func (l logged) encode() ([]byte, error) {
	raw, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("write room entry: %w", err)
	}
	return raw, nil
}

func decode(raw []byte) (logged, error) {
	var l logged
	if err := json.Unmarshal(raw, &l); err != nil {
		return l, fmt.Errorf("read room entry: %w", err)
	}
	return l, nil
}

// sealText fills Sealed with a person's words.
func (r *Room) sealText(conversation string, l *logged, text string) error {
	var err error
	if l.Sealed, err = r.Sealer.Seal(l.By, []byte(text), l.context(conversation)); err != nil {
		return fmt.Errorf("seal room text: %w", err)
	}
	return nil
}

// sealMessage fills Sealed with a message of the bot.
func (r *Room) sealMessage(conversation string, l *logged, m chat.Message) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return r.sealText(conversation, l, string(raw))
}

// open gives the sealed text of a message; ok is false when its author was erased.
func (r *Room) open(conversation string, m message) (text string, ok bool, err error) {
	raw, err := r.Sealer.Open(m.owner, m.sealed, m.context)
	if errors.Is(err, kept.ErrErased) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("open message %d of %s: %w", m.number, conversation, err)
	}
	return string(raw), true, nil
}

// openMessage gives a message of the bot.
func (r *Room) openMessage(conversation string, m message) (shown chat.Message, ok bool, err error) {
	text, ok, err := r.open(conversation, m)
	if err != nil || !ok {
		return shown, ok, err
	}
	if err := json.Unmarshal([]byte(text), &shown); err != nil {
		return shown, false, fmt.Errorf("read message %d of %s: %w", m.number, conversation, err)
	}
	return shown, true, nil
}
