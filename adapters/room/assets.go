package room

import (
	"embed"
	"net/http"
)

//go:embed assets pages/*.html
var files embed.FS

func (r *Room) serveAsset(w http.ResponseWriter, req *http.Request) {
	ok, err := r.assets.Serve(w, req, req.PathValue("file"))
	if !ok {
		r.problem(w, req, http.StatusNotFound, "room.not-found")
	}
	if err != nil {
		r.Logger.Debug("the browser went away", "error", err)
	}
}
