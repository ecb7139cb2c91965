package page

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base32"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/moderation"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Path is where the page is, under the address of the room, and LinkPath where it
// takes the token of a link.
const (
	Path     = "/cases/"
	LinkPath = Path + "in/"
)

const (
	// linkLives is how long a link serves, sessionLives how long a session lasts.
	linkLives    = 10 * time.Minute
	sessionLives = 12 * time.Hour
	// mostSessions is how many one person may have.
	mostSessions = 10
)

// Session is one way in that is open. Hash is the SHA-256 sum of its token in hex.
type Session struct {
	Hash   string
	Person bot.PersonID
	Opened time.Time
	Until  time.Time // it is over from this instant on
}

type link struct {
	hash  string
	until time.Time
}

// State is what stands in the community's stream.
type State struct {
	links    map[bot.PersonID]link
	sessions map[string]Session // by hash
}

var slot = bot.NewSlot("page", func() *State {
	return &State{links: map[bot.PersonID]link{}, sessions: map[string]Session{}}
})

func of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

// LinkOffered is a link to the page: the SHA-256 sum of its token in hex, and the
// instant from which it is dead.
type LinkOffered struct {
	Person bot.PersonID `json:"person"`
	Hash   string       `json:"hash"`
	Until  time.Time    `json:"until"`
}

// Opened is a link used up, and the session that it opened.
type Opened struct {
	Person  bot.PersonID `json:"person"`
	Session string       `json:"session"` // SHA-256 sum of its token, in hex
	Until   time.Time    `json:"until"`
}

// Ended is the end of a session, or of all of a person where it names none.
type Ended struct {
	Person  bot.PersonID `json:"person"`
	Session string       `json:"session,omitempty"`
}

// Kind names the fact.
func (LinkOffered) Kind() string { return "page.link-offered.v1" }

// Kind names the fact.
func (Opened) Kind() string { return "page.opened.v1" }

// Kind names the fact.
func (Ended) Kind() string { return "page.ended.v1" }

// Events lists the facts of this package.
func Events() []bot.EventType {
	return []bot.EventType{bot.EventOf[LinkOffered](), bot.EventOf[Opened](), bot.EventOf[Ended]()}
}

// Apply folds a fact. Links and sessions that are over are forgotten with the next.
func Apply(state *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case LinkOffered:
		s := slot.Change(state)
		s.links[e.Person] = link{e.Hash, e.Until}
		maps.DeleteFunc(s.links, func(_ bot.PersonID, l link) bool { return !m.At.Before(l.until) })
	case Opened:
		s := slot.Change(state)
		delete(s.links, e.Person)
		maps.DeleteFunc(s.sessions, func(_ string, one Session) bool { return !m.At.Before(one.Until) })
		if own := s.of(e.Person); len(own) >= mostSessions {
			delete(s.sessions, own[len(own)-1].Hash)
		}
		s.sessions[e.Session] = Session{Hash: e.Session, Person: e.Person, Opened: m.At, Until: e.Until}
	case Ended:
		s := slot.Change(state)
		delete(s.links, e.Person)
		maps.DeleteFunc(s.sessions, func(hash string, one Session) bool {
			return one.Person == e.Person && (e.Session == "" || e.Session == hash)
		})
	case roster.Erased:
		s := slot.Change(state)
		delete(s.links, e.Person)
		maps.DeleteFunc(s.sessions, func(_ string, one Session) bool { return one.Person == e.Person })
	}
}

// of gives the sessions of a person, the newest first.
func (s *State) of(person bot.PersonID) (own []Session) {
	for _, one := range s.sessions {
		if one.Person == person {
			own = append(own, one)
		}
	}
	slices.SortFunc(own, func(a, b Session) int {
		return cmp.Or(b.Opened.Compare(a.Opened), cmp.Compare(a.Hash, b.Hash))
	})
	return own
}

// Hash is the SHA-256 sum of a token in hex, which is all that the record knows.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newToken makes a token of 128 bits that nobody can guess.
func newToken(fresh string) string {
	sum := sha256.Sum256([]byte("magbot page\x00" + fresh))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// may reports whether a person may handle cases now.
func may(v bot.View, person bot.PersonID) bool {
	return moderation.Handles(v, person, roster.RolesAt(roster.Of(v), person, v.Now))
}

// Whose gives the session of a token, if it is open and its person may still
// handle cases.
func Whose(v bot.View, token string) (Session, bool) {
	one, ok := of(v).sessions[Hash(token)]
	if !ok || !v.Now.Before(one.Until) || !may(v, one.Person) {
		return Session{}, false
	}
	return one, true
}

// Of lists the open sessions of a person, the newest first.
func Of(v bot.View, person bot.PersonID) []Session {
	if !may(v, person) {
		return nil
	}
	return slices.DeleteFunc(of(v).of(person), func(one Session) bool { return !v.Now.Before(one.Until) })
}

// Count is how many sessions are open at v.Now.
func Count(v bot.View) (n int) {
	for _, one := range of(v).sessions {
		if v.Now.Before(one.Until) && may(v, one.Person) {
			n++
		}
	}
	return n
}

// holder gives whose a link is that still serves.
func (s *State) holder(v bot.View, hash string) (bot.PersonID, error) {
	for person, l := range s.links {
		if l.hash == hash && v.Now.Before(l.until) && may(v, person) {
			return person, nil
		}
	}
	return "", lang.Refuse("page.link-dead")
}
