package watch_test

import (
	"testing"

	"magbot/bot/lang"
	"magbot/moderation/watch"
)

func TestEveryKindOfRuleHasItsSentence(t *testing.T) {
	words, err := lang.Load(watch.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range watch.RuleKinds() {
		if !words.Has("watch.ruled." + string(kind)) {
			t.Errorf("no watch.ruled.%s", kind)
		}
	}
}
