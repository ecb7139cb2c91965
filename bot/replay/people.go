package replay

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chatlog"
	"magbot/bot/shorthand"
)

// names finds out who a nick is.
type names struct {
	real  map[string]string // nick or real name, folded -> real name
	known map[bot.PersonID]bool
	first map[string]string // folded nick of nobody known -> as it first stood
	found map[string]bot.PersonID

	initials map[string][]string     // folded name without middle initials -> real names
	seen     map[string]bool         // folded nicks that stand in the log
	words    map[string]bool         // words of real names and of those nicks
	servers  map[string]string       // folded local name -> server of Matrix; "" for several
	now      map[string]bot.PersonID // folded nick -> who has it since it was changed
	changes  map[int]change          // by line
}

func newNames(people map[string][]string, groups map[string]bot.Group) *names {
	n := &names{
		real: make(map[string]string, 4*len(people)), known: map[bot.PersonID]bool{},
		first: map[string]string{}, found: map[string]bot.PersonID{},
		initials: map[string][]string{}, seen: map[string]bool{}, words: map[string]bool{},
		servers: map[string]string{}, now: map[string]bot.PersonID{}, changes: map[int]change{},
	}
	for name := range groups {
		n.add(name, name)
	}
	for name := range people {
		n.add(name, name)
	}
	for _, name := range sorted(people) {
		for _, alias := range people[name] {
			n.add(alias, name)
		}
	}
	for name := range n.known {
		short, _ := withoutInitials(string(name))
		n.initials[short] = append(n.initials[short], string(name))
		for word := range strings.FieldsSeq(fold(string(name))) {
			n.words[word] = true
		}
	}
	return n
}

func (n *names) add(nick, name string) {
	n.known[bot.PersonID(name)] = true
	n.means(fold(nick), name)
	if strings.Contains(nick, "_") {
		n.means(fold(strings.ReplaceAll(nick, "_", " ")), name)
	}
}

// means notes what a folded nick stands for, unless that is known already.
func (n *names) means(key, name string) {
	if _, taken := n.real[key]; !taken && key != "" {
		n.real[key] = name
	}
}

// fold makes nicks comparable: case and the number of blanks do not matter.
func fold(s string) string {
	s = strings.ToLower(s)
	blank := func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }
	if strings.TrimSpace(s) == s && !strings.Contains(s, "  ") && !strings.ContainsFunc(s, blank) {
		return s // as nearly all are
	}
	return strings.Join(strings.Fields(s), " ")
}

// person gives who a nick is; empty for an empty nick.
func (n *names) person(nick string) bot.PersonID {
	if p, ok := n.found[nick]; ok {
		return p
	}
	p := n.look(nick)
	n.found[nick] = p
	return p
}

func (n *names) look(nick string) bot.PersonID {
	bare := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(nick), "@"))
	if p, ok := n.now[fold(bare)]; ok {
		return p
	}
	if name, ok := n.who(bare); ok {
		return bot.PersonID(name)
	}
	if local, server, ok := matrixUser(bare); ok && n.servers[fold(local)] == server {
		if p, ok := n.now[fold(local)]; ok {
			return p
		}
		bare = local
		if name, ok := n.who(local); ok {
			return bot.PersonID(name)
		}
	}
	shown := strings.Join(strings.Fields(chatlog.Display(strings.ReplaceAll(strings.TrimRight(bare, "_`^"), "_", " "))), " ")
	if shown == "" {
		shown = strings.TrimSpace(chatlog.Display(bare))
	}
	if shown == "" {
		return ""
	}
	key := fold(shown)
	if _, ok := n.first[key]; !ok {
		n.first[key] = shown
	}
	return bot.PersonID(n.first[key])
}

// who is the person of the people file that a nick stands for.
func (n *names) who(nick string) (string, bool) {
	for _, form := range forms(nick) {
		if name, ok := n.real[fold(form)]; ok {
			return name, true
		}
	}
	return n.byInitials(nick)
}

// byInitials finds "David I. Lehn" for "David_Lehn": the only one whose name is
// the same but for initials in its middle, which only one of the two has.
func (n *names) byInitials(nick string) (string, bool) {
	short, initials := withoutInitials(strings.ReplaceAll(strings.TrimRight(nick, "_`^|"), "_", " "))
	names := n.initials[short]
	if len(names) != 1 || !strings.Contains(short, " ") {
		return "", false
	}
	if _, theirs := withoutInitials(names[0]); initials != "" && theirs != "" && initials != theirs {
		return "", false
	}
	return names[0], true
}

