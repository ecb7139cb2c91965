package main_test

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"magbot/store/redis/redistest"
)

// A record in Redis is looked at there, and no password is shown.
func TestTheDoctorLooksIntoRedis(t *testing.T) {
	t.Parallel()
	served := redistest.Start(t)
	guarded := redistest.Start(t, "requirepass "+secret)
	loose := redistest.StartBare(t, "maxmemory-policy allkeys-lru", "appendfsync no")
	home := t.TempDir()
	at := func(name, url string) *patient {
		return &patient{data: filepath.Join(home, name), flags: []string{"--listen", "127.0.0.1:0"}, env: []string{"MAGBOT_STORE=" + url}}
	}
	if said, err := withEnv(t, []string{"MAGBOT_STORE=" + served.URL("forum", "")}, "init", "Forum", "--data", filepath.Join(home, "forum")); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for name, c := range map[string]struct {
		patient *patient
		want    map[string]string
	}{
		"as it should be":         {at("forum", served.URL("forum", "")), map[string]string{"redis": "ok", "record": "ok", "keys": "", "lock": ""}},
		"nothing is there yet":    {at("other", served.URL("other", "")), map[string]string{"redis": "broken"}},
		"settings that lose data": {at("loose", loose.URL("forum", "")), map[string]string{"redis": "broken"}},
		"no password":             {at("guarded", guarded.URL("forum", "")), map[string]string{"redis": "broken"}},
		"a wrong password":        {at("guarded", withSecret(guarded.URL("forum", ""), secret+"-old")), map[string]string{"redis": "broken"}},
		"no URL":                  {at("forum", "record.db"), map[string]string{"redis": "broken"}},
	} {
		d := c.patient.doctor(t)
		for check, want := range c.want {
			if grade, _ := d.of(check); grade != want {
				t.Errorf("%s: %s is %q, not %q:\n%s", name, check, grade, want, d.text())
			}
		}
		if strings.Contains(d.text(), secret) {
			t.Errorf("%s: it shows the password:\n%s", name, d.text())
		}
	}
	p := running(t, filepath.Join(home, "forum"), "127.0.0.1:0", "--store", served.URL("forum", ""))
	if grade, _ := at("forum", served.URL("forum", "")).doctor(t).of("lock"); grade != "ok" {
		t.Errorf("while one runs, that is %q", grade)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), "redis-cli", "-p", strconv.Itoa(served.Port), "del", "magbot:{forum}:keys").CombinedOutput()
	if err != nil || strings.TrimSpace(string(said)) != "1" {
		t.Fatalf("the keys could not be deleted: %v: %s", err, said)
	}
	if grade, _ := at("forum", served.URL("forum", "")).doctor(t).of("keys"); grade != "broken" {
		t.Errorf("without its keys it is %q", grade)
	}
}
