package room

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
)

// What the bot asks of the room for the sake of conduct: who can read a channel,
// what was said around a message, and that a message is hidden, shown again or
// deleted because people decided so. The room takes nobody the right to write.

// Members says who can read a channel: everybody who comes in.
func (r *Room) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if _, err := r.channel(ctx, place.Channel); err != nil {
		return bot.Members{}, &bot.Unable{Why: bot.Gone}
	}
	return bot.Members{Open: true}, nil
}

// channel finds a channel, and no private conversation.
func (r *Room) channel(ctx context.Context, id string) (*conversation, error) {
	if id == private {
		return nil, errNoChannel
	}
	return r.conversation(ctx, id, "")
}

// linked finds the message of a channel that an address of the room leads to.
func (r *Room) linked(ctx context.Context, link string) (*conversation, message, error) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || !strings.EqualFold(u.Host, r.origin.Host) || u.Scheme != r.origin.Scheme {
		return nil, message{}, &bot.Unable{Why: bot.NotHere}
	}
	_, id, ok := strings.Cut(u.Path, "/c/")
	c, err := r.channel(ctx, id)
	digits, named := strings.CutPrefix(u.Fragment, "m-"+id+"-")
	number, wrong := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil || !named || wrong != nil {
		return nil, message{}, &bot.Unable{Why: bot.NotHere}
	}
	m, there := c.message(number)
	if !there || m.bot() {
		return nil, message{}, &bot.Unable{Why: bot.Gone}
	}
	return c, m, nil
}

// Around gives what people said around a message of a channel: half of it before,
// half after.
func (r *Room) Around(ctx context.Context, a bot.Around) ([]bot.Said, error) {
	c, meant, err := r.linked(ctx, a.Link)
	if err != nil {
		return nil, err
	}
	if meant.deleted {
		return nil, &bot.Unable{Why: bot.Gone}
	}
	var all []bot.Said
	for _, m := range c.about(meant.number, a.Most) {
		text, ok, err := r.open(c.log, m)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue // its author was erased
		}
		if runes := []rune(text); len(runes) > bot.MostSaid {
			text = string(runes[:bot.MostSaid])
		}
		all = append(all, bot.Said{
			ID: wroteID(c, m), Account: bot.Account{Platform: r.Platform(), User: string(m.by)},
			Place: bot.Place{Platform: r.Platform(), Channel: c.id}, At: m.at, Text: text, Meant: m.number == meant.number,
		})
	}
	return all, nil
}

// about gives no more than most messages of people around one, that one among them.
func (c *conversation) about(number uint64, most int) []message {
	c.mu.RLock()
	defer c.mu.RUnlock()
	at, ok := c.index[number]
	if !ok || most < 1 {
		return nil
	}
	counts := func(m message) bool { return !m.bot() && !m.deleted }
	var before []message
	for i := at - 1; i >= 0 && len(before) < most/2; i-- {
		if counts(c.messages[i]) {
			before = append(before, c.messages[i])
		}
	}
	slices.Reverse(before)
	all := slices.Concat(before, []message{c.messages[at]})
	for i := at + 1; i < len(c.messages) && len(all) < most; i++ {
		if counts(c.messages[i]) {
			all = append(all, c.messages[i])
		}
	}
	return all
}

// Act hides a message, shows it again or deletes it. What was done before is done.
func (r *Room) Act(ctx context.Context, a bot.Act) error {
	if !a.Do.OfMessage() {
		return &bot.Unable{Why: bot.Unsupported}
	}
	c, m, err := r.linked(ctx, a.Link)
	if err != nil {
		return err
	}
	kind := map[bot.Deed]entryKind{bot.HideMessage: hidden, bot.ShowMessage: bared, bot.DeleteMessage: removed}[a.Do]
	switch {
	case m.deleted && kind == removed, m.hidden && kind == hidden, !m.hidden && kind == bared && !m.deleted:
		return nil
	case m.deleted:
		return &bot.Unable{Why: bot.Gone}
	}
	if _, _, err := r.write(ctx, c, logged{Kind: kind, At: r.Now().UTC(), Of: m.number, Key: "act:" + a.ID}); err != nil {
		return err
	}
	if kind != removed {
		return nil
	}
	return r.count(ctx, c, m, "", func(w *bot.Wrote) { w.Gone = true })
}
