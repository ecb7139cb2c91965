package control

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	fileName = "control"
	trailer  = "Magbot-Result" // "ok", or what went wrong
	done     = "ok"
	patience = 10 * time.Second // for what is under way when Close is called
)

// Path is the file that says where to ask.
func Path(folder string) string { return filepath.Join(folder, fileName) }

// where is what the file holds.
type where struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// Handler answers by writing to w. Its error is told to who asked. Args gives
// what was asked for in particular.
type Handler func(ctx context.Context, w io.Writer) error

type argsKey struct{}

// Args are those that Ask was given, in a handler.
func Args(ctx context.Context) []string {
	args, _ := ctx.Value(argsKey{}).([]string)
	return args
}

// Server answers until it is closed.
type Server struct {
	path   string
	token  string
	http   *http.Server
	once   sync.Once
	closed error
	served chan error
}

// Serve listens, and says where in the folder. A file that a killed process
// left there is replaced, so the caller must hold the folder's record.
func Serve(ctx context.Context, folder string, handlers map[string]Handler) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the operator's commands: %w", err)
	}
	s := &Server{path: Path(folder), token: rand.Text(), served: make(chan error, 1)}
	s.http = &http.Server{Handler: s.routes(handlers), ReadHeaderTimeout: patience, MaxHeaderBytes: 16 << 10}
	if err := s.announce(listener.Addr().String()); err != nil {
		return nil, errors.Join(fmt.Errorf("say where to ask: %w", err), listener.Close())
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// announce writes the file whole.
func (s *Server) announce(address string) error {
	raw, err := json.Marshal(where{Address: address, Token: s.token})
	if err != nil {
		return err
	}
	fresh := s.path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, s.path)
}

func (s *Server) routes(handlers map[string]Handler) http.Handler {
	mux := http.NewServeMux()
	for name, handle := range handlers {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Trailer", trailer)
			w.Header().Set("Content-Type", "application/octet-stream")
			result := done
			if err := handle(context.WithValue(r.Context(), argsKey{}, r.URL.Query()["arg"]), w); err != nil {
				result = strings.ReplaceAll(err.Error(), "\n", " ")
			}
			w.Header().Set(trailer, result)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := []byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		if subtle.ConstantTimeCompare(given, []byte(s.token)) != 1 || r.Header.Get("Origin") != "" {
			http.Error(w, "this is for the operator's own commands", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// Close lets what is under way end, for a while, and takes the file away. It
// may be called twice.
func (s *Server) Close() error {
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := s.http.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) { // a backup goes on in the next process
			err = s.http.Close()
		}
		if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		if gone := os.Remove(s.path); !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		if err != nil {
			s.closed = fmt.Errorf("end the answers to the operator's commands: %w", err)
		}
	})
	return s.closed
}

// ErrNobody means that nothing listens for the folder.
var ErrNobody = errors.New("no magbot that is running here answers")

// RefusedError is what the running magbot says went wrong.
type RefusedError struct{ Said string }

func (e *RefusedError) Error() string { return e.Said }

// Ask has the magbot that runs on the folder do something, and copies to w what
// it answers. The args are for the handler. ErrNobody when none can be asked, *RefusedError when it could not
// do it. After an error, what was copied is worth nothing.
func Ask(ctx context.Context, folder, name string, w io.Writer, args ...string) (err error) {
	at, err := find(folder)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+at.Address+"/"+name+"?"+url.Values{"arg": args}.Encode(), http.NoBody)
	if err != nil {
		return fmt.Errorf("ask the running magbot: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+at.Token)
	// No proxy that the environment may name: the other end is this machine.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusForbidden:
		return fmt.Errorf("%w: what listens at %s is another program", ErrNobody, at.Address)
	default:
		return fmt.Errorf("ask the running magbot to %s: it answers %s; is it of the same release?", name, answer.Status)
	}
	if _, err := io.Copy(w, answer.Body); err != nil {
		return fmt.Errorf("read the answer of the running magbot: %w", err)
	}
	switch said := answer.Trailer.Get(trailer); said {
	case done:
		return nil
	case "":
		return fmt.Errorf("read the answer of the running magbot: %w", io.ErrUnexpectedEOF)
	default:
		return &RefusedError{Said: said}
	}
}

func find(folder string) (at where, err error) {
	raw, err := os.ReadFile(Path(folder))
	if errors.Is(err, os.ErrNotExist) {
		return at, ErrNobody
	}
	if err != nil {
		return at, fmt.Errorf("find out where to ask the running magbot: %w", err)
	}
	if err := json.Unmarshal(raw, &at); err != nil {
		return at, fmt.Errorf("%w: %s cannot be read", ErrNobody, Path(folder))
	}
	host, _, err := net.SplitHostPort(at.Address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return at, fmt.Errorf("%w: %s names %q, which is not this machine", ErrNobody, Path(folder), at.Address)
	}
	return at, nil
}
