package tally

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Amount is a number of votes with a fixed number of decimal places. It is
// exact, and two of them are equal when they look equal.
type Amount struct {
	units  int64 // in the last place
	places int
}

// Votes is n whole votes.
func Votes(n int64) Amount { return Amount{units: n} }

// Fixed is units of the last of so many decimal places: Fixed(150000, 5) is 1.5.
func Fixed(units int64, places int) Amount { return Amount{units: units, places: places} }

// Units is the number counted in its last place.
func (a Amount) Units() int64 { return a.units }

// Places is how many decimal places it has.
func (a Amount) Places() int { return a.places }

// Rat is the same number as a fraction.
func (a Amount) Rat() *big.Rat {
	den := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(a.places)), nil)
	return new(big.Rat).SetFrac(big.NewInt(a.units), den)
}

// String writes all decimal places: "12.50000".
func (a Amount) String() string {
	if a.places == 0 {
		return strconv.FormatInt(a.units, 10)
	}
	sign, digits := "", strconv.FormatInt(a.units, 10)
	if a.units < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := a.places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	cut := len(digits) - a.places
	return sign + digits[:cut] + "." + digits[cut:]
}

// MarshalText writes it as String does, so that JSON holds a decimal string.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// rounded is r to the nearest of so many places, halves upwards. It is for
// reading only; the counting itself goes on with r. What is shown so, a mean, a
// load or a price, is so small that it always fits.
func rounded(r *big.Rat, places int) Amount {
	num := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	num.Mul(num, r.Num()).Lsh(num, 1).Add(num, r.Denom())
	return Amount{units: num.Div(num, new(big.Int).Lsh(r.Denom(), 1)).Int64(), places: places}
}

// mulDiv is a·b/c for numbers that are not negative, the rest ignored, with all
// 128 bits in between. The result fits as long as a·b/c does, which the limits
// of an election see to. rest says whether something was ignored.
func mulDiv(a, b, c int64) (q int64, rest bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	quo, rem := bits.Div64(hi, lo, uint64(c))
	return int64(quo), rem != 0
}

// mulDivUp is a·b/c, rounded up.
func mulDivUp(a, b, c int64) int64 {
	q, rest := mulDiv(a, b, c)
	if rest {
		q++
	}
	return q
}
