package main

import (
	"fmt"
	"strings"
	"time"
)

// community looks for the mistakes of a first day, and for settings with which
// people would come too late.
func (e *examination) community() {
	s := e.known
	if s == nil {
		return
	}
	own := []string{"# a community of your own, in a folder of its own:", "magbot init 'NAME OF THE COMMUNITY' --data " + quote(e.Data+"-own")}
	const open = "# and open the room to claim it"
	switch {
	case s.Example && s.Rehearsal && !e.local():
		e.broken("community", fmt.Sprintf("This is the example community, and it is to be reached from outside (%s %s).", e.Listen, e.PublicURL),
			"anybody takes any seat in a rehearsal, so it is for this machine alone, and nobody could come in from outside", own...)
	case s.Example && s.Rehearsal:
		e.note("community", "This is the example community.", "it is for rehearsals: its people do not exist, and it can never be claimed", own...)
	case s.Example:
		e.broken("community", "Real people or channels were added to the example community.", "it is no rehearsal any more, and it can never be claimed", own...)
	case !s.Claimed && s.Offered.Before(time.Now()):
		e.broken("community", "Nobody has claimed the community, and its code is no longer good.", "without its first Secretariat nobody can add people or call a meeting",
			"# stop magbot if it is running, then:", e.withKey("init", "again"), open)
	case !s.Claimed:
		e.note("community", fmt.Sprintf("Nobody has claimed the community yet; its code is good until %s.", s.Offered.UTC().Format(time.RFC3339)), "without its first Secretariat nobody can add people or call a meeting",
			"# open the room, and claim it with the code that magbot init printed; for another code stop magbot, then:", e.withKey("init", "again"))
	default:
		e.fine("community", "The community is claimed.")
		e.offices()
	}
	e.zoneless()
}

// offices looks whether somebody is there for what only they may do.
func (e *examination) offices() {
	if e.known.Secretariat == 0 {
		e.broken("secretariat", "Nobody is in office as Secretariat any more.", "nobody can add people, give them a way in or change a setting",
			"# stop magbot if it is running, then, for somebody of the roster:", e.withKey("signin", "NAME", "--secretariat"))
	}
	if e.known.Chairs == 0 {
		e.note("chair", "Nobody is in office as Chair.", "nobody but the Secretariat can call a meeting, and nobody gives the floor", "# the Secretariat, in the room:", "# /mag roster role NAME chair")
	}
}

// zoneless names what is kept in a time zone that is not known.
func (e *examination) zoneless() {
	if len(e.known.Zoneless) == 0 {
		return
	}
	mend := []string{"# when ZONEINFO names files of your own, see that they hold these zones; else the Chair, in the room:"}
	var names []string
	for _, z := range e.known.Zoneless {
		names = append(names, fmt.Sprintf("series %d (%q)", z.Series, z.Zone))
		mend = append(mend, fmt.Sprintf("# /mag series change %d zone: Europe/Zurich", z.Series))
	}
	e.broken("series-zone", "The time zone of these series is not known: "+strings.Join(names, ", ")+".", "their meetings are planned in UTC, so that people come at the wrong hour", mend...)
}
