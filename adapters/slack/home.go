package slack

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
	"magbot/bot/chat"
)

const (
	// homeOpen is how long a Home tab is kept current after it was last opened:
	// Slack says when somebody opens it, and not when they leave.
	homeOpen = 12 * time.Hour
	// homeRest is the least time between two rounds in which Home tabs are
	// renewed, so that a busy meeting does not renew one at every step.
	homeRest = 3 * time.Second
	// homeSweep is how often they are looked at though nothing is known to have
	// happened: time passes, and other platforms bring changes.
	homeSweep = 5 * time.Minute
)

// homes is who has a Home tab before their eyes, and what stands there.
type homes struct {
	wake chan struct{}

	mu   sync.Mutex
	tabs map[string]*tab // by user
}

// tab is the Home tab of one person.
type tab struct {
	opened time.Time
	shown  [sha256.Size]byte // what was published last; zero when that is not known
	stale  bool
}

func newHomes() *homes { return &homes{wake: make(chan struct{}, 1), tabs: map[string]*tab{}} }

// open notes that somebody looks at their Home tab since an instant. With blank, it
// is not known what stands there.
func (h *homes) open(user string, now time.Time, blank bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tabs[user]
	if t == nil {
		t = &tab{}
		h.tabs[user] = t
	}
	if t.opened = now; blank {
		t.shown = [sha256.Size]byte{}
	}
}

// changed says that something happened that Home tabs may show.
func (h *homes) changed() {
	h.mu.Lock()
	for _, t := range h.tabs {
		t.stale = true
	}
	some := len(h.tabs) > 0
	h.mu.Unlock()
	if !some {
		return
	}
	select {
	case h.wake <- struct{}{}:
	default: // it wakes already
	}
}

// due lists whose tab is to be renewed, those who opened it last first, and
// forgets the tabs that nobody looks at any more.
func (h *homes) due(now time.Time) (users []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for user, t := range h.tabs {
		switch {
		case now.Sub(t.opened) > homeOpen:
			delete(h.tabs, user)
		case t.stale:
			users = append(users, user)
		}
	}
	slices.SortFunc(users, func(a, b string) int { return h.tabs[b].opened.Compare(h.tabs[a].opened) })
	return users
}

// begin says that a tab is about to be drawn from what is known now.
func (h *homes) begin(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tabs[user]; t != nil {
		t.stale = false
	}
}

// shows reports whether a tab shows something already.
func (h *homes) shows(user string, sum [sha256.Size]byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tabs[user]
	return t != nil && t.shown == sum
}

// published notes what a tab shows; the zero sum when that failed.
func (h *homes) published(user string, sum [sha256.Size]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tabs[user]; t != nil {
		t.shown = sum
	}
}

// looks notes that somebody looks at their Home tab, also for the next life of the
// adapter. With blank, Slack has nothing to show there.
func (s *Slack) looks(ctx context.Context, user string, blank bool) {
	s.homes.open(user, s.Now(), blank)
	if err := s.state.visit(ctx, user); err != nil {
		s.Logger.Error("remember who has a Home tab open", "error", err)
	}
}

// keepHomes renews the Home tabs that are open whenever something has happened; at
// first those that were open when the adapter went down, for much may have happened
// since.
func (s *Slack) keepHomes(ctx context.Context) {
	for user, at := range s.state.visitors(s.Now().Add(-homeOpen)) {
		s.homes.open(user, at, true)
	}
	s.homes.changed()
	sweep := time.NewTicker(homeSweep)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			s.homes.changed()
		case <-s.homes.wake:
		}
		rest := time.NewTimer(homeRest)
		select {
		case <-ctx.Done():
			rest.Stop()
			return
		case <-rest.C:
		}
		for _, user := range s.homes.due(s.Now()) {
			if ctx.Err() != nil {
				return
			}
			_ = s.guard(func() error { // it is logged, and the others are renewed
				s.publish(ctx, user)
				return nil
			})
		}
	}
}

// ofHome is that somebody opened the app's own tabs. Slack says so for the
// Messages tab as well, which needs nothing.
func (s *Slack) ofHome(o outer, e event) task {
	if e.Tab != "home" || e.User == "" || len(s.Home) == 0 {
		return task{}
	}
	return task{
		lane: "home of " + e.User, key: "home " + e.User + " " + o.EventID,
		do: func(ctx context.Context, t *turn) error {
			t.reply(nil)
			s.looks(ctx, e.User, e.View == nil)
			s.publish(ctx, e.User)
			return nil
		},
	}
}

// publish shows somebody their Home tab as it is now, unless it stands there
// already. What fails is tried again when something happens or time has passed.
func (s *Slack) publish(ctx context.Context, user string) {
	wait, leave := s.lanes.Enter("publish " + user)
	wait()
	defer leave()
	s.homes.begin(user)
	view, err := s.homeOf(ctx, user)
	if err != nil {
		s.Logger.Error("draw a Home tab", "error", err)
		return
	}
	raw, err := json.Marshal(view)
	if err != nil {
		s.Logger.Error("write a Home tab", "error", err)
		return
	}
	sum := sha256.Sum256(raw)
	if s.homes.shows(user, sum) {
		return
	}
	if err := s.web.publishHome(ctx, user, view); err != nil {
		sum = [sha256.Size]byte{}
		if !s.report(ctx, "", err) {
			s.Logger.Warn("a Home tab could not be shown", "error", bare(err))
		}
	}
	s.homes.published(user, sum)
}

