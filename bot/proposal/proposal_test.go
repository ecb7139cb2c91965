package proposal_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/chat"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

func (r *room) proposals() *proposal.State { return proposal.Of(r.Here()) }

func (r *room) open() proposal.Proposal {
	p, _ := r.proposals().Open()
	return p
}

// stances gives what counts on the wording that counts.
func (r *room) stances() map[bot.PersonID]proposal.Stance {
	if r.open().Number == 0 {
		return nil
	}
	all := map[bot.PersonID]proposal.Stance{}
	for _, s := range r.open().Now().Stances() {
		all[s.Person] = s.Stance
	}
	return all
}

func proposed(t *testing.T) *room {
	r := openRoom(t)
	r.Happens(here, agenda.ItemTaken{Item: 1})
	r.Does("gov1", "proposal make", "text", "The MAG meets on 7 June.")
	return r
}

func TestProposing(t *testing.T) {
	t.Run("a proposal belongs to its author, group and item", func(t *testing.T) {
		p := proposed(t).open()
		if p.Number != 1 || p.By != "gov1" || p.Group != gov || p.Item != 1 || p.Now().Text.By != "gov1" {
			t.Errorf("%+v", p)
		}
	})
	for _, who := range []bot.PersonID{"chair1", "gov1", "sec1"} {
		t.Run("a new one of who leads or made it is a new wording: "+string(who), func(t *testing.T) {
			r := proposed(t)
			r.Does("cs1", "proposal say", "stance", "+1")
			r.Does(who, "proposal make", "text", "The MAG meets on 14 June.")
			p := r.open()
			if p.Number != 1 || len(p.Wordings) != 2 || p.Now().By != who || len(r.stances()) != 0 {
				t.Errorf("%+v", p)
			}
			if len(p.Wordings[0].Stances()) != 1 {
				t.Error("what was said to the first wording is lost")
			}
		})
	}
	t.Run("anybody else is asked to speak to the open one", func(t *testing.T) {
		r := proposed(t)
		for _, path := range []string{"proposal make", "proposal reword"} {
			key, _ := r.Refused("cs1", path, "text", "Never")
			if want := map[string]string{"proposal make": "proposal.one-open", "proposal reword": "proposal.not-yours"}[path]; key != want {
				t.Errorf("%s: %s", path, key)
			}
		}
	})
	t.Run("the same words again are the same proposal", func(t *testing.T) {
		r := proposed(t)
		version := r.State(here).Version
		r.Does("chair1", "proposal make", "text", "the MAG meets on 7 June")
		if r.State(here).Version != version {
			t.Error("it was recorded again")
		}
	})
	t.Run("in a log it takes the place of the earlier one and is linked to it", func(t *testing.T) {
		r := proposed(t)
		r.Archive = true
		r.Does("cs1", "proposal make", "text", "The MAG meets on 14 June.")
		first, _ := r.proposals().Proposal(1)
		if first.Outcome != proposal.Superseded || r.open().Follows != 1 {
			t.Errorf("first %q, second %+v", first.Outcome, r.open())
		}
		var texts []string
		for _, w := range r.proposals().Chain(2) {
			texts = append(texts, w.Text.Text)
		}
		if !slices.Equal(texts, []string{"The MAG meets on 7 June.", "The MAG meets on 14 June."}) {
			t.Errorf("chain %q", texts)
		}
	})
	t.Run("closed without a decision nobody can say more to it", func(t *testing.T) {
		r := proposed(t)
		if key, _ := r.Refused("cs1", "proposal close"); key != "proposal.not-yours" {
			t.Errorf("refused with %s", key)
		}
		r.Does("gov1", "proposal close")
		if reply, _ := r.Call(here, bot.Actor{Person: "cs1"}, "proposal say", "stance", "+1"); !reply.Ignored {
			t.Errorf("reply %+v", reply)
		}
	})
	for _, path := range []string{"proposal make", "proposal reword", "proposal resolve", "vote start"} {
		t.Run("nothing is taken off the record: "+path, func(t *testing.T) {
			r := proposed(t)
			r.Happens(here, meeting.OffRecord{})
			arg := "text"
			if path == "vote start" {
				arg = "question"
			}
			if key, _ := r.Refused("chair1", path, arg, "x"); key != "proposal.off-record" {
				t.Errorf("refused with %s", key)
			}
		})
		t.Run("nor in a meeting that is not open: "+path, func(t *testing.T) {
			r := newRoom(t)
			arg := "text"
			if path == "vote start" {
				arg = "question"
			}
			if key, _ := r.Refused("chair1", path, arg, "x"); key != "proposal.not-open" {
				t.Errorf("refused with %s", key)
			}
		})
	}
}

