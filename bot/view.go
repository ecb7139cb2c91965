package bot

import (
	"slices"
	"strings"
	"time"

	"magbot/bot/lang"
)

// View is all that a rule may look at: the folded streams, the instant of the
// input, and who reads. It is valid only during the call it is passed to.
type View struct {
	Now       time.Time // the input's At; never the machine's clock
	Here      *State    // the stream that decides or is shown
	Community *State
	Work      *State
	Other     func(StreamID) *State          // any other stream; empty where there is none
	Named     func(prefix string) []StreamID // the streams that have records, by name; may be nil
	Reader    Reader
	Print     *lang.Printer // in the reader's language
}

// Reader is who reads what is shown.
type Reader struct {
	Person PersonID
	Zone   *time.Location // never nil; UTC where unknown
	Roles  []Role
	Place  Place // where it will be shown
}

// Has reports whether the reader holds one of the roles.
func (r Reader) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(want Role) bool { return slices.Contains(r.Roles, want) })
}

// Stream gives any stream's state by name.
func (v View) Stream(id StreamID) *State {
	switch {
	case v.Here != nil && v.Here.Stream == id:
		return v.Here
	case id == CommunityStream && v.Community != nil:
		return v.Community
	case id == WorkStream && v.Work != nil:
		return v.Work
	case v.Other != nil:
		return v.Other(id)
	}
	return NewState(id)
}

// Streams lists the streams that have records and whose name begins with prefix,
// in the order of their names.
func (v View) Streams(prefix string) []StreamID {
	var all []StreamID
	if v.Named != nil {
		all = v.Named(prefix)
	}
	if h := v.Here; h != nil && h.Version > 0 && strings.HasPrefix(string(h.Stream), prefix) && !slices.Contains(all, h.Stream) {
		all = append(all, h.Stream)
		slices.Sort(all)
	}
	return all
}

// Say writes a sentence in the reader's language.
func (v View) Say(key string, args ...any) string { return v.Print.Say(key, args...) }
