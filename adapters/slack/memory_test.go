package slack_test

import (
	"testing"

	"go.uber.org/goleak"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func bare(t testing.TB, log *kepttest.Log, seals *kepttest.Sealer) *slack.Slack {
	t.Helper()
	return slack.Bare(slack.Config{Log: log, Sealer: seals, Words: catalogue(t)})
}
