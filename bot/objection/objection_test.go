package objection_test

import (
	"testing"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/objection"
)

func TestWhoMayDoWhat(t *testing.T) {
	open := objection.Objection{Number: 1, By: "cs1", State: objection.Open}
	gone := objection.Objection{Number: 1, By: "cs1", State: objection.Withdrawn}
	for _, c := range []struct {
		rule string
		got  objection.Rule
		want objection.Rule
	}{
		{"who leads answers", open.MayAnswer(objection.Somebody{Person: "chair", Leads: true}), objection.Fine},
		{"who wrote a wording answers", open.MayAnswer(objection.Somebody{Person: "gov1", Wrote: true}), objection.Fine},
		{"another member does not answer", open.MayAnswer(objection.Somebody{Person: "gov1"}), objection.NotToAnswer},
		{"nobody answers their own, even who leads", open.MayAnswer(objection.Somebody{Person: "cs1", Leads: true}), objection.OwnObjection},
		{"what was taken back needs no answer", gone.MayAnswer(objection.Somebody{Person: "chair", Leads: true}), objection.GoneBefore},
		{"a log of the past is believed", open.MayAnswer(objection.Somebody{Person: "cs1", Archive: true}), objection.Fine},
		{"its author takes it back", open.MayTakeBack(objection.Somebody{Person: "cs1"}), objection.Fine},
		{"who leads takes nothing back", open.MayTakeBack(objection.Somebody{Person: "chair", Leads: true}), objection.NotOfThePerson},
		{"its author sustains it", open.MaySustain(objection.Somebody{Person: "cs1"}), objection.Fine},
		{"nobody else sustains it", open.MaySustain(objection.Somebody{Person: "gov1", Wrote: true}), objection.NotOfThePerson},
		{"what was taken back is not sustained", gone.MaySustain(objection.Somebody{Person: "cs1"}), objection.GoneBefore},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.rule, c.got, c.want)
		}
	}
}

// Whatever happens to an objection in whatever order: once its author says that it
// stands, no answer changes that; once taken back it is never open again; its
// author is asked by every answer that they have not replied to; and nothing that
// was said to it is lost.
func TestTheLifeOfAnObjection(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := objection.Objection{Number: 1, By: "cs1", State: objection.Open}
		answers, replies, taken := 0, 0, false
		for range rapid.IntRange(0, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0:
				o.Answer(objection.Remark{By: "chair", Text: bot.Write("chair", "so")})
				answers++
				if o.State.Stands() != (replies > 0 && !taken) {
					rt.Fatalf("after an answer, %d replies and taken back %v it is %s", replies, taken, o.State)
				}
				if _, asked := o.Asked(); asked == taken {
					rt.Fatalf("its author is asked: %v, taken back: %v", asked, taken)
				}
				if !taken && !o.AnsweredBy("chair", "so") || o.AnsweredBy("chair", "otherwise") {
					rt.Fatal("the last answer is not the last")
				}
			case 1:
				if o.MaySustain(objection.Somebody{Person: "cs1"}) != objection.Fine {
					continue
				}
				o.Sustain(objection.Remark{By: "cs1"})
				replies++
				if _, asked := o.Asked(); asked || !o.State.Stands() {
					rt.Fatal("it does not stand though its author says so")
				}
			case 2:
				o.TakeBack(bot.Ref{Stream: "meeting/1", Version: 7})
				taken = true
			}
			if taken && o.State != objection.Withdrawn {
				rt.Fatalf("taken back, and then %s", o.State)
			}
		}
		if len(o.Answers()) != answers || len(o.Replies()) != replies {
			rt.Fatalf("%d answers and %d replies are kept of %d and %d", len(o.Answers()), len(o.Replies()), answers, replies)
		}
	})
}
