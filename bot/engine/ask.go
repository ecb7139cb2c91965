package engine

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"magbot/bot"
)

// inquireWithin bounds how long a platform may take for one answer.
const inquireWithin = time.Minute

// inquire asks a platform what an Ask is about, and gives the answer to the stream
// by the call of the effect. It reports whether that is done. After a crash between
// the two it asks again; the stream decides one answer alone, as the cause is the
// record that asked.
func (o *outbox) inquire(ctx context.Context, l *ledger, n named) (complete bool) {
	req, still, err := o.request(l, n)
	if err != nil {
		o.engine.log.Error("make what a platform is asked", "stream", loggedName(l.id), "record", n.version, "error", err)
		return false
	}
	if !still {
		return true
	}
	answered, err := o.engine.Inquire(ctx, req)
	if err == nil {
		err = o.giveAnswer(l.id, n, answered)
	}
	if err != nil {
		o.engine.log.Warn("a platform will be asked again", "stream", loggedName(l.id), "record", n.version, "error", err)
	}
	return err == nil
}

// request makes what is asked, from the newest state.
func (o *outbox) request(l *ledger, n named) (req bot.Request, still bool, err error) {
	e := o.engine
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "the request %q", n.effect.Show)
	v := e.view(l.id, nil, e.now().UTC())
	req, still, err = e.house.Request(v, n.effect)
	if err != nil || req.Act == nil {
		return req, still, err
	}
	if req.Act.ID = deliveryID(l.id, n.version, n.index, "act"); l.id.Sealed() {
		req.Act.ID, err = e.veil("act", req.Act.ID)
	}
	return req, still, err
}

func (o *outbox) giveAnswer(id bot.StreamID, n named, answered bot.Answered) error {
	raw, err := json.Marshal(answered)
	if err != nil {
		return err
	}
	send := *n.effect.Send
	send.Stream = id
	send.Call.Args = maps.Clone(send.Call.Args)
	if send.Call.Args == nil {
		send.Call.Args = map[string]string{}
	}
	send.Call.Args[bot.AnswerArg] = string(raw)
	n.effect.Send = &send
	return o.ask(id, n)
}

// Inquire asks the platform that the request is for, or each that there is where only
// a link or a person says which, and gives its answer, or why there is none. An error
// means that one may ask again.
func (e *Engine) Inquire(ctx context.Context, req bot.Request) (bot.Answered, error) {
	ctx, cancel := context.WithTimeout(ctx, inquireWithin)
	defer cancel()
	last := bot.Answered{Unable: bot.NotHere}
	named, all := e.asked(req)
	for _, name := range all {
		to := e.platform(name)
		if to == nil {
			return bot.Answered{}, errors.New("platform " + strconv.Quote(name) + " is not served here now")
		}
		answered, err := e.askOne(ctx, to, req)
		var never *bot.Unable
		switch {
		case errors.As(err, &never):
			answered = bot.Answered{Unable: never.Why}
		case err != nil:
			return answered, err
		}
		answered.On = name
		switch answered.Unable {
		case bot.NotHere:
		case bot.Unsupported, bot.NoAccount: // another one may know the link, or the person
			last = answered
		default:
			return answered, nil
		}
		if named {
			return answered, nil
		}
	}
	return last, nil
}

// asked lists the platforms that a request may be for, in the order of their names:
// the one that it names, or all.
func (e *Engine) asked(req bot.Request) (isNamed bool, names []string) {
	var named string
	switch {
	case req.Members != nil:
		named = req.Members.Platform
	case req.Around != nil:
		named = req.Around.Place.Platform
	case req.Act != nil:
		named = req.Act.Place.Platform
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	all := map[string]bool{}
	for name := range e.platforms {
		all[name] = true
	}
	for name := range e.expected {
		all[name] = true
	}
	return named != "", slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return named != "" && name != named })
}

