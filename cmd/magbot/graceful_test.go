package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
)

// An operator's stop, and another one because somebody is impatient: requests
// in flight are answered, magbot ends well, and what was acknowledged is there.
func TestAStopLosesNothingThatWasAcknowledged(t *testing.T) {
	for _, stop := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(stop.String(), func(t *testing.T) {
			data := t.TempDir()
			p := running(t, data, "127.0.0.1:0")
			chair, err := take(p.address, wanjiru)
			if err != nil {
				t.Fatal(err)
			}
			chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
			acknowledged := load(t, p)
			for n := range 20 { // they are in full swing
				if _, more := <-acknowledged; !more {
					t.Fatalf("%d inputs were acknowledged before the stop", n)
				}
			}
			for range 2 {
				if err := p.cmd.Process.Signal(stop); err != nil {
					t.Fatal(err)
				}
			}
			begin := time.Now()
			count := 20
			for range acknowledged { // until nobody is answered any more
				count++
			}
			<-p.rest
			if err := p.cmd.Wait(); err != nil {
				t.Fatalf("it did not stop well: %v: %s", err, p.errors)
			}
			if took := time.Since(begin); took > patience {
				t.Errorf("it took %v", took)
			}
			stands := 0
			look(t, data, bot.MeetingStream("1"), func(v bot.View) { stands = len(agenda.Of(v).Inputs) })
			if stands < count || stands > count+writers {
				t.Errorf("%d inputs were acknowledged, %d stand in the record", count, stands)
			}
			if left, err := filepath.Glob(filepath.Join(data, "*.part")); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if _, err := os.Stat(filepath.Join(data, "control")); !os.IsNotExist(err) {
				t.Errorf("it left word where it can be asked: %v", err)
			}
		})
	}
}

const writers = 8

// load has several windows write as fast as they can, until they are no longer
// answered. Each acknowledged input comes out of the channel.
func load(t *testing.T, p *process) <-chan string {
	t.Helper()
	acknowledged := make(chan string, 1<<16)
	var wait sync.WaitGroup
	for n := range writers {
		c, err := take(p.address, []string{temilade, desmond, aroha}[n%3])
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for i := 0; ; i++ {
				title := fmt.Sprintf("Input %d of window %d", i+1, n)
				body, err := c.say(fmt.Sprintf("%d-%d", n, i), "/mag agenda add "+title)
				if err != nil || strings.Contains(body, unsure) {
					return
				}
				if !strings.Contains(body, "Your input is number") {
					t.Errorf("an input is answered otherwise: %s", body)
					return
				}
				acknowledged <- title
			}
		})
	}
	go func() {
		wait.Wait()
		close(acknowledged)
	}()
	return acknowledged
}

// While people write, backups and exports are whole, and each holds what had
// been acknowledged when it was asked for.
func TestCopiesThatAreMadeWhilePeopleWriteAreWhole(t *testing.T) {
	data, to := t.TempDir(), t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	chair, err := take(p.address, wanjiru)
	if err != nil {
		t.Fatal(err)
	}
	chair.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	acknowledged := load(t, p)
	count := 0
	for n := range 3 {
		for range 10 {
			if _, more := <-acknowledged; !more {
				t.Fatalf("nobody is answered after %d inputs", count)
			}
			count++
		}
		record, bundle := fmt.Sprintf("%s/record.%d", to, n), fmt.Sprintf("%s/bundle.%d", to, n)
		runs(t, "backup", record, "--data", data)
		runs(t, "export", "-o", bundle, "--data", data)
		for _, path := range []string{record, bundle} {
			meetings := regexp.MustCompile(`(?m)^meeting/1  (\d+) records`).FindStringSubmatch(runs(t, "verify", path))
			if meetings == nil {
				t.Fatalf("%s does not hold the meeting", path)
			}
			if records, err := strconv.Atoi(meetings[1]); err != nil || records < count {
				t.Errorf("%s holds %d records of a meeting in which %d inputs were acknowledged, %v", path, records, count, err)
			}
		}
	}
	runs(t, "export", "--data", data, "community", "work")
	if said, err := magbot(t, "export", "--data", data, "meeting/99"); err == nil || !strings.Contains(said, "meeting/99") {
		t.Errorf("of a stream that is not there: %v: %s", err, said)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	for range acknowledged { // until nobody is answered any more
		count++
	}
}
