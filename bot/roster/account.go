package roster

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// LinkLives is how long a code for linking an account can be used (design §5).
const LinkLives = 10 * time.Minute

// claim makes whoever holds the claim code the first Secretariat.
func claim(c *command.Context) (bot.Decision, error) {
	s, town := Of(c.View), community.Of(c.View)
	name := strings.Join(strings.Fields(c.Text("name")), " ")
	switch {
	case town.Claimed:
		return bot.Decision{}, lang.Refuse("community.claimed-before")
	case town.Claim.Hash == "":
		return bot.Decision{}, lang.Refuse("roster.no-claim")
	case c.Actor.Account == (bot.Account{}):
		return bot.Decision{}, lang.Refuse("roster.no-account")
	}
	wrong, refusal := town.Claim.Check(c.Text("code"), town.Tries, c.Now)
	if wrong {
		return bot.Decision{Events: []bot.Event{community.ClaimTried{}}, Reply: bot.Reply{Text: refusal.Text, Refused: true}}, nil
	}
	if refusal != nil {
		return bot.Decision{}, refusal
	}
	id, events := c.Me(), []bot.Event(nil)
	if id == "" {
		if id = s.waitingFor(name); id == "" {
			id = s.newID(c.Fresh, "claim")
			events = append(events, PersonAdded{Person: id, Facts: Facts{Name: wrote(id, name)}})
		}
		events = append(events, AccountLinked{Person: id, Account: c.Actor.Account})
	}
	events = append(events, RoleGiven{Person: id, Tenure: Tenure{Role: bot.RoleSecretariat}}, community.Claimed{Person: id})
	return bot.Decision{Events: events, Reply: bot.Say("roster.claimed", "name", name, "community", town.Name)}, nil
}

