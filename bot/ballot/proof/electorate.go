package proof

// CommitVoter is one of the electorate of a ballot, in the form that is hashed
// into the root which stands in the record from the opening on.
func CommitVoter(ballot, person, group string) Hash {
	return digest("magbot voter 1", []byte(ballot), []byte(person), []byte(group))
}

// Nonce makes the nonce of a ballot out of chance that is used for nothing else.
func Nonce(chance []byte) []byte {
	h := digest("magbot nonce 1", chance)
	return h[:]
}

// SeedOf makes a seed out of chance that is used for nothing else.
func SeedOf(chance []byte) []byte {
	h := digest("magbot seed of 1", chance)
	return h[:]
}
