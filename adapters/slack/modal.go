package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

const (
	formCallback = "mag.form" // callback_id of a form
	waitCallback = "mag.wait" // of what stands there until the form comes
	fieldAction  = "v"        // action_id of every field
)

// slip is what a modal carries: where it was opened, and the form that it asks
// for, so that it can be read after a restart.
type slip struct {
	Channel string     `json:"c,omitempty"`
	Thread  string     `json:"t,omitempty"`
	Form    *chat.Form `json:"f,omitempty"`
	Kept    string     `json:"k,omitempty"` // the form, when it is too long to be carried
}

// slim leaves of a form what reading it needs.
func slim(form chat.Form) chat.Form {
	out := chat.Form{Call: form.Call, Fields: make([]chat.Field, len(form.Fields))}
	for i, f := range form.Fields {
		out.Fields[i] = chat.Field{Name: f.Name, Kind: f.Kind, Required: f.Required, Max: f.Max}
		if f.Kind == chat.Upload {
			out.Fields[i].Value = f.Value
		}
		if slices.ContainsFunc(f.Choices, func(c chat.Choice) bool { return !carried(c) }) {
			out.Fields[i].Choices = f.Choices
		}
	}
	return out
}

// carried reports whether an option can hold the value of a choice itself.
func carried(c chat.Choice) bool {
	return c.Value != "" && runes(c.Value) <= mostOptionValue && !strings.HasPrefix(c.Value, kept.Mark)
}

// optionValue is what stands for the choice of that number.
func optionValue(number int, c chat.Choice) string {
	if carried(c) {
		return c.Value
	}
	return kept.Mark + strconv.Itoa(number)
}

// choiceOf gives the value of an option back.
func choiceOf(f chat.Field, option string) string {
	digits, numbered := strings.CutPrefix(option, kept.Mark)
	if !numbered {
		return option
	}
	if n, err := strconv.Atoi(digits); err == nil && n >= 0 && n < len(f.Choices) {
		return f.Choices[n].Value
	}
	return ""
}

// writeSlip makes the metadata of a modal.
func (s *Slack) writeSlip(ctx context.Context, person bot.PersonID, place bot.Place, form *chat.Form) (string, error) {
	out := slip{Channel: place.Channel, Thread: place.Thread}
	if form != nil {
		small := slim(*form)
		out.Form = &small
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return "", fmt.Errorf("write a form: %w", err)
	}
	if runes(string(raw)) <= mostMetadata {
		return string(raw), nil
	}
	body, err := json.Marshal(out.Form)
	if err != nil {
		return "", fmt.Errorf("write a form: %w", err)
	}
	if out.Kept, err = s.keeper().Keep(ctx, person, string(body)); err != nil {
		return "", err
	}
	out.Form = nil
	raw, err = json.Marshal(out)
	if err != nil {
		return "", fmt.Errorf("write a form: %w", err)
	}
	return string(raw), nil
}

// readSlip reads the metadata of a modal.
func (s *Slack) readSlip(ctx context.Context, metadata string) (slip, error) {
	var in slip
	if err := json.Unmarshal([]byte(metadata), &in); err != nil {
		return in, fmt.Errorf("read a form: %w", err)
	}
	if in.Kept == "" {
		return in, nil
	}
	raw, err := s.keeper().Fetch(ctx, in.Kept)
	if err != nil {
		return in, err
	}
	in.Form = &chat.Form{}
	if err := json.Unmarshal([]byte(raw), in.Form); err != nil {
		return in, fmt.Errorf("read a form: %w", err)
	}
	return in, nil
}

// blockOf names the input of a field. The mark differs from form to form, so
// that Slack fills in nothing of the one that stood there before.
func blockOf(mark string, field, part int) string {
	return fmt.Sprintf("f.%s.%d.%d", mark, field, part)
}

func markOf(form chat.Form) string {
	raw, err := json.Marshal(form)
	if err != nil {
		raw = []byte(form.Call.Path)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:4])
}

// inView draws for a modal or the Home tab.
func (d drawing) inView() drawing { return drawing{words: d.words, value: d.value, surface: inView} }

// waiting is the modal that is opened at once, while the form is made.
func (d drawing) waiting(metadata string) sdk.ModalViewRequest {
	return sdk.ModalViewRequest{
		Type: sdk.VTModal, CallbackID: waitCallback, PrivateMetadata: metadata,
		Title: plainText("magbot"), Close: d.title("slack.close"),
		Blocks: sdk.Blocks{BlockSet: []sdk.Block{sdk.NewSectionBlock(plainText(d.words.Say("slack.wait")), nil, nil)}},
	}
}

