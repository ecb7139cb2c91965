package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"magbot/adapters/kept"
	"magbot/adapters/lane"
	"magbot/adapters/roll"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// platform is what bot.Place.Platform and bot.Account.Platform hold.
const platform = "discord"

// Config is what the adapter needs. Bot, People, Log, Sealer, Words, Table, Now
// and Token are required.
type Config struct {
	Bot    Bot
	People People
	Log    kept.Log
	Sealer kept.Sealer
	Words  *lang.Catalogue // holds Words of this package
	Table  *command.Table
	Now    func() time.Time
	Logger *slog.Logger // never sees the content of a message; nil for none
	// Greeter greets people who act for the first time; nil where nobody does.
	Greeter Greeter
	// Counter counts what is written in channels; nil where nothing is counted.
	Counter Counter
	// Alerts takes what the server's AutoMod finds; nil for nobody.
	Alerts Alerts
	// Trouble is told what somebody must grant; nil for nobody.
	Trouble Reporter
	// Calendar lists the meetings that stand among the events of the server; nil
	// for none.
	Calendar Calendar
	// Roll says whose roles are compared with the roster; nil for nobody's.
	Roll roll.Roll
	// Works is told of every call that has worked, by the name that Trouble.What
	// gives it; nil for nobody.
	Works func(ctx context.Context, what string)
	// Suggest offers answers while somebody types; nil for nobody.
	Suggest Suggester
	// Languages are those in which commands have names, as Discord writes them.
	Languages []string

	Token string
	// Guild is the server. It may be left out when the bot is in one alone.
	Guild string

	// API stands in for https://discord.com, for tests.
	API string
	// Dial stands in for the network, for tests; nil for the network itself.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Patience is how long Discord may be silent where it owes an answer before
	// a connection is given up; half a minute when 0.
	Patience time.Duration
}

// Discord is one server. It receives by Run, shows what the bot delivers
// (Deliver), and stops with Close.
type Discord struct {
	Config
	rest        *rest
	pacer       *pacer
	manifest    *Manifest
	keeper      keeper
	state       *memo
	seen        *recent
	posted      chan struct{} // something was: the events may have changed
	voices      *voices
	lanes       *lane.Lanes
	orders      sync.Map // by channel and live message: the record shown last
	self        string   // user ID of the bot
	application string
	reads       bool // the bot may read what people type
	lists       bool // and list the members of the server
	alive       atomic.Int64
	looks       roll.Pace

	life   context.Context //nolint:containedctx // ends when the adapter closes; what is under way lives as long
	end    context.CancelFunc
	work   sync.WaitGroup
	lifeMu sync.Mutex
	closed bool
}

// New asks Discord who the bot is and where, and reads what the log holds. A
// token that Discord does not take, or a server that the bot is not in, is a
// *lang.Error that says what to do.
func New(ctx context.Context, c Config) (*Discord, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Patience == 0 {
		c.Patience = 30 * time.Second
	}
	manifest, err := NewManifest(c.Table, c.Words, c.Languages...)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	var base *url.URL
	if c.API != "" {
		if base, err = url.Parse(c.API); err != nil {
			return nil, fmt.Errorf("discord: read the address of the API: %w", err)
		}
	}
	transport := http.DefaultTransport
	if c.Dial != nil {
		transport = &http.Transport{DialContext: c.Dial}
	}
	pacer := newPacer(transport, base)
	d := &Discord{
		Config: c, manifest: manifest, keeper: newKeeper(c.Log, c.Sealer), seen: newRecent(), voices: newVoices(), posted: make(chan struct{}, 1), lanes: lane.New(), pacer: pacer, looks: roll.Usual,
		rest: &rest{works: c.Works, http: &http.Client{Transport: pacer}, files: &http.Client{Transport: transport}, token: c.Token, agent: "DiscordBot (magbot, 1)"},
	}
	if err := d.introduce(ctx); err != nil {
		return nil, err
	}
	if d.state, err = loadMemo(ctx, c.Log); err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	d.life, d.end = context.WithCancel(context.WithoutCancel(ctx))
	return d, nil
}

func (c Config) check() error {
	if c.Bot == nil || c.People == nil || c.Log == nil || c.Sealer == nil || c.Words == nil || c.Table == nil || c.Now == nil {
		return errors.New("Bot, People, Log, Sealer, Words, Table and Now are required")
	}
	own, err := lang.Load(Words)
	if err != nil {
		return err
	}
	for _, key := range own.Keys() {
		if !c.Words.Has(key) {
			return fmt.Errorf("the catalogue lacks %q: load discord.Words into it", key)
		}
	}
	if strings.TrimSpace(c.Token) == "" {
		return errors.New("a bot token is required")
	}
	return nil
}

// Flags of an application that may read what people type (resources/application,
// Application Flags).
const mayRead = 1<<18 | 1<<19

