package room

import (
	"errors"
	"net/http"
	"time"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// routes are all pages. Those of the room itself stand twice: under a seat of
// a rehearsal, and bare for those who carry a cookie.
func (r *Room) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", r.door)
	mux.HandleFunc("POST /seat", r.takeSeat)
	mux.HandleFunc("GET /in/{token}", r.showLink)
	mux.HandleFunc("POST /in", r.useLink)
	mux.HandleFunc("POST /claim", r.claim)
	mux.HandleFunc("GET /assets/{file}", r.serveAsset)
	for _, base := range []string{"", "/s/{seat}"} {
		mux.HandleFunc("GET "+base+"/c/{conversation}", r.inside(r.page))
		mux.HandleFunc("GET "+base+"/c/{conversation}/events", r.inside(r.stream))
		mux.HandleFunc("GET "+base+"/c/{conversation}/actions", r.inside(r.actions))
		mux.HandleFunc("GET "+base+"/c/{conversation}/form", r.inside(r.form))
		mux.HandleFunc("GET "+base+"/c/{conversation}/edit/{number}", r.inside(r.editForm))
		mux.HandleFunc("GET "+base+"/c/{conversation}/look/{number}", r.inside(r.look))
		mux.HandleFunc("POST "+base+"/c/{conversation}/say", r.inside(r.paced(r.say)))
		mux.HandleFunc("POST "+base+"/c/{conversation}/call", r.inside(r.paced(r.call)))
		mux.HandleFunc("POST "+base+"/c/{conversation}/edit/{number}", r.inside(r.paced(r.edit)))
		mux.HandleFunc("POST "+base+"/c/{conversation}/delete/{number}", r.inside(r.paced(r.remove)))
		mux.HandleFunc("POST "+base+"/leave", r.leave)
	}
	mux.HandleFunc("GET /s/{seat}/{$}", func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, "/s/"+req.PathValue("seat")+"/c/"+r.Channels[0].ID, http.StatusSeeOther)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
	})
	return mux
}

// doorView is the page before the room.
type doorView struct {
	words
	Title     string
	Name      string
	Rehearsal bool
	Claimable bool
	Claimed   string // the name that was typed, kept after a mistake
	Seats     []seatView
	Token     string
	Problem   string
}

type seatView struct {
	words
	Person  bot.PersonID
	Name    string
	Detail  string
	Initial string
	Hue     int
}

func (r *Room) wordsFor(req *http.Request) words {
	return browser.Reader{Print: r.Words.For(req.Header.Get("Accept-Language"), "en")}
}

// door lets people choose a seat in a rehearsal, and tells everybody else how
// to come in.
func (r *Room) door(w http.ResponseWriter, req *http.Request) {
	view := doorView{words: r.wordsFor(req), Name: chat.Legible(r.Name), Rehearsal: r.Door.Rehearsal()}
	if !view.Rehearsal {
		if _, err := r.visitor(req); err == nil {
			http.Redirect(w, req, "/c/"+r.Channels[0].ID, http.StatusSeeOther)
			return
		}
		view.Claimable = r.claimable()
		r.show(w, req, http.StatusOK, browser.Part{Name: "door", Data: view})
		return
	}
	seats, err := r.Door.Seats(req.Context())
	if err != nil {
		r.failure(w, req, err)
		return
	}
	for _, s := range seats {
		if s.Gone {
			continue
		}
		view.Seats = append(view.Seats, seatView{
			words: view.words, Person: s.Person, Name: chat.Legible(s.Name), Detail: chat.Legible(s.Detail),
			Initial: browser.Initial(s.Name), Hue: browser.Hue(s.Person),
		})
	}
	r.show(w, req, http.StatusOK, browser.Part{Name: "door", Data: view})
}

