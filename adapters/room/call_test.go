package room_test

import (
	"net/url"
	"testing"

	"magbot/adapters/room"
	"magbot/bot/chat"
)

func TestTheAddressOfAFormHoldsTheWholeCall(t *testing.T) {
	for rule, c := range map[string]struct {
		origin, channel string
		call            chat.Call
		want            string
	}{
		"a call without arguments":     {"https://room.example.org", "general", chat.Do("meeting list"), "https://room.example.org/c/general/form?path=meeting+list"},
		"arguments under their prefix": {"https://room.example.org", "general", chat.Do("present add", "meeting", "7"), "https://room.example.org/c/general/form?a.meeting=7&path=present+add"},
		"one slash":                    {"https://room.example.org/", "general", chat.Do("help"), "https://room.example.org/c/general/form?path=help"},
		"nothing breaks out":           {"https://room.example.org", "a/b?c", chat.Do("help", "x", "a&path=b #\n"), "https://room.example.org/c/a%2Fb%3Fc/form?a.x=a%26path%3Db+%23%0A&path=help"},
	} {
		got := room.FormAddress(c.origin, c.channel, c.call)
		if got != c.want {
			t.Errorf("%s: %s", rule, got)
		}
		u, err := url.Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		if back := u.Query().Get("path"); back != c.call.Path {
			t.Errorf("%s: the path came back as %q", rule, back)
		}
		for name, value := range c.call.Args {
			if back := u.Query().Get("a." + name); back != value {
				t.Errorf("%s: %s came back as %q", rule, name, back)
			}
		}
	}
}
