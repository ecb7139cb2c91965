package ballot

import (
	"time"

	"magbot/bot"
	"magbot/bot/ballot/tally"
)

// Facts of the work stream.
type (
	// Entered gives a ballot its number.
	Entered struct {
		Draft Draft        `json:"draft"`
		By    bot.PersonID `json:"by,omitempty"`
	}
	// Noted brings the directory up to date with a ballot's own stream.
	Noted struct {
		ID       bot.BallotID `json:"id"`
		Question bot.Words    `json:"question"`
		Phase    Phase        `json:"phase"`
		Until    time.Time    `json:"until,omitzero"`
	}
)

// Facts of a ballot's own stream.
type (
	// Drafted begins the stream.
	Drafted struct {
		Draft Draft        `json:"draft"`
		By    bot.PersonID `json:"by,omitempty"`
	}
	// Imported begins the stream of a ballot that was held and counted elsewhere. Its
	// result waits to be published.
	Imported struct {
		Draft Draft        `json:"draft"`
		By    bot.PersonID `json:"by,omitempty"`
	}
	// Redrafted replaces what was drafted, before the opening.
	Redrafted struct {
		Draft Draft        `json:"draft"`
		By    bot.PersonID `json:"by,omitempty"`
	}
	// Planned says from when on the ballot is open.
	Planned struct {
		From time.Time    `json:"from"`
		By   bot.PersonID `json:"by,omitempty"`
	}
	// Unopened says that it could not be opened when that was planned, and is not
	// planned any more.
	Unopened struct{}
	// SeedCommitted is one person's part in the lots, before the opening.
	SeedCommitted struct {
		By         string `json:"by"` // a PersonID, or "operator"
		Commitment string `json:"commitment"`
	}
	// Opened freezes the rules and who may vote.
	Opened struct {
		By     bot.PersonID `json:"by,omitempty"` // nobody: by the clock
		Voters []Voter      `json:"voters"`
		Root   string       `json:"root"` // of the voters: proof.Electorate
		Until  time.Time    `json:"until,omitzero"`
		// Receipts is the public key (Ed25519) that receipts are signed with.
		Receipts []byte `json:"receipts,omitempty"`
		// Head is that of the record before, as it is posted; Advisory is said in the bundle.
		// Both are empty in records of earlier versions, whose bundles say neither.
		Head     string `json:"head,omitempty"`
		Advisory bool   `json:"advisory,omitempty"`
	}
	// Recused takes a person out of every base.
	Recused struct {
		Person bot.PersonID `json:"person"`
		Group  bot.Group    `json:"group,omitempty"`
		By     bot.PersonID `json:"by"`
		Reason bot.Words    `json:"reason,omitzero"`
	}
	// Returned takes a recusal back.
	Returned struct {
		Person bot.PersonID `json:"person"`
		By     bot.PersonID `json:"by"`
	}
	// Cast is a ballot that can be changed. The last of a person counts.
	Cast struct {
		Person     bot.PersonID `json:"person"`
		Commitment string       `json:"commitment"`
		Nonce      string       `json:"nonce,omitempty"`  // Open
		Choice     string       `json:"choice,omitempty"` // Open: tally.Ballot.Canonical
		Sealed     bot.Words    `json:"sealed,omitzero"`  // Confidential: both, to the voter
	}
	// TooEarly says that somebody voted before the opening and was told that it was
	// not taken. It holds the cause, by which it is known when it comes again.
	TooEarly struct {
		Person bot.PersonID `json:"person"`
		Sealed bot.Words    `json:"sealed"` // to the voter
	}
	// Voted says that a person has cast a Detached ballot, and nothing of it.
	Voted struct {
		Person bot.PersonID `json:"person"`
	}
	// Extended moves the close.
	Extended struct {
		Until  time.Time    `json:"until"`
		By     bot.PersonID `json:"by,omitempty"`
		Reason bot.Words    `json:"reason"`
	}
	// Closed ends the voting.
	Closed struct {
		By     bot.PersonID `json:"by,omitempty"` // nobody: by the clock
		Reason bot.Words    `json:"reason,omitzero"`
		Voted  int          `json:"voted"`
	}
	// Gathered is every ballot that counts, in an order that tells nothing.
	Gathered struct {
		Papers      bot.Words `json:"papers"`      // lines of group, tab, choice; sealed to the community
		Commitments []string  `json:"commitments"` // sorted
		Root        string    `json:"root"`        // of the ballots: proof.Root
		Missing     int       `json:"missing,omitempty"`
		Head        string    `json:"head,omitempty"` // of the record before, as it is posted
		// Lost are those whose vote could not be read any more, because they were
		// erased while the ballot was open.
		Lost []bot.PersonID `json:"lost,omitempty"`
	}
	// SeedOpened shows a seed that was committed to.
	SeedOpened struct {
		By   string `json:"by"`
		Seed string `json:"seed"`
	}
	// Counted is the result, as whoever has the ballots counts it again.
	Counted struct {
		Outcome Outcome           `json:"outcome"`
		Elected []tally.Candidate `json:"elected,omitempty"`
		Tied    []tally.Candidate `json:"tied,omitempty"`
		Open    int               `json:"open,omitempty"` // seats between the tied
		Lots    []tally.Candidate `json:"lots,omitempty"` // their order, where they were drawn
	}
	// Settled is what the Chair decided of a tie.
	Settled struct {
		Elected []tally.Candidate `json:"elected"` // of the tied
		By      bot.PersonID      `json:"by"`
		Reason  bot.Words         `json:"reason"`
		// Commitment is to the reason, and Nonce, in hexadecimal, opens it; it is erased
		// with the reason (proof.CommitReason).
		Nonce      bot.Words `json:"nonce,omitzero"`
		Commitment string    `json:"commitment,omitempty"`
	}
	// Published makes the result known.
	Published struct {
		By bot.PersonID `json:"by,omitempty"`
	}
	// OutcomeStated says what follows from a published result, and when that is to
	// be looked at again. The last one holds.
	OutcomeStated struct {
		Text   bot.Words    `json:"text"`
		Review string       `json:"review,omitempty"` // YYYY-MM-DD
		By     bot.PersonID `json:"by,omitempty"`
	}
	// ReviewDue says that people were told to look again.
	ReviewDue struct{}
	// Withdrawn ends a ballot without a result.
	Withdrawn struct {
		By     bot.PersonID `json:"by,omitempty"`
		Reason bot.Words    `json:"reason"`
	}
)

