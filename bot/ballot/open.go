package ballot

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

func roleOf(name string) (bot.Role, bool) {
	if r, ok := strings.CutSuffix(strings.ToLower(name), "s"); ok {
		if role, known := roster.RoleOf(r); known {
			return role, true
		}
	}
	return roster.RoleOf(name)
}

// electorate is who may vote now: each who holds one of the roles, in the order
// of the roster. Who is an observer besides, and nothing else that was asked for,
// is not in it unless observers were asked for.
func (s *State) electorate(v bot.View) []Voter {
	var voters []Voter
	all := roster.Of(v)
	for _, p := range all.All() {
		roles := roster.RolesAt(all, p.ID, v.Now)
		if !slices.ContainsFunc(s.Asked.Roles, func(r bot.Role) bool { return slices.Contains(roles, r) }) {
			continue
		}
		g := roster.GroupOf(v, p.ID, "")
		asked := func(want bot.Group) bool { return fold(string(want)) == fold(string(g)) }
		if len(s.Asked.Groups) > 0 && !slices.ContainsFunc(s.Asked.Groups, asked) {
			continue
		}
		voters = append(voters, Voter{Person: p.ID, Group: g})
	}
	return voters
}

// open opens a ballot now or, with a time to come, later by itself.
func (b *Ballots) open(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhaseOpen {
		return nothing("ballot.open-already", "number", s.Number)
	}
	if err := s.mustBe(PhaseDraft); err != nil {
		return bot.Decision{}, err
	}
	until := s.Until
	if c.Has("until") {
		until = c.When("until").UTC()
	}
	from := c.Now
	if c.Has("from") {
		from = c.When("from").UTC()
	}
	if err := s.checkTimes(c.Now, from, until); err != nil {
		return bot.Decision{}, err
	}
	if !from.After(c.Now) {
		return s.opening(c, until, b.out.Public)
	}
	events := []bot.Event{Planned{From: from, By: c.Me()}}
	if !until.Equal(s.Until) {
		d := s.Draft
		d.Until = until
		events = append([]bot.Event{Redrafted{Draft: d, By: c.Me()}}, events...)
	}
	return bot.Decision{
		Events: events, Effects: []bot.Effect{s.note()},
		Reply: bot.Say("ballot.planned", "number", s.Number, "when", utc(from)),
	}, nil
}

// checkTimes refuses a ballot that closes before it should, or opened.
func (s *State) checkTimes(now, from, until time.Time) error {
	switch {
	case until.IsZero():
		return nil
	case !until.After(from) || !until.After(now):
		return lang.Refuse("ballot.until-past", "when", utc(until))
	case until.Before(from.Add(s.Rules.Minimum)):
		return lang.Refuse("ballot.until-short", "when", utc(until), "least", utc(from.Add(s.Rules.Minimum)))
	}
	return nil
}

// begin opens what was planned. Opened late, it closes later where it would else be
// open for less than its minimum. What cannot be opened is not planned any more, and
// the Chair is told why: nobody waits for it in silence.
func (b *Ballots) begin(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase != PhaseDraft || s.From.IsZero() || c.Now.Before(s.From) {
		return done()
	}
	until := s.Until
	if least := c.Now.Add(s.Rules.Minimum); !until.IsZero() && s.Rules.Minimum > 0 && until.Before(least) {
		until = least
	}
	err := s.checkTimes(c.Now, c.Now, until)
	if err == nil {
		var d bot.Decision
		if d, err = s.opening(c, until, b.out.Public); err == nil {
			return d, nil
		}
	}
	if _, mendable := lang.AsError(err); !mendable {
		return bot.Decision{}, err
	}
	told := toChair(c.View)
	told.Do, told.Key, told.Show, told.With = bot.Direct, "ballot.unopened", ShowUnopened, map[string]string{"why": mend(c.View, err)}
	return bot.Decision{Events: []bot.Event{Unopened{}}, Effects: []bot.Effect{told}}, nil
}

