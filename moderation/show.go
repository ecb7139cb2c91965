package moderation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// The names of what this package shows.
const (
	ShowCard      = "moderation.card"
	ShowLeft      = "moderation.left"
	ShowNews      = "moderation.news"
	ShowContact   = "moderation.contact"
	ShowStep      = "moderation.step"
	ShowReminder  = "moderation.reminder"
	ShowEnded     = "moderation.ended"
	ShowAppeal    = "moderation.appeal"
	ShowAlarm     = "moderation.alarm"
	ShowUnmanned  = "moderation.unmanned"
	ShowYear      = "moderation.year"
	ShowChannel   = "moderation.channel"
	ShowGiven     = "moderation.given"
	ShowWithdrawn = "moderation.withdrawn"
	ShowOverdue   = "moderation.overdue"
)

// Shows lists what this package shows.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowCard: showCard, ShowNews: showNews, ShowContact: showContact, ShowStep: showStep, ShowReminder: showReminder,
		ShowEnded: showEnded, ShowAppeal: showAppeal, ShowAlarm: showAlarm, ShowUnmanned: showUnmanned, ShowYear: showYear,
		ShowChannel: showChannel, ShowLeft: showLeft, ShowGiven: showGiven, ShowWithdrawn: showWithdrawn, ShowOverdue: showOverdue,
	}
}

// Asks lists what this package asks platforms.
func Asks() map[string]bot.MakeRequest {
	return map[string]bot.MakeRequest{AskSeats: seatsRequest, AskContext: contextRequest, AskAct: actRequest}
}

func number(n int) string { return strconv.Itoa(n) }

// showCard is the card of a case to one of those who may see it; nothing to anybody
// else, and nothing when the case is about to be erased.
func showCard(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Cleared || !slices.Contains(holders(v, s), v.Reader.Person) {
		return chat.Message{}, nil
	}
	return cardOf(v, s), nil
}

// cardOf folds what was said: it is shown when somebody asks for it.
func cardOf(v bot.View, s *State) chat.Message {
	title := v.Say("conduct.card.title", "case", s.Name)
	m := chat.Message{Seen: v.Say("conduct.seen"), Rank: chat.InView, Blocks: []chat.Block{chat.Heading{Text: title}}}
	if s.Into != "" {
		m.Rank = chat.Over
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.part-of", "case", s.Name, "lead", s.Into))})
		m.Buttons = []chat.Button{{Label: v.Say("conduct.button.split"), Call: chat.Do("conduct split", "case", s.Name)}}
		return m
	}
	var lines []chat.Text
	for _, one := range group(v, s) {
		lines = append(lines, reportLine(v, one))
	}
	m.Blocks = slices.Concat(append(m.Blocks, chat.List{Lines: lines}), differences(v, s), hidden(v, s), withdrawals(v, s))
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(standing(v, s))})
	for _, p := range s.Steps {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(stepLine(v, s, p))})
		if line, has := actLine(v, p); has {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(line)})
		}
	}
	m.Blocks = slices.Concat(m.Blocks, waitsFor(v, s), changesOf(v, s))
	if a := s.Appeal(); a.Open() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.card.appeal"))})
	}
	if !s.Open() {
		m.Rank = chat.Over
	}
	m.Blocks = append(m.Blocks, troubles(v, s)...)
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("conduct.card.who"))})
	m.Buttons = buttons(v, s)
	return m
}

// changesOf says that the message was changed since, without its words.
func changesOf(v bot.View, s *State) (blocks []chat.Block) {
	for _, one := range group(v, s) {
		if n := len(one.Changes); n > 0 {
			key := "conduct.card.edited"
			if one.Changes[n-1].Gone {
				key = "conduct.card.gone"
			}
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say(key))})
		}
	}
	return blocks
}

// troubles says what does not work, and why.
func troubles(v bot.View, s *State) (blocks []chat.Block) {
	if line, has := seatsLine(v, s); has {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(line)})
	}
	for _, p := range s.Unreached {
		if MaySee(v, s, p) {
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.card.unreached", "name", roster.Name(v, p)))})
		}
	}
	return blocks
}

// reportLine says what a report is about, and how it came, without its words.
func reportLine(v bot.View, s *State) chat.Text {
	r := s.Report
	about := v.Say("conduct.card.unknown")
	if r.About != "" {
		about = roster.Name(v, r.About)
	}
	from := v.Say("conduct.card.from." + string(r.How))
	if r.By != "" && knowsReporter(v, lead(v, s)) {
		from = v.Say("conduct.card.from-person", "name", roster.Name(v, r.By))
	}
	line := chat.Line(v.Say("conduct.card.about", "name", about, "clause", v.Say("choice.clause."+string(r.Clause)), "from", from), " · ", chat.Time{At: s.At})
	if !s.Withdrawn.IsZero() {
		line = append(line, chat.Line(" · ", v.Say("conduct.card.is-withdrawn"))...)
	}
	return line
}

