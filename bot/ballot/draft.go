package ballot

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Limits of a ballot.
const (
	optionsMax  = 40
	optionMax   = 200 // characters
	questionMax = 500
	detailsMax  = 4000
	ballotsMax  = 100_000
	seatsMax    = 50
	scoreMax    = 20
	dotsMax     = 1000
)

// draft gives a ballot its number and asks its own stream to begin.
func draft(c *command.Context) (bot.Decision, error) {
	d := Draft{Rules: Rules{Kind: YesNo, Mode: Open, Seats: 1}, Asked: Asked{Roles: []bot.Role{bot.RoleMember}}}
	if id, ok := meeting.DirectoryOf(c.View).OpenAt(c.Place); ok {
		d.Meeting = id
	}
	if err := d.take(c); err != nil {
		return bot.Decision{}, err
	}
	if err := d.check(); err != nil {
		return bot.Decision{}, err
	}
	d.Number = DirectoryOf(c.View).following()
	if d.Number > ballotsMax {
		return bot.Decision{}, lang.Refuse("ballot.too-many")
	}
	d.ID = bot.BallotID(strconv.Itoa(d.Number))
	s := &State{Draft: d, Phase: PhaseDraft}
	m := s.preview(c.View)
	return bot.Decision{
		Events: []bot.Event{Entered{Draft: d, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Forward, Key: "ballot.created", Send: &bot.Forwarded{
			Stream: bot.BallotStream(d.ID), Call: bot.Do("ballot created"),
		}}},
		Reply: bot.Reply{Message: &m},
	}, nil
}

// created begins the ballot's stream with what the directory says.
func created(c *command.Context) (bot.Decision, error) {
	id, _ := c.Here.Stream.Ballot()
	entry, ok := DirectoryOf(c.View).Get(id)
	switch {
	case Of(c.View).Phase != PhaseNone:
		return done()
	case !ok:
		return bot.Decision{}, lang.Refuse("ballot.no-such", "text", string(id))
	}
	if entry.draft.outside() {
		return bot.Decision{
			Events:  []bot.Event{Imported{Draft: entry.draft, By: entry.by}},
			Effects: []bot.Effect{toChair(c.View)},
		}, nil
	}
	return bot.Decision{Events: []bot.Event{Drafted{Draft: entry.draft, By: entry.by}}}, nil
}

// change writes a draft anew: what is given replaces what was.
func change(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := s.mustBe(PhaseDraft); err != nil {
		return bot.Decision{}, err
	}
	d := s.Draft
	d.Options, d.Rules.Bounds = slices.Clone(d.Options), slices.Clone(d.Rules.Bounds)
	if err := d.take(c); err != nil {
		return bot.Decision{}, err
	}
	if err := d.check(); err != nil {
		return bot.Decision{}, err
	}
	after := &State{Draft: d, Phase: PhaseDraft, From: s.From, Seeds: s.Seeds}
	if !s.From.IsZero() { // it opens by itself, so that nobody looks at its times again
		if err := after.checkTimes(c.Now, s.From, d.Until); err != nil {
			return bot.Decision{}, err
		}
	}
	m := after.preview(c.View)
	return bot.Decision{
		Events:  []bot.Event{Redrafted{Draft: d, By: c.Me()}},
		Effects: []bot.Effect{s.note()},
		Reply:   bot.Reply{Message: &m},
	}, nil
}

// take reads what a command gives of a draft; what it does not give stays.
func (d *Draft) take(c *command.Context) error {
	before := d.Rules
	if c.Has("question") {
		d.Question = bot.Words{Text: strings.Join(strings.Fields(c.Text("question")), " ")}
	}
	if c.Has("details") {
		d.Details = bot.Words{Text: c.Text("details")}
	}
	if c.Has("kind") {
		d.Rules.Kind = Kind(c.Text("kind"))
	}
	if c.Has("mode") {
		d.Rules.Mode = Mode(c.Text("mode"))
	}
	if c.Has("binding") {
		d.Rules.Binding = c.Flag("binding")
	}
	if c.Has("seats") {
		d.Rules.Seats = c.Number("seats")
	}
	if c.Has("meeting") {
		id, err := meetingOf(c.View, c.Text("meeting"))
		if err != nil {
			return err
		}
		d.Meeting = id
	}
	if err := d.takeTime(c); err != nil {
		return err
	}
	if err := d.Rules.take(c); err != nil {
		return err
	}
	if err := d.Asked.take(c); err != nil {
		return err
	}
	d.takeMethod(c, before)
	return d.takeOptions(c, before)
}

