package room

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
)

const (
	pageSize = 60   // messages on a page
	mostPins = 6    // cards under Now for one conversation
	longTalk = 1500 // characters from which a message is folded up
)

// words lets a template say sentences: {{.Say "room.send"}}.
type words = browser.Reader

// messageView is one message as one reader sees it.
type messageView struct {
	words
	ID      string // of its element: "m-general-12"
	Rev     uint64
	Bot     bool
	Author  string
	Detail  string
	Initial string
	Hue     int
	At      browser.Time
	Mine    bool
	EditURL string
	LookURL string // to ask others to look at it; empty where that cannot be asked
	Edited  bool
	Deleted bool
	Hidden  bool // people decided that nobody sees it
	Removed bool // deleted, and not by its author
	Erased  bool
	Noted   bool
	Live    bool // a live message that stands under Now
	Ended   bool // a live message with nothing left to show
	Title   string
	Talk    []browser.Span
	Start   []browser.Span // of a long message
	Body    browser.Body
}

// noteView is an answer that one person alone sees.
type noteView struct {
	words
	ID      string
	Refused bool
	Text    string
	Body    browser.Body
}

// navView is one conversation in the list.
type navView struct {
	words
	Name    string
	URL     string
	Current bool
	Private bool
	Unread  int
}

// visit is one request of somebody who is in the room.
type visit struct {
	words
	session *session
	seat    Seat
	base    string // before every address: "" or "/s/TOKEN"
}

func (v visit) address(conversation string) string { return v.base + "/c/" + conversation }

// viewer draws messages for one visit; it asks for each name once.
type viewer struct {
	*Room
	visit
	now   browser.Moment
	seats map[bot.PersonID]Seat
}

func (r *Room) viewer(v visit) *viewer {
	return &viewer{Room: r, visit: v, now: browser.Moment{Time: r.Now(), Zone: v.seat.Zone}, seats: map[bot.PersonID]Seat{}}
}

func (v *viewer) seatOf(ctx context.Context, id bot.PersonID) (Seat, error) {
	if s, ok := v.seats[id]; ok {
		return s, nil
	}
	s, err := v.Door.Person(ctx, id)
	if errors.Is(err, ErrNobody) {
		s, err = Seat{Person: id, Name: v.Say("room.somebody"), Gone: true}, nil
	}
	if err != nil {
		return Seat{}, fmt.Errorf("name of %s: %w", id, err)
	}
	v.seats[id] = s
	return s, nil
}

// message draws one message. pinned says that it stands under Now as well.
func (v *viewer) message(ctx context.Context, c *conversation, m message, pinned bool) (messageView, error) {
	view := messageView{
		words: v.words, ID: elementID(c, m), Rev: m.changed, Bot: m.bot(),
		At: browser.Stamp(m.at, v.seat.Zone), Edited: m.edited, Deleted: m.deleted, Hidden: m.hidden, Removed: m.removed, Noted: m.noted,
		Live: pinned, Ended: m.live != "" && m.blank,
	}
	if m.bot() {
		view.Author, view.Initial = v.Say("room.bot"), "m"
		err := v.fillPosted(&view, c, m)
		return view, err
	}
	seat, err := v.seatOf(ctx, m.by)
	if err != nil {
		return view, err
	}
	view.Author, view.Detail = chat.Legible(seat.Name), chat.Legible(seat.Detail)
	view.Initial, view.Hue = browser.Initial(seat.Name), browser.Hue(m.by)
	view.Mine = m.by == v.seat.Person && !m.deleted && !m.hidden
	view.EditURL = fmt.Sprintf("%s/edit/%d", v.address(c.id), m.number)
	if m.deleted || m.hidden {
		return view, nil
	}
	text, ok, err := v.open(c.log, m)
	if err != nil {
		return view, err
	}
	if !ok {
		view.Erased, view.Mine = true, false
		return view, nil
	}
	if v.Look != "" && !view.Mine && c.person == "" {
		view.LookURL = fmt.Sprintf("%s/look/%d", v.address(c.id), m.number)
	}
	view.Talk = browser.Talk(text)
	if utf8.RuneCountInString(text) > longTalk {
		view.Start = browser.Talk(browser.Beginning(text, 240) + " …")
	}
	return view, nil
}

func (v *viewer) fillPosted(view *messageView, c *conversation, m message) error {
	shown, ok, err := v.openMessage(c.log, m)
	if err != nil {
		return err
	}
	if !ok {
		view.Erased = true
		return nil
	}
	view.Body = browser.Draw(v.words, v.address(c.id), view.ID, shown, v.now)
	view.Title = title(shown, v.seat.Zone)
	return nil
}

// title is the first thing a message says, on one line.
func title(m chat.Message, zone *time.Location) string {
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case chat.Heading:
			return chat.Legible(b.Text)
		case chat.Paragraph:
			return chat.Legible(browser.Beginning(plain(b.Text, zone), 120))
		case chat.List, chat.Table, chat.Quote, chat.Note, chat.Picture, chat.File:
		}
	}
	return ""
}

func plain(t chat.Text, zone *time.Location) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			b.WriteString(string(s))
		case chat.Strong:
			b.WriteString(string(s))
		case chat.Link:
			b.WriteString(s.Label)
		case chat.Time:
			b.WriteString(browser.At(s, zone).Text)
		case chat.Clock:
		}
	}
	return b.String()
}

