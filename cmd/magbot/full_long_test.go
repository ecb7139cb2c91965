//go:build long && linux

package main_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// limitFiles sets how large the files of a running process may grow, in bytes.
func limitFiles(t *testing.T, p *process, bytes uint64) {
	t.Helper()
	limit := unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		t.Fatal(err)
	}
}

// A disk that runs full while people type: whoever is told that it could not be
// recorded is told so, nothing that was taken is lost, and when there is room
// again it goes on without a restart.
func TestFullDiskRefusesInWordsAndGoesOn(t *testing.T) {
	m := born(t)
	c, err := take(m.now.address, desmond)
	if err != nil {
		t.Fatal(err)
	}
	add := func(key, title string) (taken bool) {
		t.Helper()
		body, err := c.say(key, "/mag agenda add "+title)
		if err != nil {
			t.Fatal(err)
		}
		if taken = strings.Contains(body, ": “"+title+"”"); taken {
			m.acknowledged[title]++
		} else if !strings.Contains(body, "could not record this just now. Your text is kept") || !strings.Contains(body, title+"</textarea>") {
			t.Fatalf("it was neither taken nor refused in words: %s", body)
		}
		return taken
	}
	add("first", "The first input")
	limitFiles(t, m.now, 200<<10) // what is there goes further: pages at the end cannot be written
	var title string
	refused := 0
	for tried := 0; refused < 3; tried++ { // fewer inputs than one person may send in a minute
		title = fmt.Sprintf("Input %d %s", tried, strings.Repeat("x", 80))
		if add(title, title) {
			continue
		}
		// It is sent again: whatever else waited for the same commit may be
		// gone, so that there can be room for it alone.
		if !add(title, title) {
			refused++
		}
	}
	limitFiles(t, m.now, unix.RLIM_INFINITY)
	if !add(title, title) {
		t.Error("there is room again, and nothing is taken")
	}
	t.Logf("%d inputs were taken before and after the disk was full", len(m.acknowledged))
	m.holds()
}
