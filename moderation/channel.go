package moderation

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// The moderators' channel. A card stands there only while everybody who can read the
// channel may see the case: who they are is asked of the platform each time the card
// would be written (AskSeats), and looked at in between (conduct members). Whatever
// is not known for certain keeps the card away.

// freshFor is how long what a platform said about a channel is good for: a card that
// is written later waits until it is asked again.
const freshFor = 2 * time.Minute

// cardInChannel is the logical key of the card in the channel.
const cardInChannel = "channel card"

// Barred is why a card does not stand in the moderators' channel.
type Barred string

// The reasons. Only handlers are told, and none of them names anybody.
const (
	Allowed  Barred = ""
	OpenDoor Barred = "open"     // others can come in by themselves
	Unknown  Barred = "unlinked" // an account there is nobody's on the roster
	Unfree   Barred = "not-free" // somebody there may not see this case
	Unread   Barred = "unread"   // who is there cannot be found out
	Moved    Barred = "moved"    // it is the moderators' channel no longer
)

// Seats is how a case stands to the moderators' channel.
type Seats struct {
	Place  bot.Place
	People []bot.PersonID // who could read the channel
	Why    Barred
	At     time.Time // when that was asked; zero while it never was
}

// shown reports whether the card may stand in the channel, as far as was asked.
func (c Seats) shown() bool { return !c.At.IsZero() && c.Why == Allowed }

// Reading is who can read the moderators' channel, as was seen last.
type Reading struct {
	Open     bool
	Accounts []bot.Account
	Unable   bot.Inability
	At       time.Time
}

// people finds who the accounts are.
func people(v bot.View, accounts []bot.Account) (all []bot.PersonID, why Barred) {
	for _, a := range accounts {
		person, ok := personOf(v, a)
		if !ok {
			return nil, Unknown
		}
		all = join(all, []bot.PersonID{person})
	}
	if len(all) == 0 {
		return nil, Unread
	}
	return all, Allowed
}

// personOf finds the person of an account; the room names its accounts like them.
func personOf(v bot.View, a bot.Account) (bot.PersonID, bool) {
	s := roster.Of(v)
	if id, ok := s.ByAccount(a); ok {
		return id, true
	}
	p, ok := s.Person(bot.PersonID(a.User))
	return p.ID, ok && a.Platform == "room" && !p.Erased && !p.Guest
}

// fits says whether the card of a case may stand in a channel that these accounts
// can read.
func fits(v bot.View, s *State, open bool, accounts []bot.Account, unable bot.Inability) ([]bot.PersonID, Barred) {
	switch {
	case unable != "":
		return nil, Unread
	case open:
		return nil, OpenDoor
	}
	all, why := people(v, accounts)
	if why == Allowed && len(minus(all, Sees(v, s))) > 0 {
		why = Unfree
	}
	return all, why
}

// still says why a card that stands in the channel may do so no longer.
func still(v bot.View, s *State) Barred {
	set, c := SetupOf(v), s.Seats
	switch {
	case set.Channel != c.Place:
		return Moved
	case len(minus(c.People, Sees(v, s))) > 0:
		return Unfree
	case set.Members != nil:
		_, why := fits(v, s, set.Members.Open, set.Members.Accounts, set.Members.Unable)
		return why
	}
	return Allowed
}

