package discordtest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	blockMark = regexp.MustCompile(`^(?:> |-# |#{1,3} |- |[0-9]+\. |  )`)
	timestamp = regexp.MustCompile(`^<t:(-?[0-9]+)(?::([tTdDfFR]))?>`)
	masked    = regexp.MustCompile(`^\[((?:\\.|[^\]\\])*)\]\(<?([^)>]*)>?\)`)
	bracketed = regexp.MustCompile(`^<(https?://[^ >]+)>`)
	emoji     = regexp.MustCompile(`^:[A-Za-z0-9_+\-]+:`)
	address   = regexp.MustCompile(`^https?://[^\s<]+[^\s<.,:;"')\]!?]`)
)

// Read is what a person sees of markdown in Discord: marks are gone, what is
// escaped stands there, a timestamp is "⟨time⟩". Source: reference, Message
// Formatting, and the article "Markdown Text 101" of Discord's help.
func Read(markdown string) string { return ReadAt(markdown, nil) }

// ReadAt is Read with timestamps as a clock of that zone shows them, and with the
// addresses of links, which a client shows before it follows them.
func ReadAt(markdown string, zone *time.Location) string {
	lines := strings.Split(markdown, "\n")
	code := false
	var shown []string
	for _, line := range lines {
		if strings.TrimSpace(line) == "```" {
			code = !code
			continue
		}
		if !code {
			line = readLine(blockMark.ReplaceAllString(line, ""), zone)
		}
		shown = append(shown, line)
	}
	return strings.Join(shown, "\n")
}

// clockForms are Timestamp Styles; a relative one is read as an instant.
var clockForms = map[string]string{
	"t": "15:04 MST", "T": "15:04:05 MST", "d": "2006-01-02", "D": "2006-01-02", "": "2006-01-02 15:04 MST", "f": "2006-01-02 15:04 MST",
	"F": "Mon 2006-01-02 15:04 MST", "R": "2006-01-02 15:04 MST",
}

func readTime(mark string, zone *time.Location) string {
	m := timestamp.FindStringSubmatch(mark)
	seconds, err := strconv.ParseInt(m[1], 10, 64)
	if zone == nil || err != nil {
		return "⟨time⟩"
	}
	return time.Unix(seconds, 0).In(zone).Format(clockForms[m[2]])
}

// marks are the bytes at which something other than plain text can begin.
const marks = "\\<[:h*_~|`>]"

func readLine(line string, zone *time.Location) string {
	var b strings.Builder
	for line != "" {
		plain := strings.IndexAny(line, marks)
		if plain < 0 {
			plain = len(line)
		}
		b.WriteString(line[:plain])
		if line = line[plain:]; line == "" {
			break
		}
		switch r := line[0]; {
		case r == '\\' && len(line) > 1 && strings.IndexByte("\\`*_{}[]()#+-.!~|<>:@", line[1]) >= 0:
			b.WriteByte(line[1])
			line = line[2:]
		case timestamp.MatchString(line):
			b.WriteString(readTime(line, zone))
			line = line[len(timestamp.FindString(line)):]
		case masked.MatchString(line):
			m := masked.FindStringSubmatch(line)
			b.WriteString(readLine(m[1], zone))
			if zone != nil && m[2] != m[1] {
				b.WriteString(" " + m[2])
			}
			line = line[len(m[0]):]
		case bracketed.MatchString(line):
			b.WriteString(bracketed.FindStringSubmatch(line)[1])
			line = line[len(bracketed.FindString(line)):]
		case emoji.MatchString(line):
			b.WriteString("⟨picture⟩")
			line = line[len(emoji.FindString(line)):]
		case address.MatchString(line):
			b.WriteString(address.FindString(line))
			line = line[len(address.FindString(line)):]
		case strings.IndexByte("*_~|`<>[]", r) >= 0:
			line = line[1:] // a mark
		default:
			b.WriteByte(r)
			line = line[1:]
		}
	}
	return b.String()
}
