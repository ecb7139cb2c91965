package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"magbot/store"
)

// Kind is what sort of place a store keeps the record in.
type Kind string

const (
	Volatile Kind = "volatile" // memory of one process
	File     Kind = "file"     // one file for one process
	Server   Kind = "server"   // a service that many processes use
)

// Capability names something that not every kind of store has.
type Capability string

const (
	Reopening Capability = "reopening" // everything is there when it is opened again
	Exclusive Capability = "exclusive" // a second process is refused
	Shared    Capability = "shared"    // a second process sees what the first wrote
	Tampering Capability = "tampering" // a record can be changed behind the store's back
	Losing    Capability = "losing"    // a record can be removed behind the store's back
	Damaging  Capability = "damaging"  // the file can be cut off and its bits turned
	Filling   Capability = "filling"   // the disk can be full
)

// Harness is one open, empty store and the hooks of its kind. The suite closes
// Store and what Damage returns; other stores are closed by the hook's cleanup.
type Harness struct {
	Kind  Kind
	Store store.Store

	// Reopen closes Store and opens the same place again.
	Reopen func(t *testing.T) store.Store
	// Second opens the same place for a second time, while Store has it open,
	// closes what it opened, if anything, and returns the error of opening.
	Second func() error
	// Share returns another handle on the same place.
	Share func(t *testing.T) store.Store
	// Tamper changes one stored record and nothing else, and returns the store.
	Tamper func(t *testing.T, stream store.Stream, version store.Version, change func(*store.Record)) store.Store
	// Lose removes one stored record and nothing else, and returns the store.
	Lose func(t *testing.T, stream store.Stream, version store.Version) store.Store
	// Damage closes Store when it is still open, and opens a damaged copy.
	Damage func(t *testing.T, wound Wound) (store.Store, error)
	// Fill runs body on an empty store with little room, in another process
	// where that is needed; free makes room again.
	Fill func(t *testing.T, body func(t *testing.T, s store.Store, free func(t *testing.T)))
}

// Wound is damage to a file.
type Wound struct {
	Keep float64 // how much of the file is left, from 0 to 1
	At   float64 // where a bit is turned, from 0 to 1
	Bit  uint8   // which bit of that byte, 0 to 7; 8 for none
}

// needs says what a kind must have: "" is required, anything else is why not.
func needs(kind Kind) map[Capability]string {
	switch kind {
	case Volatile:
		return map[Capability]string{
			Reopening: "nothing outlives the process", Exclusive: "no other process can reach it",
			Shared: "", Tampering: "", Losing: "",
			Damaging: "there is no file", Filling: "there is no disk",
		}
	case File:
		return map[Capability]string{
			Reopening: "", Exclusive: "", Shared: "the file belongs to one process",
			Tampering: "", Losing: "", Damaging: "", Filling: "",
		}
	case Server:
		return map[Capability]string{
			Reopening: "", Exclusive: "many processes are what it is for", Shared: "",
			Tampering: "", Losing: "", Damaging: "its files belong to the service", Filling: "",
		}
	}
	return nil
}

func (h Harness) has() map[Capability]bool {
	return map[Capability]bool{
		Reopening: h.Reopen != nil, Exclusive: h.Second != nil, Shared: h.Share != nil, Tampering: h.Tamper != nil,
		Losing: h.Lose != nil, Damaging: h.Damage != nil, Filling: h.Fill != nil,
	}
}

// Problems says which hooks are missing or have no place in a store of this
// kind; none when the harness is right.
func (h Harness) Problems() []string {
	table := needs(h.Kind)
	if table == nil {
		return []string{fmt.Sprintf("the harness has the unknown kind %q", h.Kind)}
	}
	var problems []string
	if h.Store == nil {
		problems = append(problems, "the harness has no store")
	}
	for capability, has := range h.has() {
		switch why := table[capability]; {
		case why == "" && !has:
			problems = append(problems, fmt.Sprintf("a %s store must have the hook for %s", h.Kind, capability))
		case why != "" && has:
			problems = append(problems, fmt.Sprintf("a %s store has a hook for %s, although %s", h.Kind, capability, why))
		}
	}
	slices.Sort(problems)
	return problems
}

// checkHarness fails unless the harness has exactly the hooks of its kind, and
// logs what the kind does not have.
func checkHarness(t *testing.T, h Harness) {
	t.Helper()
	if problems := h.Problems(); len(problems) > 0 {
		t.Fatal(strings.Join(problems, "; "))
	}
	for capability, why := range needs(h.Kind) {
		if why != "" {
			t.Logf("a %s store has no %s: %s", h.Kind, capability, why)
		}
	}
}
