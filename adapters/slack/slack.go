package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/adapters/kept"
	"magbot/adapters/lane"
	"magbot/adapters/roll"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// platform is what bot.Place.Platform and bot.Account.Platform hold.
const platform = "slack"

// Config is what the adapter needs. Bot, People, Log, Sealer, Words, Now and
// BotToken are required, and AppToken or SigningSecret.
type Config struct {
	Bot    Bot
	People People
	Linker Linker // nil where accounts are linked by codes alone
	Log    kept.Log
	Sealer kept.Sealer
	Words  *lang.Catalogue // holds Words of this package
	Now    func() time.Time
	Logger *slog.Logger // never sees the content of a message; nil for none
	// Greeter greets people who act for the first time; nil where nobody does.
	Greeter Greeter
	// Counter counts what is written in channels; nil where nothing is counted.
	Counter Counter
	// Trouble is told what somebody must grant; nil for nobody.
	Trouble Reporter
	// Works is told of every call that has worked, by the name that Trouble.What
	// gives it; nil for nobody.
	Works func(ctx context.Context, what string)
	// Roll says whose user groups are compared with the roster; nil where none are.
	Roll roll.Roll
	// Alone says that no other process delivers to this workspace, so that what
	// was begun before a crash is finished at once.
	Alone bool
	// Home is what is asked for to fill somebody's Home tab, a part each; empty
	// for none.
	Home []chat.Call
	// Shortcuts are the message and global shortcuts of the manifest.
	Shortcuts []Shortcut

	BotToken      string // xoxb-…
	AppToken      string // xapp-…, for Socket Mode
	SigningSecret string // for Handler

	// API is where the Web API is, for tests; Slack itself when empty.
	API string
	// HTTP makes the calls, for tests; a client with a time limit when nil.
	HTTP *http.Client
}

// Slack is one workspace. It receives by Run (Socket Mode) or Handler (HTTP),
// shows what the bot delivers (Deliver), and stops with Close.
type Slack struct {
	Config
	web       *web
	workspace string // team ID
	self      string // user ID of the bot
	state     *memo
	seen      *recent
	lanes     *lane.Lanes
	posted    *posted
	homes     *homes
	silence   time.Duration // after which a socket is dead
	revived   time.Duration // after which it is a good one

	life      context.Context //nolint:containedctx // ends when the adapter closes; what is under way lives as long
	end       context.CancelFunc
	work      sync.WaitGroup
	lifeMu    sync.Mutex
	closed    bool
	connected atomic.Int64 // Unix seconds of the last sign of life of the socket; 0 while there is none
}

// New asks Slack who the bot is, and reads what the log holds. A token that
// Slack does not take is an error that says what to do.
func New(ctx context.Context, c Config) (*Slack, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: time.Minute}
	}
	s := &Slack{Config: c, web: newWeb(c.client(), c.HTTP, c.Works), seen: newRecent(c.Now), lanes: lane.New(), posted: newPosted(), homes: newHomes(), silence: deadAfter, revived: goodAfter}
	err := s.web.call(ctx, whoAmI, "", func(ctx context.Context) error {
		me, err := s.web.api.AuthTestContext(ctx)
		if err == nil {
			s.workspace, s.self = me.TeamID, me.UserID
		}
		return err
	})
	if err != nil {
		return nil, mendable("ask who I am", err)
	}
	if s.state, err = loadMemo(ctx, c.Log, c.Now); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	s.life, s.end = context.WithCancel(context.WithoutCancel(ctx))
	if len(c.Home) > 0 {
		s.run(s.keepHomes)
	}
	if c.Roll != nil {
		s.run(s.watchGroups)
	}
	return s, nil
}

func (c Config) client() *sdk.Client {
	options := []sdk.Option{sdk.OptionHTTPClient(c.HTTP), sdk.OptionAppLevelToken(c.AppToken)}
	if c.API != "" {
		options = append(options, sdk.OptionAPIURL(c.API))
	}
	return sdk.New(c.BotToken, options...)
}

func (c Config) check() error {
	if c.Bot == nil || c.People == nil || c.Log == nil || c.Sealer == nil || c.Words == nil || c.Now == nil {
		return errors.New("Bot, People, Log, Sealer, Words and Now are required")
	}
	own, err := lang.Load(Words)
	if err != nil {
		return err
	}
	for _, key := range own.Keys() {
		if !c.Words.Has(key) {
			return fmt.Errorf("the catalogue lacks %q: load slack.Words into it", key)
		}
	}
	if c.BotToken == "" || (c.AppToken == "" && c.SigningSecret == "") {
		return errors.New("a bot token is required, and an app token (Socket Mode) or a signing secret (HTTP)")
	}
	return nil
}

// Platform names the adapter for the engine.
func (s *Slack) Platform() string { return platform }

// Workspace gives the identifier of the workspace.
func (s *Slack) Workspace() string { return s.workspace }

// Forget drops what is held of people's names. What an erased person wrote in a
// form or button that is kept cannot be opened any more, because their key is
// gone; messages that people posted themselves are theirs, in Slack.
func (s *Slack) Forget(context.Context, bot.PersonID) error {
	s.web.forget()
	return nil
}

// Close ends what is under way, and waits for it. It may be called twice.
func (s *Slack) Close() {
	s.lifeMu.Lock()
	s.closed = true
	s.lifeMu.Unlock()
	s.end()
	s.work.Wait()
}

// run does work that Close waits for; false when the adapter is closed. What
// breaks in it is logged and breaks nothing else.
func (s *Slack) run(do func(ctx context.Context)) bool {
	s.lifeMu.Lock()
	defer s.lifeMu.Unlock()
	if s.closed {
		return false
	}
	s.work.Go(func() {
		_ = s.guard(func() error { // it is logged
			do(s.life)
			return nil
		})
	})
	return true
}

// guard makes an error of a panic.
func (s *Slack) guard(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.Logger.Error("the Slack adapter broke", "where", string(debug.Stack()))
			err = fmt.Errorf("the Slack adapter broke: %T", r)
		}
	}()
	return do()
}

// draw gives what draws for somebody, in their language.
func (s *Slack) draw(ctx context.Context, account bot.Account) drawing {
	seat, _ := s.People.Person(ctx, account)
	return drawing{words: s.Words.For(string(seat.Language), "en"), value: s.valueOf(ctx, seat.Person)}
}

// drawChannel gives what draws for everybody in a channel.
func (s *Slack) drawChannel(ctx context.Context) drawing {
	return drawing{words: s.Words.For("en"), value: s.valueOf(ctx, "")}
}

func (s *Slack) account(user string) bot.Account {
	return bot.Account{Platform: platform, Workspace: s.workspace, User: user}
}
