package moderation

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

const (
	// mostReports bounds the reports of one person in a day. Who has more to say
	// adds it to a report, or writes to the Secretariat.
	mostReports = 5
	reportsIn   = 24 * time.Hour
	// mostText is how many characters a report, a note or a reason may have, and
	// mostQuote those of the message it is about.
	mostText  = 4000
	mostQuote = 40_000
	// mostAdded bounds what a reporter adds.
	mostAdded = 20
)

// report opens a case. What it says is kept whole; whether it is right is for people
// to say.
func report(c *command.Context) (bot.Decision, error) {
	r, err := readReport(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if again, ok := reportedBefore(c.View, r); ok {
		return bot.Decision{}, lang.Refuse("conduct.reported-before", "date", again.At.Format(time.DateOnly))
	}
	if recent(c.View, r.Source) >= mostReports {
		return bot.Decision{}, lang.Refuse("conduct.too-many", "most", mostReports)
	}
	token, offer := community.NewCode(c.Fresh, "report", time.Time{})
	r.Token = offer.Hash
	d := open(c.View, r, c.Me())
	d.Unnamed = r.How == Anonymous
	d.Reply = receipt(c.View, r, token)
	return d, nil
}

func readReport(c *command.Context) (Report, error) {
	name, _ := c.Here.Stream.Case()
	own := wordsOf(name, 0)
	r := Report{
		How: How(c.Text("how")), Clause: Clause(c.Text("clause")), Source: c.Veil.Actor,
		Text: bot.Write(own, c.Text("text")), Link: bot.Write("", c.Text("message")), Quote: bot.Write(own, c.Text("words")),
	}
	switch {
	case c.Me() == "":
		return r, lang.Refuse("conduct.who")
	case !legible(r.Text.Text) && !legible(r.Quote.Text):
		return r, lang.Refuse("conduct.nothing-to-read")
	}
	if about := c.Text("about"); !nobody(about) {
		person, err := roster.ReadPerson(c.View, about)
		if err != nil {
			return r, err
		}
		r.About = person
	}
	if r.About == c.Me() {
		return r, lang.Refuse("conduct.about-yourself")
	}
	if r.How == Confidential {
		r.By = c.Me()
	}
	if place := c.Place; community.Of(c.View).Linked(place) {
		place.Thread = ""
		r.Place = place
	}
	return r, nil
}

// mostShown is how many characters of a message the form of its report shows.
const mostShown = 500

// dressReport shows which message a report is about, and names the person whom a
// platform's menu has filled in by their identifier, where the name means nobody else.
func dressReport(v bot.View, form *chat.Form) {
	if words := form.Call.Args["words"]; legible(words) {
		form.Quote = &chat.Quote{Text: beginning(words, mostShown), From: v.Say("conduct.report-of")}
	}
	for i, f := range form.Fields {
		id := bot.PersonID(f.Value)
		if _, known := roster.Of(v).Person(id); f.Name != "about" || !known {
			continue
		}
		if form.Quote != nil {
			form.Quote.From = v.Say("conduct.report-of-person", "name", roster.Name(v, id))
		}
		if name := roster.Name(v, id); slices.Equal(roster.Of(v).Find(name), []bot.PersonID{id}) {
			form.Fields[i].Value = name
		} else {
			form.Fields[i].Hint = v.Say("conduct.report-namesake", "name", name)
		}
	}
}

// beginning is a text as far as so many characters go.
func beginning(text string, most int) string {
	r := []rune(strings.TrimSpace(text))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}

// nobody reports whether a reporter does not know whom it is about.
func nobody(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "unknown", "nobody", "?", "-":
		return true
	}
	return false
}

// legible reports whether a text holds anything that can be read: not only marks,
// blanks and invisible characters.
func legible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) })
}

// open is the decision with which a case begins, or joins the open one about the
// same message of the same person. It joins none that the reporter may not know of:
// who handles it would tell them. Nor one that nobody would be free to handle then.
func open(v bot.View, r Report, reporter bot.PersonID) bot.Decision {
	name, _ := v.Here.Stream.Case()
	d := bot.Decision{Events: []bot.Event{Opened{Report: r}}}
	for _, e := range unbound(v, &State{Name: name, At: v.Now, Report: r}) {
		d.Events = append(d.Events, e)
	}
	if lead, ok := same(v, r); ok && free(v, lead, parties(v, lead), reporter) && handledWith(v, lead, r) {
		d.Events = append(d.Events, JoinedTo{Case: lead.Name})
		d.Effects = append(d.Effects, forward(lead.Name, "conduct joined", "name", name))
		return d
	}
	if r.Link.Text != "" {
		d.Effects = append(d.Effects, askContext())
	}
	if r.unwritten() {
		d.Events = append(d.Events, shownTo(v, nil)) // who wrote the message must not get the card
		return d
	}
	d.Events = append(d.Events, shownTo(v, handlers(v, &State{Name: name, At: v.Now, Report: r})))
	d.Effects = append(d.Effects, card())
	return d
}

