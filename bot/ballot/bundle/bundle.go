package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// Form1 is the form of a Bundle, in its first field.
const Form1 = "magbot-1"

// Mode says who can know how somebody voted (notes on integrity, section 4).
type Mode string

// The modes.
const (
	Open         Mode = "open"
	Confidential Mode = "confidential"
	Detached     Mode = "detached"
)

// Kind is how a ballot is counted.
type Kind string

// The kinds.
const (
	Motion   Kind = "motion"   // yes, no, abstain: the three options, in this order
	Gradient Kind = "gradient" // one level of a scale
	Choice   Kind = "choice"   // by one of the counting rules (tally.Method)
)

// Bundle is one ballot.
type Bundle struct {
	Form     string   `json:"ballot_bundle"` // Form1
	Ballot   string   `json:"ballot"`        // what it is called in commitments and lots, such as ballot/7
	Question string   `json:"question"`
	Mode     Mode     `json:"mode"`
	Kind     Kind     `json:"kind"`
	Advisory bool     `json:"advisory,omitempty"` // it decides nothing by itself; earlier versions did not say
	Options  []Option `json:"options"`
	Rules    Rules    `json:"rules"`

	Opened Moment `json:"opened,omitzero"`
	Closed Moment `json:"closed,omitzero"`

	Electorate Electorate   `json:"electorate"`
	Seeds      []Seed       `json:"seeds,omitempty"`
	Ballots    []Ballot     `json:"ballots"`
	Withheld   bool         `json:"ballots_withheld,omitempty"` // by Withhold
	Commits    []proof.Hash `json:"commitments"`                // of every ballot that counts, sorted
	Root       proof.Hash   `json:"root"`                       // of the commitments
	Missing    int          `json:"missing,omitempty"`
	ReceiptKey []byte       `json:"receipt_key,omitempty"` // Ed25519, in base64

	Lots    []string   `json:"lots,omitempty"` // the options in the order in which their lots fell
	Result  Result     `json:"result"`
	Settled *Settled   `json:"settled,omitempty"` // what the Chair decided of a tie
	Seal    proof.Hash `json:"seal"`
}

// Option is one of the choices.
type Option struct {
	Name string `json:"name"`
	// Parts is to which part of each axis of Rules.Seating a candidate belongs.
	Parts map[string]string `json:"parts,omitempty"`
}

// Rules are how the ballot is counted. Shares and quorums are as in package tally.
type Rules struct {
	Method tally.Method `json:"method,omitempty"` // of a Choice
	Seats  int          `json:"seats,omitempty"`
	None   bool         `json:"none,omitempty"` // the last option is none of these

	Threshold   tally.Share  `json:"threshold,omitzero"`
	Base        tally.Base   `json:"base,omitempty"`
	Quorum      tally.Quorum `json:"quorum,omitzero"`
	GroupQuorum tally.Quorum `json:"group_quorum,omitzero"`
	Double      bool         `json:"double,omitempty"`
	Counts      tally.Quorum `json:"counts,omitzero"`

	Budget       int64       `json:"budget,omitempty"`
	Mean         bool        `json:"mean,omitempty"`
	Quota        tally.Quota `json:"quota,omitempty"`
	LastTransfer bool        `json:"last_transfer,omitempty"`
	Seating      []Axis      `json:"seating,omitempty"`

	Supports int `json:"supports,omitempty"` // Gradient: how many of the first levels
	Objects  int `json:"objects,omitempty"`  // and how many of the last
}

// Axis bounds seats for parts of the candidates.
type Axis struct {
	Name   string  `json:"name"`
	Limits []Limit `json:"limits"`
}

// Limit is how many seats one part has.
type Limit struct {
	Part string `json:"part"`
	Min  int    `json:"min,omitempty"`
	Max  int    `json:"max,omitempty"` // 0: no upper bound
}

// Moment is when something happened, and the head of the record just before, as it
// was posted; none where an earlier version wrote the record.
type Moment struct {
	At   time.Time `json:"at,omitzero"`
	Head string    `json:"head,omitempty"`
}

