package watch

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/moderation/signal"
)

// AutoMod is the name by which what Discord's AutoMod finds is switched off in a
// channel. It stands before the identifiers of its rules, too.
const AutoMod = "automod"

// Ruled is what a rule says of a message that people have set up in the platform
// itself. It asks people to look, as a signal does; what the platform did with the
// message is the platform's.
type Ruled struct {
	Rule string // as the platform names it
	Kind RuleKind
	Span string // the words that it is about; empty when it is about the whole
	Held bool   // no message stands in the channel: it was held back
}

// RuleKind is what a rule of the platform looks for.
type RuleKind string

// The kinds of rules.
const (
	RuleWords    RuleKind = "words"    // a list of the server's own
	RulePreset   RuleKind = "preset"   // a list of the platform's
	RuleSpam     RuleKind = "spam"     // what the platform takes for spam
	RuleMentions RuleKind = "mentions" // many people mentioned at once
	RuleOther    RuleKind = "other"    // anything that came later
)

// RuleKinds lists them.
func RuleKinds() []RuleKind {
	return []RuleKind{RuleWords, RulePreset, RuleSpam, RuleMentions, RuleOther}
}

// clause is the one of the Code that a kind is nearest to. Which of them matters,
// people say.
func (k RuleKind) clause() string {
	if k == RuleSpam || k == RuleMentions {
		return "7" // as the signal for spam
	}
	return "1"
}

// Ruled gives the signal of a rule of the platform, unless the channel has switched
// AutoMod off, or an allowed phrase of that rule covers its words. Sensitivity does
// not matter: the rule is the server's own.
func (s Scene) Ruled(v bot.View, text string, r Ruled) []signal.Signal {
	if slices.Contains(s.Off, AutoMod) {
		return nil
	}
	if !slices.Contains(RuleKinds(), r.Kind) {
		r.Kind = RuleOther
	}
	found := signal.Signal{ID: AutoMod + "." + first(r.Rule, mostRule), Clause: r.Kind.clause(), Score: 1, Reason: v.Say("watch.ruled." + string(r.Kind))}
	if at := strings.Index(text, r.Span); r.Span != "" && at >= 0 {
		found.Span, found.Start, found.End = r.Span, at, at+len(r.Span)
	}
	if r.Held {
		found.Reason += "\n" + v.Say("watch.ruled.held")
	}
	if PhrasesAt(v, s.Place).holds(found) {
		return nil
	}
	return []signal.Signal{found}
}

// mostRule is how many characters of the platform's name of a rule are kept.
const mostRule = 50
