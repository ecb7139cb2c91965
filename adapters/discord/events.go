package discord

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
)

// Meetings stand among the events of the server as well. What should stand there
// is compared with what the log says was put there, so that it may be done at any
// time and as often as one likes. Source: resources/guild-scheduled-event.

// Gathering is a meeting as an event of the server.
type Gathering struct {
	Meeting  bot.MeetingID
	Title    string
	About    string   // one paragraph
	Where    string   // a link or the name of a place; empty for nowhere in particular
	Channels []string // of the server, where it is held; the first voice channel or Stage counts
	From, To time.Time
	Phase    GatheringPhase
}

// GatheringPhase says how far a meeting has come.
type GatheringPhase string

// The phases.
const (
	Coming    GatheringPhase = "coming"
	GoingOn   GatheringPhase = "going on"
	Over      GatheringPhase = "over"
	CalledOff GatheringPhase = "called off"
)

// Calendar lists meetings that people were invited to: those to come, those that
// go on, and those that are over or were called off not long ago. It answers from
// memory.
type Calendar interface {
	Gatherings(ctx context.Context) []Gathering
}

// Statuses and types of events (Event Status, Entity Types), and the refusal of
// one that is gone.
const (
	eventScheduled = 1
	eventActive    = 2
	eventCompleted = 3
	eventCanceled  = 4
	entityStage    = 1
	entityVoice    = 2
	entityExternal = 3
	guildOnly      = 2 // privacy level
	unknownEvent   = 10070
	mostEventName  = 100
	mostEventAbout = 1000
	mostWhere      = 100
)

// mirrored is an event that stands for a meeting.
type mirrored struct {
	Meeting string `json:"meeting"`
	Event   string `json:"event"`
	Sum     string `json:"sum"`
	Status  int    `json:"status"`
}

// mirrorEvery is how often the events are compared, beside whenever something was
// posted: an invitation, a change, a cancellation.
const mirrorEvery = time.Minute

// forbiddenFor is how long a right that is missing is not asked for again.
const forbiddenFor = 10 * time.Minute

// mirror keeps the events as they should be, until ctx ends.
func (d *Discord) mirror(ctx context.Context) {
	if d.Calendar == nil {
		return
	}
	tick := time.NewTicker(mirrorEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		wait := time.Duration(0)
		if err := d.mirrorOnce(ctx); err != nil && ctx.Err() == nil {
			d.Logger.Warn("the events of the server are compared again later", "error", err)
			if d.reportEvents(ctx, err) {
				wait = forbiddenFor
			}
		}
		if wait > 0 && sleep(ctx, wait) != nil {
			return
		}
		select {
		case <-tick.C:
		case <-d.posted:
		case <-ctx.Done():
		}
	}
}

// reportEvents tells what is missing for events, and says whether something is.
func (d *Discord) reportEvents(ctx context.Context, err error) bool {
	refusal, ok := errors.AsType[*apiError](err)
	if !ok || (refusal.Code != missingPermissions && refusal.Code != missingAccess) {
		return false
	}
	d.tellTrouble(ctx, Trouble{
		Key: "events", Text: lang.T("discord.cure-events"), Place: bot.Place{Platform: platform, Workspace: d.Guild}, What: refusal.What,
	})
	return true
}

func (d *Discord) mirrorOnce(ctx context.Context) error {
	for _, g := range d.Calendar.Gatherings(ctx) {
		if err := d.mirrorMeeting(ctx, g); err != nil {
			return fmt.Errorf("the event of meeting %s: %w", g.Meeting, err)
		}
	}
	return nil
}

func (d *Discord) eventsPath() string { return "/guilds/" + d.Guild + "/scheduled-events" }

func (d *Discord) mirrorMeeting(ctx context.Context, g Gathering) error {
	known := d.state.event(string(g.Meeting))
	body, err := d.eventBody(ctx, g)
	if err != nil {
		return err
	}
	sum := hashed(fmt.Sprint(body))
	switch {
	case g.Phase == CalledOff || g.Phase == Over:
		return d.endEvent(ctx, g, known)
	case known.Event == "":
		return d.newEvent(ctx, g, body, sum)
	case known.Status > eventActive: // it has ended; a meeting that is reopened has no event any more
		return nil
	}
	if known.Sum != sum {
		if known.Status == eventActive {
			delete(body, "scheduled_start_time") // it has begun
		}
		if known, err = d.changeEvent(ctx, known, body, sum); err != nil || known.Event == "" {
			return err
		}
	}
	if g.Phase == GoingOn && known.Status == eventScheduled {
		known.Status = eventActive
		_, err = d.changeEvent(ctx, known, map[string]any{"status": eventActive}, known.Sum)
	}
	return err
}

