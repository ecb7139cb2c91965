package redis_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
)

// What would lose data is refused with the line to change, what is daring is
// told, and what is safe says nothing.
func TestSettingsThatWouldLoseDataAreNamed(t *testing.T) {
	const aof, always, never = "appendonly yes", "appendfsync always", "maxmemory-policy noeviction"
	for name, c := range map[string]struct {
		config  []string
		query   string
		refused []string // the lines
		warned  []string // parts of the warnings
	}{
		"safe":                            {config: []string{aof, always, never}},
		"no append-only file":             {config: []string{"appendonly no", always}, refused: []string{aof}},
		"the system syncs":                {config: []string{aof, "appendfsync no"}, refused: []string{always}},
		"a sync a second":                 {config: []string{aof, "appendfsync everysec"}, refused: []string{always}},
		"a sync a second, accepted":       {config: []string{aof, "appendfsync everysec"}, query: "&accept=everysec", warned: []string{always}},
		"a sync a second beside replicas": {config: []string{aof, "appendfsync everysec"}, query: "&replicas=1", warned: []string{always, "min-replicas-to-write 1"}},
		"no sync beside replicas":         {config: []string{aof, "appendfsync no"}, query: "&replicas=1", refused: []string{always}},
		"evicting":                        {config: []string{aof, always, "maxmemory 100mb", "maxmemory-policy allkeys-lru"}, refused: []string{never}},
		"evicting what expires":           {config: []string{aof, always, "maxmemory-policy volatile-ttl"}, warned: []string{never}},
		"replicas and what they need":     {config: []string{aof, always, "min-replicas-to-write 1"}, query: "&replicas=1"},
		"no sync during a rewrite":        {config: []string{aof, always, "no-appendfsync-on-rewrite yes"}, refused: []string{"no-appendfsync-on-rewrite no"}},
		"open to everybody":               {config: []string{aof, always, "protected-mode no"}, warned: []string{"requirepass"}},
		"a replica that nobody asks":      {config: []string{aof, always}, query: "&replicas=0", warned: []string{"replicas=1 in the store's URL"}},
		"everything wrong":                {config: []string{"maxmemory-policy allkeys-random", "appendfsync no"}, refused: []string{aof, always, never}},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.StartBare(t, c.config...)
			if strings.Contains(c.query, "replicas") {
				redistest.Start(t).Follow(t, server)
			}
			s, err := tryURL(t.Context(), server.URL("forum", c.query))
			if err == nil {
				defer shut(t, s)
				warned := strings.Join(s.Warnings(), "\n")
				for _, w := range c.warned {
					if !strings.Contains(warned, w) {
						t.Errorf("the warnings %q do not name %q", warned, w)
					}
				}
				if len(s.Warnings()) != len(c.warned) {
					t.Errorf("the warnings are %q", warned)
				}
			}
			wantRefused(t, err, c.refused)
		})
	}
}

func wantRefused(t *testing.T, err error, lines []string) {
	t.Helper()
	if len(lines) == 0 {
		if err != nil {
			t.Error(err)
		}
		return
	}
	refused, is := errors.AsType[*redis.SettingsError](err)
	if !is {
		t.Fatalf("got %v, want a SettingsError", err)
	}
	for i, f := range refused.Findings {
		if i >= len(lines) || f.Line != lines[i] || f.Why == "" || !strings.Contains(err.Error(), f.Line) || !strings.Contains(err.Error(), f.Why) {
			t.Errorf("finding %d is %+v, want the lines %q", i, f, lines)
		}
	}
	if len(refused.Findings) != len(lines) {
		t.Errorf("%d findings, want %d", len(refused.Findings), len(lines))
	}
}

func TestAServerThatHidesItsSettingsIsTold(t *testing.T) {
	server := redistest.Start(t, "user magbot on >word ~magbot:* +@all -config")
	s := openURL(t, "redis://magbot:word@"+server.Addr()+"/0")
	if w := strings.Join(s.Warnings(), "\n"); !strings.Contains(w, "CONFIG GET") || !strings.Contains(w, "appendfsync always") {
		t.Errorf("the warnings are %q", w)
	}
	filled(t, s, store.Head{Stream: "work"}, "one")
}

func TestWhoMayNotComeInIsToldWithoutThePassword(t *testing.T) {
	const right, wrong = "correct-horse", "wrong-battery"
	server := redistest.Start(t, "requirepass "+right, "user narrow on >"+right+" ~other:* +@all")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(right+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{
		"a wrong password":  "redis://:" + wrong + "@" + server.Addr(),
		"no password":       "redis://" + server.Addr(),
		"a wrong user":      "redis://somebody:" + right + "@" + server.Addr(),
		"a user of nothing": "redis://narrow:" + right + "@" + server.Addr(),
	} {
		s, err := tryURL(t.Context(), url)
		if err == nil {
			shut(t, s)
		}
		if refused, is := errors.AsType[*redis.AccessError](err); !is || !strings.Contains(refused.Error(), "MAGBOT_STORE") ||
			strings.Contains(err.Error(), right) || strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: got %v, want an AccessError without the password", name, err)
		}
	}
	for name, url := range map[string]string{
		"in the URL": "redis://:" + right + "@" + server.Addr(),
		"in a file":  "redis://" + server.Addr() + "?password-file=" + file,
	} {
		s := openURL(t, url)
		filled(t, s, store.Head{Stream: store.Stream(strings.ReplaceAll(strings.ToLower(name), " ", "-"))}, "one")
		if strings.Contains(s.String(), right) || strings.Contains(s.String(), file) {
			t.Errorf("%s: it calls itself %s", name, s)
		}
	}
}

// A password that is changed while a process runs is noticed and told.
func TestAPasswordThatChangesIsTold(t *testing.T) {
	server := redistest.Start(t)
	s := openURL(t, server.URL("forum", ""))
	head := filled(t, s, store.Head{Stream: "work"}, "one")
	server.Do(t, "CONFIG", "SET", "requirepass", "new")
	server.Kill(t)
	server.AgainWith(t, "requirepass new")
	_, err := added(soon(t), s, head, "two")
	if _, is := errors.AsType[*redis.AccessError](err); !is {
		t.Errorf("got %v, want an AccessError", err)
	}
}

func TestAServerThatIsNotThereIsSaid(t *testing.T) {
	server := redistest.Start(t)
	server.Kill(t)
	s, err := tryURL(soon(t), server.URL("forum", ""))
	if err == nil || !strings.Contains(err.Error(), "connection refused") || !strings.Contains(err.Error(), server.Addr()) {
		t.Errorf("got %v, %v", s, err)
	}
}
