package roster

import (
	"encoding/json"
	"fmt"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

func setZone(c *command.Context) (bot.Decision, error) {
	zone, ok := zoneOf(c.Text("zone"))
	if !ok {
		return bot.Decision{}, lang.Refuse("command.not-a-zone", "arg", "zone", "text", firstRunes(c.Text("zone"), 40))
	}
	p, err := Of(c.View).living(c.View, c.Me())
	if err != nil {
		return bot.Decision{}, err
	}
	reply := bot.Say("roster.zone-set", "zone", zone)
	if p.Zone == zone {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{Events: []bot.Event{PersonChanged{Person: p.ID, Facts: Facts{Zone: &zone}}}, Reply: reply}, nil
}

func setLanguage(c *command.Context) (bot.Decision, error) {
	tag, ok := languageOf(c.Text("language"))
	if !ok {
		return bot.Decision{}, lang.Refuse("roster.bad-language", "text", firstRunes(c.Text("language"), 40))
	}
	p, err := Of(c.View).living(c.View, c.Me())
	if err != nil {
		return bot.Decision{}, err
	}
	reply := bot.Say("roster.language-set", "language", string(tag))
	if p.Language == tag {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{Events: []bot.Event{PersonChanged{Person: p.ID, Facts: Facts{Language: &tag}}}, Reply: reply}, nil
}

// Exporter is what another feature holds about a person: a name for its part
// of the export, and a value that is written as JSON. What others wrote is not
// the person's own and stays out.
type Exporter struct {
	Name   string
	Export func(v bot.View, id bot.PersonID) (any, error)
}

// Own is what the roster holds about a person, as it is exported.
type Own struct {
	ID            bot.PersonID      `json:"id"`
	Name          string            `json:"name"`
	Aliases       []string          `json:"aliases"`
	Email         string            `json:"email"`
	Groups        []bot.Group       `json:"groups"`
	Region        bot.Region        `json:"region"`
	Country       string            `json:"country"`
	Roles         []Tenure          `json:"roles"`
	Term          Term              `json:"term"`
	Zone          string            `json:"zone"`
	Language      bot.Language      `json:"language"`
	Organisations []OwnOrganisation `json:"organisations"`
	Gender        string            `json:"gender"`
	Newcomer      string            `json:"newcomer"`
	Accounts      []bot.Account     `json:"accounts"`
}

// OwnOrganisation is an Organisation as it is exported.
type OwnOrganisation struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Dates   string   `json:"dates,omitempty"`
}

// Export gives what the roster holds about a person.
func Export(v bot.View, id bot.PersonID) (Own, error) {
	p, err := Of(v).living(v, id)
	if err != nil {
		return Own{}, err
	}
	own := Own{
		ID: p.ID, Name: p.Name.Text, Aliases: texts(p.Aliases), Email: p.Email.Text, Groups: p.Groups, Region: p.Region,
		Country: p.Country.Text, Roles: p.Roles, Term: p.Term, Zone: p.Zone, Language: p.Language,
		Gender: p.Gender.Text, Newcomer: p.Newcomer.Text, Accounts: p.Accounts,
	}
	for _, o := range p.Organisations {
		own.Organisations = append(own.Organisations, OwnOrganisation{Name: o.Name.Text, Aliases: texts(o.Aliases), Dates: span(o.From, o.Until)})
	}
	return own, nil
}

func exportMe(more []Exporter) func(*command.Context) (bot.Reply, error) {
	return func(c *command.Context) (bot.Reply, error) {
		own, err := Export(c.View, c.Me())
		if err != nil {
			return bot.Reply{}, err
		}
		parts := map[string]any{"roster": own}
		for _, e := range more {
			part, err := e.Export(c.View, c.Me())
			if err != nil {
				return bot.Reply{}, fmt.Errorf("export what %s holds: %w", e.Name, err)
			}
			if part != nil {
				parts[e.Name] = part
			}
		}
		text, err := json.MarshalIndent(parts, "", "  ")
		if err != nil {
			return bot.Reply{}, fmt.Errorf("write the export: %w", err)
		}
		m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
			chat.Paragraph{Text: chat.Line(c.Say("roster.export-intro"))}, chat.Quote{Text: string(text)},
		}}
		return bot.Reply{Message: &m}, nil
	}
}

func eraseMe(c *command.Context) (bot.Decision, error) {
	return erase(c, c.Me(), "me erase", chat.Do("me erase", "really", "true"))
}

func erasePerson(c *command.Context) (bot.Decision, error) {
	id := c.Person("person")
	return erase(c, id, "roster erase", chat.Do("roster erase", "person", string(id), "really", "true"))
}

// reaches are what an erasure takes away, and what it cannot reach.
var (
	takenAway  = []string{"roster.erase-takes-name", "roster.erase-takes-words", "roster.erase-takes-counts", "roster.erase-takes-accounts"}
	outOfReach = []string{
		"roster.erase-not-facts", "roster.erase-not-others", "roster.erase-not-released", "roster.erase-not-posted",
		"roster.erase-not-backups", "roster.erase-not-cases",
	}
)

// erase shows first what it does and what it cannot reach, and does it when
// that is confirmed. The shell deletes the person's key, so that every word of
// theirs is gone from the record while its chain still verifies.
func erase(c *command.Context, id bot.PersonID, path string, again chat.Call) (bot.Decision, error) {
	s := Of(c.View)
	if p, ok := s.Person(id); ok && p.Erased {
		return bot.Decision{Reply: bot.Say("roster.erased-already")}, nil
	}
	if _, err := s.living(c.View, id); err != nil {
		return bot.Decision{}, err
	}
	if role, last := s.lastInOffice(id, c.Now); last {
		return bot.Decision{}, lang.Refuse("roster.last", "name", Name(c.View, id), "role", roleName(role), "choice", string(role))
	}
	if !c.Flag("really") {
		m := eraseQuestion(c.View, id)
		m.Buttons = []chat.Button{{Label: c.Say("roster.erase-yes"), Call: again, Style: chat.Danger}}
		return bot.Decision{Reply: bot.Reply{Message: &m}}, nil
	}
	own := path == "me erase" || id == c.Me()
	return bot.Decision{
		Events: []bot.Event{Erased{Person: id, ByRequest: own}},
		Effects: []bot.Effect{
			{Do: bot.Restart, Key: "roster.erased", With: map[string]string{"person": string(id)}},
			tellRole("roster.erased-list", bot.RoleSecretariat, map[string]string{"person": string(id)}),
		},
		Reply: bot.Say("roster.erased"),
	}, nil
}

func eraseQuestion(v bot.View, id bot.PersonID) chat.Message {
	m := chat.Message{Seen: v.Say("seen.only-you")}
	m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("roster.erase-title", "name", Name(v, id))})
	m.Blocks = append(m.Blocks, listed(v, "roster.erase-takes", lines(v, takenAway), len(takenAway))...)
	m.Blocks = append(m.Blocks, listed(v, "roster.erase-not", lines(v, outOfReach), len(outOfReach))...)
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.erase-final"))})
	return m
}

func lines(v bot.View, keys []string) []chat.Text {
	list := make([]chat.Text, len(keys))
	for i, k := range keys {
		list[i] = chat.Line(v.Say(k))
	}
	return list
}

// showErased lists for the Secretariat what the erasure could not reach.
func showErased(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("roster.erased-told", "person", e.With["person"]))
	m.Blocks = append(m.Blocks, listed(v, "roster.erase-not", lines(v, outOfReach), len(outOfReach))...)
	m.Seen = v.Say("seen.only-you")
	return m, nil
}
