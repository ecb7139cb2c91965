// Package roster is the people of a community: who they are, for which
// stakeholder group they speak, which roles they hold and for how long, and on
// which platform accounts they act.
//
// Rules: rights come from the roster alone, never from a name, a nickname or a
// platform's role. A role ends at the instant its tenure ends, whoever looks
// and whenever. Group and region are separate axes; what is not known stays
// unknown and is shown so. Nobody is removed silently: an import adds and
// changes, and only a request erases. Names, e-mail and whatever else tells who
// somebody is stand in the record as Words of that person, so that erasure
// takes them away; group, region, roles and dates stay, because the history of
// rights and the balance of the floor rest on them.
//
// Everything stands in the community's stream.
//
//	s := roster.Of(v)
//	id, ok := s.ByAccount(account)
//	roles := roster.RolesAt(s, id, v.Now)
//	roster.Name(v, id) // "Amina Diallo", or "an erased person"
package roster
