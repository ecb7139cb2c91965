package roster

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// SignInLives is how long a sign-in link to the browser room can be used. It
// is longer than a code because it is often sent by e-mail.
const SignInLives = 24 * time.Hour

// SignInPath is where the browser room takes a token: the address of the room,
// this, and the token.
const SignInPath = "/in/"

// SignInHash is the SHA-256 sum of a token in hex, which is all that the record
// holds of it.
func SignInHash(token string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(token))))
	return hex.EncodeToString(sum[:])
}

// SignIn gives the person whom a sign-in token lets in at v.Now. It changes
// nothing: the room then gives "person signed-in" with the hash, and only when
// that is recorded opens the session. The error is a *lang.Error.
func SignIn(v bot.View, token string) (bot.PersonID, error) {
	return Of(v).signIn(SignInHash(token), v.Now)
}

// signIn looks the hash up. The token has 128 bits that nobody can guess, so
// the time that the look-up of its hash takes tells nothing.
func (s *State) signIn(hash string, now time.Time) (bot.PersonID, error) {
	l, ok := s.signIns[hash]
	switch {
	case !ok:
		return "", lang.Refuse("roster.sign-in-unknown")
	case l.used:
		return "", lang.Refuse("roster.sign-in-used")
	case !now.Before(l.until):
		return "", lang.Refuse("roster.sign-in-late")
	}
	return l.person, nil
}

// offerSignIn makes a link for a person, or for whoever asks. The link is in
// the answer alone.
func offerSignIn(c *command.Context) (bot.Decision, error) {
	id := c.Person("person")
	own := id == "" || id == c.Me()
	if id == "" {
		id = c.Me()
	}
	p, err := Of(c.View).living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	if p.Guest {
		return bot.Decision{}, lang.Refuse("roster.guest-account", "name", Name(c.View, id))
	}
	sum := sha256.Sum256([]byte("magbot sign-in\x00" + c.Fresh))
	token := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
	key := "roster.sign-in-other"
	if own {
		key = "roster.sign-in-own"
	}
	m := chat.Say(c.Say(key, "name", Name(c.View, id)))
	if room := strings.TrimRight(community.Of(c.View).Settings.Room, "/"); room != "" {
		address := room + SignInPath + token
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: address, URL: address})})
	} else {
		m.Blocks = append(m.Blocks, chat.Quote{Text: SignInPath + token}, chat.Note{Text: chat.Line(c.Say("roster.sign-in-where"))})
	}
	m.Seen = c.Say("seen.only-you")
	d := bot.Decision{
		Events: []bot.Event{SignInOffered{Person: id, Hash: SignInHash(token), Until: c.Now.Add(SignInLives)}},
		Reply:  bot.Reply{Message: &m},
	}
	if !own {
		d.Effects = []bot.Effect{tellPerson("roster.sign-in-told", id, nil)}
	}
	return d, nil
}

// signedIn uses a link up.
func signedIn(c *command.Context) (bot.Decision, error) {
	hash := strings.ToLower(c.Text("hash"))
	id, err := Of(c.View).signIn(hash, c.Now)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{SignedIn{Person: id, Hash: hash}},
		Reply:  bot.Say("roster.signed-in", "name", Name(c.View, id)),
	}, nil
}