// elementID names the element of a message in a page.
func elementID(c *conversation, m message) string { return fmt.Sprintf("m-%s-%d", c.id, m.number) }

// messages draws several messages of one conversation.
func (v *viewer) messages(ctx context.Context, c *conversation, list []message) ([]messageView, error) {
	pinned := map[uint64]bool{}
	for _, m := range c.pins(mostPins) {
		pinned[m.number] = true
	}
	views := make([]messageView, 0, len(list))
	for _, m := range list {
		if m.live != "" && m.blank {
			continue
		}
		view, err := v.message(ctx, c, m, pinned[m.number])
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// nowCards draws what is under way: in the channel shown (the first one beside
// a private conversation), and for this person alone. The order is that of the
// ranks; among equals what everybody sees stands first, and then what began
// last. Renewing a card does not move it, so that a page which is drawn anew
// shows what the open window shows.
func (v *viewer) nowCards(ctx context.Context, channel, own *conversation) ([]messageView, error) {
	type pin struct {
		of *conversation
		message
	}
	var pins []pin
	for _, c := range []*conversation{channel, own} {
		for _, m := range c.pins(mostPins) {
			pins = append(pins, pin{c, m})
		}
	}
	slices.SortStableFunc(pins, func(a, b pin) int {
		if a.of == b.of {
			return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.number, a.number))
		}
		return cmp.Compare(b.rank, a.rank)
	})
	cards := make([]messageView, 0, len(pins))
	for _, p := range pins {
		card, err := v.message(ctx, p.of, p.message, false)
		if err != nil {
			return nil, err
		}
		card.ID = "now" + strings.TrimPrefix(card.ID, "m")
		card.Body = rename(card.Body)
		cards = append(cards, card)
	}
	return cards, nil
}

// rename keeps the buttons of a card apart from those of its message.
func rename(b browser.Body) browser.Body {
	for i := range b.Buttons {
		b.Buttons[i].ID = "now" + strings.TrimPrefix(b.Buttons[i].ID, "m")
	}
	return b
}

// note draws an answer for the actor alone; false when there is nothing to show.
func (v *viewer) note(conversation string, f flash) (noteView, bool) {
	n := noteView{words: v.words, ID: "n-" + browser.NewKey(), Refused: f.refused || f.answer.Refused, Text: f.text}
	if f.text == "" && f.answer.Message.IsZero() {
		return n, false
	}
	n.Body = browser.Draw(v.words, v.address(conversation), n.ID, f.answer.Message, v.now)
	// Whoever sees the message elsewhere: this copy is theirs alone.
	n.Body.Seen = v.Say("room.only-you")
	return n, true
}

// navigation lists the conversations with what is new in each.
func (v *viewer) navigation(ctx context.Context, here string) ([]navView, error) {
	var nav []navView
	person := v.seat.Person
	for i, ch := range v.Channels {
		n := navView{words: v.words, Name: ch.Name, URL: v.address(ch.ID), Current: ch.ID == here}
		if n.Name == "" {
			n.Name = ch.ID
		}
		if !n.Current {
			n.Unread = v.channels[i].unread(v.marked(person, v.channels[i]), person)
		}
		nav = append(nav, n)
	}
	own, err := v.private(ctx, person)
	if err != nil {
		return nil, err
	}
	n := navView{words: v.words, Name: v.Say("room.bot"), URL: v.address(private), Current: here == private, Private: true}
	if _, seen := own.ends(); !n.Current {
		n.Unread = own.unread(seen, person)
	}
	return append(nav, n), nil
}

// marked tells up to where a person has read a channel; who sees it for the
// first time since the start has read everything.
func (r *Room) marked(person bot.PersonID, c *conversation) uint64 {
	last, _ := c.ends()
	r.mu.Lock()
	defer r.mu.Unlock()
	k := mark{person, c.id}
	if _, ok := r.marks[k]; !ok {
		r.marks[k] = last
	}
	return r.marks[k]
}

// markRead remembers that a person has a conversation before their eyes.
func (r *Room) markRead(ctx context.Context, person bot.PersonID, c *conversation) error {
	last, seen := c.ends()
	if c.person == "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.marks[mark{person, c.id}] = last
		return nil
	}
	if c.unread(seen, person) == 0 {
		return nil
	}
	_, _, err := r.write(ctx, c, logged{Kind: read, At: r.Now().UTC()})
	return err
}

// fragment runs one template.
func (r *Room) fragment(name string, data any) (template.HTML, error) {
	page, err := r.pages.Draw(browser.Part{Name: name, Data: data})
	return template.HTML(page), err //nolint:gosec // html/template has escaped it
}

// show answers with one or more templates, drawn whole before anything is sent.
func (r *Room) show(w http.ResponseWriter, req *http.Request, status int, parts ...browser.Part) {
	page, err := r.pages.Draw(parts...)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.send(w, status, page)
}

func (r *Room) send(w http.ResponseWriter, status int, page []byte) {
	if err := browser.Send(w, status, page); err != nil {
		r.Logger.Debug("the browser went away", "error", err)
	}
}