// told is a modal that only says something. Whole is false when the message is
// longer than a modal.
func (d drawing) told(m chat.Message, metadata string) (view sdk.ModalViewRequest, whole bool) {
	v := d.inView()
	m.Buttons = nil
	pages, err := v.message(m)
	if err != nil { // only buttons can fail
		pages = []page{{}}
	}
	view = d.waiting(metadata)
	if len(pages[0].blocks) > 0 {
		view.Blocks.BlockSet = pages[0].blocks
	}
	return view, len(pages) == 1
}

// title is a word of the catalogue as a title or a button of a modal.
func (d drawing) title(key string) *sdk.TextBlockObject {
	short, _ := shorten(d.words.Say(key), mostTitle)
	return plainText(short)
}

// form draws a form under what the answer says. Whole is false when the
// message above it is longer than a modal takes.
func (d drawing) form(form chat.Form, above chat.Message, metadata string) (view sdk.ModalViewRequest, whole bool) {
	v := d.inView()
	view = d.waiting(metadata)
	view.CallbackID = formCallback
	view.Submit = d.title("slack.send")
	if form.Submit != "" {
		short, _ := shorten(chat.Legible(form.Submit), mostTitle)
		view.Submit = plainText(short)
	}
	head, fields := v.head(form), v.fields(form)
	body := v.body(above.Blocks)
	whole = true
	if most := mostViewBlocks - len(head) - len(fields) - 1; len(body) > most {
		body, whole = append(body[:max(0, most)], v.small(d.words.Say("slack.rest-private"))...), false
	}
	var blocks []sdk.Block
	for _, c := range slices.Concat(head, body, fields) {
		blocks = append(blocks, c.block)
	}
	if title := strings.TrimSpace(chat.Legible(form.Title)); title != "" && runes(title) <= mostTitle {
		view.Title = plainText(title)
	}
	view.Blocks = sdk.Blocks{BlockSet: blocks}
	return view, whole
}

// head is what stands above the fields: a title too long for Slack's, the note, the
// words that the form is about.
func (d drawing) head(form chat.Form) []chunk {
	var all []chunk
	if runes(strings.TrimSpace(chat.Legible(form.Title))) > mostTitle {
		all = d.paragraph(chat.Line(chat.Strong(form.Title)))
	}
	if form.Note != "" {
		all = append(all, d.paragraph(chat.Line(form.Note))...)
	}
	if form.Quote != nil {
		all = append(all, d.body([]chat.Block{*form.Quote})...)
	}
	return all
}

func (d drawing) fields(form chat.Form) []chunk {
	var all []chunk
	mark := markOf(form)
	for i, f := range form.Fields {
		for part, e := range d.inputs(f) {
			label, cut := shorten(strings.TrimSpace(chat.Legible(f.Label)), mostInputLabel)
			if cut {
				all = append(all, d.paragraph(chat.Line(f.Label))...)
			}
			if label == "" {
				label = f.Name
			}
			if part > 0 {
				label, _ = shorten(d.words.Say("slack.continued", "label", label), mostInputLabel)
			}
			block := sdk.NewInputBlock(blockOf(mark, i, part), plainText(label), nil, e)
			if hint, _ := shorten(strings.TrimSpace(chat.Legible(f.Hint)), mostInputLabel); hint != "" {
				block.Hint = plainText(hint)
			}
			block.Optional = !f.Required || part > 0 || f.Kind == chat.Check || (f.Kind == chat.Upload && f.Value != "")
			all = append(all, chunk{block: block})
		}
	}
	return all
}

// inputs are the elements of a field: one, or several where a text is longer
// than Slack lets anybody write in one.
func (d drawing) inputs(f chat.Field) []sdk.BlockElement {
	switch f.Kind {
	case chat.Number:
		e := sdk.NewNumberInputBlockElement(nil, fieldAction, false)
		if _, err := strconv.Atoi(strings.TrimSpace(f.Value)); err == nil {
			e.InitialValue = strings.TrimSpace(f.Value)
		}
		return []sdk.BlockElement{e}
	case chat.Pick:
		if len(f.Choices) > 0 && len(f.Choices) <= mostOptions*mostOptions {
			return []sdk.BlockElement{d.pick(f)}
		}
	case chat.PickMany:
		if len(f.Choices) > 0 && len(f.Choices) <= mostOptions*mostOptions {
			return []sdk.BlockElement{d.pickMany(f)}
		}
	case chat.Check:
		yes := sdk.NewOptionBlockObject("true", plainText(d.words.Say("slack.yes")), nil)
		e := sdk.NewCheckboxGroupsBlockElement(fieldAction, yes)
		if slices.Contains([]string{"true", "yes", "on", "1"}, f.Value) {
			e.InitialOptions = []*sdk.OptionBlockObject{yes}
		}
		return []sdk.BlockElement{e}
	case chat.Upload:
		e := sdk.NewFileInputBlockElement(fieldAction)
		e.MaxFiles = 1
		return []sdk.BlockElement{e}
	case chat.ShortText, chat.LongText:
	}
	return d.texts(f)
}

