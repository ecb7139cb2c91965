package engine

import (
	"errors"
	"fmt"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"magbot/bot"
	"magbot/store/seal"
)

// body is what the store keeps of one decision. Fields are only ever added.
type body struct {
	Cause   bot.Cause    `json:"cause"`
	At      time.Time    `json:"at"`
	Actor   bot.Actor    `json:"actor,omitzero"`
	Place   bot.Place    `json:"place,omitzero"`
	Events  []rawEvent   `json:"events"`
	Effects []bot.Effect `json:"effects,omitempty"`

	gone bool // sealed whole, and its key was erased
}

// veiled is a body that is sealed whole: only its cause is left to be seen, as a
// hash, so that the same input is known again.
type veiled struct {
	Cause  bot.Cause `json:"cause"`
	Sealed []byte    `json:"sealed"`
}

// rawEvent is an event as it stands in the record: its body in the clear but
// for the Words in it, or sealed whole to an audience.
type rawEvent struct {
	Kind     string          `json:"kind"`
	Body     json.RawMessage `json:"body,omitempty"`
	Audience bot.Role        `json:"audience,omitempty"`
	Sealed   []byte          `json:"sealed,omitempty"`
}

// Sealer seals and opens text.
type Sealer interface {
	Seal(id seal.KeyID, plain, context []byte) ([]byte, error)
	Open(id seal.KeyID, sealed, context []byte) ([]byte, error)
}

// Keys seals and opens personal text, erases keys, and makes hashes that nobody
// else can make. *seal.Keyring is one.
type Keys interface {
	Sealer
	Erase(id seal.KeyID, at time.Time) error
	Mac(id seal.KeyID, data []byte) ([]byte, error)
}

// codec turns decisions into bodies and back.
type codec struct {
	keys  Keys
	types func(kind string) (bot.EventType, bool)
}

// PersonKey names the key under which a person's text is sealed.
func PersonKey(p bot.PersonID) seal.KeyID {
	if p == "" {
		return "community"
	}
	return seal.KeyID("person/" + string(p))
}

// streamKey names the key under which a sealed stream lies.
func streamKey(id bot.StreamID) seal.KeyID { return seal.KeyID(id) }

func audienceKey(r bot.Role) seal.KeyID { return seal.KeyID("audience/" + string(r)) }

// sealContext ties sealed text to its record, so that it cannot be moved.
func sealContext(stream bot.StreamID, version uint64) []byte {
	return fmt.Appendf(nil, "%s@%d", stream, version)
}

func (c codec) encode(stream bot.StreamID, version uint64, b body, events []bot.Event) ([]byte, error) {
	context := sealContext(stream, version)
	for _, e := range events {
		raw, err := c.encodeEvent(e, context)
		if err != nil {
			return nil, fmt.Errorf("write event %s: %w", e.Kind(), err)
		}
		b.Events = append(b.Events, raw)
	}
	if !stream.Sealed() {
		return json.Marshal(b)
	}
	v := veiled{Cause: b.Cause}
	b.Cause = ""
	plain, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	if v.Sealed, err = c.keys.Seal(streamKey(stream), plain, context); err != nil {
		return nil, fmt.Errorf("seal a record: %w", err)
	}
	return json.Marshal(v)
}

// unveil reads a record of a sealed stream. Of one whose key was erased nothing
// is left but its cause.
func (c codec) unveil(stream bot.StreamID, context, raw []byte) (b body, err error) {
	var v veiled
	if err := json.Unmarshal(raw, &v); err != nil {
		return b, err
	}
	plain, err := c.keys.Open(streamKey(stream), v.Sealed, context)
	switch {
	case errors.Is(err, seal.ErrErased):
		return body{Cause: v.Cause, gone: true}, nil
	case err != nil:
		return b, err
	}
	err = json.Unmarshal(plain, &b)
	b.Cause = v.Cause
	return b, err
}

func (c codec) body(stream bot.StreamID, context, raw []byte) (b body, err error) {
	if stream.Sealed() {
		return c.unveil(stream, context, raw)
	}
	err = json.Unmarshal(raw, &b)
	return b, err
}

func (c codec) encodeEvent(e bot.Event, context []byte) (rawEvent, error) {
	if _, known := c.types(e.Kind()); !known {
		return rawEvent{}, errors.New("no feature has declared it")
	}
	open, err := bot.SealWords(e, func(w bot.Words) ([]byte, error) {
		return c.keys.Seal(PersonKey(w.By), []byte(w.Text), context)
	})
	if err != nil {
		return rawEvent{}, err
	}
	plain, err := json.Marshal(open)
	if err != nil {
		return rawEvent{}, err
	}
	private, ok := e.(bot.Private)
	if !ok {
		return rawEvent{Kind: e.Kind(), Body: plain}, nil
	}
	sealed, err := c.keys.Seal(audienceKey(private.Audience()), plain, context)
	return rawEvent{Kind: e.Kind(), Audience: private.Audience(), Sealed: sealed}, err
}

func (c codec) decode(stream bot.StreamID, version uint64, raw []byte) (body, []bot.Event, error) {
	context := sealContext(stream, version)
	b, err := c.body(stream, context, raw)
	if err != nil {
		return b, nil, fmt.Errorf("stream %s record %d: read it: %w", stream, version, err)
	}
	events := make([]bot.Event, 0, len(b.Events))
	for _, r := range b.Events {
		e, err := c.decodeEvent(r, context)
		if err != nil {
			return b, nil, fmt.Errorf("stream %s record %d: read event %s: %w", stream, version, r.Kind, err)
		}
		events = append(events, e)
	}
	return b, events, nil
}

func (c codec) decodeEvent(r rawEvent, context []byte) (bot.Event, error) {
	t, ok := c.types(r.Kind)
	if !ok {
		return nil, errors.New("this magbot does not know it; a newer one wrote it, so use that one")
	}
	plain := []byte(r.Body)
	if len(r.Sealed) > 0 {
		var err error
		if plain, err = c.keys.Open(audienceKey(r.Audience), r.Sealed, context); err != nil {
			return nil, err
		}
	}
	return t.Decode(plain, func(w *bot.Words) error {
		if len(w.Sealed) == 0 {
			return nil
		}
		text, err := c.keys.Open(PersonKey(w.By), w.Sealed, context)
		switch {
		case errors.Is(err, seal.ErrErased):
			w.Gone = true
		case err != nil:
			return err
		default:
			w.Text = string(text)
		}
		w.Sealed = nil
		return nil
	})
}
