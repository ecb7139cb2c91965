// Package chatlog reads the log of a whole meeting into lines: who, when, what,
// typed or spoken.
//
// Formats, found by looking at the file: the tab-separated log of the W3C
// Credentials Community Group, the logs of IRC clients and bots (MeetBot,
// supybot, ZNC, irssi, WeeChat, HexChat, mIRC, bip, IRCCloud), WebVTT, SubRip,
// and plain captions with ">> NAME: words".
//
// Rules:
//
//   - Nothing is lost. A line that cannot be read comes back as a line of Kind
//     System, or, where the format has messages of several lines, as one more
//     line of the message before it. Only blank lines, cue numbers, timings and
//     the styles of captions are left out.
//   - A speaker is never guessed. Captions without a label have no Nick.
//   - A format that gives no date counts from [Base]; one that gives no time
//     leaves At zero.
//   - Text stays as it was written, control characters included; show it with
//     [Display].
//   - Pure: what it reads comes from the io.Reader, and nothing else matters.
//
// An example:
//
//	lines, format, err := chatlog.Read(file)
//	// format == chatlog.Tabbed
//	// lines[0] == {Number: 1, At: 16:00:27, Nick: "Orie", Text: "present+", Kind: Typed}
package chatlog