// nameChannel names the moderators' channel, or says that there is none any more.
func nameChannel(c *command.Context) (bot.Decision, error) {
	now := SetupOf(c.View).Channel
	if c.Flag("off") {
		if now == (bot.Place{}) {
			return bot.Decision{Reply: bot.Say("conduct.channel.none")}, nil
		}
		return bot.Decision{Events: []bot.Event{ChannelNamed{}}, Reply: bot.Say("conduct.channel.off")}, nil
	}
	place := c.Place
	place.Thread = ""
	switch {
	case place.Private():
		return bot.Decision{}, lang.Refuse("conduct.channel.here")
	case community.Of(c.View).Linked(place):
		return bot.Decision{}, lang.Refuse("conduct.channel.linked")
	case place == now:
		return bot.Decision{Reply: bot.Say("conduct.channel.named")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{ChannelNamed{Place: place}}, Effects: []bot.Effect{askSeats(place, "conduct members")},
		Reply: bot.Say("conduct.channel.named"),
	}, nil
}

// AskSeats is the request who can read the moderators' channel.
const AskSeats = "moderation.seats"

// askSeats asks who can read a channel.
func askSeats(place bot.Place, path string) bot.Effect {
	call := bot.Do(path, "channel", placeName(place))
	return bot.Effect{Do: bot.Ask, Key: "seats", Show: AskSeats, Send: &bot.Forwarded{Call: call}}
}

// placeName names a channel in a call.
func placeName(p bot.Place) string { return fmt.Sprint(p.Platform, " ", p.Workspace, " ", p.Channel) }

// seatsRequest asks who can read the channel, unless there is nothing to show there.
func seatsRequest(v bot.View, _ bot.Effect) (bot.Request, bool) {
	place, s := SetupOf(v).Channel, Of(v)
	if _, isCase := v.Here.Stream.Case(); place == (bot.Place{}) || isCase && (s.Into != "" || s.Cleared || s.awaits(v.Now)) {
		return bot.Request{}, false
	}
	return bot.Request{Members: &place}, true
}

// answered reads the answer of a platform.
func answered(c *command.Context) (a bot.Answered, err error) {
	if err := json.Unmarshal([]byte(c.Text(bot.AnswerArg)), &a); err != nil {
		return a, fmt.Errorf("read the answer of a platform: %w", err)
	}
	return a, nil
}

// members takes who can read the moderators' channel. Only what has changed becomes
// a fact, so that it may be told as often as one likes.
func members(c *command.Context) (bot.Decision, error) {
	a, err := answered(c)
	set := SetupOf(c.View)
	if err != nil || set.Channel == (bot.Place{}) || c.Text("channel") != placeName(set.Channel) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, err
	}
	e := reading(a)
	if m := set.Members; m != nil && m.Open == e.Open && m.Unable == e.Unable && slices.Equal(m.Accounts, e.Accounts) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{e}}, nil
}

func reading(a bot.Answered) ChannelRead {
	e := ChannelRead{Unable: a.Unable}
	if m := a.Members; m != nil && a.Unable == "" {
		e.Open, e.Accounts = m.Open, slices.Clone(m.Accounts)
	} else if a.Unable == "" {
		e.Unable = bot.Unsupported
	}
	slices.SortFunc(e.Accounts, func(a, b bot.Account) int {
		return slices.Compare([]string{a.Platform, a.Workspace, a.User}, []string{b.Platform, b.Workspace, b.User})
	})
	e.Accounts = slices.Compact(e.Accounts)
	return e
}

// seats takes who can read the channel at this moment, and decides whether the card
// of the case may stand there.
func seats(c *command.Context) (bot.Decision, error) {
	a, err := answered(c)
	s, set := Of(c.View), SetupOf(c.View)
	if err != nil || !s.Exists() || s.Cleared || s.Into != "" || c.Text("channel") != placeName(set.Channel) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, err
	}
	e := reading(a)
	all, why := fits(c.View, s, e.Open, e.Accounts, e.Unable)
	if why == Allowed && set.Members != nil {
		_, why = fits(c.View, s, set.Members.Open, set.Members.Accounts, set.Members.Unable)
	}
	if why != Allowed && why == s.Seats.Why && set.Channel == s.Seats.Place {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil // nothing stands there, and the handlers know
	}
	return seated(s, Seated{Place: set.Channel, People: all, Why: why}), nil
}

// seated is the decision with which the card comes to the channel, is kept up to
// date there, or goes. Handlers are told when that changes.
func seated(s *State, e Seated) bot.Decision {
	d := bot.Decision{Events: []bot.Event{e}}
	if e.Why == Allowed || s.Seats.shown() {
		d.Effects = append(d.Effects, channelCard(e.Place))
	}
	if e.Why != s.Seats.Why || s.Seats.At.IsZero() && e.Why != Allowed {
		d.Effects = append(d.Effects, card())
	}
	return d
}

// channelCard is the card in the moderators' channel.
func channelCard(place bot.Place) bot.Effect {
	return bot.Effect{Do: bot.Live, Key: cardInChannel, Show: ShowChannel, To: bot.Audience{Place: place}}
}

