package ops

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"magbot/store"
)

// Ops counts, and tells.
type Ops struct {
	registry *prometheus.Registry

	appends    *prometheus.HistogramVec
	records    *prometheus.CounterVec
	refused    *prometheus.CounterVec
	deliveries *prometheus.HistogramVec
	missed     *prometheus.CounterVec
	inputs     prometheus.Histogram
	failed     prometheus.Counter
	requests   *prometheus.CounterVec
	open       prometheus.Gauge

	ready  atomic.Bool
	paused atomic.Bool
	shared atomic.Pointer[store.Shared] // a store that several processes share
	trouble

	remarkable sync.Mutex
	remarking  []func() string
}

// trouble is what the last append met with.
type trouble struct {
	full   atomic.Bool
	broken atomic.Bool
}

// instants are the bounds of histograms, in seconds: a sync of a disk takes
// between a tenth of a millisecond and, when something is wrong, many seconds.
func instants() []float64 {
	return []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
}

// New makes an Ops that is not ready yet.
func New() *Ops {
	o := &Ops{
		registry: prometheus.NewRegistry(),
		appends: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "magbot_append_seconds", Help: "How long the record took to hold something, on the disk.", Buckets: instants(),
		}, []string{"what"}),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "magbot_records_total", Help: "Records appended since the start.",
		}, []string{"what"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "magbot_append_failures_total", Help: "Appends that did not succeed; a conflict is decided again and harmless.",
		}, []string{"why"}),
		deliveries: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "magbot_delivery_seconds", Help: "How long a platform took to post a message.", Buckets: instants(),
		}, []string{"platform"}),
		missed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "magbot_delivery_failures_total", Help: "Messages that a platform did not take: later ones are tried again, never ones cannot be delivered.",
		}, []string{"platform", "again"}),
		inputs: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "magbot_input_seconds", Help: "From an input in the room to the answer that it is recorded.", Buckets: instants(),
		}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "magbot_input_failures_total", Help: "Inputs of which nobody knows whether they were recorded; people send them again.",
		}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "magbot_http_requests_total", Help: "Requests to the room.",
		}, []string{"code", "method"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "magbot_http_open_requests", Help: "Requests to the room that are being answered; each open window holds one.",
		}),
	}
	flag := func(name, help string, is func() bool) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			if is() {
				return 1
			}
			return 0
		})
	}
	o.registry.MustRegister(
		o.appends, o.records, o.refused, o.deliveries, o.missed, o.inputs, o.failed, o.requests, o.open,
		flag("magbot_ready", "1 while magbot serves.", o.ready.Load),
		flag("magbot_paused", "1 while nothing is posted, after a restore or an import.", o.paused.Load),
		flag("magbot_disk_full", "1 while nothing can be recorded for want of room.", o.full.Load),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
	)
	return o
}

// Measure shows a number that is asked for whenever somebody looks. One that
// cannot be had is left out.
func (o *Ops) Measure(name, help string, measure func() (value float64, ok bool)) {
	o.registry.MustRegister(&measured{desc: prometheus.NewDesc(name, help, nil, nil), measure: measure})
}

// Count shows a number that only grows.
func (o *Ops) Count(name, help string, count func() uint64) {
	o.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(count()) }))
}

type measured struct {
	desc    *prometheus.Desc
	measure func() (float64, bool)
}

// Describe implements prometheus.Collector.
func (m *measured) Describe(to chan<- *prometheus.Desc) { to <- m.desc }

// Collect implements prometheus.Collector.
func (m *measured) Collect(to chan<- prometheus.Metric) {
	if value, ok := m.measure(); ok {
		to <- prometheus.MustNewConstMetric(m.desc, prometheus.GaugeValue, value)
	}
}

// Ready says whether magbot serves.
func (o *Ops) Ready(yes bool) { o.ready.Store(yes) }

// Paused says whether magbot posts nothing.
func (o *Ops) Paused(yes bool) { o.paused.Store(yes) }

// note keeps what the last append met with.
func (o *Ops) note(err error) {
	switch {
	case err == nil, errors.Is(err, store.ErrConflict):
		o.full.Store(false)
		o.broken.Store(false)
	case errors.Is(err, store.ErrFull):
		o.full.Store(true)
	case why(err) == "unknown":
		o.broken.Store(true)
	}
}

// Health says in a line whether only a new start can help.
func (o *Ops) Health(context.Context) (line string, well bool) {
	if o.unconfirmed() {
		return "the disk did not confirm a write: start magbot again", false
	}
	return "alive", true
}

// Readiness says in a line whether something can be recorded.
func (o *Ops) Readiness(ctx context.Context) (line string, ready bool) {
	switch {
	case !o.ready.Load():
		return "starting or ending", false
	case !o.answers(ctx):
		return "nothing can be recorded: the server that holds the record does not answer as it should; see the log of magbot", false
	case o.unconfirmed():
		return "nothing can be recorded: the disk did not confirm a write", false
	case o.full.Load() && o.shared.Load() != nil:
		return "nothing can be recorded: the server that holds the record is full", false
	case o.full.Load():
		return "nothing can be recorded: the disk is full", false
	case o.paused.Load():
		return "ready, and paused: nothing is posted until magbot resume", true
	default:
		return strings.Join(append([]string{"ready"}, o.remarks()...), "; "), true
	}
}

// Remark has /readyz say something beside "ready", while there is something to say: a
// platform that is not heard is no reason to take the others away.
func (o *Ops) Remark(remark func() string) {
	o.remarkable.Lock()
	defer o.remarkable.Unlock()
	o.remarking = append(o.remarking, remark)
}

func (o *Ops) remarks() (all []string) {
	o.remarkable.Lock()
	defer o.remarkable.Unlock()
	for _, remark := range o.remarking {
		if line := remark(); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// Handler answers /healthz, /readyz and /metrics.
func (o *Ops) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, is := range map[string]func(context.Context) (string, bool){"/healthz": o.Health, "/readyz": o.Readiness} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			line, yes := is(r.Context())
			code := http.StatusOK
			if !yes {
				code = http.StatusServiceUnavailable
			}
			say(w, code, line)
		})
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	return mux
}

// unconfirmed reports whether this process can record nothing any more. A
// server that was away comes back; a file that did not take a write does not.
func (o *Ops) unconfirmed() bool { return o.broken.Load() && o.shared.Load() == nil }

// soon is how long a shared store has to answer somebody who asks whether
// magbot is ready.
const soon = 2 * time.Second

// answers asks a store that several processes share for its end, which tells too
// when it has lost what was seen. A store of this process alone always answers.
func (o *Ops) answers(ctx context.Context) bool {
	shared := o.shared.Load()
	if shared == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	_, err := (*shared).Latest(ctx)
	return err == nil
}

func say(w http.ResponseWriter, code int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = fmt.Fprintln(w, line) // who asked has gone; nobody is left to be told
}
