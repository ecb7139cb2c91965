package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	sdk "github.com/slack-go/slack"
	"golang.org/x/time/rate"
)

// web is Slack's Web API, asked no faster than Slack answers: each method in its
// tier, each channel at one message a second, and not at all while Slack has
// said to wait.
// Source of the tiers: MethodsRateLimits.java of the official java-slack-sdk.
type web struct {
	api  *sdk.Client
	http *http.Client
	// works is told of every call that has worked.
	works func(ctx context.Context, what string)

	mu     sync.Mutex
	paces  map[string]*rate.Limiter
	pauses map[string]time.Time // until when nobody asks
	ims    map[string]string    // direct conversations, by user
	names  map[string]string    // of users and channels
}

func newWeb(api *sdk.Client, http *http.Client, works func(context.Context, string)) *web {
	if works == nil {
		works = func(context.Context, string) {}
	}
	return &web{
		api: api, http: http, works: works, paces: map[string]*rate.Limiter{}, pauses: map[string]time.Time{},
		ims: map[string]string{}, names: map[string]string{},
	}
}

// The tiers, in calls a minute.
const (
	tier1 = 1 // apps.connections.open; the library asks for it
	tier2 = 20
	tier3 = 50
	tier4 = 100
)

// method is one method of the Web API and how often it may be called.
type method struct {
	name      string
	perMinute float64
	burst     int
}

var (
	postMessage   = method{"chat.postMessage", 60, 1} // in each channel
	postAnywhere  = method{"chat.postMessage", 300, 30}
	postEphemeral = method{"chat.postEphemeral", tier4, tier4}
	updateMessage = method{"chat.update", tier3, tier3}
	deleteMessage = method{"chat.delete", tier3, tier3}
	openIM        = method{"conversations.open", tier3, tier3}
	history       = method{"conversations.history", tier3, tier3}
	channelInfo   = method{"conversations.info", tier3, tier3}
	addReaction   = method{"reactions.add", tier3, tier3}
	views         = method{"views", tier4, tier4}
	homeTabs      = method{"views.publish", tier4, 20}
	userGroups    = method{"usergroups.list", tier2, 5}
	userInfo      = method{"users.info", tier4, tier4}
	uploads       = method{"files.upload", tier4 / 2, 5}
	downloads     = method{"files", tier4, tier4} // no method of the Web API
	permalinks    = method{"chat.getPermalink", tier4, tier4}
	openSocket    = method{"apps.connections.open", tier1, 1}
	whoAmI        = method{"auth.test", tier4, 10}
	answers       = method{"response_url", 3000, 100} // no method of the Web API
)

// mostTries is how often one call is made when Slack says to wait; after that
// whoever asked decides.
const mostTries = 4

// call makes a call when its turn has come, and again when Slack says to wait.
// Place is the channel where a method counts by channel. It waits no longer than
// ctx lets it: what would take longer is an error at once.
func (w *web) call(ctx context.Context, m method, place string, do func(context.Context) error) error {
	key := m.name
	if m == postMessage {
		key += " " + place
		if err := w.turn(ctx, postAnywhere, postAnywhere.name); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	for try := 1; ; try++ {
		if err := w.turn(ctx, m, key); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		err := do(ctx)
		if err == nil {
			w.works(ctx, whatOf(m.name, place))
			return nil
		}
		err = &callError{m.name, place, bare(err)}
		limited, ok := errors.AsType[*sdk.RateLimitedError](err)
		if !ok {
			return err
		}
		w.pause(key, limited.RetryAfter)
		if try == mostTries {
			return err
		}
	}
}

// bare takes the address off an error of the network: it may hold a secret.
func bare(err error) error {
	if at, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", at.Op, at.Err)
	}
	return err
}

// errPaused is the error of a call for which Slack has asked more patience than
// whoever makes it has.
var errPaused = errors.New("Slack said to wait")

// turn waits until a call may be made.
func (w *web) turn(ctx context.Context, m method, key string) error {
	w.mu.Lock()
	pace := w.paces[key]
	if pace == nil {
		pace = rate.NewLimiter(rate.Limit(m.perMinute/60), m.burst)
		w.paces[key] = pace
	}
	until := w.pauses[key]
	w.mu.Unlock()
	if wait := time.Until(until); wait > 0 {
		if end, bounded := ctx.Deadline(); bounded && until.After(end) {
			return fmt.Errorf("%w until %s", errPaused, until.UTC().Format(time.TimeOnly))
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", errPaused, ctx.Err())
		}
	}
	if err := pace.Wait(ctx); err != nil {
		return fmt.Errorf("%w: %w", errPaused, err)
	}
	return nil
}

