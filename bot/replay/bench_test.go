package replay_test

import (
	"bytes"
	"os"
	"testing"

	"magbot/bot/minutes"
	"magbot/bot/replay"
)

// One operation is one line of a log, from its text to the Markdown of the
// minutes.
func BenchmarkLine(b *testing.B) {
	var log bytes.Buffer
	for _, path := range logs(b) {
		raw, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		log.Write(raw)
	}
	o := replay.Options{House: newHouse(b), People: knownPeople(b)}
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; {
		r, err := replay.Run(bytes.NewReader(log.Bytes()), o)
		if err != nil {
			b.Fatal(err)
		}
		if minutes.Markdown(r.View, r.Doc) == "" {
			b.Fatal("no minutes")
		}
		n += r.Lines
	}
}
