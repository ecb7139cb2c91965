package shorthand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// propose reads "PROPOSAL: x", "PROPOSED: x", "PROPOSED RESOLUTION: x" and
// "PROPOSAL 2: x".
func propose(rest string) (Command, bool) {
	if after, ok := cutPrefixFold(trim(rest), "resolution"); ok {
		rest = after
	}
	return labelled("proposal make", "text", unnumbered(rest))
}

// unnumbered cuts a number before the colon: "RESOLUTION 3: x".
func unnumbered(rest string) string {
	rest = trim(rest)
	rest = strings.TrimPrefix(rest, "#")
	return rest[len(number(rest)):]
}

// stance reads a line that is somebody's stance: "+1", "-1 (reason)", "0",
// "+0.5, reason", "±0".
//
// The stance given is "+1", "0", "-1" or a signed decimal between. Zero has no
// sign, and what is beyond 1 ("+1.023", "+100") is read as 1, because a louder
// vote is still one vote. Such a number with plain words after it ("+5
// minutes") is none, nor is one that goes on with a digit ("+1 202 555").
func stance(line string) (Command, bool) {
	sign, body := cutSign(line)
	whole := digits(body)
	rest := body[len(whole):]
	fraction := ""
	if strings.HasPrefix(rest, ".") {
		if fraction = digits(rest[1:]); fraction != "" {
			rest = rest[1+len(fraction):]
		}
	}
	if whole == "" && fraction == "" || len(whole) > 6 || len(fraction) > 6 {
		return Command{}, false
	}
	if sign == "" && (strings.Trim(whole+fraction, "0") != "" || len(whole) > 1) {
		return Command{}, false
	}
	reason, marked, ok := reasonOf(rest)
	if !ok {
		return Command{}, false
	}
	if sign == "" && reason != "" && rest[0] == '.' {
		return Command{}, false // "0. Scribe" is the first of a list
	}
	value, beyond := normal(sign, whole, fraction)
	if reason != "" && !marked && (beyond || sign == "") && !abstains(reason) {
		return Command{}, false
	}
	return command("proposal say", "stance", value, "reason", reason)
}

func abstains(reason string) bool {
	var buf [maxKeyword]byte
	switch key, _ := keyword(reason, &buf); key {
	case "abstain", "abstaining", "abstention", "neutral":
		return true
	}
	return false
}

// cutSign cuts the sign, also where a keyboard or program made it another
// character: minus U+2212, en dash, full width.
func cutSign(line string) (sign, rest string) {
	r, n := utf8.DecodeRuneInString(line)
	switch r {
	case '+', '＋':
		return "+", line[n:]
	case '-', '−', '–', '－':
		return "-", line[n:]
	case '±':
		return "±", line[n:]
	}
	return "", line
}

func digits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// normal writes a stance in its one form, and says whether it was beyond 1.
func normal(sign, whole, fraction string) (value string, beyond bool) {
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	switch {
	case whole == "" && fraction == "" || sign == "±":
		return "0", false
	case whole == "":
		return sign + "0." + fraction, false
	case sign == "-":
		return "-1", whole != "1" || fraction != ""
	}
	return "+1", whole != "1" || fraction != ""
}

// reasonOf reads what follows the number. marked says that punctuation set it
// apart; ok is false when the line is no stance after all ("+1h", "-1/2").
func reasonOf(rest string) (reason string, marked, ok bool) {
	if rest == "" {
		return "", false, true
	}
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsSpace(r):
	case r == '(' || r == '!' || r == '…' || r == '—':
		marked = true
	case r == ',' || r == ':' || r == ';' || r == '.':
		after := rest[n:]
		if after != "" && !startsBlank(after) && (r == ':' || !letterAt(after)) {
			return "", false, false
		}
		marked = true
	case r < utf8.RuneSelf || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
		return "", false, false
	}
	reason = trim(rest)
	bare := trim(strings.TrimLeft(reason, ",:;.!-–—… "))
	marked = marked || bare != reason || strings.HasPrefix(bare, "(")
	inner := bare
	if strings.HasPrefix(bare, "(") && strings.IndexByte(bare, ')') == len(bare)-1 {
		inner = trim(bare[1 : len(bare)-1])
	}
	if first := strings.TrimLeft(inner, "( "); first != "" && first[0] >= '0' && first[0] <= '9' {
		return "", false, false
	}
	return inner, marked, true
}

// startVote reads "Question? Yes, No, Abstain". Options are split at commas, so
// that phrases with blanks stay whole; only a list without any comma is split
// at strokes or blanks, as it was typed for the older bots.
func startVote(rest string) (Command, bool) {
	rest = trim(rest)
	question, options := rest, ""
	for i := range len(rest) {
		if rest[i] == '?' && (i+1 == len(rest) || startsBlank(rest[i+1:])) {
			question, options = rest[:i+1], trim(rest[i+1:])
			break
		}
	}
	if strings.HasPrefix(options, "(") && strings.HasSuffix(options, ")") {
		options = options[1 : len(options)-1]
	}
	options = trim(strings.TrimLeft(options, ":- "))
	if options != "" && !strings.Contains(options, ",") {
		split := strings.Fields
		if strings.ContainsAny(options, "/|;") {
			split = func(s string) []string {
				return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/|;", r) })
			}
		}
		parts := split(options)
		for i := range parts {
			parts[i] = trim(parts[i])
		}
		options = strings.Join(parts, ", ")
	}
	return command("vote start", "question", question, "options", options)
}
