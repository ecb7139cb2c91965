package minutes

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// approve opens the window for corrections: the Chair stands by the draft.
func approve(c *command.Context) (bot.Decision, error) {
	s, m := Of(c.View), meeting.Of(c.View)
	switch {
	case s.Phase == Window:
		return bot.Decision{Reply: bot.Say("minutes.approved-already", "title", titleOf(c.View))}, nil
	case s.Phase == Closed || s.Phase == Final:
		return bot.Decision{}, lang.Refuse("minutes.past-approval", "title", titleOf(c.View), "version", s.Version)
	case m.Phase != meeting.PhaseClosed:
		return bot.Decision{}, lang.Refuse("minutes.not-closed", "title", titleOf(c.View))
	}
	until := c.Now.Add(community.Of(c.View).Settings.CorrectionWindow)
	return bot.Decision{
		Events:  []bot.Event{Approved{Version: s.Version, Until: until, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Post, Key: showWindow, Show: showWindow, To: bot.ToChannels()}},
		Reply:   bot.Say("minutes.approved", "title", titleOf(c.View)),
	}, nil
}

// titleOf names the meeting in an answer, so that nobody acts on the minutes of
// another one unawares.
func titleOf(v bot.View) string { return newWriter(v).title() }

func request(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	line, err := lineNumber(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case s.Phase != Window:
		return bot.Decision{}, lang.Refuse("minutes.no-window." + string(s.Phase))
	case !c.Now.Before(s.Until):
		return bot.Decision{}, lang.Refuse("minutes.no-window." + string(Closed))
	}
	number := len(s.Requests) + 1
	e := Requested{
		Number: number, Text: bot.Write(c.Me(), c.Text("text")), Line: line,
		Person: c.Me(), Group: roster.GroupOf(c.View, c.Me(), ""),
	}
	return bot.Decision{
		Events: []bot.Event{e},
		Effects: []bot.Effect{{
			Do: bot.Direct, Key: showRequest, Show: showRequest, To: bot.ToRole(bot.RoleActingChair), With: with(number),
		}},
		Reply: bot.Say("minutes.requested", "title", titleOf(c.View), "number", number),
	}, nil
}

// lineNumber reads the number of a line as it stands at its end: "r17", or 17.
// None is 0.
func lineNumber(c *command.Context) (uint64, error) {
	text := c.Text("line")
	if text == "" {
		return 0, nil
	}
	line, err := strconv.ParseUint(strings.TrimLeft(text, "rR#"), 10, 64)
	if err != nil || line > c.Here.Version {
		return 0, lang.Refuse("minutes.no-such-line", "line", strings.TrimLeft(text, "rR#"), "most", whole(c.Here.Version))
	}
	return line, nil
}

func with(number int) map[string]string { return map[string]string{"number": strconv.Itoa(number)} }

func answer(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	r, ok := s.Request(c.Number("number"))
	switch {
	case !ok:
		return bot.Decision{}, lang.Refuse("minutes.no-such-request", "number", c.Number("number"))
	case r.Decided:
		return bot.Decision{Reply: bot.Say("minutes.answered-already", "number", r.Number)}, nil
	case s.Phase == Final:
		return bot.Decision{}, lang.Refuse("minutes.final", "version", s.Version)
	}
	e := Answered{
		Number: r.Number, Accepted: c.Text("answer") == "yes",
		Reason: bot.Write(c.Me(), c.Text("reason")), By: c.Me(),
	}
	reply := bot.Say("minutes.answer-no", "number", r.Number)
	if e.Accepted {
		m := accepted(c.View, r)
		reply = bot.Reply{Message: &m}
	}
	return bot.Decision{
		Events:  []bot.Event{e},
		Effects: []bot.Effect{{Do: bot.Direct, Key: showAnswer, Show: showAnswer, To: bot.ToPerson(r.Person), With: with(r.Number)}},
		Reply:   reply,
	}, nil
}

