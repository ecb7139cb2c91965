package watch

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"magbot/bot"
	"magbot/moderation/signal"
)

// Interest is the name by which the word about undisclosed interests is switched off.
const Interest = "interest"

// What the roster alone can tell of an undisclosed interest (clause 6): that somebody
// urges to choose a proposal and names, in the same sentence, an organisation that is
// theirs today, without any word of that in the message. It is a word to the author
// alone, as others may know it all the same. Who scored what would tell more; no
// evaluation is in the record.
//
// It is meant to miss much rather than to be wrong: questions, negations, what others
// said and whatever has a word of one's own are left alone.

// urging is how somebody urges to choose, and nouns are what is chosen, by language.
var urging = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:should|must|ought to|deserves?|needs?) (?:to )?(?:really |definitely |clearly |all )?(?:be )?(?:select|accept|approve|choose|chosen|pick|fund|prioriti[sz]e|support|a slot|a place)` +
		`|\bI (?:strongly |fully |warmly |really |would |can only )*(?:recommend|support|endorse|favou?r|vote for)\b` +
		`|\b(?:please|let us|let's|urge (?:you|everybody|everyone|all)(?: to)?) (?:all )?(?:support|select|accept|approve|choose|pick|vote for)\b` +
		`|\b(?:the best|the strongest|by far the|the most convincing) |\b(?:top|highest|full) (?:marks?|scores?)\b`),
	regexp.MustCompile(`(?i)\b(?:devrait|devrions|devons|doit|mérite d[’']) ?(?:vraiment )?(?:être )?(?:retenu|retenir|accept|chois|sélectionn|approuv|souten)` +
		`|\bje (?:soutiens|recommande|appuie)|\b(?:la|le) meilleure? |\bla note maximale`),
	regexp.MustCompile(`(?i)(?:debería|deberíamos|debemos|debe|merece) (?:ser )?(?:seleccion|acept|aprob|eleg|escog|apoy)|\b(?:apoyo|recomiendo|respaldo) |\b(?:la|el) mejor `),
	regexp.MustCompile(`(?i)(?:следует|нужно|надо|должн[аоы]?|предлагаю) (?:быть )?(?:выбра|приня|одобр|поддерж|отобра)|(?:^|[^\pL])(?:поддерживаю|рекомендую) |лучш(?:ая|ее|ий|ую) `),
	regexp.MustCompile(`(?:يجب|ينبغي|علينا) (?:أن )?(?:اختيار|قبول|دعم|اعتماد|نختار|نقبل|ندعم|يختار|يقبل|تقبل)|(?:أؤيد|أدعم|أوصي) |(?:أفضل|أقوى) `),
	regexp.MustCompile(`(?:应该|应当|必须|值得|请)(?:被|大家)?(?:选|接受|批准|通过|入选|支持)|我(?:强烈|非常)?(?:支持|推荐|赞成)|最好的`),
}