// eventBody is Create Guild Scheduled Event. The whole of what is shortened stands
// in the channels.
func (d *Discord) eventBody(ctx context.Context, g Gathering) (map[string]any, error) {
	name, _ := shorten(oneLine(g.Title), mostEventName)
	mark := eventMark(g.Meeting)
	about, _ := shorten(g.About, mostEventAbout-width(mark)-2)
	body := map[string]any{
		"name": orElse(name, "magbot"), "description": about + "\n\n" + mark, "privacy_level": guildOnly,
		"scheduled_start_time": g.From.UTC().Format(time.RFC3339), "scheduled_end_time": g.To.UTC().Format(time.RFC3339),
	}
	for _, channel := range g.Channels {
		kind, err := d.kindOf(ctx, channel)
		if err != nil && code(err) != unknownChannel && code(err) != missingAccess { // those are told elsewhere
			return nil, err
		}
		if entity := map[int]int{channelVoice: entityVoice, channelStage: entityStage}[kind]; entity != 0 {
			body["entity_type"], body["channel_id"] = entity, channel
			return body, nil
		}
	}
	where, _ := shorten(oneLine(g.Where), mostWhere)
	if where == "" && len(g.Channels) > 0 {
		where = d.channelName(ctx, g.Channels[0])
	}
	body["entity_type"], body["channel_id"] = entityExternal, nil
	body["entity_metadata"] = map[string]string{"location": orElse(where, "–")}
	return body, nil
}

// eventMark names the meeting in the event itself, so that after a crash the event
// is found again.
func eventMark(m bot.MeetingID) string { return "magbot meeting " + string(m) }

// newEvent makes an event, unless one stands there already.
func (d *Discord) newEvent(ctx context.Context, g Gathering, body map[string]any, sum string) error {
	if !g.From.After(d.Now()) { // Discord takes none that has begun
		return nil
	}
	var all []struct {
		ID      string `json:"id"`
		About   string `json:"description"`
		Creator string `json:"creator_id"`
		Status  int    `json:"status"`
	}
	path := d.eventsPath()
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: path}, &all); err != nil {
		return err
	}
	for _, e := range all {
		if e.Creator == d.self && e.Status == eventScheduled && lastLine(e.About) == eventMark(g.Meeting) {
			_, err := d.changeEvent(ctx, mirrored{Meeting: string(g.Meeting), Event: e.ID, Status: eventScheduled}, body, sum)
			return err
		}
	}
	var made snowflake
	if err := d.rest.do(ctx, request{method: http.MethodPost, path: path, body: body}, &made); err != nil {
		return err
	}
	return d.state.keep(ctx, memoEntry{Event: &mirrored{Meeting: string(g.Meeting), Event: made.ID, Sum: sum, Status: eventScheduled}})
}

// changeEvent changes an event and remembers it as it is then. One that somebody
// has taken away is forgotten, and made again when the meeting changes.
func (d *Discord) changeEvent(ctx context.Context, e mirrored, body map[string]any, sum string) (mirrored, error) {
	c := request{method: http.MethodPatch, path: d.eventsPath() + "/" + e.Event, route: d.eventsPath() + "/x", body: body}
	err := d.rest.do(ctx, c, nil)
	e.Sum = sum
	if code(err) == unknownEvent {
		e.Event, err = "", nil
	}
	if err != nil {
		return e, err
	}
	err = d.state.keep(ctx, memoEntry{Event: &e})
	return e, err
}

// endEvent ends the event of a meeting that is over or was called off.
func (d *Discord) endEvent(ctx context.Context, g Gathering, known mirrored) error {
	if known.Event == "" || known.Status > eventActive {
		return nil
	}
	status := eventCanceled
	switch {
	case known.Status == eventActive:
		status = eventCompleted
	case g.Phase == Over: // it must begin before it can end
		known.Status = eventActive
		var err error
		if known, err = d.changeEvent(ctx, known, map[string]any{"status": eventActive}, known.Sum); err != nil || known.Event == "" {
			return err
		}
		status = eventCompleted
	}
	known.Status = status
	_, err := d.changeEvent(ctx, known, map[string]any{"status": status}, known.Sum)
	return err
}

// wayOfEvent names the interest in an event as the way in which somebody said that
// they come: what is said otherwise outlasts it.
const wayOfEvent = "discord event"

// interested is Guild Scheduled Event User Add and Remove: whoever is interested in a
// meeting that is still to come says that they will be there, and takes that back with
// the interest.
func (d *Discord) interested(raw json.RawMessage, yes bool) error {
	var in struct {
		Event string `json:"guild_scheduled_event_id"`
		User  string `json:"user_id"`
		Guild string `json:"guild_id"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || (in.Guild != "" && in.Guild != d.Guild) {
		return err
	}
	meeting, coming := d.state.meetingOf(in.Event)
	if !coming || in.User == "" {
		return nil
	}
	d.in("user "+in.User, func(ctx context.Context) {
		if _, known := d.People.Person(ctx, d.account(in.User)); !known {
			return
		}
		path := "present remove"
		if yes {
			path = "present add"
		}
		// Discord gives no identifier, and somebody may change their mind again and again.
		cause := bot.Cause("discord:interested:" + in.Event + ":" + in.User + ":" + rand.Text())
		if _, err := d.insist(ctx, d.input(in.User, "", true, cause, bot.Do(path, "meeting", meeting, "way", wayOfEvent))); err != nil {
			d.Logger.Error("whether somebody comes is not known to be recorded", "error", err)
		}
	})
	return nil
}

func lastLine(text string) string { return text[strings.LastIndex(text, "\n")+1:] }
