package calendar

import (
	"magbot/bot"
	"magbot/bot/command"
)

// Answer gives the call that an answer in a calendar means, for a platform that
// passes such answers on: the participation status of RFC 5545, 3.2.12. "Maybe"
// and no answer at all say nothing about coming, and are no call. The platform
// gives the call as the person, with the answer's own identifier for a Cause.
func Answer(status string, id bot.MeetingID) (bot.Call, bool) {
	switch status {
	case "ACCEPTED":
		return bot.Do("present add", command.MeetingArg, string(id)), true
	case "DECLINED":
		return bot.Do("regrets add", command.MeetingArg, string(id)), true
	}
	return bot.Call{}, false
}
