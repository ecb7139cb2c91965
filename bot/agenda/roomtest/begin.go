package roomtest

import (
	"fmt"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// The groups of the members.
const (
	Gov = bot.Group("Government")
	CS  = bot.Group("Civil Society")
	PS  = bot.Group("Private Sector")
)

// people are three members of three groups, the Chair, one of the Secretariat
// and an observer.
func people() []roster.PersonAdded {
	var all []roster.PersonAdded
	add := func(id string, role bot.Role, groups ...bot.Group) {
		p := bot.PersonID(id)
		name := bot.Write(p, strings.ToUpper(id[:len(id)-1])+"-"+id[len(id)-1:])
		all = append(all, roster.PersonAdded{Person: p, Facts: roster.Facts{Name: &name, Groups: groups, Roles: []roster.Tenure{{Role: role}}}})
	}
	for i := 1; i <= 3; i++ {
		add(fmt.Sprintf("gov%d", i), bot.RoleMember, Gov)
		add(fmt.Sprintf("cs%d", i), bot.RoleMember, CS)
		add(fmt.Sprintf("ps%d", i), bot.RoleMember, PS)
	}
	add("chair1", bot.RoleChair, Gov)
	add("sec1", bot.RoleSecretariat)
	add("obs1", bot.RoleObserver, CS)
	return all
}

// Open is an open meeting with three planned items, in which the Chair, the Secretariat
// and two of the three members of each group are present.
func Open(t TB, features ...Feature) *Room {
	t.Helper()
	r := New(t, features...)
	place := bot.Place{Platform: "room", Channel: "main"}
	facts := meeting.Facts{ID: "14", Number: 14, Title: bot.Words{Text: "Virtual Meeting XIV"}, Start: Start(), Places: []bot.Place{place}}
	r.Happens(bot.WorkStream, meeting.Scheduled{Facts: facts})
	r.Happens(bot.WorkStream, meeting.Claimed{ID: "14", Places: facts.Places})
	r.Happens(Stream, meeting.Created{Facts: facts})
	r.Happens(
		Stream, agenda.InputAdded{Number: 1, Title: bot.Write("cs1", "Evaluation"), Authors: []bot.PersonID{"cs1"}},
		agenda.InputAdded{Number: 2, Title: bot.Write("gov1", "Hybrid rules"), Authors: []bot.PersonID{"gov1"}},
		agenda.InputAccepted{Number: 1}, agenda.InputAccepted{Number: 2},
		agenda.ItemAdded{Number: 1, Title: bot.Write("cs1", "Evaluation"), Purpose: agenda.ForDecision, Inputs: []int{1}},
		agenda.ItemAdded{Number: 2, Title: bot.Write("gov1", "Hybrid rules"), Inputs: []int{2}},
		agenda.ItemAdded{Number: 3, Title: bot.Words{Text: "Any other business"}}, agenda.Published{})
	r.Happens(Stream, meeting.Opened{By: "chair1", Chair: "chair1", Places: facts.Places, Seats: []meeting.Seats{
		{Group: CS, Count: 3}, {Group: Gov, Count: 3}, {Group: PS, Count: 3}, {Group: "Technical Community", Count: 2},
	}})
	r.Happens(Stream, meeting.Present{Person: "chair1", Group: Gov, Seat: meeting.SeatChair})
	r.Happens(Stream, meeting.Present{Person: "sec1", Seat: meeting.SeatSecretariat})
	for _, p := range []struct {
		id    bot.PersonID
		group bot.Group
	}{{"gov1", Gov}, {"gov2", Gov}, {"cs1", CS}, {"cs2", CS}, {"ps1", PS}, {"ps2", PS}} {
		r.Happens(Stream, meeting.Present{Person: p.id, Group: p.group, Seat: meeting.SeatMember})
	}
	return r
}
