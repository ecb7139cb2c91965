// Package moderation is what becomes of a report about conduct: the case, who may
// see it, the steps, the appeal, and its end. People decide; nothing here judges,
// hides or punishes, and nothing is called a violation: it says "please look".
//
// Rules:
//   - One report or flag, one sealed stream with a random name (K7Q2). Reports about
//     the same message of the same person are dealt with as one case, by reference, so
//     that they can be parted again; so are one that names nobody and one that names the
//     message's author, whom its platform has told.
//   - Who wrote the message that a report links is party to the case, whomever the report
//     names: either may be the mistake. What is done to a message goes to its author.
//     While its platform has not said who that is, nobody sees the case, for two minutes
//     at most. The reporter is never told.
//     Where nobody had linked the account that wrote it, who links it is party from then on.
//   - Who is party to a case, or of an organisation of a party (now or when it was
//     reported), sees nothing of it: no card, list, number or name. That is computed
//     from the roster each time (Sees), and noted for what the roster forgets (Bound). A case that somebody may not see is answered
//     like one that does not exist. Where a party is Chair, so ends the Chair's part.
//   - Moderators are asked first; harassment, and what is about nobody in particular,
//     goes to the Secretariat's focal point. Where all who come first are out, the
//     next are asked: focal point, Secretariat, the named outside contact. When nobody
//     is free, the reporter is told where to write.
//   - A confidential reporter is known to those who may see the case; an anonymous one
//     to nobody: the record has a keyed hash for them (bot.Veil), which only keeps
//     floods off and keeps them from deciding their own report.
//   - A reporter follows their own report: what happened in its case before it came, or was
//     put there, is not shown, so that nobody learns that others had reported the same.
//   - Every step above a private suggestion needs a second person (the procedure of
//     the IETF moderators); each that takes time has an end. Harassment is never
//     settled informally (United Nations code for events).
//   - The card follows who may see the case, also when only roles or accounts change:
//     who may see it no more reads that alone in its place.
//   - The Chair who is asked to agree to a restriction sees the case without the name of who
//     reported, and can agree or not.
//   - A card stands in the moderators' channel only while everybody who can read it
//     may see the case: the platform is asked each time it is written, and now and then
//     in between. What is not known for certain keeps it away, and only handlers are
//     told why.
//   - A platform hides, deletes or silences only as a step like the others: two people
//     have pressed it. What came of it is recorded as the platform says.
//   - What was said around a reported message is kept with the case, ten messages at
//     most, where the reporter can read it. An edit brings the case back with both
//     wordings; a deletion leaves what was said to the case alone.
//   - Who asks for a case reads with which others about the same person people agreed
//     lately (pattern): nothing follows from it by itself.
//   - Who is proposed as the next one follows from cases alone that all of those who
//     read the proposal may see.
//   - An appeal is decided by people who did not decide first, with reasons.
//   - What one reporter wrote can be erased while the case goes on, when two people agree:
//     it lies under a key of its own. A reporter can take their report back, and handlers
//     say what becomes of the case.
//   - An answer can be asked for by a day; when it is past, each is reminded once and
//     nothing follows.
//   - Nothing is counted of a reporter: docs/conduct.md says why.
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
