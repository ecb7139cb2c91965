package community_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// town is a community's stream: decided, written as the record would, read
// back and folded.
type town struct {
	t       testing.TB
	table   *command.Table
	words   *lang.Catalogue
	types   map[string]bot.EventType
	state   *bot.State
	place   bot.Place
	other   func(bot.StreamID) *bot.State
	events  []bot.Event
	effects []bot.Effect
	record  []byte
}

var (
	now         = time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)
	general     = bot.Place{Platform: "slack", Workspace: "T1", Channel: "C1"}
	other       = bot.Place{Platform: "room", Channel: "main"}
	operator    = []bot.Role{bot.RoleBot, bot.RoleOperator}
	secretariat = []bot.Role{bot.RoleSecretariat, bot.RoleAnyone}
	unsaid      = regexp.MustCompile(`<no value>|%!|\b(community|choice|arg)\.[a-z]`)
)

func newTown(t testing.TB) *town {
	t.Helper()
	table, err := command.NewTable(community.Commands())
	if err != nil {
		t.Fatal(err)
	}
	words, err := lang.Load(community.Words, civil.Words)
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, table: table, words: words, types: map[string]bot.EventType{}, state: bot.NewState(bot.CommunityStream), place: general}
	for _, e := range community.Events() {
		w.types[e.Kind] = e
	}
	return w
}

func (w *town) view() bot.View {
	return bot.View{Now: now, Here: w.state, Community: w.state, Other: w.other, Reader: bot.Reader{Zone: time.UTC}, Print: w.words.For("en")}
}

func (w *town) of() *community.State { return community.Of(w.view()) }

func (w *town) do(roles []bot.Role, path string, args ...string) (bot.Reply, error) {
	w.t.Helper()
	c := &command.Context{View: w.view(), Place: w.place, Call: bot.Do(path, args...), Fresh: strings.Repeat("ab", 32)}
	c.Reader.Roles = roles
	cmd, err := w.table.Bind(c, command.Readers{})
	if err != nil {
		return bot.Reply{}, err
	}
	if cmd.Show != nil {
		return cmd.Show(c)
	}
	d, err := cmd.Decide(c)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(d.Events) == 0 && len(d.Effects) > 0 {
		w.t.Error("effects without a fact")
	}
	w.events, w.effects = d.Events, d.Effects
	for _, e := range d.Events {
		w.append(e)
	}
	if said := w.words.For("en").Text(d.Reply.Text); unsaid.MatchString(said) {
		w.t.Errorf("people would read %q", said)
	}
	return d.Reply, nil
}

