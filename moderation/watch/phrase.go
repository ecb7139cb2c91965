package watch

import (
	"time"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/moderation"
)

const (
	// phraseLasts is for how long a phrase is allowed.
	phraseLasts = 180 * 24 * time.Hour
	// mostPhrases bounds the phrases that are allowed at a time, and mostPhrase the
	// characters of one.
	mostPhrases = 100
	mostPhrase  = 200
)

// ShowPhrase and ShowWhisper are what effects of sealed streams show.
const (
	ShowPhrase  = "watch.phrase"
	ShowWhisper = "watch.whisper"
)

// in gives what the stream of a case holds for this package.
func in(v bot.View, name string) *aside { return asideSlot.Of(v.Stream(bot.CaseStream(name))) }

// wording is the phrase of a case: the exact words of the span of its flag; false
// when it has none that a rule could leave alone.
func wording(v bot.View, s *moderation.State) (Phrase, bot.Place, bool) {
	flag, is := moderation.FlagOf(v, s)
	words := Normalise(flag.Span.Text)
	if !is || words == "" || utf8.RuneCountInString(words) > mostPhrase {
		return Phrase{}, bot.Place{}, false
	}
	place := flag.Place
	place.Thread = ""
	return Phrase{flag.Rule, words}, place, true
}

// PhrasesAt gives what rules leave alone in a channel now.
func PhrasesAt(v bot.View, place bot.Place) Phrases {
	place.Thread = ""
	phrases := Phrases{}
	for _, s := range moderation.Cases(v) {
		p := in(v, s.Name).Phrase
		if !p.holds(v.Now) {
			continue
		}
		if words, where, ok := wording(v, s); ok && (p.Everywhere || where == place) {
			phrases[words] = true
		}
	}
	return phrases
}

// Also asks a second person, when a case about a flag is closed with "disagree",
// whether its rule should leave those words alone, and takes that back when the case
// is opened again.
func Also(v bot.View, events []bot.Event) (effects []bot.Effect) {
	if _, sealed := v.Here.Stream.Case(); !sealed {
		return nil
	}
	s := moderation.Of(v)
	_, _, ok := wording(v, s)
	for _, e := range events {
		switch e := e.(type) {
		case moderation.Decided:
			if ok && e.Finding == moderation.Disagree {
				effects = append(effects, phraseCard())
			}
		case moderation.Reopened, moderation.Cleared, moderation.ShownTo:
			if p := asideSlot.Of(v.Here).Phrase; p.By != "" {
				effects = append(effects, phraseCard())
			}
		}
	}
	return effects
}

func phraseCard() bot.Effect {
	return bot.Effect{Do: bot.Live, Key: "phrase", Show: ShowPhrase, To: bot.ToRole(bot.RoleHandler), Left: moderation.ShowLeft}
}

// showPhrase is the phrase of a case to one of those who may see the case.
func showPhrase(v bot.View, _ bot.Effect) (chat.Message, error) {
	s, p := moderation.Of(v), asideSlot.Of(v.Here).Phrase
	words, where, ok := wording(v, s)
	if p.By == "" || !ok || s.Cleared || !moderation.MaySee(v, s, v.Reader.Person) {
		return chat.Message{}, nil
	}
	args := []any{"case", s.Name, "name", roster.Name(v, p.By), "rule", words.Rule, "channel", channelName(where)}
	m := chat.Message{Seen: v.Say("conduct.seen"), Rank: chat.InView, Blocks: []chat.Block{chat.Heading{Text: v.Say("watch.phrase.title", args...)}}}
	if p.asks() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("watch.phrase.asks", args...))})
	} else {
		m.Rank = chat.Over
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("watch.phrase.holds", args...), " ", chat.Time{At: p.Until, Form: chat.DateOnly})})
	}
	m.Blocks = append(m.Blocks, chat.Quote{Text: words.Words}, chat.Note{Text: chat.Line(v.Say("watch.phrase.how"))})
	do := func(key, path string, args ...string) chat.Button {
		return chat.Button{Label: v.Say("watch.button." + key), Call: chat.Do(path, append([]string{"case", s.Name}, args...)...)}
	}
	if p.asks() && v.Reader.Person != p.By {
		m.Buttons = append(m.Buttons, do("allow", "conduct allow"), do("everywhere", "conduct allow", "everywhere", "yes"))
	}
	m.Buttons = append(m.Buttons, do("not-allow", "conduct not-allow"))
	return m, nil
}