// Electorate is who could vote, frozen at the opening.
type Electorate struct {
	Voters  []Voter    `json:"voters"`
	Root    proof.Hash `json:"root"`              // proof.Root of proof.CommitVoter of each
	Recused []string   `json:"recused,omitempty"` // persons, in no base
	Voted   []string   `json:"voted"`             // persons whose ballot counts
}

// Voter is one of them.
type Voter struct {
	Person string `json:"person"`
	Group  string `json:"group,omitempty"`
}

// Seed is one person's part in the lots.
type Seed struct {
	By         string     `json:"by"`
	Commitment proof.Hash `json:"commitment"`
	Opened     string     `json:"opened,omitempty"` // in hexadecimal; empty: never opened
}

// Ballot is one that counts.
type Ballot struct {
	Choice string `json:"choice"`           // tally.Ballot.Canonical, or blank
	Person string `json:"person,omitempty"` // Open, like the rest
	Group  string `json:"group,omitempty"`
	Nonce  string `json:"nonce,omitempty"` // in hexadecimal
}

// Settled is whom the Chair chose of the tied.
type Settled struct {
	Elected []string `json:"elected"`
	By      string   `json:"by"`
	Reason  string   `json:"reason,omitempty"` // empty also once its author has erased it
	// Nonce, in hexadecimal, opens Commitment (proof.CommitReason), which alone the
	// seal covers, so that an erasure does not change it. Without a Commitment it
	// covers the reason.
	Nonce      string     `json:"reason_nonce,omitempty"`
	Commitment proof.Hash `json:"reason_commitment,omitzero"`
}

// hides says that choices are shown without those who made them.
func (m Mode) hides() bool { return m != Open }

// ErrForm is returned for a text that is not a bundle of this form.
var ErrForm = errors.New(`this is not a ballot bundle: it begins with {"ballot_bundle": "magbot-1"`)

// Parse reads a bundle. Nothing in it is checked beyond its form.
func Parse(text []byte) (*Bundle, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields() // what is not known cannot have been counted
	var b Bundle
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("read the ballot bundle: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the ballot bundle: something stands after its end")
	}
	if b.Form != Form1 {
		return nil, ErrForm
	}
	return &b, nil
}

// Is says whether a text begins as a bundle does.
func Is(text []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(text), []byte("{"))
	return ok && bytes.HasPrefix(bytes.TrimSpace(rest), []byte(`"ballot_bundle"`))
}

// Format writes a bundle as Parse reads it.
func (b *Bundle) Format() ([]byte, error) {
	text, err := json.MarshalIndent(b, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the ballot bundle: %w", err)
	}
	return append(text, '\n'), nil
}

// sealed is the hash over everything but the seal, and but a reason that it covers
// by a commitment.
func (b *Bundle) sealed() (proof.Hash, error) {
	open := *b
	open.Seal = proof.Hash{}
	if b.Settled != nil && b.Settled.Commitment != (proof.Hash{}) {
		settled := *b.Settled
		settled.Reason, settled.Nonce = "", ""
		open.Settled = &settled
	}
	text, err := json.Marshal(&open)
	if err != nil {
		return proof.Hash{}, fmt.Errorf("write the ballot bundle: %w", err)
	}
	return sha256.Sum256(append([]byte("magbot ballot bundle 1\n"), text...)), nil
}

// Finish fills in what follows from the rest: the roots, the lots, the result and
// the seal. It sorts what has to stand in an order that tells nothing.
func (b *Bundle) Finish() error {
	b.order()
	var err error
	if b.Electorate.Root, err = b.electorateRoot(); err != nil {
		return err
	}
	if b.Root, err = proof.Root(b.Commits); err != nil {
		return fmt.Errorf("the commitments: %w", err)
	}
	if b.Lots, err = b.lots(); err != nil {
		return err
	}
	if b.Result, err = b.Recount(); err != nil {
		return err
	}
	b.Seal, err = b.sealed()
	return err
}

// Withhold takes the ballots out of a finished bundle of choices that are not open,
// where it was not announced that they would be given out: a ranking can tell who
// wrote it. Who could vote and who did, the commitments and the turnout can still be
// checked, and with them a receipt; the count is stated.
func (b *Bundle) Withhold() (err error) {
	b.Ballots, b.Withheld = nil, true
	b.Seal, err = b.sealed()
	return err
}
