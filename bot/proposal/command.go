package proposal

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Words is what people read.
//
//go:embed words.en.toml
var Words embed.FS

// textMax is how many characters a wording, a reason or an answer may have.
const textMax = 4000

// Commands lists the commands of this package.
func Commands() []command.Command {
	return slices.Concat(proposing(), objecting(), deciding(), polling())
}

func text(required bool) command.Arg {
	return command.Arg{Name: "text", Kind: command.Long, Required: required, Rest: true, Max: textMax}
}

// pressed are the arguments by which a button says what it was shown with, so
// that a press on an old message never counts for a new wording.
func pressed() []command.Arg {
	return []command.Arg{
		{Name: "proposal", Kind: command.Number, Carried: true},
		{Name: "wording", Kind: command.Number, Carried: true},
	}
}

func proposing() []command.Command {
	reason := command.Arg{Name: "reason", Kind: command.Long, Rest: true, Max: textMax}
	must := reason
	must.Required = true
	return []command.Command{
		{
			Path: "proposal make", Who: command.Anyone, Typed: []string{"PROPOSAL: …"},
			Args: []command.Arg{text(true)}, Decide: decideMake,
		},
		{Path: "proposal reword", Who: command.Anyone, Args: append(pressed(), text(true)), Decide: decideReword},
		{
			Path: "proposal say", Who: command.Anyone, Typed: []string{"+1", "0", "-1 because …"},
			Args:   append(pressed(), command.Arg{Name: "stance", Required: true, Max: 20}, reason),
			Decide: decideSay,
		},
		{Path: "proposal object", Who: command.Anyone, Args: append(pressed(), must), Decide: decideObject},
		{
			Path: "proposal show", Who: command.Anyone, Past: true,
			Args: []command.Arg{{Name: "proposal", Kind: command.Number}}, Show: show,
		},
	}
}

func objecting() []command.Command {
	number := command.Arg{Name: "objection", Kind: command.Number, Required: true}
	return []command.Command{
		{Path: "proposal answer", Who: command.Anyone, Args: []command.Arg{number, text(true)}, Decide: decideAnswer},
		{Path: "proposal withdraw-objection", Who: command.Anyone, Args: []command.Arg{number}, Decide: decideWithdraw},
		{Path: "proposal sustain", Who: command.Anyone, Args: []command.Arg{number, text(false)}, Decide: decideSustain},
	}
}

func deciding() []command.Command {
	return []command.Command{
		{
			Path: "proposal resolve", Who: command.Leads, Typed: []string{"RESOLUTION: …", "#agreed …"},
			Args: append(pressed(), text(false)), Decide: decideResolve,
		},
		{
			Path: "proposal reject", Who: command.Leads, Typed: []string{"#rejected …"},
			Args:   append(pressed(), command.Arg{Name: "reason", Kind: command.Long, Named: true, Max: textMax}, text(false)),
			Decide: decideReject,
		},
		{Path: "proposal close", Who: command.Anyone, Typed: []string{"close the proposal"}, Args: pressed(), Decide: decideClose},
	}
}

func polling() []command.Command {
	vote := command.Arg{Name: "vote", Kind: command.Number, Carried: true}
	return []command.Command{
		{
			Path: "vote start", Who: command.Leads, Typed: []string{"#startvote Question? Yes, No"},
			Args: []command.Arg{
				{Name: "question", Required: true, Max: 500},
				{Name: "options", Kind: command.Long, Rest: true, Max: textMax},
			},
			Decide: decideVoteStart,
		},
		{
			Path: "vote cast", Who: command.Anyone, Typed: []string{"#vote …"},
			Args: []command.Arg{
				{Name: "choice", Rest: true, Max: 300}, {Name: "option", Kind: command.Number, Carried: true}, vote,
			},
			Decide: decideVoteCast,
		},
		{Path: "vote end", Who: command.Leads, Typed: []string{"#endvote"}, Args: []command.Arg{vote}, Decide: decideVoteEnd},
	}
}

