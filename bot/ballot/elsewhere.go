package ballot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/ballot/belenios"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Elsewhere is what a ballot says that was held and counted outside. Nobody voted
// on it here, so it has no electorate, no turnout and no votes of its own.
type Elsewhere struct {
	System    string       `json:"system,omitempty"` // with what it was held: "belenios"
	Name      bot.Words    `json:"name,omitzero"`    // what it is called there
	UUID      string       `json:"uuid,omitempty"`
	Source    bot.Words    `json:"source,omitzero"` // where its files are published
	Files     []SourceFile `json:"files,omitempty"` // what was read
	Ballots   int64        `json:"ballots,omitempty"`
	Questions []Asking     `json:"questions,omitempty"`
	Outcome   bot.Words    `json:"outcome,omitzero"` // what came of it, in the words of who recorded it
}

// SourceFile is a file that was read, so that anyone can see that theirs is the same.
type SourceFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // in hex
}

// Asking is one question that was asked elsewhere.
type Asking struct {
	Text    bot.Words  `json:"text"`
	Answers []Answered `json:"answers"`
	Blank   int64      `json:"blank,omitempty"`
	// Mixed is how many ballots were mixed and not added up; then no answer has
	// votes, and each has a Place where the rule is Schulze's.
	Mixed int    `json:"mixed,omitempty"`
	Rule  string `json:"rule,omitempty"` // of Mixed: what they are counted by there
}

// Answered is one answer and what it got.
type Answered struct {
	Name  bot.Words `json:"name"`
	Votes int64     `json:"votes,omitempty"`
	Place int       `json:"place,omitempty"` // from 1; those who are equal have the same
}

// outside reports whether a ballot was held and counted elsewhere.
func (d *Draft) outside() bool { return d.Elsewhere.System != "" }

// Limits of what is imported.
const (
	askingMax   = 20
	answersMax  = 200
	importMax   = 5000 // ballots of a question that are ranked here
	sourceMax   = 500
	beleniosApp = "belenios"
)

// fromBelenios makes what is recorded of a result. Rankings that Belenios counts by
// Schulze's rule are put in order, as its file holds the ballots alone.
func fromBelenios(r *belenios.Result) (Elsewhere, error) {
	x := Elsewhere{System: beleniosApp, Name: bot.Words{Text: oneLine(r.Name)}, UUID: oneLine(r.UUID), Ballots: r.Ballots}
	for i, name := range []string{"election.json", "result.json"} {
		x.Files = append(x.Files, SourceFile{Name: name, SHA256: r.Files[i].String()})
	}
	if len(r.Questions) > askingMax {
		return x, lang.Refuse("ballot.import-questions", "count", len(r.Questions), "most", askingMax)
	}
	if tooLong(x.Name.Text, x.UUID) {
		return x, lang.Refuse("ballot.import-long", "question", 0, "most", questionMax)
	}
	for i, q := range r.Questions {
		if len(q.Answers) > answersMax || len(q.Marks) > importMax {
			return x, lang.Refuse("ballot.import-large", "question", i+1, "answers", answersMax, "ballots", importMax)
		}
		a := Asking{Text: bot.Words{Text: cmp.Or(oneLine(q.Text), "#"+strconv.Itoa(i+1))}, Blank: q.Blank, Mixed: len(q.Marks), Rule: oneLine(q.Rule)}
		texts := []string{a.Text.Text, a.Rule}
		for _, answer := range q.Answers {
			a.Answers = append(a.Answers, Answered{Name: bot.Words{Text: oneLine(answer.Text)}, Votes: answer.Votes})
			texts = append(texts, oneLine(answer.Text))
		}
		if tooLong(texts...) {
			return x, lang.Refuse("ballot.import-long", "question", i+1, "most", questionMax)
		}
		if err := a.rank(q); err != nil {
			return x, err
		}
		x.Questions = append(x.Questions, a)
	}
	return x, nil
}

// rank gives each answer its place, where the ballots are ranked by Schulze's rule.
func (a *Asking) rank(q belenios.Question) error {
	e, ok := q.Ranked(1)
	if rule := strings.ToLower(q.Rule); !ok || rule != "schulze" || len(q.Marks) == 0 {
		return nil
	}
	r, err := tally.Count(e, tally.Schulze, tally.Options{})
	if err != nil {
		return lang.Refuse("ballot.import-file", "why", err.Error())
	}
	place := 1
	for _, equal := range r.Ranking {
		for _, c := range equal {
			a.Answers[c].Place = place
		}
		place += len(equal)
	}
	return nil
}

// told reports whether the files say what came of every question.
func (x *Elsewhere) told() bool {
	return !slices.ContainsFunc(x.Questions, func(a Asking) bool { return a.Mixed > 0 && a.Answers[0].Place == 0 })
}

// oneLine is what somebody wrote, on one line.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

// tooLong reports whether a text is longer than a question may be. It is refused
// rather than cut: two names that begin alike would become one.
func tooLong(texts ...string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return utf8.RuneCountInString(s) > questionMax })
}

