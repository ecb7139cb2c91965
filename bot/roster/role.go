package roster

import (
	"strings"

	"magbot/bot"
)

// roleWords are the words for the roles, as fold writes them.
var roleWords = map[string]bot.Role{
	"chair": bot.RoleChair, "chairperson": bot.RoleChair, "chairman": bot.RoleChair, "chairwoman": bot.RoleChair, "mag chair": bot.RoleChair,
	"co chair": bot.RoleCoChair, "cochair": bot.RoleCoChair, "host country co chair": bot.RoleCoChair, "honorary host country chair": bot.RoleCoChair,
	"secretariat": bot.RoleSecretariat, "igf secretariat": bot.RoleSecretariat, "secretary": bot.RoleSecretariat,
	"moderator": bot.RoleModerator, "focal point": bot.RoleFocalPoint, "conduct focal point": bot.RoleFocalPoint,
	"member": bot.RoleMember, "mag member": bot.RoleMember,
	"observer":               bot.RoleObserver,
	"working group co chair": bot.RoleWorkingGroup, "wg co chair": bot.RoleWorkingGroup, "working group chair": bot.RoleWorkingGroup,
}

// RoleOf reads the name of a role; case and hyphens do not matter.
func RoleOf(name string) (bot.Role, bool) {
	r, ok := roleWords[fold(name)]
	return r, ok
}

func roleNames() string {
	var names []string
	for _, r := range bot.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func roleChoices() []string {
	var names []string
	for _, r := range bot.Roles() {
		names = append(names, string(r))
	}
	return names
}
