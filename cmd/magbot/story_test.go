package main_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/floor"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// The people of the example community who meet here.
const (
	wanjiru  = "Wanjiru Example"  // the Chair
	temilade = "Temilade Ejemplo" // civil society
	desmond  = "Desmond Specimen" // technical community
	aroha    = "Aroha Sample"     // a government; uses the keyboard alone
)

// A whole meeting in four windows on the real program, which is killed in the
// middle and started again.
func TestAMeetingInTheBrowser(t *testing.T) {
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	browser := chromium(t)
	m := &meeting{
		t: t, data: data, bot: p,
		chair: browser.sit(p.address, wanjiru), society: browser.sit(p.address, temilade),
		technical: browser.sit(p.address, desmond), government: browser.sit(p.address, aroha),
	}
	m.prepare()
	m.open()
	m.queue()
	m.killed()
	m.decide()
	m.end()
	m.record()
}

// meeting is the four windows and the program behind them.
type meeting struct {
	t    *testing.T
	data string
	bot  *process

	chair, society, technical, government *window
}

func (m *meeting) everybody() []*window {
	return []*window{m.chair, m.society, m.technical, m.government}
}

// prepare: the Chair plans and invites; inputs come by form, by line and by
// keyboard; the agenda goes out.
func (m *meeting) prepare() {
	m.chair.types(`/mag meeting schedule "Virtual Meeting XIV" when: +1h`)
	m.chair.shows(talk, "is planned", "Nobody has been told yet")
	m.society.hides(talk, "Virtual Meeting XIV")
	m.chair.press(talk, "See the invitation")
	m.chair.shows(talk, "Nothing has been sent")
	m.chair.press(talk, "Send it to everybody")
	for _, w := range m.everybody() {
		w.shows(talk, "You can hand in what should be on the agenda")
	}

	m.society.press(talk, "Agenda input …")
	m.society.fill(map[string]string{"title": "Evaluation criteria", "why": "Nobody knew why a workshop was refused.", "minutes": "30"})
	m.society.shows(talk, "Your input is number 1")
	m.technical.types("/mag agenda add Captions in every room kind: information minutes: 10")
	m.technical.shows(talk, "Your input is number 2")

	m.government.tabTo(talk, "Agenda input …")
	m.government.key("\r")
	m.government.until("the form", `document.querySelector("#dialog").open`)
	m.government.tab("the title", `at.name === "f.title"`)
	m.government.key("Travel support")
	m.government.tab("Send", `at.matches("#dialog button.primary")`)
	m.government.key(" ")
	m.government.shows(talk, "Your input is number 3")

	m.chair.types("/mag agenda accept 1,2,3")
	m.chair.shows(talk, "Inputs 1, 2 and 3 are on the agenda")
	m.chair.types("/mag agenda publish")
	m.chair.shows(talk, "This is what everybody will see")
	m.chair.press(talk, "Send it to everybody")
	for _, w := range m.everybody() {
		w.shows(now, "Agenda of Virtual Meeting XIV", "Evaluation criteria", "Captions in every room", "Travel support")
	}
}

func (m *meeting) open() {
	m.chair.types("/mag meeting open")
	for _, w := range []*window{m.society, m.technical} {
		w.shows(talk, "Virtual Meeting XIV is open", "In the chair: "+wanjiru)
		w.press(talk, "I am here")
		w.shows(talk, "You are noted as here")
	}
	m.government.tabTo(talk, "I am here")
	m.government.key("\r")
	m.government.shows(talk, "You are noted as here")
	m.chair.types("/mag item take 1")
	for _, w := range m.everybody() {
		w.shows(now, "Item 1 of 3 · Evaluation criteria")
	}
}

