package signal_test

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"magbot/moderation/signal"
)

// worked is how long this thread has been on a processor: what others do on a
// busy machine is not in it.
func worked(tb testing.TB) time.Duration {
	tb.Helper()
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(t.Nano())
}

// talk is messages of 500 characters each in a language: sentences of testdata/pairs, one
// after another, half of them problems.
func talk(tb testing.TB, language string) []string {
	tb.Helper()
	raw, err := os.ReadFile("testdata/pairs/" + language + ".tsv")
	if err != nil {
		tb.Fatal(err)
	}
	const long, most = 500, 500
	var messages []string
	var now []rune
	for line := range strings.Lines(string(raw)) {
		_, sentences, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for now = append(now, []rune(strings.ReplaceAll(sentences, "\t", " ")+" ")...); len(now) >= long && len(messages) < most; now = now[long:] {
			messages = append(messages, string(now[:long]))
		}
	}
	if len(messages) < most/5 {
		tb.Fatalf("%s has %d messages", language, len(messages))
	}
	return messages
}

// counting counts as long as most looks take: whatever is more at its 99th percentile, the
// machine has taken for itself.
func counting(b *testing.B, long time.Duration) []time.Duration {
	b.Helper()
	steps, sum := 1000, uint64(0)
	var took []time.Duration
	for len(took) < 5000 {
		on := worked(b)
		for i := range steps {
			sum = (sum ^ uint64(i)) * 1099511628211
		}
		d := worked(b) - on
		if len(took) == 0 && d < long*9/10 {
			steps += steps / 4
			continue
		}
		took = append(took, d)
	}
	counted = sum
	return took
}

var counted uint64 // so that the compiler keeps the counting

func percentile(of []time.Duration, hundredths int) float64 {
	of = slices.Clone(of)
	slices.Sort(of)
	return float64(of[len(of)*hundredths/100].Nanoseconds()) / 1000
}

// The goal of issue 6, part 11, is 0.1 ms on one core for a message of 500 characters at the
// 99th percentile. The messages all differ and come in turn. "µs-median" and "µs-p99" are
// processor time, "µs-clock" the 99th percentile by the clock, and "µs-machine" that of counting
// for as long as the median, which the machine's own interrupts lengthen as much. "µs-least" is
// the 99th percentile over the messages of the shortest time in which each was looked at.
func BenchmarkLook(b *testing.B) {
	for _, language := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		b.Run(language, func(b *testing.B) {
			messages := talk(b, language)
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			signal.Look(messages[0], signal.Context{})
			const most = 100_000
			cpu, clock := make([]time.Duration, 0, most), make([]time.Duration, 0, most)
			least := make([]time.Duration, len(messages))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				begun, on := time.Now(), worked(b)
				signal.Look(messages[i%len(messages)], signal.Context{})
				took := worked(b) - on
				if len(cpu) < most {
					cpu, clock = append(cpu, took), append(clock, time.Since(begun))
				}
				if shortest := &least[i%len(messages)]; *shortest == 0 || took < *shortest {
					*shortest = took
				}
			}
			b.ReportMetric(percentile(cpu, 50), "µs-median")
			b.ReportMetric(percentile(cpu, 99), "µs-p99")
			b.ReportMetric(percentile(clock, 99), "µs-clock")
			b.ReportMetric(percentile(least, 99), "µs-least")
			b.ReportMetric(percentile(counting(b, time.Duration(percentile(cpu, 50)*1000)), 99), "µs-machine")
		})
	}
}
