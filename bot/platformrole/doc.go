// Package platformrole compares the roles that people have on a platform (the
// roles of a Discord server, the user groups of a Slack workspace) with the roster,
// and tells the Secretariat where the two differ.
//
// Rules:
//
//   - A platform's role never gives or takes a right or a stakeholder group: this
//     package changes no roster and is asked about no right. What differs is for the
//     Secretariat to mend, here or there (design §5).
//   - The Secretariat says which name of a platform's role means which role or group
//     of the community ("roles match"). A name means the same on every platform;
//     several may mean the same, and then one of them is enough. Case does not
//     matter, nor an @ in front.
//   - Nothing is looked at before something was matched, and only linked accounts
//     are. A platform tells which roles there are ("roles listed") and which an
//     account has ("roles seen"); only what has changed becomes a fact, so that it
//     may be told as often as one likes. Which roles an account has are words of the
//     person: their export holds them, and their erasure takes them away.
//   - Somebody differs who has a platform's role and is not what it means, or is that
//     and has no platform's role that means it, on a platform that has one. An
//     account that has left a server is not compared.
//   - What differs is told to the Secretariat, and nobody else, when it has changed;
//     once a day at most, and ten minutes after the last that was seen, so that what
//     is told is whole.
//
// An example:
//
//	bot.Do("roles seen", "user", "4711", "names", "MAG member\nGovernment")
package platformrole
