package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// Finding is a setting of the server that would lose data, or might.
type Finding struct {
	Line string // what redis.conf must say
	Why  string
}

func (f Finding) String() string { return f.Why + ": redis.conf should say " + f.Line }

// SettingsError refuses a server whose settings would lose what was answered.
type SettingsError struct {
	Place    string
	Findings []Finding
}

func (e *SettingsError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s would lose parts of the record, so magbot does not use it. Change redis.conf and restart Redis:", e.Place)
	for _, f := range e.Findings {
		fmt.Fprintf(&b, "\n  %s\n      %s", f.Line, f.Why)
	}
	return b.String()
}

// settings is what a server says of itself.
type settings struct {
	version     string
	role        string
	aof         bool
	aofWrites   string // how the last write went: "ok"
	maxmemory   bool
	policy      string
	fsync       string // empty when the server does not tell
	minReplicas int
	replicas    int  // that follow it now
	lazy        bool // it does not sync while it rewrites its file
	open        bool // it asks for no password and hides from nobody
	told        bool // it lets its configuration be read
}

// inspect refuses a server that would lose data, and gives what is only daring.
func (s *Store) inspect(ctx context.Context) (warnings []string, err error) {
	var found settings
	err = s.again(ctx, func(bool) error {
		found, err = s.settings(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.config.ReadOnly {
		return nil, nil
	}
	if found.role != "master" {
		return nil, fmt.Errorf("%s is a %s: name the server that is written to, or use redis-sentinel:// or redis-cluster://, which find it", s.config, found.role)
	}
	if !enough(found.version) {
		return nil, fmt.Errorf("%s runs Redis %s: 6.2 or later is needed", s.config, found.version)
	}
	refused, warned := s.config.judge(found)
	if len(refused) > 0 {
		return nil, &SettingsError{Place: s.config.String(), Findings: refused}
	}
	for _, f := range warned {
		warnings = append(warnings, f.String())
	}
	if !found.told {
		warnings = append(warnings, "Redis does not let this user read its configuration (CONFIG GET), so see for yourself: redis.conf should say appendfsync always")
	}
	return warnings, nil
}

// enough reports whether a version is 6.2 or later.
func enough(version string) bool {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	major, err1 := strconv.Atoi(first)
	minor, err2 := strconv.Atoi(second)
	return err1 == nil && err2 == nil && (major > 6 || major == 6 && minor >= 2)
}

// judge says what would lose data, and what might.
func (c Config) judge(s settings) (refused, warned []Finding) {
	refuse := func(line, why string) { refused = append(refused, Finding{line, why}) }
	warn := func(line, why string) { warned = append(warned, Finding{line, why}) }
	if !s.aof {
		refuse("appendonly yes", "what was answered since the last snapshot is gone when Redis stops")
	} else if s.aofWrites != "" && s.aofWrites != "ok" {
		refuse("appendonly yes", "its append-only file cannot be written (aof_last_write_status:"+s.aofWrites+"): see the log of Redis, is the disk full?")
	}
	switch s.fsync {
	case "always", "":
	case "everysec":
		const why = "the last second of what was answered may be gone when the machine stops"
		if c.Everysec || c.Replicas > 0 {
			warn("appendfsync always", why)
		} else {
			refuse("appendfsync always", why+"; accept=everysec in the store's URL accepts that")
		}
	default:
		refuse("appendfsync always", "the system alone decides when what was answered reaches the disk, half a minute later perhaps")
	}
	if s.lazy {
		refuse("no-appendfsync-on-rewrite no", "while Redis writes its append-only file anew, what was answered does not reach the disk")
	}
	switch {
	case strings.HasPrefix(s.policy, "allkeys-"):
		refuse("maxmemory-policy noeviction", "when memory is full Redis deletes parts of the record to make room")
	case s.policy != "noeviction":
		warn("maxmemory-policy noeviction", "when memory is full Redis deletes keys that expire; the record has none, but nothing else should live beside it")
	}
	if s.told && s.minReplicas < c.Replicas {
		warn(fmt.Sprintf("min-replicas-to-write %d", c.Replicas),
			"a server that was cut off from its replicas goes on taking appends, which nobody confirms and a failover drops")
	}
	if s.open {
		warn("protected-mode yes, and requirepass PASSWORD", "whoever reaches the server can read and delete the record, as it asks for no password")
	}
	if c.Replicas == 0 && c.single != nil && s.replicas > 0 {
		warn("min-replicas-to-write 1", "a replica follows the server, and none has to confirm an append (replicas=1 in the store's URL has it confirm), so one that takes over may lack what was answered")
	}
	if c.Replicas == 0 && (c.sentinel != nil || c.cluster != nil) {
		warn("min-replicas-to-write 1", "no replica has to confirm an append (replicas=0 in the store's URL), so a failover may lose what was answered")
	}
	return refused, warned
}

// settings asks the server that has the keys.
func (s *Store) settings(ctx context.Context) (found settings, err error) {
	conn, err := s.conn(ctx)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	info := map[string]string{}
	for _, section := range []string{"server", "replication", "persistence", "memory"} {
		text, err := conn.Info(ctx, section).Result()
		if err != nil {
			return found, err
		}
		for line := range strings.Lines(text) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				info[name] = value
			}
		}
	}
	found = settings{
		version: info["redis_version"], role: info["role"],
		aof: info["aof_enabled"] == "1", aofWrites: info["aof_last_write_status"],
		maxmemory: info["maxmemory"] != "0", policy: info["maxmemory_policy"],
	}
	if text := info["connected_slaves"]; text != "" {
		if found.replicas, err = strconv.Atoi(text); err != nil {
			return found, fmt.Errorf("read how many replicas there are: %w", err)
		}
	}
	err = s.configured(ctx, conn, &found)
	return found, err
}

// configured asks for the configuration, which a server may keep to itself.
func (s *Store) configured(ctx context.Context, conn *goredis.Conn, found *settings) error {
	set := map[string]string{}
	for _, name := range []string{"appendfsync", "min-replicas-to-write", "no-appendfsync-on-rewrite", "protected-mode", "requirepass"} {
		one, err := conn.ConfigGet(ctx, name).Result()
		if isReply(err) {
			return nil
		}
		if err != nil {
			return err
		}
		set[name] = one[name]
	}
	found.fsync, found.told = set["appendfsync"], set["appendfsync"] != ""
	found.lazy = set["no-appendfsync-on-rewrite"] == "yes"
	found.open = set["protected-mode"] == "no" && set["requirepass"] == "" && !s.config.hasPassword()
	if text := set["min-replicas-to-write"]; text != "" {
		var err error
		if found.minReplicas, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("read min-replicas-to-write: %w", err)
		}
	}
	return nil
}

// hasPassword reports whether the servers are given a password.
func (c Config) hasPassword() bool {
	switch {
	case c.sentinel != nil:
		return c.sentinel.Password != ""
	case c.cluster != nil:
		return c.cluster.Password != ""
	}
	return c.single.Password != ""
}

// isReply tells an answer of the server that says no from a failure to get one.
func isReply(err error) bool {
	_, reply := errors.AsType[goredis.Error](err)
	return reply && !unclear(err)
}
