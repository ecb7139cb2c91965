package written

import "magbot/bot"

// Began is the wish of whoever leads that words be counted in a channel. Nothing
// is counted before the channel was told.
type Began struct {
	Place bot.Place    `json:"place"`
	By    bot.PersonID `json:"by,omitempty"`
}

// Announced says that the channel has been told: from here on words are counted.
type Announced struct {
	Place bot.Place `json:"place"`
}

// Ended is the end of counting in a channel. What was counted stays.
type Ended struct {
	Place bot.Place    `json:"place"`
	By    bot.PersonID `json:"by,omitempty"`
}

// Declined is a person's wish not to be counted any more, anywhere.
type Declined struct {
	Person bot.PersonID `json:"person"`
}

// Resumed takes Declined back.
type Resumed struct {
	Person bot.PersonID `json:"person"`
}

// Counted are messages that were written. Place and group of a Sum are in the
// clear; what each person wrote is sealed under that person's key.
type Counted struct{ Change }

// Corrected takes back of what was counted: messages were changed by their
// authors, or deleted.
type Corrected struct{ Change }

// Change is what one record adds to a month, or takes back from it.
type Change struct {
	Places []bot.Place `json:"places"` // that Sums and Lines name by index
	Sums   []Sum       `json:"sums"`
	Lines  []bot.Words `json:"lines"` // one for each person and group: a JSON account
}

// Sum is what a record adds for one group in one channel; below 0 where it takes
// back.
type Sum struct {
	Place    int       `json:"place"`
	Group    bot.Group `json:"group,omitempty"`
	Lead     bool      `json:"lead,omitempty"` // of the Chair and the Secretariat
	Words    int       `json:"words"`
	Messages int       `json:"messages"`
}

// account is what a record holds of one person in one capacity, sealed.
type account struct {
	Group bot.Group `json:"g,omitempty"`
	Lead  bool      `json:"l,omitempty"`
	Lines []entry   `json:"m"`
}

// entry is one message as it stands after the record.
type entry struct {
	ID      string `json:"i"` // a hash of the platform's name of the message
	Place   int    `json:"p"`
	At      int64  `json:"t"` // Unix seconds
	Words   int    `json:"w"`
	Changed int64  `json:"c,omitempty"` // Unix milliseconds
	Gone    bool   `json:"x,omitempty"`
}

// Closed is the end of a month's stream.
type Closed struct{}

// Kind names the fact.
func (Began) Kind() string { return "written.began.v1" }

// Kind names the fact.
func (Announced) Kind() string { return "written.announced.v1" }

// Kind names the fact.
func (Ended) Kind() string { return "written.ended.v1" }

// Kind names the fact.
func (Declined) Kind() string { return "written.declined.v1" }

// Kind names the fact.
func (Resumed) Kind() string { return "written.resumed.v1" }

// Kind names the fact.
func (Counted) Kind() string { return "written.counted.v1" }

// Kind names the fact.
func (Corrected) Kind() string { return "written.corrected.v1" }

// Kind names the fact.
func (Closed) Kind() string { return "written.closed.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Began](), bot.EventOf[Announced](), bot.EventOf[Ended](), bot.EventOf[Declined](), bot.EventOf[Resumed](),
		bot.EventOf[Counted](), bot.EventOf[Corrected](), bot.EventOf[Closed](),
	}
}
