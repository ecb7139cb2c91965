package browser_test

import (
	"testing"
	"time"

	"magbot/adapters/browser"
	"magbot/bot/chart"
	"magbot/bot/chat"
)

// A picture of many rounds is wide, and is pushed from side to side rather than made
// so small that its words cannot be read.
func TestAWidePictureIsNotMadeSmaller(t *testing.T) {
	flow := func(rounds int) string {
		f := chart.Flow{Title: "Votes", Names: []string{"Ana"}}
		for range rounds {
			f.Steps = append(f.Steps, chart.FlowStep{Label: "1", Values: []float64{3}})
		}
		return f.SVG()
	}
	for rounds, want := range map[int]bool{1: false, 2: false, 6: true, 24: true} {
		m := chat.Message{Blocks: []chat.Block{chat.Picture{Alt: "Votes", SVG: flow(rounds)}}}
		body := browser.Draw(browser.Reader{}, "/", "m", m, browser.Moment{Time: time.Unix(0, 0)})
		if got := body.Blocks[0].Wide; got != want {
			t.Errorf("a picture of %d rounds is wide: %v", rounds, got)
		}
	}
}