func TestStances(t *testing.T) {
	t.Run("the last that a person says counts, and the earlier is kept", func(t *testing.T) {
		r := proposed(t)
		for _, s := range []string{"+1", "0", "-1", "+0.5"} {
			r.Does("cs1", "proposal say", "stance", s)
		}
		if got := r.stances(); len(got) != 1 || got["cs1"] != "+0.5" || len(r.open().Now().Said) != 4 {
			t.Errorf("counted %v of %d", got, len(r.open().Now().Said))
		}
	})
	t.Run("the same stance twice is one", func(t *testing.T) {
		r := proposed(t)
		r.Does("cs1", "proposal say", "stance", "+1")
		r.Does("cs1", "proposal say", "stance", "+1.0")
		if n := len(r.open().Now().Said); n != 1 {
			t.Errorf("%d sayings", n)
		}
	})
	t.Run("it carries the group, and who is not a member stands apart", func(t *testing.T) {
		r := proposed(t)
		r.Does("ps1", "proposal say", "stance", "+1")
		r.Does("obs1", "proposal say", "stance", "+1")
		said := r.open().Now().Stances()
		if said[0].Group != ps || !said[0].Member || said[1].Member {
			t.Errorf("%+v", said)
		}
	})
	t.Run("under no open proposal it is ordinary talk", func(t *testing.T) {
		r := openRoom(t)
		r.Happens(here, meeting.OffRecord{})
		reply, err := r.Call(here, bot.Actor{Person: "cs1"}, "proposal say", "stance", "+1")
		if err != nil || !reply.Ignored {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("off the record it is refused with how to mend it", func(t *testing.T) {
		r := proposed(t)
		r.Happens(here, meeting.OffRecord{})
		if key, _ := r.Refused("cs1", "proposal say", "stance", "+1"); key != "proposal.off-record" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("a press on an older wording never counts for a new one", func(t *testing.T) {
		r := proposed(t)
		r.Does("gov1", "proposal reword", "text", "The MAG meets on 14 June.")
		if key, _ := r.Refused("cs1", "proposal say", "stance", "+1", "proposal", "1", "wording", "1"); key != "proposal.wording-changed" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "proposal resolve")
		if key, _ := r.Refused("cs1", "proposal say", "stance", "+1", "proposal", "1", "wording", "2"); key != "proposal.over" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("+1 to a person is not counted for the proposal unasked", func(t *testing.T) {
		r := proposed(t)
		said := r.Does("ps1", "proposal say", "stance", "+1", "reason", "to CS-1")
		if len(r.stances()) != 0 || !strings.Contains(said, "CS-1") {
			t.Errorf("counted %v, said %q", r.stances(), said)
		}
		r.Does("ps1", "proposal say", "stance", "+1", "reason", "GOV-1") // the author of the proposal
		if len(r.stances()) != 1 {
			t.Error("+1 to the author of the proposal was not counted")
		}
	})
}

func TestParseStance(t *testing.T) {
	for text, want := range map[string]proposal.Stance{
		"+1": "+1", "1": "+1", "−1": "-1", "-1": "-1", "0": "0", "+0": "0", "-0": "0", "±0": "0",
		".5": "+0.5", "-0.50": "-0.5", "＋1": "+1",
	} {
		t.Run("reads "+text, func(t *testing.T) {
			if got, err := proposal.ParseStance(text); err != nil || got != want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	for _, text := range []string{"", "+", "2", "+1.5", "-3", "yes", "1e0", "0x1", "+-1", "--1", "NaN", "Inf", "+Inf", "1_0", "+1 please"} {
		t.Run("refuses "+text, func(t *testing.T) {
			if got, err := proposal.ParseStance(text); err == nil {
				t.Errorf("read as %q", got)
			}
		})
	}
}

func FuzzParseStance(f *testing.F) {
	for _, seed := range []string{"+1", "-0.25", "±0", "1e9", "\u202e+1", strings.Repeat("1", 500), "−.5", "0."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := proposal.ParseStance(text)
		if err != nil {
			return
		}
		again, err := proposal.ParseStance(string(s))
		if err != nil || again != s || s.Side() < -1 || s.Side() > 1 {
			t.Errorf("%q gives %q, which gives %q, %v", text, s, again, err)
		}
	})
}

func TestObjections(t *testing.T) {
	objected := func(t *testing.T) *room {
		r := proposed(t)
		r.Does("cs1", "proposal say", "stance", "-1", "reason", "June is the exam month")
		return r
	}
	t.Run("a -1 with a reason is one, a -1 alone is not", func(t *testing.T) {
		r := objected(t)
		r.Does("cs2", "proposal say", "stance", "-1")
		all := r.proposals().Objections
		if len(all) != 1 || all[0].By != "cs1" || all[0].State != proposal.Open || all[0].Reason.Text != "June is the exam month" {
			t.Errorf("%+v", all)
		}
		r.Does("cs2", "proposal object", "reason", "Nobody asked us", "proposal", "1", "wording", "1")
		if all := r.proposals().Objections; len(all) != 2 || all[1].Number != 2 {
			t.Errorf("%+v", all)
		}
	})
	t.Run("said again with another reason it keeps its number", func(t *testing.T) {
		r := objected(t)
		r.Does("cs1", "proposal say", "stance", "-1", "reason", "and July is too hot")
		if all := r.proposals().Objections; len(all) != 1 || all[0].Reason.Text != "and July is too hot" {
			t.Errorf("%+v", all)
		}
	})
	t.Run("saying +1 later takes nothing back, and says so", func(t *testing.T) {
		r := objected(t)
		said := r.Does("cs1", "proposal say", "stance", "+1")
		if o := r.proposals().Objections[0]; !o.State.Stands() || !strings.Contains(said, "still stands") {
			t.Errorf("%s, said %q", o.State, said)
		}
	})
	t.Run("answered by who leads or proposed, withdrawn and sustained by its author alone", func(t *testing.T) {
		r := objected(t)
		for _, call := range []struct {
			who  bot.PersonID
			path string
			key  string
		}{
			{"ps1", "proposal answer", "proposal.not-yours-to-answer"},
			{"cs1", "proposal answer", "proposal.own-objection"},
			{"chair1", "proposal withdraw-objection", "proposal.not-your-objection"},
			{"gov1", "proposal sustain", "proposal.not-your-objection"},
		} {
			args := []string{"objection", "1"}
			if call.path == "proposal answer" {
				args = append(args, "text", "x")
			}
			if key, _ := r.Refused(call.who, call.path, args...); key != call.key {
				t.Errorf("%s %s: %s", call.who, call.path, key)
			}
		}
		r.Does("gov1", "proposal answer", "objection", "1", "text", "The exams end on the 5th.")
		o := r.proposals().Objections[0]
		if o.State != proposal.Met || o.Answers()[0].By != "gov1" {
			t.Fatalf("%+v", o)
		}
		if !slices.ContainsFunc(r.Last.Effects, func(e bot.Effect) bool { return e.Do == bot.Direct && e.To.Person == "cs1" }) {
			t.Error("its author is not told")
		}
		r.Does("cs1", "proposal sustain", "objection", "1", "text", "Not in my country")
		if o := r.proposals().Objections[0]; o.State != proposal.Upheld || !o.State.Stands() {
			t.Errorf("%+v", o)
		}
		said := r.Does("chair1", "proposal answer", "objection", "1", "text", "Then online.")
		if o := r.proposals().Objections[0]; o.State != proposal.Upheld || !strings.Contains(said, "until they take it back") {
			t.Errorf("another answer passes it over: %s, said %q", o.State, said)
		}
		if !slices.ContainsFunc(r.Shown, func(m chat.Message) bool {
			return strings.Contains(roomtest.Plain(m), "Then online.") && len(m.Buttons) == 2
		}) {
			t.Error("its author is not asked again")
		}
		r.Does("cs1", "proposal sustain", "objection", "1")
		if o := r.proposals().Objections[0]; len(o.Replies()) != 2 {
			t.Errorf("a second reply without words is lost: %+v", o)
		}
		r.Does("cs1", "proposal withdraw-objection", "objection", "1")
		if key, _ := r.Refused("gov1", "proposal answer", "objection", "1", "text", "x"); key != "proposal.objection-withdrawn-before" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("one that stands is kept with the resolution, also under a new wording", func(t *testing.T) {
		r := objected(t)
		r.Does("gov1", "proposal reword", "text", "The MAG meets on 14 June.")
		r.Does("chair1", "proposal resolve")
		d := r.proposals().Resolutions[0]
		if !slices.Equal(d.Standing.Open, []int{1}) || d.Wording != 2 {
			t.Errorf("%+v", d)
		}
		if shown := roomtest.Plain(r.Shown[0]); !strings.Contains(shown, "One objection stands") || !strings.Contains(shown, "exam month") {
			t.Errorf("the channel reads\n%s", shown)
		}
	})
	t.Run("an unknown number says how many there are", func(t *testing.T) {
		if key, sentence := objected(t).Refused("chair1", "proposal answer", "objection", "7", "text", "x"); key != "proposal.no-such-objection" || !strings.Contains(sentence, "1 ") {
			t.Errorf("%s: %s", key, sentence)
		}
	})
}

func TestDeciding(t *testing.T) {
	t.Run("without words it is the open wording", func(t *testing.T) {
		r := proposed(t)
		r.Does("chair1", "proposal resolve", "proposal", "1", "wording", "1")
		d := r.proposals().Resolutions[0]
		if d.Text.Text != "The MAG meets on 7 June." || d.Text.By != "gov1" || d.Proposal != 1 || d.Item != 1 || d.By != "chair1" {
			t.Errorf("%+v", d)
		}
		if p, _ := r.proposals().Proposal(1); p.Outcome != proposal.Agreed || p.Resolution != 1 {
			t.Errorf("%+v", p)
		}
	})
	t.Run("the words of a wording, whatever their case and points, settle it", func(t *testing.T) {
		r := proposed(t)
		r.Does("chair1", "proposal resolve", "text", "the MAG  meets on 7 June")
		if d := r.proposals().Resolutions[0]; d.Proposal != 1 || d.Wording != 1 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("other words stand by themselves, and the proposal stays open", func(t *testing.T) {
		r := proposed(t)
		said := r.Does("chair1", "proposal resolve", "text", "Something else")
		if d := r.proposals().Resolutions[0]; d.Proposal != 0 || r.open().Number != 1 || !strings.Contains(said, "still open") {
			t.Errorf("%+v, said %q", d, said)
		}
	})
	t.Run("there may be a resolution without a proposal, once", func(t *testing.T) {
		r := openRoom(t)
		if key, _ := r.Refused("chair1", "proposal resolve"); key != "proposal.nothing-to-decide" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "proposal resolve", "text", "We thank the host.")
		r.Does("sec1", "proposal resolve", "text", "we thank the host")
		if n := len(r.proposals().Resolutions); n != 1 {
			t.Errorf("%d resolutions", n)
		}
	})
	t.Run("in a log every resolution is one, and talk is none", func(t *testing.T) {
		r := openRoom(t)
		r.Archive = true
		r.Does("gov1", "proposal resolve", "text", "We thank the host.")
		r.Does("gov1", "proposal resolve", "text", "We thank the host.")
		if n := len(r.proposals().Resolutions); n != 2 {
			t.Errorf("%d resolutions", n)
		}
		if reply, err := r.Call(here, bot.Actor{Person: "gov1"}, "proposal resolve"); err != nil || !reply.Ignored {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("only who leads says what was agreed", func(t *testing.T) {
		if key, _ := proposed(t).Refused("gov1", "proposal resolve"); key != "command.not-allowed.leads" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("a rejection keeps its reason and settles nothing as agreed", func(t *testing.T) {
		r := proposed(t)
		r.Does("chair1", "proposal reject", "reason", "no support")
		p, _ := r.proposals().Proposal(1)
		if d := r.proposals().Rejections[0]; d.Reason.Text != "no support" || p.Outcome != proposal.Refused || len(r.proposals().Resolutions) != 0 {
			t.Errorf("%+v, %q", d, p.Outcome)
		}
	})
	t.Run("it says how the wording stood, and never that anybody agreed in silence", func(t *testing.T) {
		r := proposed(t)
		r.Does("gov2", "proposal say", "stance", "+1")
		r.Does("cs1", "proposal say", "stance", "0")
		r.Does("obs1", "proposal say", "stance", "-1")
		r.Does("chair1", "proposal resolve")
		st := r.proposals().Resolutions[0].Standing
		if st.Present != 6 || st.For != 1 || st.Neutral != 1 || st.Against != 0 {
			t.Errorf("%+v", st)
		}
		if !slices.Equal(st.Unheard, []proposal.GroupCount{{Group: cs, Count: 1}, {Group: gov, Count: 1}, {Group: ps, Count: 2}}) ||
			!slices.Equal(st.Absent, []bot.Group{"Technical Community"}) {
			t.Errorf("unheard %v, absent %v", st.Unheard, st.Absent)
		}
		for _, word := range []string{"consensus", "unanim"} {
			if shown := strings.ToLower(roomtest.Plain(r.Shown[0])); strings.Contains(shown, word) {
				t.Errorf("the bot says %q:\n%s", word, shown)
			}
		}
	})
}

func TestShown(t *testing.T) {
	r := proposed(t)
	r.Does("gov1", "proposal say", "stance", "+1")
	r.Does("cs1", "proposal say", "stance", "-1", "reason", "Exams")
	r.Does("obs1", "proposal say", "stance", "+1")
	p := r.open()
	golden(t, "the wording, live", roomtest.Plain(r.Show(here, proposal.LiveEffects(p)[0])), `# Proposal 1
> The MAG meets on 7 June. / GOV-1 (Government)
| Group | +1 | 0 | −1 | not heard
| Civil Society | 0 | 0 | 1 | 1
| Government | 1 | 0 | 0 | 1
| Private Sector | 0 | 0 | 0 | 2
| *Members* | 1 | 0 | 1 | 4
| others, shown apart | 1 | 0 | 0 | 0
- *Objection 1 (open)* CS-1 (Civil Society): “Exams”
One objection stands; members present: 6. Absent: Technical Community.
(Type +1, 0 or -1 and your reason, or press. Silence is reported as silence. The Chair says what was agreed; the bot does not.)
[+1] [0] [−1 …] [I object …] [Who said what]
~ Everybody in the channel sees this.
`)
	golden(t, "the chair's side", roomtest.Plain(r.Show(here, proposal.LiveEffects(p)[1])), `Proposal 1, wording 1, is open.
One objection stands; members present: 6. Absent: Technical Community.
Present and not heard on it: Civil Society 1, Government 1, Private Sector 2.
(What was agreed is for you to say. Groups that are absent or silent are not counted as agreeing.)
[Answer objection 1 …] [It is agreed] [New wording …] [Ask over some days …] [Not agreed] [Close without a decision]
~ Only you see this.
`)
	r.Does("chair1", "proposal answer", "objection", "1", "text", "They end on the 5th.")
	r.Does("gov1", "proposal reword", "text", "The MAG meets on 14 June.")
	r.Does("chair1", "proposal resolve")
	golden(t, "the resolution", roomtest.Plain(r.Shown[0]), `# Resolution 1
> The MAG meets on 14 June. / 
Said by CHAIR-1. From proposal 1, wording 2.
No objection stands, with 6 members present. Absent: Technical Community.
Members: 0 in favour (+1), 0 neutral (0), 0 against (−1)
Present and not heard on it: Civil Society 2, Government 2, Private Sector 2.
~ Everybody in the channel sees this.
`)
	golden(t, "the whole of it", r.Does("cs1", "proposal show"), `# Proposal 1, wording 1: there is a newer one
> The MAG meets on 7 June. / GOV-1 (Government)
| Group | +1 | 0 | −1
| Civil Society | 0 | 0 | 1
| Government | 1 | 0 | 0
| *Members* | 1 | 0 | 1
| others, shown apart | 1 | 0 | 0
- *Objection 1 (answered)* CS-1 (Civil Society): “Exams”
- Answer to 1, CHAIR-1: “They end on the 5th.” (2027-03-15 13:00:00)
- *+1* GOV-1 (Government)
- *-1* CS-1 (Civil Society): “Exams”
- *+1* OBS-1 (Civil Society)
# Proposal 1, wording 2: resolution 1
> The MAG meets on 14 June. / GOV-1 (Government)
~ Only you see this.
`)
}

func golden(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", what, got, want)
	}
}

func TestButtonsNameWhatTheyWereShownWith(t *testing.T) {
	r := proposed(t)
	m := r.Show(here, proposal.LiveEffects(r.open())[0])
	i := slices.IndexFunc(m.Buttons, func(b chat.Button) bool { return b.Call.Path == "proposal say" })
	if a := m.Buttons[i].Call.Args; a["proposal"] != "1" || a["wording"] != "1" || a["stance"] != "+1" {
		t.Errorf("%v", a)
	}
	r.Does("gov1", "proposal reword", "text", "Another day")
	if m := r.Show(here, proposal.LiveEffects(r.open())[0]); len(m.Buttons) != 0 {
		t.Error("the earlier wording can still be pressed")
	}
}

func TestStrawPoll(t *testing.T) {
	started := func(t *testing.T) *room {
		r := openRoom(t)
		r.Does("chair1", "vote start", "question", "Which week?", "options", "7 June, 14 June, neither of them")
		return r
	}
	t.Run("options are phrases; yes and no where none is given", func(t *testing.T) {
		r := started(t)
		if v, _ := r.proposals().OpenVote(); len(v.Options) != 3 || v.Options[2].Text != "neither of them" {
			t.Errorf("%+v", v)
		}
		r = openRoom(t)
		r.Does("chair1", "vote start", "question", "Go on?")
		if v, _ := r.proposals().OpenVote(); len(v.Options) != 2 || v.Options[0].Text != "Yes" {
			t.Errorf("%+v", v)
		}
	})
	t.Run("the last vote counts, by words, beginning, number or button", func(t *testing.T) {
		r := started(t)
		for _, args := range [][]string{{"choice", "14 june"}, {"choice", "neither"}, {"choice", "1"}, {"option", "2", "vote", "1"}} {
			r.Does("cs1", "vote cast", args...)
		}
		v, _ := r.proposals().OpenVote()
		if c := v.Choices(); len(c) != 1 || c[0].Option != 2 || len(v.Cast) != 4 {
			t.Errorf("%+v of %d", c, len(v.Cast))
		}
	})
	t.Run("a choice that is none, and a poll that is none, are refused", func(t *testing.T) {
		r := started(t)
		for _, choice := range []string{"June", "9", "0"} {
			if key, _ := r.Refused("cs1", "vote cast", "choice", choice); key != "vote.no-such-option" {
				t.Errorf("%q: %s", choice, key)
			}
		}
		r.Does("chair1", "vote end")
		if key, _ := r.Refused("cs1", "vote cast", "choice", "7 June"); key != "vote.none-open" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "vote end")
	})
	t.Run("one at a time, and each option once", func(t *testing.T) {
		r := started(t)
		if key, _ := r.Refused("chair1", "vote start", "question", "x"); key != "vote.one-open" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "vote end")
		if key, _ := r.Refused("chair1", "vote start", "question", "x", "options", "a, A."); key != "vote.option-twice" {
			t.Errorf("refused with %s", key)
		}
		if key, _ := r.Refused("chair1", "vote start", "question", "x", "options", "alone"); key != "vote.options" {
			t.Errorf("refused with %s", key)
		}
		if key, _ := r.Refused("chair1", "vote start", "question", "x", "options", strings.Repeat("y", 300)+",n"); key != "vote.option-too-long" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("it is shown with names and as advisory", func(t *testing.T) {
		r := started(t)
		r.Does("cs1", "vote cast", "choice", "7 June")
		r.Does("obs1", "vote cast", "choice", "7 June")
		r.Does("chair1", "vote end")
		golden(t, "the result", roomtest.Plain(r.Shown[1]), `# Straw poll 1 is closed
> Which week? / CHAIR-1
- *7 June* 1 member: CS-1 (Civil Society) · shown apart, not members: OBS-1
- *14 June* 0 members
- *neither of them* 0 members
(A straw poll is advisory: it decides nothing. The last choice of each person counts.)
~ Everybody in the channel sees this.
`)
	})
}

// Same is an equivalence on words, and wordings of different words differ.
func TestSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé0-9]{1,6}`), 1, 6).Draw(t, "words")
		text := strings.Join(words, " ")
		dressed := "  " + strings.ToUpper(strings.Join(words, " , ")) + "."
		if !proposal.Same(text, dressed) {
			t.Fatalf("%q and %q differ", text, dressed)
		}
		if proposal.Same(text, text+" more") {
			t.Fatalf("%q has more words", text)
		}
	})
	for _, pair := range [][2]string{{"+5 %", "5"}, {"we agree", "we do not agree"}, {"السلام", "السلم"}} {
		if proposal.Same(pair[0], pair[1]) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
}

// Every event can be kept and read back.
func TestEveryEventIsListed(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range proposal.Events() {
		if seen[e.Kind] || e.New().Kind() != e.Kind {
			t.Errorf("%q", e.Kind)
		}
		seen[e.Kind] = true
	}
	for _, e := range []bot.Event{
		proposal.Made{},
		proposal.Reworded{},
		proposal.Said{},
		proposal.Answered{},
		proposal.ObjectionWithdrawn{},
		proposal.Sustained{},
		proposal.Resolved{},
		proposal.Rejected{},
		proposal.Closed{},
		proposal.VoteStarted{},
		proposal.VoteCast{},
		proposal.VoteEnded{},
	} {
		if !seen[e.Kind()] {
			t.Errorf("%q is not listed", e.Kind())
		}
	}
}

// Any order of calls: nobody counts twice, one proposal at most is open, a
// stance lands on nothing but the wording that counts, objections keep their
// numbers and authors, and the records give the state.
func TestAnyOrderOfCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		r.Archive = rapid.Bool().Draw(t, "archive")
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			who := rapid.SampledFrom([]bot.PersonID{"chair1", "sec1", "gov1", "cs1", "ps1", "obs1"}).Draw(t, "who")
			n := strconv.Itoa(rapid.IntRange(0, 4).Draw(t, "number"))
			text := rapid.SampledFrom([]string{"June", "july", "JUNE!", "August"}).Draw(t, "text")
			stance := rapid.SampledFrom([]string{"+1", "0", "-1", "-0.5"}).Draw(t, "stance")
			call := rapid.SampledFrom([][]string{
				{"proposal make", "text", text},
				{"proposal reword", "text", text},
				{"proposal close"},
				{"proposal say", "stance", stance},
				{"proposal say", "stance", stance, "reason", text},
				{"proposal say", "stance", stance, "proposal", n, "wording", "1"},
				{"proposal object", "reason", text},
				{"proposal answer", "objection", n, "text", text},
				{"proposal withdraw-objection", "objection", n},
				{"proposal sustain", "objection", n},
				{"proposal resolve"},
				{"proposal resolve", "text", text},
				{"proposal reject", "text", text},
				{"proposal show"},
				{"vote start", "question", text, "options", "a, b"},
				{"vote cast", "choice", n},
				{"vote end"},
			}).Draw(t, "call")
			r.Wait(time.Second)
			before := r.open()
			_, err := r.Call(here, bot.Actor{Person: who}, call[0], call[1:]...)
			if said, mendable := lang.AsError(err); err != nil && (!mendable || said.Key == "") {
				t.Fatalf("%v: %v", call, err)
			}
			checkRules(t, r, before)
		}
		r.SameFold(here)
	})
}

func checkRules(t *rapid.T, r *room, before proposal.Proposal) {
	s := r.proposals()
	open := 0
	for i, p := range s.Proposals {
		if p.Outcome == proposal.Pending {
			open++
		}
		if p.Number != i+1 || p.Follows >= p.Number {
			t.Fatalf("proposal %+v", p)
		}
		for _, w := range p.Wordings {
			seen := map[bot.PersonID]bool{}
			for _, said := range w.Stances() {
				if seen[said.Person] {
					t.Fatalf("%s counts twice", said.Person)
				}
				seen[said.Person] = true
			}
		}
		if p.Number != before.Number && p.Number < len(s.Proposals) && p.Outcome == proposal.Pending {
			t.Fatalf("proposal %d is open again", p.Number)
		}
	}
	if open > 1 {
		t.Fatalf("%d proposals are open", open)
	}
	for i, o := range s.Objections {
		w := s.Proposals[o.Proposal-1].Wordings[o.Wording-1]
		if o.Number != i+1 || !slices.ContainsFunc(w.Said, func(x proposal.Saying) bool { return x.Person == o.By && x.Objection == o.Number }) {
			t.Fatalf("objection %+v was never said", o)
		}
	}
	for _, d := range s.Resolutions {
		if d.Text.Text == "" {
			t.Fatalf("resolution %d says nothing", d.Number)
		}
	}
}
