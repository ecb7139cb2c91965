package ops

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const patience = 5 * time.Second // for what is under way when Close is called

// Listener answers until it is closed.
type Listener struct {
	Address string // host and port
	http    *http.Server
	served  chan error
	once    sync.Once
	closed  error
}

// Serve answers at an address, host:port, which who may know nothing should not
// be able to reach.
func (o *Ops) Serve(ctx context.Context, address string, logger *slog.Logger) (*Listener, error) {
	l, err := Listen(ctx, address, o.Handler(), logger)
	if err != nil {
		return nil, fmt.Errorf("%w (choose another address with --ops, such as 127.0.0.1:9737)", err)
	}
	return l, nil
}

// Listen answers at an address, host:port, with a handler.
func Listen(ctx context.Context, address string, h http.Handler, logger *slog.Logger) (*Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	l := &Listener{Address: listener.Addr().String(), served: make(chan error, 1)}
	l.http = &http.Server{
		Handler: h, ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	go func() { l.served <- l.http.Serve(listener) }()
	return l, nil
}

// Close ends it, and waits. It may be called twice.
func (l *Listener) Close() error {
	l.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := l.http.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = l.http.Close()
		}
		if served := <-l.served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		if err != nil {
			l.closed = fmt.Errorf("end the answers at %s: %w", l.Address, err)
		}
	})
	return l.closed
}
