package main

import (
	"bytes"
	"strings"
	"testing"
)

const printed = `goos: linux
BenchmarkAppend/1_writer-2         	    1000	    301922 ns/op	      3325 appends/s	      7060 file/s	         0.4710 x-file
BenchmarkAppend/16_writers-2       	    1000	     67762 ns/op	     15004 appends/s	      6887 file/s	         2.179 x-file
BenchmarkAppend/16_writers_beside_1	    1000	     68038 ns/op	     15184 appends/s	      3246 one/s	         4.678 x-one
PASS
`

func fileRows() []row { return suites()[0].rows }

func TestEachRowShowsFigureLimitRatioAndGoal(t *testing.T) {
	lines, err := table(fileRows(), results([]byte(printed)))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 writer beside file with fsync|3325 /s|7060 /s|47.1 %|at least 80 %|missed",
		"16 writers beside file with fsync|15004 /s|6887 /s|218 %||",
		"16 writers beside 1 (file with fsync)|15184 /s|3246 /s|4.68 times|at least 3 times|reached",
	}
	for i, line := range lines {
		if got := strings.Join(line, "|"); got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
	var b bytes.Buffer
	if err := write(&b, lines); err != nil || !strings.Contains(b.String(), "missed\n") {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
}

func TestWhatWasNotMeasuredIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		"PASS\n": "did not run",
		strings.Replace(printed, "file/s", "disk/s", 1): `does not report "file/s"`,
	} {
		if _, err := table(fileRows(), results([]byte(text))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestUnderAGoalMeansBelowIt(t *testing.T) {
	g := goal{metric: "s-ready", unit: "s", value: 2, most: true}
	for v, want := range map[float64]string{1.99: "reached", 2: "missed", 2.5: "missed"} {
		if got := g.judge(map[string]float64{"s-ready": v}); got != want {
			t.Errorf("%v s: %s", v, got)
		}
	}
}

func TestEveryRowNamesItsMetrics(t *testing.T) {
	for _, s := range suites() {
		for _, r := range s.rows {
			if r.name == "" || r.bench == "" || r.figure.metric == "" {
				t.Errorf("%s: %+v", s.pkg, r)
			}
		}
	}
}
