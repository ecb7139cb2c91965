// Package roll looks which roles people have on a platform (the roles of a server,
// the user groups of a workspace) and tells the bot what it does not know yet. The
// bot compares them with the roster; a platform's role never gives a right. It
// belongs to no platform.
//
// Rules:
//
//   - The bot says whose roles are of interest (Roll); nobody else is looked at, and
//     nothing is asked of the platform while there is nobody.
//   - Only what is other than the bot was told is told. Nothing is remembered here,
//     so that it may be looked at any time, by several processes too.
//   - While the platform does not answer, nothing is told: nobody is taken to have
//     lost a role or to have left. Whom it says nothing of (ErrOne) hinders nobody.
//
// An example:
//
//	w := roll.Watch{Roll: house, Platform: "slack", Space: team, Open: groups, Ask: ask, Now: time.Now, Logger: logger, Pace: roll.Usual}
//	w.Run(ctx)
package roll