// best lists the answers of a question, those with the most first.
func (a *Asking) best() []Answered {
	return slices.SortedStableFunc(slices.Values(a.Answers), func(x, y Answered) int {
		return cmp.Or(cmp.Compare(x.Place, y.Place), cmp.Compare(y.Votes, x.Votes))
	})
}

// sentenceMost is how many answers and questions the sentence names.
const sentenceMost = 5

// elsewhereSentence is the one sentence that says what was counted, and where.
func (s *State) elsewhereSentence(v bot.View) string {
	x := &s.Elsewhere
	var said []string
	for i := range x.Questions[:min(len(x.Questions), sentenceMost)] {
		said = append(said, x.Questions[i].say(v))
	}
	if more := len(x.Questions) - sentenceMost; more > 0 {
		said = append(said, v.Say("ballot.elsewhere.more", "count", more))
	}
	return v.Say("ballot.elsewhere.sentence", "name", x.Name.Text, "ballots", x.Ballots, "said", strings.Join(said, "; "))
}

func (a *Asking) say(v bot.View) string {
	if a.Mixed > 0 && a.Answers[0].Place == 0 {
		return v.Say("ballot.elsewhere.mixed", "question", a.Text.Text, "ballots", a.Mixed, "rule", a.Rule)
	}
	var parts []string
	for _, x := range a.best()[:min(len(a.Answers), sentenceMost)] {
		if a.Mixed > 0 {
			parts = append(parts, v.Say("ballot.elsewhere.place", "place", x.Place, "name", x.Name.Text))
			continue
		}
		parts = append(parts, v.Say("ballot.elsewhere.votes", "name", x.Name.Text, "votes", x.Votes))
	}
	if more := len(a.Answers) - sentenceMost; more > 0 {
		parts = append(parts, v.Say("ballot.elsewhere.more", "count", more))
	}
	if a.Mixed > 0 {
		return v.Say("ballot.elsewhere.ordered", "question", a.Text.Text, "said", strings.Join(parts, ", "))
	}
	return v.Say("ballot.elsewhere.asked", "question", a.Text.Text, "said", strings.Join(parts, ", "))
}

// elsewhereBlocks tell an outside result: that it was counted elsewhere, the
// numbers of each question, where it comes from and which files were read.
func (s *State) elsewhereBlocks(v bot.View) []chat.Block {
	x := &s.Elsewhere
	blocks := []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(s.elsewhereSentence(v)))}}
	for i := range x.Questions {
		blocks = append(blocks, x.Questions[i].blocks(v)...)
	}
	if !x.Outcome.IsZero() {
		blocks = append(blocks, chat.Quote{Text: written(v, x.Outcome), From: v.Say("ballot.elsewhere.outcome")})
	}
	lines := []chat.Text{chat.Line(v.Say("ballot.elsewhere.ballots", "ballots", x.Ballots))}
	if x.UUID != "" {
		lines = append(lines, chat.Line(v.Say("ballot.elsewhere.uuid", "uuid", x.UUID)))
	}
	if !x.Source.IsZero() {
		lines = append(lines, chat.Line(v.Say("ballot.elsewhere.source", "source", written(v, x.Source))))
	}
	for _, f := range x.Files {
		lines = append(lines, chat.Line(v.Say("ballot.elsewhere.file", "file", f.Name, "hash", f.SHA256)))
	}
	return append(blocks, chat.List{Lines: lines}, chat.Note{Text: chat.Line(v.Say("ballot.elsewhere.promise"))})
}

func (a *Asking) blocks(v bot.View) []chat.Block {
	t := chat.Table{Header: []string{v.Say("ballot.column.option"), v.Say("ballot.elsewhere.column.votes")}, Numbers: []int{1}}
	if a.Mixed > 0 {
		t.Header[1] = v.Say("ballot.elsewhere.column.place")
	}
	for _, x := range a.best() {
		n := x.Votes
		if a.Mixed > 0 {
			n = int64(x.Place)
		}
		t.Rows = append(t.Rows, figures(chat.Plain(x.Name.Text), []int64{n}, a.Mixed > 0 && x.Place == 0))
	}
	if a.Blank > 0 {
		t.Rows = append(t.Rows, figures(chat.Plain(v.Say("ballot.blank")), []int64{a.Blank}, false))
	}
	blocks := []chat.Block{chat.Heading{Text: a.Text.Text}, t}
	switch {
	case a.Mixed > 0 && a.Answers[0].Place == 0:
		blocks = append(blocks, chat.Note{Text: chat.Line(v.Say("ballot.elsewhere.unranked", "ballots", a.Mixed, "rule", a.Rule))})
	case a.Mixed > 0:
		blocks = append(blocks, chat.Note{Text: chat.Line(v.Say("ballot.elsewhere.ranked", "ballots", a.Mixed))})
	}
	return blocks
}
