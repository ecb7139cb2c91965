package slack_test

import (
	"testing"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
)

// Whatever is sent, with a signature or without, breaks nothing; what is to be
// done has its place in a lane and a key by which it is known again.
func FuzzRequest(f *testing.F) {
	f.Add(true, []byte(`{"type":"event_callback","event":{"type":"message","user":"UANA","text":"q+","ts":"1.2","channel":"CGEN"}}`))
	f.Add(true, []byte(`{"event":{"type":"message","subtype":"message_changed","message":{"user":"U1"},"previous_message":null}}`))
	f.Add(true, []byte(`{"event":{"type":"message","subtype":"message_deleted","deleted_ts":"1"}}`))
	f.Add(true, []byte(`{"type":"app_rate_limited"}`))
	f.Add(true, []byte(`{"event":null}`))
	f.Add(false, []byte(`command=%2Fmag&text=help&user_id=U1&trigger_id=T`))
	f.Add(false, []byte(`payload={"type":"block_actions","actions":[]}`))
	f.Add(false, []byte(`payload={"type":"block_actions","actions":[{"action_id":"do.0","value":"{}"}],"container":null}`))
	f.Add(false, []byte(`payload={"type":"view_submission","view":{"callback_id":"mag.form","state":{"values":{"f.a.0.0":null}}}}`))
	f.Add(false, []byte(`payload={"type":"message_action","callback_id":"x"}`))
	words := catalogue(f)
	f.Fuzz(func(t *testing.T, json bool, body []byte) {
		kind := "application/x-www-form-urlencoded"
		if json {
			kind = "application/json"
		}
		s := slack.Bare(slack.Config{People: people{}, Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: words})
		if lost, err := s.Understand(t.Context(), kind, body); lost {
			t.Errorf("what is to be done has no place: %v", err)
		}
	})
}
