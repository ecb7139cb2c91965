package chairing

import (
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// The names of what is shown.
const (
	ShowTaken   = "chairing.taken"   // to everybody: an item begins
	ShowClosed  = "chairing.closed"  // to everybody: an item is closed
	ShowSkipped = "chairing.skipped" // to everybody
	ShowDropped = "chairing.dropped" // to everybody
	ShowEnded   = "chairing.ended"   // to everybody: the meeting is closed
	ShowUndone  = "chairing.undone"  // to everybody: what was taken back, and why
	ShowWarned  = "chairing.warned"  // to the Chair alone: little of an item's time is left
	ShowOverran = "chairing.overran" // to the Chair alone: it is over
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowTaken: showTaken, ShowClosed: showLeft("chairing.say-closed", agenda.ItemDone),
		ShowSkipped: showLeft("chairing.say-skipped", agenda.ItemPassed), ShowDropped: showLeft("chairing.say-dropped", agenda.ItemOff),
		ShowDesk: showDesk, ShowEnded: showEnded, ShowUndone: showUndone, ShowWarned: showWarned, ShowOverran: showOverran,
	}
}

// said is what a person wrote; words that were erased are said to be gone.
func said(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("chairing.erased")
	}
	return w.Text
}

func effectItem(v bot.View, e bot.Effect) (agenda.Item, bool) {
	n, err := strconv.Atoi(e.With["item"])
	if err != nil {
		return agenda.Item{}, false
	}
	return agenda.Of(v).Item(n)
}

// itemTitle says which item it is: "Item 3 of 6 · Evaluation · for decision".
func itemTitle(v bot.View, item agenda.Item) string {
	at, of := agenda.Of(v).Place(item.Number)
	title := v.Say("chairing.item", "item", at, "of", of, "title", said(v, item.Title))
	if at == 0 {
		title = v.Say("chairing.part", "title", said(v, item.Title))
	}
	if item.Kind != "" {
		title += " · " + v.Say("chairing.for."+string(item.Kind))
	}
	return title
}

// showTaken opens an item in the channel. When it is no longer the current one
// there is nothing to say.
func showTaken(v bot.View, e bot.Effect) (chat.Message, error) {
	item, ok := effectItem(v, e)
	if !ok || item.State != agenda.ItemCurrent {
		return chat.Message{}, nil
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: itemTitle(v, item)}}, Seen: v.Say("seen.channel")}
	if !item.Reason.IsZero() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.reopened-because", "text", said(v, item.Reason)))})
	}
	if item.Minutes > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.minutes", "count", item.Minutes))})
	}
	for _, p := range item.Papers {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: paperTitle(v, p), URL: p.Link})})
	}
	m.Buttons = []chat.Button{
		{Label: v.Say("chairing.button.floor"), Call: chat.Do("queue add"), Ask: true},
		{Label: v.Say("chairing.button.agenda"), Call: chat.Do("agenda show")},
	}
	return m, nil
}

func paperTitle(v bot.View, p meeting.Paper) string {
	if text := said(v, p.Title); text != "" {
		return text
	}
	return p.Link
}

// showLeft says that an item is no longer dealt with, while that is so.
func showLeft(key string, state agenda.ItemState) bot.Show {
	return func(v bot.View, e bot.Effect) (chat.Message, error) {
		item, ok := effectItem(v, e)
		if !ok || item.State != state {
			return chat.Message{}, nil
		}
		m := chat.Say(v.Say(key, "item", item.Number, "title", said(v, item.Title)))
		if !item.Reason.IsZero() {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.because", "text", said(v, item.Reason)))})
		}
		m.Seen = v.Say("seen.channel")
		if next, ok := agenda.Of(v).Next(); ok && meeting.Of(v).IsOpen() {
			if _, on := agenda.Of(v).Current(); !on {
				m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.next", "item", next.Number, "title", said(v, next.Title)))})
				m.Buttons = []chat.Button{nextButton(v, next)}
			}
		}
		return m, nil
	}
}

// nextButton takes the next item from where the meeting is now, so that two
// presses advance once.
func nextButton(v bot.View, next agenda.Item) chat.Button {
	current, _ := agenda.Of(v).Current()
	return chat.Button{
		Label: v.Say("chairing.button.next", "item", next.Number),
		Call:  chat.Do("item take", "item", "next", "after", strconv.Itoa(current.Number)), Style: chat.Primary,
	}
}

// showEnded says that the meeting is closed, what goes to the next one, and
// the head of the record, so that nobody can rewrite it unseen.
func showEnded(v bot.View, _ bot.Effect) (chat.Message, error) {
	mt := meeting.Of(v)
	if mt.Phase != meeting.PhaseClosed {
		return chat.Message{}, nil
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("chairing.say-ended", "title", said(v, mt.Title))}}, Seen: v.Say("seen.channel")}
	if lines := carriedLines(v); len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.unfinished"))}, chat.List{Lines: lines})
	}
	if n := len(action.Of(v).Items); n > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.actions", "count", n))})
	}
	m.Blocks = append(m.Blocks,
		chat.Paragraph{Text: chat.Line(v.Say("chairing.minutes-come"))},
		chat.Note{Text: chat.Line(v.Say("chairing.head", "count", int(min(v.Here.Version, 1<<31)), "head", v.Here.Head))})
	m.Buttons = []chat.Button{
		{Label: v.Say("chairing.button.minutes"), Call: chat.Do("minutes show")},
		{Label: v.Say("chairing.button.reopen"), Call: chat.Do("meeting reopen", command.MeetingArg, string(mt.ID)), Ask: true},
	}
	return m, nil
}

