package floor

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// Shows names what effects of the floor show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowQueue: showQueue, ShowChair: showChair, ShowNext: showNext,
		ShowWarned: showWarned, ShowOverran: showOverran, ShowBalance: showBalance,
		ShowHint: showHint, ShowInvited: showInvited, ShowCleared: showCleared, ShowSet: showSet,
	}
}

// waitingShown is how many who wait a live message lists.
const waitingShown = 20

// showQueue is the item and its queue, for everybody.
func showQueue(v bot.View, _ bot.Effect) (chat.Message, error) {
	if !meeting.Of(v).IsOpen() {
		return chat.Message{}, nil
	}
	s := Of(v)
	m := chat.Message{Blocks: append(itemHeader(v), s.blocks(v)...), Seen: v.Say("seen.channel"), Rank: chat.Foremost}
	if s.closed {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("floor.button.point"), Call: chat.Do("queue point"), Ask: true})
	} else {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("floor.button.ask"), Call: chat.Do("queue add"), Style: chat.Primary})
	}
	if t, on := s.Speaking(); on {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: v.Say("floor.button.done"), Call: chat.Do("queue done", "turn", strconv.Itoa(t.Number)),
		})
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("floor.button.withdraw"), Call: chat.Do("queue remove")})
	return m, nil
}

// itemHeader is the line of the current item, and its clock.
func itemHeader(v bot.View) []chat.Block {
	a := agenda.Of(v)
	item, on := a.Current()
	if !on {
		return []chat.Block{chat.Heading{Text: v.Say("floor.no-item")}}
	}
	title := item.Title.Text
	if item.Title.Gone {
		title = v.Say("floor.words-erased")
	}
	at, of := a.Place(item.Number)
	if at == 0 && item.Parent != 0 {
		at, of = a.Place(item.Parent)
	}
	kind := ""
	if item.Kind != "" {
		kind = v.Say("floor.for." + string(item.Kind))
	}
	key := "floor.item"
	if at == 0 {
		key = "floor.item-title"
	}
	heading := chat.Heading{Text: v.Say(key, "at", at, "of", of, "title", title, "kind", kind)}
	spent := item.Spent(item.TakenAt)
	clock := chat.Clock{Since: item.TakenAt, Spent: spent, Allowed: time.Duration(item.Minutes) * time.Minute}
	return []chat.Block{heading, chat.Paragraph{Text: chat.Line(v.Say("floor.item-time")+" ", clock)}}
}

// blocks are who speaks and who waits.
func (s *State) blocks(v bot.View) []chat.Block {
	var blocks []chat.Block
	if t, on := s.Speaking(); on {
		clock := chat.Clock{Since: t.Began, Allowed: t.Limit}
		line := chat.Line(chat.Strong(v.Say("floor.speaking")), " "+named(v, t.Person, t.Group)+"  ", clock)
		if t.Overran {
			line = append(line, chat.Plain("  "+v.Say("floor.time-over")))
		}
		blocks = append(blocks, chat.Paragraph{Text: line})
	} else {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("floor.speaking")), " "+v.Say("floor.nobody"))})
	}
	waiting := s.Waiting()
	if len(waiting) == 0 {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("floor.waiting")), " "+v.Say("floor.nobody"))})
	} else {
		list := chat.List{Numbered: true}
		for _, r := range waiting[:min(len(waiting), waitingShown)] {
			list.Lines = append(list.Lines, s.line(v, r))
		}
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("floor.waiting")))}, list)
		if more := len(waiting) - waitingShown; more > 0 {
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("floor.more-wait", "count", more))})
		}
	}
	note := "floor.type"
	if s.closed {
		note = "floor.type-closed"
	}
	return append(blocks, chat.Note{Text: chat.Line(v.Say(note))})
}

