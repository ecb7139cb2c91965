package voice

import (
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
)

// Blocks shows the floor time of a meeting between two instants, to stand beneath
// the turns of the queue; nothing where nobody was seen in a voice channel.
func Blocks(v bot.View, from, to time.Time) []chat.Block {
	rows := Of(v).ByGroup(from, to)
	if len(rows) == 0 {
		return nil
	}
	t := chat.Table{Header: []string{v.Say("voice.group"), v.Say("voice.time"), v.Say("voice.people")}, Numbers: []int{1, 2}}
	for _, r := range rows {
		name := string(r.Group)
		if name == "" {
			name = v.Say("voice.unknown")
		}
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(name), chat.Line(civil.FormatClock(r.Time)), chat.Line(strconv.Itoa(r.People)),
		})
	}
	return []chat.Block{chat.Heading{Text: v.Say("voice.heading")}, t, chat.Note{Text: chat.Line(v.Say("voice.note"))}}
}
