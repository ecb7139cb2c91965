package chatlog

import (
	"html"
	"slices"
	"strings"
	"time"
)

func isVTTHeader(line string) bool {
	rest, ok := strings.CutPrefix(line, "WEBVTT")
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func isTiming(line string) bool {
	_, _, ok := cutTiming(line)
	return ok
}

// cutTiming reads "00:00:01.000 --> 00:00:04.000 align:start".
func cutTiming(line string) (from, to time.Duration, ok bool) {
	left, right, ok := strings.Cut(line, "-->")
	if !ok {
		return 0, 0, false
	}
	from, ok = offset(strings.TrimSpace(left))
	if !ok {
		return 0, 0, false
	}
	end, _, _ := strings.Cut(strings.TrimSpace(right), " ")
	end, _, _ = strings.Cut(end, "\t")
	to, ok = offset(end)
	return from, to, ok
}

// offset reads "[hours:]minutes:seconds[.,]thousandths".
func offset(s string) (time.Duration, bool) {
	s = strings.Replace(s, ",", ".", 1)
	whole, frac, _ := strings.Cut(s, ".")
	thousandths, n := digits(frac, 3)
	if n != len(frac) {
		return 0, false
	}
	for range 3 - n {
		thousandths *= 10
	}
	parts := strings.Split(whole, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total := 0
	for i, p := range parts {
		v, n := digits(p, 4)
		if n == 0 || n != len(p) || i > 0 && (v > 59 || n != 2) {
			return 0, false
		}
		total = total*60 + v
	}
	return time.Duration(total)*time.Second + time.Duration(thousandths)*time.Millisecond, true
}

// cue is what is said between two times.
type cue struct {
	from, to time.Duration
	text     []source
}

// parseCues reads WebVTT and SubRip.
func parseCues(src []source, named func(string) bool) []Line {
	src, cut := cutShort(src)
	cues, rest := cutCues(src)
	v := newVoices(cueText(cues), true, named)
	lines := slices.Concat(rest, cut)
	for _, c := range cues {
		at, end := Base().Add(c.from), Base().Add(c.to)
		for _, l := range v.cue(c.text) {
			l.At, l.End = at, end
			lines = append(lines, l)
		}
	}
	sortByNumber(lines)
	return lines
}

// cutShort takes off the last line of a file that ends in the middle of one, in
// a timing or in the tag of a voice, and gives it as a line of Kind System: a cue
// of which only the time is left, or a name of which only half is, tells nothing
// else. Where the words of a cue are cut, nothing shows it.
func cutShort(src []source) ([]source, []Line) {
	if n := len(src); n > 1 && src[n-1].text == "" {
		src = src[:n-1] // what follows the last line end
	}
	last := src[len(src)-1]
	text := strings.TrimSpace(last.text)
	tag := strings.LastIndex(text, "<v")
	switch {
	case len(src) > 1 && (isTiming(text) || halfTiming(text) && between(src[:len(src)-1])):
		rest := []Line{{Number: last.number, Text: text, Kind: System}}
		if src = src[:len(src)-1]; number(strings.TrimSpace(src[len(src)-1].text)) {
			src = src[:len(src)-1] // the number of the cue, or a blank line
		}
		return src, rest
	case tag >= 0 && !strings.Contains(text[tag:], ">"):
		rest := Line{Number: last.number, Text: text[tag:], Kind: System}
		src = slices.Clone(src)
		src[len(src)-1].text = text[:tag]
		return src, []Line{rest}
	}
	return src, nil
}

// between says that the next line stands outside of a cue: after a blank line,
// or after the number of the next cue.
func between(src []source) bool {
	n := len(src)
	before := strings.TrimSpace(src[n-1].text)
	return before == "" || number(before) && (n == 1 || blank(src[n-2].text))
}

// halfTiming recognises "00:00:04.000 --" and "00:04.0".
func halfTiming(line string) bool {
	at, _, arrow := strings.Cut(line, " ")
	_, ok := offset(strings.TrimRight(at, ".,"))
	return ok && (!arrow || strings.HasPrefix(strings.TrimSpace(line[len(at):]), "-"))
}

// cutCues finds the cues. What stands outside of one and is neither a header,
// a note, a style nor a cue's name comes back as lines of Kind System.
func cutCues(src []source) (cues []cue, rest []Line) {
	for i := 0; i < len(src); {
		from, to, ok := cutTiming(strings.TrimSpace(src[i].text))
		if ok {
			c := cue{from: from, to: to}
			for i++; i < len(src) && !blank(src[i].text) && !isTiming(src[i].text); i++ {
				c.text = append(c.text, src[i])
			}
			cues = append(cues, c)
			continue
		}
		line := strings.TrimSpace(src[i].text)
		switch {
		case line == "", i+1 < len(src) && isTiming(src[i+1].text):
			i++
		case comment(line, len(cues) == 0):
			for i++; i < len(src) && !blank(src[i].text) && !isTiming(src[i].text); i++ {
			}
		default:
			rest = append(rest, Line{Number: src[i].number, Text: line, Kind: System})
			i++
		}
	}
	return cues, rest
}

// comment says that a block of lines is no cue: header, note, style, region.
func comment(line string, first bool) bool {
	word, _, _ := strings.Cut(line, " ")
	switch word {
	case "NOTE", "STYLE", "REGION":
		return true
	}
	return first && isVTTHeader(line)
}

func cueText(cues []cue) []source {
	var all []source
	for _, c := range cues {
		for _, s := range c.text {
			all = append(all, source{s.number, plain(s.text)})
		}
	}
	return all
}

// cue splits the lines of one cue among those who speak in it: each "<v Name>"
// begins a voice, and so does each line with a dash where several have one.
func (v *voices) cue(text []source) []Line {
	var lines []Line
	speaker, tagged := "", false
	dashes := dashed(text)
	for _, s := range text {
		rest := s.text
		if dashes && dash(rest) {
			rest = ">> " + strings.TrimLeft(strings.TrimSpace(rest), "-– ")
		}
		for {
			before, name, after, ok := cutVoice(rest)
			lines = v.add(lines, s.number, speaker, tagged, plain(before))
			if !ok {
				break
			}
			speaker, tagged, rest = name, true, after
		}
	}
	return lines
}

// dashed says that two lines or more of a cue begin with a dash: they are
// spoken by different people.
func dashed(text []source) bool {
	n := 0
	for _, s := range text {
		if dash(s.text) {
			n++
		}
	}
	return n > 1
}

func dash(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "– ")
}

// maxTag is the longest tag in bytes. What is longer is text that begins with
// "<"; without a limit a line of nothing but "<" would take for ever.
const maxTag = 256

// cutVoice cuts the words before a tag "<v Name>" or "<v.loud Name>", its name,
// and what follows.
func cutVoice(s string) (before, name, after string, ok bool) {
	for at := 0; ; at += len("<v") {
		next := strings.Index(s[at:], "<v")
		if next < 0 {
			return s, "", "", false
		}
		at += next
		tag := s[at+len("<v") : min(len(s), at+maxTag)]
		end := strings.IndexByte(tag, '>')
		if end < 1 || !strings.ContainsRune(" .\t", rune(tag[0])) {
			continue
		}
		if i := strings.IndexAny(tag[:end], " \t"); i >= 0 {
			name = strings.TrimSpace(html.UnescapeString(tag[i:end]))
		}
		return s[:at], name, s[at+len("<v")+end+1:], true
	}
}

// add appends what one voice says in one line of a cue.
func (v *voices) add(lines []Line, number int, speaker string, tagged bool, words string) []Line {
	words = strings.TrimSpace(words)
	if words == "" {
		return lines
	}
	if tagged {
		v.now = ""
		return append(lines, Line{Number: number, Nick: speaker, Text: words, Kind: Spoken})
	}
	return append(lines, v.turns(source{number, words})...)
}

// plain takes tags such as <i>, <c.yellow>, <00:00:01.500> and {\an8} out of a
// line and resolves entities. A "<" that begins no tag stays.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&{") {
		return s
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "<{")
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		n := tagLength(s)
		if n == 0 {
			b.WriteByte(s[0])
			n = 1
		}
		s = s[n:]
	}
	b.WriteString(s)
	return html.UnescapeString(b.String())
}

// tagLength is the length of the tag at the front of s, 0 when there is none.
func tagLength(s string) int {
	s = s[:min(len(s), maxTag)]
	if s[0] == '{' {
		if end := strings.IndexByte(s, '}'); end > 0 && strings.HasPrefix(s, "{\\") {
			return end + 1
		}
		return 0
	}
	end := strings.IndexByte(s, '>')
	if end < 2 {
		return 0
	}
	name := strings.TrimPrefix(s[1:end], "/")
	if name == "" || !isLetter(name[0]) && !isDigit(name[0]) {
		return 0
	}
	word := name
	if i := strings.IndexAny(name, " .\t"); i >= 0 && !isDigit(name[0]) {
		word = name[:i]
	}
	switch strings.ToLower(word) {
	case "i", "b", "u", "c", "v", "font", "ruby", "rt", "lang", "s", "br", "br/":
		return end + 1
	}
	if _, ok := offset(word); ok {
		return end + 1
	}
	return 0
}