// opening freezes the rules and the electorate, and shows the ballot.
func (s *State) opening(c *command.Context, until time.Time, receipts []byte) (bot.Decision, error) {
	voters := s.electorate(c.View)
	voting := slices.DeleteFunc(slices.Clone(voters), func(w Voter) bool { return s.recused[w.Person] })
	switch {
	case len(voting) == 0:
		return bot.Decision{}, lang.Refuse("ballot.nobody")
	case len(s.Seeds) == 1:
		return bot.Decision{}, lang.Refuse("ballot.one-seed")
	case s.Rules.Mode.hides() && len(voting) < leastTold:
		return bot.Decision{}, lang.Refuse("ballot.too-few-voters", "count", len(voting), "least", leastTold)
	}
	root, err := proof.Root(s.commitVoters(voters))
	if err != nil {
		return bot.Decision{}, err
	}
	after := *s
	after.Phase, after.ClosesAt = PhaseOpen, until
	effects := append(after.live(), s.note(), post("ballot.opened", ShowOpened, map[string]string{"head": c.Here.Head}))
	if s.Meeting != "" {
		effects = append(effects, s.minute("opened"))
	}
	return bot.Decision{
		Events:  []bot.Event{Opened{By: c.Me(), Voters: voters, Root: root.String(), Until: until, Receipts: receipts, Head: c.Here.Head, Advisory: !s.Rules.Binding}},
		Effects: effects,
		Reply:   bot.Say("ballot.opened", "number", s.Number, "count", len(voting)),
	}, nil
}

func (s *State) commitVoters(voters []Voter) []proof.Hash {
	all := make([]proof.Hash, len(voters))
	for i, w := range voters {
		all[i] = proof.CommitVoter(s.name(), string(w.Person), string(w.Group))
	}
	return all
}

// recuse takes somebody out of the electorate, and with them a vote they cast.
// Everybody recuses themselves; the Chair or the Secretariat may enter it for
// somebody who asked.
func recuse(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	who := c.Me()
	if p := c.Person("person"); p != "" {
		who = p
	}
	switch {
	case who != c.Me() && !c.Reader.Has(command.Leads...):
		return bot.Decision{}, lang.Refuse("ballot.recuse-other")
	case s.Phase != PhaseDraft && s.Phase != PhaseOpen:
		return bot.Decision{}, s.mustBe(PhaseOpen)
	case s.over(c.Now):
		return bot.Decision{}, s.tooLate()
	case s.recused[who]:
		return nothing("ballot.recused-already", "name", roster.Name(c.View, who))
	case s.Phase == PhaseOpen && !s.MayVote(who):
		return bot.Decision{}, lang.Refuse("ballot.recuse-none", "name", roster.Name(c.View, who))
	case s.Rules.Mode == Detached && s.Voted[who]:
		return bot.Decision{}, lang.Refuse("ballot.recuse-detached")
	case who != c.Me() && !c.Has("reason"):
		return bot.Decision{}, lang.Refuse("ballot.recuse-reason")
	case s.Phase == PhaseOpen && s.Rules.Mode.hides() && len(s.Entitled()) <= leastTold:
		return bot.Decision{}, lang.Refuse("ballot.recuse-too-few", "least", leastTold)
	}
	group := roster.GroupOf(c.View, who, "")
	if i, ok := s.voters[who]; ok {
		group = s.Voters[i].Group
	}
	e := Recused{Person: who, Group: group, By: c.Me()}
	if c.Has("reason") {
		e.Reason = bot.Write(c.Me(), c.Text("reason"))
	}
	d := bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("ballot.recused", "name", roster.Name(c.View, who), "number", s.Number)}
	if s.Phase == PhaseOpen {
		d.Effects = s.live()
	}
	if who != c.Me() {
		d.Effects = append(d.Effects, bot.Effect{
			Do: bot.Direct, Key: "ballot.recused." + string(who), Show: ShowRecused, To: bot.ToPerson(who), With: map[string]string{"by": string(c.Me())},
		})
	}
	return d, nil
}

