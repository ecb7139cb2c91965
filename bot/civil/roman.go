package civil

import (
	"strconv"
	"strings"
)

// mostRoman is the largest number that can be written without signs above the
// letters.
const mostRoman = 3999

var romanSigns = [...]struct {
	value int
	sign  string
}{
	{1000, "M"},
	{900, "CM"},
	{500, "D"},
	{400, "CD"},
	{100, "C"},
	{90, "XC"},
	{50, "L"},
	{40, "XL"},
	{10, "X"},
	{9, "IX"},
	{5, "V"},
	{4, "IV"},
	{1, "I"},
}

// Roman writes n in Roman numerals, as in "Virtual Meeting XIV". Numbers that
// have none (below 1, above 3999) are written in digits.
func Roman(n int) string {
	if n < 1 || n > mostRoman {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range romanSigns {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

// ParseRoman reads what Roman writes, in either case. Forms that nobody writes
// (IIII, IM) are refused; the error is a *lang.Error.
func ParseRoman(text string) (int, error) {
	trimmed := strings.TrimSpace(text)
	wanted := strings.ToUpper(trimmed)
	rest, n := wanted, 0
	for _, r := range romanSigns {
		for strings.HasPrefix(rest, r.sign) && n <= mostRoman {
			n += r.value
			rest = rest[len(r.sign):]
		}
	}
	// The lengths differ where a letter that is not ASCII has a capital that is (ı).
	if n == 0 || n > mostRoman || Roman(n) != wanted || len(wanted) != len(trimmed) {
		return 0, refuse("civil.roman-unread", text)
	}
	return n, nil
}