func (d *Draft) takeTime(c *command.Context) error {
	if c.Has("until") {
		d.Until = c.When("until").UTC()
		if !d.Until.After(c.Now) {
			return lang.Refuse("ballot.until-past", "when", utc(d.Until))
		}
	}
	if c.Has("minimum") {
		d.Rules.Minimum = c.Duration("minimum")
	}
	return nil
}

// takeMethod keeps the counting rule where the kind still takes it.
func (d *Draft) takeMethod(c *command.Context, before Rules) {
	r := &d.Rules
	if c.Has("method") {
		r.Method = tally.Method(c.Text("method"))
	} else if r.Kind != before.Kind || r.Method == "" || r.Seats != before.Seats && r.Method == r.Kind.usual(before.Seats) {
		r.Method = r.Kind.usual(r.Seats)
	}
	if r.Kind == Election {
		r.None = true
	} else if c.Has("none") {
		r.None = c.Flag("none")
	}
	switch r.way() {
	case Score:
		if r.High == 0 {
			r.High = 5
		}
	case Dots:
		if r.Budget == 0 {
			r.Budget = 10
		}
	case YesNo, PickOne, Approval, Ranked, Gradients, Election:
		r.Low, r.High, r.Budget = 0, 0, 0
	}
}

// take reads what a command gives of the rules.
func (r *Rules) take(c *command.Context) error {
	var err error
	if c.Has("threshold") {
		r.Threshold = tally.Share{}
		if !isNone(c.Text("threshold")) {
			if r.Threshold, err = readShare(c.Text("threshold")); err != nil {
				return err
			}
		}
	}
	if c.Has("base") {
		r.Base = map[string]tally.Base{"yes-no": tally.OfYesNo, "cast": tally.OfCast, "entitled": tally.OfEntitled}[c.Text("base")]
	}
	for _, q := range []struct {
		arg string
		to  *tally.Quorum
	}{{"quorum", &r.Quorum}, {"group-quorum", &r.GroupQuorum}, {"counts", &r.Counts}} {
		if c.Has(q.arg) {
			if *q.to, err = readQuorum(c.Text(q.arg)); err != nil {
				return err
			}
		}
	}
	if c.Has("double") {
		r.Double = c.Flag("double")
	}
	for _, n := range []struct {
		arg string
		to  *int64
	}{{"low", &r.Low}, {"high", &r.High}, {"budget", &r.Budget}} {
		if c.Has(n.arg) {
			*n.to = int64(c.Number(n.arg))
		}
	}
	if c.Has("sheet") {
		r.Sheet = c.Flag("sheet")
	}
	if c.Has("most") {
		r.Most = c.Number("most")
	}
	if c.Has("bounds") {
		r.Bounds, err = readBounds(c.Text("bounds"))
	}
	return err
}

// take reads what a command gives of who is to vote.
func (a *Asked) take(c *command.Context) error {
	if c.Has("observers") {
		a.Observers = c.Flag("observers")
	}
	if c.Has("groups") {
		a.Groups = nil
		if strings.ToLower(strings.TrimSpace(c.Text("groups"))) != "all" {
			for _, g := range pieces(c.Text("groups"), ",;\n") {
				a.Groups = append(a.Groups, bot.Group(g))
			}
		}
	}
	if !c.Has("roles") {
		return nil
	}
	a.Roles = nil
	for _, name := range pieces(c.Text("roles"), ",;\n") {
		role, ok := roleOf(name)
		if !ok {
			return lang.Refuse("ballot.role-how", "text", shorten(name))
		}
		if !slices.Contains(a.Roles, role) {
			a.Roles = append(a.Roles, role)
		}
	}
	return nil
}