func (w *web) pause(key string, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if until := time.Now().Add(d); until.After(w.pauses[key]) {
		w.pauses[key] = until
	}
}

// spot is a message, or where one goes.
type spot struct{ channel, thread, ts string }

func (p page) options(extra ...sdk.MsgOption) []sdk.MsgOption {
	return append([]sdk.MsgOption{
		sdk.MsgOptionText(p.text, false), sdk.MsgOptionBlocks(p.blocks...),
		sdk.MsgOptionDisableLinkUnfurl(), sdk.MsgOptionDisableMediaUnfurl(),
	}, extra...)
}

func (w *web) post(ctx context.Context, to spot, p page, extra ...sdk.MsgOption) (spot, error) {
	if to.thread != "" {
		extra = append(extra, sdk.MsgOptionTS(to.thread))
	}
	made := to
	err := w.call(ctx, postMessage, to.channel, func(ctx context.Context) (err error) {
		made.channel, made.ts, err = w.api.PostMessageContext(ctx, to.channel, p.options(extra...)...)
		return err
	})
	return made, err
}

func (w *web) update(ctx context.Context, at spot, p page, extra ...sdk.MsgOption) error {
	return w.call(ctx, updateMessage, at.channel, func(ctx context.Context) error {
		_, _, _, err := w.api.UpdateMessageContext(ctx, at.channel, at.ts, p.options(extra...)...)
		return err
	})
}

// remove deletes a message of the bot. One that is gone already is no error.
func (w *web) remove(ctx context.Context, at spot) error {
	err := w.call(ctx, deleteMessage, at.channel, func(ctx context.Context) error {
		_, _, err := w.api.DeleteMessageContext(ctx, at.channel, at.ts)
		return err
	})
	if code(err) == "message_not_found" {
		return nil
	}
	return err
}

func (w *web) ephemeral(ctx context.Context, to spot, user string, p page) error {
	var extra []sdk.MsgOption
	if to.thread != "" {
		extra = append(extra, sdk.MsgOptionTS(to.thread))
	}
	return w.call(ctx, postEphemeral, to.channel, func(ctx context.Context) error {
		_, err := w.api.PostEphemeralContext(ctx, to.channel, user, p.options(extra...)...)
		return err
	})
}

