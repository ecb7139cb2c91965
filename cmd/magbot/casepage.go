package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"magbot/adapters/web"
	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/cmd/magbot/ops"
	"magbot/moderation/page"
)

// pageDoor says who may come to the page of cases.
type pageDoor struct{ engine *engine.Engine }

// Open implements web.Door: the link is used up in the record.
func (d pageDoor) Open(ctx context.Context, link, session string) error {
	hash := page.Hash(link)
	answer, err := d.engine.Handle(ctx, bot.Input{
		Cause: bot.Cause("page-open:" + hash), At: time.Now().UTC(), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("conduct page-open", "link", hash, "session", page.Hash(session)),
	})
	if err != nil {
		return err
	}
	if answer.Refused || answer.Done {
		return lang.Refuse("page.link-dead")
	}
	return nil
}

// Session implements web.Door. It answers from memory, on every request.
func (d pageDoor) Session(_ context.Context, token string) (web.Visitor, error) {
	var who web.Visitor
	err := web.ErrOver
	d.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		session, ok := page.Whose(v, token)
		if !ok {
			return
		}
		p, _ := roster.Of(v).Person(session.Person)
		s := seat(v, p)
		who, err = web.Visitor{Person: s.Person, Name: s.Name, Language: s.Language, Zone: s.Zone, Session: session.Hash}, nil
		for _, one := range page.Of(v, session.Person) {
			who.Sessions = append(who.Sessions, web.Session{Name: one.Hash, Opened: one.Opened, Until: one.Until})
		}
	})
	return who, err
}

// caseActs lists what handlers can do about a case, in the order of the table.
func caseActs(h *house.House) func(*lang.Printer) []web.Act {
	return func(words *lang.Printer) []web.Act {
		var acts []web.Act
		for _, cmd := range h.Table().All() {
			if cmd.On == command.Case && !cmd.Inner && cmd.Decide != nil && cmd.May(bot.Reader{Roles: command.Handlers}) {
				acts = append(acts, web.Act{Path: cmd.Path, Help: words.Say(cmd.HelpKey())})
			}
		}
		return acts
	}
}

// answerCases answers the page of cases before whatever else is served under the
// origin of the room.
func (c serveCommand) answerCases(e *engine.Engine, h *house.House, told *ops.Ops, origin string, around func(http.Handler) http.Handler, logger *slog.Logger) (func(http.Handler) http.Handler, error) {
	name := ""
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { name = community.Of(v).Name })
	pages, err := web.New(web.Config{
		Bot: told.Bot(e), Door: pageDoor{e}, Words: h.Words(), Now: time.Now, Name: name, Origin: origin, Platform: roomPlatform,
		Acts: caseActs(h), Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	told.Measure("magbot_case_page_sessions", "Sessions that are open at the page of those who handle cases.", func() (float64, bool) {
		open := 0
		e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { open = page.Count(v) })
		return float64(open), true
	})
	return func(rest http.Handler) http.Handler {
		return around(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if strings.HasPrefix(req.URL.Path, web.Path) {
				pages.ServeHTTP(w, req)
				return
			}
			rest.ServeHTTP(w, req)
		}))
	}, nil
}
