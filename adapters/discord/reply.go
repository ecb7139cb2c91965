package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"magbot/bot"
	"magbot/bot/chat"
)

// tokenFor is how long an interaction can be answered; Discord says a quarter of
// an hour.
const tokenFor = 14 * time.Minute

// callFor is how long one call may take that answers an interaction.
const callFor = 10 * time.Second

// reply is the answer to one interaction. Its first word goes to the callback
// within three seconds, or the answer is promised there and follows; everything is
// seen by the one who asked alone.
type reply struct {
	d     *Discord
	i     interaction
	since time.Time
	timer *time.Timer

	mu       sync.Mutex
	answered bool // something went to the callback
	promised bool // it was the promise, and the answer takes its place
}

func (d *Discord) newReply(i interaction) *reply {
	return &reply{d: d, i: i, since: time.Now()}
}

// customID is that of a component or modal.
func (r *reply) customID() string {
	var data struct {
		CustomID string `json:"custom_id"`
	}
	if err := json.Unmarshal(r.i.Data, &data); err != nil {
		return ""
	}
	return data.CustomID
}

// asksAtOnce reports whether the answer can only be a modal, which cannot follow
// a promise.
func (r *reply) asksAtOnce() bool {
	if r.i.Type != ofComponent {
		return false
	}
	return len(r.customID()) > len(openMark) && r.customID()[:len(openMark)] == openMark
}

// deferSoon promises an answer when none has come in time.
func (r *reply) deferSoon() {
	r.timer = time.AfterFunc(ackWithin, func() {
		r.d.run(func(ctx context.Context) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.answered {
				return
			}
			r.answered, r.promised = true, true
			if err := r.call(ctx, replyDeferred, map[string]any{"flags": flagEphemeral}, nil); err != nil {
				r.d.Logger.Warn("an answer could not be promised", "error", err)
			}
		})
	})
}

// settled ends the wait for an answer.
func (r *reply) settled() {
	if r.timer != nil {
		r.timer.Stop()
	}
}

// callback answers the callback; the caller does not hold mu.
func (r *reply) callback(ctx context.Context, kind int, data any, files []file) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answered = true
	return r.call(ctx, kind, data, files)
}

func (r *reply) call(ctx context.Context, kind int, data any, files []file) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	body := map[string]any{"type": kind}
	if data != nil {
		body["data"] = data
	}
	path := "/interactions/" + url.PathEscape(r.i.ID) + "/" + url.PathEscape(r.i.Token) + "/callback"
	err := r.d.rest.do(ctx, request{
		method: http.MethodPost, path: path, route: "/interactions/x/callback " + r.i.ID, body: body, files: files, interaction: true,
	}, nil)
	if code(err) == answeredBefore { // the answer to the first try got lost
		return nil
	}
	return err
}

// show gives an answer to the one who asked.
func (r *reply) show(ctx context.Context, answer bot.Answer) error {
	if answer.Form != nil {
		return r.ask(ctx, answer)
	}
	if !answer.Message.IsZero() {
		pages, err := r.d.draw(ctx, r.i.user()).message(answer.Message)
		if err != nil {
			return err
		}
		r.send(ctx, pages)
		return nil
	}
	if r.i.Type == ofComponent && r.silently(ctx) {
		return nil
	}
	key := "discord.done"
	if answer.Done {
		key = "discord.done-before"
	}
	r.say(ctx, key)
	return nil
}

// silently acknowledges a press that changes what everybody sees; false when the
// answer was promised and must come.
func (r *reply) silently(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.answered {
		return false
	}
	r.answered = true
	if err := r.call(ctx, replySilent, nil, nil); err != nil {
		r.d.Logger.Warn("a press could not be acknowledged", "error", err)
	}
	return true
}

// say shows a sentence.
func (r *reply) say(ctx context.Context, key string) {
	drawn := r.d.draw(ctx, r.i.user())
	m := drawn.sentence(key)
	m.Seen = drawn.words.Say("discord.only-you")
	pages, err := drawn.message(m)
	if err != nil {
		r.d.Logger.Error("draw an answer", "error", err)
		return
	}
	r.send(ctx, pages)
}

// send shows pages: the first where the answer is awaited, the others after it.
// What the interaction does not take any more goes to the person's own
// conversation.
func (r *reply) send(ctx context.Context, pages []page) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n, p := range pages {
		err := r.one(ctx, p)
		if err == nil {
			continue
		}
		r.d.Logger.Info("an answer goes to the person's own conversation", "error", err)
		if err := r.d.confide(ctx, r.i.user(), pages[n:]); err != nil {
			r.d.Logger.Error("an answer could not be shown", "error", err)
		}
		return
	}
}