// queue: one asks by button, one by line, one by keyboard; the Chair's double
// press calls one person once.
func (m *meeting) queue() {
	m.society.press(now, "Ask for the floor")
	m.chair.shows(now, temilade)
	m.technical.types("q+ to say why")
	m.chair.shows(now, desmond, "why”")
	m.government.tabTo(now, "Ask for the floor")
	m.government.key("\r")
	for _, w := range m.everybody() {
		w.shows(now, temilade, desmond, "why”", aroha)
	}
	for _, w := range []*window{m.society, m.technical, m.government} {
		w.hides(now, "Next, if you agree")
	}
	m.chair.shows(now, "Next, if you agree: "+temilade)
	m.chair.picture("room-chair")
	m.chair.pressTwice(now, "Call "+temilade)
	for _, w := range m.everybody() {
		w.shows(now, "Speaking "+temilade)
	}
	m.society.picture("room")
	m.society.press(now, "I am done")
	m.chair.shows(now, "Speaking nobody")
	m.chair.press(now, "Call "+desmond)
	m.technical.shows(now, "Speaking "+desmond)
}

// killed: the program is killed while somebody speaks. The windows find it
// again, and the meeting is where it was.
func (m *meeting) killed() {
	if err := m.bot.kill(); err != nil {
		m.t.Fatal(err)
	}
	m.bot = running(m.t, m.data, m.bot.host())
	for _, w := range m.everybody() {
		w.shows(now, "Speaking "+desmond, aroha, "Item 1 of 3 · Evaluation criteria")
	}
	m.technical.press(now, "I am done")
	for _, w := range m.everybody() {
		w.shows(now, "Speaking nobody")
	}
	m.government.keys("q-")
	m.chair.hides(now, aroha)
}

func (m *meeting) decide() {
	m.society.types("PROPOSAL: We adopt the criteria from June on.")
	m.technical.shows(now, "Proposal 1", "We adopt the criteria from June on.")
	m.technical.press(now, "+1")
	m.technical.shows(talk, "Your +1 to proposal 1 is counted")
	m.government.keys("-1 because nobody has read them")
	m.government.shows(talk, "Your objection is number 1")
	m.chair.shows(now, "nobody has read them")
	m.chair.types("/mag proposal answer 1 They are sent out today.")
	m.chair.shows(talk, "its author is told")
	m.society.types("PROPOSAL: We adopt the criteria from July on.")
	m.government.shows(now, "wording 2")
	m.government.keys("+1")
	m.government.shows(talk, "Your +1 to proposal 1 is counted")
	m.chair.types("RESOLUTION: We adopt the criteria from July on.")
	for _, w := range m.everybody() {
		w.shows(talk, "Resolution 1", "We adopt the criteria from July on.")
	}
	m.chair.types("ACTION: " + desmond + " to send out the criteria by 2099-01-31")
	m.society.shows(talk, "send out the criteria")
}

func (m *meeting) end() {
	m.chair.types("/mag item close")
	m.society.shows(talk, "Item 1, “Evaluation criteria”, is closed")
	m.chair.types("/mag meeting close")
	for _, w := range m.everybody() {
		w.shows(talk, "Virtual Meeting XIV is closed", "head ")
	}
	m.government.tabTo(talk, "The minutes")
	m.government.key("\r")
	m.government.shows(talk, "Draft 1", "We adopt the criteria from July on.", "send out the criteria", temilade)
	if err := m.bot.stop(); err != nil {
		m.t.Error(err)
	}
}

// record: what the windows did is in the record, once.
func (m *meeting) record() {
	look(m.t, m.data, func(v bot.View) {
		var turns []string
		for _, t := range floor.Of(v).Turns() {
			turns = append(turns, roster.Name(v, t.Person))
		}
		if d := cmp.Diff([]string{temilade, desmond}, turns); d != "" {
			m.t.Errorf("who spoke: %s", d)
		}
		decisions := proposal.Of(v)
		if len(decisions.Proposals) != 1 || len(decisions.Proposals[0].Wordings) != 2 || len(decisions.Resolutions) != 1 || len(decisions.Objections) != 1 {
			m.t.Fatalf("the decisions are %+v", decisions)
		}
		if r := decisions.Resolutions[0]; r.Proposal != 1 || r.Wording != 2 {
			m.t.Errorf("what was agreed is wording %d of proposal %d", r.Wording, r.Proposal)
		}
		if open := action.Open(v); len(open) != 1 || open[0].Due != "2099-01-31" {
			m.t.Errorf("the actions are %+v", open)
		}
	})
}
