package discord_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

// gaps are the ways in which a while passes of which nothing is heard.
var gaps = map[string]func(w *town, meanwhile func()){
	"the connection was away": func(w *town, meanwhile func()) {
		seen := len(w.Identified())
		w.Greet(discordtest.Invalid) // the session is unknown by then
		meanwhile()
		w.Drop()
		w.Wait(w.t, "a new session", func() bool { return len(w.Identified()) > seen && w.Listening() == 1 })
	},
	"the bot was down": func(w *town, meanwhile func()) {
		w.stop()
		meanwhile()
		w.listen()
	},
}

// known lets the bot speak in the hall, so that it reads on there, and then takes
// every "q+" as a fact and everything else as talk.
func (w *town) known() {
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Post, Key: "x", Place: bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: w.hall}, Message: chat.Say("Hello.")})
	w.brain.stirs(w.Server)
	w.brain.answers(func(in bot.Input) (bot.Answer, error) {
		if typed, ok := in.Intent.(bot.Typed); ok && strings.HasPrefix(typed.Text, "q+") {
			return bot.Answer{Message: chat.Say("You are in the queue."), Record: recorded}, nil
		}
		return bot.Answer{Ignored: true}, nil
	})
	w.listen()
}

// signed waits until a line has its sign.
func (w *town) signed(message string) {
	w.t.Helper()
	w.Wait(w.t, "a sign", func() bool {
		return slices.ContainsFunc(w.Messages(w.hall), func(m discordtest.Posted) bool { return m.ID == message && len(m.Reactions) > 0 })
	})
}

// toldTimes counts how often somebody was told something.
func (w *town) toldTimes(user, part string) (n int) {
	for _, m := range w.Messages(w.Direct(user)) {
		n += strings.Count(m.Text(), part)
	}
	return n
}

// caughtUp waits until the bot has read on in the hall: it answers lines again. The
// first it may have found in history.
func (w *town) caughtUp() {
	w.t.Helper()
	w.signed(w.Say(w.bo, w.hall, "q+ again"))
	w.signed(w.Say(w.bo, w.hall, "q+ and again"))
}

func TestWhatWasChangedAndDeletedInAGapIsNoticed(t *testing.T) {
	t.Parallel()
	for name, gap := range gaps {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			c := w.counting()
			w.known()
			gone, changed, stays := w.Say(w.ana, w.hall, "q+"), w.Say(w.bo, w.hall, "q+ to say that"), w.Say(w.ana, w.hall, "q+ as well")
			talk, other := w.Say(w.bo, w.hall, "one two three"), w.Say(w.bo, w.hall, "four")
			w.counted(c, 2)
			for _, line := range []string{gone, changed, stays} {
				w.signed(line)
			}
			before := len(c.heard())
			gap(w, func() {
				w.DeleteUnheard(w.hall, gone)
				w.EditUnheard(w.hall, changed, "q+ to say this")
				w.EditUnheard(w.hall, talk, "one")
				w.DeleteUnheard(w.hall, other)
			})
			w.told(w.ana, "A line of yours was deleted that is in the record already.")
			w.told(w.bo, "You changed a line that is in the record already.")
			w.caughtUp()
			heard := c.heard()[before:]
			if want := "edit " + w.bo + ": one"; !slices.Contains(heard, want) {
				t.Errorf("heard %q, and not %q", heard, want)
			}
			list := c.listing()
			if list == nil || !slices.Contains(list.IDs, "discord:"+w.hall+":"+talk) || !slices.Contains(list.IDs, "discord:"+w.hall+":"+stays) || slices.Contains(list.IDs, "discord:"+w.hall+":"+other) {
				t.Errorf("what stands in the channel is %+v", list)
			}
			gap(w, func() {}) // nothing more has happened
			w.caughtUp()
			for user, part := range map[string]string{w.ana: "was deleted", w.bo: "You changed a line"} {
				if n := w.toldTimes(user, part); n != 1 {
					t.Errorf("somebody was told %d times that %q", n, part)
				}
			}
			if n := w.toldTimes(w.ana, "You changed a line"); n > 0 {
				t.Error("Ana was told of a change that was none")
			}
		})
	}
}

// listing is the last list that was handed on.
func (c *counter) listing() *bot.Listing {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range slices.Backward(c.all) {
		if w.Listing != nil {
			return w.Listing
		}
	}
	return nil
}

