package platformrole

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

const (
	mostName   = 100    // characters of a role's name; Discord takes no more (topics/permissions, Role Object)
	mostListed = 30_000 // characters of a list of them: 250 are the most that a server has
)

// Commands lists the commands of this package.
func Commands() []command.Command {
	secretariat := []bot.Role{bot.RoleSecretariat, bot.RoleOperator}
	name := command.Arg{Name: "name", Required: true, Rest: true, Max: 2*mostName + 10}
	names := command.Arg{Name: "names", Kind: command.Long, Max: mostListed}
	return []command.Command{
		{Path: "roles match", On: command.Community, Who: secretariat, Decide: match, Args: []command.Arg{
			name, {Name: "as", Named: true, Max: mostName},
		}},
		{Path: "roles unmatch", On: command.Community, Who: secretariat, Decide: unmatch, Args: []command.Arg{name}},
		{Path: "roles compare", On: command.Community, Who: secretariat, Show: show},
		{Path: "roles listed", On: command.Community, Who: command.Bot, Inner: true, Decide: decideListed, Args: []command.Arg{names}},
		{Path: "roles seen", On: command.Community, Who: command.Bot, Inner: true, Decide: decideSeen, Args: []command.Arg{
			{Name: "user", Required: true, Max: 200}, names, {Name: "away", Kind: command.Flag},
		}},
		{Path: "roles tell", On: command.Community, Who: command.Bot, Inner: true, Decide: tell},
	}
}

// match says what a name means: "MAG member as member", or with as by name.
func match(c *command.Context) (bot.Decision, error) {
	name, as := c.Text("name"), c.Text("as")
	if as == "" {
		at := strings.LastIndex(name, " as ")
		if at < 0 {
			return bot.Decision{}, lang.Refuse("platformrole.as-what", "name", tidy(name))
		}
		name, as = name[:at], name[at+len(" as "):]
	}
	if name = tidy(strings.Trim(strings.TrimSpace(name), `"“”`)); name == "" {
		return bot.Decision{}, lang.Refuse("platformrole.no-name")
	}
	target, err := readTarget(c.View, tidy(as))
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	if known := s.matches[fold(name)]; known.Name == name && known.Target == target {
		return bot.Decision{Reply: bot.Say("platformrole.matched-already", "name", name, "meaning", target.text())}, nil
	}
	key := "platformrole.matched"
	if len(s.listed) > 0 && len(s.spaces(name)) == 0 {
		key = "platformrole.matched-nowhere"
	}
	return bot.Decision{
		Events: []bot.Event{Matched{Name: bot.Write("", name), Target: target}},
		Reply:  bot.Say(key, "name", name, "meaning", target.text()),
	}, nil
}

// readTarget reads a role or a group of the community.
func readTarget(v bot.View, text string) (Target, error) {
	if role, ok := roster.RoleOf(text); ok {
		return Target{Role: role}, nil
	}
	group, err := roster.GroupNamed(v, text)
	return Target{Group: group}, err
}

// text says what is meant, in a few words.
func (t Target) text() lang.Text {
	if t.Role != "" {
		return lang.T("platformrole.means-role", "role", lang.T("choice.role."+string(t.Role)))
	}
	return lang.T("platformrole.means-group", "group", string(t.Group))
}

// spaces lists those that have a role of that name.
func (s *State) spaces(name string) (all []Space) {
	for in := range s.listed {
		if s.exists(in, fold(name)) {
			all = append(all, in)
		}
	}
	return all
}

func unmatch(c *command.Context) (bot.Decision, error) {
	known, ok := Of(c.View).matches[fold(c.Text("name"))]
	if !ok {
		return bot.Decision{}, lang.Refuse("platformrole.not-matched", "name", tidy(c.Text("name")))
	}
	return bot.Decision{
		Events: []bot.Event{Unmatched{Name: bot.Write("", known.Name)}},
		Reply:  bot.Say("platformrole.unmatched", "name", known.Name),
	}, nil
}

func space(c *command.Context) Space { return Space{c.Place.Platform, c.Place.Workspace} }

// decideListed takes which roles there are in a space.
func decideListed(c *command.Context) (bot.Decision, error) {
	s, names := Of(c.View), lines(c.Text("names"))
	if before, known := s.listed[space(c)]; !s.Compares() || (known && slices.Equal(before, names)) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	e := Listed{Space: space(c), Names: make([]bot.Words, len(names))}
	for i, name := range names {
		e.Names[i] = bot.Write("", name)
	}
	return bot.Decision{Events: []bot.Event{e}}, nil
}

// decideSeen takes which roles an account has. Only what is new of somebody on the
// roster becomes a fact.
func decideSeen(c *command.Context) (bot.Decision, error) {
	s, names := Of(c.View), lines(c.Text("names"))
	account := bot.Account{Platform: c.Place.Platform, Workspace: c.Place.Workspace, User: c.Text("user")}
	person, linked := roster.Of(c.View).ByAccount(account)
	before, known := s.seen[account]
	same := known && before.Person == person && before.Away == c.Flag("away") && slices.Equal(before.Names, names)
	if !s.Compares() || !linked || same {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{Seen{
		Person: person, Account: account, Names: bot.Write(person, strings.Join(names, "\n")), Away: c.Flag("away"),
	}}}, nil
}

// tell has the Secretariat told what differs, when that is another thing than was
// told last.
func tell(c *command.Context) (bot.Decision, error) {
	differences := Differences(c.View)
	from, is := news(c.View, differences)
	if !is || c.Now.Before(from) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	var e Told
	for _, d := range differences {
		e.Differences = append(e.Differences, bot.Write(d.Person, d.line()))
	}
	return bot.Decision{Events: []bot.Event{e}, Effects: []bot.Effect{{
		Do: bot.Direct, Key: showTold, Show: showTold, To: bot.ToRole(bot.RoleSecretariat),
	}}}, nil
}
