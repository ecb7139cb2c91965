package engine

import (
	"context"
	"errors"
	"maps"
	"sort"
	"strings"

	"magbot/bot"
)

// planned is a delivery about to be made, and the receipt it will bring.
type planned struct {
	delivery bot.Delivery
	receipt  receipt
	person   bot.PersonID // whom it is for; empty in a channel
}

// pass delivers what is pending in a stream and keeps the receipts. It reports
// whether something is left that should be tried again.
func (o *outbox) pass(ctx context.Context, l *ledger) (failed bool) {
	var kept []receipt
	all := o.pending(l.id)
	newest := newestLive(all)
	for _, n := range all {
		if ctx.Err() != nil {
			break
		}
		switch n.effect.Do {
		case bot.Forward, bot.Gather, bot.Restart:
			continue
		case bot.Post, bot.Live, bot.Direct, bot.Conduct, bot.Ask:
		}
		if isState(n.effect.Do) && newest[n.effect.Key] != n.ref() {
			kept = append(kept, receipt{Version: n.version, Index: n.index, Complete: true})
			continue
		}
		if n.effect.Do == bot.Conduct {
			if !o.conduct(ctx, l, n) {
				failed = true
				continue
			}
			kept = append(kept, receipt{Version: n.version, Index: n.index, Complete: true})
			continue
		}
		var done []receipt
		var complete bool
		if n.effect.Do == bot.Ask {
			complete = o.inquire(ctx, l, n)
		} else {
			done, complete = o.perform(ctx, l, n, "")
		}
		kept = append(kept, done...)
		if !complete {
			failed = true
			continue
		}
		kept = append(kept, receipt{Version: n.version, Index: n.index, Complete: true})
	}
	for _, at := range o.dueRedraws(l.id) {
		if !o.redraw(ctx, at) {
			failed = true
			continue
		}
		if l.isPending(at.ref) { // else another process has kept it
			kept = append(kept, receipt{Version: at.ref.version, Index: at.ref.index, Complete: true})
		}
	}
	if len(kept) > 0 || l.owes() {
		failed = !o.keep(l.id, kept) || failed
	}
	return failed
}

// isState reports whether an effect brings about how things are now, so that of
// several only the last has anything to do.
func isState(do bot.EffectKind) bool { return do == bot.Live || do == bot.Conduct }

// newestLive finds, for each live message, the last effect that renews it: the
// earlier ones have nothing to show any more.
func newestLive(all []named) map[string]effectRef {
	newest := map[string]effectRef{}
	for _, n := range all {
		if isState(n.effect.Do) {
			newest[n.effect.Key] = n.ref()
		}
	}
	return newest
}

// perform delivers an effect to everybody whom it was not delivered to before
// or, with the erasure that is the reason, once more to those who have it.
func (o *outbox) perform(ctx context.Context, l *ledger, n named, again string) (done []receipt, complete bool) {
	plan, err := o.plan(l, n, again)
	if err != nil {
		o.engine.log.Error("write a message", "stream", loggedName(l.id), "record", n.version, "show", n.effect.Show, "error", err)
		return nil, false
	}
	complete = true
	for _, p := range plan {
		platform := o.engine.platform(platformOf(p.delivery))
		if platform == nil {
			complete = complete && again != "" // another process may serve it, or this one later
			continue
		}
		posted, err := hand(ctx, platform, p.delivery)
		var never *bot.Undeliverable
		switch {
		case errors.As(err, &never):
			p.receipt.Failed = never.Why
			if err := o.undelivered(l.id, n, p); err != nil {
				o.engine.log.Error("tell a stream that nobody can be told", "stream", loggedName(l.id), "record", n.version, "error", err)
				complete = false
				continue
			}
			o.engine.log.Warn("a message cannot be delivered", "stream", loggedName(l.id), "record", n.version, "why", never.Why)
		case err != nil:
			o.engine.log.Warn("a message will be tried again", "stream", loggedName(l.id), "record", n.version, "error", err)
			complete = false
			continue
		}
		p.receipt.Message = posted.Message
		done = append(done, p.receipt)
	}
	return done, complete
}

// undelivered gives the stream the call of an effect, with the person who can never
// be told, where the effect asks for that.
func (o *outbox) undelivered(id bot.StreamID, n named, p planned) error {
	if n.effect.Send == nil || p.person == "" {
		return nil
	}
	send := *n.effect.Send
	send.Stream = id
	send.Call.Args = maps.Clone(send.Call.Args)
	if send.Call.Args == nil {
		send.Call.Args = map[string]string{}
	}
	send.Call.Args["person"] = string(p.person)
	n.effect.Send = &send
	return o.askAs(id, n, " "+string(p.person))
}

