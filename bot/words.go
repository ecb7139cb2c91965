package bot

import (
	"encoding/json"
	"errors"
	"reflect"
	"sync"
)

// Words is text that a person wrote or that names a person. In the record it
// stands sealed under that person's key; when the person is erased it is gone
// and everything else stays. By is empty for text of the community itself.
//
// Words may stand in an Event as a field, behind a pointer, or in a slice; not
// in a map.
type Words struct {
	By   PersonID
	Text string
	Gone bool // the key was erased

	Sealed []byte // set by the shell alone
}

// Write makes Words of a person.
func Write(by PersonID, text string) Words { return Words{By: by, Text: text} }

// IsZero reports whether nothing was ever written.
func (w Words) IsZero() bool { return w.Text == "" && len(w.Sealed) == 0 && !w.Gone }

// Own gives the text where it is the person's own, and nothing where somebody
// else wrote it or nobody is meant.
func (w Words) Own(p PersonID) string {
	if p == "" || w.By != p {
		return ""
	}
	return w.Text
}

type sealedWords struct {
	By     PersonID `json:"by,omitempty"`
	Sealed []byte   `json:"sealed,omitempty"`
}

// MarshalJSON writes the sealed form, and refuses text that nobody sealed.
func (w Words) MarshalJSON() ([]byte, error) {
	if w.Text != "" && len(w.Sealed) == 0 {
		return nil, errors.New("personal text has not been sealed")
	}
	return json.Marshal(sealedWords{By: w.By, Sealed: w.Sealed})
}

// UnmarshalJSON reads the sealed form; the shell opens it afterwards.
func (w *Words) UnmarshalJSON(raw []byte) error {
	var s sealedWords
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	*w = Words{By: s.By, Sealed: s.Sealed}
	return nil
}

// SealWords gives a copy of an event in which every Words is sealed. The event
// itself is left as it was.
func SealWords(e Event, seal func(Words) ([]byte, error)) (Event, error) {
	v := reflect.ValueOf(e)
	if !holdsWords(v.Type()) {
		return e, nil
	}
	sealed := cloneWords(v)
	err := eachWords(sealed, func(w *Words) error {
		if w.Text == "" {
			return nil
		}
		var err error
		w.Sealed, err = seal(*w)
		return err
	})
	return sealed.Interface().(Event), err
}

// cloneWords copies v as deep as Words can be reached in it, and gives an
// addressable value.
func cloneWords(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	if !holdsWords(v.Type()) || v.Type() == wordsType {
		return c
	}
	switch v.Kind() { //nolint:exhaustive // holdsWords lets only these through
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(cloneWords(v.Elem()).Addr())
		}
	case reflect.Struct:
		for _, i := range fieldsWithWords(v.Type()) {
			if c.Field(i).CanSet() {
				c.Field(i).Set(cloneWords(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			c.Index(i).Set(cloneWords(v.Index(i)))
		}
	case reflect.Array:
		for i := range v.Len() {
			c.Index(i).Set(cloneWords(v.Index(i)))
		}
	}
	return c
}

// EachWords calls do for every Words reachable in the struct that pointer
// points to. It panics on a map that holds Words: they could not be sealed.
func EachWords(pointer any, do func(*Words) error) error {
	return eachWords(reflect.ValueOf(pointer).Elem(), do)
}

var wordsType = reflect.TypeFor[Words]()

func eachWords(v reflect.Value, do func(*Words) error) error {
	if !holdsWords(v.Type()) {
		return nil
	}
	if v.Type() == wordsType {
		return do(v.Addr().Interface().(*Words))
	}
	switch v.Kind() { //nolint:exhaustive // holdsWords lets only these through
	case reflect.Pointer:
		if !v.IsNil() {
			return eachWords(v.Elem(), do)
		}
	case reflect.Struct:
		for _, i := range fieldsWithWords(v.Type()) {
			if err := eachWords(v.Field(i), do); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := eachWords(v.Index(i), do); err != nil {
				return err
			}
		}
	}
	return nil
}

// wordsIn remembers per type whether Words can be reached in it, and wordFields per
// struct in which of its fields: every record is walked when it is written and read.
var wordsIn, wordFields sync.Map

func fieldsWithWords(t reflect.Type) []int {
	if known, ok := wordFields.Load(t); ok {
		return known.([]int)
	}
	var with []int
	for i := range t.NumField() {
		if holdsWords(t.Field(i).Type) {
			with = append(with, i)
		}
	}
	wordFields.Store(t, with)
	return with
}

func holdsWords(t reflect.Type) bool {
	if known, ok := wordsIn.Load(t); ok {
		return known.(bool)
	}
	found := searchWords(t, map[reflect.Type]bool{})
	wordsIn.Store(t, found)
	return found
}

func searchWords(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == wordsType {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() { //nolint:exhaustive // other kinds hold nothing
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return searchWords(t.Elem(), seen)
	case reflect.Map:
		if searchWords(t.Elem(), seen) || searchWords(t.Key(), seen) {
			panic("bot: Words in a map of " + t.String() + " cannot be sealed")
		}
	case reflect.Struct:
		found := false
		for field := range t.Fields() {
			found = searchWords(field.Type, seen) || found
		}
		return found
	}
	return false
}
