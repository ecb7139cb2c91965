package home

import (
	"slices"
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// votes shows what waits for the person's word in the meetings that are open.
func votes(v bot.View) chat.Message {
	var m chat.Message
	left := 0
	for _, e := range meeting.DirectoryOf(v).All() {
		if e.Phase != meeting.PhaseOpen {
			continue
		}
		s := proposal.In(v, e.ID)
		for _, part := range []chat.Message{openProposal(v, e.ID, s), openPoll(v, e.ID, s)} {
			if len(part.Blocks) == 0 {
				continue
			}
			if left++; left <= mostVotes {
				m = join(m, part)
			}
		}
	}
	if left == 0 {
		return m
	}
	m.Blocks = slices.Insert(m.Blocks, 0, chat.Block(chat.Heading{Text: v.Say("home.votes")}))
	if left > mostVotes {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("home.more-votes", "count", left-mostVotes))})
	}
	return m
}

func openProposal(v bot.View, id bot.MeetingID, s *proposal.State) (m chat.Message) {
	p, ok := s.Open()
	if !ok {
		return m
	}
	now, said := p.Now(), ""
	for _, stance := range now.Stances() {
		if stance.Person == v.Reader.Person {
			said = string(stance.Stance)
		}
	}
	m.Blocks = []chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("home.proposal", "number", p.Number, "title", meeting.In(v, id).Title.Text)), " · ", yourWord(v, said))},
		chat.Quote{Text: words(v, now.Text)},
	}
	args := []string{"proposal", strconv.Itoa(p.Number), "wording", strconv.Itoa(now.Number)}
	for _, stance := range []proposal.Stance{proposal.InFavour, proposal.Neutral} {
		m.Buttons = append(m.Buttons, chat.Button{Label: string(stance), Call: about(id, "proposal say", append(args, "stance", string(stance))...)})
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: string(proposal.Against) + " …", Call: about(id, "proposal object", args...), Ask: true})
	return m
}

func openPoll(v bot.View, id bot.MeetingID, s *proposal.State) (m chat.Message) {
	poll, ok := s.OpenVote()
	if !ok {
		return m
	}
	said := ""
	for _, c := range poll.Choices() {
		if c.Person == v.Reader.Person {
			said = words(v, poll.Options[c.Option-1])
		}
	}
	m.Blocks = []chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("home.poll", "number", poll.Number, "title", meeting.In(v, id).Title.Text)), " · ", yourWord(v, said))},
		chat.Quote{Text: words(v, poll.Question)},
	}
	for i, o := range poll.Options[:min(len(poll.Options), mostOptions)] {
		m.Buttons = append(m.Buttons, chat.Button{Label: words(v, o), Call: about(id, "vote cast", "option", strconv.Itoa(i+1), "vote", strconv.Itoa(poll.Number))})
	}
	if len(poll.Options) > mostOptions {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("home.button.choose"), Call: about(id, "vote cast", "vote", strconv.Itoa(poll.Number)), Ask: true})
	}
	return m
}

func yourWord(v bot.View, said string) string {
	if said == "" {
		return v.Say("home.said-nothing")
	}
	return v.Say("home.said", "word", said)
}