func (e *Engine) askOne(ctx context.Context, to Platform, req bot.Request) (a bot.Answered, err error) {
	defer rescue(&err, "platform %s", to.Platform())
	unsupported := &bot.Unable{Why: bot.Unsupported}
	switch {
	case req.Members != nil:
		lister, ok := to.(Lister)
		if !ok {
			return a, unsupported
		}
		members, err := lister.Members(ctx, *req.Members)
		if err == nil && len(members.Accounts) > bot.MostMembers {
			err = &bot.Unable{Why: bot.TooMany}
		}
		return bot.Answered{Members: &members}, err
	case req.Around != nil:
		recaller, ok := to.(Recaller)
		if !ok {
			return a, unsupported
		}
		return e.recall(ctx, to, recaller, *req.Around)
	case req.Act != nil:
		return e.enforce(ctx, to, *req.Act)
	}
	return a, errors.New("a platform is asked nothing")
}

// recall gives what was said around a message and, where the one for whose sake that is
// asked cannot read it, nothing of it but who wrote the message.
func (e *Engine) recall(ctx context.Context, to Platform, from Recaller, around bot.Around) (a bot.Answered, err error) {
	all, err := from.Around(ctx, around)
	if err != nil || around.Reader == "" || len(all) == 0 {
		return bot.Answered{Said: all}, err
	}
	reads, err := e.reads(ctx, to, all[0].Place, around.Reader)
	switch {
	case err != nil:
		return a, err
	case reads:
		return bot.Answered{Said: all}, nil
	}
	a.Unable = bot.Hidden
	for _, one := range all {
		if one.Meant {
			a.Said = append(a.Said, bot.Said{Account: one.Account, Meant: true})
		}
	}
	return a, nil
}

// reads reports whether it is certain that somebody, known by a keyed hash, can read a
// channel.
func (e *Engine) reads(ctx context.Context, to Platform, place bot.Place, reader string) (bool, error) {
	lister, ok := to.(Lister)
	if !ok || place.Channel == "" {
		return false, nil
	}
	members, err := lister.Members(ctx, place)
	var never *bot.Unable
	switch {
	case errors.As(err, &never):
		return false, nil
	case err != nil:
		return false, err
	case members.Open:
		return true, nil
	}
	for _, person := range e.peopleOf(members.Accounts) {
		sum, err := e.veil("person", string(person))
		if err != nil || sum == reader {
			return err == nil, err
		}
	}
	return false, nil
}

// peopleOf gives those on the roster whom accounts belong to.
func (e *Engine) peopleOf(accounts []bot.Account) (people []bot.PersonID) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.view(bot.CommunityStream, nil, e.now().UTC())
	for _, a := range accounts {
		if person := e.house.Actor(v, bot.Actor{Account: a}).Person; person != "" {
			people = append(people, person)
		}
	}
	return people
}

// enforce has a platform do something, to each account there of the person whom it
// is about.
func (e *Engine) enforce(ctx context.Context, to Platform, act bot.Act) (a bot.Answered, err error) {
	enforcer, ok := to.(Enforcer)
	switch {
	case !ok:
		return a, &bot.Unable{Why: bot.Unsupported}
	case act.Do.OfMessage():
		return bot.Answered{Done: true}, enforcer.Act(ctx, act)
	}
	accounts := e.accountsOn(act.Person, to.Platform())
	if len(accounts) == 0 {
		return a, &bot.Unable{Why: bot.NoAccount}
	}
	for _, account := range accounts {
		act.Account = account
		if err := enforcer.Act(ctx, act); err != nil {
			return a, err
		}
		a.Account = account
	}
	a.Done = true
	return a, nil
}

// accountsOn lists the accounts that a person has on a platform.
func (e *Engine) accountsOn(person bot.PersonID, platform string) []bot.Account {
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.view(bot.CommunityStream, nil, e.now().UTC())
	return slices.DeleteFunc(e.house.Accounts(v, person), func(a bot.Account) bool { return a.Platform != platform })
}
