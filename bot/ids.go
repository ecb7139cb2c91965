package bot

// PersonID names one person of a community for ever. It is made once, at
// import, and says nothing about the person, so it may stand in the record
// when the person has been erased.
type PersonID string

// Group is a stakeholder group as the community spells it ("Government").
// The empty Group is an unknown one and is shown as unknown, never guessed.
type Group string

// Region is a UN regional group. It is an axis of its own beside Group.
type Region string

// Language is a BCP 47 tag such as "en" or "ar".
type Language string

// MeetingID names a meeting within its community: "1", "2", … in order of scheduling.
type MeetingID string

// BallotID names a ballot within its community: "1", "2", … in order of drafting.
type BallotID string

// Cause is what a decision answers: the platform's interaction, envelope or
// message, a slot of the clock, or the record another stream sent on. The same
// Cause is decided once.
type Cause string
