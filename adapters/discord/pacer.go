package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/time/rate"
)

// What the pacer holds to. Source: topics/rate-limits.
const (
	perSecond   = 50   // requests of a bot, but for those of interactions
	mostWrong   = 5000 // of 401, 403 and 429 in wrongWithin; at 10,000 Discord blocks the address
	wrongWithin = 10 * time.Minute
	mostTries   = 5
)

// errPaused is the error of a request that Discord would refuse until after its
// time is over.
var errPaused = errors.New("Discord has asked to wait")

// pacer is the transport of every request: it waits where a limit is reached,
// waits everywhere where Discord says that the limit is global, and tries again
// what met a limit or a server that is away for a moment. Nothing outlasts the
// context of its request.
type pacer struct {
	next   http.RoundTripper
	base   *url.URL // stands in for discord.com; nil for Discord itself
	steady *rate.Limiter
	// first is the wait before a server that is away is asked again.
	first time.Duration

	mu     sync.Mutex
	paused time.Time            // for all routes
	routes map[string]time.Time // when a route is free again
	wrong  []time.Time
}

func newPacer(next http.RoundTripper, base *url.URL) *pacer {
	return &pacer{next: next, base: base, steady: rate.NewLimiter(perSecond, perSecond), first: 500 * time.Millisecond, routes: map[string]time.Time{}}
}

// pace says how a request is limited; it travels in its context.
type pace struct {
	route  string
	exempt bool // of an interaction: no global limit holds for it
}

type paceKey struct{}

// RoundTrip implements http.RoundTripper.
func (p *pacer) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	how, ok := ctx.Value(paceKey{}).(pace)
	if !ok {
		how = pace{route: req.Method + " " + req.URL.Path}
	}
	again := backoff.NewExponentialBackOff()
	again.InitialInterval, again.MaxInterval = p.first, 4*time.Second
	for try := 1; ; try++ {
		if err := p.wait(ctx, how); err != nil {
			return nil, err
		}
		one, err := p.attempt(req)
		if err != nil {
			return nil, err
		}
		resp, err := p.next.RoundTrip(one)
		if err != nil {
			return nil, err
		}
		after, err := p.learn(how, resp, again)
		if err != nil {
			return nil, err
		}
		if after == 0 || try == mostTries || tooLate(ctx, time.Now().Add(after)) {
			return resp, nil
		}
		if err := errors.Join(resp.Body.Close(), sleep(ctx, after)); err != nil {
			return nil, err
		}
	}
}

// attempt is a request that can be sent, with a body of its own.
func (p *pacer) attempt(req *http.Request) (*http.Request, error) {
	one := req.Clone(req.Context())
	if p.base != nil {
		one.URL.Scheme, one.URL.Host, one.Host = p.base.Scheme, p.base.Host, ""
	}
	if req.GetBody == nil {
		return one, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, fmt.Errorf("send a request again: %w", err)
	}
	one.Body = body
	return one, nil
}

// wait returns when a request may be sent.
func (p *pacer) wait(ctx context.Context, how pace) error {
	for {
		p.mu.Lock()
		until := p.routes[how.route]
		if !how.exempt && p.paused.After(until) {
			until = p.paused
		}
		blocked := len(p.wrong) >= mostWrong && time.Since(p.wrong[0]) < wrongWithin
		p.mu.Unlock()
		if blocked {
			return fmt.Errorf("%w: too many requests were refused", errPaused)
		}
		left := time.Until(until)
		if left <= 0 {
			break
		}
		if tooLate(ctx, until) {
			return errPaused
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
	if how.exempt {
		return nil
	}
	if err := p.steady.Wait(ctx); err != nil {
		return fmt.Errorf("%w: %w", errPaused, err)
	}
	return nil
}

// tooLate reports whether the time of a request ends before an instant.
func tooLate(ctx context.Context, until time.Time) bool {
	end, ok := ctx.Deadline()
	return ok && end.Before(until)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// learn takes what an answer says about limits, and says after how long the
// request is to be tried again; 0 for never.
func (p *pacer) learn(how pace, resp *http.Response, again *backoff.ExponentialBackOff) (time.Duration, error) {
	switch resp.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return again.NextBackOff(), nil
	case http.StatusTooManyRequests:
		after, global, err := limited(resp)
		if err != nil {
			return 0, err
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		until := time.Now().Add(after)
		if global {
			p.paused = later(p.paused, until)
		} else {
			p.routes[how.route] = later(p.routes[how.route], until)
		}
		if resp.Header.Get("X-RateLimit-Scope") != "shared" {
			p.refused()
		}
		return max(after, time.Millisecond), nil
	case http.StatusUnauthorized, http.StatusForbidden:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.refused()
		return 0, nil
	}
	if resp.Header.Get("X-RateLimit-Remaining") == "0" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.tidy()
		if after, ok := seconds(resp.Header.Get("X-RateLimit-Reset-After")); ok {
			p.routes[how.route] = time.Now().Add(after)
		}
	}
	return 0, nil
}

// refused counts a request that was; the caller holds mu.
func (p *pacer) refused() {
	p.wrong = append(p.wrong, time.Now())
	for len(p.wrong) > 0 && (len(p.wrong) > mostWrong || time.Since(p.wrong[0]) > wrongWithin) {
		p.wrong = p.wrong[1:]
	}
}

// tidy forgets the routes that are free; the caller holds mu.
func (p *pacer) tidy() {
	if len(p.routes) < 500 {
		return
	}
	for route, until := range p.routes {
		if time.Now().After(until) {
			delete(p.routes, route)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mostRefusal is how much of a refusal is read.
const mostRefusal = 64 << 10

// limited reads how long Discord asks to wait, and whether everywhere. The body
// stays readable.
func limited(resp *http.Response) (after time.Duration, global bool, err error) {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostRefusal))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return 0, false, fmt.Errorf("read how long to wait: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	after = time.Second // a proxy of Discord's may answer without any
	if d, ok := seconds(resp.Header.Get("Retry-After")); ok {
		after = d
	}
	var said struct {
		After  *float64 `json:"retry_after"`
		Global bool     `json:"global"`
	}
	if json.Unmarshal(raw, &said) == nil && said.After != nil {
		after = time.Duration(*said.After * float64(time.Second))
	}
	return after, said.Global || resp.Header.Get("X-RateLimit-Global") == "true", nil
}

func seconds(text string) (time.Duration, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > 1e6 {
		return 0, false
	}
	return time.Duration(n * float64(time.Second)), true
}
