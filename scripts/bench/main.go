package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, words []string, out io.Writer) error {
	var rows [][]string
	for _, s := range suites() {
		wanted := s.rows
		if len(words) > 0 {
			wanted = slices.DeleteFunc(slices.Clone(wanted), func(r row) bool { return !strings.Contains(r.name, words[0]) })
		}
		if len(wanted) == 0 {
			continue
		}
		raw, err := s.run(ctx)
		if err != nil {
			return err
		}
		some, err := table(wanted, results(raw))
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", s.pkg, err, raw)
		}
		rows = append(rows, some...)
	}
	if len(rows) == 0 {
		return fmt.Errorf("no row has %q in its name", words)
	}
	return write(out, rows)
}

// run runs one package's benchmarks by themselves, so that none disturbs another.
func (s suite) run(ctx context.Context) ([]byte, error) {
	args := []string{"test", "-run=^$", "-bench=" + s.bench, "-benchtime=" + s.times, "-timeout=30m", s.pkg}
	fmt.Fprintln(os.Stderr, "go", strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, "go", args...)
	raw, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", s.pkg, err, raw)
	}
	return raw, nil
}

// results reads what go test prints: the metrics by name of each benchmark, whose
// own name loses the number of processors at its end.
func results(raw []byte) map[string]map[string]float64 {
	found := map[string]map[string]float64{}
	for line := range bytes.Lines(raw) {
		fields := strings.Fields(string(line))
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(fields[0], "Benchmark")
		if i := strings.LastIndex(name, "-"); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i]
			}
		}
		metrics := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				metrics[fields[i+1]] = v
			}
		}
		found[name] = metrics
	}
	return found
}

// table makes a line of each row. A metric that was not reported is an error: a
// table with holes would pass for a measurement.
func table(rows []row, found map[string]map[string]float64) ([][]string, error) {
	var lines [][]string
	for _, r := range rows {
		metrics, ok := found[r.bench]
		if !ok {
			return nil, fmt.Errorf("the benchmark %q did not run", r.bench)
		}
		line := []string{r.name}
		for _, q := range []quantity{r.figure, r.limit, r.ratio} {
			v, reported := metrics[q.metric]
			switch {
			case q.metric == "":
				line = append(line, "")
			case !reported:
				return nil, fmt.Errorf("the benchmark %q does not report %q", r.bench, q.metric)
			default:
				line = append(line, q.write(v))
			}
		}
		line = append(line, r.goal.write(), r.goal.judge(metrics))
		lines = append(lines, line)
	}
	return lines, nil
}

// write gives a value in the unit that is shown, to three digits.
func (q quantity) write(v float64) string {
	if q.scale != 0 {
		v *= q.scale
	}
	text := strconv.FormatFloat(v, 'g', 3, 64)
	if v >= 100 {
		text = strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strings.TrimSpace(text + " " + q.unit)
}

func (g goal) write() string {
	switch {
	case g.metric == "":
		return ""
	case g.most:
		return "under " + strconv.FormatFloat(g.value, 'g', -1, 64) + " " + g.unit
	}
	return "at least " + strconv.FormatFloat(g.value, 'g', -1, 64) + g.unit
}

func (g goal) judge(metrics map[string]float64) string {
	v := metrics[g.metric]
	if g.scale != 0 {
		v *= g.scale
	}
	switch {
	case g.metric == "":
		return ""
	case g.most && v < g.value, !g.most && v >= g.value:
		return "reached"
	}
	return "missed"
}

func write(out io.Writer, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintf(w, "%d cores, %s/%s, %s\n\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	for _, line := range append([][]string{{"what", "figure", "limit", "ratio", "goal", ""}}, rows...) {
		_, more := fmt.Fprintln(w, strings.TrimRight(strings.Join(line, "\t"), "\t"))
		err = errors.Join(err, more)
	}
	return errors.Join(err, w.Flush())
}
