package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Start starts one browser for a test, which ends with it, or after a while. The
// context is that of its first tab.
func Start(t *testing.T, most time.Duration) context.Context {
	t.Helper()
	bounded, stop := context.WithTimeout(context.WithoutCancel(t.Context()), most)
	allocator, stopAllocator := chromedp.NewExecAllocator(bounded,
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	tab, stopBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil && bounded.Err() == nil {
			t.Errorf("close the browser: %v", err)
		}
		stopBrowser()
		stopAllocator()
		stop()
	})
	if err := chromedp.Do(tab); err != nil {
		t.Fatalf("start chromium (scripts/needs installs it; on Debian: apt-get install chromium): %v", err)
	}
	return tab
}

// Watch fails the test when a script of a tab throws or the policy of its page stops
// something.
func Watch(tab context.Context, t *testing.T) {
	t.Helper()
	err := chromedp.Listen(tab, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("a script failed: %+v", ev.ExceptionDetails)
		case *audits.EventIssueAdded:
			t.Errorf("the browser finds fault: %s", ev.Issue.Code)
		case *log.EventEntryAdded:
			if strings.Contains(ev.Entry.Text, "Content Security Policy") {
				t.Errorf("the policy stopped something: %s", ev.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatalf("watch a window: %v", err)
	}
}
