package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"magbot/adapters/kept"
	"magbot/adapters/roll"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// What the black-box tests look at of the pure parts.

// Page is one message as it would be sent.
type Page struct {
	Body  []byte // JSON
	Text  string // markdown
	Files []string
}

// Draw draws a message for the empty person.
func Draw(ctx context.Context, words *lang.Catalogue, log kept.Log, sealer kept.Sealer, m chat.Message) ([]Page, error) {
	d := drawing{words: words.For("en"), value: newKeeper(log, sealer).value(ctx, "")}
	pages, err := d.message(m)
	if err != nil {
		return nil, err
	}
	var out []Page
	for _, p := range pages {
		raw, err := json.Marshal(p.post())
		if err != nil {
			return nil, err
		}
		one := Page{Body: raw, Text: p.text}
		for _, f := range p.files {
			one.Files = append(one.Files, string(f.body))
		}
		out = append(out, one)
	}
	return out, nil
}

// Place is where the next modal of a form begins.
type Place = place

// Start is before all fields.
var Start = start

// Modal draws the modal of a form that begins after a place.
func Modal(words *lang.Catalogue, form chat.Form, above chat.Message, after Place) (raw []byte, more, whole bool, err error) {
	m := drawing{words: words.For("en")}.modal(form, above, after, "f:@00")
	raw, err = json.Marshal(m.modal)
	return raw, m.more, m.whole, err
}

// Fill reads what was sent of a modal, says where the next one begins and what
// is wrong with all.
func Fill(ctx context.Context, words *lang.Catalogue, form chat.Form, data []byte, get func(url string) ([]byte, error)) (chat.Form, Place, []string, error) {
	var in submitted
	if err := json.Unmarshal(data, &in); err != nil {
		return form, start, nil, err
	}
	f := filling{words: words.For("en"), get: func(_ context.Context, u upload) ([]byte, error) { return get(u.URL) }}
	form, wrong, err := f.fill(ctx, form, in)
	return form, in.last(), append(wrong, check(form, words.For("en"))...), err
}

// CallOf is the call of a form that is filled in.
func CallOf(form chat.Form) chat.Call { return callOf(form) }

// Press gives the call that a custom_id means.
func Press(ctx context.Context, log kept.Log, sealer kept.Sealer, id string) (call chat.Call, asks bool, err error) {
	p, ok := readButton(id)
	if !ok {
		return call, false, kept.ErrNone
	}
	call, err = newKeeper(log, sealer).call(ctx, p.value)
	return call, p.asks, err
}

// Keep keeps a form and gives it back.
func Keep(ctx context.Context, log kept.Log, sealer kept.Sealer, person bot.PersonID, form chat.Form, field int) (string, error) {
	return newKeeper(log, sealer).writeSlip(ctx, person, slip{Form: form, Field: field})
}

// Kept reads a form that was kept.
func Kept(ctx context.Context, log kept.Log, sealer kept.Sealer, key string) (chat.Form, int, error) {
	s, err := newKeeper(log, sealer).readSlip(ctx, key)
	return s.Form, s.Field, err
}

// Body is the manifest as one bulk overwrite.
func (m *Manifest) Body() ([]byte, error) { return m.body() }

// Changed compares the manifest with what Discord lists.
func (m *Manifest) Changed(listed []byte) (bool, error) { return m.changed(listed) }

// The small tools.
var (
	WriteCall = writeCall
	ReadCall  = readCall
	CutAt     = cutAt
)

// Remembered is all that is remembered after a start.
func Remembered(ctx context.Context, log kept.Log) (string, error) {
	m, err := loadMemo(ctx, log)
	if err != nil {
		return "", err
	}
	return fmt.Sprintln(m.last, m.tries, m.made, m.lives, m.noted, m.read, m.stages, m.events, m.voices), nil
}

// Looks says how often roles are looked at.
func (d *Discord) Looks(every, tick time.Duration) {
	d.looks = roll.Pace{Every: every, Tick: tick, Again: tick}
}

// FlakeAt is the first snowflake of an instant.
var FlakeAt = flakeAt

// Arrived takes an event of the gateway.
func (d *Discord) Arrived(kind string, raw json.RawMessage) { d.arrived(kind, raw) }
