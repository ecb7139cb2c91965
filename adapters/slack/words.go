package slack

import "embed"

// Words are the adapter's own sentences, for lang.Load.
//
//go:embed words.en.toml
var Words embed.FS
