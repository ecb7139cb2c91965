package kept_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/adapters/kept"
	"magbot/adapters/kept/kepttest"
	"magbot/bot"
)

func keeper(context string) (kept.Keeper, *kepttest.Log, *kepttest.Sealer) {
	log, seals := kepttest.NewLog(), &kepttest.Sealer{Erased: map[bot.PersonID]bool{}}
	return kept.Keeper{Log: log, Sealer: seals, Context: context}, log, seals
}

func TestWhatIsKeptComesBackAndIsKeptOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, log, _ := keeper("here\n")
		person, text := bot.PersonID(rapid.StringN(0, 5, -1).Draw(t, "person")), rapid.String().Draw(t, "text")
		key, err := k.Keep(t.Context(), person, text)
		again, errAgain := k.Keep(t.Context(), person, text)
		if err != nil || errAgain != nil || key != again || len(key) != 33 || !strings.HasPrefix(key, kept.Mark) {
			t.Fatalf("%q, %v, %q, %v", key, err, again, errAgain)
		}
		if back, err := k.Fetch(t.Context(), key); err != nil || back != text {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
		if len(log.All()) != 1 {
			t.Fatalf("%d are kept", len(log.All()))
		}
	})
}

func TestWhatIsNotKeptIsGivenBackAsItIs(t *testing.T) {
	k, _, _ := keeper("here\n")
	if got, err := k.Fetch(t.Context(), "a short one"); err != nil || got != "a short one" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhatIsGoneIsSaid(t *testing.T) {
	k, log, seals := keeper("here\n")
	key, err := k.Keep(t.Context(), "p1", "words")
	if err != nil {
		t.Fatal(err)
	}
	for _, odd := range []string{"@", "@zz", "@../../x", "@00112233445566778899aabbccddeeff"} {
		if _, err := k.Fetch(t.Context(), odd); !errors.Is(err, kept.ErrNone) {
			t.Errorf("%s: %v", odd, err)
		}
	}
	there := kept.Keeper{Log: log, Sealer: seals, Context: "there\n"}
	if got, err := there.Fetch(t.Context(), key); err == nil {
		t.Errorf("another adapter reads %q", got)
	}
	seals.Erased["p1"] = true
	if _, err := k.Fetch(t.Context(), key); !errors.Is(err, kept.ErrNone) {
		t.Errorf("of an erased person: %v", err)
	}
	log.Down(true)
	if _, err := k.Keep(t.Context(), "p2", "more"); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("kept on a disk that is gone: %v", err)
	}
	if _, err := k.Fetch(t.Context(), key); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("read from a disk that is gone: %v", err)
	}
}