// A deletion that was heard is not told again from history, and a change that was
// heard neither; a later one is.
func TestWhatWasHeardIsNotNoticedAgain(t *testing.T) {
	w := newTown(t)
	w.known()
	gone, changed := w.Say(w.ana, w.hall, "q+"), w.Say(w.ana, w.hall, "q+ too")
	w.signed(gone)
	w.signed(changed)
	w.Delete(w.hall, gone)
	w.Edit(w.hall, changed, "q+ three")
	w.told(w.ana, "was deleted")
	w.told(w.ana, "You changed a line")
	w.stop()
	w.listen()
	w.caughtUp()
	if deleted, edited := w.toldTimes(w.ana, "was deleted"), w.toldTimes(w.ana, "You changed a line"); deleted != 1 || edited != 1 {
		t.Errorf("told of %d deletions and %d changes", deleted, edited)
	}
	w.stop()
	w.EditUnheard(w.hall, changed, "q+ four")
	w.listen()
	w.caughtUp()
	if edited := w.toldTimes(w.ana, "You changed a line"); edited != 2 {
		t.Errorf("told of %d changes", edited)
	}
}

// Where the bot may not read history, Discord lists nothing: that is no deletion.
func TestAHistoryThatMayNotBeReadDeletesNothing(t *testing.T) {
	t.Parallel()
	const everythingButHistory = 1<<50 - 1 - 1<<3 - 1<<16
	for name, c := range map[string]struct {
		forbid, allow func(w *town)
	}{
		"in the server":  {func(w *town) { w.Grant(0, everythingButHistory) }, func(w *town) { w.Grant(0, everythingButHistory|1<<16) }},
		"in the channel": {func(w *town) { w.Overwrite(w.hall, 1<<16, 0) }, func(w *town) { w.Overwrite(w.hall, 0, 0) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			count := w.counting()
			w.known()
			line := w.Say(w.ana, w.hall, "q+")
			w.signed(line)
			w.stop()
			c.forbid(w)
			count.forget()
			w.DeleteUnheard(w.hall, line)
			w.listen()
			w.caughtUp()
			if n := w.toldTimes(w.ana, "was deleted"); n > 0 || count.listing() != nil {
				t.Errorf("told %d times; the list is %+v", n, count.listing())
			}
			w.stop()
			c.allow(w)
			w.listen()
			w.told(w.ana, "was deleted")
			w.caughtUp()
			if count.listing() == nil {
				t.Error("no list was handed on")
			}
		})
	}
}

func (c *counter) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = nil
}

// What is older than history reaches is left alone: a thousand messages, or twelve
// hours. A list that spans two months is handed on for both.
func TestHowFarHistoryReaches(t *testing.T) {
	w := newTown(t)
	count := w.counting()
	clock := time.Now()
	w.config.Now = func() time.Time { return clock }
	w.known()
	lost := w.Say(w.ana, w.hall, "q+")
	w.signed(lost)
	w.stop()
	w.DeleteUnheard(w.hall, lost)
	for i := range 1001 {
		w.SayUnheard(discordtest.Bot, w.hall, fmt.Sprint("line ", i))
	}
	w.listen()
	w.caughtUp()
	if list := count.listing(); list == nil || len(list.IDs) != 1000 || w.toldTimes(w.ana, "was deleted") > 0 {
		t.Errorf("%d messages were listed", len(list.IDs))
	}
	w.stop()
	clock = time.Now().Add(13 * time.Hour)
	w.listen()
	w.caughtUp()
	if list := count.listing(); len(list.IDs) > 0 {
		t.Errorf("%d messages of yesterday were listed", len(list.IDs))
	}
	if n := w.toldTimes(w.ana, "was deleted"); n > 0 {
		t.Errorf("told %d times of what history cannot know", n)
	}
	w.stop()
	count.forget()
	clock = time.Date(clock.Year()+1, time.January, 1, 6, 0, 0, 0, time.UTC)
	w.listen()
	w.caughtUp()
	want := []time.Time{clock.Add(-12 * time.Hour), clock.Add(-6 * time.Hour)}
	if got := count.lists(); !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("lists were handed on from %v", got)
	}
}

// lists are the instants from which lists were handed on.
func (c *counter) lists() (all []time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.all {
		if w.Listing != nil {
			all = append(all, w.At)
		}
	}
	return all
}

// What is remembered of lines is read as it was written before there were changes in
// it, and is folded from its whole again.
func TestOldNotesOfLinesAreRead(t *testing.T) {
	w := newTown(t)
	w.known()
	w.stop()
	line := w.SayUnheard(w.ana, w.hall, "q+")
	remember(t, w.log, fmt.Sprintf(`{"noted":"%s %s","user":%q}`, w.hall, line, w.ana))
	w.DeleteUnheard(w.hall, line)
	w.listen()
	w.told(w.ana, "A line of yours was deleted")
}
