package slack

import (
	"cmp"
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

// goodAfter is how long a connection stands before it counts as a good one, so
// that the next failure is met without delay, and what was in its way is over.
const goodAfter = time.Minute

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
		if time.Since(begun) > s.revived {
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

// theSocket names the socket in Trouble.What.
const theSocket = "socket"

// mostSockets is how many sockets may be opened within goodAfter. Slack asks for
// another one every few hours; one that it closes at once again and again is one that
// it does not want, and the library would go on without a pause and never say why.
const mostSockets = 5

// errDismissed is the error of sockets that Slack closes at once.
var errDismissed = errors.New("Slack closes each socket at once")

// connect runs one client of the library until it gives up, or Slack lets no socket
// stand.
func (s *Slack) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(s.client(), socketmode.OptionReadLimit(mostFrame), socketmode.OptionPingInterval(s.silence),
		socketmode.OptionLog(log.New(io.Discard, "", 0))) // what it logs may hold what people wrote
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	stands := time.NewTicker(s.revived)
	defer stands.Stop()
	opened, dismissed := 0, error(nil)
	for {
		select {
		case e := <-client.Events:
			s.heard(ctx, client, e)
			if e.Type == socketmode.EventTypeConnected {
				opened++
			}
			if opened > mostSockets && dismissed == nil {
				dismissed = errDismissed
				s.trouble(ctx, "", "sockets_closed", "", theSocket)
				cancel()
			}
		case <-stands.C:
			if opened = 0; s.Connected() && dismissed == nil {
				s.web.works(ctx, theSocket)
			}
		case err := <-ended:
			return cmp.Or(dismissed, err)
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
			if said := code(failed.ErrorObj); said != "" && cures[said] == "" { // a token is told of when it ends
				s.trouble(ctx, "", said, "", theSocket)
			}
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
