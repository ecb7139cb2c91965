package ballot_test

import (
	"io/fs"
	"testing/fstest"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
)

// shared are the words that the house brings.
func shared() meetingtest.Feature {
	return meetingtest.Feature{Words: fs.FS(fstest.MapFS{"words.en.toml": {Data: []byte(`
["seen.only-you"]
other = "Only you see this."
["seen.channel"]
other = "Everybody in the channel sees this."
`)}})}
}

// minuted is what a meeting was told of a ballot.
type minuted struct {
	Number string `json:"number"`
	What   string `json:"what"`
}

// Kind names the fact.
func (minuted) Kind() string { return "test.minuted.v1" }

// minutesStub stands for package minutes, which stands above this one: it keeps
// what a meeting is told.
func minutesStub() meetingtest.Feature {
	return meetingtest.Feature{
		Events: []bot.EventType{bot.EventOf[minuted]()},
		Commands: []command.Command{{
			Path: "minutes ballot", Who: command.Bot, Inner: true,
			Args: []command.Arg{{Name: "number", Required: true}, {Name: "what", Required: true}, {Name: "part"}},
			Decide: func(c *command.Context) (bot.Decision, error) {
				return bot.Decision{Events: []bot.Event{minuted{c.Text("number"), c.Text("what") + c.Text("part")}}}, nil
			},
		}},
	}
}

func endRole(p bot.PersonID, at time.Time) bot.Event {
	return roster.RoleEnded{Person: p, Role: bot.RoleMember, At: at}
}
