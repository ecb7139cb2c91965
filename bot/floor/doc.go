// Package floor is the floor of a meeting: who asks for it, who has it and for
// how long, and how it is shared among the stakeholder groups.
//
// Rules:
//   - A person has one open request at most; asking again changes its note and
//     keeps its place. A person with several groups says in which capacity they
//     will speak, each time.
//   - The order people see is points of order, then direct replies, then the
//     others, each as they asked. It never changes silently: only the Chair's
//     own "queue set" and "queue clear" change it, and both are announced.
//   - The bot suggests a next speaker and says why (Suggest); the Chair calls
//     anybody with one press, whether or not they asked. Calling somebody who
//     asked later than others, or who did not ask, overtakes those others: it is
//     counted for each, by calls and never by suggestions. A point of order
//     overtakes nobody, nor does the last word (which clears the queue), nor a
//     speaker who passes on the rest of their own time.
//   - "Not now" keeps the place: who said it is passed over once, by the next
//     call of somebody behind them, and that does not count as overtaken.
//   - One speaker at most. Calling somebody ends the running turn; so do a new
//     item and the close of the meeting. "Done" and "next" carry the turn they
//     act on, so that two people who press at once advance one step.
//   - A closed queue still takes points of order. A new item opens it again;
//     who waits keeps waiting.
//   - The balance is about groups, never a ranking of persons. Turns of the
//     Chair and the Secretariat are left out. Inside the band that chance
//     explains nothing is said. Hints go to the Chair alone, each once.
//   - Nothing ticks into the record: a warning, an overrun and a hint are facts,
//     a running clock is drawn by the client.
//
// Whom to suggest among two who wait:
//
//	s := floor.Suggest([]floor.Candidate{
//		{Person: "cs2", Group: "Civil Society", Member: true},
//		{Person: "ps1", Group: "Private Sector", Member: true},
//	}, []floor.GroupShare{
//		{Group: "Civil Society", Had: 620, Base: 24},
//		{Group: "Private Sector", Had: 37, Base: 22},
//	}, floor.MAGDay)
//	// s.Person == "ps1", s.InOrder == "cs2", s.Key == floor.ByShare
package floor