// knowsReporter reports whether everybody who reads the card handles the case; what stands in
// the moderators' channel is read by all who are there.
func knowsReporter(v bot.View, s *State) bool {
	readers := s.Seats.People
	if v.Reader.Person != "" {
		readers = []bot.PersonID{v.Reader.Person}
	}
	return !slices.ContainsFunc(readers, func(p bot.PersonID) bool { return seconds(v, s, p) })
}

// standing says where the case is.
func standing(v bot.View, s *State) string {
	line := v.Say("conduct.card.nobody")
	switch {
	case !s.Open():
		return v.Say("conduct.card.closed", "finding", findingName(s.Finding))
	case s.Taken != "" && MaySee(v, s, s.Taken): // else they turned out to be involved, or handle cases no more
		return v.Say("conduct.card.taken", "name", roster.Name(v, s.Taken))
	case len(s.Steps) == 0:
		line = v.Say("conduct.card.nothing-done." + known(v, s))
	}
	if who, has := next(v, s); has {
		line += " " + v.Say("conduct.card.next", "name", roster.Name(v, who))
	}
	return line
}

// known says who knows of a case in which no step was proposed: besides its handlers
// only whoever reported it, who may have been written something. A note for reporters
// reaches nobody where a rule alone asked to look.
func known(v bot.View, s *State) string {
	switch {
	case !hasReporter(v, s):
		return "flag"
	case slices.ContainsFunc(s.Notes, func(n Note) bool { return n.Outward }):
		return "told"
	}
	return "report"
}

func stepLine(v bot.View, s *State, p Progress) string {
	args := []any{"step", stepName(p.Rung), "name", roster.Name(v, p.By)}
	if !p.Until.IsZero() {
		args = append(args, "until", p.Until.In(v.Reader.Zone).Format("2006-01-02 15:04 MST"))
	} else {
		args = append(args, "until", "")
	}
	line := v.Say("conduct.card.step."+string(p.State), args...)
	if p.Lasts > 0 && p.State != Over && p.State != Lifted && p.State != Reversed {
		line += " " + v.Say("conduct.card.step-lasts", "length", length(v, p.Lasts))
	}
	if p.Within > 0 && p.State == Waiting {
		line += " " + v.Say("conduct.card.step-within", "length", length(v, p.Within))
	}
	if slices.Contains(s.With, p.Report) { // else it is its own, or one that was parted, which others may not see
		line += " " + v.Say("conduct.card.step-report", "report", p.Report)
	}
	return line
}

// length writes how long something lasts; whole days as people say them.
func length(v bot.View, d time.Duration) string {
	if days := d / (24 * time.Hour); days > 0 && d%(24*time.Hour) == 0 {
		return v.Say("conduct.length-days", "count", int(days))
	}
	return civil.FormatDuration(d)
}

// buttons are what the reader can do next.
func buttons(v bot.View, s *State) []chat.Button {
	me := v.Reader.Person
	ask := func(key, path string, args ...string) chat.Button {
		return chat.Button{Label: v.Say("conduct.button." + key), Call: chat.Do(path, append([]string{"case", s.Name}, args...)...), Ask: true}
	}
	press := func(key, path string, args ...string) chat.Button {
		b := ask(key, path, args...)
		b.Ask = false
		return b
	}
	all := []chat.Button{press("words", "conduct words")}
	p, waits := s.Pending()
	among := me == "" // in the moderators' channel: each may press what they may
	switch {
	case s.Appeal().Open() && (among || slices.Contains(judges(v, s), me)):
		all = append(all, ask("uphold", "conduct answer-appeal", "ruling", uphold), ask("reject", "conduct answer-appeal", "ruling", reject))
	case !s.Open():
		return append(all, ask("reopen", "conduct reopen"))
	case waits && (among || slices.Contains(seconders(v, s, p), me)):
		all = append(all, press("second", "conduct second"), ask("not-second", "conduct not-second"))
	case waits && p.By == me:
		all = append(all, ask("take-back", "conduct not-second"))
	case !waits:
		if s.Taken != me {
			all = append(all, press("take", "conduct take"))
		} else if me != "" {
			all = append(all, ask("give", "conduct give"))
		}
		all = append(all, ask("disagree", "conduct decide", "finding", string(Disagree)))
		if !s.harassment(v) {
			all = append(all, press("suggest", "conduct propose", "step", string(Suggestion)))
		}
		all = append(all, ask("step", "conduct propose"), ask("decide", "conduct decide"))
	}
	if !seconds(v, s, me) && slices.ContainsFunc(s.Steps, func(p Progress) bool { _, is := p.byHand(); return is }) {
		all = append(all, press("by-hand", "conduct by-hand"))
	}
	return append(all, ask("note", "conduct note"), press("involved", "conduct involved"))
}

