package slack

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
	"magbot/bot/chat"
)

// asker is whom an answer goes to, and the ways that lead there.
type asker struct {
	user    string
	channel string // where they asked; empty for their own conversation with the bot
	thread  string
	respond string    // address for answers: five times within half an hour
	trigger string    // opens one modal, within three seconds
	since   time.Time // when the trigger came
	view    string    // the modal that is open, and becomes the answer
	turn    *turn     // the envelope, when an answer may go with it
	form    *turn     // the envelope of a form that was sent
	home    bool      // they pressed it in the Home tab
}

const (
	mostAnswers = 4                       // through one address; Slack takes five
	triggerFor  = 2700 * time.Millisecond // Slack says three seconds
	skeletonAt  = 800 * time.Millisecond  // when a modal is opened before its form is there
)

// show gives an answer to the one who asked. What fails here is no reason to ask
// the bot again: it has decided.
func (s *Slack) show(ctx context.Context, a asker, answer bot.Answer) {
	if a.home {
		s.showAtHome(ctx, a, answer)
		return
	}
	if answer.Refused {
		defer s.offerLink(ctx, a)
	}
	d := s.draw(ctx, s.account(a.user))
	if answer.Form != nil {
		s.ask(ctx, a, d, answer)
		return
	}
	if answer.Message.IsZero() {
		if answer.Done && (a.respond != "" || a.view != "") {
			s.say(ctx, a, "slack.done-before")
		}
		return
	}
	pages, err := d.message(answer.Message)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	s.private(ctx, a, pages)
}

// private shows pages to one person alone: with the acknowledgement, at the
// address for answers, where they asked, or in their own conversation with the
// bot, whichever is there and works.
func (s *Slack) private(ctx context.Context, a asker, pages []page) {
	if a.channel == "" || direct(a.channel) {
		if a.respond == "" {
			s.confide(ctx, a, pages)
			return
		}
	}
	shown := pages
	if len(pages) > mostAnswers {
		words := s.draw(ctx, s.account(a.user)).words
		shown = append(slices.Clone(pages[:mostAnswers-1]), pageOf(drawing{words: words}.small(words.Say("slack.rest-private"))))
	}
	for _, p := range shown {
		if len(shown) == 1 && a.turn != nil { // what follows could stand above it
			if body := ackOf(p); body != nil && a.turn.reply(body) {
				continue
			}
		}
		if err := s.whisper(ctx, a, p); err != nil {
			s.Logger.Info("an answer goes to the person's own conversation", "error", bare(err))
			s.confide(ctx, a, pages)
			return
		}
	}
	if len(pages) > mostAnswers {
		s.confide(ctx, a, pages)
		return
	}
	s.filesOnly(ctx, a, pages)
}

// whisper shows one page where only the person sees it.
func (s *Slack) whisper(ctx context.Context, a asker, p page) error {
	if a.respond != "" {
		return s.web.respond(ctx, a.respond, a.thread, p)
	}
	return s.web.ephemeral(ctx, spot{channel: a.channel, thread: a.thread}, a.user, p)
}

// confide posts pages in a person's own conversation with the bot.
func (s *Slack) confide(ctx context.Context, a asker, pages []page) {
	channel, err := s.web.im(ctx, a.user)
	to := spot{channel: channel}
	if channel == a.channel {
		to.thread = a.thread
	}
	for _, p := range pages {
		if err != nil {
			break
		}
		if _, err = s.web.post(ctx, to, p); err == nil {
			err = s.files(ctx, to, p)
		}
	}
	if err != nil && !s.report(ctx, channel, err) {
		s.Logger.Error("an answer could not be shown", "error", bare(err))
	}
}

// filesOnly sends the files of an answer to the person's own conversation: what
// only one person sees holds none.
func (s *Slack) filesOnly(ctx context.Context, a asker, pages []page) {
	for _, p := range pages {
		if len(p.files) == 0 {
			continue
		}
		channel, err := s.web.im(ctx, a.user)
		if err == nil {
			err = s.files(ctx, spot{channel: channel}, p)
		}
		if err != nil && !s.report(ctx, channel, err) {
			s.Logger.Error("a file could not be shown", "error", bare(err))
		}
	}
}

func (s *Slack) files(ctx context.Context, to spot, p page) error {
	for _, f := range p.files {
		if err := s.web.upload(ctx, to, f); err != nil {
			return err
		}
	}
	return nil
}

// ackOf is a page as the acknowledgement of a slash command; nil when it is too
// long for one, which Slack would drop without a word.
func ackOf(p page) any {
	body := map[string]any{"response_type": sdk.ResponseTypeEphemeral, "text": p.text, "blocks": p.blocks}
	if raw, err := json.Marshal(body); err != nil || len(raw) > mostAck {
		return nil
	}
	return body
}

// ask opens a form, or offers a button that does where no modal can be opened
// any more.
func (s *Slack) ask(ctx context.Context, a asker, d drawing, answer bot.Answer) {
	view, whole, err := s.modal(ctx, a, d, answer)
	if err != nil {
		s.Logger.Error("draw a form", "error", err)
		s.say(ctx, a, "slack.failed")
		return
	}
	switch {
	case a.view != "":
		a.form.settle(ctx)
		err = s.web.updateView(ctx, a.view, view)
	case a.trigger != "" && time.Since(a.since) < triggerFor:
		_, err = s.web.openView(ctx, a.trigger, view)
	default:
		s.offer(ctx, a, d, answer)
		return
	}
	if err != nil {
		s.Logger.Info("a form is offered by a button", "error", bare(err))
		s.offer(ctx, a, d, answer)
		return
	}
	if !whole {
		s.confideMessage(ctx, a, d, answer.Message)
	}
}

// modal draws the form of an answer.
func (s *Slack) modal(ctx context.Context, a asker, d drawing, answer bot.Answer) (view sdk.ModalViewRequest, whole bool, err error) {
	seat, _ := s.People.Person(ctx, s.account(a.user))
	place := bot.Place{Channel: a.channel, Thread: a.thread}
	metadata, err := s.writeSlip(ctx, seat.Person, place, answer.Form)
	if err != nil {
		return view, false, err
	}
	view, whole = d.form(*answer.Form, answer.Message, metadata)
	return view, whole, nil
}

// offer shows a button that opens a form, with all that is filled in already.
func (s *Slack) offer(ctx context.Context, a asker, d drawing, answer bot.Answer) {
	call := copyOf(answer.Form.Call)
	for _, f := range answer.Form.Fields {
		if f.Value != "" {
			call.Args[f.Name] = f.Value
		}
	}
	m := answer.Message
	if m.IsZero() {
		m = chat.Say(answer.Form.Note)
	}
	if len(m.Blocks) == 0 {
		m.Blocks = []chat.Block{chat.Heading{Text: answer.Form.Title}}
	}
	m.Buttons = append(slices.Clone(m.Buttons), chat.Button{Label: d.words.Say("slack.fill-in"), Call: call, Ask: true, Style: chat.Primary})
	m.Seen = d.words.Say("slack.only-you")
	pages, err := d.message(m)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	a.view = ""
	s.private(ctx, a, pages)
}

// confideMessage shows a whole message in the person's own conversation.
func (s *Slack) confideMessage(ctx context.Context, a asker, d drawing, m chat.Message) {
	pages, err := d.message(m)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	s.confide(ctx, a, pages)
}
