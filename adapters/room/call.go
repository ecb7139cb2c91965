package room

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// argPrefix stands before the name of an argument in a button's form, and
// fieldPrefix before that of a question.
const (
	argPrefix   = "a."
	fieldPrefix = "f."
)

func drawArgs(args map[string]string) []argView {
	var views []argView
	for name, value := range args {
		views = append(views, argView{argPrefix + name, value})
	}
	slices.SortFunc(views, func(a, b argView) int { return cmp.Compare(a.Name, b.Name) })
	return views
}

// readCall takes a button's call from what its form sent.
func readCall(values url.Values) chat.Call {
	call := chat.Call{Path: values.Get("path")}
	for name := range values {
		if arg, ok := strings.CutPrefix(name, argPrefix); ok {
			if call.Args == nil {
				call.Args = map[string]string{}
			}
			call.Args[arg] = lines(values.Get(name))
		}
	}
	return call
}

// FormAddress is the address, in the room at an origin, of the page on which
// somebody who is signed in confirms a call. Opening it does nothing yet.
func FormAddress(origin, channel string, call chat.Call) string {
	values := url.Values{"path": {call.Path}}
	for _, arg := range drawArgs(call.Args) {
		values.Set(arg.Name, arg.Value)
	}
	return strings.TrimRight(origin, "/") + "/c/" + url.PathEscape(channel) + "/form?" + values.Encode()
}

// lines gives a text the line ends that it had. Browsers end each line of what
// they send with CR LF, whatever stood in the page (HTML, "constructing the
// entry list"), and a text that is sent twice must be the same text.
func lines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// form opens the form of a command: what an Ask button wants, and the palette.
func (r *Room) form(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	r.ask(w, req, v, c, readCall(req.URL.Query()))
}

// ask shows the form of a call.
func (r *Room) ask(w http.ResponseWriter, req *http.Request, v visit, c *conversation, call chat.Call) {
	in, err := r.input(v, c, bot.Cause("room:form:"+newKey()), intentOf(call))
	if err != nil {
		r.failure(w, req, err)
		return
	}
	answer, err := r.Bot.Form(req.Context(), in)
	if err != nil {
		r.failure(w, req, fmt.Errorf("ask for a form: %w", err))
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer, dialog: scripted(req)})
}

// call takes a press or a form that was filled in.
func (r *Room) call(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	req.Body = http.MaxBytesReader(w, req.Body, mostForm)
	if err := req.ParseMultipartForm(mostForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the line above bounds it
		r.problem(w, req, http.StatusRequestEntityTooLarge, "room.too-much")
		return
	}
	key := req.PostFormValue("key")
	if req.PostForm.Has("form") {
		r.submit(w, req, v, c, key)
		return
	}
	call := readCall(req.PostForm)
	answer, err := r.press(req.Context(), v, c, key, call)
	if err != nil {
		r.unsure(w, req, v, c, "", err)
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer})
}

func (r *Room) press(ctx context.Context, v visit, c *conversation, key string, call chat.Call) (bot.Answer, error) {
	cause, err := v.cause(c, key, call)
	if err != nil {
		return bot.Answer{}, err
	}
	in, err := r.input(v, c, cause, intentOf(call))
	if err != nil {
		return bot.Answer{}, err
	}
	answer, err := r.Bot.Handle(ctx, in)
	if err != nil {
		return answer, fmt.Errorf("ask the bot: %w", err)
	}
	return answer, nil
}

// submit takes a form. What is wrong is said beside its field, and what the
// bot refuses above them; nothing that was typed is lost.
func (r *Room) submit(w http.ResponseWriter, req *http.Request, v visit, c *conversation, key string) {
	var form chat.Form
	if err := json.Unmarshal([]byte(req.PostFormValue("form")), &form); err != nil || form.Call.Path == "" {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	filled, err := r.fill(req, v, form)
	if err != nil {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	filled.key = key
	if len(filled.wrong) > 0 {
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.files)
		return
	}
	answer, err := r.press(req.Context(), v, c, key, filled.call)
	if err != nil {
		r.Logger.Error("the bot could not answer", "page", req.Pattern, "error", err)
		filled.failed = v.Say("room.failed")
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.files)
		return
	}
	if answer.Refused && answer.Form == nil {
		filled.refusal, filled.key = &answer, newKey()
		r.askForm(w, req, v, c, bot.Answer{Form: &form}, filled, filled.files)
		return
	}
	r.reply(w, req, v, c, flash{answer: answer}, outcome{answer: answer, dialog: true, files: filled.files})
}

// filled is a form as it came back.
type filled struct {
	call    chat.Call
	key     string
	values  map[string]string
	wrong   map[string]string // what is wrong, by field
	files   map[string]string // names of files, by field
	refusal *bot.Answer
	failed  string
}

