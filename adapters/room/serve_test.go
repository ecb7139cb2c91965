package room_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"magbot/adapters/room"
)

func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestServingEndsWithItsContext(t *testing.T) {
	s := open(t)
	l := listen(t, "127.0.0.1:0")
	config := s.config
	config.Origin = "http://" + l.Addr().String()
	r, err := room.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, l) }()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get(config.Origin + "/")
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("status %d, %v", res.StatusCode, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String()); err == nil {
		t.Error("the listener is still open")
	}
}

func TestARehearsalIsServedOnLoopbackAlone(t *testing.T) {
	s := open(t)
	l := listen(t, "0.0.0.0:0")
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.room.Serve(t.Context(), l); err == nil || !strings.Contains(err.Error(), "use 127.0.0.1") {
		t.Errorf("it ended with %v", err)
	}
}
