package tally

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Form is a form of ballot file.
type Form string

// The forms that can be read.
const (
	BLT     Form = "blt"
	CVotes  Form = "cvotes"
	Scores  Form = "scores"
	PrefLib Form = "preflib"
	Ward    Form = "ward"
	Debian  Form = "debian"
)

// Forms are all forms, each with the function that reads it.
func Forms() map[Form]func([]byte) (*Election, error) {
	return map[Form]func([]byte) (*Election, error){
		BLT: ParseBLT, CVotes: ParseCVotes, Scores: ParseScores, PrefLib: ParsePrefLib, Ward: ParseWard, Debian: ParseDebian,
	}
}

var (
	twoNumbers = regexp.MustCompile(`^\d+[ \t]+\d+\b`)
	wardHead   = regexp.MustCompile(`^\d+ *, *\d+[ ,]*$`)
	oneNumber  = regexp.MustCompile(`^\d+$`)
	debianHead = regexp.MustCompile(`(?m)^[ |/]*Option 1-+>:`)
	prefHead   = regexp.MustCompile(`(?m)^# *(NUMBER ALTERNATIVES|ALTERNATIVE NAME \d+):`)
)

// headBytes is how much of a file tells its form.
const headBytes = 64 << 10

// FormOf recognises the form of a ballot file, by its name where that has a usual
// ending and by what it begins with.
func FormOf(name string, file []byte) Form {
	head := string(bytes.TrimPrefix(file[:min(len(file), headBytes)], []byte("\ufeff")))
	first := ""
	for line := range strings.SplitSeq(head, "\n") {
		line = strings.TrimSpace(line)
		if line != "" && (line[0] != '#' || strings.HasPrefix(line, "#/")) {
			first = line
			break
		}
	}
	switch ending := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]); {
	case ending == "blt":
		return BLT
	case ending == "cvotes":
		return CVotes
	case twoNumbers.MatchString(first):
		return BLT
	case prefHead.MatchString(head), slices.Contains([]string{"soc", "soi", "toc", "toi"}, ending):
		return PrefLib
	case wardHead.MatchString(first) && (ending != "csv" || bytes.Contains(file, []byte("\"Candidate "))):
		return Ward
	case ending == "csv", ending == "tsv":
		return Scores
	case strings.HasPrefix(first, "#/"):
		return CVotes
	case debianHead.MatchString(head):
		return Debian
	case strings.HasPrefix(first, "/*"):
		return BLT
	case oneNumber.MatchString(first):
		return PrefLib
	case strings.Contains(first, ",") && !strings.ContainsAny(first, "<>=|^*"):
		return Scores
	default:
		return CVotes
	}
}

// Read reads a ballot file; form is "" where it should be recognised. The error
// is a *ParseError, or names a form that there is not.
func Read(form Form, name string, file []byte) (*Election, error) {
	if form == "" {
		form = FormOf(name, file)
	}
	read, ok := Forms()[form]
	if !ok {
		return nil, fmt.Errorf("there is no form of ballot file %q", form)
	}
	return read(file)
}

// ForMethod gives the election as a method reads it, where its ballots say more
// than that. For methods that count approvals, whoever was given more than 0
// points is approved. For methods that rank, more points are a better place, and
// whoever was given none stands last. Other ballots stay as they are.
func (e *Election) ForMethod(m Method) *Election {
	fits := *e
	fits.Ballots = make([]Ballot, len(e.Ballots))
	for i := range e.Ballots {
		switch b := &e.Ballots[i]; {
		case b.Points == nil || m == Score || m == Dots:
			fits.Ballots[i] = *b
		case m.approves():
			fits.Ballots[i] = b.approved()
		default:
			fits.Ballots[i] = b.ranked()
		}
	}
	return &fits
}

// approves says that a method counts approvals.
func (m Method) approves() bool { return m == Approval || m == Phragmen || m == EqualShares }

func (b *Ballot) approved() Ballot {
	a := Ballot{Weight: b.Weight}
	for k, c := range b.Order {
		if b.Points[k] > 0 {
			a.Order = append(a.Order, c)
		}
	}
	return a
}

func (b *Ballot) ranked() Ballot {
	at := make([]int, len(b.Order))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(x, y int) int { return cmp.Compare(b.Points[y], b.Points[x]) })
	var places [][]Candidate
	for i, k := range at {
		if i == 0 || b.Points[k] != b.Points[at[i-1]] {
			places = append(places, nil)
		}
		places[len(places)-1] = append(places[len(places)-1], b.Order[k])
	}
	return Rank(b.Weight, places...)
}
