package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Surface is where blocks stand.
type Surface string

// The surfaces.
const (
	InMessage Surface = "message"
	InModal   Surface = "modal"
	InHome    Surface = "home"
)

// Problem is what Slack answers: its error code, and where and why.
type Problem struct{ Code, Why string }

// Error gives both.
func (p *Problem) Error() string { return p.Code + ": " + p.Why }

func bad(format string, args ...any) *Problem {
	return &Problem{"invalid_blocks", fmt.Sprintf(format, args...)}
}

// object is any JSON object.
type object = map[string]any

// CheckBlocks checks the blocks of a message or of a view.
func CheckBlocks(raw []byte, on Surface) error {
	var blocks []object
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return bad("blocks are no list of objects: %v", err)
	}
	most := 100
	if on == InMessage {
		most = 50
	}
	if len(blocks) > most {
		return bad("%d blocks, %d at most", len(blocks), most)
	}
	ids := map[string]bool{}
	tables := 0
	for i, b := range blocks {
		if id := str(b["block_id"]); id != "" {
			if ids[id] {
				return bad("block %d: block_id %q is not unique", i, id)
			}
			ids[id] = true
		}
		if str(b["type"]) == "table" {
			tables++
		}
		if p := checkBlock(b, on); p != nil {
			p.Why = fmt.Sprintf("block %d (%s): %s", i, str(b["type"]), p.Why)
			return p
		}
	}
	if tables > 1 {
		return &Problem{"only_one_table_allowed", fmt.Sprintf("%d tables", tables)}
	}
	if n := letters(blocks); on == InMessage && n > 13_200 {
		return &Problem{"msg_blocks_too_long", fmt.Sprintf("%d characters in all blocks", n)}
	}
	return nil
}

func checkBlock(b object, on Surface) *Problem {
	if p := within(b, "block_id", 0, 255); p != nil {
		return p
	}
	switch kind := str(b["type"]); kind {
	case "header":
		return text(b["text"], 150, "plain_text")
	case "section":
		return text(b["text"], 3000, "plain_text", "mrkdwn")
	case "divider":
		return nil
	case "context":
		return each(b["elements"], 10, func(e object) *Problem { return text(e, 3000, "plain_text", "mrkdwn") })
	case "actions":
		return checkActions(b)
	case "rich_text":
		return each(b["elements"], 500, richElement)
	case "table":
		if on != InMessage {
			return bad("no tables on this surface")
		}
		return checkTable(b)
	case "input":
		if on == InMessage {
			return bad("no inputs in a message")
		}
		return checkInput(b)
	default:
		return bad("unknown type %q", kind)
	}
}

func checkActions(b object) *Problem {
	ids := map[string]bool{}
	return each(b["elements"], 25, func(e object) *Problem {
		id := str(e["action_id"])
		if ids[id] || id == "" {
			return bad("action_id %q is empty or not unique", id)
		}
		ids[id] = true
		if kind := str(e["type"]); kind != "button" {
			return checkElement(e)
		}
		if style := str(e["style"]); style != "" && style != "primary" && style != "danger" {
			return bad("style %q", style)
		}
		return first(text(e["text"], 75, "plain_text"), within(e, "value", 0, 2000), within(e, "action_id", 1, 255), within(e, "accessibility_label", 0, 75))
	})
}

