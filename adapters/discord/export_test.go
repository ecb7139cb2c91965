package discord

import (
	"context"
	"encoding/json"

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
func Draw(ctx context.Context, words *lang.Catalogue, log Log, sealer Sealer, m chat.Message) ([]Page, error) {
	d := drawing{words: words.For("en"), value: keeper{log, sealer}.value(ctx, "")}
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

// Modals draws every step of a form.
func Modals(words *lang.Catalogue, form chat.Form, above chat.Message) (all [][]byte, whole bool, err error) {
	d := drawing{words: words.For("en")}
	s, whole := d.sheet(form, above)
	for step := range s.steps {
		raw, err := json.Marshal(d.modal(s, step, "f:@00"))
		if err != nil {
			return nil, false, err
		}
		all = append(all, raw)
	}
	return all, whole, nil
}

// Fill reads what was sent of a step, and says what is wrong with all.
func Fill(ctx context.Context, words *lang.Catalogue, form chat.Form, data []byte, get func(url string) ([]byte, error)) (chat.Form, []string, error) {
	var in submitted
	if err := json.Unmarshal(data, &in); err != nil {
		return form, nil, err
	}
	f := filling{words: words.For("en"), get: func(_ context.Context, u upload) ([]byte, error) { return get(u.URL) }}
	form, wrong, err := f.fill(ctx, form, in)
	return form, append(wrong, check(form, words.For("en"))...), err
}

// CallOf is the call of a form that is filled in.
func CallOf(form chat.Form) chat.Call { return callOf(form) }

// Press gives the call that a custom_id means.
func Press(ctx context.Context, log Log, sealer Sealer, id string) (call chat.Call, asks bool, err error) {
	p, ok := readButton(id)
	if !ok {
		return call, false, errNotKept
	}
	call, err = keeper{log, sealer}.call(ctx, p.value)
	return call, p.asks, err
}

// Keep keeps a form and gives it back.
func Keep(ctx context.Context, log Log, sealer Sealer, person bot.PersonID, form chat.Form, step int) (string, error) {
	return keeper{log, sealer}.writeSlip(ctx, person, slip{Form: form, Step: step})
}

// Kept reads a form that was kept.
func Kept(ctx context.Context, log Log, sealer Sealer, key string) (chat.Form, int, error) {
	s, err := keeper{log, sealer}.readSlip(ctx, key)
	return s.Form, s.Step, err
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
	Legible   = legible
)
