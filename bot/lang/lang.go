package lang

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"reflect"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

// Text is a sentence not yet written: its key and what fills it.
type Text struct {
	Key  string
	Args []any // name, value, name, value, …
}

// T makes a Text. Args alternate a name and a value.
func T(key string, args ...any) Text { return Text{Key: key, Args: args} }

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" }

// Error is a mistake that a person can mend. What it says tells how.
type Error struct{ Text }

// Refuse makes an Error from a key of the catalogue and what fills it.
func Refuse(key string, args ...any) *Error { return &Error{T(key, args...)} }

// Error gives the key and arguments, for logs and tests; people are shown the
// printed text instead.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	for i := 0; i+1 < len(e.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", e.Args[i], e.Args[i+1])
	}
	return b.String()
}

// AsError returns the mendable mistake in err's chain, if there is one.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Catalogue is every sentence the house can say, in every language it has.
type Catalogue struct {
	bundle   *i18n.Bundle
	keys     map[string]bool
	printers sync.Map // by the wished languages: making one is work
	kept     atomic.Int64
}

// Load reads the files words.LANG.toml at the root of each given file system.
// English is the language that must be complete. A key that two files of one
// language define is an error, and so is a file that cannot be read.
func Load(features ...fs.FS) (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.English), keys: map[string]bool{}}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	seen := map[string]bool{}
	for _, feature := range features {
		names, err := fs.Glob(feature, "words.*.toml")
		if err != nil {
			return nil, fmt.Errorf("list word files: %w", err)
		}
		for _, name := range names {
			if err := c.load(feature, name, seen); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func (c *Catalogue) load(feature fs.FS, name string, seen map[string]bool) error {
	raw, err := fs.ReadFile(feature, name)
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	file, err := c.bundle.ParseMessageFileBytes(raw, path.Base(name))
	if err != nil {
		return fmt.Errorf("read words %s: %w", name, err)
	}
	for _, m := range file.Messages {
		id := file.Tag.String() + " " + m.ID
		if seen[id] {
			return fmt.Errorf("words: key %q is defined twice in %s", m.ID, file.Tag)
		}
		seen[id] = true
		if file.Tag == language.English {
			c.keys[m.ID] = true
		}
	}
	return nil
}

// Has reports whether English has the key.
func (c *Catalogue) Has(key string) bool { return c.keys[key] }

// Keys lists every English key in order.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.keys))
	for k := range c.keys {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// For gives the printer for the first of the wished languages that is there,
// and English where a sentence is missing.
func (c *Catalogue) For(wished ...string) *Printer {
	name := strings.Join(wished, " ")
	if made, ok := c.printers.Load(name); ok {
		return made.(*Printer)
	}
	made := &Printer{localizer: i18n.NewLocalizer(c.bundle, wished...)}
	if c.kept.Add(1) <= mostKept {
		c.printers.Store(name, made)
	}
	return made
}

// mostKept bounds how many printers are kept: a browser may wish for anything.
const mostKept = 200

// Printer writes sentences in one reader's language. A nil Printer writes the
// keys, which is what tests of rules compare.
type Printer struct{ localizer *i18n.Localizer }

// Say writes the sentence of a key. Args alternate a name and a value; the
// value named "count" chooses the plural. Text values are written first. A key
// that is missing is written as itself, so that nothing is ever lost.
func (p *Printer) Say(key string, args ...any) string {
	if p == nil {
		return T(key, args...).bare()
	}
	data := make(map[string]any, len(args)/2)
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		data[name] = p.value(args[i+1])
		if name == "count" {
			config.PluralCount = plural(args[i+1])
		}
	}
	said, err := p.localizer.Localize(config)
	if err != nil && said == "" {
		return T(key, args...).bare()
	}
	return said
}

// plural makes any integer a count that the plural rules take.
func plural(count any) any {
	switch v := reflect.ValueOf(count); {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(min(v.Uint(), math.MaxInt64))
	}
	return count
}

// Text writes a Text.
func (p *Printer) Text(t Text) string {
	if t.IsZero() {
		return ""
	}
	return p.Say(t.Key, t.Args...)
}

func (p *Printer) value(v any) any {
	switch t := v.(type) {
	case Text:
		return p.Text(t)
	case *Error:
		return p.Text(t.Text)
	}
	return v
}

func (t Text) bare() string { return (&Error{t}).Error() }
