package discord_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/lang"
)

// TestMain lets one leak pass: the library stays in Open for ever when Discord
// asks to reconnect before READY, and nothing can end that goroutine.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/bwmarrin/discordgo.(*Session).CloseWithCode"))
}

func catalogue(t testing.TB) *lang.Catalogue {
	t.Helper()
	words, err := lang.Load(discord.Words)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// memory is a Log that outlives the adapters which write to it.
type memory struct {
	mu   sync.Mutex
	logs map[string][][]byte
	down bool // nothing can be read or written
}

func newMemory() *memory { return &memory{logs: map[string][][]byte{}} }

var errDown = errors.New("the disk is gone")

func (m *memory) Append(_ context.Context, name string, after uint64, entry []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	if uint64(len(m.logs[name])) != after {
		return discord.ErrMoved
	}
	m.logs[name] = append(m.logs[name], entry)
	return nil
}

func (m *memory) Read(_ context.Context, name string, after uint64) iter.Seq2[discord.Entry, error] {
	return func(yield func(discord.Entry, error) bool) {
		m.mu.Lock()
		entries, down := m.logs[name], m.down
		m.mu.Unlock()
		if down {
			yield(discord.Entry{}, errDown)
			return
		}
		for i := after; i < uint64(len(entries)); i++ {
			if !yield(discord.Entry{Number: i + 1, Body: entries[i]}, nil) {
				return
			}
		}
	}
}

// sealer seals by writing the text backwards, and forgets whom it is told to.
type sealer struct{ erased map[bot.PersonID]bool }

func (s *sealer) Seal(_ bot.PersonID, text, where []byte) ([]byte, error) {
	return backwards(append(append([]byte{}, where...), text...)), nil
}

func (s *sealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	if s.erased[person] {
		return nil, discord.ErrErased
	}
	text := backwards(sealed)
	if len(text) < len(where) || string(text[:len(where)]) != string(where) {
		return nil, errors.New("sealed for another place")
	}
	return text[len(where):], nil
}

func backwards(text []byte) []byte {
	out := slices.Clone(text)
	slices.Reverse(out)
	return out
}
