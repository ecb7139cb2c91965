package roster

import (
	"time"

	"magbot/bot"
	"magbot/bot/community"
)

// Facts are what is said of a person. A field that is nil says nothing; one
// that is there and empty says that it is unknown.
type Facts struct {
	Name          *bot.Words     `json:"name,omitzero"`
	Aliases       []bot.Words    `json:"aliases,omitzero"`
	Email         *bot.Words     `json:"email,omitzero"`
	Groups        []bot.Group    `json:"groups,omitzero"`
	Region        *bot.Region    `json:"region,omitzero"`
	Country       *bot.Words     `json:"country,omitzero"`
	Roles         []Tenure       `json:"roles,omitzero"`
	Term          *Term          `json:"term,omitzero"`
	Zone          *string        `json:"zone,omitzero"`
	Language      *bot.Language  `json:"language,omitzero"`
	Organisations []Organisation `json:"organisations,omitzero"`
	Gender        *bot.Words     `json:"gender,omitzero"`
	Newcomer      *bot.Words     `json:"newcomer,omitzero"`
}

// PersonAdded is a new entry of the roster.
type PersonAdded struct {
	Person bot.PersonID `json:"person"`
	Facts  Facts        `json:"facts"`
}

// PersonChanged is what has changed of a person, and nothing else.
type PersonChanged struct {
	Person bot.PersonID `json:"person"`
	Facts  Facts        `json:"facts"`
}

// GuestAdded is a named guest: somebody who speaks and is counted, but is not
// of the community and has no account.
type GuestAdded struct {
	Person bot.PersonID `json:"person"`
	Name   bot.Words    `json:"name"`
	Group  bot.Group    `json:"group,omitempty"`
}

// Imported sums up an import; it stands last in its record.
type Imported struct {
	File    string `json:"file"` // SHA-256 sum of the file in hex
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
}

// RoleGiven is a role with its dates. It takes the place of a tenure of the
// same role that has not ended when the new one begins, or follows on it where
// that is still to come.
type RoleGiven struct {
	Person    bot.PersonID `json:"person"`
	Tenure    Tenure       `json:"tenure"`
	Reference bot.Words    `json:"reference,omitzero"` // to the decision behind it
}

// RoleEnded is a role given up or taken away at an instant.
type RoleEnded struct {
	Person    bot.PersonID `json:"person"`
	Role      bot.Role     `json:"role"`
	At        time.Time    `json:"at"`
	Reference bot.Words    `json:"reference,omitzero"`
}

// LinkOffered is a one-time code with which an account can be linked to a
// person. Staff says that the Secretariat made it, so nobody needs to confirm.
type LinkOffered struct {
	Person bot.PersonID    `json:"person"`
	Offer  community.Offer `json:"offer"`
	Staff  bool            `json:"staff,omitempty"`
}

// LinkTried is a wrong try at a code.
type LinkTried struct {
	Handle string `json:"handle"`
}

// LinkAsked is a code used for a person with a role: the Secretariat must
// confirm it.
type LinkAsked struct {
	Person  bot.PersonID `json:"person"`
	Account bot.Account  `json:"account"`
	Handle  string       `json:"handle"`
}

// LinkDeclined is the Secretariat's no to a LinkAsked.
type LinkDeclined struct {
	Handle string `json:"handle"`
}

// AccountLinked is an account that acts for a person from now on. Handle names
// the code that was used up, if one was.
type AccountLinked struct {
	Person  bot.PersonID `json:"person"`
	Account bot.Account  `json:"account"`
	Handle  string       `json:"handle,omitempty"`
}

// AccountUnlinked is an account that no longer acts for a person.
type AccountUnlinked struct {
	Person  bot.PersonID `json:"person"`
	Account bot.Account  `json:"account"`
}

// SignInOffered is a personal sign-in link to the browser room: the SHA-256
// sum of its token in hex, and the instant from which it is dead.
type SignInOffered struct {
	Person bot.PersonID `json:"person"`
	Hash   string       `json:"hash"`
	Until  time.Time    `json:"until"`
}

// SignedIn is a sign-in link used up.
type SignedIn struct {
	Person bot.PersonID `json:"person"`
	Hash   string       `json:"hash"`
}

// TermNoticed is the notice that terms end in Days days.
type TermNoticed struct {
	Days   int            `json:"days"`
	Until  time.Time      `json:"until"`
	People []bot.PersonID `json:"people"`
}

// ExpiredRefused is the notice to the Secretariat that somebody tried to use a
// role that has ended; once a day for each person and role.
type ExpiredRefused struct {
	Person  bot.PersonID `json:"person"`
	Role    bot.Role     `json:"role"`
	Command string       `json:"command"`
}

// Erased is a person taken out of the record: the shell deletes their key.
type Erased struct {
	Person    bot.PersonID `json:"person"`
	ByRequest bool         `json:"by-request"` // of the person, not of the Secretariat
}

// Kind names the fact.
func (PersonAdded) Kind() string { return "roster.person-added.v1" }

// Kind names the fact.
func (PersonChanged) Kind() string { return "roster.person-changed.v1" }

// Kind names the fact.
func (GuestAdded) Kind() string { return "roster.guest-added.v1" }

// Kind names the fact.
func (Imported) Kind() string { return "roster.imported.v1" }

// Kind names the fact.
func (RoleGiven) Kind() string { return "roster.role-given.v1" }

// Kind names the fact.
func (RoleEnded) Kind() string { return "roster.role-ended.v1" }

// Kind names the fact.
func (LinkOffered) Kind() string { return "roster.link-offered.v1" }

// Kind names the fact.
func (LinkTried) Kind() string { return "roster.link-tried.v1" }

// Kind names the fact.
func (LinkAsked) Kind() string { return "roster.link-asked.v1" }

// Kind names the fact.
func (LinkDeclined) Kind() string { return "roster.link-declined.v1" }

// Kind names the fact.
func (AccountLinked) Kind() string { return "roster.account-linked.v1" }

// Kind names the fact.
func (AccountUnlinked) Kind() string { return "roster.account-unlinked.v1" }

// Kind names the fact.
func (SignInOffered) Kind() string { return "roster.sign-in-offered.v1" }

// Kind names the fact.
func (SignedIn) Kind() string { return "roster.signed-in.v1" }

// Kind names the fact.
func (TermNoticed) Kind() string { return "roster.term-noticed.v1" }

// Kind names the fact.
func (ExpiredRefused) Kind() string { return "roster.expired-refused.v1" }

// Kind names the fact.
func (Erased) Kind() string { return "roster.erased.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[PersonAdded](), bot.EventOf[PersonChanged](), bot.EventOf[GuestAdded](), bot.EventOf[Imported](),
		bot.EventOf[RoleGiven](), bot.EventOf[RoleEnded](),
		bot.EventOf[LinkOffered](), bot.EventOf[LinkTried](), bot.EventOf[LinkAsked](), bot.EventOf[LinkDeclined](),
		bot.EventOf[AccountLinked](), bot.EventOf[AccountUnlinked](),
		bot.EventOf[SignInOffered](), bot.EventOf[SignedIn](),
		bot.EventOf[TermNoticed](), bot.EventOf[ExpiredRefused](), bot.EventOf[Erased](),
	}
}