// leave takes the card out of the channel, because somebody there may see the case
// no longer.
func leave(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	why := still(c.View, s)
	if !s.Seats.shown() || why == Allowed {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return seated(s, Seated{Place: s.Seats.Place, Why: why}), nil
}

// ask has the platform asked anew, because another channel was named, or others read
// it now.
func ask(c *command.Context) (bot.Decision, error) {
	if !waits(c.View, Of(c.View)) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events:  []bot.Event{SeatsAsked{}},
		Effects: []bot.Effect{askSeats(SetupOf(c.View).Channel, "conduct seats")},
	}, nil
}

// waits reports whether the card could stand in the channel now, and does not: as
// was seen last, all who read it may see the case, and that is newer than what was
// asked for the case.
func waits(v bot.View, s *State) bool {
	set := SetupOf(v)
	if !s.Exists() || s.Into != "" || s.Cleared || !s.Open() || set.Channel == (bot.Place{}) || set.Members == nil || s.Seats.shown() {
		return false
	}
	_, why := fits(v, s, set.Members.Open, set.Members.Accounts, set.Members.Unable)
	seen := set.Members.At
	return why == Allowed && seen.After(s.At) && seen.After(s.Seats.At) && seen.After(s.SeatsAsked) // with each of these it was asked
}

// dueChannel is what is to be done about the card in the channel.
func dueChannel(v bot.View, s *State) (due []bot.Due) {
	switch {
	case s.Seats.shown() && !s.Cleared && still(v, s) != Allowed:
		due = append(due, bot.Due{Key: fmt.Sprint("channel leave/", s.Seats.At.UnixNano()), At: s.Seats.At, Call: bot.Do("conduct leave")})
	case waits(v, s):
		at := SetupOf(v).Members.At
		due = append(due, bot.Due{Key: fmt.Sprint("channel ask/", at.UnixNano()), At: at, Call: bot.Do("conduct ask")})
	}
	return due
}

// Also keeps the card in the moderators' channel at the newest state: with whatever
// happens in a case, the platform is asked again who reads the channel.
func Also(v bot.View, events []bot.Event) (effects []bot.Effect) {
	if _, isCase := v.Here.Stream.Case(); !isCase {
		return nil
	}
	s, place := Of(v), SetupOf(v).Channel
	again, at := false, false
	for _, e := range events {
		switch e := e.(type) {
		case Seated, SeatsAsked, Expired, Reminded, Undelivered, Bound:
		case ShownTo:
			again = again || s.unread() // until then nobody saw it
		case ContextKept:
			differs := s.Report.differs(writer(v, s.with(e)))
			again, at = again || differs || s.awaits(v.Now), at || differs
		case JoinedTo, Cleared:
			at = true
		case Involved, PartyNamed, WriterLinked, Joined, Parted:
			again, at = true, true // it may go at once, before anybody is asked
		default:
			again = true
		}
	}
	if at && s.Seats.shown() {
		effects = append(effects, channelCard(s.Seats.Place))
	}
	if again && place != (bot.Place{}) && s.Into == "" {
		effects = append(effects, askSeats(place, "conduct seats"))
	}
	return effects
}

// showChannel is the card in the channel; nothing when anybody who reads it may not
// see the case any more, or when that is not known of this moment.
func showChannel(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Into != "" || s.Cleared || !s.Seats.shown() || s.Seats.Place != v.Reader.Place ||
		v.Now.Sub(s.Seats.At) > freshFor || still(v, s) != Allowed {
		return chat.Message{}, nil
	}
	m := cardOf(v, s)
	m.Seen = v.Say("conduct.seen-channel")
	return m, nil
}

// seatsLine tells a handler why the card does not stand in the channel.
func seatsLine(v bot.View, s *State) (string, bool) {
	if s.Seats.At.IsZero() || s.Seats.Why == Allowed || SetupOf(v).Channel == (bot.Place{}) {
		return "", false
	}
	return v.Say("conduct.barred." + string(s.Seats.Why)), true
}

// Watched gives the moderators' channel, for the shell, which looks now and then who
// can read it; false while there is none.
func Watched(v bot.View) (bot.Place, bool) {
	place := SetupOf(v).Channel
	return place, place != (bot.Place{})
}

// Seen is the call with which it tells what it saw.
func Seen(place bot.Place, a bot.Answered) (bot.Call, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return bot.Call{}, fmt.Errorf("write who can read a channel: %w", err)
	}
	return bot.Do("conduct members", "channel", placeName(place), bot.AnswerArg, string(raw)), nil
}