func (d drawing) texts(f chat.Field) []sdk.BlockElement {
	value := strings.ToValidUTF8(f.Value, "\uFFFD")
	parts := hard(value, mostText)
	if len(parts) == 0 {
		parts = []string{""}
	}
	if len(parts) > 1 && runes(parts[len(parts)-1]) > mostText-mostText/10 {
		parts = append(parts, "") // room to write on
	}
	var all []sdk.BlockElement
	for _, part := range parts {
		e := sdk.NewPlainTextInputBlockElement(nil, fieldAction)
		e.InitialValue = part
		e.Multiline = f.Kind == chat.LongText || strings.Contains(value, "\n") || len(parts) > 1
		e.MaxLength = mostText
		if f.Max > 0 && f.Max < mostText && runes(value) <= f.Max {
			e.MaxLength = f.Max
		}
		all = append(all, e)
	}
	return all
}

// hard cuts a text every so many code points, wherever that is: the parts are
// joined again without a sign.
func hard(s string, most int) []string {
	var parts []string
	r := []rune(s)
	for len(r) > most {
		parts, r = append(parts, string(r[:most])), r[most:]
	}
	if len(r) > 0 {
		parts = append(parts, string(r))
	}
	return parts
}

// options are the choices of a field, in groups of as many as Slack takes.
func (d drawing) options(f chat.Field) (groups [][]*sdk.OptionBlockObject, chosen []*sdk.OptionBlockObject) {
	values := []string{f.Value}
	if f.Kind == chat.PickMany {
		values = many(f.Value)
	}
	seen := map[string]bool{}
	for i, c := range f.Choices {
		value := optionValue(i, c)
		if seen[value] {
			continue
		}
		seen[value] = true
		label := strings.TrimSpace(chat.Legible(c.Label))
		if label == "" {
			label = c.Value
		}
		short, cut := shorten(label, mostLabel)
		o := sdk.NewOptionBlockObject(value, plainText(short), nil)
		if cut { // the rest stands beneath, as far as Slack has room for it
			rest, _ := shorten("…"+string([]rune(label)[mostLabel-1:]), mostLabel)
			o.Description = plainText(rest)
		}
		if len(groups) == 0 || len(groups[len(groups)-1]) == mostOptions {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], o)
		if slices.Contains(values, c.Value) && c.Value != "" {
			chosen = append(chosen, o)
		}
	}
	return groups, chosen
}

// grouped labels groups by the places they hold: "1–100".
func grouped(groups [][]*sdk.OptionBlockObject) []*sdk.OptionGroupBlockObject {
	all := make([]*sdk.OptionGroupBlockObject, 0, len(groups))
	for i, g := range groups {
		all = append(all, sdk.NewOptionGroupBlockElement(plainText(fmt.Sprintf("%d–%d", i*mostOptions+1, i*mostOptions+len(g))), g...))
	}
	return all
}

func (d drawing) pick(f chat.Field) sdk.BlockElement {
	groups, chosen := d.options(f)
	e := sdk.NewOptionsSelectBlockElement(sdk.OptTypeStatic, nil, fieldAction)
	if len(groups) == 1 {
		e.Options = groups[0]
	} else {
		e.OptionGroups = grouped(groups)
	}
	if len(chosen) > 0 {
		e.InitialOption = chosen[0]
	}
	return e
}

func (d drawing) pickMany(f chat.Field) sdk.BlockElement {
	groups, chosen := d.options(f)
	if len(groups) == 1 && len(groups[0]) <= mostCheckboxes {
		e := sdk.NewCheckboxGroupsBlockElement(fieldAction, groups[0]...)
		e.InitialOptions = chosen
		return e
	}
	e := sdk.NewOptionsMultiSelectBlockElement(sdk.MultiOptTypeStatic, nil, fieldAction)
	if len(groups) == 1 {
		e.Options = groups[0]
	} else {
		e.OptionGroups = grouped(groups)
	}
	e.InitialOptions = chosen
	return e
}

// many splits the answer of a PickMany field.
func many(value string) []string {
	var all []string
	for one := range strings.SplitSeq(value, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}
