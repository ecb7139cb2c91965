package moderation

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// rests reports whether a handler takes a break.
func rests(v bot.View, person bot.PersonID) bool { return v.Now.Before(SetupOf(v).Resting[person]) }

// next proposes who of those who handle a case could look after it: who looks after
// the fewest, then who took one the longest ago, and nobody who takes a break, whom
// the card cannot reach, or who proposed what waits. It counts only cases that all may
// see who read the proposal, the Chair who is asked for a second too, so that it tells
// none of them of others.
func next(v bot.View, s *State) (bot.PersonID, bool) {
	among := slices.DeleteFunc(slices.Clone(handlers(v, s)), func(p bot.PersonID) bool {
		return rests(v, p) || slices.Contains(s.Unreached, p)
	})
	if len(among) < 2 {
		return "", false // nobody to choose between
	}
	readers := Sees(v, s)
	has, last := map[bot.PersonID]int{}, map[bot.PersonID]time.Time{}
	for _, other := range all(v) {
		if other.Taken == "" || other.Into != "" || other.Name == s.Name || len(minus(readers, Sees(v, other))) > 0 {
			continue
		}
		if other.Open() {
			has[other.Taken]++
		}
		if other.TakenAt.After(last[other.Taken]) {
			last[other.Taken] = other.TakenAt
		}
	}
	return slices.MinFunc(among, func(a, b bot.PersonID) int {
		return cmp.Or(cmp.Compare(has[a], has[b]), last[a].Compare(last[b]), cmp.Compare(a, b))
	}), true
}

// rest is a handler's word that they take a break, or are back.
func rest(c *command.Context) (bot.Decision, error) {
	until := time.Time{}
	if lasts := c.Duration("lasts"); lasts > 0 {
		until = c.Now.Add(lasts).UTC()
	}
	if until.IsZero() && !rests(c.View, c.Me()) {
		return bot.Decision{Reply: bot.Say("conduct.rest.none")}, nil
	}
	reply := bot.Say("conduct.rest.back")
	if !until.IsZero() {
		reply = bot.Say("conduct.rest.until", "until", until.In(c.Reader.Zone).Format("2006-01-02 15:04 MST"))
	}
	return bot.Decision{Events: []bot.Event{Resting{Person: c.Me(), Until: until}}, Reply: reply}, nil
}

// undelivered notes a handler whom the card cannot reach. Where it reaches none of
// those who are asked, those who come next are asked at once.
func undelivered(c *command.Context) (bot.Decision, error) {
	s, who := Of(c.View), bot.PersonID(c.Text("person"))
	if !s.Exists() || s.Cleared || who == "" || slices.Contains(s.Unreached, who) || !MaySee(c.View, s, who) {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	d := bot.Decision{Events: []bot.Event{Undelivered{Person: who}}, Effects: []bot.Effect{card()}}
	if left := minus(handlers(c.View, s), append(slices.Clone(s.Unreached), who)); len(left) == 0 && further(c.View, s) {
		d.Events = append(d.Events, Escalated{})
		d.Effects = append(d.Effects, alarm("undelivered "+number(s.Escalated+1)))
	}
	return d, nil
}

// further reports whether somebody comes after those who handle a case now.
func further(v bot.View, s *State) bool {
	n := 0
	for _, tier := range tiers(v, s) {
		if len(tier) > 0 {
			n++
		}
	}
	return n > s.Escalated+1
}

// health tells the Secretariat and the handlers whether moderation works: who could
// handle anything at all, and where cards go. It counts no case.
func health(c *command.Context) (bot.Reply, error) {
	v, set := c.View, SetupOf(c.View)
	moderators := roster.Of(v).With(bot.RoleModerator, v.Now)
	resting := slices.DeleteFunc(slices.Clone(moderators), func(p bot.PersonID) bool { return !rests(v, p) })
	organisations := apart(v, moderators)
	var lines []chat.Text
	say := func(ok bool, good, bad string, args ...any) {
		key := bad
		if ok {
			key = good
		}
		lines = append(lines, chat.Line(v.Say("conduct.health."+key, args...)))
	}
	say(len(minus(moderators, resting)) >= 2, "moderators", "few-moderators", "count", len(moderators), "resting", len(resting))
	say(organisations, "apart", "together")
	say(len(roster.Of(v).With(bot.RoleFocalPoint, v.Now)) > 0, "focal-point", "no-focal-point")
	say(set.Contact != "" && len(roster.RolesAt(roster.Of(v), set.Contact, v.Now)) > 0, "contact", "no-contact")
	lines = append(lines, chat.Line(v.Say("conduct.health.channel."+channelHealth(v))))
	return bot.Reply{Message: &chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("conduct.health.title")}, chat.List{Lines: lines},
	}}}, nil
}

// apart reports whether two moderators share no organisation, so that somebody is
// free when the other is not.
func apart(v bot.View, moderators []bot.PersonID) bool {
	for i, a := range moderators {
		for _, b := range moderators[i+1:] {
			if !roster.ShareOrganisation(v, a, b, v.Now, v.Now) {
				return true
			}
		}
	}
	return false
}

// channelHealth says how it is with the moderators' channel, without any case: who
// must be free in one is another matter.
func channelHealth(v bot.View) string {
	set := SetupOf(v)
	switch {
	case set.Channel == (bot.Place{}):
		return "none"
	case set.Members == nil:
		return "unread"
	case set.Members.Unable != "":
		return "unread"
	case set.Members.Open:
		return "open"
	}
	if _, why := people(v, set.Members.Accounts); why != Allowed {
		return string(why) // unlinked, or nobody there: unread
	}
	return "works"
}
