package roster

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// noticeDays are how many days before the end of a term the Secretariat and
// the Chair are told (clause IV of the Chair's terms of reference, mag.md §6).
var noticeDays = []int{90, 30}

// ending is what one notice is about.
type ending struct {
	days   int
	until  time.Time
	people []bot.PersonID
}

// endings groups the terms of Chairs and members that end, and that nobody was
// told of, by their end. A notice whose successor is due already is left out,
// and so is a term that has been renewed.
func (s *State) endings(now time.Time) []ending {
	var list []ending
	for _, id := range s.order {
		e := s.people[id]
		if e.Guest || e.Erased {
			continue
		}
		for _, until := range e.ends(now) {
			for i, days := range noticeDays {
				if _, told := s.noticed[notice{id, until.Unix(), days}]; told {
					continue
				}
				if i+1 < len(noticeDays) && !now.Before(before(until, noticeDays[i+1])) {
					continue
				}
				list = addEnding(list, days, until, id)
			}
		}
	}
	slices.SortFunc(list, func(a, b ending) int { return cmp.Or(a.until.Compare(b.until), cmp.Compare(b.days, a.days)) })
	return list
}

func addEnding(list []ending, days int, until time.Time, id bot.PersonID) []ending {
	for i, e := range list {
		if e.days == days && e.until.Equal(until) {
			list[i].people = append(list[i].people, id)
			return list
		}
	}
	return append(list, ending{days, until, []bot.PersonID{id}})
}

func before(until time.Time, days int) time.Time {
	return until.Add(-time.Duration(days) * 24 * time.Hour)
}

// ends lists the instants after now at which the person stops being Chair or a
// member, each once.
func (p Person) ends(now time.Time) []time.Time {
	var all []time.Time
	for _, t := range p.Roles {
		if t.Role != bot.RoleChair && t.Role != bot.RoleMember {
			continue
		}
		_, until := p.bounds(t)
		if until.IsZero() || !now.Before(until) || slices.Contains(p.rolesAt(until), t.Role) || slices.ContainsFunc(all, until.Equal) {
			continue
		}
		all = append(all, until)
	}
	return all
}

// Due lists the notices about terms that end.
func Due(v bot.View) []bot.Due {
	if v.Here == nil || v.Here.Stream != bot.CommunityStream {
		return nil
	}
	s := slot.Of(v.Here)
	if s.archive != nil {
		return nil
	}
	var due []bot.Due
	for _, e := range s.endings(v.Now) {
		until := e.until.UTC().Format(time.RFC3339)
		due = append(due, bot.Due{
			Key:  "roster.term/" + strconv.Itoa(e.days) + "/" + until + "/" + string(e.people[0]),
			At:   before(e.until, e.days),
			Call: bot.Do("roster term-notice", "days", strconv.Itoa(e.days), "until", until),
		})
	}
	return due
}

// Rests reports that time brings nothing to a meeting here.
func Rests(v bot.View) bool { return v.Here.Stream != bot.CommunityStream }

// noticeTerms records the notice of everybody whose term ends then.
func noticeTerms(c *command.Context) (bot.Decision, error) {
	until, err := time.Parse(time.RFC3339, c.Text("until"))
	if err != nil {
		return bot.Decision{}, lang.Refuse("roster.bad-instant", "text", c.Text("until"))
	}
	days := c.Number("days")
	for _, e := range Of(c.View).endings(c.Now) {
		if e.days != days || !e.until.Equal(until) || c.Now.Before(before(until, days)) {
			continue
		}
		with := map[string]string{"days": strconv.Itoa(days), "until": c.Text("until")}
		return bot.Decision{
			Events: []bot.Event{TermNoticed{Days: days, Until: until, People: e.people}},
			Effects: []bot.Effect{
				tellRole("roster.term-notice", bot.RoleSecretariat, with),
				tellRole("roster.term-notice", bot.RoleChair, with),
			},
		}, nil
	}
	return bot.Decision{}, nil
}

// showTermNotice names those whose term still ends then.
func showTermNotice(v bot.View, e bot.Effect) (chat.Message, error) {
	until, err := time.Parse(time.RFC3339, e.With["until"])
	if err != nil {
		return chat.Message{}, err
	}
	days, err := strconv.Atoi(e.With["days"])
	if err != nil {
		return chat.Message{}, err
	}
	s := Of(v)
	var lines []chat.Text
	for _, id := range s.order {
		if _, told := s.noticed[notice{id, until.Unix(), days}]; told && slices.ContainsFunc(s.people[id].ends(until.Add(-1)), until.Equal) {
			lines = append(lines, chat.Line(Name(v, id)))
		}
	}
	if len(lines) == 0 {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("roster.term-notice", "count", len(lines), "until", lastDay(until), "days", days))
	m.Blocks = append(m.Blocks, listed(v, "roster.term-people", lines, shownPeople)...)
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.term-how"))})
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// tellExpired records that somebody was refused because a role of theirs has
// ended, and tells the Secretariat; once a day for each person and role.
func tellExpired(c *command.Context) (bot.Decision, error) {
	e := ExpiredRefused{Person: c.Person("person"), Role: bot.Role(c.Text("role")), Command: c.Text("command")}
	if _, told := Of(c.View).refused[refusal{e.Person, e.Role, firstDay(c.Now)}]; told {
		return bot.Decision{}, nil
	}
	return bot.Decision{
		Events: []bot.Event{e},
		Effects: []bot.Effect{tellRole("roster.expired", bot.RoleSecretariat, map[string]string{
			"person": string(e.Person), "role": string(e.Role), "command": e.Command,
		})},
	}, nil
}

func showExpired(v bot.View, e bot.Effect) (chat.Message, error) {
	id, role := bot.PersonID(e.With["person"]), bot.Role(e.With["role"])
	ended := ""
	for _, t := range ExpiredRoles(Of(v), id, v.Now) {
		if t.Role == role {
			ended = lastDay(t.Until)
		}
	}
	if ended == "" {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("roster.expired", "name", Name(v, id), "role", roleName(role), "ended", ended, "command", e.With["command"]))
	m.Buttons = []chat.Button{{Label: v.Say("roster.renew"), Call: chat.Do("roster role", "person", string(id), "role", string(role)), Ask: true}}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}