// Voter is one of those who may vote, as they were at the opening.
type Voter struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
}

// Kind names the fact.
func (Entered) Kind() string { return "ballot.entered.v1" }

// Kind names the fact.
func (Noted) Kind() string { return "ballot.noted.v1" }

// Kind names the fact.
func (Drafted) Kind() string { return "ballot.drafted.v1" }

// Kind names the fact.
func (Imported) Kind() string { return "ballot.imported.v1" }

// Kind names the fact.
func (Redrafted) Kind() string { return "ballot.redrafted.v1" }

// Kind names the fact.
func (Unopened) Kind() string { return "ballot.unopened.v1" }

// Kind names the fact.
func (TooEarly) Kind() string { return "ballot.too-early.v1" }

// Kind names the fact.
func (Returned) Kind() string { return "ballot.returned.v1" }

// Kind names the fact.
func (Planned) Kind() string { return "ballot.planned.v1" }

// Kind names the fact.
func (SeedCommitted) Kind() string { return "ballot.seed-committed.v1" }

// Kind names the fact.
func (Opened) Kind() string { return "ballot.opened.v1" }

// Kind names the fact.
func (Recused) Kind() string { return "ballot.recused.v1" }

// Kind names the fact.
func (Cast) Kind() string { return "ballot.cast.v1" }

// Kind names the fact.
func (Voted) Kind() string { return "ballot.voted.v1" }

// Kind names the fact.
func (Extended) Kind() string { return "ballot.extended.v1" }

// Kind names the fact.
func (Closed) Kind() string { return "ballot.closed.v1" }

// Kind names the fact.
func (Gathered) Kind() string { return "ballot.gathered.v1" }

// Kind names the fact.
func (SeedOpened) Kind() string { return "ballot.seed-opened.v1" }

// Kind names the fact.
func (Counted) Kind() string { return "ballot.counted.v1" }

// Kind names the fact.
func (Settled) Kind() string { return "ballot.settled.v1" }

// Kind names the fact.
func (Published) Kind() string { return "ballot.published.v1" }

// Kind names the fact.
func (Withdrawn) Kind() string { return "ballot.withdrawn.v1" }

// Kind names the fact.
func (OutcomeStated) Kind() string { return "ballot.outcome-stated.v1" }

// Kind names the fact.
func (ReviewDue) Kind() string { return "ballot.review-due.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Entered](), bot.EventOf[Noted](), bot.EventOf[Drafted](), bot.EventOf[Redrafted](), bot.EventOf[Planned](),
		bot.EventOf[SeedCommitted](), bot.EventOf[Opened](), bot.EventOf[Recused](), bot.EventOf[Cast](), bot.EventOf[Voted](),
		bot.EventOf[Extended](), bot.EventOf[Closed](), bot.EventOf[Gathered](), bot.EventOf[SeedOpened](), bot.EventOf[Counted](),
		bot.EventOf[Settled](), bot.EventOf[Published](), bot.EventOf[Withdrawn](), bot.EventOf[Imported](),
		bot.EventOf[OutcomeStated](), bot.EventOf[ReviewDue](), bot.EventOf[Unopened](), bot.EventOf[TooEarly](), bot.EventOf[Returned](),
	}
}