// hand gives a delivery to its platform. An adapter that breaks is tried again
// like one that fails.
func hand(ctx context.Context, to Platform, d bot.Delivery) (posted bot.Posted, err error) {
	defer rescue(&err, "platform %s", to.Platform())
	return to.Deliver(ctx, d)
}

func (e *Engine) platform(name string) Platform {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.platforms[name]
}

func (e *Engine) attached() bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return len(e.platforms) > 0
}

func platformOf(d bot.Delivery) string {
	if d.Account.Platform != "" {
		return d.Account.Platform
	}
	return d.Place.Platform
}

// target is one place or account that an effect goes to.
type target struct {
	name    string
	place   bot.Place
	account bot.Account
	person  bot.PersonID
	gone    bool // no longer of the audience: its live message is emptied
}

// plan writes the messages of an effect for everybody it goes to.
func (o *outbox) plan(l *ledger, n named, again string) (plan []planned, err error) {
	e := o.engine
	live := l.messages(n.effect.Key)
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "the message %q", n.effect.Show)
	v := e.view(l.id, nil, e.now().UTC())
	targets := e.targets(v, n.effect)
	if n.effect.Do == bot.Live {
		targets = withGone(targets, live)
	}
	for _, t := range targets {
		d := bot.Delivery{
			ID: deliveryID(l.id, n.version, n.index, t.name), Kind: n.effect.Do,
			Key: string(l.id) + " " + n.effect.Key, Place: t.place, Account: t.account,
		}
		switch {
		case again == "" && l.isPosted(n.ref(), t.name):
			continue
		case again != "" && live[t.name] == "":
			continue
		case again != "":
			d.ID += " after " + again
		}
		r := receipt{Version: n.version, Index: n.index, Target: t.name, Gone: t.gone}
		if n.effect.Do == bot.Live {
			d.Replaces, d.Order, r.Key = live[t.name], n.version, n.effect.Key
		}
		if err := e.veilDelivery(l.id, &d); err != nil {
			return nil, err
		}
		if effect, shows := shownTo(t, n.effect); shows {
			if d.Message, err = e.house.Show(e.house.Seen(v, bot.Actor{Person: t.person}, t.place), effect); err != nil {
				return nil, err
			}
		}
		if d.Message.IsZero() && d.Replaces == "" {
			continue
		}
		plan = append(plan, planned{d, r, t.person})
	}
	return plan, nil
}

// shownTo gives the effect as a target is shown it; false where the message is
// emptied, because the target is no longer told and nothing is left to say to them.
func shownTo(t target, effect bot.Effect) (bot.Effect, bool) {
	if !t.gone {
		return effect, true
	}
	effect.Show = effect.Left
	return effect, effect.Left != "" && t.person != ""
}

func withGone(targets []target, live map[string]string) []target {
	still := map[string]bool{}
	for _, t := range targets {
		still[t.name] = true
	}
	var names []string
	for name := range live {
		if !still[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		t := parseTarget(name)
		t.gone = true
		targets = append(targets, t)
	}
	return targets
}

// targets expands an audience. A person is told on one platform: the first of
// their accounts that is or will be served here, in the order in which they were
// linked.
func (e *Engine) targets(v bot.View, effect bot.Effect) []target {
	places, people := e.house.Audience(v, effect.To)
	var targets []target
	for _, p := range places {
		targets = append(targets, placeTarget(p))
	}
	for _, person := range people {
		for _, account := range e.house.Accounts(v, person) {
			if e.platforms[account.Platform] != nil || e.expected[account.Platform] {
				targets = append(targets, accountTarget(account, person))
				break
			}
		}
	}
	return targets
}

func placeTarget(p bot.Place) target {
	name := strings.Join([]string{"place", p.Platform, p.Workspace, p.Channel, p.Thread}, "\t")
	return target{name: name, place: p}
}

func accountTarget(a bot.Account, person bot.PersonID) target {
	name := strings.Join([]string{"account", a.Platform, a.Workspace, a.User, string(person)}, "\t")
	return target{name: name, account: a, person: person, place: bot.Place{Platform: a.Platform, Workspace: a.Workspace}}
}

// parseTarget reads the name of a target back.
func parseTarget(name string) target {
	f := strings.Split(name, "\t")
	if len(f) != 5 {
		return target{name: name, gone: true}
	}
	if f[0] == "place" {
		return placeTarget(bot.Place{Platform: f[1], Workspace: f[2], Channel: f[3], Thread: f[4]})
	}
	return accountTarget(bot.Account{Platform: f[1], Workspace: f[2], User: f[3]}, bot.PersonID(f[4]))
}