var nouns = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:proposals?|workshops?|sessions?|submissions?|applications?|bids?|nominations?|candidates?)\b`),
	regexp.MustCompile(`(?i)\b(?:propositions?|ateliers?|sessions?|candidatures?|dossiers?)\b`),
	regexp.MustCompile(`(?i)\b(?:propuestas?|taller(?:es)?|sesi(?:ón|ones)|candidaturas?)`),
	regexp.MustCompile(`(?i)(?:предложени|заявк|сесси|семинар)`),
	regexp.MustCompile(`(?:مقترح|ورشة|جلسة|طلب|ترشيح)`),
	regexp.MustCompile(`(?:提案|研讨会|分会|申请|工作坊|提名)`),
}

// manner is a way of speaking that says nothing of whose it is, and said is any word by
// which somebody may have said whose it is, or speaks of what others say or deny.
var (
	manner = regexp.MustCompile(`(?i)\b(?:in my (?:view|opinion|mind|eyes|experience)|my (?:vote|score|support|favou?rite|recommendation|impression|preference)|à mon avis|en mi opinión|a mi juicio)\b|по моему мнению|на мой взгляд|في رأيي|我认为|我觉得|在我看来`)
	said   = regexp.MustCompile(`(?i)\b(?:our|ours|my|mine|myself|ourselves|work|working|worked|employ\w*|member|staff|board|colleagues?|chair|director|represent\w*|behalf|speaking|affiliat\w*|disclos\w*|disclaimer|declar\w*|conflict|recus\w*|abstain\w*|transparency|transparent|bias\w*|interest|we at|I am|I'm|as an? ` +
		`|notre|nos|mon|ma|mes|travaille|je suis|nom de|collègues?|déclar\w*|conflit|intérêts?|transparence|tant que` +
		`|nuestr[oa]s?|mi|mis|trabajo|soy|represento|nombre de|colegas?|conflicto|interés|transparencia|miembro` +
		`|not|never|no|don't|doesn't|shouldn't|isn't|cannot|can't|ne|n'|pas|jamais|nunca|said|says|say|asked|wrote|writes|thinks?|argue[sd]?|according|suggest(?:s|ed)|dit|selon|dijo|dice|según)\b` +
		`|(?:наш|мо[йяеиюё]|работаю|представляю|состою|я из|от имени|коллег|конфликт|заинтересован|раскры|сказал|говорит|не )` +
		`|(?:منظمتنا|مؤسستنا|مقترحنا|ورشتنا|جلستنا|لدينا|أعمل|أمثل|باسم|نيابة|زميل|تضارب|مصلح|إفصاح|شفافية|عضو|قال|لا |ليس)` +
		`|(?:我们的|我的|我在|我是|我来自|代表|同事|披露|声明|利益|透明|作为|不|没|说)`)
	sentences = regexp.MustCompile(`[^.!?。！？؟\n]+[.!?。！？؟]*`)
)

// urges gives the sentences of a message in which somebody urges to choose a proposal; none
// where the message has a word by which they may have said whose it is.
func urges(text string) (all []string) {
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") { // what others said
			lines = append(lines, line)
		}
	}
	plain := strings.Join(lines, "")
	if said.MatchString(manner.ReplaceAllString(plain, " ")) || strings.ContainsAny(plain, "\"“”«»`") {
		return nil
	}
	for _, s := range sentences.FindAllString(plain, -1) {
		asks := strings.ContainsAny(s, "?؟") || strings.Contains(s, "？")
		for i := range urging {
			if !asks && urging[i].MatchString(s) && nouns[i].MatchString(s) {
				all = append(all, s)
				break
			}
		}
	}
	return all
}

// Interest is the word to an author who urges to choose something of their own organisation.
// A message in which they write their own name, as in a signature, is left alone.
func (p *People) Interest(s Scene, a bot.Account, text string) []signal.Signal {
	id, known := p.Person(a)
	if !known || slices.Contains(s.Off, Interest) {
		return nil
	}
	mine := p.known[id]
	spoken := slices.DeleteFunc(slices.Clone(mine.today), func(name string) bool { return !distinct(name) || !named(text, name) })
	if len(spoken) == 0 || slices.ContainsFunc(mine.names, func(name string) bool { return utf8.RuneCountInString(name) > 2 && strings.Contains(text, name) }) {
		return nil
	}
	for _, sentence := range urges(text) {
		if slices.ContainsFunc(spoken, func(name string) bool { return named(sentence, name) }) {
			at := max(strings.Index(text, sentence), 0)
			return []signal.Signal{{ID: Interest, Clause: "6", Span: strings.TrimSpace(sentence), Start: at, End: at + len(sentence), Private: true}}
		}
	}
	return nil
}

// distinct reports whether a name is hardly a word of the language: it has three letters or
// more, and a capital where its script has any.
func distinct(name string) bool {
	letters, cased, capital := 0, false, false
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
		cased = cased || unicode.IsUpper(r) || unicode.IsLower(r)
		capital = capital || unicode.IsUpper(r)
	}
	return letters >= 3 && (capital || !cased)
}

// named reports whether a sentence has a name as whole words. Arabic and Chinese join words,
// so there it may stand within them.
func named(sentence, name string) bool {
	for at := 0; ; {
		i := strings.Index(sentence[at:], name)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(sentence[:at+i])
		after, _ := utf8.DecodeRuneInString(sentence[at+i+len(name):])
		if !joined(before) && !joined(after) {
			return true
		}
		at += i + len(name)
	}
}

func joined(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Arabic)
}
