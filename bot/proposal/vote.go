package proposal

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Limits of a straw poll.
const (
	optionsMax = 20
	optionMax  = 200 // characters
)

func decideVoteStart(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	if open, ok := s.OpenVote(); ok && !c.Archive {
		return bot.Decision{}, lang.Refuse("vote.one-open", "vote", open.Number)
	}
	options, err := readOptions(c, c.Text("options"))
	if err != nil {
		return bot.Decision{}, err
	}
	e := VoteStarted{
		Number: len(s.Votes) + 1, Question: bot.Write(c.Me(), strings.TrimSpace(c.Text("question"))),
		Options: options, Item: currentItem(c.View), By: c.Me(),
	}
	effects := []bot.Effect{liveVote(e.Number)}
	if open, ok := s.OpenVote(); ok {
		effects = append(effects, liveVote(open.Number))
	}
	return bot.Decision{Events: []bot.Event{e}, Effects: effects, Reply: bot.Say("vote.started", "vote", e.Number)}, nil
}

// readOptions splits phrases at commas, semicolons and line ends; without any,
// the options are yes and no.
func readOptions(c *command.Context, text string) ([]bot.Words, error) {
	if strings.TrimSpace(text) == "" {
		return []bot.Words{{Text: c.Say("vote.yes")}, {Text: c.Say("vote.no")}}, nil
	}
	var options []bot.Words
	for phrase := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if phrase = strings.TrimSpace(phrase); phrase == "" {
			continue
		}
		if utf8.RuneCountInString(phrase) > optionMax {
			return nil, lang.Refuse("vote.option-too-long", "text", shorten(phrase), "most", optionMax)
		}
		for _, o := range options {
			if Same(o.Text, phrase) {
				return nil, lang.Refuse("vote.option-twice", "text", shorten(phrase))
			}
		}
		options = append(options, bot.Write(c.Me(), phrase))
	}
	if len(options) < 2 || len(options) > optionsMax {
		return nil, lang.Refuse("vote.options", "count", len(options), "most", optionsMax)
	}
	return options, nil
}

func decideVoteCast(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	open, ok := s.OpenVote()
	switch {
	case !ok && c.Archive:
		return ignored()
	case !ok || c.Has("vote") && c.Number("vote") != open.Number:
		return bot.Decision{}, lang.Refuse("vote.none-open")
	}
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	option, ok := open.option(c)
	if !ok {
		if c.Archive {
			return ignored()
		}
		return bot.Decision{}, lang.Refuse("vote.no-such-option", "text", shorten(c.Text("choice")), "options", open.list())
	}
	for _, choice := range open.Choices() {
		if choice.Person == c.Me() && choice.Option == option {
			return nothing("vote.cast-already", "option", open.Options[option-1].Text)
		}
	}
	return bot.Decision{
		Events: []bot.Event{VoteCast{
			Vote: open.Number, Person: c.Me(), Group: capacity(c.View, c.Me()), Member: member(c), Option: option,
		}},
		Effects: []bot.Effect{liveVote(open.Number)},
		Reply:   bot.Say("vote.cast", "option", open.Options[option-1].Text),
	}, nil
}

// option reads a choice: an option's own words, else its number, else the only
// beginning.
func (v Vote) option(c *command.Context) (int, bool) {
	if c.Has("option") {
		n := c.Number("option")
		return n, n >= 1 && n <= len(v.Options)
	}
	choice := folded(c.Text("choice"))
	if choice == "" {
		return 0, false
	}
	var begins []int
	for i, o := range v.Options {
		if folded(o.Text) == choice {
			return i + 1, true
		}
		if strings.HasPrefix(folded(o.Text), strings.TrimSpace(choice)) {
			begins = append(begins, i+1)
		}
	}
	if n, err := strconv.Atoi(strings.TrimSpace(choice)); err == nil && n >= 1 && n <= len(v.Options) {
		return n, true
	}
	if len(begins) != 1 {
		return 0, false
	}
	return begins[0], true
}

func (v Vote) list() string {
	texts := make([]string, len(v.Options))
	for i, o := range v.Options {
		texts[i] = o.Text
	}
	return strings.Join(texts, "; ")
}

func decideVoteEnd(c *command.Context) (bot.Decision, error) {
	open, ok := Of(c.View).OpenVote()
	if !ok || c.Has("vote") && c.Number("vote") != open.Number {
		if c.Archive {
			return ignored()
		}
		return nothing("vote.ended-already")
	}
	n := strconv.Itoa(open.Number)
	return bot.Decision{
		Events: []bot.Event{VoteEnded{Vote: open.Number, By: c.Me()}},
		Effects: []bot.Effect{
			liveVote(open.Number),
			{Do: bot.Post, Key: "vote.result." + n, Show: ShowResult, To: bot.ToChannels(), With: map[string]string{"vote": n}},
		},
		Reply: bot.Say("vote.ended", "vote", open.Number),
	}, nil
}

func showVote(v bot.View, e bot.Effect) (chat.Message, error) {
	vote, ok := Of(v).Vote(number(e, "vote"))
	if !ok {
		return chat.Message{}, nil
	}
	m := voteMessage(v, vote)
	m.Rank = chat.Over
	if vote.Ended.IsZero() {
		m.Rank = chat.Pending
		for i, o := range vote.Options {
			m.Buttons = append(m.Buttons, chat.Button{Label: o.Text, Call: chat.Do(
				"vote cast", "option", strconv.Itoa(i+1), "vote", strconv.Itoa(vote.Number))})
		}
	}
	return m, nil
}

func showResult(v bot.View, e bot.Effect) (chat.Message, error) {
	vote, ok := Of(v).Vote(number(e, "vote"))
	if !ok || vote.Ended.IsZero() {
		return chat.Message{}, nil
	}
	return voteMessage(v, vote), nil
}

// voteMessage shows a straw poll with the names of those who chose, members
// and others apart.
func voteMessage(v bot.View, vote Vote) chat.Message {
	title := v.Say("vote.title", "vote", vote.Number)
	if !vote.Ended.IsZero() {
		title = v.Say("vote.title-ended", "vote", vote.Number)
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: title}}, Seen: v.Say("seen.channel")}
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, vote.Question), From: nameOf(v, vote.By)})
	choices := vote.Choices()
	lines := make([]chat.Text, len(vote.Options))
	for i, o := range vote.Options {
		var members, others []string
		for _, c := range choices {
			switch {
			case c.Option != i+1:
			case c.Member:
				members = append(members, named(v, c.Person, c.Group))
			default:
				others = append(others, nameOf(v, c.Person))
			}
		}
		lines[i] = chat.Line(chat.Strong(said(v, o)), " ", v.Say("vote.members", "count", len(members)))
		if len(members) > 0 {
			lines[i] = append(lines[i], chat.Plain(": "+strings.Join(members, ", ")))
		}
		if len(others) > 0 {
			lines[i] = append(lines[i], chat.Plain(" · "+v.Say("vote.others", "names", strings.Join(others, ", "))))
		}
	}
	m.Blocks = append(m.Blocks, chat.List{Lines: lines}, chat.Note{Text: chat.Line(v.Say("vote.advisory"))})
	return m
}
