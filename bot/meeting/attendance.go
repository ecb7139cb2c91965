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
	Group  bot.Group
	Here   int // members, whoever holds the chair included
	Coming int // members who said that they come, and are not here yet
	Seats  int
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
	of := func(g bot.Group) *GroupLine {
		i := slices.IndexFunc(lines, func(l GroupLine) bool { return l.Group == g })
		if i < 0 {
			i = len(lines)
			lines = append(lines, GroupLine{Group: g})
		}
		return &lines[i]
	}
	for _, p := range s.Here() {
		if p.Seat.Counted() {
			of(p.Group).Here++
		}
	}
	for _, p := range s.Expects {
		if !s.WasPresent(p) && !s.HasRegrets(p) && SeatOf(v, p).Counted() {
			of(roster.GroupOf(v, p, "")).Coming++
		}
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

// groupTable shows ByGroup with its sum, and who said that they come where some
// are not here yet; nothing where nobody has a seat.
func groupTable(v bot.View) []chat.Block {
	lines := ByGroup(v)
	if len(lines) == 0 {
		return nil
	}
	sum := GroupLine{}
	for _, l := range lines {
		sum.Here, sum.Coming, sum.Seats = sum.Here+l.Here, sum.Coming+l.Coming, sum.Seats+l.Seats
	}
	t := chat.Table{Header: []string{v.Say("meeting.group"), v.Say("meeting.here"), v.Say("meeting.seats")}, Numbers: []int{1, 2}}
	if sum.Coming > 0 {
		t.Header, t.Numbers = slices.Insert(t.Header, 2, v.Say("meeting.coming")), []int{1, 2, 3}
	}
	row := func(name string, l GroupLine) {
		cells := []chat.Text{chat.Line(name), chat.Line(strconv.Itoa(l.Here)), chat.Line(strconv.Itoa(l.Seats))}
		if sum.Coming > 0 {
			cells = slices.Insert(cells, 2, chat.Line(strconv.Itoa(l.Coming)))
		}
		t.Rows = append(t.Rows, cells)
	}
	for _, l := range lines {
		row(groupName(v, l.Group), l)
	}
	row(v.Say("meeting.all"), sum)
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
		{"meeting.attendance.moderators", []Seat{SeatModerator}},
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

// Missing lists the members in term who are not here and sent no word: neither
// regrets nor that they come later. They stand in the order of the roster. It is for the Chair and the Secretariat alone.
func Missing(v bot.View) []bot.PersonID {
	s := Of(v)
	var missing []bot.PersonID
	for _, p := range roster.Of(v).With(bot.RoleMember, v.Now) {
		if !s.IsPresent(p) && !s.HasRegrets(p) && !noticed(s.announced(), p) {
			missing = append(missing, p)
		}
	}
	return missing
}
