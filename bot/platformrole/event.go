package platformrole

import (
	"magbot/bot"
)

// Space is a workspace or server of a platform.
type Space struct {
	Platform  string `json:"platform"`
	Workspace string `json:"workspace,omitempty"`
}

// Target is what the name of a platform's role means: a role or a group of the
// community, exactly one.
type Target struct {
	Role  bot.Role  `json:"role,omitempty"`
	Group bot.Group `json:"group,omitempty"`
}

// Matched is the fact that the name of a platform's role means something from now
// on, whatever it meant before.
type Matched struct {
	Name bot.Words `json:"name"` // the community's
	Target
}

// Unmatched is the fact that a name means nothing any more.
type Unmatched struct {
	Name bot.Words `json:"name"`
}

// Listed are the roles that there are in a space.
type Listed struct {
	Space
	Names []bot.Words `json:"names"` // the community's
}

// Seen are the roles that an account has.
type Seen struct {
	Person  bot.PersonID `json:"person"`
	Account bot.Account  `json:"account"`
	Names   bot.Words    `json:"names"`          // a line each; the person's
	Away    bool         `json:"away,omitempty"` // the account is in that space no longer
}

// Told are the differences that the Secretariat was told of: all that there were.
type Told struct {
	Differences []bot.Words `json:"differences,omitempty"` // each is its person's
}

// Kind names the fact.
func (Matched) Kind() string { return "platformrole.matched.v1" }

// Kind names the fact.
func (Unmatched) Kind() string { return "platformrole.unmatched.v1" }

// Kind names the fact.
func (Listed) Kind() string { return "platformrole.listed.v1" }

// Kind names the fact.
func (Seen) Kind() string { return "platformrole.seen.v1" }

// Kind names the fact.
func (Told) Kind() string { return "platformrole.told.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Matched](), bot.EventOf[Unmatched](), bot.EventOf[Listed](), bot.EventOf[Seen](), bot.EventOf[Told](),
	}
}