func (w *town) append(e bot.Event) {
	w.t.Helper()
	sealed, err := bot.SealWords(e, func(words bot.Words) ([]byte, error) { return []byte(words.Text), nil })
	if err != nil {
		w.t.Fatal(err)
	}
	raw, err := json.Marshal(sealed)
	if err != nil {
		w.t.Fatal(err)
	}
	w.record = append(w.record, raw...)
	read, err := w.types[e.Kind()].Decode(raw, func(words *bot.Words) error {
		words.Text, words.Sealed = string(words.Sealed), nil
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.state.Version++
	community.Apply(w.state, bot.Meta{At: now}, read)
}

func (w *town) must(roles []bot.Role, path string, args ...string) bot.Reply {
	w.t.Helper()
	r, err := w.do(roles, path, args...)
	if err != nil {
		w.t.Fatalf("/mag %s %v: %v", path, args, err)
	}
	return r
}

func (w *town) refused(key string, roles []bot.Role, path string, args ...string) {
	w.t.Helper()
	_, err := w.do(roles, path, args...)
	said, ok := lang.AsError(err)
	if !ok || said.Key != key {
		w.t.Errorf("/mag %s %v = %v, want refusal %s", path, args, err, key)
		return
	}
	if text := w.words.For("en").Text(said.Text); !strings.HasPrefix(key, "command.") && (unsaid.MatchString(text) || !w.words.Has(key)) {
		w.t.Errorf("people would read %q", text)
	}
}

func founded(t testing.TB) *town {
	t.Helper()
	w := newTown(t)
	w.must(operator, "community found", "name", "Forum")
	return w
}

func TestTheFirstRecordSaysWhetherItIsAnExample(t *testing.T) {
	for _, example := range []string{"true", "false"} {
		w := newTown(t)
		w.must(operator, "community found", "name", "Forum", "example", example)
		want := []bot.Event{community.Founded{Name: bot.Write("", "Forum"), Example: example == "true"}}
		if d := cmp.Diff(want, w.events); d != "" {
			t.Error(d)
		}
		if s := w.of(); !s.Founded || s.Name != "Forum" || s.Example != (example == "true") {
			t.Errorf("state %+v", s)
		}
		w.refused("community.founded-before", operator, "community found", "name", "Other", "example", "true")
	}
	w := newTown(t)
	w.append(community.ClaimTried{})
	w.refused("community.not-first", operator, "community found", "name", "Forum", "example", "true")
	w.refused("command.not-allowed.other", secretariat, "community found", "name", "Forum")
}

func TestAClaimCodeIsMadeOnlyForAFoundedCommunityWithoutSecretariat(t *testing.T) {
	w := newTown(t)
	w.refused("community.not-founded", operator, "community claim-code")
	w.must(operator, "community found", "name", "Forum")
	r := w.must(operator, "community claim-code")
	code := r.Text.Args[1].(string)
	if strings.Contains(string(w.record), code) || strings.Contains(string(w.record), strings.ReplaceAll(code, "-", "")) {
		t.Error("the record holds the code")
	}
	s := w.of()
	if !s.Claim.Fits(code) || s.Claim.Until != now.Add(community.ClaimLives) {
		t.Errorf("offer %+v", s.Claim)
	}
	w.append(community.ClaimTried{})
	if w.of().Tries != 1 {
		t.Error("the try was not counted")
	}
	w.must(operator, "community claim-code")
	if w.of().Tries != 0 {
		t.Error("a new code has no tries yet")
	}
	w.append(community.Claimed{Person: "p-1"})
	w.refused("community.claimed-before", operator, "community claim-code")
}

func TestCodes(t *testing.T) {
	until := now.Add(time.Minute)
	rapid.Check(t, func(rt *rapid.T) {
		fresh := rapid.StringMatching(`[0-9a-f]{64}`).Draw(rt, "fresh")
		code, offer := community.NewCode(fresh, "link", until)
		if community.HandleOf(code) != offer.Handle || !offer.Fits(" "+strings.ToLower(strings.ReplaceAll(code, "-", " "))) {
			rt.Fatalf("code %s does not fit its own offer %+v", code, offer)
		}
		if other, o := community.NewCode(fresh, "claim", until); other == code || o.Hash == offer.Hash {
			rt.Fatal("two purposes have one code")
		}
		i := rapid.SampledFrom([]int{0, 5, 13}).Draw(rt, "at")
		wrong := code[:i] + "2" + code[i+1:]
		if wrong == code {
			wrong = code[:i] + "3" + code[i+1:]
		}
		tries := rapid.IntRange(0, 6).Draw(rt, "tries")
		counted, refusal := offer.Check(wrong, tries, now)
		if refusal == nil || counted != (tries < community.MaxTries) {
			rt.Fatalf("a wrong code after %d tries: %v, %v", tries, counted, refusal)
		}
		if _, refusal := offer.Check(code, tries, until); refusal == nil {
			rt.Fatal("a dead code is good")
		}
		if _, refusal := offer.Check(code, tries, until.Add(-1)); (refusal == nil) != (tries < community.MaxTries) {
			rt.Fatalf("the right code after %d tries: %v", tries, refusal)
		}
	})
	for _, text := range []string{"", "AAAA", "AAAA-AAAA-AAA", "AAAA-AAAA-AAA0", "ÄÄÄÄ-ÄÄÄÄ-ÄÄÄÄ"} {
		if h := community.HandleOf(text); h != "" {
			t.Errorf("HandleOf(%q) = %q", text, h)
		}
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		setting, value string
		want           func(*community.Settings)
		shown          string
	}{
		"languages, the first one first":     {"languages", "fr, en;ar", func(s *community.Settings) { s.Languages = []bot.Language{"fr", "en", "ar"} }, "fr, en, ar"},
		"visibility in any case":             {"visibility", "Chatham", func(s *community.Settings) { s.Visibility = community.Chatham }, "under the Chatham House Rule"},
		"the window in days":                 {"correction-window", "10", func(s *community.Settings) { s.CorrectionWindow = 240 * time.Hour }, "10 d"},
		"the window in hours":                {"correction-window", "36h", func(s *community.Settings) { s.CorrectionWindow = 36 * time.Hour }, "1 d 12 h"},
		"speaking time in minutes":           {"speaker-time", "2", func(s *community.Settings) { s.SpeakerTime = 2 * time.Minute }, "2 min"},
		"reminders in this channel":          {"reminders", "here", func(s *community.Settings) { s.Reminders = general }, "slack: C1"},
		"a link to join":                     {"join", "https://example.org/meet?x=1", func(s *community.Settings) { s.Join = "https://example.org/meet?x=1" }, "https://example.org/meet?x=1"},
		"the zone":                           {"zone", "Europe/Zurich", func(s *community.Settings) { s.Zone = "Europe/Zurich" }, "Europe/Zurich"},
		"the address of the room":            {"room", "http://127.0.0.1:8080", func(s *community.Settings) { s.Room = "http://127.0.0.1:8080" }, "http://127.0.0.1:8080"},
		"the share of governments, per cent": {"government-share", "35 %", func(s *community.Settings) { s.GovernmentShare = 35 }, "35 %"},
	} {
		t.Run(name, func(t *testing.T) {
			w := founded(t)
			want := community.DefaultSettings()
			c.want(&want)
			r := w.must(secretariat, "settings set", "setting", c.setting, "value", c.value)
			if d := cmp.Diff(want, w.of().Settings); d != "" {
				t.Error(d)
			}
			if got := w.of().Settings.Show(w.view(), community.Setting(c.setting)); got != c.shown || r.Text.Key != "community.set" {
				t.Errorf("shown as %q, answer %v", got, r.Text)
			}
			if r := w.must(secretariat, "settings set", "setting", c.setting, "value", c.value); r.Text.Key != "community.set-already" || len(w.events) != 0 {
				t.Errorf("the same again: %+v", r)
			}
		})
	}
}

func TestSettingsAreRefusedWithTheWayToMendThem(t *testing.T) {
	w := founded(t)
	for _, c := range [][3]string{
		{"languages", "klingonian!", "community.bad-language"},
		{"languages", ",", "community.bad-language"},
		{"visibility", "secret", "community.bad-visibility"},
		{"correction-window", "soon", "civil.duration-unread"},
		{"correction-window", "400d", "civil.duration-range"},
		{"speaker-time", "1s", "civil.duration-range"},
		{"reminders", "there", "community.bad-reminders"},
		{"join", "javascript:alert(1)", "command.not-a-link"},
		{"room", "https://user:pass@example.org", "command.not-a-link"},
		{"zone", "Local", "command.not-a-zone"},
		{"government-share", "0", "community.bad-share"},
		{"government-share", "101", "community.bad-share"},
		{"government-share", "many", "community.bad-share"},
		{"colour", "red", "command.not-a-choice"},
	} {
		w.refused(c[2], secretariat, "settings set", "setting", c[0], "value", c[1])
	}
	w.place = bot.Place{Platform: "slack"}
	w.refused("community.not-in-private", secretariat, "settings set", "setting", "reminders", "value", "here")
	w.refused("command.not-allowed.secretariat", []bot.Role{bot.RoleChair}, "settings set", "setting", "zone", "value", "UTC")
	if _, err := community.ParseSetting("colour", "red", general); err == nil {
		t.Error("an unknown setting was read")
	}
}

func TestAValueThatIsClearedIsNotSet(t *testing.T) {
	w := founded(t)
	w.must(secretariat, "settings set", "setting", "join", "value", "https://example.org")
	w.must(secretariat, "settings set", "setting", "join", "value", "none")
	w.must(secretariat, "settings set", "setting", "reminders", "value", "here")
	w.must(secretariat, "settings set", "setting", "reminders", "value", "all")
	w.must(secretariat, "settings set", "setting", "speaker-time", "value", "2")
	w.must(secretariat, "settings set", "setting", "speaker-time", "value", "none")
	if got := w.of().Settings.Show(w.view(), community.SpeakerTime); got != "no limit" {
		t.Errorf("shown as %q", got)
	}
	if d := cmp.Diff(community.DefaultSettings(), w.of().Settings); d != "" {
		t.Error(d)
	}
}

func FuzzParseSetting(f *testing.F) {
	for _, s := range community.AllSettings() {
		f.Add(string(s), "en")
		f.Add(string(s), "7 d")
		f.Add(string(s), "here")
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		kept, err := community.ParseSetting(community.Setting(name), value, general)
		if err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("%s %q: %v: nobody can mend that", name, value, err)
			}
			return
		}
		w := founded(t)
		w.append(community.Set{Setting: community.Setting(name), Value: bot.Write("", kept)})
		once := w.of().Settings
		w.append(community.Set{Setting: community.Setting(name), Value: bot.Write("", kept)})
		if d := cmp.Diff(once, w.of().Settings); d != "" {
			t.Fatalf("%s %q folds differently the second time: %s", name, value, d)
		}
	})
}

