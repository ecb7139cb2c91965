package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/house"
	"magbot/bot/roster"
)

// maxPeople is the largest people file or roster that is read, in bytes.
const maxPeople = 16 << 20

// ReadPeople reads who is behind the nicks of logs: {"Real Name": ["nick", …]}.
// The error names the line.
func ReadPeople(r io.Reader) (map[string][]string, error) {
	raw, err := readAll(r, "the people file")
	if err != nil {
		return nil, err
	}
	raw = []byte(strings.TrimPrefix(string(raw), "\ufeff"))
	var people map[string][]string
	if err := json.Unmarshal(raw, &people); err != nil {
		return nil, fmt.Errorf("the people file, line %d: it should be {\"Real Name\": [\"nick\", \"other nick\"], …}: %w", lineOf(raw, err), err)
	}
	for name := range people {
		if strings.TrimSpace(name) == "" {
			return nil, errors.New("the people file: a real name is empty; write it before its nicks")
		}
	}
	return people, nil
}

// lineOf is the line of a JSON file that an error is about.
func lineOf(raw []byte, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := int64(len(raw))
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	return 1 + strings.Count(string(raw[:min(at, int64(len(raw)))]), "\n")
}

func readAll(r io.Reader, what string) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxPeople+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	if len(raw) > maxPeople {
		return nil, fmt.Errorf("%s is larger than %d MB; leave out who was not there", what, maxPeople>>20)
	}
	return raw, nil
}

// ReadRoster adds what a roster file (CSV, as for the import) knows to the
// options: people with their other names, and the first group of each. The
// error names every line that has to be mended.
func (o *Options) ReadRoster(r io.Reader) error {
	raw, err := readAll(r, "the roster")
	if err != nil {
		return err
	}
	sheet, problems := roster.ParseCSV(string(raw))
	if len(problems) > 0 {
		return o.refused(problems)
	}
	people, groups := map[string][]string{}, map[string]bot.Group{}
	maps.Copy(people, o.People)
	maps.Copy(groups, o.Groups)
	for _, row := range sheet.Rows {
		nicks := append(slices.Clone(people[row.Name]), row.Aliases...)
		if row.ID != "" {
			nicks = append(nicks, string(row.ID))
		}
		people[row.Name] = nicks
		if len(row.Groups) > 0 {
			groups[row.Name] = row.Groups[0]
		}
	}
	o.People, o.Groups = people, groups
	return nil
}

// refused writes down what is wrong with a roster, a line each.
func (o *Options) refused(problems []roster.Problem) error {
	h := o.House
	if h == nil {
		var err error
		if h, err = house.New(house.Features()); err != nil {
			return fmt.Errorf("put the house together: %w", err)
		}
	}
	printer := h.Words().For("en")
	lines := make([]string, len(problems))
	for i, p := range problems {
		where := ""
		if p.Line > 0 {
			where = fmt.Sprintf("line %d: ", p.Line)
		}
		if p.Column != "" {
			where += fmt.Sprintf("column %q: ", p.Column)
		}
		lines[i] = where + printer.Text(p.Text)
	}
	return errors.New("the roster: " + strings.Join(lines, "\n"))
}
