package storytest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/seal"
)

// page is one record as it stands in the store, with what is sealed in it
// opened. The format is that of the engine, whose fields are only ever added.
type page struct {
	stream  store.Stream
	version store.Version
	Cause   string    `json:"cause"`
	Actor   bot.Actor `json:"actor"`
	Events  []fact    `json:"events"`
	Effects []effect  `json:"effects"`
}

type fact struct {
	Kind   string          `json:"kind"`
	Body   json.RawMessage `json:"body"`
	Sealed []byte          `json:"sealed"`
	For    bot.Role        `json:"audience"`
}

type effect struct {
	Do   string            `json:"do"`
	Key  string            `json:"key"`
	Show string            `json:"show"`
	To   json.RawMessage   `json:"to"`
	With map[string]string `json:"with"`
	Send json.RawMessage   `json:"send"`
}

// book is the whole record, opened.
type book struct {
	pages []page
	keys  *seal.Keyring
	names map[string]string // short names by identifier
}

// decided reports whether a stream holds decisions, unlike receipts and the
// talk that an adapter keeps.
func decided(s store.Stream) bool {
	name := string(s)
	return name == string(bot.CommunityStream) || name == string(bot.WorkStream) || strings.HasPrefix(name, "meeting/") || strings.HasPrefix(name, "consensus/")
}

// read reads every stream that holds decisions, in order of name.
func (s *story) read(kept store.Store, keys *seal.Keyring) *book {
	s.Helper()
	b := &book{keys: keys, names: map[string]string{}}
	for head, err := range kept.Streams(s.Context(), "") {
		if err != nil {
			s.Fatal(err)
		}
		if !decided(head.Stream) {
			continue
		}
		for r, err := range kept.Read(s.Context(), head.Stream, 0) {
			if err != nil {
				s.Fatal(err)
			}
			p := page{stream: head.Stream, version: r.Version}
			if err := json.Unmarshal(r.Body, &p); err != nil {
				s.Fatalf("%s record %d: %v", head.Stream, r.Version, err)
			}
			b.pages = append(b.pages, p)
		}
	}
	return b
}

// count counts the facts of a kind whose body holds all of these values.
func (b *book) count(kind string, with map[string]any) int {
	n := 0
	for _, p := range b.pages {
		for _, f := range p.Events {
			if f.Kind == kind && within(f.Body, with) {
				n++
			}
		}
	}
	return n
}

func within(body json.RawMessage, with map[string]any) bool {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return false
	}
	for name, want := range with {
		if fmt.Sprint(fields[name]) != fmt.Sprint(want) {
			return false
		}
	}
	return true
}

// linking are the facts by which accounts and sign-ins come to people: each
// platform has its own way.
var linking = regexp.MustCompile(`^(roster\.(link|unlink|account|sign|signed)|community\.claim|welcome\.)`)

// reminds reports whether a record is about reminders: which of them a stage
// was too late for depends on when it stood still.
func (p page) reminds() bool {
	return slices.ContainsFunc(p.Events, func(f fact) bool { return strings.HasPrefix(f.Kind, "reminder.") })
}

// apart are the fields that name a platform, or a secret drawn by chance.
var apart = []string{"place", "places", "account", "accounts", "handle", "fingerprint"}

