package minutes

import (
	"strings"

	"magbot/bot/floor"
)

// queue is the table of who asked for the floor and what became of it.
func (s *sheet) queue(list []Ask) {
	if len(list) == 0 {
		return
	}
	s.section("queue")
	rows := []cells{{one(s.label("person")), one(s.label("group")), one(s.label("asked")), one(s.label("called")), one(s.label("done")), one(s.label("note"))}}
	for _, a := range list {
		note := strings.TrimSpace(s.way(a.Way) + " " + floor.AboutWhat(a.Note))
		if a.By != "" {
			note += bracketed([]string{s.label("entered") + " " + a.By})
		}
		rows = append(rows, cells{one(a.Who), one(a.Group), one(s.second(a.Asked)), one(s.called(a)), one(s.second(a.Done)), one(strings.TrimSpace(note))})
	}
	s.put(piece{form: table, rows: rows})
}

// called is when somebody was called, or why they were not.
func (s *sheet) called(a Ask) string {
	switch {
	case !a.Called.IsZero():
		return s.second(a.Called)
	case a.Taken && a.TakeBy != "":
		return s.label("taken-back") + bracketed([]string{s.label("entered") + " " + a.TakeBy})
	case a.Taken:
		return s.label("taken-back")
	case a.Off:
		return s.label("taken-off")
	}
	return ""
}

// way names a request that is not an ordinary one.
func (s *sheet) way(w floor.Way) string {
	switch w {
	case floor.PointOfOrder:
		return s.label("way-point")
	case floor.DirectReply:
		return s.label("way-direct")
	case floor.Ordinary:
	}
	return ""
}
