// Package reminder tells people of what is to come, in time, once, and in the
// way they wish: meetings, deadlines for inputs, agenda and report, actions that
// fall due, the deadlines of the yearly cycle, and hours that the clocks move.
//
// Rules:
//   - What has a date is an Occasion, which a Source finds in the folded state.
//     A feature that has something to remind of (a ballot that is open) brings
//     another Source; nothing else changes here.
//   - A slot is occasion/revision/offset. It is decided and recorded before
//     anything is posted, and never twice: an occasion that is moved gets a new
//     revision, and with it new slots.
//   - What comes late by up to Grace is sent and says so. What is later is
//     recorded as missed, and the Chair is told. Nothing is due for an instant
//     before the occasion was known as it is, so that what is set late misses
//     nothing; and what is over for more than Forgotten is let go.
//   - Who leaves a kind of reminder out gets none. In somebody's quiet hours
//     nothing comes by direct message: it waits until they end, if that is still
//     before the occasion (what is to be done on a day: within that day), and comes
//     then to those whom it still concerns. Channels have no quiet hours.
//   - Words are made when a message is sent, from the newest state; a reminder of
//     what is no longer so is not shown.
//   - Dates come from package civil: days of an offset keep the clock on the
//     wall in the zone of the occasion, hours and minutes are exact.
//
// What another feature adds, in the list of package house:
//
//	reminder.New(reminder.Source{Kind: reminder.Ballot, Occasions: closings, Show: votesMissing})
package reminder