// What differs each time the story is told.
var (
	instant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
	date    = regexp.MustCompile(`\d{4}-\d\d-\d\d`)
	hash    = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// whoever stands for the one of two who pressed first, which is chance.
const whoever = "whoever was first"

var by = regexp.MustCompile(`"by":"[^"]*"`)

// atOnceDone tells the facts that two people asked for at the same moment.
func atOnceDone(f fact) bool {
	return f.Kind == "agenda.item-taken.v1" && within(f.Body, map[string]any{"item": 2}) ||
		f.Kind == "floor.turn-ended.v1" && within(f.Body, map[string]any{"turn": 1})
}

// text writes the record for comparison: who did what, which facts, and what
// follows from them.
func (b *book) text() (string, error) {
	var out strings.Builder
	channels := 0
	for _, p := range b.pages {
		if slices.ContainsFunc(p.Events, func(f fact) bool { return f.Kind == "community.linked.v1" }) {
			if channels++; channels > 1 { // each platform has one of its own
				continue
			}
		}
		if slices.ContainsFunc(p.Events, func(f fact) bool { return linking.MatchString(f.Kind) }) || p.reminds() {
			continue
		}
		actor := cmp.Or(b.plain(string(p.Actor.Person)), string(p.Actor.Self))
		first := slices.ContainsFunc(p.Events, atOnceDone)
		if first {
			actor = whoever
		}
		fmt.Fprintf(&out, "%s: %s\n", p.stream, actor)
		for _, f := range p.Events {
			body, err := b.body(p, f)
			if err != nil {
				return "", fmt.Errorf("%s record %d: %w", p.stream, p.version, err)
			}
			if first {
				body = by.ReplaceAllString(body, `"by":"`+whoever+`"`)
			}
			fmt.Fprintf(&out, "  %s %s\n", f.Kind, b.counted(body))
		}
		for _, line := range b.effects(p.Effects) {
			fmt.Fprintf(&out, "    > %s\n", b.counted(line))
		}
	}
	return out.String(), nil
}

// pointer is a reference to a record of the story's meeting.
var pointer = regexp.MustCompile(`("version":|version=|"record":"|record=)(\d+)`)

// counted writes references to records as if those about reminders were not
// there.
func (b *book) counted(text string) string {
	if strings.Contains(text, `"stream":"work","version"`) {
		return text
	}
	return pointer.ReplaceAllStringFunc(text, func(ref string) string {
		part := pointer.FindStringSubmatch(ref)
		n, err := strconv.ParseUint(part[2], 10, 64)
		if err != nil {
			return ref
		}
		before := uint64(0)
		for _, p := range b.pages {
			if p.stream == "meeting/1" && p.reminds() && uint64(p.version) < n {
				before++
			}
		}
		return part[1] + strconv.FormatUint(n-before, 10)
	})
}

// effects are written in order of key: which comes first means nothing. What
// only keeps a live message current says no more than the facts do.
func (b *book) effects(all []effect) []string {
	var lines []string
	for _, e := range all {
		if e.Do == string(bot.Live) {
			continue
		}
		line := []string{e.Do, b.plain(e.Key)}
		if e.Show != "" && e.Show != e.Key {
			line = append(line, e.Show)
		}
		if to := b.plain(string(e.To)); len(e.To) > 0 && !strings.Contains(to, `"place"`) {
			line = append(line, to)
		}
		for _, name := range slices.Sorted(maps.Keys(e.With)) {
			line = append(line, name+"="+b.plain(e.With[name]))
		}
		if len(e.Send) > 0 {
			line = append(line, b.plain(string(e.Send)))
		}
		lines = append(lines, strings.Join(line, " "))
	}
	slices.Sort(lines)
	return lines
}

// plain leaves out of a text what differs each time.
func (b *book) plain(text string) string {
	for _, id := range slices.SortedFunc(maps.Keys(b.names), func(a, b string) int { return len(b) - len(a) }) {
		text = strings.ReplaceAll(text, id, b.names[id])
	}
	text = instant.ReplaceAllString(text, "TIME")
	text = date.ReplaceAllString(text, "DATE")
	return hash.ReplaceAllString(text, "HASH")
}

// body is a fact with its words opened.
func (b *book) body(p page, f fact) (string, error) {
	context := fmt.Appendf(nil, "%s@%d", p.stream, p.version)
	raw := f.Body
	if len(f.Sealed) > 0 {
		var err error
		if raw, err = b.keys.Open(seal.KeyID("audience/"+string(f.For)), f.Sealed, context); err != nil {
			return "", fmt.Errorf("open %s: %w", f.Kind, err)
		}
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", fmt.Errorf("read %s: %w", f.Kind, err)
	}
	v, err := b.open(v, context)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", f.Kind, err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("write %s: %w", f.Kind, err)
	}
	return b.plain(strings.TrimSpace(out.String())), nil
}

// open replaces sealed words by their text, or by what says that it is gone.
func (b *book) open(v any, context []byte) (any, error) {
	switch v := v.(type) {
	case []any:
		for i := range v {
			var err error
			if v[i], err = b.open(v[i], context); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if sealed, ok := v["sealed"].(string); ok {
			by, _ := v["by"].(string)
			return b.words(bot.PersonID(by), sealed, context)
		}
		for _, name := range apart {
			delete(v, name)
		}
		for name := range v {
			var err error
			if v[name], err = b.open(v[name], context); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func (b *book) words(by bot.PersonID, sealed string, context []byte) (any, error) {
	var raw []byte
	if err := json.Unmarshal([]byte(`"`+sealed+`"`), &raw); err != nil {
		return nil, fmt.Errorf("read sealed words: %w", err)
	}
	text, err := b.keys.Open(engine.PersonKey(by), raw, context)
	switch {
	case isErased(err):
		return string(by) + ": (erased)", nil
	case err != nil:
		return nil, fmt.Errorf("open the words of %s: %w", by, err)
	case by == "":
		return string(text), nil
	}
	return string(by) + ": " + string(text), nil
}