var richParts = []string{"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}

func richElement(e object) *Problem {
	kind := str(e["type"])
	if !slices.Contains(richParts, kind) {
		return bad("rich text holds %q", kind)
	}
	if kind == "rich_text_list" {
		if style := str(e["style"]); style != "ordered" && style != "bullet" {
			return bad("list style %q", style)
		}
		return each(e["elements"], 1000, richElement)
	}
	return each(e["elements"], 1000, func(s object) *Problem {
		switch str(s["type"]) {
		case "text":
			return within(s, "text", 1, 40_000)
		case "link":
			return within(s, "url", 1, 3000)
		case "date":
			if _, ok := s["timestamp"].(float64); !ok || str(s["format"]) == "" {
				return bad("a date needs a timestamp and a format")
			}
			return nil
		}
		return bad("rich text element %q", str(s["type"]))
	})
}

func checkTable(b object) *Problem {
	rows, _ := b["rows"].([]any)
	if len(rows) == 0 || len(rows) > 100 {
		return bad("%d rows, 1 to 100", len(rows))
	}
	if n := letters(b["rows"]); n > 10_000 {
		return bad("%d characters in a table", n)
	}
	if s, _ := b["column_settings"].([]any); len(s) > 20 {
		return bad("%d columns", len(s))
	}
	for _, row := range rows {
		cells, _ := row.([]any)
		if len(cells) == 0 || len(cells) > 20 {
			return bad("%d cells, 1 to 20", len(cells))
		}
		for _, c := range cells {
			cell, _ := c.(object)
			switch str(cell["type"]) {
			case "raw_text":
				if p := within(cell, "text", 1, 10_000); p != nil {
					return p
				}
			case "rich_text":
				if p := each(cell["elements"], 100, richElement); p != nil {
					return p
				}
			default:
				return bad("cell %q", str(cell["type"]))
			}
		}
	}
	return nil
}

func checkInput(b object) *Problem {
	e, _ := b["element"].(object)
	p := first(text(b["label"], 2000, "plain_text"), within(e, "action_id", 1, 255), checkElement(e))
	if b["hint"] != nil && p == nil {
		p = text(b["hint"], 2000, "plain_text")
	}
	if e["placeholder"] != nil && p == nil {
		p = text(e["placeholder"], 150, "plain_text")
	}
	return p
}

func checkElement(e object) *Problem {
	switch kind := str(e["type"]); kind {
	case "plain_text_input":
		most, set := e["max_length"].(float64)
		if !set {
			most = 3000
		}
		if most < 1 || most > 3000 {
			return bad("max_length %v", most)
		}
		return within(e, "initial_value", 0, int(most))
	case "number_input", "file_input", "users_select", "datepicker", "timepicker":
		return nil
	case "static_select", "multi_static_select":
		return first(choices(e), initial(e))
	case "checkboxes", "radio_buttons":
		return first(options(e["options"], 10), initial(e))
	default:
		return bad("element %q", kind)
	}
}

func options(list any, most int) *Problem {
	values := map[string]bool{}
	return each(list, most, func(o object) *Problem {
		if values[str(o["value"])] {
			return bad("the option %q is there twice", str(o["value"]))
		}
		values[str(o["value"])] = true
		if o["description"] != nil {
			if p := text(o["description"], 75, "plain_text", "mrkdwn"); p != nil {
				return p
			}
		}
		return first(text(o["text"], 75, "plain_text", "mrkdwn"), within(o, "value", 1, 150))
	})
}

// choices are the options of a menu, or of its groups.
func choices(e object) *Problem {
	if e["option_groups"] == nil {
		return options(e["options"], 100)
	}
	return each(e["option_groups"], 100, func(g object) *Problem {
		return first(text(g["label"], 75, "plain_text"), options(g["options"], 100))
	})
}

// initial checks that what is chosen at first is one of the options.
func initial(e object) *Problem {
	offered, _ := e["options"].([]any)
	groups, _ := e["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(object)
		some, _ := group["options"].([]any)
		offered = append(offered, some...)
	}
	chosen, _ := e["initial_options"].([]any)
	if one, ok := e["initial_option"]; ok {
		chosen = append(chosen, one)
	}
	for _, c := range chosen {
		is := func(o any) bool { return jsonOf(o) == jsonOf(c) }
		if !slices.ContainsFunc(offered, is) {
			return bad("the initial option %s is not among the options", jsonOf(c))
		}
	}
	return nil
}

// CheckView checks a modal or a Home tab.
func CheckView(raw []byte) error {
	var v object
	if err := json.Unmarshal(raw, &v); err != nil {
		return &Problem{"invalid_arguments", fmt.Sprintf("the view is no object: %v", err)}
	}
	on := Surface(str(v["type"]))
	blocks, err := json.Marshal(v["blocks"])
	if err != nil {
		return err
	}
	p := first(within(v, "private_metadata", 0, 3000), within(v, "callback_id", 0, 255))
	if on == InModal && p == nil {
		p = text(v["title"], 24, "plain_text")
		for _, name := range []string{"submit", "close"} {
			if v[name] != nil && p == nil {
				p = text(v[name], 24, "plain_text")
			}
		}
		if v["submit"] == nil && strings.Contains(string(blocks), `"type":"input"`) {
			p = bad("inputs need a submit button")
		}
	}
	if p != nil {
		p.Code = "invalid_arguments"
		return p
	}
	if on != InModal && on != InHome {
		return &Problem{"invalid_arguments", fmt.Sprintf("view type %q", on)}
	}
	return CheckBlocks(blocks, on)
}

var dateMark = regexp.MustCompile(`<!date\^\d+\^[^|^>]+(\^[^|>]+)?\|[^>]+>`)

// CheckText checks the text of a message: its length, and that nothing in it is
// markup but dates and links.
func CheckText(s string) error {
	if n := utf8.RuneCountInString(s); n > 40_000 {
		return &Problem{"msg_too_long", fmt.Sprintf("%d characters", n)}
	}
	if rest := dateMark.ReplaceAllString(s, ""); strings.Contains(rest, "<!") || strings.Contains(rest, "<@") {
		return &Problem{"invalid_text", "the text calls somebody: " + rest}
	}
	return nil
}

func text(v any, most int, kinds ...string) *Problem {
	t, ok := v.(object)
	if !ok {
		return bad("a text is missing")
	}
	if !slices.Contains(kinds, str(t["type"])) {
		return bad("text of type %q, one of %q", str(t["type"]), kinds)
	}
	return within(t, "text", 1, most)
}

func within(o object, name string, least, most int) *Problem {
	if n := utf8.RuneCountInString(str(o[name])); n < least || n > most {
		return bad("%s has %d characters, %d to %d", name, n, least, most)
	}
	return nil
}

func each(v any, most int, check func(object) *Problem) *Problem {
	list, _ := v.([]any)
	if len(list) == 0 || len(list) > most {
		return bad("%d elements, 1 to %d", len(list), most)
	}
	for _, e := range list {
		o, ok := e.(object)
		if !ok {
			return bad("an element is no object")
		}
		if p := check(o); p != nil {
			return p
		}
	}
	return nil
}

func first(all ...*Problem) *Problem {
	for _, p := range all {
		if p != nil {
			return p
		}
	}
	return nil
}

// letters counts every text, label and value that stands in JSON.
func letters(v any) int {
	n := 0
	switch v := v.(type) {
	case []object:
		for _, e := range v {
			n += letters(e)
		}
	case []any:
		for _, e := range v {
			n += letters(e)
		}
	case object:
		for name, e := range v {
			if s, ok := e.(string); ok {
				if name == "text" || name == "value" || name == "fallback" {
					n += utf8.RuneCountInString(s)
				}
				continue
			}
			n += letters(e)
		}
	}
	return n
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func jsonOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
