package meeting

import (
	"slices"
	"time"

	"magbot/bot"
)

// Phase is how far a meeting has come.
type Phase string

// The phases. A stream without a meeting has the empty Phase.
const (
	PhaseNone      Phase = ""
	PhaseScheduled Phase = "scheduled"
	PhaseInvited   Phase = "invited" // the invitation has gone out
	PhaseOpen      Phase = "open"
	PhaseClosed    Phase = "closed"
	PhaseCancelled Phase = "cancelled"
)

// Ahead reports whether the meeting is still to come.
func (p Phase) Ahead() bool { return p == PhaseScheduled || p == PhaseInvited }

// Mode says who goes first at the floor: members on a MAG day, the community
// on a day of open consultation (notes on the MAG, "Floor").
type Mode string

// The modes.
const (
	ModeMAG          Mode = "mag"
	ModeConsultation Mode = "consultation"
)

// Seat is the place a person takes in this meeting. Only members and an
// unknown seat are counted in the balance by group.
type Seat string

// The seats.
const (
	SeatUnknown     Seat = ""
	SeatMember      Seat = "member"
	SeatObserver    Seat = "observer"
	SeatModerator   Seat = "moderator" // and no member
	SeatGuest       Seat = "guest"
	SeatChair       Seat = "chair"
	SeatSecretariat Seat = "secretariat"
)

// Counted reports whether the time of who sits there counts for their group.
func (s Seat) Counted() bool { return s == SeatMember || s == SeatUnknown }

// Rules of time.
const (
	LateAfter  = 5 * time.Minute  // after the opening, who comes is late
	EarlyFrom  = time.Hour        // before the start, who says "present" is here; earlier it means "I will be"
	Breather   = 15 * time.Minute // reopened within it, everybody who was here still is
	UsualTime  = 2 * time.Hour    // the length when none is given
	maxLength  = 24 * time.Hour
	maxPapers  = 200
	maxPeople  = 5000 // present, regrets and guests of one meeting
	maxMeeting = 1_000_000
)

// Span is a stretch of time from From up to, but not including, To. A zero To
// is a stretch that still lasts; a zero From one without a known beginning.
type Span struct{ From, To time.Time }

// Stay is one stretch in which a person was here.
type Stay struct {
	Span

	Person bot.PersonID
	Group  bot.Group
	Seat   Seat
	Late   bool
	By     bot.PersonID // who entered it; empty when the person did
	Ref    bot.Ref

	Corrected bool // after the close, with a reason
}

// Notice is what a person said of not coming, or of coming late.
type Notice struct {
	Person bot.PersonID
	Group  bot.Group
	Note   bot.Words
	By     bot.PersonID
	At     time.Time
	Ref    bot.Ref
}

// Chairing is a stretch in which a person held the chair.
type Chairing struct {
	Span

	Person bot.PersonID
	By     bot.PersonID // who handed it over
	Ref    bot.Ref
}

// Pause is a stretch off the record.
type Pause struct {
	Span

	By, Back bot.PersonID // who asked for it, and who ended it
	Ref      bot.Ref
}

// Paper is a document for the meeting, or for one item of it.
type Paper struct {
	Link  string
	Title bot.Words
	Item  int // 0: the whole meeting
	By    bot.PersonID
}

// Sitting is a stretch in which the meeting was open.
type Sitting struct {
	Span

	By     bot.PersonID
	Reason bot.Words // why it was opened again
	Ref    bot.Ref
}

// State is one meeting, folded from its stream.
type State struct {
	ID         bot.MeetingID
	Number     int
	Title      bot.Words
	Start      time.Time
	Length     time.Duration
	Mode       Mode
	Phase      Phase
	OpenedAt   time.Time // first opening; zero before
	ClosedAt   time.Time // last closing; zero while open or before
	Chair      bot.PersonID
	Join       string
	Papers     []Paper
	OffRecord  bool
	Everywhere bool
	Places     []bot.Place

	// Revision counts how often the start has been moved, from 0. With it, what
	// was said of an earlier start is told from what is said of this one.
	Revision  int
	MovedAt   time.Time // when the start was last moved; zero: never
	InvitedAt time.Time // when the first invitation went out; zero before
	Changed   bot.Words // the reason of the last change that people were told

	CreatedBy bot.PersonID
	Created   bot.Ref
	Opening   bot.Ref // the record that opened it
	Cancelled bot.Words
	Seats     []Seats // of the roster at the opening
	Sittings  []Sitting
	Chairs    []Chairing // everybody who held the chair, in order
	Pauses    []Pause
	Stays     []Stay // everybody who was or is here, in order of coming
	Expects   []bot.PersonID
	Ways      map[bot.PersonID]string // of those who are expected by a sign alone that they can take back
	Regrets   []Notice
	Late      []Notice // said that they will come later

	Amendments []Amendment // corrections of the attendance after the close
}

var slot = bot.NewSlot("meeting", func() *State { return &State{} })

// Of gives the meeting of the stream that decides or is shown. It must not be
// changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the meeting of any stream.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// IsOpen reports whether the meeting is going on.
func (s *State) IsOpen() bool { return s.Phase == PhaseOpen }

// Facts gives what is known of the meeting as the events carry it.
func (s *State) Facts() Facts {
	f := Facts{
		ID: s.ID, Number: s.Number, Title: s.Title, Start: s.Start, Length: s.Length,
		Mode: s.Mode, Everywhere: s.Everywhere, Places: slices.Clone(s.Places),
	}
	if s.Join != "" {
		f.Join = bot.Words{Text: s.Join}
	}
	return f
}

// HasRegrets reports whether the person has sent regrets that still stand.
func (s *State) HasRegrets(p bot.PersonID) bool { return noticed(s.Regrets, p) }

func noticed(list []Notice, p bot.PersonID) bool {
	return slices.ContainsFunc(list, func(n Notice) bool { return n.Person == p })
}

func without(list []Notice, p bot.PersonID) []Notice {
	return slices.DeleteFunc(slices.Clone(list), func(n Notice) bool { return n.Person == p })
}
