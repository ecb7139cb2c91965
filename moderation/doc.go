// Package moderation is what becomes of a report about conduct: the case, who may
// see it, the steps, the appeal, and its end. People decide; nothing here judges,
// hides or punishes, and nothing is called a violation: it says "please look".
//
// Rules:
//   - One report or flag, one sealed stream with a random name (K7Q2). Reports about
//     the same message of the same person are dealt with as one case, by reference,
//     so that they can be parted again.
//   - Who is party to a case, or of an organisation of a party (now or when it was
//     reported), sees nothing of it: no card, list, number or name. That is computed
//     from the roster each time (Sees). A case that somebody may not see is answered
//     like one that does not exist. Where a party is Chair, so ends the Chair's part.
//   - Moderators are asked first; harassment, and what is about nobody in particular,
//     goes to the Secretariat's focal point. Where all who come first are out, the
//     next are asked: focal point, Secretariat, the named outside contact. When nobody
//     is free, the reporter is told where to write.
//   - A confidential reporter is known to those who may see the case; an anonymous one
//     to nobody: the record has a keyed hash for them (bot.Veil), which only keeps
//     floods off and keeps them from deciding their own report.
//   - Every step above a private suggestion needs a second person (the procedure of
//     the IETF moderators); each that takes time has an end. Harassment is never
//     settled informally (United Nations code for events).
//   - A card stands in the moderators' channel only while everybody who can read it
//     may see the case: the platform is asked each time it is written, and now and then
//     in between. What is not known for certain keeps it away, and only handlers are
//     told why.
//   - A platform hides, deletes or silences only as a step like the others: two people
//     have pressed it. What came of it is recorded as the platform says.
//   - What was said around a reported message is kept with the case, ten messages at
//     most. An edit brings the case back with both wordings; a deletion leaves what was
//     said to the case alone.
//   - Who is proposed as the next one follows from cases alone that all of those who
//     read the proposal may see.
//   - An appeal is decided by people who did not decide first, with reasons.
//   - A case is kept until the year after its close is over. Then its messages are
//     taken away and its key is erased.
//   - Numbers for all are published once a year, small ones left out. Everything else
//     counts only what its reader may see.
//
// Who may see the case of a view:
//
//	for _, person := range moderation.Sees(v, moderation.Of(v)) {
//		fmt.Println(roster.Name(v, person))
//	}
package moderation