// takeSeat begins a session whose token is in the address, so that another
// window of the same browser can hold another person.
func (r *Room) takeSeat(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	if !r.limits.Allow(req) {
		r.problem(w, req, http.StatusTooManyRequests, "room.too-fast")
		return
	}
	if !r.Door.Rehearsal() {
		r.problem(w, req, http.StatusForbidden, "room.rehearsal-over")
		return
	}
	seats, err := r.Door.Seats(req.Context())
	if err != nil {
		r.failure(w, req, err)
		return
	}
	wanted := bot.PersonID(req.PostFormValue("person"))
	for _, s := range seats {
		if s.Person != wanted || s.Gone {
			continue
		}
		token, err := r.sessions.begin(req.Context(), s.Person, true)
		if err != nil {
			r.failure(w, req, err)
			return
		}
		http.Redirect(w, req, "/s/"+token+"/c/"+r.Channels[0].ID, http.StatusSeeOther)
		return
	}
	r.problem(w, req, http.StatusNotFound, "room.not-found")
}

// showLink draws the button of a personal link. It does not even ask whether
// the token is good: whoever only looks learns and changes nothing.
func (r *Room) showLink(w http.ResponseWriter, req *http.Request) {
	view := doorView{words: r.wordsFor(req), Name: chat.Legible(r.Name), Token: req.PathValue("token")}
	r.show(w, req, http.StatusOK, browser.Part{Name: "link", Data: view})
}

// useLink uses the link up and opens the session of its person.
func (r *Room) useLink(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	if !r.limits.Allow(req) {
		r.problem(w, req, http.StatusTooManyRequests, "room.too-fast")
		return
	}
	person, err := r.Door.SignIn(req.Context(), req.PostFormValue("token"))
	if mistake, ok := lang.AsError(err); ok {
		view := doorView{words: r.wordsFor(req), Name: chat.Legible(r.Name)}
		if view.Problem = view.Print.Text(mistake.Text); !r.Words.Has(mistake.Key) {
			view.Problem = view.Say("room.link-bad")
		}
		r.show(w, req, http.StatusForbidden, browser.Part{Name: "door", Data: view})
		return
	}
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.letIn(w, req, person)
}

// letIn opens the session of a person who has shown who they are.
func (r *Room) letIn(w http.ResponseWriter, req *http.Request, person bot.PersonID) {
	token, err := r.sessions.begin(req.Context(), person, false)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.setCookie(w, token, int(sessionLife/time.Second))
	http.Redirect(w, req, "/c/"+r.Channels[0].ID, http.StatusSeeOther)
}

func (r *Room) claimable() bool { return r.Claim != nil && r.Claim.Claimable() }

// claim lets the first Secretariat of a new community in, with the code that
// founding it printed.
func (r *Room) claim(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, browser.MostTyped)
	if !r.limits.Allow(req) {
		r.problem(w, req, http.StatusTooManyRequests, "room.too-fast")
		return
	}
	if r.Claim == nil {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return
	}
	name := req.PostFormValue("name")
	person, err := r.Claim.Claim(req.Context(), req.PostFormValue("code"), name)
	if mistake, ok := lang.AsError(err); ok {
		view := doorView{words: r.wordsFor(req), Name: chat.Legible(r.Name), Claimable: r.claimable(), Claimed: name}
		view.Problem = view.Print.Text(mistake.Text)
		r.show(w, req, http.StatusForbidden, browser.Part{Name: "door", Data: view})
		return
	}
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.letIn(w, req, person)
}

func (r *Room) cookieName() string {
	if r.origin.Scheme == "https" {
		return "__Host-room"
	}
	return "room"
}

func (r *Room) setCookie(w http.ResponseWriter, token string, age int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the room is reached by https; plain http is loopback alone
		Name: r.cookieName(), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.origin.Scheme == "https",
	})
}

// leave ends the session.
func (r *Room) leave(w http.ResponseWriter, req *http.Request) {
	v, err := r.visitor(req)
	if err == nil {
		err = r.sessions.end(req.Context(), v.session)
	}
	if err != nil && !errors.Is(err, errOutside) {
		r.failure(w, req, err)
		return
	}
	if req.PathValue("seat") == "" {
		r.setCookie(w, "", -1)
	}
	http.Redirect(w, req, "/", http.StatusSeeOther)
}

var errOutside = errors.New("not signed in")

