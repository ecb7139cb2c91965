package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// api is where the REST API of Discord is.
const api = "https://discord.com/api/v10"

// mostAnswer is how much of an answer is read, in bytes.
const mostAnswer = 16 << 20

// rest makes the calls. The library's own calls know no nonce, and its limits
// outlast every context; see the package's rules.
type rest struct {
	http  *http.Client
	files *http.Client // for what people have sent, which is not at the API
	token string
	agent string
	works func(ctx context.Context, what string) // told of every call that has worked; nil for nobody
}

// request is one call.
type request struct {
	method, path string
	route        string // how it is limited; the path when empty
	body         any
	files        []file
	interaction  bool // by the token in its path: no other goes along, no global limit holds
}

// apiError is a refusal of Discord. What Discord writes may quote a message, so
// only its numbers are kept.
type apiError struct {
	Status int
	What   string // what was asked, as request.what names it
	Code   int    // Opcodes and Status Codes, JSON Error Codes; 0 where there is none
}

func (e *apiError) Error() string {
	return fmt.Sprintf("Discord refuses with status %d, code %d", e.Status, e.Code)
}

// code gives the number of Discord's refusal; 0 for any other error.
func code(err error) int {
	if refusal, ok := errors.AsType[*apiError](err); ok {
		return refusal.Code
	}
	return 0
}

// Codes of refusals (topics/opcodes-and-status-codes, JSON).
const (
	unknownChannel     = 10003
	unknownMessage     = 10008
	unknownWebhook     = 10015
	unknownUser        = 10013
	unknownInteraction = 10062
	answeredBefore     = 40060
	missingAccess      = 50001
	noDirect           = 50007
	missingPermissions = 50013
	invalidToken       = 50027
	invalidRecipient   = 50033
)

// do makes a call and reads the answer into out, unless that is nil.
func (r *rest) do(ctx context.Context, c request, out any) error {
	body, kind, err := c.encode()
	if err != nil {
		return err
	}
	if c.route == "" {
		c.route = c.path
	}
	ctx = context.WithValue(ctx, paceKey{}, pace{route: c.method + " " + c.route, exempt: c.interaction})
	req, err := http.NewRequestWithContext(ctx, c.method, api+c.path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask Discord: %w", bare(err))
	}
	req.Header.Set("User-Agent", r.agent)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if !c.interaction {
		req.Header.Set("Authorization", "Bot "+r.token)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask Discord: %w", bare(err))
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("read the answer of Discord: %w", bare(err))
	}
	if resp.StatusCode >= 300 {
		refusal := &apiError{Status: resp.StatusCode, What: c.what()}
		var said struct {
			Code int `json:"code"`
		}
		if json.Unmarshal(raw, &said) == nil { // a proxy answers with a page
			refusal.Code = said.Code
		}
		return refusal
	}
	if r.works != nil {
		r.works(ctx, c.what())
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("read the answer of Discord: %w", err)
	}
	return nil
}

// bare takes the address off an error: the token of an interaction is part of it.
func bare(err error) error {
	if whole, ok := errors.AsType[*url.Error](err); ok {
		return whole.Err
	}
	return err
}

