package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot/lang"
)

// Examined is what Discord lets the bot do, as far as it can be found out without
// changing anything.
type Examined struct {
	Name     string // of the server
	Content  bool   // it may read what is typed in channels
	Members  bool   // it may list the members of the server
	Events   bool   // it may put meetings among the events
	AutoMod  bool   // it is told what the server's AutoMod does
	Channels []ExaminedChannel
}

// ExaminedChannel is what the bot lacks in a channel.
type ExaminedChannel struct {
	ID, Name string
	Gone     bool     // there is none, or the bot cannot even see that there is
	Lacks    []string // permissions, as Discord's settings call them in English
	Voice    bool     // a voice channel or a Stage
	Unvoiced []string // what formal mode lacks there
}

// right is a permission: its bit and how Discord's settings call it. Source:
// topics/permissions, Bitwise Permission Flags.
type right struct {
	bit  uint
	name string
}

const administrator = 1 << 3

// What is needed to serve a channel, and for formal mode in one of voice.
var (
	toServe = []right{
		{10, "View Channel"}, {11, "Send Messages"}, {14, "Embed Links"}, {15, "Attach Files"}, {16, "Read Message History"}, {6, "Add Reactions"},
	}
	toConduct    = []right{{20, "Connect"}, {22, "Mute Members"}}
	createEvents = right{44, "Create Events"}
	manageServer = right{5, "Manage Server"} // without which AutoMod's events do not come
)

// Flags of an application that may list members (Application Flags).
const mayListMembers = 1<<14 | 1<<15

// Examine asks Discord about the token, the application, the server and these
// channels. What somebody can mend is a *lang.Error, as of New.
func Examine(ctx context.Context, token, guild, standIn string, channels []string) (Examined, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var base *url.URL
	if standIn != "" {
		var err error
		if base, err = url.Parse(standIn); err != nil {
			return Examined{}, fmt.Errorf("discord: read the address of the API: %w", err)
		}
	}
	d := &Discord{Config: Config{Token: token, Guild: guild}}
	d.rest = &rest{http: &http.Client{Transport: newPacer(http.DefaultTransport, base)}, token: token, agent: "DiscordBot (magbot, 1)"}
	if err := d.introduce(ctx); err != nil {
		return Examined{}, err
	}
	found := Examined{Content: d.reads, Members: d.lists}
	h, err := d.house(ctx)
	if err != nil {
		return found, err
	}
	found.Name = h.Name
	found.Events = h.allowed(nil)&(1<<createEvents.bit) != 0
	found.AutoMod = found.Content && h.allowed(nil)&(1<<manageServer.bit) != 0
	for _, id := range channels {
		found.Channels = append(found.Channels, h.examine(id))
	}
	return found, nil
}

// house is the server as far as rights go: its roles, what the bot is in it, and
// its channels.
type house struct {
	Name  string `json:"name"`
	Owner string `json:"owner_id"`
	ID    string `json:"id"`
	Roles []struct {
		ID          string `json:"id"`
		Permissions string `json:"permissions"`
	} `json:"roles"`

	self     string
	roles    []string // of the bot
	channels []houseChannel
}

type houseChannel struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Type       int         `json:"type"`
	Overwrites []overwrite `json:"permission_overwrites"`
}

// overwrite is Overwrite Object: of a role (0) or a member (1).
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

func (d *Discord) house(ctx context.Context) (*house, error) {
	h := &house{self: d.self}
	var me struct {
		Roles []string `json:"roles"`
	}
	path := "/guilds/" + d.Guild
	err := d.rest.do(ctx, request{method: http.MethodGet, path: path}, h)
	if err == nil {
		err = d.rest.do(ctx, request{method: http.MethodGet, path: path + "/members/" + d.self}, &me)
	}
	if err == nil {
		err = d.rest.do(ctx, request{method: http.MethodGet, path: path + "/channels"}, &h.channels)
	}
	if err != nil {
		return nil, fmt.Errorf("discord: ask what I may do in the server: %w", err)
	}
	h.roles = me.Roles
	return h, nil
}

// allowed computes the bot's permissions in a channel, or in the server. Source:
// topics/permissions, Permission Overwrites: those of everybody, then of roles,
// then of the member; who may administer, or owns the server, may do anything.
func (h *house) allowed(c *houseChannel) uint64 {
	const all = ^uint64(0)
	if h.Owner == h.self {
		return all
	}
	var may uint64
	for _, r := range h.Roles {
		if r.ID == h.ID || slices.Contains(h.roles, r.ID) { // the role of everybody is called like the server
			may |= bits(r.Permissions)
		}
	}
	if may&administrator != 0 {
		return all
	}
	if c == nil {
		return may
	}
	var allow, deny uint64
	for _, o := range c.Overwrites {
		switch {
		case o.ID == h.ID:
			may = may&^bits(o.Deny) | bits(o.Allow)
		case o.Type == 0 && slices.Contains(h.roles, o.ID):
			allow, deny = allow|bits(o.Allow), deny|bits(o.Deny)
		}
	}
	may = may&^deny | allow
	for _, o := range c.Overwrites {
		if o.Type == 1 && o.ID == h.self {
			may = may&^bits(o.Deny) | bits(o.Allow)
		}
	}
	return may
}

func bits(text string) uint64 {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (h *house) examine(id string) ExaminedChannel {
	i := slices.IndexFunc(h.channels, func(c houseChannel) bool { return c.ID == id })
	if i < 0 {
		return ExaminedChannel{ID: id, Name: id, Gone: true}
	}
	c := h.channels[i]
	may := h.allowed(&c)
	found := ExaminedChannel{ID: id, Name: "#" + c.Name, Voice: c.Type == channelVoice || c.Type == channelStage, Lacks: lacking(may, toServe)}
	if found.Voice {
		found.Unvoiced = lacking(may, toConduct)
	}
	return found
}

func lacking(may uint64, rights []right) []string {
	var all []string
	for _, r := range rights {
		if may&(1<<r.bit) == 0 {
			all = append(all, r.name)
		}
	}
	return all
}

// Quoted writes permissions as people find them: “View Channel”, “Send Messages”.
func Quoted(rights []string) string { return "“" + strings.Join(rights, "”, “") + "”" }

// Unreachable reports whether an examination failed because Discord could not be
// reached, and not because of what it said.
func Unreachable(err error) bool {
	_, mendable := lang.AsError(err)
	_, refused := errors.AsType[*apiError](err)
	return err != nil && !mendable && !refused
}
