package room

import (
	"net/http"
	"strconv"

	"magbot/adapters/browser"
	"magbot/bot/chat"
)

// pageView is the whole window.
type pageView struct {
	words
	Title     string
	Name      string
	Base      string
	Here      string // address of the conversation
	ID        string // of the conversation
	Place     string // its name
	Note      string // who sees it
	Private   bool
	Seat      seatView
	Rehearsal bool
	Nav       []navView
	Cards     []messageView
	Talk      talkView
	Notes     []noteView
	Draft     string
	Key       string
	Commands  []Command
	Cursor    string
	Clock     int64 // Unix milliseconds here and now
	Old       bool  // a page of earlier messages, which does not move
}

// talkView is a stretch of messages, with the way to earlier ones.
type talkView struct {
	words
	Earlier  string
	Messages []messageView
}

// page draws a conversation; with ?before=N, a page of what came before.
func (r *Room) page(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	before, err := strconv.ParseUint(req.FormValue("before"), 10, 64)
	if err != nil && req.FormValue("before") != "" {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	draw := r.viewer(v)
	if before > 0 && scripted(req) {
		talk, err := draw.talk(req, c, before)
		if err != nil {
			r.failure(w, req, err)
			return
		}
		r.show(w, req, http.StatusOK, browser.Part{Name: "stretch", Data: talk})
		return
	}
	view, err := draw.window(req, c, before)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.show(w, req, http.StatusOK, browser.Part{Name: "room", Data: view})
}

func (v *viewer) talk(req *http.Request, c *conversation, before uint64) (talkView, error) {
	list, earlier, _ := c.page(before, pageSize)
	view := talkView{words: v.words}
	if earlier {
		view.Earlier = v.address(c.id) + "?before=" + strconv.FormatUint(list[0].number, 10)
	}
	var err error
	view.Messages, err = v.messages(req.Context(), c, list)
	return view, err
}

func (v *viewer) window(req *http.Request, c *conversation, before uint64) (pageView, error) {
	ctx, now := req.Context(), v.channels[0]
	own, err := v.private(ctx, v.seat.Person)
	if err != nil {
		return pageView{}, err
	}
	if c.person == "" {
		now = c
	}
	at := cursor{shown: tail(c), own: tail(own), now: tail(now)}
	view := v.frame(c)
	view.Cursor, view.Old = at.String(), before > 0
	if view.Talk, err = v.talk(req, c, before); err != nil {
		return view, err
	}
	if view.Cards, err = v.nowCards(ctx, now, own); err != nil {
		return view, err
	}
	if err := v.markRead(ctx, v.seat.Person, c); err != nil {
		return view, err
	}
	if view.Nav, err = v.navigation(ctx, c.id); err != nil {
		return view, err
	}
	if view.Commands, err = v.commands(ctx); err != nil {
		return view, err
	}
	var flashes []flash
	var key string
	flashes, view.Draft, key = v.session.take(c.id)
	if key != "" {
		view.Key = key
	}
	for _, f := range flashes {
		if n, ok := v.note(c.id, f); ok {
			view.Notes = append(view.Notes, n)
		}
	}
	return view, nil
}

// frame is what every page inside shows.
func (v *viewer) frame(c *conversation) pageView {
	view := pageView{
		words: v.words, Name: chat.Legible(v.Name), Base: v.base, Here: v.address(c.id), ID: c.id,
		Private: c.person != "", Rehearsal: v.session.seat, Key: browser.NewKey(), Clock: v.now.UnixMilli(),
		Place: v.Say("room.bot"), Note: v.Say("room.private-note"),
		Seat: seatView{
			words: v.words, Name: chat.Legible(v.seat.Name), Detail: chat.Legible(v.seat.Detail),
			Initial: browser.Initial(v.seat.Name), Hue: browser.Hue(v.seat.Person),
		},
	}
	for _, ch := range v.Channels {
		if ch.ID == c.id {
			view.Place, view.Note = chat.Legible(ch.Name), v.Say("room.channel-note")
			if ch.Name == "" {
				view.Place = ch.ID
			}
		}
	}
	view.Title = view.Place
	return view
}

func tail(c *conversation) uint64 {
	last, _ := c.ends()
	return last
}
