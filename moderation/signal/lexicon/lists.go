package lexicon

// Lists is many short lists, by number, one behind the other: what is looked at together
// stands together. Its zero value has none.
type Lists[T any] struct {
	ends  []uint32
	items []T
}

// Add adds a list and is its number. The first is 0.
func (l *Lists[T]) Add(list []T) int {
	l.items = append(l.items, list...)
	l.ends = append(l.ends, uint32(len(l.items)))
	return len(l.ends) - 1
}

// Of is the list of a number.
func (l *Lists[T]) Of(number int) []T {
	from := uint32(0)
	if number > 0 {
		from = l.ends[number-1]
	}
	return l.items[from:l.ends[number]:l.ends[number]]
}

// Len is how many lists there are.
func (l *Lists[T]) Len() int { return len(l.ends) }
