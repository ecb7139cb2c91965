package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/floor"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// The people of the example community who meet here.
const (
	wanjiru  = "Wanjiru Example"  // the Chair
	temilade = "Temilade Ejemplo" // civil society
	desmond  = "Desmond Specimen" // technical community
	aroha    = "Aroha Sample"     // a government; uses the keyboard alone
	li       = "李示范"              // a government; on the phone
)

// The conversations.
const (
	channel = "general"
	private = "magbot"
)

// A whole meeting in four windows on the real program, which is killed in the
// middle and started again.
func TestAMeetingInTheBrowser(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	browser := chromium(t)
	m := &meeting{
		t: t, data: data, bot: p,
		chair: browser.sit(p.address, wanjiru), society: browser.sit(p.address, temilade),
		technical: browser.sit(p.address, desmond), government: browser.sit(p.address, aroha),
	}
	m.roster()
	m.inputs()
	m.fates()
	m.open()
	m.queue()
	m.killed()
	m.unheard()
	m.decide()
	m.offTheRecord()
	m.end()
	m.corrections()
	m.erasure()
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

// roster: the Secretariat chooses a file, sees whom it would add and what it
// would change, and applies it.
func (m *meeting) roster() {
	file := filepath.Join(m.t.TempDir(), "roster.csv")
	rows := "e-mail,name,country,stakeholder group,role\n" +
		"tech3@example.org," + desmond + ",Jamaica,Technical Community,member\n" +
		"cs5@example.org,Noa Beispiel,Israel,Civil Society,member\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		m.t.Fatal(err)
	}
	m.chair.changesTo(selene)
	m.chair.chooses("roster import")
	m.chair.attaches("file", file)
	m.chair.shows(dialog, "Noa Beispiel", desmond, "Country: Trinidad and Tobago → Jamaica", "roster.csv is kept", "Nothing has been changed yet")
	m.society.types("/mag roster show")
	m.society.shows(talk, "Roster: 19 people")
	m.society.hides(talk, "Noa Beispiel")
	m.chair.sends()
	m.chair.until("the form to close", `!document.querySelector("`+dialog+`").open`)
	m.chair.types("/mag roster show")
	m.chair.shows(talk, "Roster: 20 people", "Noa Beispiel")
	m.chair.changesTo(wanjiru)
}

// inputs: the Chair plans and invites; inputs come by form, by line and by
// keyboard.
func (m *meeting) inputs() {
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

	for i, title := range []string{"Criteria for workshops", "Open data of the programme", "Colours of the badges"} {
		m.technical.types("/mag agenda add " + title)
		m.technical.shows(talk, fmt.Sprint("Your input is number ", i+4))
	}
}

// fates: one input is merged, one deferred, and one declined, first without a
// reason, which keeps the agenda from going out.
func (m *meeting) fates() {
	m.chair.types("/mag agenda accept 1,2,3")
	m.chair.shows(talk, "Inputs 1, 2 and 3 are on the agenda")
	m.chair.types("/mag agenda merge 4 into: 1")
	m.chair.shows(talk, "Inputs 4 and 1 are joined")
	m.chair.types("/mag agenda defer 5 The archive is not ready.")
	m.chair.shows(talk, "Input 5 waits for the next meeting")
	m.chair.types("/mag agenda decline 6")
	m.chair.shows(talk, "Noted for input 6, but without a reason")
	m.chair.mistypes("/mag agenda publish", "input 6 is kept off it without a reason. Nothing was sent.")
	m.chair.chooses("agenda decline")
	m.chair.fill(map[string]string{"input": "6", "reason": "The host decides about badges."})
	m.chair.shows(talk, "Input 6, “Colours of the badges”, is declined")
	m.chair.types("/mag agenda publish")
	m.chair.shows(talk, "This is what everybody will see")
	m.chair.press(talk, "Send it to everybody")
	for _, w := range m.everybody() {
		w.shows(now, "Agenda of Virtual Meeting XIV", "Evaluation criteria", "Captions in every room", "Travel support")
	}
	m.technical.opens(private)
	m.technical.shows(talk, "The host decides about badges.", "The archive is not ready.", "part of item 1")
	m.technical.opens(channel)
}

// open: people come; the Chair hands the chair over and gets it back.
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

	m.society.mistypes("/mag meeting hand-over "+temilade, "Only the Chair")
	m.chair.types("/mag meeting hand-over " + desmond)
	for _, w := range m.everybody() {
		w.shows(talk, desmond+" holds the chair now")
	}
	m.technical.types("/mag meeting hand-over " + wanjiru)
	for _, w := range m.everybody() {
		w.shows(talk, wanjiru+" holds the chair now")
	}
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
	m.chair.types("/mag queue add person: " + li)
	m.chair.press(now, "Close the queue")
	for _, w := range m.everybody() {
		w.shows(now, li, "entered by "+wanjiru, "The queue is closed")
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
}

