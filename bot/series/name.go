package series

import (
	"strconv"
	"strings"

	"magbot/bot/civil"
)

// Name is how the meetings of a series are called: the same words with a number
// behind them, "Virtual Meeting XIV" or "IGF 2027 – MAG – Virtual Meeting – XIV".
type Name struct {
	Words  string // with the blank before the number
	Digits bool   // 14 instead of XIV
}

// ParseName takes the number off the end of a title; without one the first
// meeting is number I. A year is not taken for a number, nor are the letters
// and words that rather name a group than count (C, L, DC, MIX).
func ParseName(title string) (Name, int) {
	name, number, counted := readName(title)
	if !counted {
		return name, 1
	}
	return name, number
}

// readName is ParseName that also says whether the title has a number.
func readName(title string) (name Name, number int, counted bool) {
	title = strings.Join(strings.Fields(title), " ")
	at := strings.LastIndexByte(title, ' ') + 1
	last := title[at:]
	if n, err := civil.ParseRoman(last); err == nil && at > 0 && last == strings.ToUpper(last) && n < 400 && last != "L" && last != "C" {
		return Name{Words: title[:at]}, n, true
	}
	if n, err := strconv.Atoi(last); err == nil && at > 0 && n > 0 && n < 1000 && strconv.Itoa(n) == last {
		return Name{Words: title[:at], Digits: true}, n, true
	}
	return Name{Words: title + " "}, 0, false
}

// Of gives the title of the meeting of a number.
func (n Name) Of(number int) string {
	if n.Digits {
		return n.Words + strconv.Itoa(number)
	}
	return n.Words + civil.Roman(number)
}

// String is the name of the series itself.
func (n Name) String() string { return strings.TrimRight(n.Words, " –-:,") }
