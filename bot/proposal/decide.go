package proposal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// verdict is what whoever leads says of a text: the proposal and wording it is
// about, where it is about one.
type verdict struct {
	words    bot.Words
	proposal int
	wording  int
	open     Proposal // zero where none is open
}

// judge finds what a decision is about. Without words it is the open wording;
// words that equal a wording of the open proposal, or of one whose place it
// took, are about that wording; others stand by themselves.
func (s *State) judge(c *command.Context) (verdict, error) {
	words := strings.TrimSpace(c.Text("text"))
	v := verdict{words: bot.Write(c.Me(), words)}
	open, isOpen := s.Open()
	v.open = open
	if c.Has("proposal") && !isOpen {
		return v, lang.Refuse("proposal.over", "number", c.Number("proposal"))
	}
	if isOpen {
		if err := stale(c, open); err != nil {
			return v, err
		}
	}
	if words == "" {
		if !isOpen {
			return v, lang.Refuse("proposal.nothing-to-decide")
		}
		now := open.Now()
		return verdict{bot.Words{By: now.Text.By, Text: now.Text.Text}, open.Number, now.Number, open}, nil
	}
	last, _ := s.latest()
	if !isOpen && !c.Archive {
		return v, nil
	}
	for _, w := range slices.Backward(s.Chain(last.Number)) {
		if p, _ := s.Proposal(w.Proposal); Same(w.Text.Text, words) && p.Resolution == 0 && p.Outcome != Refused {
			v.proposal, v.wording = w.Proposal, w.Number
			return v, nil
		}
	}
	return v, nil
}

func decideResolve(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	v, err := s.judgeReady(c)
	if err != nil {
		return refusal(c, err)
	}
	item := currentItem(c.View)
	for _, r := range s.Resolutions {
		if !c.Archive && r.Item == item && Same(r.Text.Text, v.words.Text) && v.proposal == 0 {
			return nothing("proposal.resolved-already", "number", r.Number)
		}
	}
	e := Resolved{
		Number: len(s.Resolutions) + 1, Text: v.words, Item: item, Proposal: v.proposal, Wording: v.wording,
		By: c.Me(), Standing: s.standing(c.View, v.proposal),
	}
	n := strconv.Itoa(e.Number)
	d := bot.Decision{
		Events: []bot.Event{e},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: "proposal.resolved." + n, Show: ShowResolved, To: bot.ToChannels(),
			With: map[string]string{"resolution": n},
		}},
		Reply: decidedReply(c, v, "proposal.resolved", e.Number),
	}
	return s.withLive(d, v), nil
}

// Agree gives the fact that a proposal was agreed in one of its wordings, and
// what follows from it, for a feature in which whoever leads says so in another
// way; false where the proposal is no longer open in that wording.
func Agree(c *command.Context, number, wording int) (bot.Event, []bot.Effect, bool) {
	s := Of(c.View)
	open, ok := s.Open()
	if !ok || open.Number != number || len(open.Wordings) != wording || ready(c) != nil {
		return nil, nil, false
	}
	now := open.Now()
	return Resolved{
		Number: len(s.Resolutions) + 1, Text: bot.Words{By: now.Text.By, Text: now.Text.Text}, Item: currentItem(c.View),
		Proposal: number, Wording: wording, By: c.Me(), Standing: s.standing(c.View, number),
	}, LiveEffects(open), true
}

func decideReject(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	v, err := s.judgeReady(c)
	if err != nil {
		return refusal(c, err)
	}
	e := Rejected{
		Number: len(s.Rejections) + 1, Text: v.words, Item: currentItem(c.View), Proposal: v.proposal, Wording: v.wording,
		By: c.Me(), Standing: s.standing(c.View, v.proposal),
	}
	if reason := strings.TrimSpace(c.Text("reason")); reason != "" {
		e.Reason = bot.Write(c.Me(), reason)
	}
	n := strconv.Itoa(e.Number)
	d := bot.Decision{
		Events: []bot.Event{e},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: "proposal.rejected." + n, Show: ShowRejected, To: bot.ToChannels(),
			With: map[string]string{"rejection": n},
		}},
		Reply: decidedReply(c, v, "proposal.rejected", e.Number),
	}
	return s.withLive(d, v), nil
}

