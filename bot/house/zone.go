package house

import (
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/meeting"
)

// zoned writes the instants of a message for one person in the zone that was
// chosen, with its name, so that what they are shown is what they would write.
// Messages for a channel keep their instants: each reader's clock shows them.
func zoned(v bot.View, m chat.Message) chat.Message {
	if v.Reader.Person == "" {
		return m
	}
	zone, chosen := meeting.ZoneOf(v, v.Reader.Person)
	if !chosen {
		return m
	}
	blocks := make([]chat.Block, len(m.Blocks))
	for i, b := range m.Blocks {
		blocks[i] = zonedBlock(b, zone)
	}
	if len(blocks) > 0 {
		m.Blocks = blocks
	}
	return m
}

func zonedBlock(b chat.Block, zone *time.Location) chat.Block {
	switch b := b.(type) {
	case chat.Paragraph:
		return chat.Paragraph{Text: zonedText(b.Text, zone)}
	case chat.Note:
		return chat.Note{Text: zonedText(b.Text, zone)}
	case chat.List:
		b.Lines = zonedTexts(b.Lines, zone)
		return b
	case chat.Table:
		rows := make([][]chat.Text, len(b.Rows))
		for i, row := range b.Rows {
			rows[i] = zonedTexts(row, zone)
		}
		b.Rows = rows
		return b
	case chat.Heading, chat.Quote, chat.Picture, chat.File:
	}
	return b
}

func zonedTexts(texts []chat.Text, zone *time.Location) []chat.Text {
	out := make([]chat.Text, len(texts))
	for i, t := range texts {
		out[i] = zonedText(t, zone)
	}
	return out
}

func zonedText(text chat.Text, zone *time.Location) chat.Text {
	out := make(chat.Text, len(text))
	for i, span := range text {
		out[i] = span
		if t, ok := span.(chat.Time); ok {
			out[i] = chat.Plain(inZone(t, zone))
		}
	}
	return out
}

func inZone(t chat.Time, zone *time.Location) string {
	at := t.At.In(zone)
	switch t.Form {
	case chat.DateOnly:
		return at.Format(time.DateOnly)
	case chat.TimeOnly:
		return at.Format("15:04") + " " + zone.String()
	case chat.DateTime:
	}
	return at.Format("2006-01-02 15:04") + " " + zone.String()
}
