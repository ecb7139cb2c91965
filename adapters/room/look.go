package room

import (
	"net/http"
	"strconv"

	"magbot/bot/chat"
)

// look opens the form with which somebody asks others to look at a message of a
// channel. What it says goes along as it is now: it may be edited or deleted later.
// So does who wrote it, by their identifier: a name may be that of several.
func (r *Room) look(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	number, err := strconv.ParseUint(req.PathValue("number"), 10, 64)
	m, ok := c.message(number)
	if err != nil || !ok || r.Look == "" || c.person != "" || m.bot() || m.deleted || m.hidden {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
		return
	}
	text, ok := r.textOf(w, req, c, m)
	if !ok {
		return
	}
	r.ask(w, req, v, c, chat.Do(r.Look, "about", string(m.by), "message", r.Origin+"/c/"+c.id+"#"+elementID(c, m), "words", text))
}
