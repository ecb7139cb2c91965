package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack/socketmode"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Page is one message of Slack as it goes over the wire.
type Page struct {
	Blocks json.RawMessage
	Text   string
	Files  []File
}

// File is what a page has beside it.
type File struct {
	Name, Alt string
	Body      []byte
}

// Draw draws a message as Deliver does.
func Draw(words *lang.Catalogue, m chat.Message) ([]Page, error) {
	d := drawing{words: words.For("en"), value: writeCall}
	pages, err := d.message(m)
	if err != nil {
		return nil, err
	}
	return wire(pages)
}

// DrawInView draws a message as it stands in a view.
func DrawInView(words *lang.Catalogue, m chat.Message) ([]Page, error) {
	d := drawing{words: words.For("en"), value: writeCall, surface: inView}
	pages, err := d.message(m)
	if err != nil {
		return nil, err
	}
	return wire(pages)
}

func wire(pages []page) ([]Page, error) {
	all := make([]Page, 0, len(pages))
	for _, p := range pages {
		raw, err := json.Marshal(p.blocks)
		if err != nil {
			return nil, err
		}
		out := Page{Blocks: raw, Text: p.text}
		for _, f := range p.files {
			out.Files = append(out.Files, File{Name: f.name, Alt: f.alt, Body: f.body})
		}
		all = append(all, out)
	}
	return all, nil
}

// ReadCall reads the value of a button.
func ReadCall(value string) (chat.Call, error) { return readCall(value) }

// Split cuts a text on code points.
func Split(s string, most int) []string { return split(s, most) }

// DrawForm draws a form under a message.
func DrawForm(words *lang.Catalogue, form chat.Form, above chat.Message) (view []byte, whole bool, err error) {
	d := drawing{words: words.For("en"), value: writeCall}
	v, whole := d.form(form, above, "")
	raw, err := json.Marshal(v)
	return raw, whole, err
}

// DrawTold draws a modal that only says something.
func DrawTold(words *lang.Catalogue, m chat.Message) ([]byte, error) {
	d := drawing{words: words.For("en"), value: writeCall}
	v, _ := d.told(m, "")
	return json.Marshal(v)
}

// ReadForm carries a form through the metadata of a modal and fills it in.
func (s *Slack) ReadForm(ctx context.Context, form chat.Form, state json.RawMessage, get func(id string) ([]byte, error)) (call chat.Call, wrong map[string]string, err error) {
	metadata, err := s.writeSlip(ctx, "", bot.Place{Channel: "C1", Thread: "1.2"}, &form)
	if err != nil {
		return call, nil, err
	}
	if n := runes(metadata); n > mostMetadata {
		return call, nil, fmt.Errorf("metadata of %d", n)
	}
	back, err := s.readSlip(ctx, metadata)
	if err != nil {
		return call, nil, err
	}
	if back.Channel != "C1" || back.Thread != "1.2" {
		return call, nil, fmt.Errorf("the place came back as %q, %q", back.Channel, back.Thread)
	}
	in := map[string]map[string]answer{}
	if err := json.Unmarshal(state, &in); err != nil {
		return call, nil, err
	}
	f, err := fill(ctx, *back.Form, in, s.Words.For("en"), func(_ context.Context, u upload) ([]byte, error) { return get(u.ID) })
	return f.call, f.wrong, err
}

// Value writes a call for a button, and Call reads it.
func (s *Slack) Value(ctx context.Context, person bot.PersonID, c chat.Call) (string, error) {
	return s.valueOf(ctx, person)(c)
}

// Call reads the value of a button.
func (s *Slack) Call(ctx context.Context, value string) (chat.Call, error) {
	return s.callOf(ctx, value)
}

// DeadAfter says after how long without a ping a socket is dead.
func (s *Slack) DeadAfter(d time.Duration) { s.silence = d }

// GoodAfter says after how long a socket is a good one.
func (s *Slack) GoodAfter(d time.Duration) { s.revived = d }

// Bare is an adapter without a connection.
func Bare(c Config) *Slack { return &Slack{Config: c} }

// Understand reads a request as Handler does, up to where the bot would be asked.
// Lost reports that what is to be done has no lane or no key.
func (s *Slack) Understand(ctx context.Context, contentType string, body []byte) (lost bool, err error) {
	e, err := readRequest(contentType, body)
	if err != nil {
		return false, err
	}
	s.life, s.Now = ctx, time.Now
	t, err := s.taskOf(e)
	return err == nil && t.do != nil && (t.lane == "" || t.key == ""), err
}

// TakeFrame takes a frame of the socket, and calls answered when it has been
// acknowledged, or left to Slack.
func (s *Slack) TakeFrame(raw []byte, answered func(err error)) error {
	req, err := parse[socketmode.Request](raw, "a frame")
	if err != nil {
		return err
	}
	s.take(envelope{kind(req.Type), req.Payload}, func(_ any, err error) { answered(err) })
	return nil
}

// Remembered is all that is remembered after a start.
func Remembered(ctx context.Context, log kept.Log) (string, error) {
	m, err := loadMemo(ctx, log, time.Now)
	if err != nil {
		return "", err
	}
	return fmt.Sprintln(m.last, m.roots, m.marks, m.homes), nil
}
