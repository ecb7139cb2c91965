package moderation

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// mostAround is how many messages around the reported one are kept with the case,
// that one and the first of its thread among them.
const mostAround = 10

// mostChanges bounds how many changes of a reported message are kept.
const mostChanges = 20

// AskContext is the request for what was said around the reported message.
const AskContext = "moderation.context"

func askContext() bot.Effect {
	return bot.Effect{Do: bot.Ask, Key: "context", Show: AskContext, Send: &bot.Forwarded{Call: bot.Do("conduct context")}}
}

func contextRequest(v bot.View, _ bot.Effect) (bot.Request, bool) {
	s := Of(v)
	link := s.Report.Link.Text
	return bot.Request{Around: &bot.Around{Link: link, Most: mostAround, Reader: s.Report.Source}}, s.Exists() && !s.Cleared && link != ""
}

// Context is what was said around the reported message when it was reported.
type Context struct {
	Message string // as bot.Wrote.ID names it; empty when it is of no platform
	Lines   []Line
	Unable  bot.Inability
}

// writer gives who wrote the reported message, as its platform says; nobody while that
// is not known, or their account is nobody's on the roster.
func writer(v bot.View, s *State) bot.PersonID {
	if l, has := s.meant(); has && l.By != "" {
		return l.By
	}
	if s.Wrote != "" {
		return s.Wrote
	}
	by, _ := personOf(v, s.account())
	return by
}

// meant gives the reported message, where its platform has given it.
func (s *State) meant() (Line, bool) {
	at := slices.IndexFunc(s.Context.Lines, func(l Line) bool { return l.Meant })
	if at < 0 {
		return Line{}, false
	}
	return s.Context.Lines[at], true
}

// account gives that which wrote the reported message, where nobody had linked it.
func (s *State) account() bot.Account {
	if l, has := s.meant(); has {
		return l.Account
	}
	return s.Report.Account
}

// with is a case as it is with what was said around its message.
func (s *State) with(e ContextKept) *State {
	after := *s
	after.Context = Context(e)
	return &after
}

// writerWithin is how long nobody sees a case whose message nobody has said the writer
// of: it may be one of those who would.
const writerWithin = 2 * time.Minute

// known reports whether the platform has answered, be it that it cannot say.
func (c Context) known() bool { return len(c.Lines) > 0 || c.Unable != "" }

// unwritten reports whether a report links a message without anything being known of who
// wrote it. A flag is on the message that its platform has told of, with its author.
func (r Report) unwritten() bool {
	return r.Link.Text != "" && (r.How != Flagged || r.About == "" && r.Account == (bot.Account{}))
}

// said gives the messages of which the text was kept.
func (c Context) said() []Line {
	if c.Unable != "" {
		return nil
	}
	return c.Lines
}

// hidden says to handlers that no text was kept, because the reporter may not read it.
func hidden(v bot.View, s *State) []chat.Block {
	if !slices.ContainsFunc(group(v, s), func(one *State) bool { return one.Context.Unable == bot.Hidden }) {
		return nil
	}
	return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.card.hidden"))}}
}

// asks notes when the platform is asked who wrote the message.
func (s *State) asks(at time.Time) {
	if s.Report.unwritten() && !s.Context.known() {
		s.Asked = at
	}
}

// unread reports whether the platform was asked who wrote the message, and has not
// answered.
func (s *State) unread() bool { return !s.Asked.IsZero() && !s.Context.known() }

// awaits reports whether nobody sees a case yet, because who wrote the message is not
// known. It ends with the answer, and without one by itself.
func (s *State) awaits(now time.Time) bool {
	return s.unread() && s.Into == "" && now.Before(s.Asked.Add(writerWithin))
}

// differs reports whether a message was written by somebody else than the report says.
// Either may be the mistake, so both are parties, and the report stays as it is.
func (r Report) differs(writer bot.PersonID) bool { return writer != "" && writer != r.About }

// differences say so to handlers.
func differences(v bot.View, s *State) (blocks []chat.Block) {
	for _, one := range group(v, s) {
		writer := writer(v, one)
		if !one.Report.differs(writer) {
			continue
		}
		args := []any{"writer", roster.Name(v, writer)}
		key := "conduct.card.writer-alone"
		if one.Report.About != "" {
			key = "conduct.card.writer"
			args = append(args, "name", roster.Name(v, one.Report.About))
		}
		line := v.Say(key, args...)
		if !slices.Contains(namedParties(v, s), writer) {
			line += " " + v.Say("conduct.card.writer-party", args...)
		}
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(line)})
	}
	return blocks
}

// Change is what became of the reported message since.
type Change struct {
	Text string
	Gone bool
	At   time.Time
}

// keepContext keeps what was said around the reported message, sealed with the case.
func keepContext(c *command.Context) (bot.Decision, error) {
	a, err := answered(c)
	s := Of(c.View)
	if err != nil || !s.Exists() || s.Cleared || len(s.Context.Lines) > 0 {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, err
	}
	e := ContextKept{Unable: a.Unable}
	for _, said := range a.Said[:min(len(a.Said), mostAround)] {
		line := Line{Meant: said.Meant}
		if by, known := personOf(c.View, said.Account); known {
			line.By = by
		} else if said.Meant {
			line.Account = said.Account
		}
		if a.Unable == "" { // else nothing but who wrote it
			line.At, line.Text, line.Root = said.At.UTC(), bot.Write("", cut(said.Text)), said.Root
			if said.Meant {
				e.Message = said.ID
			}
		}
		e.Lines = append(e.Lines, line)
	}
	if len(e.Lines) == 0 && e.Unable == "" {
		e.Unable = bot.Gone
	}
	d := bot.Decision{Events: []bot.Event{e}}
	if s.awaits(c.Now) {
		d.Events, d.Effects = append(d.Events, shownTo(c.View, Sees(c.View, s.with(e)))), []bot.Effect{card()}
	}
	if !s.Report.differs(writer(c.View, s.with(e))) {
		return d, nil
	}
	d.Effects = []bot.Effect{card()}
	if s.Into != "" {
		d.Effects = append(d.Effects, forward(s.Into, "conduct joined", "name", s.Name))
	}
	return d, nil
}

