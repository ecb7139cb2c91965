package bot

import (
	"reflect"
	"sync"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Event is one fact. Kind is "feature.what-happened.vN"; the struct's exported
// fields are its body, and fields are only ever added.
type Event interface{ Kind() string }

// Private is an Event that is not for everybody of the community: its whole
// body is sealed to its audience.
type Private interface {
	Event
	Audience() Role
}

// EventType tells the shell how to read one kind of Event back.
type EventType struct {
	Kind   string
	Decode func(raw []byte, open func(*Words) error) (Event, error)
	New    func() Event // a zero one, for tests of every kind
}

// EventOf describes the event type E, a struct passed by value.
func EventOf[E Event]() EventType {
	var zero E
	return EventType{
		Kind: zero.Kind(),
		New:  func() Event { var e E; return e },
		Decode: func(raw []byte, open func(*Words) error) (Event, error) {
			var e E
			if err := json.Unmarshal(raw, &e); err != nil {
				return nil, err
			}
			if err := EachWords(&e, open); err != nil {
				return nil, err
			}
			return e, nil
		},
	}
}

// Flat reports whether nothing in a value can be changed through a copy of it: it
// has no slice, map or pointer. Words and instants count as flat, because nobody
// changes them in place.
func Flat(value any) bool {
	t := reflect.TypeOf(value)
	if known, ok := flatTypes.Load(t); ok {
		return known.(bool)
	}
	flat := isFlat(t)
	flatTypes.Store(t, flat)
	return flat
}

var flatTypes sync.Map // bool by reflect.Type

func isFlat(t reflect.Type) bool {
	if t == wordsType || t == reflect.TypeFor[time.Time]() {
		return true
	}
	switch t.Kind() { //nolint:exhaustive // what is not named can be changed, or is nothing
	case reflect.Struct:
		for field := range t.Fields() {
			if !isFlat(field.Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return isFlat(t.Elem())
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return false
	}
	return true
}

// Meta is where in the record an event stands.
type Meta struct {
	Stream  StreamID
	Version uint64 // of its record; the first record is 1
	Index   int    // within its record
	At      time.Time
	Actor   Actor
	Place   Place
	Cause   Cause
}

// Ref points at one record, for links from what was made of it.
type Ref struct {
	Stream  StreamID `json:"stream"`
	Version uint64   `json:"version"`
}

// Ref gives the record the event stands in.
func (m Meta) Ref() Ref { return Ref{m.Stream, m.Version} }

// Undone is the fact that takes back an earlier record of the same stream: the
// fold leaves that record out. It is decided by features, read by the fold.
type Undone struct {
	Version uint64 `json:"version"`
	Reason  Words  `json:"reason"`
}

// Kind names the fact.
func (Undone) Kind() string { return "bot.undone.v1" }