// handledWith reports whether a case has anybody to handle it also together with a report.
func handledWith(v bot.View, lead *State, r Report) bool {
	who := append(parties(v, lead), r.By)
	all := tiers(v, lead)
	if r.Clause == Harassment && !lead.harassment(v) && len(all) == 4 { // else they are out already
		all = all[1:]
	}
	return slices.ContainsFunc(slices.Concat(all...), func(p bot.PersonID) bool { return free(v, lead, who, p) })
}

// same finds the open case about the same message of the same person, or of nobody whom
// anybody has named; then that in which the message's author is named, by the report or by
// the case; for a flag also, when there is none, the one with flags on other messages of theirs.
func same(v bot.View, r Report) (*State, bool) {
	var named, author *State
	for _, s := range all(v) {
		if !s.Open() || s.Into != "" {
			continue
		}
		alike, ofMessage := s.Report.About == r.About, isOfMessage(v, s, r)
		switch {
		case ofMessage && alike:
			return s, true
		case ofMessage && named == nil && namesAuthor(v, s, r):
			named = s
		case author == nil && alike && sameAuthor(v, s, r):
			author = s
		}
	}
	named = cmp.Or(named, author)
	return named, named != nil
}

// isOfMessage reports whether a case has a report of the message that another one links.
func isOfMessage(v bot.View, s *State, r Report) bool {
	return slices.ContainsFunc(group(v, s), func(one *State) bool { return one.Report.isOfMessage(r) })
}

func (r Report) isOfMessage(other Report) bool {
	return r.Link.Text != "" && sameLink(r.Link.Text, other.Link.Text)
}

// namesAuthor reports whether a report and a case of its message name the same one by way of
// its author, whom its platform has told: the report names nobody and the case is about them;
// or the other way round, while nobody has begun with the case, as others handle it then. The
// word of a report alone does not do, as it may be the mistake: what is about somebody else
// would come to those who handle the case.
func namesAuthor(v bot.View, s *State, r Report) bool {
	var author bot.PersonID
	if r.How == Flagged {
		author = r.About
	}
	for _, one := range group(v, s) {
		switch {
		case !one.Report.isOfMessage(r):
		case one.Report.How == Flagged:
			author = cmp.Or(author, one.Report.About, writer(v, one))
		default:
			author = cmp.Or(author, writer(v, one))
		}
	}
	about := subjects(v, s)
	untouched := s.Taken == "" && len(s.Notes) == 0 && len(s.Steps) == 0
	return author != "" && cmp.Or(r.About, author) == author && (slices.Contains(about, author) || len(about) == 0 && r.About != "" && untouched)
}

func sameLink(a, b string) bool {
	tidy := func(s string) string { return strings.TrimRight(strings.TrimSpace(s), "/") }
	return strings.EqualFold(tidy(a), tidy(b))
}

// reportedBefore finds an open report of the same person about the same thing.
func reportedBefore(v bot.View, r Report) (*State, bool) {
	for _, s := range all(v) {
		o := s.Report
		if lead(v, s).Open() && s.Withdrawn.IsZero() && o.Source == r.Source && r.Source != "" && o.About == r.About && sameLink(o.Link.Text, r.Link.Text) &&
			cmp.Or(r.Link.Text, o.Text.Text) == cmp.Or(o.Link.Text, r.Text.Text) {
			return s, true
		}
	}
	return nil, false
}

// recent counts the reports that came from one person lately.
func recent(v bot.View, source string) (n int) {
	for _, s := range all(v) {
		if source != "" && s.Report.Source == source && v.Now.Sub(s.At) < reportsIn {
			n++
		}
	}
	return n
}

