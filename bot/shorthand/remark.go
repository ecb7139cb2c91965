package shorthand

import "strings"

// People splits a list of people, as it is typed after "present+" or "ack", at
// commas, semicolons, "&" and "and". A remark is no person: what stands in
// brackets alone, and words such as "too", "on phone" and "via audio", also
// behind a name. It gives nothing where nothing else is typed.
func People(text string) []string {
	var people []string
	for _, part := range splitNames(strings.ReplaceAll(text, ";", ",")) {
		if who := withoutRemark(part); who != "" {
			people = append(people, who)
		}
	}
	return people
}

// Namelike says whether words look like a name, for somebody of whom nothing
// else is known: one word, or several that begin with capitals.
func Namelike(s string) bool {
	_, ok := name(s)
	return ok
}

// withoutRemark cuts a remark off what stands for a person; "" where it is
// nothing else.
func withoutRemark(s string) string {
	s = trim(strings.TrimPrefix(trim(s), "@"))
	if s == "" || strings.ContainsRune("([{*\"'“", rune(s[0])) {
		return ""
	}
	first := true
	for at := 0; at < len(s); first = false {
		end := strings.IndexByte(s[at:], ' ')
		if end < 0 {
			end = len(s) - at
		}
		word := strings.Trim(s[at:at+end], ".,;:!?…()[]")
		if remarked(word) || first && remarked(strings.ToLower(word)) {
			return trim(s[:at])
		}
		if at += end; at < len(s) {
			at++
		}
	}
	return s
}

// remarked says that a word of a list of people begins a remark: those with a
// capital may be a part of a name.
func remarked(word string) bool {
	switch word {
	case "", "-", "--", "–", "—", "+1",
		"too", "also", "here", "now", "present", "again", "finally", "already", "still", "back", "today", "online", "both",
		"on", "via", "by", "from", "in", "at", "over", "through", "until", "till", "for", "as", "with", "without", "only", "just", "but", "because",
		"phone", "telephone", "audio", "video", "irc", "zoom", "webex", "chat", "text", "mobile", "mic",
		"remote", "remotely", "virtually", "partially", "partly", "briefly", "late", "later", "early",
		"listening", "lurking", "joining", "joined", "reading", "dialing", "dialling", "calling", "muted", "afk", "sorry", "apologies",
		"hi", "hello", "hey", "yes", "no", "not", "i", "i'm", "i’m", "im", "am", "is", "me", "myself", "we", "all", "everyone", "everybody", "everyone's":
		return true
	}
	return false
}