// visitor finds who makes a request. The error is errOutside when nobody is
// signed in, when the seat is gone, or when seats may no longer be chosen.
func (r *Room) visitor(req *http.Request) (visit, error) {
	token, base := req.PathValue("seat"), ""
	seat := token != ""
	if seat {
		base = "/s/" + token
		if !r.Door.Rehearsal() {
			return visit{}, errOutside
		}
	} else if cookie, err := req.Cookie(r.cookieName()); err == nil {
		token = cookie.Value
	}
	s, ok := r.sessions.find(token, seat)
	if token == "" || !ok {
		return visit{}, errOutside
	}
	who, err := r.Door.Person(req.Context(), s.person)
	if errors.Is(err, ErrNobody) || (err == nil && who.Gone) {
		return visit{}, errOutside
	}
	if err != nil {
		return visit{}, err
	}
	return visit{
		words: browser.Reader{Print: r.Words.For(string(who.Language), req.Header.Get("Accept-Language"), "en")}, session: s, seat: who, base: base,
	}, nil
}

// handler serves a request of somebody inside, in one conversation.
type handler func(w http.ResponseWriter, req *http.Request, v visit, c *conversation)

// inside lets a request pass that comes with a session, to a conversation that
// exists.
func (r *Room) inside(next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		v, err := r.visitor(req)
		if errors.Is(err, errOutside) {
			r.problem(w, req, http.StatusUnauthorized, "room.session-over")
			return
		}
		if err != nil {
			r.failure(w, req, err)
			return
		}
		r.renew(w, req, v)
		c, err := r.conversation(req.Context(), req.PathValue("conversation"), v.seat.Person)
		if errors.Is(err, errNoChannel) {
			r.problem(w, req, http.StatusNotFound, "room.not-found")
			return
		}
		if err != nil {
			r.failure(w, req, err)
			return
		}
		next(w, req, v, c)
	}
}

// renew lets a session that is used live on, so that it ends a while after the
// last visit. Where that cannot be written down, the visit goes on all the same.
func (r *Room) renew(w http.ResponseWriter, req *http.Request, v visit) {
	renewed, err := r.sessions.visited(req.Context(), v.session)
	if err != nil {
		r.Logger.Warn("a session could not be renewed", "error", err)
		return
	}
	if cookie, err := req.Cookie(r.cookieName()); renewed && !v.session.seat && err == nil {
		r.setCookie(w, cookie.Value, int(sessionLife/time.Second))
	}
}

// paced slows a session down that sends without end.
func (r *Room) paced(next handler) handler {
	return func(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
		if !v.session.limit.Allow() {
			w.Header().Set("Retry-After", "3")
			r.problem(w, req, http.StatusTooManyRequests, "room.too-fast")
			return
		}
		next(w, req, v, c)
	}
}

type problemView struct {
	words
	Title string
	Name  string
	Text  string
}

// problem tells what is wrong: in the status line of a window with script,
// else on a page of its own.
func (r *Room) problem(w http.ResponseWriter, req *http.Request, status int, key string, args ...any) {
	view := problemView{words: r.wordsFor(req), Name: chat.Legible(r.Name)}
	view.Text = view.Say(key, args...)
	name := "problem"
	if scripted(req) {
		name = "status"
		w.Header().Set("HX-Reswap", "none")
	}
	r.show(w, req, status, browser.Part{Name: name, Data: view})
}

// failure logs an error and says nothing of it but that it happened.
func (r *Room) failure(w http.ResponseWriter, req *http.Request, err error) {
	r.Logger.Error("the room could not answer", "method", req.Method, "page", req.Pattern, "error", err)
	view := problemView{words: r.wordsFor(req), Name: chat.Legible(r.Name)}
	view.Text = view.Say("room.problem")
	page, drawErr := r.fragment("problem", view)
	if drawErr != nil {
		r.Logger.Error("the room could not draw its own error", "error", drawErr)
	}
	r.send(w, http.StatusInternalServerError, []byte(page))
}

// scripted reports whether htmx asks.
func scripted(req *http.Request) bool { return req.Header.Get("HX-Request") == "true" }