// receipt tells the reporter what was taken, who can see it, and how to follow it.
// When nobody is free to handle it, it says where to write instead.
func receipt(v bot.View, r Report, token string) bot.Reply {
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("conduct.thanks"))},
		chat.Paragraph{Text: chat.Line(v.Say("conduct.token"), " ", chat.Strong(token))},
		chat.Paragraph{Text: chat.Line(v.Say("conduct.receipt-who." + string(r.How)))},
	}}
	next := "conduct.receipt-next"
	if len(handlers(v, &State{Name: "new", At: v.Now, Report: r})) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(elsewhere(v))})
		next = "conduct.receipt-nobody"
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say(next))})
	m.Buttons = []chat.Button{
		{Label: v.Say("conduct.button.follow"), Call: chat.Do("conduct follow", "token", token)},
		{Label: v.Say("conduct.button.add"), Call: chat.Do("conduct add", "token", token), Ask: true},
	}
	return bot.Reply{Message: &m}
}

// elsewhere says where to write when nobody of the community is free.
func elsewhere(v bot.View) string {
	if address := SetupOf(v).Address; address != "" {
		return v.Say("conduct.nobody-free-write", "address", address)
	}
	return v.Say("conduct.nobody-free")
}

// add adds what the reporter has to say later. It is as unnamed as the report.
func add(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case !s.holds(c.Text("token"), c.Me()):
		return bot.Decision{}, lang.Refuse("conduct.no-such-token")
	case !lead(c.View, s).Open():
		return bot.Decision{}, lang.Refuse("conduct.closed-for-you")
	case !s.Withdrawn.IsZero():
		return bot.Decision{}, lang.Refuse("conduct.add-withdrawn")
	case len(s.Added) >= mostAdded:
		return bot.Decision{}, lang.Refuse("conduct.added-enough", "most", mostAdded)
	case !legible(c.Text("text")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	d := bot.Decision{
		Events: []bot.Event{Added{Text: bot.Write(wordsOf(s.Name, s.Erased.Times), c.Text("text"))}}, Unnamed: true,
		Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.added"),
	}
	if s.Into != "" {
		d.Effects = []bot.Effect{forward(s.Into, "conduct joined", "name", s.Name)}
	}
	return d, nil
}

// flag opens a case because a rule or a model asks people to look. Nobody reports
// it, and nothing else is done.
func flag(c *command.Context) (bot.Decision, error) {
	r := Report{
		How: Flagged, Clause: Clause(c.Text("clause")), Rule: c.Text("rule"), About: c.Person("about"),
		Quote: bot.Write("", c.Text("words")), Span: bot.Write("", c.Text("span")), Reason: bot.Write("", c.Text("reason")),
		Link: bot.Write("", c.Text("message")), Place: c.Place, Score: c.Number("score"),
	}
	if raw := c.Text("account"); raw != "" && r.About == "" {
		if err := json.Unmarshal([]byte(raw), &r.Account); err != nil {
			return bot.Decision{}, fmt.Errorf("read whose message is flagged: %w", err)
		}
	}
	if !legible(r.Quote.Text) {
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	if flaggedBefore(c.View, r) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return open(c.View, r, ""), nil
}

// joined refreshes a case that another report was joined to.
func joined(c *command.Context) (bot.Decision, error) {
	s, other := Of(c.View), in(c.View, c.Text("name"))
	if !s.Exists() || !other.Exists() || other.Into != s.Name {
		return bot.Decision{}, lang.Refuse("conduct.not-joined")
	}
	d := bot.Decision{Events: []bot.Event{Joined{Case: other.Name}}, Effects: []bot.Effect{card()}}
	if c.Flag("withdrawn") {
		d.Effects = append(d.Effects, toldWithdrawn(other.Name))
	}
	if s.Closed.IsZero() || slices.Contains(s.With, other.Name) && !c.Flag("again") {
		return d, nil
	}
	d.Events = append(d.Events, Reopened{}) // more was said since it was closed
	return d, nil
}

// forward asks something of the stream of another case. The call lies in a sealed
// record and holds identifiers only.
func forward(name, path string, args ...string) bot.Effect {
	return bot.Effect{
		Do: bot.Forward, Key: path + " " + name,
		Send: &bot.Forwarded{Stream: bot.CaseStream(name), Call: bot.Do(path, args...)},
	}
}

// card is the case's live message to those who may see it.
func card() bot.Effect {
	return bot.Effect{
		Do: bot.Live, Key: "card", Show: ShowCard, To: bot.ToRole(bot.RoleHandler),
		Send: &bot.Forwarded{Call: bot.Do("conduct undelivered")}, Left: ShowLeft,
	}
}
