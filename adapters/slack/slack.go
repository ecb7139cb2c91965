package slack

import (
	"log/slog"
	"time"

	"magbot/bot/lang"
)

// Config is what the adapter needs.
type Config struct {
	Bot    Bot
	People People
	Log    Log
	Sealer Sealer
	Words  *lang.Catalogue // holds Words of this package
	Now    func() time.Time
	Logger *slog.Logger // never sees the content of a message; nil for none
}

// Slack is one workspace.
type Slack struct {
	Config
}
