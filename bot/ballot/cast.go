package ballot

import (
	"encoding/hex"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// sealedTo is how many characters a sealed ballot is filled up to, so that its
// length does not tell what it says.
const sealedTo = 512

// cast takes a ballot. What cannot be counted whole is refused with how to mend
// it, and nothing of it is kept.
func (b *Ballots) cast(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case s.causes[c.Cause]: // also after the close: it was taken
		return done()
	case s.early[c.Cause]:
		return bot.Decision{}, lang.Refuse("ballot.was-early", "number", s.Number)
	case s.Phase == PhaseDraft && s.Rules.Mode != Detached:
		return tooEarly(c, s), nil
	}
	if err := s.mayCast(c); err != nil {
		return bot.Decision{}, err
	}
	vote, err := s.given(c)
	if err != nil {
		return bot.Decision{}, err
	}
	choice := s.canonical(vote)
	chance, err := hex.DecodeString(c.Fresh)
	if err != nil || len(chance) != proof.NonceSize {
		return bot.Decision{}, errNoChance
	}
	nonce := proof.Nonce(chance)
	commitment, err := proof.CommitBallot(s.name(), nonce, []byte(choice))
	if err != nil {
		return bot.Decision{}, err
	}
	d := bot.Decision{Effects: s.live()}
	secret := hex.EncodeToString(nonce) + " " + choice
	key := s.takenAs(c.Me(), choice)
	e := Cast{Person: c.Me(), Commitment: commitment.String()}
	switch s.Rules.Mode {
	case Open:
		e.Nonce, e.Choice = hex.EncodeToString(nonce), choice
	case Confidential:
		e.Sealed, d.Veiled = bot.Write(c.Me(), filled(secret+" "+string(c.Cause))), true
	case Detached: // the record says who, the urn what, and neither the other
		d.Events, d.Slip = []bot.Event{Voted{Person: c.Me()}}, secret
		d.Reply = b.receipt(s, key, choice, commitment.String())
		return d, nil
	}
	d.Events, d.Reply = []bot.Event{e}, b.receipt(s, key, choice, e.Commitment)
	return d, nil
}

// tooEarly refuses a vote before the opening, and keeps what it came with: delivered
// once more when the ballot is open, it would else be taken, after the person was
// told that it was not, and in place of what they said since. The cause is sealed as
// that of a vote is, because the draft may still become a confidential ballot. A
// detached vote is never typed, and before the opening there is nothing to press.
func tooEarly(c *command.Context, s *State) bot.Decision {
	reply := bot.Say("ballot.not-open", "number", s.Number)
	reply.Refused = true
	return bot.Decision{
		Events: []bot.Event{TooEarly{Person: c.Me(), Sealed: bot.Write(c.Me(), filled(string(c.Cause)))}},
		Reply:  reply, Veiled: true,
	}
}

// takenAs says what came of a vote. The same once more is recorded like any other:
// left out, its cause would be known to nobody, and delivered again after a change
// it would undo that change. Nothing in the record tells it from a change.
func (s *State) takenAs(p bot.PersonID, choice string) string {
	switch {
	case !s.Voted[p]:
		return "ballot.cast"
	case s.Mine(p) == choice:
		return "ballot.cast-same"
	default:
		return "ballot.cast-again"
	}
}

// filled makes a text as long as any.
func filled(text string) string {
	if short := sealedTo - len(text)%sealedTo; short < sealedTo {
		text += strings.Repeat(" ", short)
	}
	return text
}

// mayCast says why a person cannot vote here, or not now.
func (s *State) mayCast(c *command.Context) error {
	switch {
	case s.Phase == PhaseDraft:
		return lang.Refuse("ballot.not-open", "number", s.Number)
	case !s.Rules.Mode.changeable() && s.Voted[c.Me()]: // also after the close: it was taken
		return lang.Refuse("ballot.final", "number", s.Number)
	case s.Phase != PhaseOpen:
		return lang.Refuse("ballot.late", "number", s.Number, "when", utc(s.ClosedAt))
	case s.over(c.Now): // the clock is about to close it
		return lang.Refuse("ballot.late", "number", s.Number, "when", utc(s.ClosesAt))
	case s.recused[c.Me()]:
		return lang.Refuse("ballot.you-are-recused", "number", s.Number)
	case !s.MayVote(c.Me()):
		return lang.Refuse("ballot.not-yours", "number", s.Number)
	}
	return nil
}

// given reads the choice, from a button or as it was typed.
func (s *State) given(c *command.Context) (vote tally.Ballot, err error) {
	if s.Rules.Mode == Detached && !c.Has("say") {
		return vote, lang.Refuse("ballot.detached-typed", "number", s.Number)
	}
	if c.Has("say") {
		return s.handedIn(c.Text("say"))
	}
	return s.typed(c.Text("choice"))
}

// Mine is the choice of one person, in its canonical form, while it is known:
// of a ballot that is open or confidential, and only for that person.
func (s *State) Mine(p bot.PersonID) string {
	e, ok := s.Casts[p]
	switch {
	case !ok:
		return ""
	case s.Rules.Mode == Open:
		return e.Choice
	}
	choice, _ := e.unseal()
	return choice
}

// unseal reads a confidential vote: its choice, and the cause of it, which the
// record does not hold elsewhere. Its nonce stands before them.
func (e Cast) unseal() (choice string, cause bot.Cause) {
	_, rest, _ := strings.Cut(strings.TrimRight(e.Sealed.Text, " "), " ")
	choice, made, _ := strings.Cut(rest, " ")
	return choice, bot.Cause(made)
}

// receipt answers who has voted, and nobody else, with what was taken. What is
// signed proves that it was, and not what it says.
func (b *Ballots) receipt(s *State, key, choice, commitment string) bot.Reply {
	text, isBlank := s.said(choice)
	said := lang.T("ballot.said", "text", text)
	if isBlank {
		said = lang.T("ballot.said-blank")
	}
	more := lang.T("ballot.changeable")
	if !s.Rules.Mode.changeable() {
		more = lang.T("ballot.unchangeable")
	}
	reply := bot.Say(key, "number", s.Number, "said", said, "more", more)
	reply.After = func(v bot.View) []chat.Block { return b.signed(v, commitment) }
	return reply
}

// signed is the receipt as the voter keeps it, and what it proves.
func (b *Ballots) signed(v bot.View, commitment string) []chat.Block {
	var c, head proof.Hash
	if b.out.Sign == nil || c.UnmarshalText([]byte(commitment)) != nil || head.UnmarshalText([]byte(v.Here.Head)) != nil {
		return nil
	}
	r, err := b.out.Sign(Of(v).name(), c, head)
	if err != nil {
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.receipt-failed", "commitment", commitment))}}
	}
	return []chat.Block{
		chat.Note{Text: chat.Line(v.Say("ballot.receipt"))},
		chat.Quote{Text: r.String()},
	}
}
