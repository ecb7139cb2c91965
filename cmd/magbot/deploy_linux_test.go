package main_test

import (
	"debug/elf"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// systemd reads the units without a warning, and finds the service well shut in.
func TestTheUnitsAreRead(t *testing.T) {
	folder := t.TempDir()
	names := []string{"magbot.service", "magbot-backup.service", "magbot-backup.timer"}
	var paths []string
	for _, name := range names {
		unit := regexp.MustCompile(`(?m)^ExecStart=\S+`).ReplaceAllString(deployed(t, name), "ExecStart=/bin/true") // it must be installed
		path := filepath.Join(folder, name)
		write(t, path, unit)
		paths = append(paths, path)
	}
	said, err := exec.CommandContext(t.Context(), "systemd-analyze", append([]string{"verify", "--man=no"}, paths...)...).CombinedOutput()
	if err != nil || strings.Contains(string(said), folder) {
		t.Errorf("systemd-analyze verify: %v: %s", err, said)
	}
	said, err = exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=yes", "--threshold=20", paths[0]).CombinedOutput()
	if err != nil {
		t.Errorf("more than 2.0 of 10 is exposed: %v: %s", err, said)
	}
}

// The service manager is told when magbot serves and when it stops, and is not
// kept waiting longer than the unit allows.
func TestTheServiceManagerIsTold(t *testing.T) {
	if kind := directive(t, "magbot.service", "Type"); len(kind) != 1 || kind[0] != "notify" {
		t.Fatalf("the unit has Type=%q", kind)
	}
	seconds, err := strconv.Atoi(directive(t, "magbot.service", "TimeoutStopSec")[0])
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	at := filepath.Join(home, "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, socket)
	told := func() string {
		t.Helper()
		if err := socket.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 100)
		n, err := socket.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	t.Setenv("NOTIFY_SOCKET", at)
	p := running(t, filepath.Join(home, "data"), "127.0.0.1:0")
	if got := told(); got != "READY=1" {
		t.Errorf("at the start it is told %q", got)
	}
	begin := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if got := told(); got != "STOPPING=1" {
		t.Errorf("at the end it is told %q", got)
	}
	<-p.rest
	if err := p.cmd.Wait(); err != nil || time.Since(begin) > time.Duration(seconds)*time.Second {
		t.Errorf("it ended after %v: %v: %s", time.Since(begin), err, p.errors)
	}
	t.Setenv("NOTIFY_SOCKET", filepath.Join(home, "nobody"))
	if said, err := magbot(t, "serve", "--data", filepath.Join(home, "data"), "--listen", "127.0.0.1:0"); err == nil || !strings.Contains(said, "service manager") {
		t.Errorf("a service manager that does not hear is no mistake: %v: %s", err, said)
	}
}

// The image, as far as it can be had without a container: nothing but what the
// Dockerfile puts there, as the user and with the variables that it names.
func TestTheImageHoldsAllThatIsNeeded(t *testing.T) {
	root := elsewhere(t, "/var/tmp")
	mode(t, root, 0o755)
	static(t, filepath.Join(root, "magbot"))
	binary, err := elf.Open(filepath.Join(root, "magbot"))
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, binary)
	if libraries, err := binary.ImportedLibraries(); err != nil || len(libraries) != 0 {
		t.Errorf("it needs %q, %v", libraries, err)
	}
	data := filepath.Join(root, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	image := container(t, root, data)
	serves := image(append(inImage(t, "ENTRYPOINT"), inImage(t, "CMD")...)...)
	serves.Env = append(serves.Env, "MAGBOT_LISTEN=127.0.0.1:0") // other tests listen too
	if line := firstLine(t, serves); !strings.Contains(line, "magbot is ready") {
		t.Fatalf("it says %q", line)
	}
	if said, err := image(inImage(t, "HEALTHCHECK")...).CombinedOutput(); err != nil || string(said) != "alive\n" {
		t.Errorf("its health: %v: %s", err, said)
	}
	if said, err := image("/magbot", "health", "--ready").CombinedOutput(); err != nil || string(said) != "ready\n" {
		t.Errorf("its readiness: %v: %s", err, said)
	}
	said, err := image("/magbot", "doctor", "--listen", "127.0.0.1:0").CombinedOutput()
	if err != nil || !strings.Contains(string(said), "The time zones are known") {
		t.Errorf("its doctor: %v: %s", err, said)
	}
	if err := serves.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := serves.Wait(); err != nil {
		t.Errorf("it ends with %v: %s", err, serves.Stderr)
	}
	if said, err := image(inImage(t, "HEALTHCHECK")...).CombinedOutput(); err == nil {
		t.Errorf("nobody is there, and it is well: %s", said)
	}
	if err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != root && path != filepath.Join(root, "magbot") && !strings.HasPrefix(path, data) {
			t.Errorf("it wrote %s, beside its data", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// container runs programs with nothing around them but a folder, as the user
// and with the variables of the image.
func container(t *testing.T, root, data string) func(words ...string) *exec.Cmd {
	t.Helper()
	dockerfile := deployed(t, "Dockerfile")
	user := regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`).FindStringSubmatch(dockerfile)
	env := regexp.MustCompile(`(?m)^ENV (.+)$`).FindStringSubmatch(dockerfile)
	if user == nil || env == nil {
		t.Fatal("the Dockerfile names no user by number, or no variables")
	}
	uid, err := strconv.Atoi(user[1])
	if err != nil || uid == 0 {
		t.Fatalf("the user %s: %v", user[1], err)
	}
	inside := &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	if os.Getuid() == 0 {
		if err := os.Chown(data, uid, uid); err != nil {
			t.Fatal(err)
		}
	} else { // whoever is not root is that user in a name space of their own
		one := func(host int) []syscall.SysProcIDMap {
			return []syscall.SysProcIDMap{{ContainerID: uid, HostID: host, Size: 1}}
		}
		inside.Cloneflags, inside.UidMappings, inside.GidMappings = syscall.CLONE_NEWUSER, one(os.Getuid()), one(os.Getgid())
		inside.Credential.NoSetGroups = true
	}
	return func(words ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), filepath.Join(root, words[0]))
		cmd.Path, cmd.Args, cmd.Env, cmd.Dir, cmd.SysProcAttr = words[0], words, strings.Fields(env[1]), "/", inside
		return cmd
	}
}
