package storytest

import (
	"testing"
	"time"

	"magbot/store"
	"magbot/store/seal"
)

// Stage is a community on one platform, with nobody in it yet.
type Stage interface {
	People
	Clock
	Process
}

// People act and see. A person is named as on the roster. Do may be called for
// two people at once; it reports what fails with t.Errorf.
type People interface {
	// Found founds the community and gives it its first Secretariat, as the
	// platform does that.
	Found(t testing.TB, community, secretariat string)
	// Do lets a person act, waits until all that follows has been done, and
	// gives the answer that this person alone gets.
	Do(t testing.TB, name string, act Act) Answer
	// Sees gives what is before a person's eyes now, answers apart.
	Sees(t testing.TB, name string) Screen
}

// Clock is the time of the story.
type Clock interface {
	Now() time.Time
	// Advance lets time pass, and waits until all that it brings has been done.
	Advance(t testing.TB, d time.Duration)
}

// Process is the running bot.
type Process interface {
	// Kill ends the bot without warning and starts it again.
	Kill(t testing.TB)
	// Sleep ends the bot, lets time pass, starts it again, and waits until all
	// that was due meanwhile has been done.
	Sleep(t testing.TB, d time.Duration)
	// Record ends the bot for good and gives what it leaves behind.
	Record(t testing.TB) (store.Store, *seal.Keyring)
}

// Act is what a person does: a Line, a Press or a Fill. The sum is closed.
type Act interface{ act() }

// Line is a line of text, typed in the meeting's channel or, Private, to the
// bot alone.
type Line struct {
	Text    string
	Private bool
}

// Press is a press of a button. Times is how often the person's client sends
// this one press; 0 means once.
type Press struct {
	Button Button
	Times  int
}

// Fill sends a form back. Fields that Values does not name stay as they were.
type Fill struct {
	Form   Form
	Values map[string]string
}

func (Line) act()  {}
func (Press) act() {}
func (Fill) act()  {}

// Message is what a person can read, and the buttons beneath it.
type Message struct {
	Text    string // every word of it, one block a line, without any markup
	Buttons []Button
}

// Button is a button that a person can see. Handle is the stage's own.
type Button struct {
	Label  string
	Handle any
}

// Form asks a person for the named fields. Handle is the stage's own.
type Form struct {
	Title  string
	Fields []string
	Handle any
}

// Answer is what the actor alone gets back. It may be empty.
type Answer struct {
	Message

	Form    *Form
	Refused bool // nothing was changed
	Signed  bool // a sign under the line says that it was taken, where a platform says no more
}

// Screen is what the bot shows a person, oldest first; what people typed
// themselves is left out. A live message stands there once, as it is now.
type Screen struct {
	Channel []Message
	Private []Message
}
