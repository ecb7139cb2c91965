package objection

import (
	"embed"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// Lines writes objections with what was said to each, in the order of time and
// never shortened.
func Lines(v bot.View, objections []Objection) []chat.Text {
	var lines []chat.Text
	for _, o := range objections {
		lines = append(lines, chat.Line(
			chat.Strong(v.Say("objection.line", "objection", o.Number, "state", lang.T("objection.state."+string(o.State)))),
			" "+named(v, o.By, o.Group)+": “"+said(v, o.Reason)+"”"))
		for _, r := range o.Remarks {
			lines = append(lines, remarked(v, o.Number, r))
		}
	}
	return lines
}

// remarked is who said what to an objection, and when.
func remarked(v bot.View, objection int, r Remark) chat.Text {
	key := "objection.answer"
	if r.Sustains {
		key = "objection.sustained"
	}
	text := v.Say(key, "objection", objection, "name", name(v, r.By))
	if words := said(v, r.Text); words != "" {
		text += ": “" + words + "”"
	}
	return chat.Line(text+" (", chat.Time{At: r.At}, ")")
}

func name(v bot.View, p bot.PersonID) string {
	if p == "" {
		return ""
	}
	return roster.Name(v, p)
}

func named(v bot.View, p bot.PersonID, g bot.Group) string {
	group := string(g)
	if g == "" {
		group = v.Say("objection.group-unknown")
	}
	return v.Say("objection.named", "name", name(v, p), "group", group)
}

func said(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("objection.erased")
	}
	return w.Text
}
