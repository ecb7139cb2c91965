package bot

// Role is what a person may be in a community. A person may hold several, each
// with dates; a role is not a stakeholder group.
type Role string

// The roles.
const (
	RoleChair        Role = "chair"
	RoleCoChair      Role = "co-chair" // host country co-chair
	RoleSecretariat  Role = "secretariat"
	RoleModerator    Role = "moderator"
	RoleFocalPoint   Role = "focal-point" // the Secretariat's person for matters of conduct
	RoleMember       Role = "member"
	RoleObserver     Role = "observer"
	RoleWorkingGroup Role = "working-group-co-chair"
	RoleActingChair  Role = "acting-chair" // of one meeting, by hand-over; never in the roster
	RoleHandler      Role = "handler"      // may handle the conduct case of the stream; never in the roster
	RoleAnyone       Role = "anyone"       // anybody on the roster; never in the roster
	RoleUnknown      Role = "unknown"      // an account nobody has linked yet; never in the roster
	RoleBot          Role = "bot"          // the clock and other streams; never in the roster
	RoleOperator     Role = "operator"     // at the machine itself; never in the roster
)

// Roles lists the roles that a roster may give.
func Roles() []Role {
	return []Role{RoleChair, RoleCoChair, RoleSecretariat, RoleModerator, RoleFocalPoint, RoleMember, RoleObserver, RoleWorkingGroup}
}