// homeOf draws the Home tab of somebody: the answers to Config.Home, one beneath
// the other.
func (s *Slack) homeOf(ctx context.Context, user string) (view sdk.HomeTabViewRequest, err error) {
	a := asker{user: user}
	d := s.draw(ctx, s.account(user)).inView()
	var all []chunk
	seen := ""
	for i, call := range s.Home {
		cause := s.cause("home", user, call.Path, call.Args, s.Now().UnixNano())
		answer, err := s.handle(ctx, s.input(a, cause, bot.Call(call)))
		if err != nil {
			return view, fmt.Errorf("ask for a part of the Home tab: %w", err)
		}
		m := answer.Message
		if m.IsZero() {
			continue
		}
		if seen == "" {
			seen = m.Seen
		}
		most := mostViewBlocks - len(all) - leastPart*(len(s.Home)-i-1) - 1
		if all, err = d.part(all, m, call, i, most); err != nil {
			return view, err
		}
	}
	all = slices.Concat(all, s.homeOffer(ctx, d, user), d.small(seen))
	view.Type = sdk.VTHomeTab
	for _, c := range all[:min(len(all), mostViewBlocks)] {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, c.block)
	}
	return view, nil
}

// leastPart is how many blocks are kept free for each part that is still to
// come: a heading, what can be said, its buttons, and that there is more.
const leastPart = 6

// part draws one part into at most so many blocks. What does not fit is said to
// be missing, with a button that shows all of it.
func (d drawing) part(all []chunk, m chat.Message, call chat.Call, number, most int) ([]chunk, error) {
	p := drawing{words: d.words, surface: d.surface, value: d.value, mark: fmt.Sprintf("home.%d.", number)}
	body := p.body(m.Blocks)
	tail, err := p.buttons(m.Buttons)
	if err != nil {
		return nil, err
	}
	if len(body)+len(tail) > most {
		note := p.small(p.words.Say("slack.home-more"))
		buttons := append([]chat.Button{{Label: p.words.Say("slack.home-all"), Call: call}}, m.Buttons...)
		if tail, err = p.buttons(buttons[:min(len(buttons), mostActions)]); err != nil {
			return nil, err
		}
		tail = slices.Concat(note, tail[:min(len(tail), leastPart-3)])
		body = body[:max(0, min(len(body), most-len(tail)))]
	}
	return slices.Concat(all, body, tail), nil
}

// homeOffer asks somebody whose account is not linked whether they are the person
// with their e-mail address.
func (s *Slack) homeOffer(ctx context.Context, d drawing, user string) []chunk {
	if _, linked := s.People.Person(ctx, s.account(user)); linked {
		return nil
	}
	seat, found := s.namesake(ctx, user)
	if !found {
		return nil
	}
	return append(d.paragraph(chat.Line(d.words.Say("slack.link-offer", "name", seat.Name))), chunk{block: linkButton(d, seat)})
}

// showAtHome answers what was pressed in the Home tab: in a modal before it, or,
// where that is not enough, in the person's own conversation, which the modal
// says. Then the tab shows what has become of it.
func (s *Slack) showAtHome(ctx context.Context, a asker, answer bot.Answer) {
	a.home = false
	defer func() {
		s.looks(ctx, a.user, false)
		s.publish(ctx, a.user)
	}()
	if answer.Form != nil || answer.Message.IsZero() {
		s.show(ctx, a, answer)
		return
	}
	d := s.draw(ctx, s.account(a.user))
	view, whole := d.told(answer.Message, "{}")
	if whole && len(answer.Message.Buttons) == 0 && !holdsFiles(answer.Message) && s.tell(ctx, a, view) {
		return
	}
	view, _ = d.told(chat.Say(d.words.Say("slack.home-answer")), "{}")
	s.tell(ctx, a, view) // first: a modal can be opened for three seconds only
	s.show(ctx, a, answer)
}

// tell opens a modal that says something, and reports whether it is there.
func (s *Slack) tell(ctx context.Context, a asker, view sdk.ModalViewRequest) bool {
	if a.trigger == "" || time.Since(a.since) >= triggerFor {
		return false
	}
	if _, err := s.web.openView(ctx, a.trigger, view); err != nil {
		s.Logger.Info("a modal could not be opened", "error", bare(err))
		return false
	}
	return true
}

// holdsFiles reports whether a message holds what a view cannot show.
func holdsFiles(m chat.Message) bool {
	return slices.ContainsFunc(m.Blocks, func(b chat.Block) bool {
		switch b := b.(type) {
		case chat.File:
			return b.Text != ""
		case chat.Picture:
			return b.SVG != ""
		case chat.Heading, chat.Paragraph, chat.List, chat.Table, chat.Quote, chat.Note:
		}
		return false
	})
}