func TestLinkedChannels(t *testing.T) {
	w := founded(t)
	thread := general
	thread.Thread = "99"
	w.place = thread
	w.must(secretariat, "channel link")
	if d := cmp.Diff([]bot.Place{general}, w.of().Places()); d != "" {
		t.Errorf("a thread belongs to its channel: %s", d)
	}
	if e := w.effects[0]; e.Do != bot.Post || e.To.Place != general {
		t.Errorf("the channel is not told: %+v", e)
	}
	m, err := community.Shows()["community.linked"](w.view(), w.effects[0])
	if err != nil || m.IsZero() {
		t.Errorf("shown %+v, %v", m, err)
	}
	linked := w.effects[0]
	if r := w.must(secretariat, "channel link"); r.Text.Key != "community.linked-already" || len(w.events) != 0 {
		t.Errorf("again: %+v", r)
	}
	w.place = other
	w.must(secretariat, "channel link", "visibility", "chatham")
	w.must(secretariat, "settings set", "setting", "reminders", "value", "here")
	s := w.of()
	for place, want := range map[bot.Place]community.Visibility{
		general: community.Public, thread: community.Public, other: community.Chatham,
		{Platform: "slack"}: community.Internal, {Platform: "slack", Channel: "elsewhere"}: community.Public,
	} {
		if got := s.VisibilityOf(place); got != want {
			t.Errorf("%v is %s, want %s", place, got, want)
		}
	}
	if d := cmp.Diff([]bot.Place{other}, s.Reminders()); d != "" {
		t.Error(d)
	}
	w.must(secretariat, "channel link", "visibility", "internal")
	if len(w.of().Places()) != 2 || w.of().VisibilityOf(other) != community.Internal {
		t.Error("linking again changes the visibility alone")
	}
	w.must(secretariat, "channel unlink")
	if d := cmp.Diff([]bot.Place{general}, w.of().Reminders()); d != "" {
		t.Errorf("reminders go to what is linked: %s", d)
	}
	if r := w.must(secretariat, "channel unlink"); r.Text.Key != "community.unlinked-already" || len(w.events) != 0 {
		t.Errorf("again: %+v", r)
	}
	w.place = general
	w.must(secretariat, "channel unlink")
	if m, err := community.Shows()["community.linked"](w.view(), linked); err != nil || !m.IsZero() {
		t.Errorf("a channel that is not linked is told nothing: %+v, %v", m, err)
	}
	w.place = bot.Place{Platform: "slack"}
	w.refused("community.not-in-private", secretariat, "channel link")
	w.refused("community.not-in-private", secretariat, "channel unlink")
	w.refused("command.not-allowed.secretariat", []bot.Role{bot.RoleChair}, "channel link")
}

