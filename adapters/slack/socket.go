package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/cenkalti/backoff/v5"
	sdk "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"magbot/bot/lang"
)

// mostFrame is the longest frame that is read from the socket, in bytes.
const mostFrame = 8 << 20

// revived is how long a connection stands before it counts as a good one, so
// that the next failure is met without delay.
const revived = time.Minute

// deadAfter is how long Slack may say nothing, not even a ping, before the socket
// counts as dead and is opened anew.
const deadAfter = 30 * time.Second

// Run receives by Socket Mode until ctx ends or the adapter is closed, which is
// no error. It connects again whenever the connection ends, ever more slowly,
// because Slack allows one connection a minute; only a token that Slack does not
// take ends it, with an error that says what to do.
func (s *Slack) Run(ctx context.Context) error {
	if s.AppToken == "" {
		return errors.New("slack: Socket Mode needs an app token (xapp-…)")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	unhook := context.AfterFunc(s.life, cancel) //nolint:contextcheck // the adapter's own end ends it too
	defer unhook()
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = time.Second, 5*time.Minute
	for {
		begun := time.Now()
		err := s.connect(ctx)
		s.connected.Store(0)
		if ctx.Err() != nil {
			return nil
		}
		if key := cures[code(err)]; key == "slack.cure-token" {
			s.trouble(ctx, "", code(err), "", "")
			return lang.Refuse(key, "error", code(err))
		}
		s.Logger.Error("the connection to Slack ended", "error", bare(err))
		if time.Since(begun) > revived {
			wait.Reset()
		}
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// connect runs one client of the library until it gives up.
func (s *Slack) connect(ctx context.Context) error {
	client := socketmode.New(s.client(), socketmode.OptionReadLimit(mostFrame), socketmode.OptionPingInterval(s.silence),
		socketmode.OptionLog(log.New(io.Discard, "", 0))) // what it logs may hold what people wrote
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	for {
		select {
		case e := <-client.Events:
			s.heard(ctx, client, e)
		case err := <-ended:
			return err
		}
	}
}

// heard takes one event of the library.
func (s *Slack) heard(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello, socketmode.EventTypeConnected:
		s.connected.Store(s.Now().Unix())
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		if e.Request != nil {
			s.frame(ctx, client, *e.Request)
		}
	case socketmode.EventTypeErrorBadMessage:
		// The library cannot read it; maybe it is only a block of a new kind.
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok {
			req, err := parse[socketmode.Request](bad.Message, "a frame")
			if err != nil || req.EnvelopeID == "" {
				s.Logger.Error("a frame of the socket cannot be read", "error", err)
				return
			}
			s.frame(ctx, client, req)
		}
	case socketmode.EventTypeConnectionError:
		s.connected.Store(0)
		if failed, ok := e.Data.(*sdk.ConnectionErrorEvent); ok {
			s.Logger.Warn("Slack cannot be reached", "attempt", failed.Attempt, "error", bare(failed.ErrorObj))
		}
	case socketmode.EventTypeConnecting, socketmode.EventTypeDisconnect:
		s.connected.Store(0) // whatever stood before has ended, also without a word
	case socketmode.EventTypeErrorWriteFailed:
		s.Logger.Warn("an answer to Slack was not sent; Slack will ask again")
	case socketmode.EventTypeIncomingError, socketmode.EventTypeInvalidAuth:
	}
}

// frame takes an envelope of the socket.
func (s *Slack) frame(ctx context.Context, client *socketmode.Client, req socketmode.Request) {
	s.connected.Store(s.Now().Unix())
	s.take(envelope{kind(req.Type), req.Payload}, func(reply any, err error) {
		if err != nil {
			s.Logger.Error("an envelope is left to Slack to send again", "error", err)
			return
		}
		if err := client.AckCtx(ctx, req.EnvelopeID, reply); err != nil && ctx.Err() == nil {
			s.Logger.Error("acknowledge an envelope", "error", err)
		}
	})
}

// Connected reports whether the socket is open, for a check of readiness. With
// signed requests over HTTP it is always false.
func (s *Slack) Connected() bool { return s.connected.Load() != 0 }

// String names the adapter without its tokens.
func (s *Slack) String() string { return fmt.Sprintf("slack %s", s.workspace) }
