package slack

import (
	"encoding/json"

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
