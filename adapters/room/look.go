package room

import (
	"fmt"
	"net/http"
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
)

// look opens the form with which somebody asks others to look at a message of a
// channel. What it says goes along as it is now: it may be edited or deleted later.
func (r *Room) look(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	number, err := strconv.ParseUint(req.PathValue("number"), 10, 64)
	m, ok := c.message(number)
	if err != nil || !ok || r.Look == "" || c.person != "" || m.bot() || m.deleted {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return
	}
	text, ok, err := r.open(c.log, m)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	if !ok {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return
	}
	seat, err := r.viewer(v).seatOf(req.Context(), m.by)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	call := chat.Do(r.Look, "about", seat.Name, "message", r.Origin+"/c/"+c.id+"#"+elementID(c, m), "words", text)
	in, err := r.input(v, c, bot.Cause("room:form:"+newKey()), intentOf(call))
	if err != nil {
		r.failure(w, req, err)
		return
	}
	answer, err := r.Bot.Form(req.Context(), in)
	if err != nil {
		r.failure(w, req, fmt.Errorf("ask for a form: %w", err))
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer, dialog: scripted(req)})
}
