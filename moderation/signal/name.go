package signal

import (
	"strings"

	"github.com/mtibben/confusables"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Impersonated is the name of somebody else on the roster for whom a display
// name can be taken, or "". Two names are alike when their skeletons are (UTS
// #39, section 4), after case folding and without blanks. A name that is exactly
// the author's own on the roster is nobody else's.
func Impersonated(display string, self, roster []string) string {
	mine := skeleton(display)
	if mine == "" {
		return ""
	}
	for _, name := range self {
		if skeleton(name) == mine {
			return ""
		}
	}
	for _, name := range roster {
		if skeleton(name) == mine {
			return name
		}
	}
	return ""
}

// skeleton is the form that names which look alike share. Folding before and
// after catches capitals that look like other small letters.
func skeleton(name string) string {
	fold := cases.Fold()
	s := confusables.Skeleton(fold.String(norm.NFKC.String(name)))
	s = confusables.Skeleton(fold.String(s))
	return strings.Map(func(r rune) rune {
		if ignorableInName(r) {
			return -1
		}
		return r
	}, s)
}

func ignorableInName(r rune) bool {
	switch r {
	case ' ', '.', '_', '-', '\t', '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u180e':
		return true
	}
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0x200e && r <= 0x200f || r >= 0x202a && r <= 0x202e
}
