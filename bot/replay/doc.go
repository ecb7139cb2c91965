// Package replay reads the log of a whole meeting and gives its minutes. It
// turns each line into a Call and runs the same rules and the same fold as a
// meeting of today, without a store.
//
// Rules of the archive: every nick is a person, no right is withheld, and a
// line that asks for nothing, or whose decision refuses, is kept as a note.
// Left out are: what stands off the record (a stretch, "[off] …", "/me …"), the
// lines of bots, joins and parts, and queue chatter that changes nothing.
//
// Conventions:
//
//   - The meeting opens with the first line and closes with the last, or with
//     #endmeeting. In a log that has #startmeeting, only lines between the two
//     are commands, and topics, agreements and actions need their "#": that is
//     how MeetBot published its minutes. Where one lacks it alone, the line is
//     named as one that is kept as talk.
//   - A topic, resolution or action needs its colon ("Topic: x") or its "#".
//     Topics, resolutions and actions are given as they were typed: published
//     minutes do not apply s/old/new/ to them. The document shows both.
//   - #undo takes back the last topic, agreement, action or note. It is left out
//     of the fold, as the engine would, and shown as taken back.
//   - An agendum that is taken up ("take up agendum 2", "next agendum", or what
//     Zakim says) is a topic, when an agenda+ line or Zakim names it and no Topic
//     line follows before anybody speaks, or has the same title.
//   - "i/words/Topic: x/" puts a topic, resolution or action in before the nearest
//     earlier line with these words, as scribe.perl does. The line itself stays a
//     note.
//   - "[NEW] ACTION: x" is an action; "ACTION-12: x" and "[DONE] ACTION: x" speak of
//     one that exists, and "AGREED: x" without "#" is what MeetBot repeats. They
//     are notes, and "AGREED" or "Note" before a colon is nobody's name.
//   - "ack X" calls X and ends the turn before; so do a new topic and the end.
//     That is also when a turn is done: nobody types that they have finished.
//     Who is called without having asked has asked at that moment.
//   - A scribe's "ana: words" and a line of captions are speech of that person.
//     Consecutive ones are one turn of the balance; where a caption has no time,
//     150 words last a minute. In a log without either, what people type is what
//     they say.
//   - Present is who said present+, or was named by it; and everybody known from
//     the people file who typed or spoke. In a log where nobody says present+ it
//     is everybody who did. Measured on the six logs of chatlog/testdata against
//     the published lists (precision, recall): present+ alone 0.86, 0.87; with
//     known people who took part 0.86, 0.90; with everybody who did 0.80, 0.88.
//   - Who changes their nick stays the same person, unless the new nick is
//     somebody else's in the people file. "ana:fedora.im" is ana, unless ana of
//     another server is there too.
//   - A list ("ack bo, carla", "q- a, b", "present+ a and b") is several people. A
//     remark ("present+ (on phone)", "present+ too") is nobody: what is neither
//     known, nor a nick of the log, nor looks like a name makes no person.
//   - A nick is who it is in the people file: as it stands, in whatever case,
//     without "_" and digits at the end, with blanks for "_", as the real name
//     itself, without what stands in brackets at the end or an office in front,
//     and without initials in the middle where only one of the two has them.
//   - Without a date in the log or its name, times are times of the day: see
//     [Moment].
//
// A log with its people:
//
//	r, err := replay.Run(file, replay.Options{People: people, Name: "2020-05-12.log"})
//	err = r.Markdown(os.Stdout)
package replay