// respond answers an interaction at its own address, which reaches the person
// even where the bot is no member. The address is a secret, and what it answers
// is no JSON, so that the library is of no help.
func (w *web) respond(ctx context.Context, address, thread string, p page) error {
	said := map[string]any{"response_type": sdk.ResponseTypeEphemeral, "replace_original": false, "text": p.text, "blocks": p.blocks}
	if thread != "" {
		said["thread_ts"] = thread
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	return w.call(ctx, answers, "", func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
		if err != nil {
			return errors.New("the address for answers cannot be read")
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := w.http.Do(req)
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
		if resp.StatusCode/100 != 2 {
			return fmt.Errorf("status %d", resp.StatusCode)
		}
		return nil
	})
}

// im gives the direct conversation with somebody.
func (w *web) im(ctx context.Context, user string) (string, error) {
	w.mu.Lock()
	channel := w.ims[user]
	w.mu.Unlock()
	if channel != "" {
		return channel, nil
	}
	err := w.call(ctx, openIM, "", func(ctx context.Context) error {
		c, _, _, err := w.api.OpenConversationContext(ctx, &sdk.OpenConversationParameters{Users: []string{user}, ReturnIM: true})
		if err == nil {
			channel = c.ID
		}
		return err
	})
	if err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ims[user] = channel
	return channel, nil
}

// upload puts a file in a channel or thread, by the three calls of today.
func (w *web) upload(ctx context.Context, to spot, f file) error {
	if len(f.body) == 0 {
		return nil
	}
	return w.call(ctx, uploads, to.channel, func(ctx context.Context) error {
		_, err := w.api.UploadFileContext(ctx, sdk.UploadFileParameters{
			Reader: bytes.NewReader(f.body), FileSize: len(f.body), Filename: f.name, Title: f.title, AltTxt: f.alt,
			Channel: to.channel, ThreadTimestamp: to.thread,
		})
		return err
	})
}

// react puts a sign under a message; one that is there already is no error.
func (w *web) react(ctx context.Context, at spot, sign string) error {
	err := w.call(ctx, addReaction, at.channel, func(ctx context.Context) error {
		return w.api.AddReactionContext(ctx, sign, sdk.NewRefToMessage(at.channel, at.ts))
	})
	if code(err) == "already_reacted" {
		return nil
	}
	return err
}

func (w *web) openView(ctx context.Context, trigger string, v sdk.ModalViewRequest) (id string, err error) {
	err = w.call(ctx, views, "", func(ctx context.Context) error {
		r, err := w.api.OpenViewContext(ctx, trigger, v)
		if err == nil {
			id = r.ID
		}
		return err
	})
	return id, err
}

func (w *web) updateView(ctx context.Context, id string, v sdk.ModalViewRequest) error {
	return w.call(ctx, views, "", func(ctx context.Context) error {
		_, err := w.api.UpdateViewContext(ctx, v, "", "", id)
		return err
	})
}

func (w *web) publishHome(ctx context.Context, user string, v sdk.HomeTabViewRequest) error {
	return w.call(ctx, homeTabs, "", func(ctx context.Context) error {
		_, err := w.api.PublishViewContext(ctx, sdk.PublishViewContextRequest{UserID: user, View: v})
		return err
	})
}

func (w *web) permalink(ctx context.Context, at spot) (link string, err error) {
	err = w.call(ctx, permalinks, "", func(ctx context.Context) (err error) {
		link, err = w.api.GetPermalinkContext(ctx, &sdk.PermalinkParameters{Channel: at.channel, Ts: at.ts})
		return err
	})
	return link, err
}

// history gives the last messages of a conversation.
func (w *web) history(ctx context.Context, channel string, most int) (all []sdk.Message, err error) {
	err = w.call(ctx, history, "", func(ctx context.Context) error {
		r, err := w.api.GetConversationHistoryContext(ctx, &sdk.GetConversationHistoryParameters{ChannelID: channel, Limit: most, IncludeAllMetadata: true})
		if err == nil {
			all = r.Messages
		}
		return err
	})
	return all, err
}

// replies gives the messages of a thread.
func (w *web) replies(ctx context.Context, channel, thread string, most int) (all []sdk.Message, err error) {
	err = w.call(ctx, history, "", func(ctx context.Context) (err error) {
		all, _, _, err = w.api.GetConversationRepliesContext(ctx, &sdk.GetConversationRepliesParameters{ChannelID: channel, Timestamp: thread, Limit: most, IncludeAllMetadata: true})
		return err
	})
	return all, err
}

// userName gives the name that somebody goes by in the workspace.
func (w *web) userName(ctx context.Context, user string) (string, error) {
	return w.name(user, func() (name string, err error) {
		err = w.call(ctx, userInfo, "", func(ctx context.Context) error {
			u, err := w.api.GetUserInfoContext(ctx, user)
			if err != nil {
				return err
			}
			for _, n := range []string{u.Profile.DisplayName, u.RealName, u.Name} {
				if n != "" {
					name = n
					return nil
				}
			}
			return nil
		})
		return name, err
	})
}

func (w *web) channelName(ctx context.Context, channel string) (string, error) {
	return w.name(channel, func() (name string, err error) {
		err = w.call(ctx, channelInfo, "", func(ctx context.Context) error {
			c, err := w.api.GetConversationInfoContext(ctx, &sdk.GetConversationInfoInput{ChannelID: channel})
			if err == nil {
				name = c.Name
			}
			return err
		})
		return name, err
	})
}

// name asks once for what a user or channel is called.
func (w *web) name(id string, ask func() (string, error)) (string, error) {
	w.mu.Lock()
	name := w.names[id]
	w.mu.Unlock()
	if name != "" {
		return name, nil
	}
	name, err := ask()
	if err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[id] = name
	return name, nil
}

// forget drops the names that are known.
func (w *web) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.names)
}

// fetchFile downloads what somebody sent in a form.
func (w *web) fetchFile(ctx context.Context, u upload) ([]byte, error) {
	var b bounded
	err := w.call(ctx, downloads, "", func(ctx context.Context) error {
		b.Reset()
		return w.api.GetFileContext(ctx, u.URL, &b)
	})
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// bounded is a buffer that takes no more than mostUpload bytes.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostUpload {
		return 0, errTooLarge
	}
	return b.Buffer.Write(p)
}

// code is the error code that Slack answered with, empty for other errors.
func code(err error) string {
	if said, ok := errors.AsType[sdk.SlackErrorResponse](err); ok {
		return said.Err
	}
	return ""
}
