package main_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what another process does.
const patience = 30 * time.Second

// process is a magbot that serves a room, as somebody would start it.
type process struct {
	cmd     *exec.Cmd
	address string
	errors  *buffer
	rest    chan string // what it printed after the address
}

// buffer may be written and read at once.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed when there is more; nil while nobody waits
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.more != nil {
		close(b.more)
		b.more = nil
	}
	return b.text.Write(p)
}

// hears waits until what is written matches, and gives the match; nil when it
// does not in the time that a test has patience.
func (b *buffer) hears(pattern *regexp.Regexp) []string {
	late := time.After(patience)
	for {
		b.mu.Lock()
		if b.more == nil {
			b.more = make(chan struct{})
		}
		more, match := b.more, pattern.FindStringSubmatch(b.text.String())
		b.mu.Unlock()
		if match != nil {
			return match
		}
		select {
		case <-more:
		case <-late:
			return nil
		}
	}
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// launch starts magbot on a data folder; its first line comes out of first.
func launch(ctx context.Context, data, listen string, flags ...string) (*process, <-chan string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find the test binary: %w", err)
	}
	p := &process{errors: &buffer{}, rest: make(chan string, 1)}
	p.cmd = exec.CommandContext(ctx, self)
	p.cmd.Args = append([]string{"magbot", "serve", "--data", data, "--listen", listen}, flags...)
	p.cmd.Stderr = p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("hear what magbot prints: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("start magbot: %w", err)
	}
	lines := bufio.NewReader(out)
	said, rest := make(chan string, 1), p.rest
	go func() {
		line, _ := lines.ReadString('\n') // an end before a line is told by its lack
		said <- line
		after, _ := io.ReadAll(lines)
		rest <- string(after)
	}()
	return p, said, nil
}

// serve starts magbot on a data folder and waits until it prints its address.
func serve(ctx context.Context, data, listen string, flags ...string) (*process, error) {
	p, first, err := launch(ctx, data, listen, flags...)
	if err != nil {
		return nil, err
	}
	select {
	case line := <-first:
		_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
		if !ok {
			err := fmt.Errorf("magbot printed %q and no address: %s", line, p.errors)
			return nil, errors.Join(err, p.kill())
		}
		p.address = "http://" + address
		return p, nil
	case <-time.After(patience):
		return nil, errors.Join(errors.New("magbot printed no address"), p.kill())
	}
}

// host is the address to listen on again.
func (p *process) host() string { return strings.TrimPrefix(p.address, "http://") }

// kill ends it as kill -9 does: nothing is flushed, nothing is closed.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill magbot: %w", err)
	}
	rest := <-p.rest
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		return fmt.Errorf("magbot ended otherwise than by being killed: %w: %s", err, p.errors)
	}
	if rest != "" {
		return fmt.Errorf("magbot printed more than one address: %q", rest)
	}
	return nil
}

// stop ends it as Ctrl-C does, and waits. One that does not end tells where it
// stands: it is made to print what all its goroutines do.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stop magbot: %w", err)
	}
	late := time.AfterFunc(2*patience, func() { _ = p.cmd.Process.Signal(syscall.SIGQUIT) }) // that it ended meanwhile is well
	defer late.Stop()
	<-p.rest
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("magbot did not stop well: %w: %s", err, p.errors)
	}
	return nil
}

// running starts magbot for a test, which kills it at the end if it still runs.
func running(t *testing.T, data, listen string, flags ...string) *process {
	t.Helper()
	p, err := serve(context.WithoutCancel(t.Context()), data, listen, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState != nil {
			return
		}
		if err := p.kill(); err != nil {
			t.Error(err)
		}
	})
	return p
}
