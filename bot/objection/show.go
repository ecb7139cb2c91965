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

// Lines writes objections with what was answered to each, never shortened.
func Lines(v bot.View, objections []Objection) []chat.Text {
	var lines []chat.Text
	for _, o := range objections {
		lines = append(lines, chat.Line(
			chat.Strong(v.Say("objection.line", "objection", o.Number, "state", lang.T("objection.state."+string(o.State)))),
			" "+named(v, o.By, o.Group)+": “"+said(v, o.Reason)+"”"))
		for _, a := range o.Answers() {
			lines = append(lines, chat.Line(v.Say("objection.answer", "objection", o.Number, "name", name(v, a.By), "text", said(v, a.Text))))
		}
		for _, r := range o.Replies() {
			if text := said(v, r.Text); text != "" {
				lines = append(lines, chat.Line(v.Say("objection.sustained", "objection", o.Number, "name", name(v, r.By), "text", text)))
			}
		}
	}
	return lines
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