// showWords shows what the card folds: what was reported, what was added, the notes
// and the steps with their words.
func showWords(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if !MaySee(c.View, s, c.Me()) || s.Cleared {
		return bot.Reply{}, gone(c)
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("conduct.words.title", "case", s.Name)}}}
	for _, one := range group(c.View, s) {
		line := reportLine(c.View, one)
		if len(s.With) > 0 {
			line = slices.Concat(chat.Line(chat.Strong(one.Name), " · "), line)
		}
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: line})
		m.Blocks = append(m.Blocks, said(c.View, one)...)
	}
	for _, n := range s.Notes {
		key := "conduct.words.note"
		if n.Outward {
			key = "conduct.words.outward"
		}
		m.Blocks = append(m.Blocks, chat.Quote{Text: n.Text, From: c.Say(key, "name", roster.Name(c.View, n.By))})
	}
	for _, p := range s.Steps {
		m.Blocks = append(m.Blocks, chat.Quote{Text: p.Text.Text, From: stepLine(c.View, s, p)})
		if p.Reason != "" {
			m.Blocks = append(m.Blocks, chat.Quote{Text: p.Reason, From: c.Say("conduct.words.reason")})
		}
		for _, reply := range p.Replies {
			m.Blocks = append(m.Blocks, chat.Quote{Text: reply.Text, From: c.Say("conduct.words.reply", "name", roster.Name(c.View, p.To))})
		}
	}
	for _, a := range s.Appeals {
		m.Blocks = append(m.Blocks, chat.Quote{Text: a.Text, From: c.Say("conduct.words.appeal")})
		if a.Reason != "" {
			m.Blocks = append(m.Blocks, chat.Quote{Text: a.Reason, From: c.Say("conduct.words.appeal-reason")})
		}
	}
	if s.Reason != "" {
		m.Blocks = append(m.Blocks, chat.Quote{Text: s.Reason, From: c.Say("conduct.words.reason")})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("conduct.words.limits"))})
	return bot.Reply{Message: &m}, nil
}

// said is what a report and its message say, whole.
func said(v bot.View, s *State) (blocks []chat.Block) {
	r := s.Report
	if l, has := s.meant(); has && s.Context.Unable == "" && strings.TrimSpace(r.Quote.Text) == l.Text.Text {
		r.Quote.Text = "" // it stands with what was said around it, with who wrote it and when
	}
	for _, q := range []struct{ key, text string }{
		{"conduct.words.report", r.Text.Text}, {"conduct.words.message", r.Quote.Text}, {"conduct.words.span", r.Span.Text}, {"conduct.words.why", r.Reason.Text},
	} {
		if q.text != "" {
			blocks = append(blocks, chat.Quote{Text: q.text, From: v.Say(q.key)})
		}
	}
	if s.Erased.Times > 0 {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.words.redacted"), " ", chat.Time{At: s.Erased.At})})
	}
	switch {
	case r.Rule != "" && r.Score > 0:
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.words.rule-score", "rule", r.Rule, "score", number(r.Score)))})
	case r.Rule != "":
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.words.rule", "rule", r.Rule))})
	}
	switch link := r.Link.Text; {
	case strings.HasPrefix(link, "https://"), strings.HasPrefix(link, "http://"):
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: v.Say("conduct.words.link"), URL: link})})
	case link != "":
		blocks = append(blocks, chat.Quote{Text: link, From: v.Say("conduct.words.link")})
	}
	for _, n := range s.Added {
		blocks = append(blocks, chat.Quote{Text: n.Text, From: v.Say("conduct.words.added")})
	}
	return append(blocks, around(v, s)...)
}

// showCase shows the card to who asks for it.
func showCase(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if !MaySee(c.View, s, c.Me()) || s.Cleared {
		return bot.Reply{}, gone(c)
	}
	m := cardOf(c.View, s)
	m.Blocks = append(m.Blocks, pattern(c.View, s)...)
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// showCases lists what the reader may see, and nothing by which they could tell
// that there is more.
func showCases(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("conduct.cases.title")}}}
	var lines []chat.Text
	for _, s := range sorted(c.View, Visible(c.View), Order(c.Text("order"))) {
		if !s.Open() && !s.Appeal().Open() && !c.Flag("closed") {
			continue
		}
		line := chat.Line(chat.Strong(s.Name), " · ", c.Say("choice.clause."+string(s.Report.Clause)), " · ", standing(c.View, s))
		if s.Appeal().Open() {
			line = append(line, chat.Line(" · ", c.Say("conduct.card.appeal"))...)
		}
		lines = append(lines, line)
		m.Buttons = append(m.Buttons, chat.Button{Label: s.Name, Call: chat.Do("conduct case", "case", s.Name)})
	}
	m.Buttons = m.Buttons[:min(len(m.Buttons), 20)]
	if len(lines) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("conduct.cases.none"))})
	} else {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	return bot.Reply{Message: &m}, nil
}