// unheard: the closed queue takes a point of order, which goes first. The Chair
// alone is told of the group that asked twice and was not called, and calls it.
func (m *meeting) unheard() {
	m.society.types("q+ to say more")
	m.society.shows(talk, "A point of order is still taken")
	m.society.types("q+ point of order")
	m.society.shows(talk, "Your point of order stands first")
	m.chair.shows(now, "A point of order goes first")
	m.chair.press(now, "Call "+temilade)
	m.society.press(now, "I am done")

	hint := "Government has asked 2 times on this item and was not called."
	m.chair.opens(private)
	m.chair.shows(talk, hint)
	m.chair.opens(channel)
	for _, w := range []*window{m.society, m.technical} {
		w.opens(private)
		w.shows(talk, "Virtual Meeting XIV")
		w.hides(talk, hint)
		w.opens(channel)
	}
	m.government.hides(talk, hint)

	m.chair.press(now, "Call "+aroha)
	m.government.tabTo(now, "I am done")
	m.government.key("\r")
	m.chair.shows(now, "Speaking nobody")
	m.chair.types("q- " + li)
	m.chair.press(now, "Open the queue")
	for _, w := range m.everybody() {
		w.hides(now, li)
		w.hides(now, "The queue is closed")
	}
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

// offTheRecord: what is said meanwhile is not written down; what is written
// down can be corrected, and both can be seen.
func (m *meeting) offTheRecord() {
	m.chair.press(now, "Off the record")
	m.society.shows(talk, "We are off the record")
	m.society.types("#info between us, nobody likes the room")
	m.society.shows(talk, "so nothing was written down")
	m.chair.press(talk, "On the record again")
	m.technical.shows(talk, "We are on the record again")
	m.technical.types("#info The pilot room opens in June.")
	m.technical.shows(talk, "Noted in the minutes")
	m.technical.types("s/June/July/")
	m.technical.shows(talk, "“June” now reads “July”")
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
	m.government.shows(talk, "Draft 1", "We adopt the criteria from July on.", "send out the criteria", temilade,
		"The host decides about badges.", "The pilot room opens in July.")
}

// corrections: the Chair approves the minutes, a member asks for a correction,
// and is told what became of it.
func (m *meeting) corrections() {
	m.technical.mistypes("/mag minutes approve", "Nothing was changed")
	m.chair.types("/mag minutes approve")
	m.society.shows(talk, "approved the draft minutes")
	m.technical.types("/mag minutes request The pilot room is on the second floor.")
	m.technical.shows(talk, "is number 1. The Chair has been told")
	m.chair.opens(private)
	m.chair.shows(talk, "The pilot room is on the second floor.", desmond)
	m.chair.press(talk, "Accept")
	m.chair.fill(map[string]string{"reason": "It is."})
	m.chair.shows(talk, "accepted")
	m.technical.opens(private)
	m.technical.shows(talk, "was accepted", "It is.")
}

// erasure: somebody is erased; their window is put out, and neither the talk nor
// the minutes name them any more.
func (m *meeting) erasure() {
	m.society.types("/mag me erase")
	m.society.shows(talk, "This cannot be taken back")
	m.society.press(talk, "Erase for ever")
	m.society.shows("body", "You are no longer signed in here")
	m.chair.opens(channel)
	for _, w := range []*window{m.chair, m.government} {
		w.shows(talk, "an erased person")
		w.hides("body", temilade)
	}
	m.government.keys("/mag minutes show")
	m.government.shows(talk, "Draft 1, approved by the Chair", "an erased person", "We adopt the criteria from July on.", "The pilot room is on the second floor.")
	m.government.hides("body", temilade)
	if err := m.bot.stop(); err != nil {
		m.t.Error(err)
	}
}

// record: what the windows did is in the record, once, and the chain holds.
func (m *meeting) record() {
	if said, err := magbot(m.t, "verify", "--data", m.data); err != nil || !strings.Contains(said, "The record is whole") {
		m.t.Errorf("%v: %s", err, said)
	}
	look(m.t, m.data, bot.MeetingStream("1"), func(v bot.View) {
		var turns []string
		for _, t := range floor.Of(v).Turns() {
			turns = append(turns, roster.Name(v, t.Person))
		}
		if d := cmp.Diff([]string{"an erased person", desmond, "an erased person", aroha}, turns); d != "" {
			m.t.Errorf("who spoke: %s", d)
		}
		decisions := proposal.Of(v)
		if len(decisions.Proposals) != 1 || len(decisions.Proposals[0].Wordings) != 2 || len(decisions.Resolutions) != 1 || len(decisions.Objections) != 1 {
			m.t.Fatalf("the decisions are %+v", decisions)
		}
		if r := decisions.Resolutions[0]; r.Proposal != 1 || r.Wording != 2 {
			m.t.Errorf("what was agreed is wording %d of proposal %d", r.Wording, r.Proposal)
		}
		if doc := minutes.Markdown(v, minutes.Document(v)); strings.Contains(doc, "nobody likes") || strings.Contains(doc, temilade) || !strings.Contains(doc, "an erased person") {
			m.t.Errorf("the minutes hold what was off the record, or name who was erased:\n%s", doc)
		}
		if open := action.Open(v); len(open) != 1 || open[0].Due != "2099-01-31" {
			m.t.Errorf("the actions are %+v", open)
		}
	})
}