// introduce finds out who the bot is, what it may, and in which server it is.
func (d *Discord) introduce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var me snowflake
	err := d.rest.do(ctx, request{method: http.MethodGet, path: "/users/@me"}, &me)
	if refusal, ok := errors.AsType[*apiError](err); ok && refusal.Status == http.StatusUnauthorized {
		return lang.Refuse("discord.cure-token")
	}
	if err != nil {
		return fmt.Errorf("discord: ask who I am: %w", err)
	}
	var app struct {
		ID    string `json:"id"`
		Flags int    `json:"flags"`
	}
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: "/applications/@me"}, &app); err != nil {
		return fmt.Errorf("discord: ask what I may do: %w", err)
	}
	d.self, d.application, d.reads = me.ID, app.ID, app.Flags&mayRead != 0
	d.lists = app.Flags&mayListMembers != 0
	var guilds []snowflake
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: "/users/@me/guilds"}, &guilds); err != nil {
		return fmt.Errorf("discord: ask in which servers I am: %w", err)
	}
	if d.Guild == "" && len(guilds) == 1 {
		d.Guild = guilds[0].ID
	}
	for _, g := range guilds {
		if g.ID == d.Guild {
			return nil
		}
	}
	if d.Guild == "" && len(guilds) > 1 {
		return lang.Refuse("discord.which-server")
	}
	return lang.Refuse("discord.no-server", "link", "https://discord.com/oauth2/authorize?client_id="+d.application+"&scope=bot+applications.commands&permissions="+permissions)
}

// permissions that the bot asks for when it is invited: see channels, send
// messages, also in threads, embed links, attach files, read history, add
// reactions; connect to and mute in voice channels; create events
// (topics/permissions: bits 10, 11, 38, 14, 15, 16, 6, 20, 22, 44).
const permissions = "17867069312064"

// Platform names the adapter for the engine.
func (d *Discord) Platform() string { return platform }

// Workspace gives the identifier of the server.
func (d *Discord) Workspace() string { return d.Guild }

// Alive gives when Discord was last heard on the gateway; zero before.
func (d *Discord) Alive() time.Time {
	at := d.alive.Load()
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(0, at)
}

// Forget has nothing to drop: names are asked for each time, and what an erased
// person wrote in a form that is kept cannot be opened without their key.
func (d *Discord) Forget(context.Context, bot.PersonID) error { return nil }

// Close ends what is under way, and waits for it. It may be called twice.
func (d *Discord) Close() {
	d.lifeMu.Lock()
	d.closed = true
	d.lifeMu.Unlock()
	d.end()
	d.work.Wait()
}

// run does work that Close waits for; false when the adapter is closed. What
// breaks in it harms nothing else.
func (d *Discord) run(do func(ctx context.Context)) bool {
	d.lifeMu.Lock()
	defer d.lifeMu.Unlock()
	if d.closed {
		return false
	}
	d.work.Go(func() {
		defer func() { d.broke(recover()) }()
		do(d.life)
	})
	return true
}

// broke tells of a mistake of ours, which ends neither the process nor anything
// else.
func (d *Discord) broke(what any) {
	if what != nil {
		d.Logger.Error("the Discord adapter broke", "what", fmt.Sprintf("%T", what), "where", string(debug.Stack()))
	}
}

// in does work in a lane, after all that entered it before.
func (d *Discord) in(key string, do func(ctx context.Context)) {
	wait, leave := d.lanes.Enter(key)
	if !d.run(func(ctx context.Context) {
		defer leave()
		wait()
		do(ctx)
	}) {
		leave()
	}
}

// draw gives what draws for somebody, in their language.
func (d *Discord) draw(ctx context.Context, user string) drawing {
	seat, _ := d.People.Person(ctx, d.account(user))
	return drawing{words: d.Words.For(string(seat.Language), fallback), value: d.keeper.value(ctx, seat.Person)}
}

// drawChannel gives what draws for everybody in a channel.
func (d *Discord) drawChannel(ctx context.Context) drawing {
	return drawing{words: d.Words.For(fallback), value: d.keeper.value(ctx, "")}
}

func (d *Discord) account(user string) bot.Account {
	return bot.Account{Platform: platform, Workspace: d.Guild, User: user}
}

// confide shows pages in somebody's own conversation with the bot.
func (d *Discord) confide(ctx context.Context, user string, pages []page) error {
	channel, err := d.rest.direct(ctx, user)
	for _, p := range pages {
		if err != nil {
			return fmt.Errorf("write to one person: %w", err)
		}
		_, err = d.rest.send(ctx, channel, p, "")
	}
	return err
}

// sentence is a message of the adapter's own words.
func (d drawing) sentence(key string, args ...any) chat.Message {
	return chat.Say(strings.Split(d.words.Say(key, args...), "\n")...)
}
