package replay

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chatlog"
)

// names finds out who a nick is.
type names struct {
	real  map[string]string // nick or real name, folded -> real name
	known map[bot.PersonID]bool
	first map[string]string // folded nick of nobody known -> as it first stood
	found map[string]bot.PersonID
}

func newNames(people map[string][]string, groups map[string]bot.Group) *names {
	n := &names{
		real: map[string]string{}, known: map[bot.PersonID]bool{},
		first: map[string]string{}, found: map[string]bot.PersonID{},
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
	return n
}

func (n *names) add(nick, name string) {
	n.known[bot.PersonID(name)] = true
	for _, key := range [...]string{fold(nick), fold(strings.ReplaceAll(nick, "_", " "))} {
		if _, taken := n.real[key]; !taken && key != "" {
			n.real[key] = name
		}
	}
}

// fold makes nicks comparable: case and the number of blanks do not matter.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

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
	for _, form := range forms(bare) {
		if name, ok := n.real[fold(form)]; ok {
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

// list gives the people of "Ana, Ben" by their own names.
func (n *names) list(text string) string {
	if !strings.Contains(text, ",") {
		return string(n.person(text))
	}
	var people []string
	for nick := range strings.SplitSeq(text, ",") {
		if p := n.person(nick); p != "" {
			people = append(people, string(p))
		}
	}
	return strings.Join(people, ", ")
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
