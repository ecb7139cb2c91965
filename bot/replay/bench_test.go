package replay_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"magbot/bot/minutes"
	"magbot/bot/replay"
)

// BenchmarkLine replays the six published meetings one after another: one
// operation is one line of a log, from its text to the Markdown of the minutes.
// More than a third of the lines are commands, because that is how W3C holds meetings.
// Beside it, in the same run, stands the floor: the same text cut into words and
// nothing else.
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
	n, words, floor := 0, 0, time.Duration(0)
	for i := 0; n < b.N; i++ {
		b.StopTimer()
		from := time.Now()
		words += len(bytes.Fields(texts[i%len(texts)]))
		floor += time.Since(from)
		b.StartTimer()
		r, err := replay.Run(bytes.NewReader(texts[i%len(texts)]), o)
		if err != nil {
			b.Fatal(err)
		}
		if minutes.Markdown(r.View, r.Doc) == "" {
			b.Fatal("no minutes")
		}
		n += r.Lines
	}
	took, limit := b.Elapsed().Seconds()/float64(n), floor.Seconds()/float64(n)
	b.ReportMetric(1/took, "lines/s")
	b.ReportMetric(took*1e6, "µs/line")
	b.ReportMetric(limit*1e6, "µs-words/line")
	b.ReportMetric(took/limit, "x-words")
	b.ReportMetric(float64(words)/float64(n), "words/line")
}
