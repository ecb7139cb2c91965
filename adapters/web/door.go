package web

import (
	"crypto/rand"
	"errors"
	"net/http"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// words lets a template say sentences.
type words = browser.Reader

// visit is one request of somebody who has come in.
type visit struct {
	words
	Visitor
}

// doorView is a page before the others: a link's button, or why there is nothing.
type doorView struct {
	words
	Title   string
	Name    string
	Token   string // of the link whose button it shows
	Text    string
	Refused bool
	Again   bool // somebody may be signed in without the browser's having said so
	Back    bool // they are signed in
}

func (p *Pages) wordsFor(req *http.Request) words {
	return words{Print: p.Words.For(req.Header.Get("Accept-Language"), "en")}
}

func (p *Pages) cookieName() string {
	if p.origin.Scheme == "https" {
		return "__Host-cases"
	}
	return "cases"
}

// cookie holds a session's token. It is not sent along from other sites' pages, not
// even when somebody follows a link there.
func (p *Pages) cookie(w http.ResponseWriter, token string, age int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the page is reached by https; plain http is loopback alone
		Name: p.cookieName(), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: p.origin.Scheme == "https",
	})
}

// showLink draws the button of a link. It does not even ask whether the link is
// good: whoever only looks learns and changes nothing.
func (p *Pages) showLink(w http.ResponseWriter, req *http.Request) {
	view := doorView{words: p.wordsFor(req), Name: chat.Legible(p.Name), Token: req.PathValue("token")}
	view.Title = view.Say("web.link-title")
	p.show(w, req, http.StatusOK, browser.Part{Name: "link", Data: view})
}

// useLink uses the link up and opens a session. Its token is always new.
func (p *Pages) useLink(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	if !p.limits.Allow(req) {
		w.Header().Set("Retry-After", "30")
		p.tell(w, req, http.StatusTooManyRequests, doorView{}, "web.too-fast")
		return
	}
	token := rand.Text()
	err := p.Door.Open(req.Context(), req.PostFormValue("token"), token)
	if mistake, ok := lang.AsError(err); ok {
		view := doorView{words: p.wordsFor(req), Name: chat.Legible(p.Name), Refused: true}
		view.Title, view.Text = view.Say("web.link-title"), view.Print.Text(mistake.Text)
		p.show(w, req, http.StatusForbidden, browser.Part{Name: "door", Data: view})
		return
	}
	if err != nil {
		p.failure(w, req, err)
		return
	}
	p.cookie(w, token, 0)
	http.Redirect(w, req, Path, http.StatusSeeOther)
}

// inside lets a request pass that comes with a session.
func (p *Pages) inside(next func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		v, err := p.visitor(req)
		switch {
		case errors.Is(err, ErrOver):
			if _, err := req.Cookie(p.cookieName()); err == nil {
				p.cookie(w, "", -1)
			}
			p.tell(w, req, http.StatusUnauthorized, doorView{Again: true}, "web.sign-in")
		case err != nil:
			p.failure(w, req, err)
		default:
			next(w, req, v)
		}
	}
}

func (p *Pages) visitor(req *http.Request) (visit, error) {
	cookie, err := req.Cookie(p.cookieName())
	if err != nil || cookie.Value == "" {
		return visit{}, ErrOver
	}
	who, err := p.Door.Session(req.Context(), cookie.Value)
	if err != nil {
		return visit{}, err
	}
	return visit{words{Print: p.Words.For(string(who.Language), req.Header.Get("Accept-Language"), "en")}, who}, nil
}

// sessionView is one session as the page shows it.
type sessionView struct {
	words
	Name   string
	Opened browser.Time
	Until  browser.Time
	Here   bool
}

type sessionsView struct {
	frame
	Sessions []sessionView
}

// sessions lists where the visitor is signed in.
func (p *Pages) sessions(w http.ResponseWriter, req *http.Request, v visit) {
	view := sessionsView{frame: p.frame(v, v.Say("web.sessions-title"))}
	for _, one := range v.Sessions {
		view.Sessions = append(view.Sessions, sessionView{
			words: v.words, Name: one.Name, Here: one.Name == v.Session,
			Opened: browser.At(chat.Time{At: one.Opened}, v.Zone), Until: browser.At(chat.Time{At: one.Until}, v.Zone),
		})
	}
	p.show(w, req, http.StatusOK, browser.Part{Name: "sessions", Data: view})
}

