package ops_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"magbot/bot"
	"magbot/cmd/magbot/ops"
	"magbot/store"
	"magbot/store/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listening is an Ops that somebody can ask.
func listening(t *testing.T) (o *ops.Ops, get func(path string, code int) string) {
	t.Helper()
	o = ops.New()
	l, err := o.Serve(t.Context(), "127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(func() {
		for range 2 {
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return o, func(path string, code int) string {
		t.Helper()
		answer, err := client.Get("http://" + l.Address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != code {
			t.Fatalf("%s: %s, %v, want %d: %s", path, answer.Status, err, code, body)
		}
		return string(body)
	}
}

// failing is a store whose appends meet with an error.
type failing struct {
	store.Store
	err error
}

func (f *failing) Append(ctx context.Context, s store.Stream, at store.Version, records ...store.Record) error {
	if f.err != nil {
		return f.err
	}
	return f.Store.Append(ctx, s, at, records...)
}

func shows(t *testing.T, metrics, line string, yes bool) {
	t.Helper()
	if regexp.MustCompile(`(?m)^`+line+`$`).MatchString(metrics) != yes {
		t.Errorf("%q: want %v in\n%s", line, yes, regexp.MustCompile(`(?m)^(go|process)_.*\n|^#.*\n`).ReplaceAllString(metrics, ""))
	}
}

func append1(t *testing.T, s store.Log, stream store.Stream) {
	t.Helper()
	if err := s.Append(t.Context(), stream, 0, store.Chain(stream, 0, store.Hash{}, []byte("a"), []byte("b"))...); err != nil {
		t.Fatal(err)
	}
}

func TestReadyAndHealthyAreToldApart(t *testing.T) {
	o, get := listening(t)
	get("/healthz", 200)
	get("/readyz", 503)
	o.Ready(true)
	get("/readyz", 200)
	o.Paused(true)
	if said := get("/readyz", 200); !strings.Contains(said, "paused") {
		t.Errorf("a paused one says %q", said)
	}
	shows(t, get("/metrics", 200), "magbot_paused 1", true)
	o.Paused(false)
	heard := true
	o.Remark(func() string {
		if heard {
			return ""
		}
		return "Slack is not heard"
	})
	if said := get("/readyz", 200); strings.TrimSpace(said) != "ready" {
		t.Errorf("a ready one says %q", said)
	}
	heard = false
	if said := get("/readyz", 200); strings.TrimSpace(said) != "ready; Slack is not heard" {
		t.Errorf("one that does not hear Slack says %q", said)
	}

	f := &failing{Store: memory.New()}
	s := o.Store(f)
	tries := func(err error) {
		t.Helper()
		f.err = err
		record := store.Chain("work", 0, store.Hash{}, []byte("x"))[0]
		if got := s.Append(t.Context(), "work", 0, record); !errors.Is(got, err) {
			t.Fatalf("got %v", got)
		}
	}
	tries(store.ErrFull)
	get("/healthz", 200)
	if said := get("/readyz", 503); !strings.Contains(said, "full") {
		t.Errorf("a full one says %q", said)
	}
	tries(store.ErrConflict) // it could have been written
	get("/readyz", 200)
	tries(errors.New("the disk did not confirm a write"))
	get("/healthz", 503)
	get("/readyz", 503)
	tries(nil)
	get("/healthz", 200)
	get("/readyz", 200)
	for why, n := range map[string]string{"full": "1", "conflict": "1", "unknown": "1"} {
		shows(t, get("/metrics", 200), `magbot_append_failures_total\{why="`+why+`"\} `+n, true)
	}
	get("/", 404)
	get("/debug/pprof/", 404)
	o.Ready(false)
	get("/readyz", 503)
}

// away is a store of several processes whose server may not answer.
type away struct {
	*memory.Store
	err    error // of everything
	refuse error // of an append
}

func (a *away) Latest(ctx context.Context) (store.Position, error) {
	if a.err != nil {
		return 0, a.err
	}
	return a.Store.Latest(ctx)
}

func (a *away) Append(ctx context.Context, s store.Stream, at store.Version, records ...store.Record) error {
	if err := errors.Join(a.err, a.refuse); err != nil {
		return err
	}
	return a.Store.Append(ctx, s, at, records...)
}

// A server that is away comes back by itself, so that nothing here is to be
// started again for it.
func TestASharedStoreIsAskedWhetherItAnswers(t *testing.T) {
	o, get := listening(t)
	a := &away{Store: memory.New()}
	s := o.Store(a)
	o.Ready(true)
	append1(t, s, "work")
	if at, err := s.(store.Latest).Latest(t.Context()); err != nil || at != 1 {
		t.Errorf("the engine is told %d, %v", at, err)
	}
	get("/readyz", 200)
	a.err = errors.New("away")
	if err := s.Append(t.Context(), "other", 0, store.Chain("other", 0, store.Hash{}, nil)...); !errors.Is(err, a.err) {
		t.Errorf("got %v", err)
	}
	get("/healthz", 200)
	if said := get("/readyz", 503); !strings.Contains(said, "does not answer") {
		t.Errorf("it says %q", said)
	}
	a.err = nil
	get("/readyz", 200)
	a.refuse = store.ErrFull
	if err := s.Append(t.Context(), "other", 0, store.Chain("other", 0, store.Hash{}, nil)...); !errors.Is(err, store.ErrFull) {
		t.Errorf("got %v", err)
	}
	if said := get("/readyz", 503); !strings.Contains(said, "the server that holds the record is full") {
		t.Errorf("it says %q", said)
	}
}

// When something was recorded about conduct, or in private, would tell that it
// was: not even its number is shown.
func TestOnlyWhatEverybodyKnowsOfIsCounted(t *testing.T) {
	o, get := listening(t)
	s := o.Store(memory.New())
	for _, stream := range []store.Stream{"case/7", "receipts/case/7", "register/1", "room/person/p-7", "room/sessions", "ballot/3", "evaluation/1"} {
		append1(t, s, stream)
	}
	metrics := get("/metrics", 200)
	shows(t, metrics, "magbot_records_total.*", false)
	shows(t, metrics, "magbot_append_seconds_count.*", false)
	for _, stream := range []store.Stream{"meeting/1", "receipts/meeting/1", "work", "community", "room/channel/general"} {
		append1(t, s, stream)
	}
	metrics = get("/metrics", 200)
	for what, n := range map[string]string{"decisions": "6", "receipts": "2", "talk": "2"} {
		shows(t, metrics, `magbot_records_total\{what="`+what+`"\} `+n, true)
	}
	for _, word := range []string{"case", "register", "p-7", "sessions", "general", "meeting/1"} {
		if strings.Contains(metrics, word) {
			t.Errorf("the metrics name %q", word)
		}
	}
}

type platform struct{ err error }

func (platform) Platform() string                               { return "room" }
func (platform) Forget(_ context.Context, _ bot.PersonID) error { return errors.New("forgotten") }

func (p platform) Deliver(context.Context, bot.Delivery) (bot.Posted, error) {
	return bot.Posted{Message: "m1"}, p.err
}

func TestWhatPlatformsAreGivenIsCountedByHowItEnds(t *testing.T) {
	o, get := listening(t)
	for _, err := range []error{nil, nil, errors.New("try later"), &bot.Undeliverable{Why: "the channel is gone"}} {
		for _, key := range []string{"meeting/1 queue", "case/7 told"} {
			posted, got := o.Platform(platform{err}).Deliver(t.Context(), bot.Delivery{Key: key})
			if !errors.Is(got, err) || posted.Message != "m1" {
				t.Errorf("it was changed on the way: %+v, %v", posted, got)
			}
		}
	}
	if err := o.Platform(platform{}).Forget(t.Context(), "p-7"); err == nil {
		t.Error("an erasure did not reach the platform")
	}
	metrics := get("/metrics", 200)
	shows(t, metrics, `magbot_delivery_seconds_count\{platform="room"\} 2`, true)
	shows(t, metrics, `magbot_delivery_failures_total\{again="later",platform="room"\} 1`, true)
	shows(t, metrics, `magbot_delivery_failures_total\{again="never",platform="room"\} 1`, true)
}

type decider struct {
	stream bot.StreamID
	err    error
}

func (d decider) Handle(context.Context, bot.Input) (bot.Answer, error) {
	return bot.Answer{Record: bot.Ref{Stream: d.stream, Version: 1}}, d.err
}

func (decider) Form(context.Context, bot.Input) (bot.Answer, error) {
	return bot.Answer{Done: true}, nil
}

func TestInputsAreCountedOnceTheyAreRecorded(t *testing.T) {
	o, get := listening(t)
	for _, d := range []decider{{stream: "meeting/1"}, {stream: "case/7"}, {}, {err: errors.New("nobody knows")}} {
		if _, err := o.Bot(d).Handle(t.Context(), bot.Input{}); !errors.Is(err, d.err) {
			t.Error(err)
		}
	}
	if answer, err := o.Bot(decider{}).Form(t.Context(), bot.Input{}); err != nil || !answer.Done {
		t.Errorf("%+v, %v", answer, err)
	}
	metrics := get("/metrics", 200)
	shows(t, metrics, "magbot_input_seconds_count 1", true)
	shows(t, metrics, "magbot_input_failures_total 1", true)
}

func TestAMeasureThatCannotBeHadIsLeftOut(t *testing.T) {
	o, get := listening(t)
	o.Measure("magbot_record_bytes", "The record's file.", func() (float64, bool) { return 42, true })
	o.Measure("magbot_disk_free_bytes", "Free.", func() (float64, bool) { return 0, false })
	metrics := get("/metrics", 200)
	shows(t, metrics, "magbot_record_bytes 42", true)
	shows(t, metrics, "magbot_disk_free_bytes.*", false)
}

func TestAnAddressThatIsTakenSaysWhatToDo(t *testing.T) {
	o := ops.New()
	for _, address := range []string{"here", "127.0.0.1:99999"} {
		if _, err := o.Serve(t.Context(), address, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "--ops") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
