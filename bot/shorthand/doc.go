// Package shorthand reads one typed line as a command, the way people of W3C
// (Zakim, RRSAgent, scribe.perl), MeetBot and OpenStack type in a meeting:
// "q+ to ask about quorum", "ack Ana", "Topic: Budget", "#agreed …", "+1".
//
// Rules:
//
//   - A command stands at the beginning of the line. Blanks before it, a bot's
//     name with or without a comma ("zakim, q+", "magbot q+") and "please" are
//     skipped; a scribe's "ana: Topic: x" is Ana's words, so it is no command.
//   - Case does not matter, nor do blanks around "+", "-", ":" and ",".
//   - A line that is not clearly a command is none: (Command{}, false).
//   - Arguments are the writer's own words, only trimmed. What this package adds
//     itself is a fixed word: "true", "next", "later", "front", "me".
//   - An argument that was not given is absent, never empty, so that the table
//     of commands can say which one is missing ("Topic:" alone is a topic
//     without title, not silence).
//   - A remark is no person: "present+ (on phone)" and "present+ too" are said of
//     the writer.
//   - "[NEW] ACTION: x" is an action. "ACTION-12: x" is a note on one that a
//     tracker knows, "[DONE] ACTION: x" tells of an old one, and "AGREED: x" is
//     how MeetBot repeats "#agreed x": they are none.
//   - Who a name means is not known here. Names are candidates: see the "person"
//     of [Parse].
//   - Pure and total: any text gives an answer, and no text makes it panic.
//
// An example:
//
//	c, ok := shorthand.Parse("q+ Ana to ask about quorum")
//	// c.Path == "queue add", ok == true
//	// c.Args == {"person": "Ana", "note": "ask about quorum", "text": "Ana to ask about quorum"}
//
// The conventions are those of https://w3c.github.io/guide/meetings/zakim.html,
// https://w3c.github.io/guide/meetings/rrsagent.html,
// https://w3c.github.io/scribe2/scribedoc.html and the MeetBot manual.
package shorthand
