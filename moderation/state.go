package moderation

import (
	"embed"
	"slices"
	"time"

	"magbot/bot"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Clause is a clause of the Code of Conduct, "1" to "7", or harassment.
type Clause string

// Harassment is never handled informally: it goes to the Secretariat's focal point.
const Harassment Clause = "harassment"

// Clauses lists the clauses as the choices of an argument.
func Clauses() []string {
	return []string{"1", "2", "3", "4", "5", "6", "7", string(Harassment)}
}

// How says how a report was made.
type How string

// The ways of a report.
const (
	Confidential How = "confidential" // who handles the case knows the reporter, nobody else
	Anonymous    How = "anonymous"    // the record does not name the reporter
	Flagged      How = "flag"         // a rule or model asks to look; no person reports
)

// Report is what a case begins with.
type Report struct {
	How     How          `json:"how"`
	By      bot.PersonID `json:"by,omitempty"`     // of a confidential one
	Source  string       `json:"source,omitempty"` // of a person: a keyed hash (bot.Veil), to know the same one again
	About   bot.PersonID `json:"about,omitempty"`  // empty when the reporter does not know
	Clause  Clause       `json:"clause"`
	Text    bot.Words    `json:"text,omitzero"`
	Link    bot.Words    `json:"link,omitzero"`    // to the message
	Quote   bot.Words    `json:"quote,omitzero"`   // the message, as it was then
	Place   bot.Place    `json:"place,omitzero"`   // the channel it stands in
	Token   string       `json:"token,omitempty"`  // SHA-256 sum of the reporter's token, in hex
	Account bot.Account  `json:"account,omitzero"` // of a flag on a message whose account nobody had linked
	Rule    string       `json:"rule,omitempty"`   // of a flag: the rule's identifier
	Score   int          `json:"score,omitempty"`  // of a flag: how strongly, to 100; 0 where the rule does not say
	Span    bot.Words    `json:"span,omitzero"`    // of a flag: the words it cites
	Reason  bot.Words    `json:"reason,omitzero"`  // of a flag: why, in a sentence
}

// Finding is how a case was closed.
type Finding string

// The findings.
const (
	Undecided Finding = ""
	Agree     Finding = "agree"    // it was as the report says
	Disagree  Finding = "disagree" // there was nothing wrong
	Ignore    Finding = "ignore"   // nothing to look at, or not for the moderators
)

// Findings lists them as the choices of an argument.
func Findings() []string { return []string{string(Agree), string(Disagree), string(Ignore)} }

// Note is something that was written down, and by whom; nobody when the reporter
// did.
type Note struct {
	By      bot.PersonID
	Text    string
	Outward bool
	At      time.Time
	Until   time.Time // an answer is asked for until then; zero when none is
	Late    bool      // none came, and everybody was reminded
}

// Appeal is an appeal and its answer.
type Appeal struct {
	Text    string
	At      time.Time
	Decided time.Time // zero while open
	By      bot.PersonID
	Upheld  bool
	Reason  string
}

// Open reports whether the appeal waits for its answer.
func (a Appeal) Open() bool { return !a.At.IsZero() && a.Decided.IsZero() }

// State is one case, folded from its stream. Of one that was erased nothing is
// left.
type State struct {
	Name      string // "K7Q2"
	At        time.Time
	Report    Report
	Added     []Note         // of the reporter
	AddedAt   time.Time      // when they added something last, also where it was erased
	Erased    Erasure        // of what the reporter wrote
	Withdrawn time.Time      // by the reporter; zero while it stands
	Parties   []bot.PersonID // named by handlers
	Excused   []bot.PersonID // who said that they are involved
	Into      string         // the case that this report is dealt with in
	Leads     []string       // the cases that it is, or was, dealt with in
	Parts     []Part         // of the reports that are, or were, dealt with here
	With      []string       // the reports that are dealt with here, besides its own

	Taken     bot.PersonID
	Notes     []Note
	Steps     []Progress
	Finding   Finding
	Reason    string
	DecidedBy bot.PersonID
	Closed    time.Time // zero while open
	Appeals   []Appeal

	Asked      time.Time    // when the platform was asked who wrote the message; zero where it was not
	Wrote      bot.PersonID // who has linked the account that wrote the message since
	Context    Context      // what was said around the message
	Changes    []Change     // what became of the message since
	Seats      Seats        // how the card stands to the moderators' channel
	SeatsAsked time.Time
	TakenAt    time.Time
	Unreached  []bot.PersonID // handlers whom the card cannot reach
	Shown      Shown          // who has the card
	History    []Happening    // as HistoryOf shows it
	Bounds     []Bound        // where the parties belong, as was noted

	Touched   time.Time // when a handler last did something, or an appeal came
	Reminded  int
	Escalated int
	Cleared   bool
}

// Exists reports whether there is a case at all.
func (s *State) Exists() bool { return s.Name != "" }

// Open reports whether the case waits for somebody.
func (s *State) Open() bool { return s.Exists() && s.Closed.IsZero() }

// Appeal gives the last appeal.
func (s *State) Appeal() Appeal {
	if n := len(s.Appeals); n > 0 {
		return s.Appeals[n-1]
	}
	return Appeal{}
}

// Pending gives the step that waits for a second person.
func (s *State) Pending() (Progress, bool) {
	for _, p := range s.Steps {
		if p.State == Waiting {
			return p, true
		}
	}
	return Progress{}, false
}

// first are those who decided the case: who proposed a step that was done, who
// seconded it, and who closed the case. An appeal is not for them to decide.
func (s *State) first() (who []bot.PersonID) {
	for _, p := range s.Steps {
		if p.State != Waiting && p.State != Declined && p.Rung != Redact {
			who = append(who, p.By, p.Second)
		}
	}
	who = append(who, s.DecidedBy)
	return slices.DeleteFunc(who, func(p bot.PersonID) bool { return p == "" })
}

var slot = bot.NewSlot("moderation", func() *State { return &State{} })

// Of gives the case whose stream decides or is shown. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// in gives a case by name.
func in(v bot.View, name string) *State { return slot.Of(v.Stream(bot.CaseStream(name))) }

// all lists every case there is, in the order of the random names. It is for rules
// alone: who reads is shown those of Visible.
func all(v bot.View) (cases []*State) {
	for _, id := range v.Streams(string(bot.CaseStream(""))) {
		if s := slot.Of(v.Stream(id)); s.Exists() {
			cases = append(cases, s)
		}
	}
	return cases
}

// group gives a case with the reports that are dealt with in it.
func group(v bot.View, s *State) []*State {
	members := []*State{s}
	for _, name := range s.With {
		if other := in(v, name); other.Exists() {
			members = append(members, other)
		}
	}
	return members
}

// Setup is what the community has set for matters of conduct.
type Setup struct {
	Contact  bot.PersonID
	Address  string
	Unmanned time.Time // the last instant for which it was noticed that nobody is moderator
	Month    string    // of the last root
	Released map[int]YearReleased
	Channel  bot.Place // of the moderators; zero where there is none
	Members  *Reading  // who can read it, as was seen last; nil while that is not known
	Resting  map[bot.PersonID]time.Time
}

var setup = bot.NewSlot("moderation.setup", func() *Setup { return &Setup{Released: map[int]YearReleased{}, Resting: map[bot.PersonID]time.Time{}} })

// SetupOf gives what the community has set. It must not be changed.
func SetupOf(v bot.View) *Setup { return setup.Of(v.Stream(bot.CommunityStream)) }
