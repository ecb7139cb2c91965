package community

import "magbot/bot"

// Founded is the first fact of every community. Example says for ever whether
// it is one to rehearse in.
type Founded struct {
	Name    bot.Words `json:"name"`
	Example bool      `json:"example,omitempty"`
}

// ClaimOffered is a code with which the first Secretariat can claim the
// community. A new one takes the place of the last.
type ClaimOffered struct {
	Offer Offer `json:"offer"`
}

// ClaimTried is a wrong try at the claim code.
type ClaimTried struct{}

// Claimed is the end of the claim: the community has its first Secretariat.
type Claimed struct {
	Person bot.PersonID `json:"person"`
}

// Set is a setting with its new value, as ParseSetting wrote it.
type Set struct {
	Setting Setting   `json:"setting"`
	Value   bot.Words `json:"value"`
}

// Linked is a channel that belongs to the community from now on, or one whose
// visibility has changed.
type Linked struct {
	Place      bot.Place  `json:"place"`
	Visibility Visibility `json:"visibility"`
}

// Unlinked is a channel that no longer belongs to the community.
type Unlinked struct {
	Place bot.Place `json:"place"`
}

// Kind names the fact.
func (Founded) Kind() string { return "community.founded.v1" }

// Kind names the fact.
func (ClaimOffered) Kind() string { return "community.claim-offered.v1" }

// Kind names the fact.
func (ClaimTried) Kind() string { return "community.claim-tried.v1" }

// Kind names the fact.
func (Claimed) Kind() string { return "community.claimed.v1" }

// Kind names the fact.
func (Set) Kind() string { return "community.set.v1" }

// Kind names the fact.
func (Linked) Kind() string { return "community.linked.v1" }

// Kind names the fact.
func (Unlinked) Kind() string { return "community.unlinked.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Founded](), bot.EventOf[ClaimOffered](), bot.EventOf[ClaimTried](), bot.EventOf[Claimed](),
		bot.EventOf[Set](), bot.EventOf[Linked](), bot.EventOf[Unlinked](), bot.EventOf[HeadNoted](),
	}
}
