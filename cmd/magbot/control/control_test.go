package control_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"magbot/cmd/magbot/control"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func serve(t *testing.T, folder string, handlers map[string]control.Handler) *control.Server {
	t.Helper()
	s, err := control.Serve(t.Context(), folder, handlers)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func says(text string, err error) control.Handler {
	return func(_ context.Context, w io.Writer) error {
		_, werr := io.WriteString(w, text)
		return errors.Join(werr, err)
	}
}

func TestWhoMayReadTheFolderMayAsk(t *testing.T) {
	folder := t.TempDir()
	long := strings.Repeat("the whole record ", 1<<16)
	s := serve(t, folder, map[string]control.Handler{
		"backup": says(long, nil), "fail": says("half", errors.New("the disk\nis full")), "empty": says("", nil),
	})
	info, err := os.Stat(control.Path(folder))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	var out bytes.Buffer
	if err := control.Ask(t.Context(), folder, "backup", &out); err != nil || out.String() != long {
		t.Errorf("%d bytes of %d, %v", out.Len(), len(long), err)
	}
	if err := control.Ask(t.Context(), folder, "empty", io.Discard); err != nil {
		t.Errorf("an empty answer: %v", err)
	}
	refused, is := errors.AsType[*control.RefusedError](control.Ask(t.Context(), folder, "fail", io.Discard))
	if !is || refused.Said != "the disk is full" {
		t.Errorf("got %v", refused)
	}
	if err := control.Ask(t.Context(), folder, "sing", io.Discard); err == nil || errors.Is(err, control.ErrNobody) {
		t.Errorf("what nobody knows: %v", err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := control.Ask(t.Context(), folder, "backup", io.Discard); !errors.Is(err, control.ErrNobody) {
		t.Errorf("after the end: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWhoHasNoTokenIsRefused(t *testing.T) {
	folder := t.TempDir()
	serve(t, folder, map[string]control.Handler{"backup": func(context.Context, io.Writer) error {
		t.Error("it was done")
		return nil
	}})
	raw, err := os.ReadFile(control.Path(folder))
	if err != nil {
		t.Fatal(err)
	}
	var at struct{ Address, Token string }
	if err := json.Unmarshal(raw, &at); err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]http.Header{
		"nothing":       {},
		"another token": {"Authorization": {"Bearer " + strings.ToLower(at.Token)}},
		"a web page":    {"Authorization": {"Bearer " + at.Token}, "Origin": {"https://example.org"}},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+at.Address+"/backup", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = header
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s, %v", name, answer.Status, err)
		}
	}
}

func TestAFileThatWasLeftBehindAsksNobody(t *testing.T) {
	for name, content := range map[string]string{
		"nothing listens":   `{"address":"127.0.0.1:1","token":"x"}`,
		"another machine":   `{"address":"192.0.2.1:80","token":"x"}`,
		"a name":            `{"address":"example.org:80","token":"x"}`,
		"cut off":           `{"addr`,
		"no address at all": `{}`,
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "control"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := control.Ask(t.Context(), folder, "verify", io.Discard); !errors.Is(err, control.ErrNobody) {
			t.Errorf("%s: %v", name, err)
		}
		s := serve(t, folder, map[string]control.Handler{"verify": says("whole", nil)})
		var out strings.Builder
		if err := control.Ask(t.Context(), folder, "verify", &out); err != nil || out.String() != "whole" {
			t.Errorf("%s, after a start: %q, %v", name, out.String(), err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAnAnswerThatBreaksOffIsAnError(t *testing.T) {
	folder := t.TempDir()
	serve(t, folder, map[string]control.Handler{"backup": func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strings.Repeat("x", 1<<16))
		panic(errors.Join(http.ErrAbortHandler, err))
	}})
	if err := control.Ask(t.Context(), folder, "backup", io.Discard); err == nil {
		t.Error("half an answer was taken for a whole one")
	}
}

// What is asked for in particular arrives as it was written.
func TestArgumentsArriveAsTheyAre(t *testing.T) {
	folder := t.TempDir()
	serve(t, folder, map[string]control.Handler{"export": func(ctx context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "%q", control.Args(ctx))
		return err
	}})
	for want, args := range map[string][]string{`[]`: nil, `["meeting/1" "a b&arg=c" "" "ü?"]`: {"meeting/1", "a b&arg=c", "", "ü?"}} {
		var out bytes.Buffer
		if err := control.Ask(t.Context(), folder, "export", &out, args...); err != nil || out.String() != want {
			t.Errorf("%q: %s, %v", args, out.String(), err)
		}
	}
}
