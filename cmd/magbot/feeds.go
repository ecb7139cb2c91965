package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	feeds "magbot/adapters/calendar"
	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/calendar"
	"magbot/bot/chat"
	"magbot/bot/chat/ical"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/cmd/magbot/ops"
)

// feedFlags say where calendars can be followed.
type feedFlags struct {
	PublicURL string `name:"public-url" help:"How browsers and calendar programs reach the room, such as https://room.example.org. Without it the room is at its listening address, and people get calendar files but no addresses to follow." env:"MAGBOT_PUBLIC_URL"`
	Feeds     string `help:"Address that answers calendar feeds alone, such as 127.0.0.1:8738, for a room that cannot be reached from outside; lead /calendar/ of --public-url there. The room answers them itself when left out." env:"MAGBOT_FEEDS"`
}

// check reads the flags before anything is opened, and gives PublicURL without
// a slash at its end.
func (f *feedFlags) check() error {
	if f.PublicURL == "" {
		if f.Feeds != "" {
			return errors.New("--feeds answers calendar programs, which need an address that they reach: give it with --public-url, such as https://room.example.org")
		}
		return nil
	}
	bad := func(why string) error {
		return fmt.Errorf("--public-url %q %s: write it as https://room.example.org", f.PublicURL, why)
	}
	u, err := url.Parse(f.PublicURL)
	switch {
	case err != nil, u.Hostname() == "":
		return bad("is no address")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("does not begin with https://")
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "", strings.Trim(u.Path, "/") != "":
		return bad("has more than a host and a port")
	case u.Scheme == "http" && !loopbackOrigin(f.PublicURL):
		return bad("would send what people see over the network in clear: it needs https")
	}
	f.PublicURL = u.Scheme + "://" + u.Host
	return nil
}

// feedsAt is the setting that says where calendars are followed; "none" ends
// what an earlier start offered.
func (f *feedFlags) feedsAt() string {
	if f.PublicURL == "" {
		return "none"
	}
	return f.PublicURL
}

// calendars is what calendars are given: a writer, and the room's pages.
func calendars() calendar.Outside {
	return calendar.Outside{Write: feeds.Write, Form: func(origin string, call bot.Call) string {
		return room.FormAddress(origin, general, chat.Call(call))
	}}
}

// feedSource is the calendars of a community.
type feedSource struct{ engine *engine.Engine }

// Owner implements feeds.Source.
func (s feedSource) Owner(token string) (bot.PersonID, error) {
	owner, ok := bot.PersonID(""), false
	s.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { owner, ok = calendar.Owner(v, token) })
	if !ok {
		return "", feeds.ErrUnknown
	}
	return owner, nil
}

// Calendar implements feeds.Source.
func (s feedSource) Calendar(_ context.Context, owner bot.PersonID) (string, error) {
	var c ical.Calendar
	has := false
	s.engine.Read(bot.WorkStream, bot.Actor{Person: owner}, bot.Place{}, func(v bot.View) {
		if _, has = calendar.Following(v, owner); has {
			c = calendars().Feed(v)
		}
	})
	if !has {
		return "", feeds.ErrUnknown
	}
	return feeds.Write(c)
}

// answerFeeds answers calendar programs where the flags say: before the room's
// pages, at an address of its own, or nowhere. Around stands before the pages.
func (f *feedFlags) answerFeeds(w *world, e *engine.Engine, h *house.House, told *ops.Ops, logger *slog.Logger) (around func(http.Handler) http.Handler, quiet func() error, err error) {
	quiet = func() error { return nil }
	if f.PublicURL == "" {
		return told.HTTP, quiet, nil
	}
	answers := feeds.NewFeeds(feedSource{e}, h.Words().For("en"), logger)
	if f.Feeds == "" {
		return func(pages http.Handler) http.Handler {
			return told.HTTP(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if strings.HasPrefix(req.URL.Path, feeds.Path) {
					answers.ServeHTTP(w, req)
					return
				}
				pages.ServeHTTP(w, req)
			}))
		}, quiet, nil
	}
	l, err := ops.Listen(w.ctx, f.Feeds, told.HTTP(answers), logger)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (choose another address with --feeds, such as 127.0.0.1:8738)", err)
	}
	if _, err := fmt.Fprintf(w.stderr, "magbot answers calendar feeds at http://%s%s\n", l.Address, feeds.Path); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("print: %w", err), l.Close())
	}
	return told.HTTP, l.Close, nil
}
