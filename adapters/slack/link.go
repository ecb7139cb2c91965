package slack

import (
	"context"
	"fmt"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
	"magbot/bot/chat"
)

// Linker links accounts by their e-mail address.
type Linker interface {
	// Match gives the one person on the roster with an e-mail address; false when
	// there is none, or more than one.
	Match(ctx context.Context, email string) (Seat, bool)
	// Link makes an account act for a person, whose address it has and who has
	// said that it is theirs. Whether that takes more is for the bot to decide.
	Link(ctx context.Context, cause bot.Cause, account bot.Account, person bot.PersonID) (bot.Answer, error)
}

// linkPrefix begins the action_id of the button that says "that is me".
const linkPrefix = "link."

// addressOf gives the confirmed e-mail address of a full member of the workspace;
// empty for guests, people of other workspaces and bots.
func (w *web) addressOf(ctx context.Context, workspace, user string) (address string, err error) {
	err = w.call(ctx, userInfo, "", func(ctx context.Context) error {
		u, err := w.api.GetUserInfoContext(ctx, user)
		if err != nil {
			return err
		}
		full := !u.IsRestricted && !u.IsUltraRestricted && !u.IsStranger && !u.IsBot && !u.Deleted && u.TeamID == workspace
		if full && u.IsEmailConfirmed {
			address = strings.TrimSpace(u.Profile.Email)
		}
		return nil
	})
	return address, err
}

// namesake finds the person whose e-mail address an account has.
func (s *Slack) namesake(ctx context.Context, user string) (Seat, bool) {
	if s.Linker == nil {
		return Seat{}, false
	}
	address, err := s.web.addressOf(ctx, s.workspace, user)
	if err != nil {
		if !s.report(ctx, "", err) {
			s.Logger.Warn("look up who an account is", "error", bare(err))
		}
		return Seat{}, false
	}
	if address == "" {
		return Seat{}, false
	}
	return s.Linker.Match(ctx, address)
}

// offerLink asks somebody whose account is not linked whether they are the person
// with their e-mail address.
func (s *Slack) offerLink(ctx context.Context, a asker) {
	if _, linked := s.People.Person(ctx, s.account(a.user)); linked {
		return
	}
	seat, found := s.namesake(ctx, a.user)
	if !found {
		return
	}
	d := s.draw(ctx, s.account(a.user))
	m := chat.Say(d.words.Say("slack.link-offer", "name", seat.Name))
	m.Seen = d.words.Say("slack.only-you")
	pages, err := d.message(m)
	if err != nil {
		s.Logger.Error("draw an answer", "error", err)
		return
	}
	pages[0].blocks = append(pages[0].blocks, linkButton(d, seat))
	a.turn, a.view = nil, ""
	s.private(ctx, a, pages)
}

// linkButton says "that is me".
func linkButton(d drawing, seat Seat) sdk.Block {
	yes := sdk.NewButtonBlockElement(linkPrefix+"0", string(seat.Person), plainText(d.words.Say("slack.link-yes")))
	yes.WithStyle(sdk.StylePrimary)
	return sdk.NewActionBlock("link", yes)
}

// ofLink is "that is me". Who the account is, is looked up again: a button proves
// nothing.
func (s *Slack) ofLink(p press) task {
	pressed, a := p.Actions[0], askerOf(p)
	cause := s.cause("link", p.User.ID, pressed.ActionTS, pressed.Value)
	return task{
		lane: "user " + p.User.ID, key: string(cause),
		do: func(ctx context.Context, t *turn) error {
			seat, found := s.namesake(ctx, p.User.ID)
			if !found || string(seat.Person) != pressed.Value {
				t.reply(nil)
				s.say(ctx, a, "slack.link-no-more")
				return nil
			}
			answer, err := s.Linker.Link(ctx, cause, s.account(p.User.ID), seat.Person)
			if err != nil {
				return fmt.Errorf("link an account: %w", err)
			}
			t.reply(nil)
			s.show(ctx, a, answer)
			return nil
		},
		lost: func(ctx context.Context) { s.say(ctx, a, "slack.failed") },
	}
}