// accepted says how to correct the line: an accepted wish changes nothing by
// itself.
func accepted(v bot.View, r Request) chat.Message {
	m := requestMessage(v, "minutes.answer-yes", r)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("minutes.correct-how"))})
	why := v.Say("minutes.as-requested", "number", r.Number, "name", name(v, r.Person))
	m.Buttons = []chat.Button{
		{Label: v.Say("minutes.button.correct"), Call: chat.Do("record correct"), Ask: true, Style: chat.Primary},
		{Label: v.Say("minutes.button.attendance"), Call: chat.Do("minutes attendance", "persons", name(v, r.Person), "reason", why), Ask: true},
	}
	return m
}

func settle(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase != Window || s.Version != c.Number("version") || c.Now.Before(s.Until) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Settled{Version: s.Version}},
		Effects: []bot.Effect{{Do: bot.Direct, Key: showSettled, Show: showSettled, To: bot.ToRole(bot.RoleActingChair)}},
	}, nil
}

// release makes the minutes final. Nothing may be left unanswered: neither a
// wish for a correction nor an input.
func release(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch s.Phase {
	case Final:
		return bot.Decision{Reply: bot.Say("minutes.released-already", "title", titleOf(c.View), "version", s.Version)}, nil
	case Draft:
		return bot.Decision{}, lang.Refuse("minutes.approve-first")
	case Window:
		if c.Now.Before(s.Until) {
			return bot.Decision{}, lang.Refuse("minutes.window-open", "until", stamp(c.View, s.Until))
		}
	case Closed:
	}
	if open := s.Open(); len(open) > 0 {
		return bot.Decision{}, lang.Refuse("minutes.undecided", "count", len(open), "numbers", numbersOf(open))
	}
	if left := fateless(c.View); len(left) > 0 {
		return bot.Decision{}, lang.Refuse("minutes.no-fate", "count", len(left), "inputs", strings.Join(left, "; "))
	}
	return bot.Decision{
		Events:  []bot.Event{Released{Version: s.Version, Head: c.Here.Head, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Post, Key: showReleased, Show: showReleased, To: bot.ToChannels()}},
		Reply:   bot.Say("minutes.released", "title", titleOf(c.View), "version", s.Version),
	}, nil
}

func numbersOf(open []Request) string {
	numbers := make([]string, len(open))
	for i, r := range open {
		numbers[i] = strconv.Itoa(r.Number)
	}
	return strings.Join(numbers, ", ")
}

// named is how many inputs a refusal names.
const named = 10

// fateless names the inputs that nobody has decided on.
func fateless(v bot.View) []string {
	var left []string
	for _, in := range agenda.Of(v).Inputs {
		if in.Fate == agenda.Undecided {
			left = append(left, v.Say("minutes.input-named", "number", in.Number, "title", words(v, in.Title)))
		}
	}
	if more := len(left) - named; more > 0 {
		left = append(left[:named], v.Say("minutes.and-more", "count", more))
	}
	return left
}

// Due lists the end of the window for corrections.
func Due(v bot.View) []bot.Due {
	s := Of(v)
	if s.Phase != Window {
		return nil
	}
	version := strconv.Itoa(s.Version)
	return []bot.Due{{
		Key: "minutes.settled/" + version + "/" + strconv.FormatInt(s.Until.Unix(), 10), At: s.Until,
		Call: bot.Do("minutes settled", "version", version),
	}}
}

// Rests reports whether no window for corrections is open.
func Rests(v bot.View) bool { return Of(v).Phase != Window }

// The names of what is shown.
const (
	showWindow   = "minutes.window"
	showRequest  = "minutes.request"
	showAnswer   = "minutes.answer"
	showSettled  = "minutes.settled"
	showReleased = "minutes.released"
	showLapsed   = "minutes.lapsed"
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		showWindow: windowOpen, showRequest: requestTold,
		showAnswer: answerTold, showSettled: settledTold, showReleased: releasedTold,
		showLapsed: lapsedTold,
	}
}