// line is one who waits: name and group, how, the note, and what the Chair
// should know.
func (s *State) line(v bot.View, r Request) chat.Text {
	line := chat.Line(chat.Strong(nameOf(v, r.Person)), " ("+groupName(v, r.Group)+")")
	add := func(text string) { line = append(line, chat.Plain(" "+text)) }
	switch r.Way {
	case PointOfOrder:
		add(v.Say("floor.point-of-order"))
	case DirectReply:
		add(v.Say("floor.direct-reply"))
	case Ordinary:
	}
	switch {
	case r.Note.Gone:
		add(v.Say("floor.words-erased"))
	case r.Note.Text != "":
		add(v.Say("floor.note", "note", AboutWhat(r.Note.Text)))
	}
	if s.turnsOf[r.Person] == 0 {
		add(v.Say("floor.first-time"))
	}
	if r.NotNow {
		add(v.Say("floor.not-now"))
	}
	if r.By != "" {
		add(v.Say("floor.entered-by", "name", nameOf(v, r.By)))
	}
	return line
}

// AboutWhat is a note as people read it on the queue: what was typed as
// "q+ to say weights matter" is “weights matter”.
func AboutWhat(note string) string {
	for _, opening := range []string{"to say ", "say "} {
		if len(note) > len(opening) && strings.EqualFold(note[:len(opening)], opening) {
			return strings.TrimSpace(note[len(opening):])
		}
	}
	return note
}

// Suggested is whom the bot would call next, with the numbers of the current
// item or, outside one, of the meeting, and what the baseline was counted from.
func Suggested(v bot.View) (Suggestion, Base) {
	s := Of(v)
	waiting := s.Waiting()
	if len(waiting) == 0 {
		return Suggestion{}, BaseNone
	}
	day := Mode(meeting.Of(v).Mode)
	candidates := make([]Candidate, len(waiting))
	for i, r := range waiting {
		candidates[i] = Candidate{
			Person: r.Person, Group: r.Group, Way: r.Way, NotNow: r.NotNow, Asked: r.place,
			Member: day != AnyDay && holds(v, r.Person, command.Members...), Overtaken: r.Overtaken, Turns: s.turnsOf[r.Person],
		}
	}
	present, base := presence(v, s.began, v.Now)
	shares := map[bot.Group]GroupShare{}
	for _, p := range present {
		shares[p.Group] = GroupShare{Group: p.Group, Base: p.Amount}
	}
	for g, had := range s.had(v.Now) {
		share := shares[g]
		share.Group, share.Had = g, had
		shares[g] = share
	}
	list := make([]GroupShare, 0, len(shares))
	for _, share := range shares {
		list = append(list, share)
	}
	return Suggest(candidates, list, day), base
}

// showChair is whom to call next, for who holds the chair.
func showChair(v bot.View, _ bot.Effect) (chat.Message, error) {
	if !meeting.Of(v).IsOpen() {
		return chat.Message{}, nil
	}
	s := Of(v)
	after := strconv.Itoa(s.LastTurn())
	call := func(p bot.PersonID, style chat.ButtonStyle) chat.Button {
		return chat.Button{
			Label: v.Say("floor.button.call", "name", nameOf(v, p)), Style: style,
			Call: chat.Do("queue call", "person", string(p), "after", after),
		}
	}
	m := chat.Message{Seen: v.Say("seen.only-you"), Rank: chat.Foremost}
	next, base := Suggested(v)
	if next.Person == "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("floor.nobody-waits"))})
	} else {
		line := chat.Line(chat.Strong(v.Say("floor.next-if", "name", nameOf(v, next.Person))), " "+reason(v, next, base))
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: line})
		m.Buttons = append(m.Buttons, call(next.Person, chat.Primary))
		if next.InOrder != next.Person {
			order := "floor.in-order"
			if first, _ := s.Request(next.InOrder); first.Way == DirectReply {
				order = "floor.in-order-direct"
			}
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say(order, "name", nameOf(v, next.InOrder)))})
			m.Buttons = append(m.Buttons, call(next.InOrder, chat.Ordinary))
		}
	}
	m.Buttons = append(m.Buttons, chat.Button{
		Label: v.Say("floor.button.call-someone"), Call: chat.Do("queue call", "after", after), Ask: true,
	}, closeOrOpen(v, s.closed))
	return m, nil
}

func closeOrOpen(v bot.View, closed bool) chat.Button {
	if closed {
		return chat.Button{Label: v.Say("floor.button.open"), Call: chat.Do("queue open")}
	}
	return chat.Button{Label: v.Say("floor.button.close"), Call: chat.Do("queue close")}
}

