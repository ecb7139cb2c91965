package roster

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// maxShown is how many people "roster show" lists.
const maxShown = 100

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		"roster.role-given":        showRole,
		"roster.role-ended":        showRole,
		"roster.groups":            showGroups,
		"roster.term-notice":       showTermNotice,
		"roster.expired":           showExpired,
		"roster.link-asked":        showLinkAsked,
		"roster.link-asked-person": showPlatform,
		"roster.link-declined":     showPlatform,
		"roster.linked":            showPlatform,
		"roster.unlinked":          showPlatform,
		"roster.sign-in-told":      showPlain,
		"roster.erased-list":       showErased,
	}
}

// showPlain tells the person what happened, in the sentence named like the show.
func showPlain(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say(e.Show + "-you"))
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showPlatform(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say(e.Show+"-you", "platform", e.With["platform"]))
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showRole(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say(e.Show+"-you", "role", roleName(bot.Role(e.With["role"]))))
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showGroups(v bot.View, e bot.Effect) (chat.Message, error) {
	p, ok := Of(v).Person(e.To.Person)
	if !ok {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("roster.groups-you", "groups", orUnknown(v, joined(p.Groups))))
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// showRoster shows one person, or everybody.
func showRoster(c *command.Context) (bot.Reply, error) {
	if id := c.Person("person"); id != "" {
		p, err := Of(c.View).living(c.View, id)
		if err != nil {
			return bot.Reply{}, err
		}
		m := profile(c.View, p, c.Reader.Has(bot.RoleSecretariat, bot.RoleOperator))
		return bot.Reply{Message: &m}, nil
	}
	m := Of(c.View).overview(c.View)
	return bot.Reply{Message: &m}, nil
}

func (s *State) overview(v bot.View) chat.Message {
	table := chat.Table{Header: []string{
		v.Say("roster.field.name"), v.Say("roster.field.group"), v.Say("roster.field.region"), v.Say("roster.field.role"),
	}}
	counts, people := map[bot.Group]int{}, 0
	for _, p := range s.everybody() {
		if p.Erased {
			continue
		}
		people++
		if !p.Guest {
			counts[p.group()]++
		}
		if people > maxShown {
			continue
		}
		table.Rows = append(table.Rows, []chat.Text{
			chat.Line(Name(v, p.ID)), chat.Line(orUnknown(v, joined(p.Groups))), chat.Line(orUnknown(v, string(p.Region))), chat.Line(s.standing(v, p)),
		})
	}
	m := chat.Message{Seen: v.Say("seen.only-you")}
	m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("roster.title", "count", people)})
	if people == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("roster.nobody"))})
		return m
	}
	m.Blocks = append(m.Blocks, table)
	if people > maxShown {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.and-more", "count", people-maxShown))})
	}
	m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("roster.by-group")}, groupTable(v, counts, s.Seats(v.Now)))
	return m
}

func groupTable(v bot.View, people, seats map[bot.Group]int) chat.Table {
	t := chat.Table{Header: []string{v.Say("roster.field.group"), v.Say("roster.people"), v.Say("roster.seats")}, Numbers: []int{1, 2}}
	groups := slices.SortedFunc(maps.Keys(people), func(a, b bot.Group) int {
		if (a == "") != (b == "") { // unknown stands last
			return cmp.Compare(len(b), len(a))
		}
		return cmp.Compare(a, b)
	})
	for _, g := range groups {
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(orUnknown(v, string(g))), chat.Line(strconv.Itoa(people[g])), chat.Line(strconv.Itoa(seats[g])),
		})
	}
	return t
}

// standing is what a person is at the moment, in a few words.
func (s *State) standing(v bot.View, p Person) string {
	if p.Guest {
		return v.Say("roster.guest")
	}
	var list []string
	for _, r := range p.rolesAt(v.Now) {
		list = append(list, v.Print.Text(roleName(r)))
	}
	for _, t := range ExpiredRoles(s, p.ID, v.Now) {
		list = append(list, v.Say("roster.until-then", "role", roleName(t.Role), "until", lastDay(t.Until)))
	}
	if len(list) == 0 {
		return v.Say("roster.no-role")
	}
	return strings.Join(list, ", ")
}

// profile shows what the roster holds of a person; all of it to the person and
// the Secretariat, what everybody may know to others. What is unknown is shown
// as unknown.
func profile(v bot.View, p Person, all bool) chat.Message {
	m := chat.Message{Seen: v.Say("seen.only-you")}
	m.Blocks = append(m.Blocks, chat.Heading{Text: Name(v, p.ID)})
	if p.Guest {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.is-guest"))})
	}
	table := chat.Table{Header: []string{v.Say("roster.head-field"), v.Say("roster.head-value")}}
	row := func(label, value string) {
		table.Rows = append(table.Rows, []chat.Text{chat.Line(label), chat.Line(orUnknown(v, value))})
	}
	for _, fd := range fields {
		switch fd.name {
		case "name":
		case "email", "gender", "newcomer", "zone", "language":
			if all {
				row(v.Say("roster.field."+fd.name), fd.text(p))
			}
		case "role":
			row(v.Say("roster.field.role"), rolesText(v, p))
		case "term":
			row(v.Say("roster.field.term"), termSaid(v, p.Term))
		default:
			row(v.Say("roster.field."+fd.name), fd.text(p))
		}
	}
	if all {
		var accounts []string
		for _, a := range p.Accounts {
			accounts = append(accounts, a.Platform+": "+a.User)
		}
		if len(accounts) == 0 {
			accounts = []string{v.Say("roster.no-accounts")}
		}
		row(v.Say("roster.field.accounts"), strings.Join(accounts, "; "))
	}
	m.Blocks = append(m.Blocks, table)
	return m
}

// termSaid writes a term for people; empty where nothing of it is known.
func termSaid(v bot.View, t Term) string {
	if t.From.IsZero() && t.Until.IsZero() {
		return termText(t)
	}
	said := between(v, t.From, t.Until)
	if t.Count > 0 {
		said += " (" + v.Say("roster.term-number", "number", t.Count) + ")"
	}
	return said
}

func rolesText(v bot.View, p Person) string {
	var list []string
	for _, t := range p.Roles {
		list = append(list, v.Print.Text(lang.T("roster.role-dates", "role", roleName(t.Role), "dates", datesText(v, p, t))))
	}
	return strings.Join(list, "; ")
}

func showMe(c *command.Context) (bot.Reply, error) {
	p, err := Of(c.View).living(c.View, c.Me())
	if err != nil {
		return bot.Reply{}, err
	}
	m := profile(c.View, p, true)
	m.Buttons = []chat.Button{
		{Label: c.Say("roster.set-zone"), Call: chat.Do("me zone"), Ask: true},
		{Label: c.Say("roster.set-language"), Call: chat.Do("me language"), Ask: true},
		{Label: c.Say("roster.get-export"), Call: chat.Do("me export")},
		{Label: c.Say("roster.start-erase"), Call: chat.Do("me erase"), Style: chat.Danger},
	}
	return bot.Reply{Message: &m}, nil
}
