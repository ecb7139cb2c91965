package storytest

import (
	"bytes"
	_ "embed"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/consensus"
	"magbot/bot/engine"
	"magbot/bot/floor"
	"magbot/bot/house"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/seal"
)

// golden is the record as every stage must leave it.
//
//go:embed testdata/record.golden
var golden string

func isErased(err error) bool { return errors.Is(err, seal.ErrErased) }

// record: the chain holds, a changed byte is noticed and named, the facts are
// those of the story, and the whole is the same as on every other stage.
func (s *story) record() {
	kept, keys := s.stage.Record(s.T)
	for head, err := range store.Verify(s.Context(), kept) {
		if err != nil {
			s.fail("the chain of %s does not hold: %v", head.Stream, err)
		}
	}
	s.bundle(kept)
	b := s.read(kept, keys)
	s.facts(kept, keys, b)
	got, err := b.text()
	if err != nil {
		s.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(golden, "\n"), strings.Split(got, "\n")); d != "" {
		path := filepath.Join(s.ArtifactDir(), "record.golden")
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			s.Error(err)
		}
		s.fail("the record is not that of testdata/record.golden; what was found is in %s (kept with -artifacts):\n%s", path, d)
	}
}

// bundle writes the record for others, who can check it without the store or a
// key, and notice a single changed byte.
func (s *story) bundle(kept store.Store) {
	var whole bytes.Buffer
	if err := store.WriteBundle(s.Context(), &whole, kept, "community", "meeting/1", "work"); err != nil {
		s.Fatal(err)
	}
	if _, err := store.CheckBundle(bytes.NewReader(whole.Bytes())); err != nil {
		s.fail("the bundle does not hold: %v", err)
	}
	for _, secret := range []string{named("gov1").name, firstWording, whyNot, "@example.org", named("ps1").name} {
		if bytes.Contains(whole.Bytes(), []byte(secret)) {
			s.fail("the bundle holds %q in the clear", secret)
		}
	}
	changed := bytes.Clone(whole.Bytes())
	at := bytes.Index(changed, []byte(`"stream":"meeting/1","version":7,`))
	body := at + bytes.Index(changed[at:], []byte(`"body":"`)) + len(`"body":"`) + 20
	if changed[body] == 'A' { // another letter of base64, which can be read and is wrong
		changed[body] = 'B'
	} else {
		changed[body] = 'A'
	}
	_, err := store.CheckBundle(bytes.NewReader(changed))
	if err == nil || !strings.Contains(err.Error(), "meeting/1") || !strings.Contains(err.Error(), "7") {
		s.fail("a changed byte in record 7 of meeting/1 gives %v", err)
	}
}

// facts reads the record as the bot does and looks at what must stand there.
func (s *story) facts(kept store.Store, keys *seal.Keyring, b *book) {
	h, err := house.New(house.Features())
	if err != nil {
		s.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: kept, Keys: keys, House: h, Now: s.stage.Now, Paused: true})
	if err != nil {
		s.Fatal(err)
	}
	if err := e.Start(s.Context()); err != nil {
		s.Fatal(err)
	}
	defer e.Stop()
	e.Read(bot.MeetingStream("1"), bot.Actor{}, bot.Place{}, func(v bot.View) {
		b.name(s.T, v)
		s.once(b)
		s.attended(v, b)
		s.spoke(v, b)
		s.decided(v, b)
		s.written(v)
	})
}

// name finds the identifiers of the cast.
func (b *book) name(t testing.TB, v bot.View) {
	t.Helper()
	for _, p := range roster.Of(v).All() {
		switch found := slices.IndexFunc(cast, func(c person) bool { return c.name == p.Name.Text }); {
		case found >= 0:
			b.names[string(p.ID)] = cast[found].short
		case p.Guest:
			b.names[string(p.ID)] = "guest"
		case p.Erased:
			b.names[string(p.ID)] = "erased"
		default:
			t.Errorf("%q (%s) is on the roster and not in the story", p.Name.Text, p.ID)
		}
	}
}

// who gives the short names of people.
func (b *book) who(people ...bot.PersonID) []string {
	var names []string
	for _, p := range people {
		names = append(names, b.names[string(p)])
	}
	return names
}

// remindersOnce: each was decided once, that of three days before was slept
// through, the later ones came, and what was missed is told to the Chair.
func (s *story) remindersOnce(b *book) {
	for _, before := range []string{"14d", "3d", "24h", "1h", "10m"} {
		slot := map[string]any{"slot": "meeting/1/0/" + before}
		sent, missed := b.count("reminder.sent.v1", slot), b.count("reminder.missed.v1", slot)
		slept := before == "3d" || before == "14d" && missed > 0 // a stage may be down through the weeks before
		if sent+missed != 1 || slept != (missed == 1) {
			s.fail("the reminder %s before was sent %d times and missed %d times", before, sent, missed)
		}
	}
	for _, p := range b.pages {
		lost := slices.ContainsFunc(p.Events, func(f fact) bool { return f.Kind == "reminder.missed.v1" })
		told := slices.ContainsFunc(p.Effects, func(e effect) bool { return e.Show == "reminder.missed" })
		if lost != told {
			s.fail("record %d of %s: missed a reminder %v, told the Chair %v", p.version, p.stream, lost, told)
		}
	}
}

