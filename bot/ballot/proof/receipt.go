package proof

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Receipt is what a voter keeps: the commitment to their ballot and the head of
// the record after it was written, signed by the operator. It proves that the
// ballot was taken, and not what it says.
type Receipt struct {
	Ballot     string // the poll; no blanks
	Commitment Hash
	Head       Hash // of the chain of the record
	Signature  []byte
}

// ErrReceipt is returned for a text that is not a receipt.
var ErrReceipt = errors.New("this is not a receipt: it has five words, of which the first is magbot-receipt-1")

const receiptMark = "magbot-receipt-1"

func (r Receipt) signed() []byte {
	h := digest("magbot receipt 1", []byte(r.Ballot), r.Commitment[:], r.Head[:])
	return h[:]
}

// Sign makes a receipt.
func Sign(key ed25519.PrivateKey, ballot string, commitment, head Hash) (Receipt, error) {
	if ballot == "" || strings.ContainsAny(ballot, " \t\r\n\v\f") {
		return Receipt{}, fmt.Errorf("a receipt cannot name the ballot %q, which is empty or has blanks", ballot)
	}
	if len(key) != ed25519.PrivateKeySize {
		return Receipt{}, fmt.Errorf("a signing key has %d bytes, not %d", ed25519.PrivateKeySize, len(key))
	}
	r := Receipt{Ballot: ballot, Commitment: commitment, Head: head}
	r.Signature = ed25519.Sign(key, r.signed())
	return r, nil
}

// Genuine says whether the holder of the key signed the receipt.
func (r Receipt) Genuine(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, r.signed(), r.Signature)
}

// String is the receipt on one line, as the voter keeps it.
func (r Receipt) String() string {
	return strings.Join([]string{receiptMark, r.Ballot, r.Commitment.String(), r.Head.String(), base64.RawURLEncoding.EncodeToString(r.Signature)}, " ")
}

// ParseReceipt reads what String wrote; line ends and more blanks do no harm.
// Whether it is genuine is not looked at.
func ParseReceipt(text string) (Receipt, error) {
	word := strings.Fields(text)
	if len(word) != 5 || word[0] != receiptMark {
		return Receipt{}, ErrReceipt
	}
	r := Receipt{Ballot: word[1]}
	if err := r.Commitment.UnmarshalText([]byte(word[2])); err != nil {
		return Receipt{}, fmt.Errorf("the commitment of the receipt: %w", err)
	}
	if err := r.Head.UnmarshalText([]byte(word[3])); err != nil {
		return Receipt{}, fmt.Errorf("the head of the receipt: %w", err)
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(word[4])
	if err != nil || len(signature) != ed25519.SignatureSize {
		return Receipt{}, fmt.Errorf("the signature of the receipt is damaged: %w", errors.Join(err, ErrReceipt))
	}
	r.Signature = signature
	return r, nil
}
