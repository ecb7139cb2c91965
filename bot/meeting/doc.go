// Package meeting is a meeting from its scheduling to its close: when it is,
// who is invited, who holds the chair, who is here, what is off the record.
//
// Rules:
//   - A meeting has a stream of its own. The work stream keeps the Directory of
//     all meetings; scheduling and opening are decided there, so that two
//     meetings never get one number and never sit in one channel at once, and
//     are forwarded to the meeting. What changes in the meeting is noted back.
//   - A forwarded call holds identifiers only. Who receives it reads title and
//     facts from the stream it came from.
//   - Presence is a row of intervals for each person. Nobody is counted who did
//     not say so or was not entered; who entered somebody is kept and shown. To
//     ask for the floor is to say so, and to have it is to be here (AtFloor).
//   - Somebody is late who comes more than LateAfter after the opening and was
//     not here before.
//   - Nothing goes out to all before the one who sends it has seen it.
//   - The chair passes by an explicit hand-over alone, and both names are kept.
//
// What a feature above needs to know of the meeting it decides in:
//
//	m := meeting.Of(v)
//	if m.Phase != meeting.PhaseOpen {
//		return bot.Decision{}, lang.Refuse("chairing.not-open")
//	}
//	here := m.MinutesByGroup(item.TakenAt, v.Now)
package meeting
