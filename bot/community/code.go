package community

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"magbot/bot/lang"
)

// MaxTries is how often a code may be tried wrongly before it is dead
// (design §5).
const MaxTries = 5

// letters are what codes are made of: digits and capitals without those that
// are mistaken for one another (0 O, 1 I).
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const (
	handleLength = 4
	codeLength   = 12
)

// Offer is a one-time code as the record knows it. Handle is the first block
// of the code and only says which offer is meant; Hash is the SHA-256 sum of
// the whole code in hex.
type Offer struct {
	Handle string    `json:"handle"`
	Hash   string    `json:"hash"`
	Until  time.Time `json:"until"` // the code is dead from this instant on
}

// NewCode makes a code and its offer from the shell's randomness. Purpose
// parts the codes that one input may need. The code has 40 bits that nobody
// can guess beside its handle; with MaxTries and a short life that is enough.
func NewCode(fresh, purpose string, until time.Time) (string, Offer) {
	sum := sha256.Sum256([]byte("magbot code\x00" + purpose + "\x00" + fresh))
	var code [codeLength]byte
	for i := range code {
		code[i] = letters[int(sum[i])%len(letters)]
	}
	c := string(code[:])
	return c[:4] + "-" + c[4:8] + "-" + c[8:], Offer{Handle: c[:handleLength], Hash: Sum(c), Until: until}
}

// Sum is the SHA-256 sum of a code in hex. Blanks, hyphens and the case of
// letters do not matter.
func Sum(code string) string {
	sum := sha256.Sum256([]byte(tidy(code)))
	return hex.EncodeToString(sum[:])
}

// HandleOf gives the part of a typed code that names its offer; empty when the
// text cannot be a code.
func HandleOf(code string) string {
	code = tidy(code)
	if len(code) != codeLength || strings.Trim(code, letters) != "" {
		return ""
	}
	return code[:handleLength]
}

func tidy(code string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '-', '–', '—', '\u00a0':
			return -1
		}
		return r
	}, code))
}

// Fits reports whether the text is the offered code, in a time that does not
// depend on where they differ.
func (o Offer) Fits(code string) bool {
	return subtle.ConstantTimeCompare([]byte(Sum(code)), []byte(o.Hash)) == 1
}

// Check says whether a code may be used at now after so many wrong tries. Wrong
// is set when the attempt must be counted; then, and when the code is dead, the
// error says what to do.
func (o Offer) Check(code string, tries int, now time.Time) (wrong bool, refusal *lang.Error) {
	switch {
	case tries >= MaxTries:
		return false, lang.Refuse("community.code-tried-out", "most", MaxTries)
	case !now.Before(o.Until):
		return false, lang.Refuse("community.code-late")
	case !o.Fits(code):
		return true, lang.Refuse("community.code-wrong", "left", MaxTries-tries-1)
	}
	return false, nil
}