// fill reads the answers of a form and checks what can be checked here.
func (r *Room) fill(req *http.Request, v visit, form chat.Form) (*filled, error) {
	f := &filled{
		call:   chat.Call{Path: form.Call.Path, Args: map[string]string{}},
		values: map[string]string{}, wrong: map[string]string{}, files: map[string]string{},
	}
	maps.Copy(f.call.Args, form.Call.Args)
	for _, field := range form.Fields {
		value, wrong, err := f.answer(req, v, field)
		if err != nil {
			return nil, err
		}
		f.values[field.Name] = value
		if wrong == "" {
			wrong = check(v.words, field, value)
		}
		if wrong != "" {
			f.wrong[field.Name] = wrong
		}
		if value != "" {
			f.call.Args[field.Name] = value
		} else {
			delete(f.call.Args, field.Name)
		}
	}
	return f, nil
}

// answer reads one field. The answers of PickMany are joined by commas.
func (f *filled) answer(req *http.Request, v visit, field chat.Field) (value, wrong string, err error) {
	name := fieldPrefix + field.Name
	switch field.Kind {
	case chat.PickMany:
		return strings.Join(req.PostForm[name], ", "), "", nil
	case chat.Upload:
		return f.upload(req, v, field)
	case chat.ShortText, chat.LongText, chat.Number, chat.Pick, chat.Check:
	}
	return lines(req.PostFormValue(name)), "", nil
}

// upload reads the text of a file; without one, what the form holds of a file
// that was sent before.
func (f *filled) upload(req *http.Request, v visit, field chat.Field) (value, wrong string, err error) {
	name := fieldPrefix + field.Name
	f.files[field.Name] = req.PostFormValue(name + ".name")
	if req.MultipartForm == nil || len(req.MultipartForm.File[name]) == 0 || req.MultipartForm.File[name][0].Size == 0 {
		return field.Value, "", nil
	}
	header := req.MultipartForm.File[name][0]
	f.files[field.Name] = header.Filename
	if header.Size > mostUpload {
		return "", v.Say("room.field-file-large"), nil
	}
	raw, err := readFile(header)
	if err != nil {
		return "", "", err
	}
	text, ok := fileText(raw)
	if !ok {
		return "", v.Say("room.field-file-text"), nil
	}
	return text, "", nil
}

func readFile(header *multipart.FileHeader) (raw []byte, err error) {
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open the file sent: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if raw, err = io.ReadAll(io.LimitReader(file, mostUpload+1)); err != nil {
		return nil, fmt.Errorf("read the file sent: %w", err)
	}
	return raw, nil
}

// askForm shows the form of an answer under what the answer says, empty or as
// it came back. A file that it keeps goes by the name under which it was sent.
func (r *Room) askForm(w http.ResponseWriter, req *http.Request, v visit, c *conversation, asks bot.Answer, back *filled, files map[string]string, more ...part) {
	view, err := r.viewer(v).form(c, asks, back, files)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	r.showDialog(w, req, "form", view, more...)
}

// showDialog puts a template in the window's dialog, or on a page of its own.
func (r *Room) showDialog(w http.ResponseWriter, req *http.Request, name string, data any, more ...part) {
	if !scripted(req) {
		r.show(w, req, http.StatusOK, part{name + "-page", data})
		return
	}
	w.Header().Set("HX-Retarget", "#dialog")
	w.Header().Set("HX-Reswap", "innerHTML")
	r.show(w, req, http.StatusOK, append([]part{{name, data}}, more...)...)
}

// actionsView is the palette.
type actionsView struct {
	words
	Page   pageView
	Groups []actionGroup
}

type actionGroup struct {
	Name    string
	Actions []actionView
}

type actionView struct {
	Path string
	Help string
	URL  string
}

// actions lists what this seat can do, by the first word of the command.
func (r *Room) actions(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	draw := r.viewer(v)
	commands, err := draw.commands(req.Context())
	if err != nil {
		r.failure(w, req, err)
		return
	}
	view := actionsView{words: v.words, Page: draw.frame(c)}
	view.Page.Title = v.Say("room.actions-title")
	at := map[string]int{}
	for _, cmd := range commands {
		area, _, _ := strings.Cut(cmd.Path, " ")
		if _, ok := at[area]; !ok {
			at[area] = len(view.Groups)
			view.Groups = append(view.Groups, actionGroup{Name: area})
		}
		group := &view.Groups[at[area]]
		group.Actions = append(group.Actions, actionView{
			Path: cmd.Path, Help: chat.Legible(cmd.Help), URL: v.address(c.id) + "/form?path=" + url.QueryEscape(cmd.Path),
		})
	}
	r.showDialog(w, req, "actions", view)
}

// commands lists what the seat may do; none where nothing was configured.
func (v *viewer) commands(ctx context.Context) ([]Command, error) {
	if v.Commands == nil {
		return nil, nil
	}
	commands, err := v.Commands(ctx, v.seat.Person)
	if err != nil {
		return nil, fmt.Errorf("list commands: %w", err)
	}
	for i := range commands {
		if commands[i].Usage == "" {
			commands[i].Usage = commands[i].Path
		}
	}
	return commands, nil
}
