package watch

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"magbot/bot"
	"magbot/bot/roster"
	"magbot/moderation/signal"
)

// Scene is how the messages of a channel are looked at.
type Scene struct {
	Place bot.Place
	Level Level
	Off   []string // signals that are switched off
}

// off reports whether a signal is switched off: by its own name, or with all that the
// head of conduct finds.
func (s Scene) off(id string) bool {
	return slices.Contains(s.Off, id) || signal.IsConduct(id) && slices.Contains(s.Off, signal.Conduct)
}

// People is what is known of the community when a message is looked at: it is
// gathered once for each state of the roster.
type People struct {
	names         []string
	organisations []string
	accounts      map[bot.Account]bot.PersonID
	known         map[bot.PersonID]own
}

// own is what is one person's.
type own struct {
	names, organisations []string
	today                []string // of the organisations that they belong to, with no end in sight
	nudged               bool     // they want to be told of flags on their own messages
}

// PeopleOf gathers what is known of the community.
func PeopleOf(v bot.View) *People {
	p := &People{accounts: map[bot.Account]bot.PersonID{}, known: map[bot.PersonID]own{}}
	for _, one := range roster.Of(v).All() {
		if one.Erased || one.Guest {
			continue
		}
		o := own{names: spellings(one.Name, one.Aliases), nudged: Of(v).nudged[one.ID]}
		for _, org := range one.Organisations {
			all := spellings(org.Name, org.Aliases)
			o.organisations = append(o.organisations, all...)
			if org.Until.IsZero() && !org.From.After(v.Now) {
				o.today = append(o.today, all...)
			}
		}
		p.known[one.ID] = o
		p.names = append(p.names, one.Name.Text)
		p.organisations = append(p.organisations, o.organisations...)
		for _, a := range one.Accounts {
			p.accounts[a] = one.ID
		}
	}
	slices.Sort(p.organisations)
	p.organisations = slices.Compact(p.organisations)
	return p
}

func spellings(name bot.Words, aliases []bot.Words) (all []string) {
	for _, w := range append([]bot.Words{name}, aliases...) {
		if w.Text != "" {
			all = append(all, w.Text)
		}
	}
	return all
}

// Person finds whom an account acts for. The room's accounts are named like their
// persons.
func (p *People) Person(a bot.Account) (bot.PersonID, bool) {
	if id, linked := p.accounts[a]; linked {
		return id, true
	}
	id := bot.PersonID(a.User)
	_, known := p.known[id]
	return id, known && a.Platform == "room"
}

// Rates is what the shell counts of an author in the last minute, this message
// included.
type Rates struct{ Messages, Same int }

// Context is what the signals may know beside the text. display is the author's name
// on the platform, where the shell wants it held against the roster; empty otherwise.
// Of whom nobody has linked, no organisation is known, so that nothing follows from
// it. No evaluation is in the record yet, so that nothing is known of interests but what
// Interest finds.
func (p *People) Context(a bot.Account, display string, r Rates) signal.Context {
	ctx := signal.Context{Messages: r.Messages, Same: r.Same}
	id, known := p.Person(a)
	if known {
		ctx.Self, ctx.Organisations, ctx.Own = p.known[id].names, p.organisations, p.known[id].organisations
	}
	if display != "" {
		ctx.Author, ctx.Roster = display, p.names
	}
	return ctx
}

// Phrases are what rules leave alone, in one channel.
type Phrases map[Phrase]bool

// Phrase is the exact words that one rule leaves alone, as Normalise writes them.
type Phrase struct{ Rule, Words string }

// holds reports whether a signal is about nothing but an allowed phrase.
func (p Phrases) holds(s signal.Signal) bool {
	return s.Span != "" && p[Phrase{s.ID, Normalise(s.Span)}]
}

// Normalise folds case, forms of letters and blanks, and takes marks off the ends.
// It folds no look-alikes: another spelling is another phrase.
func Normalise(words string) string {
	s := strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(words))), " ")
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
}

// mostRounds is how often what is allowed is taken out of a message and the rest
// looked at. What is still found then is not excused.
const mostRounds = 8

// mostPlaces is in how many places a message may hold what is allowed: each of them is
// looked at many times. A message with more is not excused.
const mostPlaces = 32

// asking is the shorthand by which somebody asks for the floor. Its "to say" reports
// nothing that others said: what follows are the author's own words.
var asking = regexp.MustCompile(`(?i)^\s*(?:@?magbot[\s,:]+)?q\+\s+to\s+say\b`)