// withoutInitials folds a name and takes the initials out of its middle.
func withoutInitials(name string) (short, initials string) {
	words := strings.Fields(strings.ToLower(name))
	kept := make([]string, 0, len(words))
	for i, w := range words {
		if letter := strings.TrimSuffix(w, "."); i > 0 && i < len(words)-1 && utf8.RuneCountInString(letter) == 1 {
			initials += letter
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " "), initials
}

// forms lists what a nick may stand for, the likeliest first.
func forms(nick string) []string {
	bare := strings.TrimRight(nick, "_`^|")
	undigited := strings.TrimRight(strings.TrimRight(bare, "0123456789"), "_`^|-")
	away, _, _ := strings.Cut(bare, "|")
	list := []string{nick, strings.ReplaceAll(nick, "_", " "), bare, strings.ReplaceAll(bare, "_", " ")}
	if undigited != "" {
		list = append(list, undigited, strings.ReplaceAll(undigited, "_", " "))
	}
	list = append(list, away)
	if i := strings.IndexAny(nick, "([/"); i > 0 {
		list = append(list, strings.ReplaceAll(strings.TrimRight(nick[:i], "_ "), "_", " "))
	}
	return append(list, withoutOffice(nick))
}

// withoutOffice cuts an office or a title from the front: "CHAIR ST. AMOUR".
func withoutOffice(nick string) string {
	for {
		first, rest, ok := strings.Cut(strings.TrimSpace(strings.ReplaceAll(nick, "_", " ")), " ")
		if !ok {
			return nick
		}
		switch strings.ToLower(strings.Trim(first, ".,")) {
		case "chair", "co-chair", "cochair", "chairman", "chairwoman", "chairperson", "moderator", "mr", "ms", "mrs", "dr", "prof", "amb", "ambassador", "h.e":
			nick = rest
		default:
			return nick
		}
	}
}

// met says that a nick or a name is of somebody known, or stands in the log.
func (n *names) met(nick string) bool {
	key := fold(strings.TrimPrefix(strings.TrimSpace(nick), "@"))
	if n.seen[key] || n.seen[strings.ReplaceAll(key, " ", "_")] {
		return true
	}
	_, ok := n.who(key)
	return ok
}

// allMet says that a list holds nobody but people who are met.
func (n *names) allMet(text string) bool {
	return !slices.ContainsFunc(shorthand.People(text), func(part string) bool { return !n.met(part) })
}

// list gives the people of "Ana, Ben and carla" by their own names. What is
// neither met nor looks like a name is nobody; nor, beside those who are met, is
// one word of which nothing is known ("ack bo, thanks").
func (n *names) list(text string, alone bool) []string {
	if n.met(text) {
		return []string{string(n.person(text))}
	}
	var people, others []string
	for _, part := range shorthand.People(text) {
		switch words := strings.Fields(part); {
		case n.met(part) || n.words[fold(part)]:
			people = append(people, string(n.person(part)))
		case len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !n.met(w) }):
			for _, w := range words { // "present+ ana ben"
				people = append(people, string(n.person(w)))
			}
		case !shorthand.Namelike(part):
		case alone:
			others = append(others, part)
		default:
			people = append(people, string(n.person(part)))
		}
	}
	if len(people) == 0 {
		for _, part := range others {
			people = append(people, string(n.person(part)))
		}
	}
	return slices.DeleteFunc(people, func(p string) bool { return p == "" })
}

// robot says that a nick is of a bot that helps in meetings.
func robot(nick string) bool {
	bare := strings.ToLower(strings.TrimRight(nick, "_`^0123456789"))
	switch bare {
	case "zakim", "rrsagent", "trackbot", "agendabot", "ghurlbot", "gb", "meetbot", "mootbot", "zodbot", "supybot", "limnoria",
		"ubottu", "magbot", "transcriber", "hcoop-meetbot", "opendevmeet", "openstack", "collabot", "asfbot", "meetingbot", "fm-transcriber", "github-bot", "scribebot":
		return true
	}
	return strings.HasPrefix(bare, "voip-") || strings.HasPrefix(bare, "w3c") && strings.HasSuffix(bare, "bot")
}