// ready refuses what needs an open meeting, on the record.
func ready(c *command.Context) error {
	m := meeting.Of(c.View)
	switch {
	case c.Archive:
		return nil
	case !m.IsOpen():
		return lang.Refuse("proposal.not-open")
	case m.OffRecord:
		return lang.Refuse("proposal.off-record")
	case c.Me() == "":
		return lang.Refuse("proposal.nobody")
	}
	return nil
}

// mayLead reports whether who acts leads the meeting.
func mayLead(c *command.Context) bool { return c.Archive || c.Reader.Has(command.Leads...) }

// capacity is the group in which a person speaks: that of their presence, else
// their first.
func capacity(v bot.View, p bot.PersonID) bot.Group {
	if here, is := meeting.Of(v).Stay(p); is && here.Group != "" {
		return here.Group
	}
	return roster.GroupOf(v, p, "")
}

// member reports whether who acts is of the body, so that their stance counts
// among its members. Others are shown apart.
func member(c *command.Context) bool { return c.Archive || c.Reader.Has(command.Members...) }

func currentItem(v bot.View) int {
	item, _ := agenda.Of(v).Current()
	return item.Number
}

// stale refuses a press that was made on another proposal or wording than the
// one that counts now.
func stale(c *command.Context, p Proposal) error {
	if c.Has("proposal") && c.Number("proposal") != p.Number {
		return lang.Refuse("proposal.not-the-open-one", "number", c.Number("proposal"), "open", p.Number)
	}
	if c.Has("wording") && c.Number("wording") != len(p.Wordings) {
		return lang.Refuse("proposal.wording-changed", "number", p.Number)
	}
	return nil
}

// LiveEffects names the live messages of a proposal: each wording in the
// channels, and what whoever holds the chair can do. A feature that changes
// what they show names them again.
func LiveEffects(p Proposal) []bot.Effect {
	n := strconv.Itoa(p.Number)
	effects := make([]bot.Effect, 0, len(p.Wordings)+1)
	for _, w := range p.Wordings {
		effects = append(effects, liveWording(p.Number, w.Number))
	}
	return append(effects, bot.Effect{
		Do: bot.Live, Key: "proposal.chair." + n, Show: ShowChair, To: bot.ToRole(bot.RoleActingChair),
		With: map[string]string{"proposal": n},
	})
}

func liveWording(proposal, wording int) bot.Effect {
	n, w := strconv.Itoa(proposal), strconv.Itoa(wording)
	return bot.Effect{
		Do: bot.Live, Key: "proposal." + n + "." + w, Show: ShowProposal, To: bot.ToChannels(),
		With: map[string]string{"proposal": n, "wording": w},
	}
}

// Effects names every live message that may change when a step of this meeting
// is taken back: those of the open or last proposal and of the last straw poll.
func Effects(v bot.View) []bot.Effect {
	s := Of(v)
	var effects []bot.Effect
	if p, ok := s.latest(); ok {
		effects = LiveEffects(p)
	}
	if n := len(s.Votes); n > 0 {
		effects = append(effects, liveVote(n))
	}
	return effects
}

// latest is the open proposal, else the last one.
func (s *State) latest() (Proposal, bool) {
	if p, ok := s.Open(); ok {
		return p, true
	}
	return s.Proposal(len(s.Proposals))
}

func liveVote(n int) bot.Effect {
	return bot.Effect{
		Do: bot.Live, Key: "vote." + strconv.Itoa(n), Show: ShowVote, To: bot.ToChannels(),
		With: map[string]string{"vote": strconv.Itoa(n)},
	}
}

// number reads an effect's identifier; 0 where there is none.
func number(e bot.Effect, name string) int {
	n, err := strconv.Atoi(e.With[name])
	if err != nil {
		return 0
	}
	return n
}

func nothing(key string, args ...any) (bot.Decision, error) {
	return bot.Decision{Reply: bot.Say(key, args...)}, nil
}

// ignored is the answer to a line that is ordinary talk here.
func ignored() (bot.Decision, error) {
	return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}
