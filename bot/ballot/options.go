package ballot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// takeOptions makes the list of options: those given, or those of the kind.
func (d *Draft) takeOptions(c *command.Context, before Rules) error {
	r := &d.Rules
	fixed := r.Kind == YesNo
	if fixed && c.Has("options") {
		return lang.Refuse("ballot.options-fixed")
	}
	given := slices.Clone(d.Options)
	if before.None && len(given) > 0 {
		given = given[:len(given)-1]
	}
	if r.Kind != before.Kind && (before.Kind == YesNo || before.Kind == Gradients || fixed) {
		given = nil
	}
	if c.Has("options") {
		var err error
		if given, err = readOptions(c.Text("options")); err != nil {
			return err
		}
	}
	switch {
	case fixed:
		given = options(c.View, "ballot.yes", "ballot.no", "ballot.abstain")
	case r.Kind == Gradients && len(given) == 0:
		given = options(c.View, "ballot.level.1", "ballot.level.2", "ballot.level.3", "ballot.level.4",
			"ballot.level.5", "ballot.level.6", "ballot.level.7", "ballot.level.8")
		r.Supports, r.Objects = 3, 3 // of the scale's own: the last three disagree
	case r.Kind == Gradients && c.Has("options"):
		r.Supports, r.Objects = len(given)/2, len(given)/2
	}
	if r.Kind == YesNo || r.Kind == Gradients {
		r.None = false
	}
	if r.Kind != Gradients {
		r.Supports, r.Objects = 0, 0
	}
	if r.None {
		given = append(given, options(c.View, "ballot.none-of-these")...)
	}
	d.Options = given
	return nil
}

func options(v bot.View, keys ...string) []Option {
	list := make([]Option, len(keys))
	for i, k := range keys {
		list[i] = Option{Name: bot.Words{Text: v.Say(k)}}
	}
	return list
}

// readOptions reads a line for each option; of a candidate the group and the
// region may follow the name, each after "|".
func readOptions(text string) ([]Option, error) {
	var list []Option
	for _, line := range pieces(text, ";\n") {
		part := strings.Split(line, "|")
		for i := range part {
			part[i] = strings.Join(strings.Fields(part[i]), " ")
		}
		if len(part) > 3 || part[0] == "" {
			return nil, lang.Refuse("ballot.option-how", "text", shorten(line))
		}
		part = append(part, "", "")
		list = append(list, Option{Name: bot.Words{Text: part[0]}, Group: bot.Group(part[1]), Region: bot.Region(part[2])})
	}
	return list, nil
}

// readBounds reads bounds on seats: "group Civil Society: 1-2; region GRULAC: 1".
// A number alone is a reservation, "0-2" a limit.
func readBounds(text string) ([]Bound, error) {
	if isNone(text) {
		return nil, nil
	}
	var list []Bound
	for _, line := range pieces(text, ";\n") {
		wrong := lang.Refuse("ballot.bound-how", "text", shorten(line))
		at := strings.LastIndexByte(line, ':')
		if at < 0 {
			return nil, wrong
		}
		axis, part, _ := strings.Cut(strings.Join(strings.Fields(line[:at]), " "), " ")
		axis = strings.ToLower(axis)
		least, most, ranged := strings.Cut(line[at+1:], "-")
		b := Bound{Axis: axis, Part: part}
		var err error
		if b.Min, err = strconv.Atoi(strings.TrimSpace(least)); err != nil {
			return nil, wrong
		}
		if ranged {
			if b.Max, err = strconv.Atoi(strings.TrimSpace(most)); err != nil || b.Max < 1 {
				return nil, wrong
			}
		}
		if axis != byGroup && axis != byRegion || part == "" || b.Min < 0 || b.Min > seatsMax || b.Max > seatsMax || ranged && b.Max < b.Min || !ranged && b.Min == 0 {
			return nil, wrong
		}
		for _, had := range list {
			if had.Axis == axis && fold(had.Part) == fold(part) {
				return nil, wrong
			}
		}
		list = append(list, b)
	}
	return list, nil
}

func (d *Draft) checkOptions() error {
	if n := len(d.Options); n < 2 || n > optionsMax {
		return lang.Refuse("ballot.options", "count", n, "most", optionsMax)
	}
	for i, o := range d.Options {
		name := o.Name.Text
		if utf8.RuneCountInString(name) > optionMax {
			return lang.Refuse("ballot.option-long", "text", shorten(name), "most", optionMax)
		}
		if fold(name) == "" || strings.IndexFunc(name, unicode.IsControl) >= 0 {
			return lang.Refuse("ballot.option-how", "text", shorten(name))
		}
		for _, had := range d.Options[:i] {
			if fold(had.Name.Text) == fold(name) {
				return lang.Refuse("ballot.option-twice", "text", shorten(name))
			}
		}
	}
	if d.Rules.Kind == Election && d.Rules.Seats >= len(d.Options) {
		return lang.Refuse("ballot.seats-many", "seats", d.Rules.Seats, "count", len(d.Options)-1)
	}
	return nil
}
