package signal

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"magbot/bot/lang"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/text"
)

// Signal is something that a human should look at.
type Signal struct {
	ID     string  `json:"id"`     // of the rule
	Clause string  `json:"clause"` // of the Code of Conduct, 1 to 7, or "harassment"
	Span   string  `json:"span"`   // the words of the message that it is about; empty when it is about the whole of it or about its author
	Reason string  `json:"reason"` // in plain English
	Score  float64 `json:"score"`  // 0 to 1
	// Start and End are where Span stands in the message, in bytes.
	Start int `json:"-"`
	End   int `json:"-"`
	// Text is Reason by its key in words.en.toml, for who reads another language.
	Text lang.Text `json:"-"`
	// Private says that this is for the author alone and makes no case.
	Private bool `json:"-"`
}

// Flag is the score from which a signal flags a message at the shipped setting.
const Flag = 0.5

// Context is what is known beside the text. Its zero value knows nothing, and
// then only the text is judged.
type Context struct {
	// Author is the display name of who wrote, and Self the names under which
	// the roster knows that person; Roster holds the names of everybody.
	Author string
	Self   []string
	Roster []string
	// Organisations are those that the community knows, Own those of the author.
	Organisations, Own []string
	// Interests are the organisations that stand behind what the message is
	// about (the proposal that is scored), and Declared those interests that
	// the author has declared.
	Interests, Declared []string
	// Messages counts the author's messages, and Same those with this text, in
	// the last minute, this one included. The caller has the clock.
	Messages, Same int
}

// How many messages in a minute, and how often the same one, are a flood.
const (
	floodMessages = 12
	floodSame     = 4
)

// Look is the signals of a message, in the order of their places. It never
// fails and keeps nothing.
func Look(message string, ctx Context) []Signal { return With(model.Shared()).Look(message, ctx) }

// Looker looks with a model of its own: the training measures what it made.
type Looker struct{ weights *model.Weights }

// With is a Looker with these weights.
func With(w *model.Weights) *Looker { return &Looker{w} }

// Look is as the function of that name.
func (l *Looker) Look(message string, ctx Context) []Signal {
	r := read(message)
	defer r.release()
	doc := &r.doc
	var signals []Signal
	r.list = model.Features(doc, r.units, &r.named, r.list)
	o := l.weights.Judge(r.list)
	r.each(func(rule *rule, at span) {
		if !rule.heeds || o.Score[model.Conduct] >= conductDoubt || r.nearby(l.weights, at) >= conductDoubt {
			signals = append(signals, r.signal(rule, at))
		}
	})
	if len(signals) == 0 {
		signals = r.opinion(l.weights, o)
	}
	if loud(doc) {
		signals = append(signals, about("shouting", "3", 0.55))
	}
	signals = append(signals, beside(doc, ctx)...)
	slices.SortStableFunc(signals, func(a, b Signal) int { return a.Start - b.Start })
	return signals
}

// Features are those by which the model judges a message, for its training.
func Features(message string) []model.Feature {
	r := read(message)
	defer r.release()
	return model.Features(&r.doc, r.units, &r.named, nil)
}

// Flagged tells whether one of the signals flags the message at the shipped
// setting.
func Flagged(signals []Signal) bool {
	return slices.ContainsFunc(signals, func(s Signal) bool { return s.Score >= Flag })
}

// besides are the identifiers of signals that rules.txt does not have.
var besides = []string{"shouting", "flooding", "interest", "speaking-for", "impersonation", "model.hate", "model.uncivil", Conduct}

// IDs are the identifiers that signals can have.
func IDs() []string {
	ids := slices.Clone(besides)
	for _, k := range resembles {
		ids = append(ids, k.id)
	}
	for _, r := range shared().rules {
		ids = append(ids, r.id)
	}
	slices.Sort(ids)
	return ids
}

// Words is the catalogue of reasons, by "signal." and the identifier.
//
//go:embed words.en.toml
var Words embed.FS

// english prints reasons. It panics when words.en.toml is not well formed, which
// a test would have noticed.
var english = sync.OnceValue(func() *lang.Printer {
	catalogue, err := lang.Load(Words)
	if err != nil {
		panic(err)
	}
	return catalogue.For("en")
})

// reasons are the reasons that say nothing of the message, by identifier.
var reasons = sync.OnceValue(func() map[string]string {
	said := map[string]string{}
	for _, id := range IDs() {
		said[id] = english().Say("signal." + id)
	}
	return said
})

func about(id, clause string, score float64, args ...any) Signal {
	s := Signal{ID: id, Clause: clause, Score: score, Text: lang.T("signal."+id, args...)}
	if s.Reason = reasons()[id]; len(args) > 0 {
		s.Reason = english().Text(s.Text)
	}
	return s
}

func (r *reading) signal(rule *rule, at span) Signal {
	s := about(rule.id, rule.clause, rule.score)
	last := r.doc.Tokens[r.units[at.to-1].Last]
	s.Start, s.End = r.doc.Tokens[r.units[at.from].First].Start, last.End
	s.Span = r.doc.Raw[s.Start:s.End]
	s.Private = rule.id == "confidential"
	return s
}

// beside is the signals that do not come from the words alone.
func beside(doc *text.Doc, ctx Context) []Signal {
	var signals []Signal
	if ctx.Messages >= floodMessages || ctx.Same >= floodSame {
		signals = append(signals, about("flooding", "3", 0.7))
	}
	for _, organisation := range ctx.Interests {
		if has(ctx.Own, organisation) && !has(ctx.Declared, organisation) {
			signals = append(signals, about("interest", "6", 0.9, "organisation", organisation))
			break
		}
	}
	if at, organisation := speaksFor(doc, ctx); organisation != "" {
		s := about("speaking-for", "5", 0.7, "organisation", organisation)
		s.Start, s.End = at, at+len(organisation)
		s.Span = doc.Raw[s.Start:s.End]
		signals = append(signals, s)
	}
	if name := Impersonated(ctx.Author, ctx.Self, ctx.Roster); name != "" {
		signals = append(signals, about("impersonation", "5", 0.9, "name", name))
	}
	return signals
}

func has(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(name)) })
}

// manners are how somebody says that they speak for an organisation.
var manners = []string{
	"on behalf of ", "speaking for ", "i speak for ", "i represent ", "we at ", "au nom de ", "je represente ", "je représente ",
	"en nombre de ", "en representación de ", "represento a ", "от имени ", "от лица ", "я представляю ", "نيابة عن ", "باسم ", "أمثل ", "我代表", "代表",
}

// speaksFor is the organisation that the author speaks for without belonging to
// it, and where its name stands.
func speaksFor(doc *text.Doc, ctx Context) (int, string) {
	for _, organisation := range ctx.Organisations {
		if organisation == "" || has(ctx.Own, organisation) {
			continue
		}
		for at := 0; ; {
			i := strings.Index(doc.Raw[at:], organisation)
			if i < 0 {
				break
			}
			at += i
			before := strings.ToLower(doc.Raw[max(0, at-40):at])
			before = strings.TrimSuffix(strings.TrimSuffix(before, "the "), "la ")
			for _, m := range manners {
				if strings.HasSuffix(before, m) {
					return at, organisation
				}
			}
			at += len(organisation)
		}
	}
	return 0, ""
}