// reason says why the suggestion is who it is.
func reason(v bot.View, s Suggestion, base Base) string {
	name, next := nameOf(v, s.Person), nameOf(v, s.InOrder)
	switch s.Key {
	case ByPoint:
		return v.Say("floor.reason.point")
	case ByOvertaken:
		return v.Say("floor.reason.overtaken", "name", name, "count", s.Overtaken)
	case ByTier:
		return v.Say("floor.reason.tier." + string(meeting.Of(v).Mode))
	case ByShare:
		if !s.Known {
			return v.Say("floor.reason.share-unknown", "group", groupName(v, s.Group), "next", next)
		}
		return v.Say("floor.reason.share-of-"+string(base),
			"group", groupName(v, s.Group), "had", percent(s.Had), "base", percent(s.Base))
	case ByFirst:
		return v.Say("floor.reason.first", "name", name, "next", next)
	case ByOrder:
	}
	return v.Say("floor.reason.order")
}

// percent is a share of 1 in whole per cent.
func percent(share float64) int { return int(share*100 + 0.5) }

// showNext tells somebody that they are next, while that is so.
func showNext(v bot.View, e bot.Effect) (chat.Message, error) {
	r, waits := Of(v).Request(e.To.Person)
	if !waits || !meeting.Of(v).IsOpen() {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("floor.you-are-next"))
	if r.Note.Text != "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("floor.you-wanted", "note", AboutWhat(r.Note.Text)))})
	}
	m.Buttons = []chat.Button{
		{Label: v.Say("floor.button.later"), Call: chat.Do("queue later")},
		{Label: v.Say("floor.button.withdraw"), Call: chat.Do("queue remove")},
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showWarned(v bot.View, e bot.Effect) (chat.Message, error) {
	return toSpeakerNow(v, e, func(t Turn) string {
		left := max(0, t.Limit-warnAt(t.Limit))
		return v.Say("floor.little-left", "time", civil.FormatDuration(left))
	})
}

func showOverran(v bot.View, e bot.Effect) (chat.Message, error) {
	return toSpeakerNow(v, e, func(t Turn) string {
		return v.Say("floor.your-time-is-over", "time", civil.FormatDuration(t.Limit))
	})
}

// toSpeakerNow is a message to the speaker, while that turn lasts.
func toSpeakerNow(v bot.View, e bot.Effect, say func(Turn) string) (chat.Message, error) {
	t, on := Of(v).Speaking()
	if !on || strconv.Itoa(t.Number) != e.With["turn"] {
		return chat.Message{}, nil
	}
	m := chat.Say(say(t))
	m.Buttons = []chat.Button{{Label: v.Say("floor.button.done"), Call: chat.Do("queue done", "turn", e.With["turn"])}}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showInvited(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("floor.group-invited", "group", groupName(v, bot.Group(e.With["group"]))))
	m.Buttons = []chat.Button{{Label: v.Say("floor.button.ask"), Call: chat.Do("queue add"), Style: chat.Primary}}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

func showCleared(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("floor.was-cleared", "by", nameOf(v, bot.PersonID(e.With["by"])), "names", listed(v, e, "people", "count")))
	m.Seen = v.Say("seen.channel")
	return m, nil
}

func showSet(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("floor.was-set", "by", nameOf(v, bot.PersonID(e.With["by"])), "names", listed(v, e, "people", "count")))
	if e.With["dropped"] != "" {
		m.Blocks = append(m.Blocks, chat.Say(v.Say("floor.no-longer-wait", "names", listed(v, e, "dropped", "gone"))).Blocks...)
	}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// listed writes the people an effect names, and how many more there were.
func listed(v bot.View, e bot.Effect, people, count string) string {
	shown := split(e.With[people])
	said := names(v, shown)
	if all, err := strconv.Atoi(e.With[count]); err == nil && all > len(shown) {
		said += ", " + v.Say("floor.and-more", "count", all-len(shown))
	}
	return said
}

func showMyQueue(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Blocks: append(itemHeader(c.View), Of(c.View).blocks(c.View)...), Seen: c.Say("seen.only-you")}
	return bot.Reply{Message: &m}, nil
}
