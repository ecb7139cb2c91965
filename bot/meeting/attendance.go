package meeting

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// GroupLine is one group's presence against its seats on the roster.
type GroupLine struct {
	Group bot.Group
	Here  int // members, whoever holds the chair included
	Seats int
}

// ByGroup counts the members who are here now against the seats of the roster
// as they were at the opening, or as they are now while it has not opened.
// Unknown groups come last and are not left out.
func ByGroup(v bot.View) []GroupLine {
	s := Of(v)
	counts := s.Seats
	if len(counts) == 0 {
		counts = seats(v)
	}
	var lines []GroupLine
	for _, c := range counts {
		lines = append(lines, GroupLine{Group: c.Group, Seats: c.Count})
	}
	for _, p := range s.Here() {
		if p.Seat != SeatMember && p.Seat != SeatUnknown {
			continue
		}
		i := slices.IndexFunc(lines, func(l GroupLine) bool { return l.Group == p.Group })
		if i < 0 {
			i = len(lines)
			lines = append(lines, GroupLine{Group: p.Group})
		}
		lines[i].Here++
	}
	slices.SortStableFunc(lines, func(a, b GroupLine) int { return compareGroups(a.Group, b.Group) })
	return lines
}

func groupName(v bot.View, g bot.Group) string {
	if g == "" {
		return v.Say("meeting.group-unknown")
	}
	return string(g)
}

// groupTable shows ByGroup with its sum; nothing where nobody has a seat.
func groupTable(v bot.View) []chat.Block {
	lines := ByGroup(v)
	if len(lines) == 0 {
		return nil
	}
	t := chat.Table{Header: []string{v.Say("meeting.group"), v.Say("meeting.here"), v.Say("meeting.seats")}, Numbers: []int{1, 2}}
	here, all := 0, 0
	row := func(name string, a, b int) {
		t.Rows = append(t.Rows, []chat.Text{chat.Line(name), chat.Line(strconv.Itoa(a)), chat.Line(strconv.Itoa(b))})
	}
	for _, l := range lines {
		row(groupName(v, l.Group), l.Here, l.Seats)
		here, all = here+l.Here, all+l.Seats
	}
	row(v.Say("meeting.all"), here, all)
	return []chat.Block{t}
}

// attendance shows who is here by group against the roster, observers apart;
// the Chair and the Secretariat also see who is missing without a word.
func attendance(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if s.Phase == PhaseNone && !c.Archive {
		return bot.Say("meeting.none"), nil
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("meeting.attendance", "title", s.Title.Text)}}}
	m.Blocks = append(m.Blocks, groupTable(c.View)...)
	var lines []chat.Text
	for _, part := range []struct {
		key   string
		seats []Seat
	}{
		{"meeting.attendance.chair", []Seat{SeatChair, SeatSecretariat}},
		{"meeting.attendance.members", []Seat{SeatMember, SeatUnknown}},
		{"meeting.attendance.observers", []Seat{SeatObserver}},
		{"meeting.attendance.guests", []Seat{SeatGuest}},
	} {
		if who := hereIn(c.View, part.seats); len(who) > 0 {
			lines = append(lines, chat.Line(chat.Strong(c.Say(part.key)), " "+strings.Join(who, "; ")))
		}
	}
	lines = append(lines, noticeLine(c.View, "meeting.attendance.regrets", s.Regrets)...)
	lines = append(lines, noticeLine(c.View, "meeting.attendance.late", s.announced())...)
	if s.Phase.Ahead() && len(s.Expects) > 0 {
		lines = append(lines, chat.Line(chat.Strong(c.Say("meeting.attendance.expected")), " "+names(c.View, s.Expects)))
	}
	if missing := Missing(c.View); c.Reader.Has(command.Leads...) && len(missing) > 0 {
		lines = append(lines, chat.Line(chat.Strong(c.Say("meeting.attendance.missing", "count", len(missing))), " "+names(c.View, missing)))
	}
	if len(lines) == 0 {
		lines = append(lines, chat.Line(c.Say("meeting.attendance.nobody")))
	}
	m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// announced lists those who said that they come late and have not come yet.
func (s *State) announced() []Notice {
	return slices.DeleteFunc(slices.Clone(s.Late), func(n Notice) bool { return s.WasPresent(n.Person) })
}

// hereIn writes the names of those who sit there, with what is to be said of
// how they came: late, or entered by somebody else.
func hereIn(v bot.View, seats []Seat) []string {
	var who []string
	for _, p := range Of(v).Here() {
		if !slices.Contains(seats, p.Seat) {
			continue
		}
		name := roster.Name(v, p.Person)
		if p.Group != "" {
			name += " (" + string(p.Group) + ")"
		}
		if p.Late {
			name += ", " + v.Say("meeting.attendance.came", "time", p.Since.UTC().Format("15:04"))
		}
		if p.By != "" {
			name += ", " + v.Say("meeting.entered-by", "name", roster.Name(v, p.By))
		}
		who = append(who, name)
	}
	return who
}

func noticeLine(v bot.View, key string, list []Notice) []chat.Text {
	if len(list) == 0 {
		return nil
	}
	var who []string
	for _, n := range list {
		name := roster.Name(v, n.Person)
		if n.Note.Text != "" {
			name += " “" + n.Note.Text + "”"
		}
		if n.By != "" {
			name += ", " + v.Say("meeting.entered-by", "name", roster.Name(v, n.By))
		}
		who = append(who, name)
	}
	return []chat.Text{chat.Line(chat.Strong(v.Say(key)), " "+strings.Join(who, "; "))}
}

// Missing lists the members in term who are not here and have sent no regrets,
// in the order of the roster. It is for the Chair and the Secretariat alone.
func Missing(v bot.View) []bot.PersonID {
	s := Of(v)
	var missing []bot.PersonID
	for _, p := range roster.Of(v).With(bot.RoleMember, v.Now) {
		if !s.IsPresent(p) && !s.HasRegrets(p) {
			missing = append(missing, p)
		}
	}
	return missing
}
