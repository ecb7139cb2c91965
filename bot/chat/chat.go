package chat

import "time"

// Message is what the bot shows, in parts that every platform can draw.
type Message struct {
	Blocks  []Block  `json:"blocks,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	// Seen says in the reader's words who can see the message ("Only you see this").
	Seen string `json:"seen,omitempty"`
	// Rank says where a live message stands among the others in view.
	Rank Rank `json:"rank,omitempty"`
}

// Rank orders the live messages that somebody has in view: the higher first.
// It changes nothing of what a message says.
type Rank int

// The ranks. What is over stays where it was posted and is in no one's way.
const (
	Over     Rank = iota - 1 // nobody can do anything about it any more
	InView                   // worth a look: what will be done
	Ahead                    // to be prepared
	Underway                 // being led just now
	Pending                  // waits for everybody's word
	Foremost                 // what everybody is about at this minute
)

// IsZero reports whether there is nothing to show.
func (m Message) IsZero() bool { return len(m.Blocks) == 0 && len(m.Buttons) == 0 }

// Say makes the message of one or more plain paragraphs.
func Say(paragraphs ...string) Message {
	var m Message
	for _, p := range paragraphs {
		if p != "" {
			m.Blocks = append(m.Blocks, Paragraph{Text: Text{Plain(p)}})
		}
	}
	return m
}

// Block is a part of a message: Heading, Paragraph, List, Table, Quote, Note,
// Picture or File. The sum is closed.
type Block interface{ block() }

// Heading opens a message or a part of it.
type Heading struct {
	Text string `json:"text"`
}

// Paragraph is running text.
type Paragraph struct {
	Text Text `json:"text"`
}

// List is a row of short lines, numbered where their order matters.
type List struct {
	Numbered bool   `json:"numbered,omitempty"`
	Lines    []Text `json:"lines"`
}

// Table has a header and rows of the same length.
type Table struct {
	Header []string `json:"header"`
	Rows   [][]Text `json:"rows"`
	// Numbers names the columns (from 0) that hold figures and stand right.
	Numbers []int `json:"numbers,omitempty"`
}

// Quote holds a person's own words, never shortened.
type Quote struct {
	Text string `json:"text"`
	From string `json:"from,omitempty"`
}

// Note is small print beneath.
type Note struct {
	Text Text `json:"text"`
}

// Picture is an SVG image with the sentence that says what it shows.
type Picture struct {
	Alt string `json:"alt"`
	SVG string `json:"svg"`
}

// File is a text to keep: a platform that has attachments attaches it, another
// offers it to be saved.
type File struct {
	Name string `json:"name"` // "meeting-7.ics": small letters, digits, hyphens and a dot
	Type string `json:"type"` // "text/calendar"
	Text string `json:"text"` // in UTF-8
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (Quote) block()     {}
func (Note) block()      {}
func (Picture) block()   {}
func (File) block()      {}

// Text is a line made of spans.
type Text []Span

// Span is a piece of a line: Plain, Strong, Time, Clock or Link. The sum is closed.
type Span interface{ span() }

// Plain is text without markup, whatever characters it holds.
type Plain string

// Strong is text that stands out.
type Strong string

// Time is an instant that the platform shows in the reader's zone.
type Time struct {
	At   time.Time `json:"at"`
	Form TimeForm  `json:"form,omitempty"`
}

// TimeForm says how much of an instant is shown.
type TimeForm string

// The forms of an instant: date and time, time alone, date alone.
const (
	DateTime TimeForm = ""
	TimeOnly TimeForm = "time"
	DateOnly TimeForm = "date"
)

// Clock is a running clock that the client draws from its start: "1:35 of
// 3:00". Allowed is 0 where there is no limit; Paused holds it still at Spent.
type Clock struct {
	Since   time.Time     `json:"since"`
	Spent   time.Duration `json:"spent,omitempty"` // counted before Since
	Allowed time.Duration `json:"allowed,omitempty"`
	Paused  bool          `json:"paused,omitempty"`
}

// Link leads somewhere else; URL is http or https.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

func (Plain) span()  {}
func (Strong) span() {}
func (Time) span()   {}
func (Clock) span()  {}
func (Link) span()   {}

// Line makes a Text from spans and strings; a string is Plain.
func Line(parts ...any) Text {
	t := make(Text, 0, len(parts))
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			t = append(t, Plain(p))
		case Span:
			t = append(t, p)
		case Text:
			t = append(t, p...)
		}
	}
	return t
}

// Call is a command with its arguments as text, the same whoever makes it: a
// button, a form, a typed line.
type Call struct {
	Path string            `json:"path"`
	Args map[string]string `json:"args,omitempty"`
}

// Do makes a Call. Args alternate a name and a value.
func Do(path string, args ...string) Call {
	c := Call{Path: path}
	for i := 0; i+1 < len(args); i += 2 {
		if c.Args == nil {
			c.Args = map[string]string{}
		}
		c.Args[args[i]] = args[i+1]
	}
	return c
}

// Button makes a Call when pressed. With Ask set, the platform first opens the
// command's form with what the Call already holds filled in.
type Button struct {
	Label string      `json:"label"`
	Call  Call        `json:"call"`
	Ask   bool        `json:"ask,omitempty"`
	Style ButtonStyle `json:"style,omitempty"`
}

// ButtonStyle says how a button stands out.
type ButtonStyle string

// The styles: plain, the one most people press, one that is hard to take back.
const (
	Ordinary ButtonStyle = ""
	Primary  ButtonStyle = "primary"
	Danger   ButtonStyle = "danger"
)

// Form asks for the arguments of one command.
type Form struct {
	Title  string  `json:"title"`
	Call   Call    `json:"call"` // the command, and arguments that are not asked
	Fields []Field `json:"fields"`
	Submit string  `json:"submit"`
	Note   string  `json:"note,omitempty"`
	// Quote stands above the fields: somebody's own words that it is about, or their
	// beginning. It has room in a form of every platform.
	Quote *Quote `json:"quote,omitempty"`
}

// Field is one question of a form.
type Field struct {
	Name     string    `json:"name"`
	Label    string    `json:"label"`
	Hint     string    `json:"hint,omitempty"`
	Kind     FieldKind `json:"kind"`
	Required bool      `json:"required,omitempty"`
	Value    string    `json:"value,omitempty"`
	Choices  []Choice  `json:"choices,omitempty"`
	Max      int       `json:"max,omitempty"` // characters, 0 for no limit
}

// FieldKind says what a field holds.
type FieldKind string

// The kinds of field.
const (
	ShortText FieldKind = "text"
	LongText  FieldKind = "long"
	Number    FieldKind = "number"
	Pick      FieldKind = "pick" // one of Choices
	PickMany  FieldKind = "many" // any of Choices
	Check     FieldKind = "check"
	Upload    FieldKind = "file" // the text of a file
)

// Choice is one of the answers a field offers.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}
