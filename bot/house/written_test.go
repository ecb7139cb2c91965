package house_test

import (
	"bytes"
	stdjson "encoding/json"
	"reflect"
	"testing"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"magbot/bot/house"
)

// Every event is written in the same bytes by the package that writes records as by
// encoding/json, which wrote the older ones, and read from them as the same. (Text that
// is no UTF-8 becomes U+FFFD by both, by one of them written as an escape.)
func TestEveryEventIsWrittenAsBefore(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, f := range house.Features() {
		for _, e := range f.Events {
			for variant := range 4 {
				value := reflect.New(reflect.TypeOf(e.New())).Elem()
				fill(value, variant, 0)
				before, err := stdjson.Marshal(value.Interface())
				if err != nil {
					t.Fatalf("%s: %v", e.Kind, err)
				}
				if now, err := json.Marshal(value.Interface()); err != nil || !bytes.Equal(now, before) {
					t.Errorf("%s is written as %s (%v), and was as %s", e.Kind, now, err, before)
				}
				one, other := reflect.New(value.Type()), reflect.New(value.Type())
				if err, errBefore := json.Unmarshal(before, one.Interface()), stdjson.Unmarshal(before, other.Interface()); err != nil || errBefore != nil || !reflect.DeepEqual(one.Interface(), other.Interface()) {
					t.Errorf("%s of %s is read as %+v (%v), and was as %+v (%v)", e.Kind, before, one, err, other, errBefore)
				}
				seen++
			}
		}
	}
	if seen < 400 {
		t.Errorf("only %d were tried", seen)
	}
}

// fill puts something into every field that is written: in variant 0 nothing, in 1
// what is empty and not nothing, then plain things and what JSON has to escape.
func fill(v reflect.Value, variant, depth int) {
	if variant == 0 || depth > 6 || !v.CanSet() {
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, 11, 27, 16, 0, 0, variant%2, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), variant, depth+1)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, variant, depth+1)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), variant, depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), variant-1, variant-1))
		for i := range v.Len() {
			fill(v.Index(i), variant, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for n := range variant - 1 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n+2, depth+1)
			fill(value, variant, depth+1)
			v.SetMapIndex(key, value)
		}
	default:
		fillPlain(v, variant)
	}
}

// fillPlain does so with what holds nothing else.
func fillPlain(v reflect.Value, variant int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"", "", "plain", "a <b> & \u2028 \"\\\u0001 é 😀"}[variant])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(variant - 1))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(variant - 1))
	case reflect.Float32, reflect.Float64:
		v.SetFloat([]float64{0, 0, 1e21, 1e-7}[variant])
	case reflect.Bool:
		v.SetBool(variant > 1)
	default: // nothing that is written
	}
}