func (s *State) judgeReady(c *command.Context) (verdict, error) {
	if err := ready(c); err != nil {
		return verdict{}, err
	}
	return s.judge(c)
}

// refusal is an error, or in a log of the past a line that is talk.
func refusal(c *command.Context, err error) (bot.Decision, error) {
	if c.Archive {
		return ignored()
	}
	return bot.Decision{}, err
}

func (s *State) withLive(d bot.Decision, v verdict) bot.Decision {
	if p, ok := s.Proposal(v.proposal); ok {
		d.Effects = append(d.Effects, LiveEffects(p)...)
	}
	return d
}

// decidedReply confirms a decision, and says when a proposal stays open because
// the words were others.
func decidedReply(c *command.Context, v verdict, key string, number int) bot.Reply {
	m := chat.Say(c.Say(key, "number", number))
	m.Seen = c.Say("seen.channel")
	if v.open.Number != 0 && v.proposal != v.open.Number && !c.Archive {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("proposal.stays-open", "number", v.open.Number))})
		m.Buttons = []chat.Button{
			{Label: c.Say("proposal.button.resolve"), Call: v.open.call("proposal resolve")},
			{Label: c.Say("proposal.button.close"), Call: v.open.call("proposal close")},
		}
	}
	return bot.Reply{Message: &m}
}

// standing says how a proposal stands: the last stance of each member, who of
// those present was not heard, which groups are absent, and which objections
// stand. It draws no conclusion.
func (s *State) standing(v bot.View, proposal int) Standing {
	m := meeting.Of(v)
	st := Standing{Absent: absent(v)}
	heard := map[bot.PersonID]bool{}
	if p, ok := s.Proposal(proposal); ok {
		for _, said := range p.Now().Stances() {
			heard[said.Person] = true
			if said.Member {
				st.count(said.Stance.Side(), 1)
			}
		}
	}
	for _, o := range s.Standing(proposal) {
		st.Open = append(st.Open, o.Number)
	}
	unheard := map[bot.Group]int{}
	for _, here := range m.Here() {
		if !here.Seat.Counted() || here.Person == m.Chair {
			continue
		}
		st.Present++
		if !heard[here.Person] {
			unheard[here.Group]++
		}
	}
	if proposal != 0 {
		st.Unheard = counts(unheard)
	}
	return st
}

func (st *Standing) count(side, by int) {
	switch {
	case side > 0:
		st.For += by
	case side < 0:
		st.Against += by
	default:
		st.Neutral += by
	}
}

// absent lists the groups with seats, at the opening or else on the roster
// now, of whom nobody is here.
func absent(v bot.View) []bot.Group {
	m := meeting.Of(v)
	seats := map[bot.Group]int{}
	for _, g := range m.Seats {
		seats[g.Group] = g.Count
	}
	if len(m.Seats) == 0 {
		seats = roster.Of(v).Seats(v.Now)
	}
	for _, here := range m.Here() {
		delete(seats, here.Group)
	}
	var groups []bot.Group
	for g, n := range seats {
		if n > 0 && g != "" {
			groups = append(groups, g)
		}
	}
	slices.Sort(groups)
	return groups
}

// counts lists groups by name, the unknown one last.
func counts(of map[bot.Group]int) []GroupCount {
	var all []GroupCount
	for g, n := range of {
		all = append(all, GroupCount{g, n})
	}
	slices.SortFunc(all, func(a, b GroupCount) int { return compareGroups(a.Group, b.Group) })
	return all
}

func compareGroups(a, b bot.Group) int {
	if (a == "") != (b == "") {
		return cmp.Compare(len(b), len(a))
	}
	return cmp.Compare(a, b)
}
