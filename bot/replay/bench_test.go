package replay_test

import (
	"bytes"
	"os"
	"testing"

	"magbot/bot/minutes"
	"magbot/bot/replay"
)

// BenchmarkLine replays the six published meetings one after another: one
// operation is one line of a log, from its text to the Markdown of the minutes.
// Nearly every second line is a command, because that is how W3C holds meetings.
func BenchmarkLine(b *testing.B) {
	paths := logs(b)
	texts := make([][]byte, len(paths))
	for i, path := range paths {
		var err error
		if texts[i], err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	o := replay.Options{House: newHouse(b), People: knownPeople(b)}
	b.ReportAllocs()
	b.ResetTimer()
	for n, i := 0, 0; n < b.N; i++ {
		r, err := replay.Run(bytes.NewReader(texts[i%len(texts)]), o)
		if err != nil {
			b.Fatal(err)
		}
		if minutes.Markdown(r.View, r.Doc) == "" {
			b.Fatal("no minutes")
		}
		n += r.Lines
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
