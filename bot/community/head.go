package community

import (
	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// When says at which turn of its life a stream's head was noted.
type When string

// The turns that are noted.
const (
	AtOpening   When = "opened"
	AtClosing   When = "closed"
	AtReopening When = "reopened"
)

// Whens lists them as the choices of an argument.
func Whens() []string { return []string{string(AtOpening), string(AtClosing), string(AtReopening)} }

// HeadNoted says where another stream stood: its last record and that record's
// hash, in hex (design §4). Who holds the community's stream can tell by it
// that another one is missing, was cut short or was written anew. It names
// nobody and quotes nothing, so that it can be checked without any key.
type HeadNoted struct {
	Stream  bot.StreamID `json:"stream"`
	Version uint64       `json:"version"`
	Head    string       `json:"head"`
	When    When         `json:"when"`
}

// Kind names the fact.
func (HeadNoted) Kind() string { return "community.head-noted.v1" }

// NoteHead asks the community's stream to note where a stream stands. It
// belongs to every decision that opens, closes or reopens something with a
// stream of its own.
func NoteHead(stream bot.StreamID, when When) bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: "community.head " + string(when), Send: &bot.Forwarded{
		Stream: bot.CommunityStream, Call: bot.Do("community head", "stream", string(stream), "when", string(when)),
	}}
}

// noteHead notes the head of the stream that asked, and that of the work
// stream, which nothing ever opens or closes.
func noteHead(c *command.Context) (bot.Decision, error) {
	when := When(c.Text("when"))
	asked := bot.StreamID(c.Text("stream"))
	e, ok := headOf(c.View, asked, when)
	if !ok || asked == bot.CommunityStream {
		return bot.Decision{}, lang.Refuse("community.no-stream", "stream", shorten(string(asked)))
	}
	d := bot.Decision{Events: []bot.Event{e}}
	if work, ok := headOf(c.View, bot.WorkStream, when); ok && asked != bot.WorkStream {
		d.Events = append(d.Events, work)
	}
	return d, nil
}

func headOf(v bot.View, id bot.StreamID, when When) (HeadNoted, bool) {
	s := v.Stream(id)
	return HeadNoted{Stream: id, Version: s.Version, Head: s.Head, When: when}, s.Version > 0
}
