package engine

import (
	"bytes"
	stdjson "encoding/json"
	"reflect"
	"testing"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"magbot/bot"
)

// FuzzBodyReadAsBefore holds the package that reads and writes records to what
// encoding/json does, with which older records were written: the same meaning of the same
// bytes, and the same bytes of what was read. (Text that is no UTF-8 is written as U+FFFD
// by both, by encoding/json as an escape; what was read is UTF-8.)
func FuzzBodyReadAsBefore(f *testing.F) {
	at := time.Date(2026, 11, 27, 16, 0, 0, 1, time.UTC)
	for _, b := range []body{
		{},
		{Cause: "a <b> & \u2028 \xff \"\\", At: at, Events: []rawEvent{}},
		{Cause: "c", At: at, Actor: bot.Actor{Person: "p", Account: bot.Account{Platform: "room", User: "u"}}, Events: []rawEvent{
			{Kind: "x.y.v1", Body: []byte(`{"a": 1, "A": "<é>"}`)}, {Kind: "x.z.v1", Sealed: []byte{0, 255}, Audience: "chair"},
		}},
	} {
		raw, err := stdjson.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"CAUSE":"upper","cause":"lower","cause":"twice","at":null,"events":null,"more":{"x":[1,2]}}`))
	f.Add([]byte(`{"cause":"cut`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var now, before body
		err, errBefore := json.Unmarshal(raw, &now), stdjson.Unmarshal(raw, &before)
		if (err == nil) != (errBefore == nil) {
			t.Fatalf("%q: now %v, before %v", raw, err, errBefore)
		}
		if err != nil {
			return
		}
		if !reflect.DeepEqual(now, before) {
			t.Fatalf("%q is read as %+v, and was as %+v", raw, now, before)
		}
		written, err := json.Marshal(now)
		writtenBefore, errBefore := stdjson.Marshal(before)
		if (err == nil) != (errBefore == nil) || !bytes.Equal(written, writtenBefore) {
			t.Fatalf("%q is written as %q (%v), and was as %q (%v)", raw, written, err, writtenBefore, errBefore)
		}
	})
}
