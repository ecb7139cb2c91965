package ballot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/belenios"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// importing reads an outside result into a ballot of its own. It shows what would
// be recorded and, when the call carries the mark of just that preview, records it.
// It is published, or withdrawn, like a result that was counted here.
func importing(c *command.Context) (bot.Decision, error) {
	d, err := imported(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s := &State{Draft: d, Phase: PhaseCounted}
	m := chat.Message{Seen: c.Say("seen.only-you")}
	mark := d.mark()
	if c.Text("confirm") != mark {
		if c.Has("confirm") {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("ballot.import-stale"))})
		}
		m.Blocks = append(m.Blocks, chat.Heading{Text: c.Say("ballot.import-preview", "question", d.Question.Text)})
		m.Blocks = append(m.Blocks, s.elsewhereBlocks(c.View)...)
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("ballot.import-how"))})
		form := importForm(c, mark)
		return bot.Decision{Reply: bot.Reply{Message: &m, Form: &form}}, nil
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("ballot.imported", "number", d.Number, "question", d.Question.Text))})
	m.Buttons = s.ending(c.View)
	return bot.Decision{
		Events: []bot.Event{Entered{Draft: d, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Forward, Key: "ballot.created", Send: &bot.Forwarded{
			Stream: bot.BallotStream(d.ID), Call: bot.Do("ballot created"),
		}}},
		Reply: bot.Reply{Message: &m},
	}, nil
}

// imported is the ballot that the files make.
func imported(c *command.Context) (Draft, error) {
	var d Draft
	r, err := belenios.Parse([]byte(c.Text("election")), []byte(c.Text("result")))
	if err != nil {
		return d, lang.Refuse("ballot.import-file", "why", oneLine(err.Error()))
	}
	if d.Elsewhere, err = fromBelenios(r); err != nil {
		return d, err
	}
	for _, e := range DirectoryOf(c.View).All() {
		if slices.Equal(e.draft.Elsewhere.Files, d.Elsewhere.Files) && e.Phase != PhaseWithdrawn {
			return d, lang.Refuse("ballot.import-twice", "number", e.Number)
		}
	}
	if c.Has("source") {
		d.Elsewhere.Source = bot.Write(c.Me(), c.Text("source"))
	}
	switch {
	case c.Has("outcome"):
		d.Elsewhere.Outcome = bot.Write(c.Me(), c.Text("outcome"))
	case !d.Elsewhere.told():
		return d, lang.Refuse("ballot.import-outcome")
	}
	d.Question = d.Elsewhere.Name
	if d.Question.Text == "" {
		d.Question = d.Elsewhere.Questions[0].Text
	}
	if id, ok := meeting.DirectoryOf(c.View).OpenAt(c.Place); ok {
		d.Meeting = id
	}
	if c.Has("meeting") {
		if d.Meeting, err = meetingOf(c.View, c.Text("meeting")); err != nil {
			return d, err
		}
	}
	if d.Number = DirectoryOf(c.View).following(); d.Number > ballotsMax {
		return d, lang.Refuse("ballot.too-many")
	}
	d.ID = bot.BallotID(strconv.Itoa(d.Number))
	return d, nil
}

// mark names what is seen in a preview, so that just that is recorded.
func (d *Draft) mark() string {
	parts := []string{string(d.ID), string(d.Meeting), d.Elsewhere.Source.Text, d.Elsewhere.Outcome.Text}
	for _, f := range d.Elsewhere.Files {
		parts = append(parts, f.SHA256)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// importForm sends the same back with the mark of its preview.
func importForm(c *command.Context, mark string) chat.Form {
	field := func(name string, kind chat.FieldKind, required bool) chat.Field {
		return chat.Field{Name: name, Label: c.Say("arg.ballot.import." + name), Kind: kind, Required: required, Value: c.Text(name)}
	}
	call := chat.Do("ballot import", "confirm", mark)
	if c.Has("meeting") {
		call.Args["meeting"] = c.Text("meeting")
	}
	return chat.Form{
		Title: c.Say("ballot.import-apply"), Submit: c.Say("ballot.import-apply"), Call: call,
		Fields: []chat.Field{
			field("election", chat.Upload, true), field("result", chat.Upload, true),
			field("source", chat.ShortText, false), field("outcome", chat.LongText, false),
		},
	}
}