// phraseOf gives the phrase of the case that a command names. Who may not see the
// case is answered as if it did not exist.
func phraseOf(c *command.Context) (*moderation.State, phrase, error) {
	s := moderation.Of(c.View)
	p := asideSlot.Of(c.Here).Phrase
	_, _, ok := wording(c.View, s)
	switch {
	case !moderation.MaySee(c.View, s, c.Me()) || s.Cleared:
		return nil, p, lang.Refuse("conduct.no-such-case", "text", first(c.Text(command.CaseArg), 40))
	case !ok || p.By == "":
		return nil, p, lang.Refuse("watch.no-phrase", "case", s.Name)
	}
	return s, p, nil
}

// allow is the second person's yes.
func allow(c *command.Context) (bot.Decision, error) {
	s, p, err := phraseOf(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !p.asks():
		return bot.Decision{Reply: bot.Say("watch.allowed-already")}, nil
	case p.By == c.Me():
		return bot.Decision{}, lang.Refuse("watch.second-person")
	case allowed(c.View) >= mostPhrases:
		return bot.Decision{}, lang.Refuse("watch.phrases-enough")
	}
	until := c.Now.Add(phraseLasts)
	return bot.Decision{
		Events:  []bot.Event{Allowed{Everywhere: c.Flag("everywhere"), Until: until}},
		Effects: []bot.Effect{phraseCard()},
		Reply:   bot.Say("watch.allowed", "case", s.Name, "date", until.UTC().Format(time.DateOnly)),
	}, nil
}

// allowed counts the phrases that are allowed now.
func allowed(v bot.View) (n int) {
	for _, s := range moderation.Cases(v) {
		if in(v, s.Name).Phrase.holds(v.Now) {
			n++
		}
	}
	return n
}

// notAllow is anybody's no, of those who may see the case; also later.
func notAllow(c *command.Context) (bot.Decision, error) {
	s, _, err := phraseOf(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{NotAllowed{}}, Effects: []bot.Effect{phraseCard()}, Reply: bot.Say("watch.not-allowed", "case", s.Name),
	}, nil
}

// phrases lists the phrases of the cases that the reader may see.
func phrases(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("watch.phrases.title")}}}
	var lines []chat.Text
	for _, s := range moderation.Visible(c.View) {
		p := in(c.View, s.Name).Phrase
		words, where, ok := wording(c.View, s)
		switch {
		case !ok || !p.asks() && !p.holds(c.Now):
			continue
		case p.asks():
			lines = append(lines, chat.Line(chat.Strong(s.Name), " · ", words.Rule, " · “", words.Words, "” · ", c.Say("watch.phrases.asks")))
			continue
		case p.Everywhere:
			lines = append(lines, chat.Line(chat.Strong(s.Name), " · ", words.Rule, " · “", words.Words, "” · ", c.Say("watch.phrases.everywhere"), " · ", chat.Time{At: p.Until, Form: chat.DateOnly}))
			continue
		}
		lines = append(lines, chat.Line(chat.Strong(s.Name), " · ", words.Rule, " · “", words.Words, "” · ", channelName(where), " · ", chat.Time{At: p.Until, Form: chat.DateOnly}))
	}
	if len(lines) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("watch.phrases.none"))})
	} else {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("watch.phrase.how"))})
	return bot.Reply{Message: &m}, nil
}

// channelName names a channel as platforms do.
func channelName(p bot.Place) string { return p.Platform + ": " + p.Channel }
