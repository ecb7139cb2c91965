package redis

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Community is the name of the key space when the URL gives none.
const Community = "magbot"

// defaultWait is how long the replicas have to confirm.
const defaultWait = 2 * time.Second

// Config says where the record is and what must confirm an append. ParseURL
// makes one.
type Config struct {
	Community string        // hash tag of all keys: small letters, digits and hyphens
	Replicas  int           // how many replicas must confirm what is appended
	Wait      time.Duration // how long they have for it
	Everysec  bool          // appendfsync everysec was accepted
	Seen      string        // file that remembers the last append seen; none when empty

	// ReadOnly opens a record that is there and writes nothing, whatever the
	// settings of the server.
	ReadOnly bool
	// Filling opens a key space that is empty, or that an earlier try has left
	// unfinished, to move a record into it. Nobody else can open it until Filled.
	Filling bool

	// Secret says that the URL itself holds a password, which belongs neither on a
	// command line nor in a list of processes.
	Secret bool

	place    string // the URL without passwords
	single   *goredis.Options
	sentinel *goredis.FailoverOptions
	cluster  *goredis.ClusterOptions
}

// URLError says what is wrong with a URL. It never repeats a password.
type URLError struct{ Problem string }

func (e *URLError) Error() string {
	return "the store's URL: " + e.Problem + " (a URL is written as redis://USER@HOST:PORT/DATABASE?community=NAME&password-file=FILE)"
}

// The schemes, each with what go-redis calls it.
func schemes() map[string]string {
	return map[string]string{
		"redis": "redis", "rediss": "rediss",
		"redis-sentinel": "redis", "rediss-sentinel": "rediss",
		"redis-cluster": "redis", "rediss-cluster": "rediss",
	}
}

// IsURL reports whether a place is written as a URL of this package, right or
// wrong, and not as the path of a file.
func IsURL(place string) bool {
	scheme, _, found := strings.Cut(place, "://")
	_, known := schemes()[scheme]
	return found && known
}

var communityName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// ParseURL reads a URL:
//
//	redis://USER:PASSWORD@HOST:PORT/DATABASE          one server; rediss:// with TLS
//	redis-sentinel://HOST:PORT/DATABASE?master_name=NAME&addr=HOST:PORT&addr=…
//	redis-cluster://USER:PASSWORD@HOST:PORT?addr=HOST:PORT&addr=…
//
// Where Sentinel is asked, USER and PASSWORD in front of the host are for the
// Sentinels; those of the servers are the options username and password.
// Beside the options of go-redis (ParseURL, ParseFailoverURL, ParseClusterURL)
// it knows:
//
//	community=NAME      which community this is, when a Redis holds several
//	password-file=FILE  the password of the servers, instead of in the URL
//	replicas=N          how many replicas confirm an append: 0 for one server, 1
//	                    for Sentinel and Cluster when left out
//	wait=2s             how long they have for it
//	accept=everysec     run with appendfsync everysec: the last second of what was
//	                    answered may be lost with the machine
//
// The error is a *URLError.
func ParseURL(text string) (Config, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil { // the error of package url repeats the text, and with it the password
		if cause, is := errors.AsType[*url.Error](err); is && !strings.Contains(cause.Err.Error(), "password") {
			return Config{}, &URLError{"it is not a URL: is a character of the password not written as %XX?"}
		}
		return Config{}, &URLError{"it is not a URL"}
	}
	scheme, known := schemes()[u.Scheme]
	if !known || u.Host == "" {
		return Config{}, &URLError{"it begins with redis://, rediss://, redis-sentinel:// or redis-cluster:// and a host"}
	}
	c := Config{Community: Community, Wait: defaultWait}
	if u.Scheme != scheme {
		c.Replicas = 1
	}
	query := u.Query()
	_, beforeHost := u.User.Password()
	c.Secret = beforeHost || query.Has("password")
	if err := c.take(u, query); err != nil {
		return Config{}, err
	}
	kind := strings.TrimPrefix(u.Scheme, scheme)
	u.Scheme, u.RawQuery = scheme, query.Encode()
	err = c.client(kind, u)
	return c, err
}

// take reads our own options and takes them out of the query.
func (c *Config) take(u *url.URL, query url.Values) error {
	shown := *u
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	for _, secret := range []string{"password", "password-file"} {
		if !query.Has(secret) {
			continue
		}
		rest := shown.Query()
		rest.Del(secret)
		shown.RawQuery = rest.Encode()
	}
	c.place = shown.String()
	for name, read := range map[string]func(string) error{
		"community": c.takeCommunity, "replicas": c.takeReplicas, "wait": c.takeWait, "accept": c.takeAccept,
		"password-file": func(path string) error { return takePassword(u, path, query) },
	} {
		values := query[name]
		query.Del(name)
		if len(values) > 1 {
			return &URLError{name + " is given twice"}
		}
		for _, value := range values {
			if err := read(value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Config) takeCommunity(name string) error {
	if !communityName.MatchString(name) {
		return &URLError{fmt.Sprintf("community=%s: use small letters, digits and hyphens, at most 40", name)}
	}
	c.Community = name
	return nil
}

func (c *Config) takeReplicas(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 9 {
		return &URLError{fmt.Sprintf("replicas=%s: it is a number from 0 to 9", text)}
	}
	c.Replicas = n
	return nil
}

func (c *Config) takeWait(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < 10*time.Millisecond || d > time.Minute {
		return &URLError{fmt.Sprintf("wait=%s: it is a time from 10ms to 1m, such as 2s", text)}
	}
	c.Wait = d
	return nil
}

func (c *Config) takeAccept(text string) error {
	if text != "everysec" {
		return &URLError{fmt.Sprintf("accept=%s: only everysec can be accepted", text)}
	}
	c.Everysec = true
	return nil
}

// longPassword is more than any password has, in bytes.
const longPassword = 4 << 10

func takePassword(u *url.URL, path string, query url.Values) error {
	if _, given := u.User.Password(); given {
		return &URLError{"it has a password and a password-file: give one of them"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the password of Redis: %w", err)
	}
	password := strings.TrimRight(string(text), "\r\n")
	if password == "" || len(password) > longPassword || strings.ContainsAny(password, "\r\n") {
		return &URLError{fmt.Sprintf("password-file=%s: the file holds one line, the password", path)}
	}
	if query.Has("master_name") { // in front of the host it would be the Sentinel's own
		query.Set("password", password)
		if name := u.User.Username(); name != "" {
			query.Set("username", name)
			u.User = nil
		}
		return nil
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return nil
}

// client reads what go-redis knows, and sets what its callers here rely on.
func (c *Config) client(kind string, u *url.URL) error {
	var err error
	switch kind {
	case "-sentinel":
		if !u.Query().Has("master_name") {
			return &URLError{"Sentinel needs master_name=NAME, the name under which it watches the server"}
		}
		c.sentinel, err = goredis.ParseFailoverURL(u.String())
	case "-cluster":
		c.cluster, err = goredis.ParseClusterURL(u.String())
	default:
		c.single, err = goredis.ParseURL(u.String())
	}
	if err != nil {
		return &URLError{redact(err.Error(), u)}
	}
	if c.single != nil && c.single.Addr == "" {
		return &URLError{"it names no server"}
	}
	return nil
}

// redact takes the passwords of a URL out of a text.
func redact(text string, u *url.URL) string {
	secrets := []string{u.String(), u.RawQuery}
	if password, given := u.User.Password(); given {
		secrets = append(secrets, password)
	}
	secrets = append(secrets, u.Query().Get("password"))
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return text
}

// String is the URL without passwords.
func (c Config) String() string { return c.place }
