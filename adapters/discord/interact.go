package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// What the custom_id of a modal begins with, and that of a button which opens the
// next modal of a form.
const (
	formMark = "f:"
	openMark = "o:"
)

// interacted takes an interaction. What comes twice is answered once.
func (d *Discord) interacted(i interaction) {
	user := i.user()
	if user == "" || i.ID == "" || i.Token == "" || (i.GuildID != "" && i.GuildID != d.Guild) || !d.seen.first("interaction "+i.ID) {
		return
	}
	r := d.newReply(i)
	if i.Type == ofAutocomplete { // never behind anything else
		d.run(func(ctx context.Context) { d.complete(ctx, i, r) })
		return
	}
	if i.Type != ofCommand && i.Type != ofComponent && i.Type != ofModal {
		return
	}
	if r.asksAtOnce() {
		d.run(func(ctx context.Context) { d.answer(ctx, i, r) })
		return
	}
	r.deferSoon()
	d.in("user "+user, func(ctx context.Context) {
		defer r.settled()
		d.answer(ctx, i, r)
	})
}

// answer does what an interaction asks.
func (d *Discord) answer(ctx context.Context, i interaction, r *reply) {
	defer func() {
		if what := recover(); what != nil {
			d.broke(what)
			r.say(ctx, "discord.failed")
		}
	}()
	var err error
	switch i.Type {
	case ofCommand:
		err = d.command(ctx, i, r)
	case ofComponent:
		err = d.pressed(ctx, i, r)
	case ofModal:
		err = d.submitted(ctx, i, r)
	}
	if err == nil {
		d.greet(ctx, i.user())
		return
	}
	key := "discord.failed"
	switch {
	case errors.Is(err, kept.ErrNone), errors.Is(err, errNoCommand):
		key = "discord.gone"
	case errors.Is(err, errFile):
		key = "discord.file-lost"
	}
	d.Logger.Error("an interaction failed", "error", err)
	r.say(ctx, key)
}

// inputOf makes what the bot is asked by an interaction.
func (d *Discord) inputOf(i interaction, intent bot.Intent) bot.Input {
	return d.input(i.user(), i.channel(), i.GuildID == "", bot.Cause("discord:interaction:"+i.ID), intent)
}

// errNoCommand is for a command of Discord that the table does not have.
var errNoCommand = errors.New("Discord names a command that is not in the table")

// command is a slash command.
func (d *Discord) command(ctx context.Context, i interaction, r *reply) error {
	var data given
	if err := json.Unmarshal(i.Data, &data); err != nil {
		return fmt.Errorf("read a command: %w", err)
	}
	if data.Type == messageMenu {
		return d.onMessage(ctx, i, r, data)
	}
	intent, _, err := d.intent(ctx, data)
	if err != nil {
		return err
	}
	return d.decide(ctx, i, r, intent)
}

// decide asks the bot and shows what it answers.
func (d *Discord) decide(ctx context.Context, i interaction, r *reply, intent bot.Intent) error {
	answer, err := d.insist(ctx, d.inputOf(i, intent))
	if err != nil {
		return err
	}
	return r.show(ctx, answer)
}

// intent is what a command means, and its option that is being typed into, if
// any.
func (d *Discord) intent(ctx context.Context, data given) (bot.Intent, *chosen, error) {
	options, sub := data.Options, ""
	if len(options) == 1 && options[0].Type == ofSub {
		sub, options = options[0].Name, options[0].Options
	}
	var focused *chosen
	for k := range options {
		if options[k].Focused {
			focused = &options[k]
		}
	}
	if data.Name == anyCommand {
		text := ""
		for _, o := range options {
			text = o.text()
		}
		return bot.Typed{Text: "/mag " + text, Addressed: true}, focused, nil
	}
	path, ok := d.manifest.Path(data.Name, sub)
	if !ok {
		return nil, nil, errNoCommand
	}
	call := chat.Call{Path: path, Args: map[string]string{}}
	for _, o := range options {
		value := o.text()
		if o.Type == ofAttachment {
			raw, err := d.rest.fetch(ctx, data.Resolved.Attachments[value])
			if err != nil {
				return nil, nil, err
			}
			value = strings.TrimPrefix(string(raw), "\uFEFF")
		}
		call.Args[o.Name] = value
	}
	return bot.Call(call), focused, nil
}

