package moderation

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// letters are what names of cases are made of: without 0, O, 1 and I, which are
// mistaken for one another.
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const nameLength = 4

// NewStream names the stream of a case that begins. The name is drawn from the
// veil of the input's cause, so that nobody can guess it, it says nothing, and the
// same input that comes twice gives the same one.
func NewStream(v bot.View, veil string) bot.StreamID {
	for try := 0; ; try++ {
		sum := sha256.Sum256([]byte("magbot case\x00" + veil + "\x00" + strconv.Itoa(try)))
		length := nameLength + try/8 // more than enough for a million cases
		name := make([]byte, length)
		for i := range name {
			name[i] = letters[int(sum[i])%len(letters)]
		}
		id := bot.CaseStream(string(name))
		if try == len(sum) || v.Stream(id).Version == 0 {
			return id
		}
	}
}

// Find gives the stream of a case that the reader names and may see. A case that
// they may not see is answered like one that is not.
func Find(v bot.View, text string) (bot.StreamID, error) {
	name := strings.ToUpper(strings.TrimSpace(text))
	for _, prefix := range []string{"CASE ", "#"} {
		name = strings.TrimSpace(strings.TrimPrefix(name, prefix))
	}
	if strings.Trim(name, letters) == "" && name != "" {
		if s := in(v, name); s.Exists() && MaySee(v, s, v.Reader.Person) && !s.Cleared {
			return bot.CaseStream(name), nil
		}
	}
	return "", lang.Refuse("conduct.no-such-case", "text", shorten(text))
}

// ByToken gives the stream of the case that a token belongs to: a reporter's, or
// that of somebody whom a step concerns. What stands for a token to whoever reported
// under their name serves nobody else.
func ByToken(v bot.View, text string) (bot.StreamID, error) {
	if community.HandleOf(text) != "" {
		sum := community.Sum(text)
		for _, s := range all(v) {
			if s.Report.Token == sum || s.subjectOf(sum) != nil {
				return bot.CaseStream(s.Name), nil
			}
		}
	}
	text = strings.TrimSpace(text)
	for _, s := range all(v) {
		called := func(p *Progress) bool { return strings.EqualFold(text, s.stepReceipt(p)) }
		if s.isOf(v.Reader.Person) && strings.EqualFold(text, s.receipt()) || slices.ContainsFunc(s.stepsOf(v.Reader.Person), called) {
			return bot.CaseStream(s.Name), nil
		}
	}
	return "", lang.Refuse("conduct.no-such-token")
}

// receipt names a report to whoever made it under their name, who needs no token. It is
// not the name of the case, which those who handle it know.
func (s *State) receipt() string { return "r-" + sum("magbot receipt", s.Name, s.Report.Token)[:6] }

// isOf reports whether somebody made a report under their name.
func (s *State) isOf(person bot.PersonID) bool {
	return person != "" && s.Report.By == person && !s.Cleared
}

// holds reports whether what was given for a token is good for a report: its token, the
// receipt of whoever made it under their name, or nothing, where they have but one.
func (s *State) holds(text string, person bot.PersonID) bool {
	text = strings.TrimSpace(text)
	return s.Report.Token == community.Sum(text) || s.isOf(person) && (text == "" || strings.EqualFold(text, s.receipt()))
}

// OfReader gives the stream of the case that a command without a token means: the one that has
// the only report of the reader, or the only step that concerns them.
func OfReader(v bot.View, path string) (bot.StreamID, error) {
	if _, isOfStep := forSubjects[path]; isOfStep {
		return ownStep(v, path)
	}
	return ownReport(v)
}

// ownReport gives the stream of the only report that the reader made under their name,
// which is open and not taken back.
func ownReport(v bot.View) (bot.StreamID, error) {
	var mine []*State
	for _, s := range all(v) {
		if s.isOf(v.Reader.Person) && s.Withdrawn.IsZero() && lead(v, s).Open() {
			mine = append(mine, s)
		}
	}
	switch len(mine) {
	case 0:
		return "", lang.Refuse("conduct.no-own-report")
	case 1:
		return bot.CaseStream(mine[0].Name), nil
	}
	slices.SortStableFunc(mine, func(a, b *State) int { return a.At.Compare(b.At) })
	var names []string
	for _, s := range mine {
		names = append(names, s.receipt()+" ("+s.At.In(v.Reader.Zone).Format("2006-01-02 15:04")+")")
	}
	return "", lang.Refuse("conduct.which-report", "reports", strings.Join(names, ", "))
}

// subjectOf gives the last step that a token was given for.
func (s *State) subjectOf(sum string) *Progress {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if s.Steps[i].Token == sum && sum != "" && s.Steps[i].State != Waiting && s.Steps[i].State != Declined {
			return &s.Steps[i]
		}
	}
	return nil
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}