// encode writes the body: JSON, or a form where files go along (reference,
// Uploading Files).
func (c request) encode() (body []byte, kind string, err error) {
	if c.body == nil {
		return nil, "", nil
	}
	raw, ok := c.body.([]byte)
	if !ok {
		if raw, err = json.Marshal(c.body); err != nil {
			return nil, "", fmt.Errorf("write a call: %w", err)
		}
	}
	if len(c.files) == 0 {
		return raw, "application/json", nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"},
	})
	if err == nil {
		_, err = part.Write(raw)
	}
	for i, f := range c.files {
		if err != nil {
			break
		}
		if part, err = w.CreateFormFile(fmt.Sprintf("files[%d]", i), f.name); err == nil {
			_, err = part.Write(f.body)
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, "", fmt.Errorf("write a call: %w", err)
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// errFile is the error of a file that could not be had.
var errFile = errors.New("the file could not be fetched")

// fetch gives the body of a file that somebody sent.
func (r *rest) fetch(ctx context.Context, u upload) ([]byte, error) {
	raw, err := r.download(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFile, err)
	}
	return raw, nil
}

func (r *rest) download(ctx context.Context, u upload) ([]byte, error) {
	address, err := url.Parse(u.URL)
	if err != nil || !strings.HasPrefix(u.URL, "http") {
		return nil, errors.New("the file has no address")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, bare(err)
	}
	resp, err := r.files.Do(req)
	if err != nil {
		return nil, bare(err)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostUpload+1))
	err = errors.Join(err, resp.Body.Close())
	switch {
	case err != nil:
		return nil, bare(err)
	case resp.StatusCode != http.StatusOK:
		return nil, &apiError{Status: resp.StatusCode}
	case len(raw) > mostUpload:
		return nil, errors.New("the file is larger than it was said to be")
	}
	return raw, nil
}

// snowflake is something of which only the identifier matters.
type snowflake struct {
	ID string `json:"id"`
}

// direct opens the conversation with somebody.
func (r *rest) direct(ctx context.Context, user string) (string, error) {
	var c snowflake
	err := r.do(ctx, request{method: http.MethodPost, path: "/users/@me/channels", body: map[string]string{"recipient_id": user}}, &c)
	return c.ID, err
}

func messagesOf(channel string) string { return "/channels/" + url.PathEscape(channel) + "/messages" }

// send posts a page. The nonce makes a second one of a few minutes the first.
func (r *rest) send(ctx context.Context, channel string, p page, nonce string) (string, error) {
	body := struct {
		post
		Nonce   string `json:"nonce,omitempty"`
		Enforce bool   `json:"enforce_nonce,omitempty"`
	}{p.post(), nonce, nonce != ""}
	var made snowflake
	err := r.do(ctx, request{method: http.MethodPost, path: messagesOf(channel), body: body, files: p.files}, &made)
	return made.ID, err
}

// edit renews a message of the bot.
func (r *rest) edit(ctx context.Context, channel, message string, p page) error {
	path := messagesOf(channel) + "/" + url.PathEscape(message)
	return r.do(ctx, request{method: http.MethodPatch, path: path, route: messagesOf(channel) + "/x", body: p.post(), files: p.files}, nil)
}

// remove takes a message away; one that is gone is no error.
func (r *rest) remove(ctx context.Context, channel, message string) error {
	path := messagesOf(channel) + "/" + url.PathEscape(message)
	err := r.do(ctx, request{method: http.MethodDelete, path: path, route: messagesOf(channel) + "/x"}, nil)
	if code(err) == unknownMessage {
		return nil
	}
	return err
}

// react puts a sign under a message.
func (r *rest) react(ctx context.Context, channel, message, sign string) error {
	path := messagesOf(channel) + "/" + url.PathEscape(message) + "/reactions/" + url.PathEscape(sign) + "/@me"
	return r.do(ctx, request{method: http.MethodPut, path: path, route: messagesOf(channel) + "/x/reactions"}, nil)
}

// before gives messages of a channel before one of them, or the newest where none is
// named, oldest first: at most a hundred.
func (r *rest) before(ctx context.Context, channel, message string) ([]said, error) {
	path := messagesOf(channel) + "?limit=100"
	if message != "" {
		path += "&before=" + url.QueryEscape(message)
	}
	var all []said
	if err := r.do(ctx, request{method: http.MethodGet, path: path, route: messagesOf(channel)}, &all); err != nil {
		return nil, err
	}
	return oldestFirst(all), nil
}

// history gives messages of a channel after one of them, oldest first: at most a
// hundred.
func (r *rest) history(ctx context.Context, channel, after string) ([]said, error) {
	path := messagesOf(channel) + "?limit=100&after=" + url.QueryEscape(after)
	var all []said
	if err := r.do(ctx, request{method: http.MethodGet, path: path, route: messagesOf(channel)}, &all); err != nil {
		return nil, err
	}
	return oldestFirst(all), nil
}
