package minutes

import (
	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/consensus"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// Apply folds one event of a meeting into the minutes. It looks at the facts of
// every feature that a meeting has.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	if _, ok := m.Stream.Meeting(); !ok {
		return
	}
	line, told := about(m, e)
	if !told {
		applyOwn(st, m, e)
		return
	}
	s := slot.Change(st)
	switch e := e.(type) {
	case agenda.ItemTaken:
		s.item = e.Item
		line.Text = s.titles[e.Item] // so that a correction finds it
	case agenda.ItemReopened:
		s.item = e.Item
	case meeting.Reopened:
		s.reopen()
	}
	s.add(m, line)
	switch e := e.(type) {
	case agenda.ItemClosed:
		if s.item == e.Item {
			s.item = 0
		}
	case bot.Undone:
		s.Undone = append(s.Undone, Undo{Version: e.Version, Reason: e.Reason, By: m.Actor.Person, At: m.At, Ref: m.Ref()})
	}
}

// about makes the line of a fact of another feature.
func about(m bot.Meta, e bot.Event) (Line, bool) {
	if l, ok := aboutMeeting(e); ok {
		return l, ok
	}
	switch e := e.(type) {
	case agenda.ItemTaken:
		return Line{About: AboutItem, Number: e.Item, By: e.By}, true
	case agenda.ItemClosed:
		return Line{About: AboutClosed, Number: e.Item, By: e.By}, true
	case agenda.ItemSkipped:
		return Line{About: AboutSkipped, Number: e.Item, By: e.By, Text: e.Reason}, true
	case agenda.ItemDropped:
		return Line{About: AboutSkipped, Number: e.Item, By: e.By, Text: e.Reason}, true
	case agenda.ItemReopened:
		return Line{About: AboutReopened, Number: e.Item, By: e.By, Text: e.Reason}, true
	case floor.TurnBegan:
		return Line{About: AboutTurn, Number: e.Turn, Person: e.Person, Group: e.Group}, true
	case floor.Invited:
		return Line{About: AboutInvited, Group: e.Group, By: e.By}, true
	case floor.QueueCleared:
		return Line{About: AboutCleared, Number: len(e.Dropped), By: e.By}, len(e.Dropped) > 0
	case floor.QueueSet:
		return Line{About: AboutCleared, Number: len(e.Dropped), By: e.By}, len(e.Dropped) > 0
	case proposal.Made:
		return Line{About: AboutProposal, Number: e.Number, Part: 1, Person: e.By, Group: e.Group, Text: e.Text}, true
	case proposal.Reworded:
		return Line{About: AboutWording, Number: e.Proposal, Part: e.Wording, Person: e.By, Group: e.Group, Text: e.Text}, true
	case proposal.Resolved:
		return Line{About: AboutResolution, Number: e.Number, By: e.By, Text: e.Text}, true
	case proposal.Rejected:
		return Line{About: AboutRejection, Number: e.Number, By: e.By, Text: e.Text}, true
	case proposal.VoteStarted:
		return Line{About: AboutVote, Number: e.Number, By: e.By, Text: e.Question}, true
	case Balloted:
		return Line{About: AboutBallot, Number: ballotNumber(e.Ballot), Text: e.Text}, true
	case consensus.Opened:
		return Line{About: AboutConsensus, Number: e.Number, By: e.By, Text: e.Text}, true
	case action.Recorded:
		return Line{About: AboutAction, Number: e.Number, By: e.By, Text: e.Text}, true
	case bot.Undone:
		return Line{About: AboutUndone, Number: whole(e.Version), By: m.Actor.Person, Text: e.Reason}, true
	}
	return Line{}, false
}

// maxShown keeps a record's version within an int of any machine.
const maxShown = 1<<31 - 1

