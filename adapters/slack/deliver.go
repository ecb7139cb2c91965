package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
)

const (
	// mostDelivery is how long one delivery may take: what takes longer is tried
	// again by the engine, so that Slack never holds up the other platforms.
	mostDelivery = 10 * time.Second
	// restFor is how long nothing is delivered when Slack cannot be reached.
	restFor = 5 * time.Second
)

// errResting is the error of a delivery while Slack cannot be reached.
var errResting = errors.New("deliver to Slack: it could not be reached a moment ago")

// Deliver puts a message of the bot in a channel, or before one person, and
// returns when Slack has it. A delivery that came before is found again by the
// metadata of its messages and gives the same receipt, also after a crash. A
// Live delivery renews the message that it replaces, or that its Key names.
func (s *Slack) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if d.ID == "" {
		return bot.Posted{}, errors.New("deliver to Slack: the delivery has no ID")
	}
	if s.posted.resting() {
		return bot.Posted{}, errResting
	}
	ctx, cancel := context.WithTimeout(ctx, mostDelivery)
	defer cancel()
	to, err := s.destination(ctx, d)
	if err == nil {
		wait, leave := s.lanes.Enter("deliver " + to)
		wait()
		defer leave()
		var posted bot.Posted
		if posted, err = s.deliver(ctx, d, to); err == nil {
			s.homes.changed()
			return posted, nil
		}
	}
	return bot.Posted{}, s.undelivered(ctx, to, err)
}

// undelivered says what an error of a delivery means.
func (s *Slack) undelivered(ctx context.Context, to string, err error) error {
	said := code(err)
	_, limited := errors.AsType[*sdk.RateLimitedError](err)
	switch {
	case said == "" && !limited && !errors.Is(err, errPaused):
		s.posted.unclear(to) // it may have arrived
		if _, ours := errors.AsType[*drawError](err); !ours {
			s.posted.rest()
		}
	default:
		s.report(context.WithoutCancel(ctx), to, err)
	}
	if hopeless[said] {
		return &bot.Undeliverable{Why: said}
	}
	return fmt.Errorf("deliver to Slack: %w", bare(err))
}

// drawError is an error of ours, before Slack was asked.
type drawError struct{ err error }

func (e *drawError) Error() string { return e.err.Error() }
func (e *drawError) Unwrap() error { return e.err }

// destination finds the conversation that a delivery goes to.
func (s *Slack) destination(ctx context.Context, d bot.Delivery) (string, error) {
	workspace := d.Place.Workspace
	if d.Account.User != "" {
		workspace = d.Account.Workspace
	}
	if workspace != s.workspace {
		return "", &drawError{&bot.Undeliverable{Why: "magbot is not in that workspace"}}
	}
	if d.Account.User != "" {
		return s.web.im(ctx, d.Account.User)
	}
	return d.Place.Channel, nil
}

// deliver puts the pages of a delivery in a conversation.
func (s *Slack) deliver(ctx context.Context, d bot.Delivery, to string) (bot.Posted, error) {
	live := ""
	if d.Kind == bot.Live {
		live = hashed(d.Key)
	}
	known, err := s.claim(ctx, to, live, d)
	if err != nil {
		return bot.Posted{}, err
	}
	at := readReceipt(to, d.Replaces)
	if live != "" && (len(at) == 0 || known.newer(live, at[0])) {
		at = known.live(live)
	}
	if live != "" && s.posted.order(to, live) > d.Order {
		return bot.Posted{Message: receipt(to, at)}, nil // it was renewed since
	}
	if d.Message.IsZero() {
		return bot.Posted{}, s.clear(ctx, to, live, at)
	}
	drawn := s.drawChannel(ctx)
	if d.Account.User != "" {
		drawn = s.draw(ctx, d.Account)
	}
	pages, err := drawn.message(d.Message)
	if err != nil {
		return bot.Posted{}, &drawError{err}
	}
	sheet := sheet{to: to, id: hashed(d.ID), live: live, pages: pages, known: known}
	made, err := s.layInThread(ctx, sheet, d, at)
	if err != nil {
		return bot.Posted{}, err
	}
	s.posted.setOrder(to, live, d.Order)
	return bot.Posted{Message: receipt(to, made)}, nil
}

// layInThread lays a delivery out where it belongs in a channel: what is posted
// of a meeting stands in the meeting's one thread, and in the channel as well;
// the message that came first of all begins the thread.
func (s *Slack) layInThread(ctx context.Context, l sheet, d bot.Delivery, at []string) ([]string, error) {
	topic := topicOf(d.Key)
	if topic == "" || d.Account.User != "" {
		return s.lay(ctx, l, at)
	}
	where := l.to + " " + topic
	root, err := s.state.root(ctx, where)
	if err != nil {
		return nil, &drawError{err}
	}
	if d.Kind == bot.Post {
		l.thread = root
	}
	made, err := s.lay(ctx, l, at)
	if code(err) == "thread_not_found" {
		if err := s.state.lose(ctx, where); err != nil {
			return nil, &drawError{err}
		}
		l.thread, root = "", ""
		made, err = s.lay(ctx, l, at)
	}
	if err == nil && root == "" {
		if _, err := s.state.begin(ctx, where, made[0]); err != nil {
			s.Logger.Error("remember where a thread begins", "error", err)
		}
	}
	return made, err
}

