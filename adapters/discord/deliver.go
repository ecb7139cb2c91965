package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
)

// mostDelivery is how long one delivery may take: what takes longer is tried
// again by the engine, so that Discord never holds up the other platforms.
const mostDelivery = 15 * time.Second

// Deliver puts a message of the bot in a channel, or before one person, and
// returns when Discord has it. What may have been posted before a crash is looked
// for in the channel before it is posted again. A Live delivery renews the
// message that it replaces, or that its Key names.
func (d *Discord) Deliver(ctx context.Context, in bot.Delivery) (bot.Posted, error) {
	if in.ID == "" {
		return bot.Posted{}, errors.New("deliver to Discord: the delivery has no ID")
	}
	ctx, cancel := context.WithTimeout(ctx, mostDelivery)
	defer cancel()
	to, err := d.destination(ctx, in)
	if err == nil {
		wait, leave := d.lanes.Enter("deliver " + to)
		wait()
		defer leave()
		var posted bot.Posted
		if posted, err = d.deliver(ctx, in, to); err == nil {
			select {
			case d.posted <- struct{}{}:
			default:
			}
			if len(d.voices.in(to)) > 0 { // a meeting may have begun among those who are there
				d.tellVoice(to)
			}
			return posted, nil
		}
	}
	d.report(context.WithoutCancel(ctx), to, err)
	if why := hopeless[code(err)]; why != "" {
		return bot.Posted{}, &bot.Undeliverable{Why: why}
	}
	return bot.Posted{}, fmt.Errorf("deliver to Discord: %w", err)
}

// destination finds the channel that a delivery goes to.
func (d *Discord) destination(ctx context.Context, in bot.Delivery) (string, error) {
	server := in.Place.Workspace
	if in.Account.User != "" {
		server = in.Account.Workspace
	}
	if server != d.Guild {
		return "", &bot.Undeliverable{Why: "magbot is not in that server"}
	}
	if in.Account.User != "" {
		return d.rest.direct(ctx, in.Account.User)
	}
	return in.Place.Channel, nil
}

// sheet is a delivery as it is laid out in a channel.
type sheet struct {
	to, id string
	live   string   // names the live message in its channel; empty for a post
	at     []string // the messages that a live one is
	pages  []page
}

func (d *Discord) deliver(ctx context.Context, in bot.Delivery, to string) (bot.Posted, error) {
	s := sheet{to: to, id: hashed(in.ID)}
	if in.Kind == bot.Live {
		s.live = to + " " + hashed(in.Key)
		if s.at = d.state.liveOf(s.live); len(s.at) == 0 {
			s.at = readReceipt(to, in.Replaces)
		}
		if last, ok := d.orders.Load(s.live); ok && last.(uint64) > in.Order {
			return bot.Posted{Message: receipt(to, s.at)}, nil // it was renewed since
		}
	}
	if in.Message.IsZero() {
		return bot.Posted{}, d.clear(ctx, s, 0)
	}
	drawn := d.drawChannel(ctx)
	if in.Account.User != "" {
		drawn = d.draw(ctx, in.Account.User)
	}
	var err error
	if s.pages, err = drawn.message(in.Message); err != nil {
		return bot.Posted{}, err
	}
	made, err := d.lay(ctx, s)
	if err != nil {
		return bot.Posted{}, err
	}
	if s.live != "" {
		d.orders.Store(s.live, in.Order)
	}
	return bot.Posted{Message: receipt(to, made)}, nil
}

// lay posts or renews each page, and gives the messages that they are.
func (d *Discord) lay(ctx context.Context, s sheet) (made []string, err error) {
	for i, p := range s.pages {
		message := ""
		if i < len(s.at) {
			message = s.at[i]
			err = d.rest.edit(ctx, s.to, message, p)
			if code(err) == unknownMessage { // somebody took it away
				message, err = "", nil
			}
			if err != nil {
				return nil, err
			}
		}
		if message == "" {
			if message, err = d.post(ctx, s, i); err != nil {
				return nil, err
			}
		}
		made = append(made, message)
	}
	if len(s.at) > len(s.pages) {
		return made, d.clear(ctx, s, len(s.pages))
	}
	return made, nil
}

// post posts a page once: before, it says in the log that it is about to, and
// when it finds that said already, it looks in the channel first.
func (d *Discord) post(ctx context.Context, s sheet, part int) (string, error) {
	key := s.id + "." + strconv.Itoa(part)
	if s.live != "" {
		key = s.live + "." + strconv.Itoa(part)
	}
	message, unclear, err := d.state.posting(ctx, key)
	if err != nil {
		return "", err
	}
	if message != "" && s.live == "" {
		return message, nil
	}
	p := s.pages[part]
	if unclear != nil {
		if message, err = d.find(ctx, s.to, *unclear); err != nil {
			return "", err
		}
	}
	entry := memoEntry{Made: key, Where: s.to, Live: s.live, Part: part}
	if message != "" {
		entry.Message = message
		if err := d.state.keep(ctx, entry); err != nil || s.live == "" {
			return message, err
		}
		return message, d.rest.edit(ctx, s.to, message, p)
	}
	t := try{Key: key, At: d.Now().UTC(), Sum: sumOf(p.post().Content, p.post().Embeds)}
	if err := d.state.keep(ctx, memoEntry{Try: &t}); err != nil {
		return "", err
	}
	old := ""
	if part < len(s.at) {
		old = s.at[part]
	}
	// The nonce is of this very posting: one that replaces a message which was
	// taken away is another.
	nonce := hashed(s.id + key + old)[:24]
	if entry.Message, err = d.rest.send(ctx, s.to, p, nonce); err != nil {
		return "", err
	}
	return entry.Message, d.state.keep(ctx, entry)
}

// find looks for a message that may have been posted.
func (d *Discord) find(ctx context.Context, channel string, t try) (string, error) {
	after := flakeAt(t.At.Add(-2 * time.Minute)) // our clock may be ahead of Discord's
	for {
		all, err := d.rest.history(ctx, channel, after)
		if err != nil {
			return "", err
		}
		for _, m := range all {
			if m.by() == d.self && sumOf(m.Content, m.Embeds) == t.Sum {
				return m.ID, nil
			}
		}
		if len(all) < 100 {
			return "", nil
		}
		after = all[len(all)-1].ID
	}
}

// sumOf names what a message says. Discord takes blanks away at both ends.
func sumOf(content string, embeds []embedded) string {
	for _, e := range embeds {
		content = strings.TrimSpace(content) + "\n" + strings.TrimSpace(e.Description)
	}
	return hashed(strings.TrimSpace(content))
}

// clear takes away the messages of a live one from a part on.
func (d *Discord) clear(ctx context.Context, s sheet, from int) error {
	for _, message := range s.at[min(from, len(s.at)):] {
		if err := d.rest.remove(ctx, s.to, message); err != nil {
			return err
		}
	}
	if s.live == "" {
		return nil
	}
	return d.state.keep(ctx, memoEntry{Live: s.live, Part: from, Clear: true})
}

// receipt is the name of a message: "12 34,35".
func receipt(channel string, messages []string) string {
	return channel + " " + strings.Join(messages, ",")
}

func readReceipt(channel, name string) []string {
	list, ok := strings.CutPrefix(name, channel+" ")
	if !ok || list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// hashed names something so that its readers learn nothing of it.
func hashed(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}