// Find gives the signals of a message that count in this scene.
func (s Scene) Find(text string, ctx signal.Context, phrases Phrases) []signal.Signal {
	if at := asking.FindStringIndex(text); at != nil {
		text = blank(text, at[0], at[1])
	}
	f := finder{scene: s, ctx: ctx, phrases: phrases}
	spans := f.look(text, anywhere)
	rest := text
	for round := 0; len(spans) > 0; round++ {
		if round == mostRounds {
			f.phrases = nil
			f.look(rest, anywhere)
			break
		}
		all := everywhere(rest, spans)
		if len(all) > mostPlaces {
			f.phrases = nil
			f.look(rest, anywhere)
			break
		}
		for _, at := range all {
			f.around(text, at)
			rest = blank(rest, at.from, at.to)
		}
		spans = f.look(rest, anywhere)
	}
	slices.SortStableFunc(f.found, func(a, b signal.Signal) int { return a.Start - b.Start })
	return f.found
}

// Outside is the name by which the signals of an outside service are switched off.
const Outside = "outside"

// Keep gives those signals of an outside service that count in this scene. It names
// its places itself, so that a phrase excuses the one it covers.
func (s Scene) Keep(signals []signal.Signal, phrases Phrases) []signal.Signal {
	return slices.DeleteFunc(signals, func(one signal.Signal) bool {
		return one.Score < s.Level.from() || slices.Contains(s.Off, Outside) || phrases.holds(one)
	})
}

// finder gathers signals. A rule names one place in a message, so that an allowed
// phrase could stand before an attack and hide it: therefore each allowed span is
// taken out and the rest is looked at again. An attack that needs a word of the
// phrase is found when the phrase is taken out in part.
type finder struct {
	scene   Scene
	ctx     signal.Context
	phrases Phrases
	found   []signal.Signal
}

// at is a span in bytes.
type at struct{ from, to int }

// anywhere is the span that nothing needs to reach beyond.
var anywhere = at{-1, -1}

// look keeps what counts in a text and reaches beyond a span, and gives the spans
// that an allowed phrase excuses.
func (f *finder) look(text string, beyond at) (excused []at) {
	for _, s := range signal.Look(text, f.ctx) {
		switch {
		case !s.Private && s.Score < f.scene.Level.from(), f.scene.off(s.ID):
		case beyond != anywhere && (s.Span == "" || strings.HasPrefix(s.ID, "model.") || s.Start >= beyond.from && s.End <= beyond.to):
		case f.phrases.holds(s):
			excused = append(excused, at{s.Start, s.End})
		case !slices.ContainsFunc(f.found, func(o signal.Signal) bool { return o.ID == s.ID && (o.Start == s.Start || o.Span == "") }):
			f.found = append(f.found, s)
		}
	}
	return excused
}

// everywhere gives the spans, and wherever else a text has their very words. A rule
// names one place, and the other may be found no more once the first is taken out:
// what language a message is in follows from all its words.
func everywhere(text string, spans []at) (all []at) {
	for _, one := range spans {
		words := text[one.from:one.to]
		for from := 0; words != ""; {
			i := strings.Index(text[from:], words)
			if i < 0 {
				break
			}
			found := at{from + i, from + i + len(words)}
			from = found.to
			if !within(text, found) && !slices.Contains(all, found) {
				all = append(all, found)
			}
		}
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// within reports whether a span begins or ends inside a word.
func within(text string, span at) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:span.from])
	after, _ := utf8.DecodeRuneInString(text[span.to:])
	return isWord(before) || isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// mostTied is how many words may stand between a phrase and what uses its words:
// "you are an idiot and a moron".
const mostTied = 3

// around looks at a message with an allowed span taken out in part, and with some of
// the words that follow it or stand before it: what is found then and reaches beyond
// the span is an attack that uses its words.
func (f *finder) around(text string, span at) {
	words := strings.Fields(text[span.from:span.to])
	words = words[:min(len(words), mostPhrase/8)]
	cut := span.from
	for _, w := range words[:max(len(words)-1, 0)] {
		cut += strings.Index(text[cut:span.to], w) + len(w)
		from, to := span.from, span.to
		for range mostTied + 1 {
			f.look(blank(text, cut, to), span)
			f.look(blank(text, from, cut), span)
			if next := wordAfter(text, to); !ends(text[to:next]) {
				to = next
			}
			if next := wordBefore(text, from); !ends(text[next:from]) {
				from = next
			}
		}
	}
}