// pressed is a press of a button: its call, the form of it, or the next modal of
// a form.
func (d *Discord) pressed(ctx context.Context, i interaction, r *reply) error {
	id := r.customID()
	if key, ok := strings.CutPrefix(id, openMark); ok {
		s, err := d.keeper.readSlip(ctx, key)
		if err != nil {
			return err
		}
		return r.open(ctx, s, chat.Message{})
	}
	p, ok := readButton(id)
	if !ok {
		return kept.ErrNone
	}
	call, err := d.keeper.call(ctx, p.value)
	if err != nil {
		return err
	}
	if !p.asks {
		return d.decide(ctx, i, r, bot.Call(call))
	}
	answer, err := d.Bot.Form(ctx, d.inputOf(i, bot.Call(call)))
	if err != nil {
		return fmt.Errorf("ask for a form: %w", err)
	}
	return r.show(ctx, answer)
}

// submitted is a modal that was sent.
func (d *Discord) submitted(ctx context.Context, i interaction, r *reply) error {
	var in submitted
	if err := json.Unmarshal(i.Data, &in); err != nil {
		return fmt.Errorf("read a form: %w", err)
	}
	key, ok := strings.CutPrefix(in.CustomID, formMark)
	if !ok {
		return kept.ErrNone
	}
	s, err := d.keeper.readSlip(ctx, key)
	if err != nil {
		return err
	}
	drawn := d.draw(ctx, i.user())
	form, wrong, err := filling{words: drawn.words, get: d.rest.fetch}.fill(ctx, s.Form, in)
	if err != nil {
		return err
	}
	last := in.last()
	if drawn.modal(form, chat.Message{}, last, key).has() {
		next := slip{Form: form, Field: last.field, Part: last.part}
		return r.offer(ctx, next, drawn.sentence("discord.next-part"), "discord.go-on")
	}
	if wrong = append(wrong, check(form, drawn.words)...); len(wrong) > 0 {
		return r.offer(ctx, slip{Form: form, Field: start.field}, chat.Say(wrong...), "discord.mend")
	}
	answer, err := d.insist(ctx, d.inputOf(i, bot.Call(callOf(form))))
	if err != nil {
		return err
	}
	if answer.Refused && answer.Form == nil { // what was typed is not lost
		m := answer.Message
		return r.offer(ctx, slip{Form: form, Field: start.field}, m, "discord.mend")
	}
	return r.show(ctx, answer)
}

// complete offers answers while somebody types.
func (d *Discord) complete(ctx context.Context, i interaction, r *reply) {
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	var data given
	if err := json.Unmarshal(i.Data, &data); err != nil {
		d.Logger.Error("read what is typed", "error", fmt.Sprintf("%T", err))
		return
	}
	intent, focused, err := d.intent(ctx, data)
	choices := []appChoice{}
	if err == nil && focused != nil && d.Suggest != nil {
		name := focused.Name
		if data.Name == anyCommand {
			name = ""
		}
		for _, c := range d.Suggest.Suggest(ctx, d.inputOf(i, intent), name, focused.text()) {
			if len(choices) < mostOptions && c.Value != "" && width(c.Value) <= mostOption {
				label, _ := shorten(oneLine(c.Label), mostOption)
				choices = append(choices, appChoice{Name: orElse(label, c.Value), Value: c.Value})
			}
		}
	}
	if err := r.callback(ctx, replyChoices, map[string]any{"choices": choices}, nil); err != nil {
		d.Logger.Info("choices came too late", "error", err)
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// copyOf is a message that may be added to.
func copyOf(m chat.Message) chat.Message {
	m.Blocks, m.Buttons = slices.Clone(m.Blocks), slices.Clone(m.Buttons)
	return m
}

// ackWithin is when an interaction is acknowledged at the latest: Discord says
// three seconds.
const ackWithin = 1800 * time.Millisecond
