// Package chatlog reads the log of a whole meeting into lines: who, when, what,
// typed or spoken.
//
// Formats, found by looking at the file: the tab-separated log of the W3C
// Credentials Community Group, the logs of IRC clients and bots (MeetBot,
// supybot, ZNC, irssi, WeeChat, HexChat, mIRC, bip, IRCCloud), the same with
// "nick: text" after the stamp (Pidgin), WebVTT, SubRip, and plain captions with
// ">> NAME: words".
//
// Rules:
//
//   - Nothing is lost. A line that cannot be read comes back as a line of Kind
//     System, or, where the format has messages of several lines, as one more
//     line of the message before it. Only blank lines, cue numbers, timings and
//     the styles of captions are left out.
//   - A speaker is never guessed. Captions without a label have no Nick. In
//     captions with times a label counts when it comes again, has two words, is
//     [Options].Known, or when most lines have one. A word of the customs of
//     minutes ("Note", "AGREED", "Next Meeting") is nobody's name.
//   - "nick: text" is a message where no nick of the log stands in "<>", and the
//     stamp has seconds or brackets, or the nick comes again.
//   - A date such as 05/11/26 is read as the other dates of the log show, else
//     day first, and with a year of two digits month first, as strftime's %D.
//   - What a cut left of a cue, half a timing or half a tag, is of Kind System.
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