// WriterLinked is who turned out to have written the reported message, as they have linked
// the account since. It holds also when they unlink it.
type WriterLinked struct {
	Person bot.PersonID `json:"person"`
}

// Kind names the fact.
func (WriterLinked) Kind() string { return "moderation.writer-linked.v1" }

// newWriter gives who has linked the account that wrote the reported message, since it was
// asked for.
func newWriter(v bot.View, s *State) (bot.PersonID, bool) {
	if s.account() == (bot.Account{}) || s.Wrote != "" || s.Cleared {
		return "", false
	}
	return personOf(v, s.account())
}

// dueWriter is that they are noted: who could unlink the account would be free again else.
func dueWriter(v bot.View, s *State) []bot.Due {
	if _, is := newWriter(v, s); !is {
		return nil
	}
	return []bot.Due{{Key: "writer", At: s.At, Call: bot.Do("conduct writer")}}
}

// linkedWriter notes who has linked the account that wrote the reported message.
func linkedWriter(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	by, is := newWriter(c.View, s)
	if !is {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	d := bot.Decision{Events: []bot.Event{WriterLinked{Person: by}}, Effects: []bot.Effect{card()}}
	if s.Into != "" {
		d.Effects = append(d.Effects, forward(s.Into, "conduct joined", "name", s.Name))
	}
	return d, nil
}

// cut bounds what is kept of a message that nobody reported.
func cut(text string) string { return beginning(text, bot.MostSaid+1) }

// About lists the open and closed cases whose reported message this is, as
// bot.Wrote.ID names it. It is for the shell, which tells them of its changes; what
// nobody reported is of no interest to anybody here.
func About(v bot.View, message string) (streams []bot.StreamID) {
	for _, s := range all(v) {
		if message != "" && s.Context.Message == message && !s.Cleared {
			streams = append(streams, bot.CaseStream(s.Name))
		}
	}
	return streams
}

// Changed is the call with which a case is told what became of its message.
func Changed(text string, gone bool) bot.Call {
	if gone {
		return bot.Do("conduct changed", "gone", "yes")
	}
	return bot.Do("conduct changed", "words", text)
}

// changed keeps what became of the reported message: an edit brings the case back
// with both wordings; after a deletion the snapshot stays, for the case alone.
func changed(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	e := MessageChanged{Text: bot.Write("", c.Text("words")), Gone: c.Flag("gone")}
	if !s.Exists() || s.Cleared || len(s.Changes) >= mostChanges && !e.Gone || s.reads(e) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	d := bot.Decision{Events: []bot.Event{e}, Effects: []bot.Effect{card()}}
	if s.Into != "" {
		d.Effects = []bot.Effect{card(), forward(s.Into, "conduct joined", "name", s.Name, "again", again(e))}
		return d, nil
	}
	if !e.Gone && !s.Open() {
		d.Events = append(d.Events, Reopened{})
		d.Effects = append(d.Effects, news(c.View, s)...)
	}
	return d, nil
}

// again says whether a change brings back the case that a report is dealt with in.
func again(e MessageChanged) string {
	if e.Gone {
		return "no"
	}
	return "yes"
}

// reads reports whether the message reads so already.
func (s *State) reads(e MessageChanged) bool {
	if n := len(s.Changes); n > 0 {
		last := s.Changes[n-1]
		return last.Gone || last.Gone == e.Gone && last.Text == e.Text.Text
	}
	at := slices.IndexFunc(s.Context.Lines, func(l Line) bool { return l.Meant })
	return !e.Gone && at >= 0 && cut(s.Context.Lines[at].Text.Text) == cut(e.Text.Text)
}

// around is what was said around the message, and what became of it since.
func around(v bot.View, s *State) (blocks []chat.Block) {
	for _, l := range s.Context.said() {
		key := "conduct.around.line"
		switch {
		case l.Meant:
			key = "conduct.around.meant"
		case l.Root:
			key = "conduct.around.root"
		}
		who := v.Say("conduct.around.somebody")
		by := l.By
		if l.Meant {
			by = writer(v, s)
		}
		if by != "" {
			who = roster.Name(v, by)
		}
		blocks = append(blocks, chat.Quote{Text: l.Text.Text, From: v.Say(key, "name", who, "at", l.At.In(v.Reader.Zone).Format("2006-01-02 15:04 MST"))})
	}
	if why := s.Context.Unable; why != "" {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.around.none"), " ", v.Say("conduct.unable."+string(why)))})
	}
	for _, change := range s.Changes {
		at := change.At.In(v.Reader.Zone).Format("2006-01-02 15:04 MST")
		if change.Gone {
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.changed.gone", "at", at))})
			continue
		}
		blocks = append(blocks, chat.Quote{Text: change.Text, From: v.Say("conduct.changed.edited", "at", at)})
	}
	return blocks
}
