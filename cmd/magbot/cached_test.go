package main_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"magbot/bot"
	sitting "magbot/bot/meeting"
)

// What the start has cached may be cut off, garbled or gone: magbot
// starts all the same, shows the same, and writes it anew.
func TestACacheThatIsWrongOnlyCostsTime(t *testing.T) {
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	chair, err := take(p.address, wanjiru)
	if err != nil {
		t.Fatal(err)
	}
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +48h`, "is planned")
	chair.says(t, "/mag meeting cancel reason: nobody can come really: yes meeting: 1", "cancelled")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(data, "start.cache")
	if err := running(t, data, "127.0.0.1:0").stop(); err != nil { // finds that the meeting rests
		t.Fatal(err)
	}
	sound := content(t, path)
	garbled := bytes.Clone(sound)
	garbled[len(garbled)/2]++
	for name, wrong := range map[string][]byte{
		"cut off": sound[:len(sound)/2], "garbled": garbled, "empty": {}, "gone": nil, "text": []byte("magbot"), "sound": sound,
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if wrong != nil {
				if err := os.WriteFile(path, wrong, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := running(t, data, "127.0.0.1:0").stop(); err != nil {
				t.Fatal(err)
			}
			after := content(t, path)
			if bytes.Equal(after, wrong) != (name == "sound") {
				t.Errorf("the cache of %d bytes was %d bytes before", len(after), len(wrong))
			}
			look(t, data, bot.MeetingStream("1"), func(v bot.View) {
				if m := sitting.Of(v); m.Phase != sitting.PhaseCancelled {
					t.Errorf("the meeting is %+v", m)
				}
			})
		})
	}
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
