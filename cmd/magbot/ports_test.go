package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	flagWithPort = regexp.MustCompile(`(?:--|MAGBOT_)([A-Za-z_-]+)(?:=| |, such as )(?:127\.0\.0\.1|0\.0\.0\.0):([1-9]\d+)`)
	tagOfFlag    = regexp.MustCompile(`env:"MAGBOT_([A-Z_]+)"`)
	portInTag    = regexp.MustCompile(`127\.0\.0\.1:([1-9]\d+)`)
)

// Whoever takes each address as it is suggested has no two of them at one port.
func TestNoTwoAddressesAreSuggestedWithOnePort(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "ops/*.go", "deploy/*", "../../docs/*.md", "../../README.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	ports := map[string]string{} // what is said to listen at each
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			all := flagWithPort.FindAllStringSubmatch(line, -1)
			if tag := tagOfFlag.FindStringSubmatch(line); tag != nil {
				for _, port := range portInTag.FindAllStringSubmatch(line, -1) {
					all = append(all, []string{"", tag[1], port[1]})
				}
			}
			for _, m := range all {
				name, port := strings.ToLower(strings.ReplaceAll(m[1], "_", "-")), m[2]
				if other := ports[port]; other != "" && other != name {
					t.Errorf("%s suggests port %s for %s, and elsewhere it is that of %s: %s", file, port, name, other, strings.TrimSpace(line))
				}
				ports[port] = name
			}
		}
	}
	for _, name := range []string{"listen", "ops", "feeds", "slack-listen"} {
		if !slices.ContainsFunc([]string{"8737", "8738", "8739", "9737"}, func(port string) bool { return ports[port] == name }) {
			t.Errorf("no port is suggested for %s: %v", name, ports)
		}
	}
}