// end ends a session of the visitor's, or all.
func (p *Pages) end(w http.ResponseWriter, req *http.Request, v visit) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	name := req.PostFormValue("session")
	var args []string
	if name != "" {
		args = []string{"session", name}
	}
	answer, err := p.Bot.Handle(req.Context(), p.input(v, bot.Cause("web:end:"+browser.NewKey()), bot.Do("conduct sign-out", args...)))
	switch {
	case err != nil:
		p.failure(w, req, err)
		return
	case !answer.Refused && (name == "" || name == v.Session):
		p.cookie(w, "", -1)
		p.tell(w, req, http.StatusOK, doorView{}, "web.signed-out")
		return
	}
	p.keep(v.Session, flash{answer: answer})
	http.Redirect(w, req, Path+"sessions", http.StatusSeeOther)
}

// tell answers with a sentence on a page of its own. A page that only refreshed
// itself is told to go there, so that nothing of a case stays on the screen.
func (p *Pages) tell(w http.ResponseWriter, req *http.Request, status int, view doorView, key string) {
	view.words, view.Name = p.wordsFor(req), chat.Legible(p.Name)
	view.Title, view.Text = view.Say("web.title"), view.Say(key)
	view.Refused = status >= http.StatusBadRequest
	if scripted(req) {
		w.Header().Set("HX-Refresh", "true")
	}
	p.show(w, req, status, browser.Part{Name: "door", Data: view})
}

// missing is the one answer for a case that is not there for this reader, for
// whichever reason, and for an address that is none.
func (p *Pages) missing(w http.ResponseWriter, req *http.Request, _ visit) {
	p.tell(w, req, http.StatusNotFound, doorView{Back: true}, "web.no-such-page")
}

func (p *Pages) foreign(w http.ResponseWriter, req *http.Request) {
	p.tell(w, req, http.StatusForbidden, doorView{}, "web.cross-origin")
}

func (p *Pages) elsewhere(w http.ResponseWriter, req *http.Request) {
	p.tell(w, req, http.StatusMisdirectedRequest, doorView{}, "web.wrong-host")
}

// failure logs an error, with nothing of what was asked, and says that it happened.
func (p *Pages) failure(w http.ResponseWriter, req *http.Request, err error) {
	p.Logger.Error("the page of cases could not answer", "method", req.Method, "page", req.Pattern, "error", err)
	view := doorView{words: p.wordsFor(req), Name: chat.Legible(p.Name), Refused: true, Back: true}
	view.Title, view.Text = view.Say("web.title"), view.Say("web.problem")
	page, err := p.pages.Draw(browser.Part{Name: "door", Data: view})
	if err != nil {
		p.Logger.Error("the page of cases could not draw its own error", "error", err)
	}
	p.send(w, http.StatusInternalServerError, page)
}

// show answers with a page that is drawn whole before anything is sent.
func (p *Pages) show(w http.ResponseWriter, req *http.Request, status int, part browser.Part) {
	page, err := p.pages.Draw(part)
	if err != nil {
		p.failure(w, req, err)
		return
	}
	p.send(w, status, page)
}

func (p *Pages) send(w http.ResponseWriter, status int, page []byte) {
	if err := browser.Send(w, status, page); err != nil {
		p.Logger.Debug("the browser went away", "error", err)
	}
}

func (p *Pages) asset(w http.ResponseWriter, req *http.Request) {
	ok, err := p.assets.Serve(w, req, req.PathValue("file"))
	if !ok {
		p.tell(w, req, http.StatusNotFound, doorView{}, "web.no-such-page")
	}
	if err != nil {
		p.Logger.Debug("the browser went away", "error", err)
	}
}

// scripted reports whether htmx asks.
func scripted(req *http.Request) bool { return req.Header.Get("HX-Request") == "true" }

// frame is what every page inside shows.
type frame struct {
	words
	Title string
	Name  string // the community's
	Me    string
	Notes []noteView
}

// noteView is an answer to what was done on the page before.
type noteView struct {
	words
	Refused bool
	Text    string
	Body    browser.Body
}

func (p *Pages) frame(v visit, title string) frame {
	f := frame{words: v.words, Title: title, Name: chat.Legible(p.Name), Me: chat.Legible(v.Name)}
	for _, one := range p.take(v.Session) {
		n := noteView{words: v.words, Refused: one.answer.Refused, Text: one.text}
		if one.text == "" {
			n.Body = browser.Draw(v.words, "", "note", one.answer.Message, p.moment(v))
			n.Body.Buttons, n.Body.Seen = nil, ""
		}
		f.Notes = append(f.Notes, n)
	}
	return f
}

func (p *Pages) moment(v visit) browser.Moment {
	return browser.Moment{Time: p.Now(), Zone: v.Zone}
}
