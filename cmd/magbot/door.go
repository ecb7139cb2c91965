package main

import (
	"context"
	"net"
	"slices"
	"strings"
	"time"

	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// door says who may come into the room: in a rehearsal anybody on this machine,
// in a real community who holds a personal link.
type door struct {
	engine *engine.Engine
	local  bool // the room can be reached from this machine alone
}

func newDoor(e *engine.Engine, origin string, listener net.Addr) *door {
	return &door{engine: e, local: loopback(listener) && loopbackOrigin(origin)}
}

func (d *door) read(look func(v bot.View)) {
	d.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, look)
}

// Rehearsal implements room.Door. It holds only for a community that was marked
// as an example in its first record, on a loopback address, and ends as soon as
// a real person or another platform appears.
func (d *door) Rehearsal() bool {
	if !d.local {
		return false
	}
	ok := false
	d.read(func(v bot.View) { ok = rehearsing(v) })
	return ok
}

// rehearsing reports whether a community is an example, and nobody in it real.
func rehearsing(v bot.View) bool {
	return isExample(v) && !slices.ContainsFunc(community.Of(v).Channels, otherPlatform) &&
		!slices.ContainsFunc(roster.Of(v).All(), func(p roster.Person) bool { return p.MayBeReal(roomPlatform) })
}

func isExample(v bot.View) bool { return community.Of(v).Example }

func otherPlatform(p bot.Place) bool { return p.Platform != roomPlatform }

const roomPlatform = "room"

// Seats implements room.People.
func (d *door) Seats(context.Context) ([]room.Seat, error) {
	var seats []room.Seat
	d.read(func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			if !p.Erased && !p.Guest {
				seats = append(seats, seat(v, p))
			}
		}
	})
	return seats, nil
}

// Person implements room.People.
func (d *door) Person(_ context.Context, id bot.PersonID) (room.Seat, error) {
	var s room.Seat
	err := error(nil)
	d.read(func(v bot.View) {
		p, ok := roster.Of(v).Person(id)
		if !ok {
			err = room.ErrNobody
			return
		}
		s = seat(v, p)
	})
	return s, err
}

// seat shows a person as they are now: roles in office, then groups.
func seat(v bot.View, p roster.Person) room.Seat {
	var details []string
	for _, role := range roster.RolesAt(roster.Of(v), p.ID, v.Now) {
		if role != bot.RoleAnyone {
			details = append(details, v.Say("role."+string(role)))
		}
	}
	for _, g := range p.Groups {
		details = append(details, string(g))
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil || p.Zone == "" {
		zone = nil // as nobody has said; the browser knows better
	}
	return room.Seat{
		Zone:   zone,
		Person: p.ID, Name: roster.Name(v, p.ID), Detail: strings.Join(details, " · "),
		Language: p.Language, Gone: p.Erased || p.Guest,
	}
}

// SignIn implements room.Door: the link is used up in the record before the
// room opens a session.
func (d *door) SignIn(ctx context.Context, token string) (bot.PersonID, error) {
	var person bot.PersonID
	var err error
	d.read(func(v bot.View) { person, err = roster.SignIn(v, token) })
	if err != nil {
		return "", err
	}
	hash := roster.SignInHash(token)
	answer, err := d.engine.Handle(ctx, bot.Input{
		Cause: bot.Cause("sign-in:" + hash), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("person signed-in", "hash", hash),
	})
	if err != nil {
		return "", err
	}
	if answer.Refused || answer.Done {
		return "", lang.Refuse("roster.sign-in-used")
	}
	return person, nil
}

// Claimable implements room.Claimer.
func (d *door) Claimable() (yes bool) {
	d.read(func(v bot.View) {
		yes = community.Of(v).Founded && !community.Of(v).Example && !community.Of(v).Claimed
	})
	return yes
}

// Claim lets the first Secretariat in: the code that init printed, and a name.
// It implements room.Claimer.
func (d *door) Claim(ctx context.Context, code, name string) (bot.PersonID, error) {
	cause, err := d.engine.NewCause("claim")
	if err != nil {
		return "", err
	}
	account := bot.Account{Platform: roomPlatform, User: string(cause)}
	answer, err := d.engine.Handle(ctx, bot.Input{
		Cause: cause, Actor: bot.Actor{Account: account}, Place: bot.Place{Platform: roomPlatform},
		Intent: bot.Do("community claim", "code", code, "name", name),
	})
	if err != nil {
		return "", err
	}
	var person bot.PersonID
	ok := false
	d.read(func(v bot.View) { person, ok = roster.Of(v).ByAccount(account) })
	if !ok {
		return "", lang.Refuse("cli.said", "text", plain(answer.Message))
	}
	return person, nil
}
