package roster

import (
	"strings"

	"magbot/bot"
)

// checkTwice finds people who stand in the file twice.
func (r *reader) checkTwice() {
	emails, names, ids := map[string]int{}, map[string]Row{}, map[bot.PersonID]int{}
	for _, row := range r.sheet.Rows {
		if row.ID != "" {
			if first, twice := ids[row.ID]; twice {
				r.problem(row.Line, r.headerOf(ColumnID), "roster.csv.id-twice", "text", string(row.ID), "first", first)
			}
			ids[row.ID] = row.Line
		}
		if e := strings.ToLower(row.Email); e != "" {
			if first, twice := emails[e]; twice {
				r.problem(row.Line, r.headerOf(ColumnEmail), "roster.csv.email-twice", "text", row.Email, "first", first)
			}
			emails[e] = row.Line
		}
		r.checkName(row, names)
	}
}

// checkName refuses a name that stands twice where nothing tells the two apart.
func (r *reader) checkName(row Row, names map[string]Row) {
	name := fold(row.Name)
	if name == "" {
		return
	}
	first, twice := names[name]
	if !twice {
		names[name] = row
		return
	}
	if row.ID == "" && (row.Email == "" || first.Email == "") {
		r.problem(row.Line, r.headerOf(ColumnName), "roster.csv.name-twice", "text", row.Name, "first", first.Line)
	}
}
