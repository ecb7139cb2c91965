package redis_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"magbot/store/redis"
)

func TestURLsAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]redis.Config{
		"redis://localhost":                                                                   {Community: "magbot", Wait: 2 * time.Second},
		"rediss://user:s3cret@redis.example.org:6380/3":                                       {Community: "magbot", Wait: 2 * time.Second},
		"redis://localhost?community=forum&replicas=2":                                        {Community: "forum", Replicas: 2, Wait: 2 * time.Second},
		"redis://localhost?wait=500ms&accept=everysec":                                        {Community: "magbot", Wait: 500 * time.Millisecond, Everysec: true},
		"redis://localhost?pool_size=5&dial_timeout=1s":                                       {Community: "magbot", Wait: 2 * time.Second},
		"redis://u@localhost?password-file=" + file:                                           {Community: "magbot", Wait: 2 * time.Second},
		"redis-sentinel://a:26379/0?master_name=mag":                                          {Community: "magbot", Replicas: 1, Wait: 2 * time.Second},
		"redis-sentinel://w:s3cret@a?master_name=mag&addr=b:26379&username=u&password=s3cret": {Community: "magbot", Replicas: 1, Wait: 2 * time.Second},
		"redis-sentinel://u@a?master_name=mag&password-file=" + file:                          {Community: "magbot", Replicas: 1, Wait: 2 * time.Second},
		"rediss-cluster://a:7000?addr=b:7000&addr=c:7000":                                     {Community: "magbot", Replicas: 1, Wait: 2 * time.Second},
		"redis-cluster://a?replicas=0":                                                        {Community: "magbot", Wait: 2 * time.Second},
	} {
		got, err := redis.ParseURL(" " + text + "\n")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got.Community != want.Community || got.Replicas != want.Replicas || got.Wait != want.Wait || got.Everysec != want.Everysec {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
		if shown := got.String(); strings.Contains(shown, "s3cret") || !strings.HasPrefix(shown, strings.TrimSpace(text)[:7]) {
			t.Errorf("%q shows itself as %q", text, shown)
		}
		if got.Secret != strings.Contains(text, "s3cret") {
			t.Errorf("%q: that it holds a password is %v", text, got.Secret)
		}
		if !redis.IsURL(strings.TrimSpace(text)) {
			t.Errorf("%q is taken for a file", text)
		}
	}
}

func TestURLsThatAreWrongSayHowWithoutThePassword(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                                                  "begins with",
		"localhost:6379":                                    "",
		"http://localhost":                                  "begins with",
		"redis://":                                          "a host",
		"redis://u:s3cret@localhost:port":                   "URL",
		"redis://u:s3%zzcret@localhost":                     "%XX",
		"redis://u:s3cret@localhost/zero":                   "database",
		"redis://u:s3cret@localhost?comunity=a":             "comunity",
		"redis://localhost?community=A":                     "small letters",
		"redis://localhost?community=a&community=b":         "twice",
		"redis://localhost?replicas=-1":                     "0 to 9",
		"redis://localhost?replicas=many":                   "0 to 9",
		"redis://localhost?wait=2":                          "wait=2",
		"redis://localhost?accept=no":                       "everysec",
		"redis://u:s3cret@localhost?password-file=" + empty: "one of them",
		"redis://localhost?password-file=" + empty:          "one line",
		"redis-sentinel://localhost":                        "master_name",
		"redis-sentinel://localhost?master_name=mag&password=s3cret&addr=nowhere": "addr",
		"redis-cluster://localhost?master_name=mag&password=s3cret":               "master_name",
	} {
		_, err := redis.ParseURL(text)
		if _, is := errors.AsType[*redis.URLError](err); !is {
			t.Errorf("%q: got %v, want a URLError", text, err)
			continue
		}
		if said := err.Error(); !strings.Contains(said, want) || strings.Contains(said, "s3cret") || strings.Contains(said, "zzcret") {
			t.Errorf("%q: the error says %q, want %q and no password", text, said, want)
		}
	}
	if _, err := redis.ParseURL("redis://localhost?password-file=/nowhere/at/all"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a password-file that is not there: %v", err)
	}
	for _, path := range []string{"magbot-data", "/var/lib/redis://x", "C:\\redis", "record.db", "redis:"} {
		if redis.IsURL(path) {
			t.Errorf("%q is taken for a URL", path)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"redis://localhost", "rediss://u:p@h:1/2?community=a&replicas=1&wait=1s&accept=everysec", "redis-sentinel://h?master_name=m&addr=a:1",
		"redis-cluster://h?addr=a:1", "redis://[::1]:6379", "redis://%", "redis://u:p%25@h", "redis://h?password=x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "password-file") {
			return // it would read whatever file the fuzzer names
		}
		const secret = "q7Zk-secret"
		for _, text := range []string{text, strings.Replace(text, "://", "://u:"+secret+"@", 1)} {
			c, err := redis.ParseURL(text)
			if err != nil {
				if _, is := errors.AsType[*redis.URLError](err); !is {
					t.Errorf("%q: %v is no URLError", text, err)
				}
				continue
			}
			if c.Community == "" || c.Replicas < 0 || c.Wait <= 0 {
				t.Errorf("%q gives %+v", text, c)
			}
			if strings.HasPrefix(text, "redis://u:"+secret) && strings.Contains(c.String(), secret) {
				t.Errorf("%q shows its password", c)
			}
		}
	})
}