// errElsewhere is the error of a delivery that another process has begun.
var errElsewhere = errors.New("another process is about it")

// takeOver is after how long a delivery that somebody else began, and that does
// not stand in Slack, is taken over: theirs has ended by then, one way or the
// other.
const takeOver = 2 * mostDelivery

// claim makes a delivery this process's own, and gives what is known of the
// conversation. What was begun before, by another process or before a crash, is
// looked for in Slack first.
func (s *Slack) claim(ctx context.Context, to, live string, d bot.Delivery) (*conversation, error) {
	name, there := "post "+hashed(d.ID), func(c *conversation) bool { return c.part(hashed(d.ID), 0) != "" }
	if live != "" {
		name, there = "live "+to+" "+live, func(c *conversation) bool { return len(c.live(live)) > 0 }
	}
	if d.Replaces != "" || s.posted.mine(name) {
		return s.recall(ctx, to)
	}
	for try := 0; ; try++ {
		first, since, err := s.state.mark(ctx, fmt.Sprint(name, " ", try))
		if err != nil {
			return nil, &drawError{err}
		}
		if first {
			s.posted.own(name)
			return s.recall(ctx, to)
		}
		if try == 0 {
			s.posted.unclear(to)
		}
		known, err := s.recall(ctx, to)
		if err != nil || there(known) {
			return known, err
		}
		if !s.Alone && s.Now().Sub(since) < takeOver {
			return nil, &drawError{errElsewhere}
		}
	}
}

// topicOf is what a thread of a channel is about: the stream of a key, when it is
// one of many ("meeting/7"); empty for what has no thread.
func topicOf(key string) string {
	stream, _, _ := strings.Cut(key, " ")
	if !strings.Contains(stream, "/") {
		return ""
	}
	return hashed(stream)
}

// sheet is a delivery as it is laid out in a conversation.
type sheet struct {
	to, id, live string
	thread       string // of the root; empty to stand by itself
	pages        []page
	known        *conversation
}

// lay posts or renews each page: the first by itself or in the thread, the
// others beneath. It gives the messages that they are.
func (s *Slack) lay(ctx context.Context, l sheet, at []string) (made []string, err error) {
	for i, p := range l.pages {
		old := l.known.part(l.id, i)
		if old == "" && i < len(at) {
			old = at[i]
		}
		to := spot{channel: l.to, thread: l.thread}
		if i > 0 && to.thread == "" {
			to.thread = made[0]
		}
		ts, err := s.layPage(ctx, l, to, p, old, i)
		if err != nil {
			return nil, err
		}
		made = append(made, ts)
	}
	for i := len(l.pages); i < len(at); i++ {
		if err := s.web.remove(ctx, spot{channel: l.to, ts: at[i]}); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (s *Slack) layPage(ctx context.Context, l sheet, to spot, p page, old string, part int) (ts string, err error) {
	extra := []sdk.MsgOption{sdk.MsgOptionMetadata(sdk.SlackMetadata{
		EventType:    metadataType,
		EventPayload: map[string]any{"id": l.id, "live": l.live, "part": part, "parts": len(l.pages)},
	})}
	if old != "" && l.live == "" {
		return old, nil // it is there already
	}
	if old != "" {
		err := s.web.update(ctx, spot{channel: l.to, ts: old}, p, extra...)
		if err == nil {
			l.known.note(l.id, l.live, part, old)
			return old, s.renewFiles(ctx, l, to, p, part)
		}
		if c := code(err); c != "message_not_found" && c != "cant_update_message" && c != "edit_window_closed" {
			return "", err
		}
	}
	if to.thread != "" && part == 0 {
		extra = append(extra, sdk.MsgOptionBroadcast())
	}
	made, err := s.web.post(ctx, to, p, extra...)
	if err != nil {
		return "", err
	}
	l.known.note(l.id, l.live, part, made.ts)
	if to.thread == "" {
		to.thread = made.ts
	}
	s.posted.sameFiles(l.to, l.live, part, p.files)
	return made.ts, s.files(ctx, to, p)
}

// renewFiles sends the files of a live message again when they have changed.
func (s *Slack) renewFiles(ctx context.Context, l sheet, to spot, p page, part int) error {
	if len(p.files) == 0 || s.posted.sameFiles(l.to, l.live, part, p.files) {
		return nil
	}
	if to.thread == "" {
		to.thread = l.known.part(l.id, 0)
	}
	return s.files(ctx, to, p)
}

// clear takes a live message away that has nothing to show any more.
func (s *Slack) clear(ctx context.Context, to, live string, at []string) error {
	for _, ts := range at {
		if err := s.web.remove(ctx, spot{channel: to, ts: ts}); err != nil {
			return err
		}
	}
	s.posted.forget(to, live)
	return nil
}

// receipt is Slack's name of a message: "C1 123.45,123.46".
func receipt(channel string, ts []string) string { return channel + " " + strings.Join(ts, ",") }

func readReceipt(channel, name string) []string {
	list, ok := strings.CutPrefix(name, channel+" ")
	if !ok || list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// hashed names something in the metadata of a message, which its readers can
// see, so that it tells nothing.
func hashed(name string) string {
	if name == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}