func TestSettingsAreShown(t *testing.T) {
	w := newTown(t)
	w.must(operator, "community found", "name", "Forum", "example", "true")
	shown := func(roles []bot.Role) (string, int) {
		r := w.must(roles, "settings")
		var b strings.Builder
		for _, block := range r.Message.Blocks {
			switch k := block.(type) {
			case chat.Heading:
				b.WriteString(k.Text + "\n")
			case chat.Table:
				if len(k.Rows) != len(community.AllSettings()) {
					t.Errorf("%d rows", len(k.Rows))
				}
			case chat.Paragraph:
				b.WriteString(string(k.Text[0].(chat.Plain)) + "\n")
			case chat.Note:
				b.WriteString(string(k.Text[0].(chat.Plain)) + "\n")
			case chat.List:
				for _, l := range k.Lines {
					for _, s := range l {
						b.WriteString(string(s.(chat.Plain)))
					}
				}
			}
		}
		if unsaid.MatchString(b.String()) {
			t.Errorf("people would read %q", b.String())
		}
		return b.String(), len(r.Message.Buttons)
	}
	said, buttons := shown([]bot.Role{bot.RoleChair})
	if !strings.Contains(said, "Settings of Forum") || !strings.Contains(said, "an example to rehearse in") || !strings.Contains(said, "None yet") || buttons != 0 {
		t.Errorf("shown: %s with %d buttons", said, buttons)
	}
	w.must(secretariat, "channel link", "visibility", "internal")
	if said, buttons = shown(secretariat); !strings.Contains(said, "slack: C1: internal to the community") || buttons != 1 {
		t.Errorf("shown: %s with %d buttons", said, buttons)
	}
}

