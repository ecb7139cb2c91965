package minutes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot/minutes"
)

// The minutes hold a call of their meeting with its wordings, objections, what
// was so, the level, minority statements and contests, as far as it has come,
// also when it goes on after the meeting.
func TestMinutesHoldConsensusCalls(t *testing.T) {
	d := opened(t)
	d.Must("chair", "consensus count", "text", "The agenda is adopted.")
	d.RunTo(d.Now.Add(30 * time.Second))
	d.Must("chair", "consensus designate", "level", "full", "call", "1.1")
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.")
	d.Must("cs1", "consensus object", "reason", "exams")
	d.Must("chair", "consensus answer", "objection", "1", "text", "In July, then.")
	d.Now = d.Now.Add(time.Minute)
	d.Must("cs1", "consensus sustain", "objection", "1", "text", "Too hot, too.")
	d.Must("chair", "consensus answer", "objection", "1", "text", "Online.")
	d.Must("chair", "consensus reword", "text", "We meet in July.")
	d.Must("gov1", "consensus no-objection")
	d.Must("tech1", "consensus recuse")
	d.Must("cs2", "consensus object", "reason", "too hot")
	d.Must("chair", "meeting close", "really", "yes")
	d.RunTo(d.Now.Add(time.Hour))
	d.Must("chair", "consensus designate", "call", "1.2", "level", "consensus", "note", "One on the date.")
	d.Must("cs2", "consensus minority", "call", "1.2", "statement", "We would go in May.")
	d.Must("cs2", "consensus contest", "call", "1.2", "reason", "It is not so")
	d.Must("chair", "consensus answer-contest", "call", "1.2", "contest", "1", "outcome", "strong", "text", "Indeed.")
	d.Must("gov1", "consensus contest", "call", "1.2", "reason", "It was")

	v := d.View(here, "")
	text := minutes.Markdown(v, minutes.Document(v))
	for _, want := range []string{
		"**Slow count to 6 on proposal 1** [designated, can be contested]", "No objection from 4 present (0 said so, 4 silent).", "**Full consensus** · chair",
		"**Consensus call 1.2** [designated, can be contested]", "wording 1: We meet in June.", "wording 2: We meet in July.",
		"**Government**: no objection × 1 (gov1)", "**Civil Society**: objects × 1 (cs2)", "**Technical Community**: not my call × 1 (tech1)",
		"exams", "In July, then.", "too hot", "One person objects.", "Recused, outside the base: one.",
		"**Consensus** · chair: One on the date.", "**Strong support but significant opposition** · chair: Indeed.", "could be contested until",
		"Minority statement of **cs2, Civil Society**: We would go in May.", "Contest 1 **cs2** (Civil Society): It is not so",
		"Another level was designated: chair: Indeed.", "Not answered yet", "Resolution 1",
	} {
		if !strings.Contains(plainly(text), want) {
			t.Errorf("%q is not in the minutes", want)
		}
	}
	var at []int // what was said to the objection, in the order of time
	for _, line := range []string{
		"Answer by **chair**: In July, then. [2028-03-01 13:", "It still stands, says **cs1**: Too hot, too. [2028-03-01 13:", "Answer by **chair**: Online. [2028-03-01 13:",
	} {
		at = append(at, strings.Index(plainly(text), line))
	}
	if at[0] < 0 || !slices.IsSorted(at) {
		t.Errorf("answers and replies are not in the order of time: %v", at)
	}
	if t.Failed() {
		t.Log(plainly(text))
	}
}

// plainly takes the links to records out of Markdown.
func plainly(text string) string {
	return strings.NewReplacer("\\", "").Replace(text)
}
