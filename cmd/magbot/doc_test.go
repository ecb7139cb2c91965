package main_test

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"magbot/adapters/storytest"
)

// doc is a page of the room, or a part of one, as somebody reads it.
type doc struct {
	raw  string
	root element
}

// element is an element of a page.
type element struct{ *html.Node }

func parse(t testing.TB, raw string) *doc {
	t.Helper()
	root, err := html.Parse(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("read a page: %v", err)
	}
	return &doc{raw, element{root}}
}

// all finds the elements of a kind, with a class when one is given, that are
// not inside another of them.
func (e element) all(tag, class string) []element {
	var found []element
	for n := range e.ChildNodes() {
		one := element{n}
		if n.Type == html.ElementNode && (tag == "" || n.Data == tag) && (class == "" || one.is(class)) {
			found = append(found, one)
			continue
		}
		found = append(found, one.all(tag, class)...)
	}
	return found
}

// first finds one element; ok is false when there is none.
func (e element) first(tag, class string) (found element, ok bool) {
	all := e.all(tag, class)
	if len(all) == 0 {
		return element{&html.Node{}}, false
	}
	return all[0], true
}

func (e element) attr(name string) string {
	value, _ := e.lookup(name)
	return value
}

func (e element) lookup(name string) (string, bool) {
	for _, a := range e.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func (e element) is(class string) bool {
	return slices.Contains(strings.Fields(e.attr("class")), class)
}

// words are the words of a line. A clock is written as what a window lets it
// run from, because what it shows changes by itself.
func (e element) words() string {
	var b strings.Builder
	for n := range e.ChildNodes() {
		one := element{n}
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case one.is("clock"):
			b.WriteString("since " + one.attr("data-since") + " of " + one.attr("data-allowed"))
		case n.Data == "a":
			b.WriteString(one.words() + " " + one.attr("href"))
		default:
			b.WriteString(one.words())
		}
	}
	return b.String()
}

// blocks are the lines of what the bot says.
func (e element) blocks() []string {
	var lines []string
	for n := range e.ChildNodes() {
		one := element{n}
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "ul" || n.Data == "ol":
			for _, line := range one.all("li", "") {
				lines = append(lines, line.words())
			}
		case n.Data == "figure":
			quote, _ := one.first("blockquote", "")
			from, _ := one.first("figcaption", "")
			lines = append(lines, strings.TrimSpace(quote.words()+" "+from.words()))
		case one.is("table"):
			for _, row := range one.all("tr", "") {
				var cells []string
				for _, cell := range slices.Concat(row.all("th", ""), row.all("td", "")) {
					cells = append(cells, cell.words())
				}
				lines = append(lines, strings.Join(cells, " | "))
			}
		case n.Data == "img":
			lines = append(lines, one.attr("alt"))
		default:
			lines = append(lines, one.words())
		}
	}
	return lines
}

// shown is what an article shows, with its buttons.
func (e element) shown() storytest.Message {
	var lines []string
	for _, body := range e.all("div", "body") {
		lines = append(lines, body.blocks()...)
	}
	for _, p := range slices.Concat(e.all("p", "seen"), e.all("p", "gone")) {
		lines = append(lines, p.words())
	}
	m := storytest.Message{Text: strings.Join(lines, "\n")}
	for _, form := range e.all("form", "button") {
		label, _ := form.first("button", "")
		m.Buttons = append(m.Buttons, storytest.Button{Label: label.words(), Handle: pressed{
			action: form.attr("action"), ask: form.attr("method") == "get", hidden: form.hidden(),
		}})
	}
	return m
}

// pressed is what stands behind a button.
type pressed struct {
	action string
	ask    bool
	hidden url.Values
}

// hidden are the values that a form carries along.
func (e element) hidden() url.Values {
	values := url.Values{}
	for _, in := range e.all("input", "") {
		if in.attr("type") == "hidden" {
			values.Add(in.attr("name"), in.attr("value"))
		}
	}
	for _, kept := range e.all("textarea", "") {
		if _, hidden := kept.lookup("hidden"); hidden {
			values.Add(kept.attr("name"), kept.words())
		}
	}
	return values
}

// article is a message of a talk, or a card.
type article struct {
	element

	id  string // "general-12"
	at  int
	rev string
}

func articles(e element, class, prefix string) []article {
	var all []article
	for _, one := range e.all("article", class) {
		id, ok := strings.CutPrefix(one.attr("id"), prefix)
		if !ok {
			continue
		}
		at, _ := strconv.Atoi(id[strings.LastIndex(id, "-")+1:]) // an identifier without a number stands first
		all = append(all, article{one, id, at, one.attr("data-rev")})
	}
	return all
}