func TestUnknownFactsAreLeftAlone(t *testing.T) {
	s := bot.NewState(bot.CommunityStream)
	community.Apply(s, bot.Meta{}, bot.Undone{Version: 1})
	if d := cmp.Diff(community.DefaultSettings(), community.Of(bot.View{Community: s}).Settings); d != "" {
		t.Error(d)
	}
}

// Whoever holds the community's stream can tell that another one was cut short
// or is missing; for that they need no key.
func TestHeadsOfOtherStreamsAreNotedInTheClear(t *testing.T) {
	w := founded(t)
	streams := map[bot.StreamID]*bot.State{
		"meeting/3":    {Stream: "meeting/3", Version: 35, Head: strings.Repeat("9f", 32)},
		bot.WorkStream: {Stream: bot.WorkStream, Version: 8, Head: strings.Repeat("a1", 32)},
	}
	w.other = func(id bot.StreamID) *bot.State {
		if s := streams[id]; s != nil {
			return s
		}
		return bot.NewState(id)
	}
	w.record = nil
	asked := community.NoteHead("meeting/3", community.AtClosing)
	if asked.Do != bot.Forward || asked.Send.Stream != bot.CommunityStream || len(asked.Send.Call.Args) != 2 {
		t.Fatalf("asked with %+v", asked)
	}
	w.must([]bot.Role{bot.RoleBot}, asked.Send.Call.Path, "stream", asked.Send.Call.Args["stream"], "when", asked.Send.Call.Args["when"])
	want := []bot.Event{
		community.HeadNoted{Stream: "meeting/3", Version: 35, Head: strings.Repeat("9f", 32), When: community.AtClosing},
		community.HeadNoted{Stream: bot.WorkStream, Version: 8, Head: strings.Repeat("a1", 32), When: community.AtClosing},
	}
	if d := cmp.Diff(want, w.events); d != "" {
		t.Error(d)
	}
	if !strings.HasPrefix(string(w.record), `{"stream":"meeting/3","version":35,"head":"9f9f`) {
		t.Errorf("the record holds %s", w.record)
	}
	delete(streams, bot.WorkStream)
	w.must([]bot.Role{bot.RoleBot}, "community head", "stream", "meeting/3", "when", "opened")
	if len(w.events) != 1 {
		t.Errorf("noted %+v", w.events)
	}
	for _, stream := range []string{"meeting/4", "community", strings.Repeat("x", 200)} {
		w.refused("community.no-stream", []bot.Role{bot.RoleBot}, "community head", "stream", stream, "when", "opened")
	}
	w.refused("command.not-a-choice", []bot.Role{bot.RoleBot}, "community head", "stream", "meeting/3", "when", "later")
	w.refused("command.not-allowed.other", secretariat, "community head", "stream", "meeting/3", "when", "opened")
}
