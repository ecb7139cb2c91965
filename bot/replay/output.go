package replay

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/chatlog"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// Summary is what a log holds, for other programs.
type Summary struct {
	Topics      []string  `json:"topics"`
	Resolutions []string  `json:"resolutions"`
	ActionItems []string  `json:"action_items"`
	Present     []string  `json:"present"`
	Queue       []Request `json:"queue"`
	Balance     []Share   `json:"balance"`
}

// Request is one wish for the floor. Called is null when the person was never
// called, Done when the turn never came or never ended.
type Request struct {
	Person string  `json:"person"`
	Asked  *Moment `json:"asked"`
	Called *Moment `json:"called"`
	Done   *Moment `json:"done"`
	Note   string  `json:"note"`
}

// Share is what a group had of the floor: seconds at the floor, to the
// millisecond, words that were
// written down, and how often. The Chair's turns are left out, as in every
// balance of this house.
type Share struct {
	Group   string  `json:"group"`
	Seconds float64 `json:"seconds"`
	Words   int     `json:"words"`
	Turns   int     `json:"turns"`
	Asked   int     `json:"asked"`
	Called  int     `json:"called"`
}

// unknown is the group of those whose group nobody gave.
const unknown = "unknown"

// Summary gives what the log holds.
func (r *Result) Summary() Summary {
	s := Summary{
		Topics: r.topics(), Resolutions: []string{}, ActionItems: []string{},
		Present: []string{}, Queue: []Request{}, Balance: []Share{},
	}
	for _, d := range proposal.Of(r.View).Resolutions {
		s.Resolutions = append(s.Resolutions, chatlog.Display(d.Text.Text))
	}
	for _, a := range action.Of(r.View).Items {
		s.ActionItems = append(s.ActionItems, chatlog.Display(a.Text.Text))
	}
	for _, a := range meeting.Of(r.View).Attended() {
		s.Present = append(s.Present, roster.Name(r.View, a.Person))
	}
	for _, e := range floor.Of(r.View).History() {
		s.Queue = append(s.Queue, Request{
			Person: roster.Name(r.View, e.Person), Asked: r.moment(e.Asked), Called: r.moment(e.Called), Done: r.moment(e.Done),
			Note: chatlog.Display(e.Note.Text),
		})
	}
	for _, row := range r.Doc.Balance.Rows {
		s.Balance = append(s.Balance, Share{
			Group: groupName(row.Group), Seconds: milliseconds(row.Seconds), Words: row.Words, Turns: row.Turns, Asked: row.Asked, Called: row.Called,
		})
	}
	return s
}

func groupName(g bot.Group) string {
	if g == "" {
		return unknown
	}
	return string(g)
}

// topics lists what was taken up, as it was typed; parts of topics are none.
func (r *Result) topics() []string {
	topics := []string{}
	for _, l := range minutes.Of(r.View).Lines {
		if l.About != minutes.AboutItem || r.parts[l.Ref.Version] {
			continue
		}
		text := l.Text.Text
		if l.Was != "" {
			text = l.Was
		}
		topics = append(topics, chatlog.Display(text))
	}
	return topics
}

// JSON writes the summary as one object.
func (r *Result) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r.Summary()); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// Markdown writes the minutes: attendance, queue and balance with them.
func (r *Result) Markdown(w io.Writer) error {
	_, err := io.WriteString(w, minutes.Markdown(r.View, r.Doc))
	return wrote("Markdown", err)
}

// HTML writes the same as a page.
func (r *Result) HTML(w io.Writer) error {
	_, err := io.WriteString(w, minutes.HTML(r.View, r.Doc))
	return wrote("HTML", err)
}

func wrote(what string, err error) error {
	if err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// CSV writes everything as one table, a row for each fact: what it is, its
// number and times, who and which group, the text, and the figures of the
// balance. Cells that a spreadsheet would take for a formula begin with an
// apostrophe.
func (r *Result) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	for _, row := range r.rows() {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := c.Write(row); err != nil {
			return wrote("CSV", err)
		}
	}
	c.Flush()
	return wrote("CSV", c.Error())
}

func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (r *Result) rows() [][]string {
	s := r.Summary()
	rows := [][]string{{"kind", "number", "person", "group", "text", "asked", "called", "done", "seconds", "words", "turns", "times_asked", "times_called"}}
	add := func(cells ...string) { rows = append(rows, append(cells, make([]string, len(rows[0])-len(cells))...)) }
	for i, text := range s.Topics {
		add("topic", strconv.Itoa(i+1), "", "", text)
	}
	for i, text := range s.Resolutions {
		add("resolution", strconv.Itoa(i+1), "", "", text)
	}
	for i, text := range s.ActionItems {
		add("action", strconv.Itoa(i+1), "", "", text)
	}
	for i, a := range r.Doc.Present {
		add("present", strconv.Itoa(i+1), a.Name, groupOf(r.View, a.Person))
	}
	for i, q := range s.Queue {
		add("queue", strconv.Itoa(i+1), q.Person, "", q.Note, clock(q.Asked), clock(q.Called), clock(q.Done))
	}
	for i, b := range s.Balance {
		add("balance", strconv.Itoa(i+1), "", b.Group, "", "", "", "", strconv.FormatFloat(b.Seconds, 'f', -1, 64),
			strconv.Itoa(b.Words), strconv.Itoa(b.Turns), strconv.Itoa(b.Asked), strconv.Itoa(b.Called))
	}
	return rows
}

func groupOf(v bot.View, p bot.PersonID) string { return groupName(roster.GroupOf(v, p, "")) }

func clock(m *Moment) string {
	if m == nil {
		return ""
	}
	return m.String()
}