// check refuses a ballot that could not be cast, or not be counted.
func (d *Draft) check() error {
	r := d.Rules
	switch {
	case d.Question.Text == "":
		return lang.Refuse("ballot.no-question")
	case r.Method != "" && !slices.Contains(r.Kind.takes(), r.Method), r.Method == "" && len(r.Kind.takes()) > 0:
		return lang.Refuse("ballot.method", "method", methodText(r.Method), "kind", kindText(r.Kind))
	case r.Kind != Election && r.Seats != 1 && r.Kind != Ranked && r.Kind != Approval:
		return lang.Refuse("ballot.seats-kind", "kind", kindText(r.Kind))
	case r.Seats < 1 || r.Seats > seatsMax:
		return lang.Refuse("ballot.seats", "most", seatsMax)
	case r.Method == tally.IRV && (r.Seats > 1 || len(r.Bounds) > 0):
		return lang.Refuse("ballot.irv")
	case len(r.Bounds) > 0 && r.Kind != Election:
		return lang.Refuse("ballot.bounds-kind")
	case !r.withThreshold() && (r.Threshold != tally.Share{} || r.Base != tally.OfYesNo):
		return lang.Refuse("ballot.threshold-kind", "kind", kindText(r.Kind))
	case r.Kind != YesNo && (r.Double || r.Counts != tally.Quorum{}):
		return lang.Refuse("ballot.double-kind")
	case r.Mode == Detached && d.packedSize() > packedMost:
		return lang.Refuse("ballot.detached-points")
	case r.Double && r.Mode == Detached:
		return lang.Refuse("ballot.double-detached")
	case r.Low >= r.High && r.way() == Score, r.High > scoreMax:
		return lang.Refuse("ballot.scale", "most", scoreMax)
	case r.way() == Dots && (r.Budget < 1 || r.Budget > dotsMax):
		return lang.Refuse("ballot.budget", "most", dotsMax)
	case r.Most < 0 || r.Most > len(d.Options):
		return lang.Refuse("ballot.most", "count", len(d.Options))
	}
	if err := d.checkOptions(); err != nil {
		return err
	}
	if err := d.checkAsked(); err != nil {
		return err
	}
	s := &State{Draft: *d}
	if _, err := s.result(nil, nil); err != nil {
		if wrong, ok := errors.AsType[*tally.FormError](err); ok { // what it says, and not on the way to what
			err = wrong
		}
		return lang.Refuse("ballot.uncountable", "why", err.Error())
	}
	return nil
}

// checkAsked keeps observers out who were not asked for in so many words.
func (d *Draft) checkAsked() error {
	switch {
	case len(d.Asked.Roles) == 0:
		return lang.Refuse("ballot.no-roles")
	case slices.Contains(d.Asked.Roles, bot.RoleObserver) && !d.Asked.Observers:
		return lang.Refuse("ballot.observers")
	}
	return nil
}

func meetingOf(v bot.View, text string) (bot.MeetingID, error) {
	if isNone(text) {
		return "", nil
	}
	e, ok := meeting.DirectoryOf(v).Find(text)
	if !ok {
		return "", lang.Refuse("house.no-such-meeting", "text", shorten(text))
	}
	return e.ID, nil
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + " UTC" }

func kindText(k Kind) lang.Text { return lang.T("choice.kind." + string(k)) }

func methodText(m tally.Method) lang.Text {
	if m == "" {
		return lang.T("ballot.no-method")
	}
	return lang.T("tally.method." + string(m))
}

func done() (bot.Decision, error) { return bot.Decision{Reply: bot.Reply{Done: true}}, nil }

func nothing(key string, args ...any) (bot.Decision, error) {
	return bot.Decision{Reply: bot.Say(key, args...)}, nil
}

// preview shows a ballot as it will be, to who drafts it.
func (s *State) preview(v bot.View) chat.Message {
	m := s.paper(v)
	m.Buttons = []chat.Button{
		s.button(v, "ballot.button.open", "ballot open", chat.Primary),
		{Label: v.Say("ballot.button.change"), Call: s.call("ballot change"), Ask: true},
		{Label: v.Say("ballot.button.rule"), Call: s.call("ballot rule"), Ask: true},
		{Label: v.Say("ballot.button.electorate"), Call: s.call("ballot electorate"), Ask: true},
	}
	if s.Rules.Kind == Election && !s.Rules.Binding {
		bind := s.button(v, "ballot.button.bind", "ballot change", chat.Ordinary)
		bind.Call.Args["binding"] = "yes"
		m.Buttons = append(m.Buttons, bind)
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("ballot.advisory-warning")))})
	}
	if s.mayDraw() {
		m.Buttons = append(m.Buttons, s.button(v, "ballot.button.seed", "ballot seed", chat.Ordinary))
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.nobody-told"))})
	m.Seen = v.Say("seen.only-you")
	return m
}

func (s *State) call(path string, args ...string) chat.Call {
	return chat.Do(path, append([]string{command.BallotArg, string(s.ID)}, args...)...)
}

func (s *State) button(v bot.View, key, path string, style chat.ButtonStyle) chat.Button {
	return chat.Button{Label: v.Say(key), Call: s.call(path), Style: style}
}