// waitingFor gives the one person of that very name who has no account yet.
func (s *State) waitingFor(name string) bot.PersonID {
	var found []bot.PersonID
	for _, id := range s.order {
		if e := s.people[id]; !e.Guest && !e.Erased && len(e.Accounts) == 0 && fold(e.Name.Text) == fold(name) {
			found = append(found, id)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// offerLink makes a code with which a person links an account, handed out by
// the Secretariat.
func offerLink(c *command.Context) (bot.Decision, error) {
	id := c.Person("person")
	p, err := Of(c.View).living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	if p.Guest {
		return bot.Decision{}, lang.Refuse("roster.guest-account", "name", Name(c.View, id))
	}
	return offerCode(c, id, true), nil
}

func offerCode(c *command.Context, id bot.PersonID, staff bool) bot.Decision {
	code, offer := community.NewCode(c.Fresh, "link", c.Now.Add(LinkLives))
	key := "roster.link-code-own"
	if staff {
		key = "roster.link-code"
	}
	return bot.Decision{
		Events: []bot.Event{LinkOffered{Person: id, Offer: offer, Staff: staff}},
		Reply:  bot.Say(key, "name", Name(c.View, id), "code", code),
	}
}

// linkMe uses a code from the account it is written in; without a code, it
// makes one for another account of the same person.
func linkMe(c *command.Context) (bot.Decision, error) {
	s, account := Of(c.View), c.Actor.Account
	owner, linked := s.ByAccount(account)
	code := c.Text("code")
	switch {
	case code == "" && c.Me() == "":
		return bot.Decision{}, lang.Refuse("roster.link-needs-code")
	case code == "":
		return offerCode(c, c.Me(), false), nil
	case account == (bot.Account{}):
		return bot.Decision{}, lang.Refuse("roster.no-account")
	case linked:
		return bot.Decision{Reply: bot.Say("roster.linked-already", "name", Name(c.View, owner))}, nil
	}
	handle := community.HandleOf(code)
	l, ok := s.links[handle]
	if !ok || handle == "" {
		return bot.Decision{}, lang.Refuse("roster.code-unknown")
	}
	if l.asked != nil {
		return bot.Decision{}, lang.Refuse("roster.link-waits")
	}
	wrong, refusal := l.offer.Check(code, l.tries, c.Now)
	if wrong {
		return bot.Decision{Events: []bot.Event{LinkTried{Handle: handle}}, Reply: bot.Reply{Text: refusal.Text, Refused: true}}, nil
	}
	if refusal != nil {
		return bot.Decision{}, refusal
	}
	if p := s.people[l.person]; !l.staff && len(p.rolesAt(c.Now)) > 0 {
		return bot.Decision{
			Events: []bot.Event{LinkAsked{Person: l.person, Account: account, Handle: handle}},
			Effects: []bot.Effect{
				askSecretariat(handle),
				tellPerson("roster.link-asked-person", l.person, map[string]string{"platform": account.Platform}),
			},
			Reply: bot.Say("roster.link-asked"),
		}, nil
	}
	return linkDecision(c.View, l.person, account, handle), nil
}

// askSecretariat asks whether an account is that of the person it asks to act
// for. The question is live: it goes away when somebody has answered it, and
// names nobody who was erased.
func askSecretariat(handle string) bot.Effect {
	return bot.Effect{
		Do: bot.Live, Key: "roster.link-asked/" + handle, Show: "roster.link-asked", To: bot.ToRole(bot.RoleSecretariat),
		With: map[string]string{"link": handle},
	}
}

func linkDecision(v bot.View, id bot.PersonID, account bot.Account, handle string) bot.Decision {
	return bot.Decision{
		Events:  []bot.Event{AccountLinked{Person: id, Account: account, Handle: handle}},
		Effects: []bot.Effect{tellPerson("roster.linked", id, map[string]string{"platform": account.Platform})},
		Reply:   bot.Say("roster.linked", "name", Name(v, id), "platform", account.Platform),
	}
}

// vouch links an account because its platform vouches that it has the e-mail
// address of a person on the roster, and whoever uses it has said to be that
// person. A person with a role needs the Secretariat's yes all the same.
func vouch(c *command.Context) (bot.Decision, error) {
	s, id := Of(c.View), c.Person("person")
	account := bot.Account{Platform: c.Text("platform"), Workspace: c.Text("workspace"), User: c.Text("user")}
	p, err := s.living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	owner, linked := s.ByAccount(account)
	switch {
	case p.Guest:
		return bot.Decision{}, lang.Refuse("roster.guest-account", "name", Name(c.View, id))
	case linked:
		return bot.Decision{Reply: bot.Say("roster.linked-already", "name", Name(c.View, owner))}, nil
	case len(s.people[id].rolesAt(c.Now)) == 0:
		return linkDecision(c.View, id, account, ""), nil
	case s.waits(account):
		return bot.Decision{}, lang.Refuse("roster.link-waits")
	}
	_, offer := community.NewCode(c.Fresh, "link", c.Now.Add(LinkLives)) // only its handle is used
	return bot.Decision{
		Events: []bot.Event{LinkOffered{Person: id, Offer: offer}, LinkAsked{Person: id, Account: account, Handle: offer.Handle}},
		Effects: []bot.Effect{
			askSecretariat(offer.Handle),
			tellPerson("roster.link-asked-person", id, map[string]string{"platform": account.Platform}),
		},
		Reply: bot.Say("roster.link-asked"),
	}, nil
}

// waits reports whether an account waits for the Secretariat's yes already.
func (s *State) waits(account bot.Account) bool {
	for _, l := range s.links {
		if l.asked != nil && *l.asked == account {
			return true
		}
	}
	return false
}

// confirmLink is the Secretariat's yes to an account of a person with a role.
func confirmLink(c *command.Context) (bot.Decision, error) {
	l, ok := Of(c.View).links[strings.ToUpper(c.Text("link"))]
	if !ok || l.asked == nil {
		return bot.Decision{Reply: bot.Say("roster.link-settled")}, nil
	}
	if owner, taken := Of(c.View).ByAccount(*l.asked); taken {
		return bot.Decision{}, lang.Refuse("roster.account-taken", "name", Name(c.View, owner))
	}
	d := linkDecision(c.View, l.person, *l.asked, l.offer.Handle)
	d.Effects = append(d.Effects, askSecretariat(l.offer.Handle))
	return d, nil
}

func declineLink(c *command.Context) (bot.Decision, error) {
	l, ok := Of(c.View).links[strings.ToUpper(c.Text("link"))]
	if !ok || l.asked == nil {
		return bot.Decision{Reply: bot.Say("roster.link-settled")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{LinkDeclined{Handle: l.offer.Handle}},
		Effects: []bot.Effect{
			tellPerson("roster.link-declined", l.person, map[string]string{"platform": l.asked.Platform}),
			askSecretariat(l.offer.Handle),
		},
		Reply: bot.Say("roster.link-declined", "name", Name(c.View, l.person)),
	}, nil
}

// unlinkPerson ends the links of a person, on one platform or on all.
func unlinkPerson(c *command.Context) (bot.Decision, error) {
	id, platform := c.Person("person"), strings.ToLower(c.Text("platform"))
	p, err := Of(c.View).living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	var d bot.Decision
	for _, a := range p.Accounts {
		if platform == "" || a.Platform == platform {
			d.Events = append(d.Events, AccountUnlinked{Person: id, Account: a})
		}
	}
	if len(d.Events) == 0 {
		return bot.Decision{Reply: bot.Say("roster.nothing-linked", "name", Name(c.View, id))}, nil
	}
	if len(d.Events) < len(p.Accounts) {
		d.Effects = []bot.Effect{tellPerson("roster.unlinked", id, map[string]string{"platform": platform})}
	}
	d.Reply = bot.Say("roster.unlinked-person", "name", Name(c.View, id), "count", len(d.Events))
	return d, nil
}

// unlinkMe ends the link of the account it is written in.
func unlinkMe(c *command.Context) (bot.Decision, error) {
	owner, ok := Of(c.View).ByAccount(c.Actor.Account)
	if !ok {
		return bot.Decision{Reply: bot.Say("roster.nothing-linked", "name", Name(c.View, c.Me()))}, nil
	}
	p, _ := Of(c.View).Person(owner)
	if role, last := Of(c.View).lastInOffice(owner, c.Now); last && role == bot.RoleSecretariat && len(p.Accounts) == 1 {
		return bot.Decision{}, lang.Refuse("roster.last-account")
	}
	d := bot.Decision{
		Events: []bot.Event{AccountUnlinked{Person: owner, Account: c.Actor.Account}},
		Reply:  bot.Say("roster.unlinked-me"),
	}
	if len(p.Accounts) > 1 {
		d.Effects = []bot.Effect{tellPerson("roster.unlinked", owner, map[string]string{"platform": c.Actor.Account.Platform})}
	}
	return d, nil
}

func showLinkAsked(v bot.View, e bot.Effect) (chat.Message, error) {
	l, ok := Of(v).links[e.With["link"]]
	if !ok || l.asked == nil {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("roster.link-please", "name", Name(v, l.person), "platform", l.asked.Platform, "user", l.asked.User))
	m.Buttons = []chat.Button{
		{Label: v.Say("roster.link-yes"), Call: chat.Do("roster confirm-link", "link", e.With["link"]), Style: chat.Primary},
		{Label: v.Say("roster.link-no"), Call: chat.Do("roster decline-link", "link", e.With["link"]), Style: chat.Danger},
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}