// ends reports whether a sentence ends there.
func ends(text string) bool { return strings.ContainsAny(text, ".!?…\n。！？؟") }

// wordAfter is the end of the word that follows a place.
func wordAfter(text string, i int) int {
	i += len(text[i:]) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
	if n := strings.IndexFunc(text[i:], unicode.IsSpace); n >= 0 {
		return i + n
	}
	return len(text)
}

// wordBefore is the beginning of the word that stands before a place.
func wordBefore(text string, i int) int {
	i = len(strings.TrimRightFunc(text[:i], unicode.IsSpace))
	return strings.LastIndexFunc(text[:i], unicode.IsSpace) + 1
}

// blank writes blanks over a span, so that everything else stays where it is.
func blank(text string, from, to int) string {
	return text[:from] + strings.Repeat(" ", to-from) + text[to:]
}

// Message is one message that was looked at.
type Message struct {
	bot.Wrote

	Name string // the author's on the platform, where it is known
	Link string // to the message
	Text string
}

const (
	mostWords  = 40_000 // of the message, in characters
	mostReason = 4000
)

// Calls are what is asked because of what was found: one word to the author for what
// is for them alone, one more when they want to be told of flags, and one flag that names the weightiest signal and tells of all.
func (p *People) Calls(m Message, found []signal.Signal) (calls []bot.Call) {
	person, known := p.Person(m.Account)
	var flags []signal.Signal
	whispered := !known // whom nobody knows can be told nothing
	for _, s := range found {
		if !s.Private {
			flags = append(flags, s)
			continue
		}
		if !whispered {
			whispered = true
			calls = append(calls, bot.Do("conduct whisper", "to", string(person), "rule", s.ID, "clause", s.Clause,
				"message", m.Link, "span", first(s.Span, mostWords), "reason", first(s.Reason, mostReason)))
		}
	}
	if len(flags) == 0 {
		return calls
	}
	top := weightiest(flags)
	if known && p.known[person].nudged {
		calls = append(calls, bot.Do("conduct whisper", "to", string(person), "rule", top.ID, "clause", top.Clause, "nudge", "yes",
			"message", m.Link, "span", first(top.Span, mostWords), "reason", first(reasons(m, top, flags, known), mostReason)))
	}
	args := []string{"rule", top.ID, "clause", top.Clause, "message", m.Link, "reason", first(reasons(m, top, flags, known), mostReason), "words", first(m.Text, mostWords)}
	if top.Span != "" {
		args = append(args, "span", first(top.Span, mostWords))
	}
	if score := int(math.Round(top.Score * 100)); score > 0 && !strings.HasPrefix(top.ID, AutoMod+".") { // the platform gives none
		args = append(args, "score", strconv.Itoa(min(score, 100)))
	}
	if known {
		args = append(args, "about", string(person))
	} else if raw, err := json.Marshal(m.Account); err == nil { // which it always is
		args = append(args, "account", string(raw))
	}
	return append(calls, bot.Do("conduct flag", args...))
}

// weightiest prefers harassment, which goes another way, and then the higher score.
func weightiest(flags []signal.Signal) signal.Signal {
	return slices.MaxFunc(flags, func(a, b signal.Signal) int {
		switch x, y := a.Clause == "harassment", b.Clause == "harassment"; {
		case x && !y, x == y && a.Score > b.Score:
			return 1
		case y && !x, a.Score < b.Score:
			return -1
		}
		return 0
	})
}

// reasons tells of every signal, the one that the flag names first, and of who wrote,
// when the roster does not know.
func reasons(m Message, top signal.Signal, flags []signal.Signal, known bool) string {
	var b strings.Builder
	b.WriteString(top.Reason)
	for _, s := range flags {
		if s.ID == top.ID && s.Start == top.Start {
			continue
		}
		fmt.Fprintf(&b, "\n%s (%s, %s)", s.Reason, s.ID, s.Clause)
		if s.Span != "" {
			fmt.Fprintf(&b, " “%s”", first(s.Span, 200))
		}
	}
	if !known {
		fmt.Fprintf(&b, "\n%s: %s %s", m.Account.Platform, m.Account.User, m.Name)
	}
	return b.String()
}

// first keeps so many characters.
func first(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}
