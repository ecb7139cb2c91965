package replay

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chatlog"
)

// identity is somebody who changes their nick in the course of a log.
type identity struct {
	first string // the nick they had at first
	real  string // who that is in the people file, "" while unknown
}

// change is the moment from which a nick is somebody's.
type change struct {
	nick string // folded
	who  *identity
}

// meet looks through the log for who types in it, and under which nicks. Of who
// changes to a nick of the people file, the earlier nick is that person too; a
// nick of somebody else stays theirs.
func (n *names) meet(lines []chatlog.Line) {
	holds, born := map[string]*identity{}, map[string]*identity{}
	last := ""
	for i := range lines {
		l := &lines[i]
		if l.Kind != chatlog.System {
			if l.Nick != last {
				last = l.Nick
				n.see(l.Nick)
			}
			continue
		}
		if before, after, ok := chatlog.Renamed(l.Text); ok {
			n.renames(i, before, after, holds, born)
		}
	}
	for nick, who := range born {
		n.now[nick] = n.behind(who)
	}
}

func (n *names) see(nick string) {
	if nick == "" || n.seen[fold(nick)] {
		return
	}
	n.seen[fold(nick)] = true
	n.seen[fold(strings.TrimRight(nick, "_`^"))] = true
	for word := range strings.FieldsFuncSeq(fold(nick), func(r rune) bool { return r == ' ' || r == '_' }) {
		n.words[word] = true
	}
	if local, server, ok := matrixUser(nick); ok {
		n.see(local)
		if was, other := n.servers[fold(local)]; other && was != server {
			server = "" // two people of one name
		}
		n.servers[fold(local)] = server
	}
}

func (n *names) renames(line int, before, after string, holds, born map[string]*identity) {
	who, ok := holds[fold(before)]
	if !ok {
		who = &identity{first: before}
		who.real, _ = n.who(before)
		holds[fold(before)], born[fold(before)] = who, who
	}
	name, known := n.who(after)
	switch {
	case known && who.real != "" && who.real != name:
		delete(holds, fold(after))
		return
	case known:
		who.real = name
	}
	n.seen[fold(after)] = true
	holds[fold(after)] = who
	n.changes[line] = change{fold(after), who}
}

// behind is the person of an identity.
func (n *names) behind(who *identity) bot.PersonID {
	if who.real != "" {
		return bot.PersonID(who.real)
	}
	return n.look(who.first)
}

// pass takes note of a change of nick, when the replay comes to its line.
func (n *names) pass(line int) {
	c, ok := n.changes[line]
	if !ok {
		return
	}
	n.now[c.nick] = n.behind(c.who)
	clear(n.found)
}

// matrixUser splits "ana:fedora.im", as bridges write the users of Matrix.
func matrixUser(nick string) (local, server string, ok bool) {
	local, server, ok = strings.Cut(strings.TrimPrefix(strings.TrimSpace(nick), "@"), ":")
	ok = ok && local != "" && strings.Contains(server, ".") && !strings.ContainsAny(server, " /") && !strings.ContainsAny(local, " /")
	return local, server, ok
}
