package floor

import "magbot/bot"

// The names of what is shown.
const (
	ShowQueue   = "floor.queue"   // live, for everybody: the item and its queue
	ShowChair   = "floor.chair"   // live, for who holds the chair: whom to call next
	ShowNext    = "floor.next"    // to the one who is next
	ShowWarned  = "floor.warned"  // to the speaker: little time is left
	ShowOverran = "floor.overran" // to the speaker: the time is over
	ShowBalance = "floor.balance" // to everybody, when the Chair wants it
	ShowHint    = "floor.hint"    // to the Chair alone: a silent group
	ShowInvited = "floor.invited" // to everybody: a group is invited
	ShowCleared = "floor.cleared" // to everybody: the queue was cleared
	ShowSet     = "floor.set"     // to everybody: the queue was set
)

// LiveEffects names the live messages of the floor: the item and its queue in
// the channels, and whom to call next for who holds the chair. Every decision
// that changes what they show names them again, in other features too.
func LiveEffects() []bot.Effect {
	return []bot.Effect{
		{Do: bot.Live, Key: ShowQueue, Show: ShowQueue, To: bot.ToChannels()},
		{Do: bot.Live, Key: ShowChair, Show: ShowChair, To: bot.ToRole(bot.RoleActingChair)},
	}
}