// once: what was pressed several times, or by two at once, happened once.
func (s *story) once(b *book) {
	for _, c := range []struct {
		kind string
		with map[string]any
	}{
		{"agenda.item-taken.v1", map[string]any{"item": 2}},
		{"agenda.published.v1", nil},
		{"meeting.opened.v1", nil},
		{"meeting.closed.v1", nil},
		{"floor.turn-ended.v1", map[string]any{"turn": 1}},
	} {
		if n := b.count(c.kind, c.with); n != 1 {
			s.fail("%s %v stands %d times in the record", c.kind, c.with, n)
		}
	}
	s.remindersOnce(b)
	causes := map[string]bool{}
	for _, p := range b.pages {
		if key := string(p.stream) + " " + p.Cause; causes[key] {
			s.fail("%s decides one cause twice", p.stream)
		} else {
			causes[key] = true
		}
	}
}

func (s *story) attended(v bot.View, b *book) {
	m := meeting.Of(v)
	var chairs []bot.PersonID
	for _, c := range m.Chairs {
		chairs = append(chairs, c.Person)
	}
	s.equal("who held the chair", b.who(chairs...), []string{sec, chair})
	if m.Phase != meeting.PhaseClosed || len(m.Pauses) != 1 {
		s.fail("the meeting is %s with %d pauses", m.Phase, len(m.Pauses))
	}
	for _, stay := range m.Stays {
		who := b.who(stay.Person)[0]
		if stay.Late != (who == chair) {
			s.fail("%s is late: %t", who, stay.Late)
		}
		if entered := stay.By != ""; entered != (who == "ps3" || who == "guest") {
			s.fail("%s was entered by %q", who, b.who(stay.By))
		}
	}
	fates := map[int]agenda.Fate{}
	for _, in := range agenda.Of(v).Inputs {
		fates[in.Number] = in.Fate
	}
	s.equal("the fates", fates, map[int]agenda.Fate{
		1: agenda.Accepted, 2: agenda.Merged, 3: agenda.Deferred, 4: agenda.Accepted,
		5: agenda.Declined, 6: agenda.Accepted, 7: agenda.Deferred,
	})
}

func (s *story) spoke(v bot.View, b *book) {
	var turns []bot.PersonID
	for _, t := range floor.Of(v).Turns() {
		turns = append(turns, t.Person)
	}
	s.equal("who spoke", b.who(turns...), []string{"igo1", "gov1", "tech2", "cs2", "ps1", "gov2", "gov4", "cs1"})
	for _, t := range floor.Of(v).Turns() {
		if b.who(t.Person)[0] == "tech2" && t.Length(v.Now).Seconds() != 90 {
			s.fail("the turn in which the bot was killed lasted %s, not 90 s", t.Length(v.Now))
		}
	}
}

func (s *story) decided(v bot.View, b *book) {
	p := proposal.Of(v)
	if len(p.Proposals) != 2 || len(p.Resolutions) != 2 || len(p.Objections) != 2 {
		s.Fatalf("%d proposals, %d resolutions, %d objections", len(p.Proposals), len(p.Resolutions), len(p.Objections))
	}
	var chain []string
	for _, w := range p.Proposals[1].Wordings {
		chain = append(chain, w.Text.Text)
	}
	s.equal("the chain of wordings", chain, []string{firstWording, secondWording})
	r := p.Resolutions[1]
	s.equal("the decision", []any{r.Text.Text, r.Proposal, r.Wording, b.who(r.By)[0]}, []any{secondWording, 2, 2, chair})
	s.equal("who was absent", r.Standing.Absent, []bot.Group{igo})
	s.equal("objections that stood", len(r.Standing.Open), 0)
	var levels []consensus.Level
	for _, c := range consensus.Of(v).All() {
		d, _ := c.Level()
		levels = append(levels, d.Level)
	}
	s.equal("the levels", levels, []consensus.Level{consensus.Full, consensus.Consensus})
	actions := action.Open(v)
	if len(actions) != 1 || actions[0].Due == "" {
		s.Fatalf("the actions are %+v", actions)
	}
	s.equal("who owns the action", b.who(actions[0].Owners...), []string{"tech1"})
}

// written: the minutes can be made from the record at any time.
func (s *story) written(v bot.View) {
	doc := minutes.Markdown(v, minutes.Document(v))
	doc = strings.NewReplacer(`\`, "").Replace(doc)
	s.holds("the whole minutes", doc, firstWording, secondWording, whyNot, theAnswer, "write the rules for hybrid rooms",
		firstDecision, "Slow count to 6 on proposal 1", "Slow count to 3 on proposal 2", "Full consensus", "We would have begun in June.",
		"Two of us could not speak.", "You were both called.", named("gov3").name, "Dana Novak", "Balance by stakeholder group", "The host decides about badges.",
		"Item 3 comes first.", "Off the record", "The record", v.Here.Head, "an erased person", "The pilot room is on the second floor.")
	for _, never := range []string{"nobody likes the new room", "Not to be written down", named("cs3").name, "what it costs"} {
		if strings.Contains(doc, never) {
			s.fail("the minutes hold %q:\n%s", never, doc)
		}
	}
}

func (s *story) equal(what string, got, want any) {
	s.Helper()
	if d := cmp.Diff(want, got); d != "" {
		s.fail("%s (- wanted, + found): %s", what, d)
	}
}