// Also tells everybody that an approval is gone, where a meeting is opened again
// whose minutes had one.
func Also(v bot.View, events []bot.Event) []bot.Effect {
	again := slices.ContainsFunc(events, func(e bot.Event) bool { _, ok := e.(meeting.Reopened); return ok })
	if phase := Of(v).Phase; again && phase != Draft {
		return []bot.Effect{{
			Do: bot.Post, Key: showLapsed, Show: showLapsed, To: bot.ToChannels(), With: map[string]string{"phase": string(phase)},
		}}
	}
	return nil
}

func lapsedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	key := "minutes.lapsed"
	if e.With["phase"] == string(Final) {
		key = "minutes.lapsed-release"
	}
	m := chat.Say(v.Say(key, "title", titleOf(v)))
	m.Seen = v.Say("seen.channel")
	return m, nil
}

func windowOpen(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != Window {
		return chat.Message{}, nil
	}
	return chat.Message{
		Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("minutes.window-opened", "title", titleOf(v))+" ", chat.Time{At: s.Until})}},
		Buttons: []chat.Button{
			{Label: v.Say("minutes.button.show"), Call: chat.Do("minutes show"), Style: chat.Primary},
			{Label: v.Say("minutes.button.request"), Call: chat.Do("minutes request"), Ask: true},
		},
		Seen: v.Say("seen.channel"),
	}, nil
}

// asked gives the wish for a correction that an effect is about.
func asked(v bot.View, e bot.Effect) (Request, bool) {
	n, err := strconv.Atoi(e.With["number"])
	if err != nil {
		return Request{}, false
	}
	return Of(v).Request(n)
}

func requestTold(v bot.View, e bot.Effect) (chat.Message, error) {
	r, ok := asked(v, e)
	if !ok || r.Decided {
		return chat.Message{}, nil
	}
	n := strconv.Itoa(r.Number)
	m := requestMessage(v, "minutes.request-told", r)
	m.Buttons = []chat.Button{
		{Label: v.Say("minutes.button.accept"), Call: chat.Do("minutes answer", "number", n, "answer", "yes"), Ask: true, Style: chat.Primary},
		{Label: v.Say("minutes.button.decline"), Call: chat.Do("minutes answer", "number", n, "answer", "no"), Ask: true},
	}
	return m, nil
}

func requestMessage(v bot.View, key string, r Request) chat.Message {
	line := ""
	if r.Line > 0 {
		line = v.Say("minutes.of-line", "line", r.Line)
	}
	return chat.Message{
		Blocks: []chat.Block{
			chat.Paragraph{Text: chat.Line(v.Say(key, "number", r.Number, "name", name(v, r.Person), "line", line))},
			chat.Quote{Text: words(v, r.Text), From: name(v, r.Person)},
		},
		Seen: v.Say("seen.only-you"),
	}
}

func answerTold(v bot.View, e bot.Effect) (chat.Message, error) {
	r, ok := asked(v, e)
	if !ok || !r.Decided {
		return chat.Message{}, nil
	}
	key := "minutes.declined-told"
	if r.Accepted {
		key = "minutes.accepted-told"
	}
	m := requestMessage(v, key, r)
	m.Blocks = append(m.Blocks, chat.Quote{Text: words(v, r.Reason), From: name(v, r.By)})
	return m, nil
}

func settledTold(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != Closed {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("minutes.settled", "count", len(s.Open())))
	m.Buttons = []chat.Button{
		{Label: v.Say("minutes.button.show"), Call: chat.Do("minutes show")},
		{Label: v.Say("minutes.button.release"), Call: chat.Do("minutes release"), Style: chat.Primary},
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func releasedTold(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != Final {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("minutes.released-told", "title", Document(v).Title, "version", s.Version, "head", s.Head))
	m.Buttons = []chat.Button{{Label: v.Say("minutes.button.show"), Call: chat.Do("minutes show"), Style: chat.Primary}}
	m.Seen = v.Say("seen.channel")
	return m, nil
}
