package bot

import "time"

// State is one stream folded: a value for each feature that keeps something
// there. Apply owns and changes it; everybody else only reads.
type State struct {
	Stream  StreamID
	Version uint64    // of the last record
	Head    string    // that record's hash in hex, empty where there is no record
	Last    time.Time // that record's At
	slots   map[string]any
}

// NewState makes the state of an empty stream.
func NewState(stream StreamID) *State {
	return &State{Stream: stream, slots: map[string]any{}}
}

// Slot is a feature's place in a State.
type Slot[S any] struct {
	name string
	zero func() *S
}

// NewSlot names a feature's place. The name is the feature's. Zero gives the
// value of a stream in which nothing has happened.
func NewSlot[S any](name string, zero func() *S) Slot[S] { return Slot[S]{name, zero} }

// Of reads the feature's value; a fresh one where nothing has happened or the
// state is nil. It must not be changed.
func (k Slot[S]) Of(s *State) *S {
	if s != nil {
		if v, ok := s.slots[k.name]; ok {
			return v.(*S)
		}
	}
	return k.zero()
}

// Change gives the feature's value for Apply to change.
func (k Slot[S]) Change(s *State) *S {
	if v, ok := s.slots[k.name]; ok {
		return v.(*S)
	}
	v := k.zero()
	s.slots[k.name] = v
	return v
}
