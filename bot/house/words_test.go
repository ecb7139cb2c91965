package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	feeds "magbot/adapters/calendar"
	"magbot/bot"
	"magbot/bot/calendar"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/lang"
)

func newHouse(t testing.TB) *house.House {
	t.Helper()
	h, err := house.New(house.FeaturesWith(house.Outside{Calendar: calendar.Outside{Write: feeds.Write}}))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A key looks like "feature.what-is-said".
var looksLikeKey = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9+-]+)+$`)

// TestEveryKeyInTheCodeHasWords reads the source of every domain package and
// looks up each literal key that is said, refused with, or made a Text.
func TestEveryKeyInTheCodeHasWords(t *testing.T) {
	words := newHouse(t).Words()
	found := 0
	for _, room := range []string{"..", "../../moderation"} {
		found += keysOf(t, words, os.DirFS(room))
	}
	if found < 100 {
		t.Errorf("only %d keys were found: the search is broken", found)
	}
}

// keysOf looks up the keys in the source of a folder and of those in it.
func keysOf(t *testing.T, words *lang.Catalogue, root fs.FS) (found int) {
	t.Helper()
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "command/") {
			return err
		}
		raw, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, raw, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			key, ok := saidKey(n)
			if ok && looksLikeKey.MatchString(key) {
				found++
				if !words.Has(key) {
					t.Errorf("%s: no words for %q", set.Position(n.Pos()), key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// saidKey gives the literal key of a call such as v.Say("key", …).
func saidKey(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	switch name {
	case "Say", "say", "Refuse", "refuse", "refused", "T":
	default:
		return "", false
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	key, err := strconv.Unquote(lit.Value)
	return key, err == nil
}

func TestEveryCommandHasItsWords(t *testing.T) {
	h := newHouse(t)
	v := bot.View{Print: h.Words().For("en")}
	for _, c := range h.Table().All() {
		if c.Inner {
			continue
		}
		if !h.Words().Has(c.HelpKey()) {
			t.Errorf("/mag %s has no help (%s)", c.Path, c.HelpKey())
		}
		for _, a := range c.Args {
			if a.Hidden() {
				continue
			}
			own, shared := c.ArgKeys(a.Name)
			if !h.Words().Has(own) && !h.Words().Has(shared) {
				t.Errorf("/mag %s: argument %q has no label (%s or %s)", c.Path, a.Name, own, shared)
			}
			for _, choice := range a.Choices {
				if key := "choice." + a.Name + "." + choice; !h.Words().Has(key) {
					t.Errorf("/mag %s: choice %q of %q has no label (%s)", c.Path, choice, a.Name, key)
				}
			}
		}
		if _, err := h.Table().HelpFor(v, c.Path); err != nil {
			t.Errorf("/mag help %s: %v", c.Path, err)
		}
	}
}

func TestEveryRefusalOfTheTableHasWords(t *testing.T) {
	words := newHouse(t).Words()
	for _, key := range []string{
		"command.unknown", "command.unknown-nearest", "command.missing", "command.arg-twice", "command.too-much", "command.no-such-arg",
		"command.too-long", "command.too-many", "command.not-a-number", "command.number-range", "command.not-a-choice", "command.not-a-flag",
		"command.not-a-zone", "command.not-a-link", "command.not-allowed.anyone", "command.not-allowed.members", "command.not-allowed.leads",
		"command.not-allowed.chair", "command.not-allowed.secretariat", "command.not-allowed.other", "help.title", "help.intro", "help.typed",
		"form.submit", "seen.only-you", "seen.channel",
	} {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}

// Zero events of every kind can be written, read back and folded: a kind that
// cannot would make its stream unreadable for ever.
func TestEveryKindOfEventCanBeReadBackAndFolded(t *testing.T) {
	h := newHouse(t)
	for _, kind := range h.EventTypes() {
		t.Run(kind.Kind, func(t *testing.T) {
			if !regexp.MustCompile(`^[a-z]+(\.[a-z-]+)+\.v[0-9]+$`).MatchString(kind.Kind) {
				t.Errorf("%q is not feature.what-happened.vN", kind.Kind)
			}
			zero := kind.New()
			if zero.Kind() != kind.Kind {
				t.Errorf("a new one calls itself %s", zero.Kind())
			}
			if _, err := bot.SealWords(zero, func(bot.Words) ([]byte, error) { return []byte("x"), nil }); err != nil {
				t.Error(err)
			}
			for _, stream := range []bot.StreamID{bot.CommunityStream, bot.WorkStream, "meeting/1"} {
				h.Apply(bot.NewState(stream), bot.Meta{Stream: stream, Version: 1}, zero)
			}
		})
	}
}

func TestForwardsAndButtonsNameCommandsThatExist(t *testing.T) {
	h := newHouse(t)
	for _, path := range literalCalls(t) {
		if _, ok := h.Table().Get(path); !ok {
			t.Errorf("the code calls %q, which is no command", path)
		}
	}
}

// literalCalls finds the paths given to bot.Do and chat.Do in the source.
func literalCalls(t *testing.T) []string {
	t.Helper()
	var paths []string
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, raw, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "Do" {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if p, err := strconv.Unquote(lit.Value); err == nil {
					paths = append(paths, p)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Nobody but the bot itself reaches an Inner command, and a command that only
// some may give refuses everybody else.
func TestRightsHoldForEveryCommand(t *testing.T) {
	h := newHouse(t)
	nobody := bot.Reader{Roles: []bot.Role{bot.RoleUnknown}}
	for _, c := range h.Table().All() {
		ctx := &command.Context{View: bot.View{Reader: nobody}, Call: bot.Do(c.Path)}
		if _, err := h.Table().Bind(ctx, command.Readers{}); err == nil && !c.May(nobody) {
			t.Errorf("an account nobody knows may give %q", c.Path)
		}
	}
}