// one shows a page; the caller holds mu.
func (r *reply) one(ctx context.Context, p page) error {
	if time.Since(r.since) > tokenFor {
		return fmt.Errorf("the interaction is %s old", time.Since(r.since).Round(time.Second))
	}
	body := p.post()
	body.Flags |= flagEphemeral
	webhook := "/webhooks/" + url.PathEscape(r.d.application) + "/" + url.PathEscape(r.i.Token)
	c := request{body: body, files: p.files, interaction: true, route: "/webhooks/x " + r.i.ID}
	ctx, cancel := context.WithTimeout(ctx, 3*callFor)
	defer cancel()
	switch {
	case !r.answered:
		r.answered = true
		return r.call(ctx, replyMessage, body, p.files)
	case r.promised:
		r.promised = false
		body.Flags &^= flagEphemeral // fixed by the promise
		c.method, c.path, c.body = http.MethodPatch, webhook+"/messages/@original", body
	default:
		c.method, c.path = http.MethodPost, webhook
	}
	return r.d.rest.do(ctx, c, nil)
}

// ask opens a form, or offers a button that does where no modal can be opened.
func (r *reply) ask(ctx context.Context, answer bot.Answer) error {
	s := slip{Form: *answer.Form, Field: start.field}
	drawn := r.d.draw(ctx, r.i.user())
	above := answer.Message
	if drawn.modal(s.Form, above, start, "").whole && len(above.Buttons) == 0 && r.i.Type != ofModal {
		return r.open(ctx, s, above)
	}
	return r.offer(ctx, s, drawn.forForm(answer), "discord.fill-in")
}

// open opens the next modal of a form, unless the answer was promised already.
func (r *reply) open(ctx context.Context, s slip, above chat.Message) error {
	seat, _ := r.d.People.Person(ctx, r.d.account(r.i.user()))
	key, err := r.d.keeper.writeSlip(ctx, seat.Person, s)
	if err != nil {
		return err
	}
	drawn := r.d.draw(ctx, r.i.user())
	m := drawn.modal(s.Form, above, place{s.Field, s.Part}, formMark+key)
	r.mu.Lock()
	if !r.answered {
		defer r.mu.Unlock()
		r.answered = true
		return r.call(ctx, replyModal, m.modal, nil)
	}
	r.mu.Unlock()
	return r.offer(ctx, s, drawn.forForm(bot.Answer{Form: &s.Form, Message: above}), "discord.fill-in")
}

// offer shows a message with a button that opens a form.
func (r *reply) offer(ctx context.Context, s slip, m chat.Message, label string) error {
	pages, err := r.d.offer(ctx, r.i.user(), s, m, label)
	if err != nil {
		return err
	}
	r.send(ctx, pages)
	return nil
}

// offer draws a message with a button that opens the next modal of a form.
func (d *Discord) offer(ctx context.Context, user string, s slip, m chat.Message, words string) ([]page, error) {
	seat, _ := d.People.Person(ctx, d.account(user))
	key, err := d.keeper.writeSlip(ctx, seat.Person, s)
	if err != nil {
		return nil, err
	}
	drawn := d.draw(ctx, user)
	m.Seen = drawn.words.Say("discord.only-you")
	pages, err := drawn.message(m)
	if err != nil {
		return nil, err
	}
	text, _ := shorten(drawn.words.Say(words), mostLabel)
	row := discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: text, Style: discordgo.PrimaryButton, CustomID: openMark + key},
	}}
	last := &pages[len(pages)-1]
	if len(last.rows) == mostRows {
		pages = append(pages, page{text: "-# " + escape(drawn.words.Say("discord.more-buttons"), "\n-# ")})
		last = &pages[len(pages)-1]
	}
	last.rows = append(slices.Clone(last.rows), row)
	return pages, nil
}

// forForm is what is said where a form is offered by a button.
func (d drawing) forForm(answer bot.Answer) chat.Message {
	m := copyOf(answer.Message)
	if len(m.Blocks) == 0 {
		m.Blocks = []chat.Block{chat.Heading{Text: answer.Form.Title}}
		if answer.Form.Note != "" {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(answer.Form.Note)})
		}
	}
	return m
}
