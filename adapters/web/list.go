package web

import (
	"net/http"
	"net/url"

	"magbot/adapters/browser"
	"magbot/bot/chat"
)

// lineView is one case of the list.
type lineView struct {
	URL  string
	Name string
	Rest []browser.Span
}

type listView struct {
	frame
	Live   liveView
	Closed bool
	Other  string // the list with closed cases, or without
	Orders []orderView
}

// orderView is an order that the list can have; the one that it has leads nowhere.
type orderView struct{ URL, Name string }

// orders are those that cases can be listed in, the usual one first.
var orders = [...]string{"name", "waiting", "reports"}

// listing is what somebody wants to have listed, and in what order.
type listing struct {
	closed bool
	order  string
}

func (l listing) args() (args []string) {
	if l.closed {
		args = append(args, "closed", "yes")
	}
	if l.order != "" {
		args = append(args, "order", l.order)
	}
	return args
}

func (l listing) url() string {
	q, args := url.Values{}, l.args()
	for i := 0; i < len(args); i += 2 {
		q.Set(args[i], args[i+1])
	}
	if len(q) == 0 {
		return Path
	}
	return Path + "?" + q.Encode()
}

// choices are the orders to choose from, where there is more than one case.
func (l listing) choices(w words, cases int) (all []orderView) {
	if cases < 2 {
		return nil
	}
	for _, o := range orders {
		at := listing{l.closed, o}
		view := orderView{URL: at.url(), Name: w.Say("web.order." + o)}
		if o == l.order || l.order == "" && o == orders[0] {
			view.URL = ""
		}
		all = append(all, view)
	}
	return all
}

// list shows the cases that the reader handles, as the bot lists them.
func (p *Pages) list(w http.ResponseWriter, req *http.Request, v visit) {
	asked := listing{closed: req.FormValue("closed") == "yes", order: req.FormValue("order")}
	answer, err := p.ask(req.Context(), v, "conduct cases", asked.args()...)
	if err != nil {
		p.failure(w, req, err)
		return
	}
	live := liveView{words: v.words, Here: asked.url(), Mark: mark(answer.Message)}
	live.List = p.lines(v, answer.Message)
	if len(live.List) == 0 {
		body := browser.Draw(v.words, "", "cases", answer.Message, p.moment(v))
		body.Buttons, body.Seen = nil, ""
		live.None = &body
	}
	p.showLive(w, req, live, func() browser.Part {
		return browser.Part{Name: "list", Data: listView{frame: p.frame(v, v.Say("web.title")), Live: live, Closed: asked.closed, Other: listing{!asked.closed, asked.order}.url(), Orders: asked.choices(v.words, len(live.List))}}
	})
}

// lines reads the list: each line begins with the name of its case.
func (p *Pages) lines(v visit, m chat.Message) (lines []lineView) {
	for _, block := range m.Blocks {
		list, ok := block.(chat.List)
		if !ok {
			continue
		}
		for _, line := range list.Lines {
			if len(line) == 0 {
				continue
			}
			if name, ok := line[0].(chat.Strong); ok {
				lines = append(lines, lineView{caseURL(string(name)), chat.Legible(string(name)), browser.Line(line[1:], p.moment(v))})
			}
		}
	}
	return lines
}