func aboutMeeting(e bot.Event) (Line, bool) {
	switch e := e.(type) {
	case meeting.Opened:
		return Line{About: AboutOpened, By: e.By}, true
	case meeting.Closed:
		return Line{About: AboutEnded, By: e.By}, true
	case meeting.Reopened:
		return Line{About: AboutAgain, By: e.By, Text: e.Reason}, true
	case meeting.HandedOver:
		return Line{About: AboutChair, Person: e.To, By: e.By}, true
	case meeting.PaperAdded:
		return Line{About: AboutPaper, By: e.By, Text: bot.Words{By: e.Title.By, Text: e.Link}}, true
	case meeting.OffRecord:
		return Line{About: AboutOff, By: e.By}, true
	case meeting.OnRecord:
		return Line{About: AboutOn, By: e.By}, true
	}
	return Line{}, false
}

func applyOwn(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case agenda.ItemAdded:
		slot.Change(st).name(e.Number, e.Title)
	case agenda.ItemRenamed:
		slot.Change(st).name(e.Item, e.Title)
	case Noted:
		slot.Change(st).add(m, Line{About: AboutNote, Note: e.Note, Person: e.Person, By: e.By, Text: e.Text})
	case Inserted:
		slot.Change(st).insert(m, e)
	case Corrected:
		slot.Change(st).correct(m, e)
	case Scribed:
		s := slot.Change(st)
		s.Scribes = appoint(s.Scribes, m, e.Person, e.By, e.Off)
		s.add(m, Line{About: AboutScribe, Person: e.Person, By: e.By, Off: e.Off})
	case Chaired:
		s := slot.Change(st)
		s.Chairs = appoint(s.Chairs, m, e.Person, e.By, e.Off)
	case Titled:
		slot.Change(st).Title = e.Text
	default:
		applyApproval(st, m, e)
	}
}

func applyApproval(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Approved:
		s := slot.Change(st)
		s.Phase, s.ApprovedAt, s.ApprovedBy, s.Until = Window, m.At, e.By, e.Until
	case Requested:
		s := slot.Change(st)
		if e.Number == len(s.Requests)+1 {
			s.Requests = append(s.Requests, Request{Requested: e, At: m.At, Ref: m.Ref()})
		}
	case Answered:
		s := slot.Change(st)
		if r, ok := s.Request(e.Number); ok {
			r.Decided, r.Accepted, r.Reason, r.By, r.Answer = true, e.Accepted, e.Reason, e.By, m.Ref()
			s.Requests[e.Number-1] = r
		}
	case Settled:
		if s := slot.Change(st); s.Phase == Window && s.Version == e.Version {
			s.Phase = Closed
		}
	case Released:
		s := slot.Change(st)
		s.Phase, s.ReleasedAt, s.ReleasedBy, s.Head, s.Release = Final, m.At, e.By, e.Head, m.Ref()
		s.add(m, Line{About: AboutReleased, Number: e.Version, By: e.By})
	}
}

func (s *State) name(item int, title bot.Words) {
	if s.titles == nil {
		s.titles = map[int]bot.Words{}
	}
	s.titles[item] = title
}

func (s *State) add(m bot.Meta, l Line) {
	l.Ref, l.At, l.Item = m.Ref(), m.At, s.item
	for _, n := range s.coming {
		s.mend(&l, n)
	}
	s.Lines = append(s.Lines, l)
}

// reopen makes what follows a new draft; after a release, a new version.
func (s *State) reopen() {
	if s.Phase == Final {
		s.Version++
	}
	s.Phase = Draft
}

func appoint(list []Office, m bot.Meta, p, by bot.PersonID, off bool) []Office {
	for i := range list {
		if list[i].Person == p && list[i].To.IsZero() {
			if off {
				list[i].To = m.At
			}
			return list
		}
	}
	if off {
		return list
	}
	return append(list, Office{Person: p, By: by, From: m.At, Ref: m.Ref()})
}

// whole is a record's version as a number that sentences can count.
func whole(version uint64) int { return int(min(version, maxShown)) }