// extend moves the close to a later time, with a reason.
func extend(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := s.mustBe(PhaseOpen); err != nil {
		return bot.Decision{}, err
	}
	if s.over(c.Now) {
		return bot.Decision{}, s.tooLate()
	}
	until := c.When("until").UTC()
	switch {
	case s.ClosesAt.IsZero():
		if err := s.checkTimes(c.Now, s.OpenedAt, until); err != nil {
			return bot.Decision{}, err
		}
	case !until.After(s.ClosesAt) || !until.After(c.Now):
		return bot.Decision{}, lang.Refuse("ballot.extend-later", "when", utc(s.ClosesAt))
	}
	return bot.Decision{
		Events:  []bot.Event{Extended{Until: until, By: c.Me(), Reason: bot.Write(c.Me(), c.Text("reason"))}},
		Effects: append(s.live(), s.note(), post("ballot.extended", ShowExtended, nil)),
		Reply:   bot.Say("ballot.extended", "number", s.Number, "when", utc(until)),
	}, nil
}

// over reports whether the time of an open ballot has ended, though nobody has
// recorded that yet: the clock of one process may be late, and the times that
// people were told hold. Nothing of it changes any more until it is closed, so that
// it makes no difference which comes first, a vote, a change or the close.
func (s *State) over(now time.Time) bool {
	return s.Phase == PhaseOpen && !s.ClosesAt.IsZero() && !now.Before(s.ClosesAt)
}

func (s *State) tooLate() error {
	return lang.Refuse("ballot.over", "number", s.Number, "when", utc(s.ClosesAt))
}

// mustBe refuses what another phase is needed for, and says what can be done.
func (s *State) mustBe(p Phase) error {
	switch s.Phase {
	case p:
		return nil
	case PhaseNone:
		return lang.Refuse("ballot.none")
	case PhaseDraft, PhaseOpen, PhaseClosed, PhaseCounted, PhasePublished, PhaseWithdrawn:
	}
	return lang.Refuse("ballot.phase."+string(s.Phase), "number", s.Number)
}

// note keeps the directory of ballots up to date.
func (s *State) note() bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: "ballot.noted", Send: &bot.Forwarded{
		Stream: bot.WorkStream, Call: bot.Do("ballot noted", command.BallotArg, string(s.ID)),
	}}
}

// noted takes over what a ballot's stream says of itself.
func noted(c *command.Context) (bot.Decision, error) {
	id := bot.BallotID(c.Text(command.BallotArg))
	entry, ok := DirectoryOf(c.View).Get(id)
	s := In(c.View, id)
	if !ok || s.Phase == PhaseNone {
		return bot.Decision{}, lang.Refuse("ballot.no-such", "text", string(id))
	}
	until := s.ClosesAt
	if s.Phase == PhaseDraft {
		until = s.Until
	}
	if entry.Phase == s.Phase && entry.Question.Text == s.Question.Text && entry.Until.Equal(until) {
		return done()
	}
	return bot.Decision{Events: []bot.Event{Noted{ID: id, Question: s.Question, Phase: s.Phase, Until: until}}}, nil
}

func post(key, show string, with map[string]string) bot.Effect {
	return bot.Effect{Do: bot.Post, Key: key, Show: show, To: bot.ToChannels(), With: with}
}

// live names the live message of the ballot, where it is held here.
func (s *State) live() []bot.Effect {
	if s.outside() { // nobody votes on it here, so nothing moves
		return nil
	}
	return []bot.Effect{{Do: bot.Live, Key: "ballot", Show: ShowLive, To: bot.ToChannels()}}
}

// minute tells the meeting that the ballot belongs to.
func (s *State) minute(what string) bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: "ballot.minuted." + what, Send: &bot.Forwarded{
		Stream: bot.MeetingStream(s.Meeting), Call: bot.Do("minutes ballot", "number", string(s.ID), "what", what),
	}}
}

// only shows a message to one person.
func only(v bot.View, m chat.Message) bot.Reply {
	m.Seen = v.Say("seen.only-you")
	return bot.Reply{Message: &m}
}