// talk gives the messages of a page, oldest first.
func (d *doc) talk() []article {
	all := articles(d.root, "message", "m-")
	slices.SortStableFunc(all, func(a, b article) int { return cmp.Compare(a.at, b.at) })
	return all
}

// cards gives the cards under Now, by the message that each renews.
func (d *doc) cards() map[string]article {
	cards := map[string]article{}
	for _, a := range articles(d.root, "card", "now-") {
		cards[a.id] = a
	}
	return cards
}

// earlier is the address of the messages before those of the page.
func (d *doc) earlier() string {
	if p, ok := d.root.first("p", "earlier"); ok {
		a, _ := p.first("a", "")
		return a.attr("href")
	}
	return ""
}

// message is what the bot says in a talk; ok is false for what people typed. A
// live message is read where it is kept up to date.
func (a article) message(cards map[string]article) (storytest.Message, bool) {
	if !a.is("bot") {
		return storytest.Message{}, false
	}
	if card, ok := cards[a.id]; ok && a.is("live") {
		return card.shown(), true
	}
	return a.shown(), true
}

// asked is what stands behind a form.
type asked struct {
	action string
	files  bool
	hidden url.Values
	fields []field
}

type field struct {
	name   string
	file   bool
	values []string
}

// doneBefore is what the room says of a press that came again. With script it is
// a line of status, and no part of the answer; without, a note says it.
const doneBefore = "That was done already; nothing was done twice."

// answer is what the actor alone reads.
func (d *doc) answer() storytest.Answer {
	var a storytest.Answer
	if form, ok := d.root.first("form", "ask"); ok {
		return form.asks()
	}
	var lines []string
	for _, note := range d.root.all("article", "note") {
		if slices.ContainsFunc(note.all("p", ""), func(p element) bool { return p.words() == doneBefore }) {
			continue
		}
		m := note.shown()
		for _, p := range note.all("p", "") {
			if p.Parent == note.Node { // a sentence of the room itself
				lines = append(lines, p.words())
			}
		}
		lines = append(lines, m.Text)
		a.Buttons = append(a.Buttons, m.Buttons...)
		a.Refused = a.Refused || note.is("refused")
	}
	a.Text = strings.Join(lines, "\n")
	return a
}

// asks reads a form. One that comes back with what is wrong in it asks for
// nothing new: what was sent was refused.
func (e element) asks() storytest.Answer {
	var lines []string
	for _, about := range slices.Concat(e.all("div", "about"), e.all("p", "wrong"), e.all("div", "wrong")) {
		if body, ok := about.first("div", "body"); ok {
			about = body
			lines = append(lines, about.blocks()...)
			continue
		}
		lines = append(lines, about.words())
	}
	a := storytest.Answer{Message: storytest.Message{Text: strings.Join(lines, "\n")}}
	if _, back := e.first("", "wrong"); back {
		a.Refused = true
		return a
	}
	title, _ := e.first("h2", "")
	f := asked{action: e.attr("action"), files: e.attr("enctype") == "multipart/form-data", hidden: e.hidden(), fields: e.fields()}
	a.Form = &storytest.Form{Title: title.words(), Handle: f}
	for _, in := range f.fields {
		a.Form.Fields = append(a.Form.Fields, in.name)
	}
	return a
}

// fields are what a form asks for, with what it would send as it stands.
func (e element) fields() []field {
	var all []field
	for _, box := range e.all("div", "field") {
		for _, in := range slices.Concat(box.all("input", ""), box.all("textarea", ""), box.all("select", "")) {
			name, ok := strings.CutPrefix(in.attr("name"), "f.")
			if !ok || in.attr("type") == "hidden" || strings.HasSuffix(name, ".kept") {
				continue
			}
			if len(all) == 0 || all[len(all)-1].name != name {
				all = append(all, field{name: name, file: in.attr("type") == "file"})
			}
			last := &all[len(all)-1]
			last.values = append(last.values, in.values()...)
		}
	}
	return all
}

// values is what one control would send.
func (e element) values() []string {
	switch {
	case e.Data == "textarea":
		return []string{e.words()}
	case e.Data == "select":
		for _, option := range e.all("option", "") {
			if _, selected := option.lookup("selected"); selected {
				return []string{option.attr("value")}
			}
		}
		return []string{""}
	case e.attr("type") == "checkbox":
		if _, checked := e.lookup("checked"); !checked {
			return nil
		}
	case e.attr("type") == "file":
		return nil
	}
	return []string{e.attr("value")}
}
