package room

import (
	"net"
	"net/http"

	"magbot/adapters/browser"
)

// guard stands before every page. A rehearsal answers on loopback connections
// alone.
func (r *Room) guard(next http.Handler) http.Handler {
	problem := func(status int, key string) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) { r.problem(w, req, status, key) }
	}
	return browser.Guard{
		Origin: r.origin,
		Closed: func(req *http.Request) bool {
			local, ok := req.Context().Value(http.LocalAddrContextKey).(net.Addr)
			return ok && r.Door.Rehearsal() && !loopbackAddr(local)
		},
		Foreign:   problem(http.StatusForbidden, "room.cross-origin"),
		Elsewhere: problem(http.StatusMisdirectedRequest, "room.wrong-host"),
	}.Before(next)
}

func loopbackAddr(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
