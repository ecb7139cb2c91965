package roster

import (
	"maps"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// addPerson adds one person by hand.
func addPerson(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	name, ok := plainName(c.Text("name"))
	email := c.Text("email")
	switch {
	case !ok:
		return bot.Decision{}, lang.Refuse("roster.bad-name", "text", firstRunes(c.Text("name"), 40))
	case email != "" && !isEmail(email):
		return bot.Decision{}, lang.Refuse("roster.bad-email", "text", firstRunes(email, 40))
	}
	for _, id := range s.order {
		e := s.people[id]
		sameEmail := email != "" && strings.EqualFold(e.Email.Text, email)
		if !e.Erased && !e.Guest && (sameEmail || (email == "" && fold(e.Name.Text) == fold(name))) {
			return bot.Decision{}, lang.Refuse("roster.there-already", "name", Name(c.View, id))
		}
	}
	id := s.newID(c.Fresh, "add")
	f := Facts{Name: wrote(id, name)}
	if email != "" {
		f.Email = wrote(id, email)
	}
	if g := c.Text("group"); g != "" {
		groups, err := s.readGroups(g)
		if err != nil {
			return bot.Decision{}, err
		}
		f.Groups = groups
	}
	if r := c.Text("role"); r != "" {
		f.Roles = []Tenure{{Role: bot.Role(r)}}
	}
	return bot.Decision{Events: []bot.Event{PersonAdded{Person: id, Facts: f}}, Reply: bot.Say("roster.added", "name", name)}, nil
}

// AddGuest adds a named guest, for the command "guest add". Who may do so is
// that command's business. A guest of that name who is there already is given
// back, with a decision that changes nothing.
func AddGuest(c *command.Context, name, group string) (bot.PersonID, bot.Decision, error) {
	s := Of(c.View)
	name, ok := plainName(name)
	if !ok {
		return "", bot.Decision{}, lang.Refuse("roster.bad-name", "text", firstRunes(name, 40))
	}
	for _, id := range s.order {
		if e := s.people[id]; e.Guest && fold(e.Name.Text) == fold(name) {
			return id, bot.Decision{Reply: bot.Say("roster.guest-already", "name", Name(c.View, id))}, nil
		}
	}
	var g bot.Group
	if strings.TrimSpace(group) != "" {
		groups, err := s.readGroups(group)
		if err != nil {
			return "", bot.Decision{}, err
		}
		g = groups[0]
	}
	id := s.newID(c.Fresh, "guest")
	return id, bot.Decision{
		Events: []bot.Event{GuestAdded{Person: id, Name: bot.Write(id, name), Group: g}},
		Reply:  bot.Say("roster.guest-added", "name", name),
	}, nil
}

// plainName tidies a typed name; false when nothing of it can be a name.
func plainName(text string) (string, bool) {
	b := &builder{reader: &reader{}}
	name, ok := b.clean(text)
	name = strings.Join(strings.Fields(name), " ")
	return name, ok && fold(name) != "" && len([]rune(name)) <= maxName
}

// setGroups says for which groups a person speaks; the first is the usual one.
func setGroups(c *command.Context) (bot.Decision, error) {
	s, id := Of(c.View), c.Person("person")
	p, err := s.living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	groups, err := s.readGroups(c.Text("groups"))
	if err != nil {
		return bot.Decision{}, err
	}
	if slices.Equal(groups, p.Groups) {
		return bot.Decision{Reply: bot.Say("roster.groups-already", "name", Name(c.View, id), "groups", joined(groups))}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{PersonChanged{Person: id, Facts: Facts{Groups: groups}}},
		Effects: []bot.Effect{tellPerson("roster.groups", id, nil)},
		Reply:   bot.Say("roster.groups", "name", Name(c.View, id), "groups", orUnknown(c.View, joined(groups))),
	}, nil
}

// readGroups reads groups as the community spells them; "unknown" is none. One
// that is near to a group of the community is asked about, never guessed.
func (s *State) readGroups(text string) ([]bot.Group, error) {
	if isUnknown(strings.TrimSpace(text)) {
		return []bot.Group{}, nil
	}
	sp := speller{count: s.spellings().groups}
	list := several(text, ",;|\n")
	sp.settle(usualGroups)
	var groups []bot.Group
	for _, g := range list {
		f := fold(g)
		spelt, known := sp.best[f]
		if !known {
			spelt, known = usualSpelling(f, g), sp.usual[f]
		}
		if !known {
			for _, other := range append(slices.Clone(sp.order), foldAll(usualGroups)...) {
				if alike(f, other) {
					near := sp.best[other]
					if near == "" {
						near = usualSpelling(other, g)
					}
					return nil, lang.Refuse("roster.group-near", "text", firstRunes(g, 40), "near", near)
				}
			}
		}
		groups = append(groups, bot.Group(spelt))
	}
	if len(groups) == 0 {
		return nil, lang.Refuse("roster.no-group-named")
	}
	return once(groups), nil
}

func usualSpelling(folded, otherwise string) string {
	for _, u := range usualGroups {
		if fold(u) == folded {
			return u
		}
	}
	return otherwise
}

func foldAll(list []string) []string {
	folded := make([]string, len(list))
	for i, s := range list {
		folded[i] = fold(s)
	}
	return folded
}

// GroupNamed reads the name of one stakeholder group as the community spells it,
// for features that speak of groups. One that nobody on the roster has is refused
// with those that there are.
func GroupNamed(v bot.View, text string) (bot.Group, error) {
	known := slices.Sorted(maps.Keys(Of(v).spellings().groups))
	for _, g := range known {
		if fold(g) == fold(text) {
			return bot.Group(g), nil
		}
	}
	return "", lang.Refuse("roster.no-such-group", "text", firstRunes(text, 40), "groups", strings.Join(known, ", "))
}