func carriedLines(v bot.View) []chat.Text {
	all := Of(v).Carried
	if len(all) == 0 {
		return nil
	}
	var lines []chat.Text
	last := all[len(all)-1]
	for _, n := range last.Items {
		item, _ := agenda.Of(v).Item(n)
		lines = append(lines, chat.Line(v.Say("chairing.carried-item", "item", n, "title", said(v, item.Title))))
	}
	for _, n := range last.Inputs {
		in, _ := agenda.Of(v).Input(n)
		lines = append(lines, chat.Line(v.Say("chairing.carried-input", "input", n, "title", said(v, in.Title))))
	}
	return lines
}

func showUndone(v bot.View, e bot.Effect) (chat.Message, error) {
	version, err := strconv.ParseUint(e.With["version"], 10, 64)
	if err != nil {
		return chat.Message{}, nil //nolint:nilerr // an effect without a number shows nothing
	}
	i := slices.IndexFunc(Of(v).Undone, func(u Undo) bool { return u.Version == version })
	if i < 0 {
		return chat.Message{}, nil
	}
	u := Of(v).Undone[i]
	subject, err := strconv.Atoi(e.With["subject"])
	if err != nil {
		subject = 0
	}
	step := Step{What: e.With["what"], Subject: subject, Person: bot.PersonID(e.With["person"])}
	m := chat.Say(v.Say("chairing.say-undone", "what", step.said(v), "name", roster.Name(v, u.By)))
	if !u.Reason.IsZero() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("chairing.because", "text", said(v, u.Reason)))})
	}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

func showWarned(v bot.View, e bot.Effect) (chat.Message, error) {
	return timeMessage(v, e, "chairing.say-warned")
}

func showOverran(v bot.View, e bot.Effect) (chat.Message, error) {
	return timeMessage(v, e, "chairing.say-overran")
}

func timeMessage(v bot.View, e bot.Effect, key string) (chat.Message, error) {
	item, ok := effectItem(v, e)
	if !ok || item.State != agenda.ItemCurrent || strconv.Itoa(item.Minutes) != e.With["minutes"] {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say(key, "item", item.Number, "title", said(v, item.Title), "count", item.Minutes,
		"waiting", floor.Of(v).Count()))
	n := strconv.Itoa(item.Number)
	m.Buttons = []chat.Button{
		{Label: v.Say("chairing.button.more"), Call: chat.Do("item time", "duration", "5 min", "item", n, "more", "yes")},
		{Label: v.Say("chairing.button.close-queue"), Call: chat.Do("queue close")},
		{Label: v.Say("chairing.button.close-item"), Call: chat.Do("item close", "item", n)},
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// status answers where the meeting is.
func status(c *command.Context) (bot.Reply, error) {
	mt, a, f := meeting.Of(c.View), agenda.Of(c.View), floor.Of(c.View)
	m := chat.Message{Blocks: []chat.Block{chat.Heading{
		Text: c.Say("chairing.status."+string(mt.Phase), "title", said(c.View, mt.Title)),
	}}, Seen: c.Say("seen.only-you")}
	add := func(parts ...any) {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(parts...)})
	}
	if mt.OffRecord {
		add(c.Say("chairing.status-off-record"))
	}
	if mt.Chair != "" {
		add(c.Say("chairing.status-chair", "name", roster.Name(c.View, mt.Chair)))
	}
	current, on := a.Current()
	switch {
	case on:
		limit := time.Duration(current.Minutes) * time.Minute
		since := current.Spells[len(current.Spells)-1].From
		add(itemTitle(c.View, current), " · ", chat.Clock{Since: since, Spent: current.Spent(since), Allowed: limit})
	case mt.IsOpen():
		add(c.Say("chairing.status-no-item"))
	}
	if t, speaking := f.Speaking(); speaking {
		add(c.Say("chairing.status-speaking", "name", roster.Name(c.View, t.Person)), " ",
			chat.Clock{Since: t.Began, Allowed: t.Limit})
	}
	if mt.IsOpen() {
		add(c.Say("chairing.status-queue", "count", f.Count()))
	}
	if p, ok := proposal.Of(c.View).Open(); ok {
		add(c.Say("chairing.status-proposal", "number", p.Number), " “"+said(c.View, p.Now().Text)+"”")
	}
	if vote, ok := proposal.Of(c.View).OpenVote(); ok {
		add(c.Say("chairing.status-vote", "number", vote.Number))
	}
	if n := len(action.Open(c.View)); n > 0 {
		add(c.Say("chairing.status-actions", "count", n))
	}
	if next, ok := a.Next(); ok && mt.IsOpen() && c.Reader.Has(command.Leads...) {
		m.Buttons = append(m.Buttons, nextButton(c.View, next))
	}
	return bot.Reply{Message: &m}, nil
}
