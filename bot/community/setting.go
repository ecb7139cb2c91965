package community

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/lang"
)

// Setting names one thing that the Secretariat can choose.
type Setting string

// The settings.
const (
	Languages        Setting = "languages"         // in which the community works, the first one first
	DefaultVisible   Setting = "visibility"        // of channels that are linked without saying
	CorrectionWindow Setting = "correction-window" // how long members can ask for corrections of minutes
	SpeakerTime      Setting = "speaker-time"      // of a turn, unless the Chair says otherwise
	Reminders        Setting = "reminders"         // the channel that reminders go to
	Join             Setting = "join"              // the link by which people join, unless a meeting has its own
	Zone             Setting = "zone"              // in which hours are read when a person has none
	Room             Setting = "room"              // the address of the browser room
	Feeds            Setting = "feeds"             // the public address under which calendars are followed; none: not at all
	Seats            Setting = "government-share"  // per cent of the seats that governments may hold, for a note
)

// AllSettings lists the settings in the order in which they are shown.
func AllSettings() []Setting {
	return []Setting{Languages, DefaultVisible, CorrectionWindow, SpeakerTime, Reminders, Join, Zone, Room, Feeds, Seats}
}

// Settings are what the community has chosen.
type Settings struct {
	Languages        []bot.Language
	Visibility       Visibility
	CorrectionWindow time.Duration
	SpeakerTime      time.Duration // 0 for no limit
	Reminders        bot.Place     // zero for every linked channel
	Join             string
	Zone             string
	Room             string
	Feeds            string
	GovernmentShare  int // per cent
}

// DefaultSettings is what holds until the Secretariat chooses. Speakers have no
// limit before somebody has set one. The share of
// governments is that of the MAG renewal guidance ("up to 40 %").
func DefaultSettings() Settings {
	return Settings{
		Languages: []bot.Language{"en"}, Visibility: Public, CorrectionWindow: 7 * 24 * time.Hour,
		Zone: "UTC", GovernmentShare: 40,
	}
}

// The words with which a setting is cleared, and the one for "this channel".
const (
	none = "none"
	all  = "all"
	here = "here"
)

// ParseSetting reads a value as a person wrote it in a place and gives the one
// way in which it is recorded. The error is a *lang.Error.
func ParseSetting(name Setting, value string, place bot.Place) (string, error) {
	value = strings.TrimSpace(value)
	switch name {
	case Languages:
		return parseLanguages(value)
	case DefaultVisible:
		for _, v := range Visibilities() {
			if strings.EqualFold(v, value) {
				return v, nil
			}
		}
		return "", lang.Refuse("community.bad-visibility", "text", shorten(value))
	case CorrectionWindow:
		d, err := civil.ParseDuration(value, 24*time.Hour, time.Hour, 90*24*time.Hour)
		return d.String(), err
	case SpeakerTime:
		if strings.EqualFold(value, none) {
			return "0s", nil
		}
		d, err := civil.ParseDuration(value, time.Minute, 10*time.Second, time.Hour)
		return d.String(), err
	case Reminders:
		return parseReminders(value, place)
	case Join, Room, Feeds:
		return parseAddress(value)
	case Zone:
		return parseZone(value)
	case Seats:
		return parseShare(value)
	}
	return "", lang.Refuse("community.no-such-setting", "text", shorten(string(name)))
}

func parseLanguages(value string) (string, error) {
	var tags []string
	for _, piece := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		tag, err := language.Parse(piece)
		if err != nil {
			return "", lang.Refuse("community.bad-language", "text", shorten(piece))
		}
		tags = append(tags, tag.String())
	}
	if len(tags) == 0 || len(tags) > 20 {
		return "", lang.Refuse("community.bad-language", "text", shorten(value))
	}
	return strings.Join(tags, ","), nil
}

// parseReminders writes a channel as platform, workspace and channel with
// newlines between, which none of them can hold.
func parseReminders(value string, place bot.Place) (string, error) {
	switch strings.ToLower(value) {
	case all:
		return all, nil
	case here:
		if place.Private() {
			return "", lang.Refuse("community.not-in-private")
		}
		return strings.Join([]string{place.Platform, place.Workspace, place.Channel}, "\n"), nil
	}
	return "", lang.Refuse("community.bad-reminders", "text", shorten(value))
}

func parseAddress(value string) (string, error) {
	if strings.EqualFold(value, none) {
		return "", nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(value) > 500 || u.User != nil {
		return "", lang.Refuse("command.not-a-link", "arg", "value", "text", shorten(value))
	}
	return value, nil
}

func parseZone(value string) (string, error) {
	if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
		return "", lang.Refuse("command.not-a-zone", "arg", "value", "text", shorten(value))
	}
	return value, nil
}

func parseShare(value string) (string, error) {
	n, ok := percent(strings.TrimSpace(strings.TrimSuffix(value, "%")))
	if !ok {
		return "", lang.Refuse("community.bad-share", "text", shorten(value))
	}
	return n, nil
}

func percent(s string) (string, bool) {
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return "", false
	}
	if strings.Trim(s, "0123456789") != "" || len(s) > 3 || (len(s) == 3 && s != "100") {
		return "", false
	}
	return s, true
}

// set folds a value that ParseSetting wrote.
func (s *State) set(e Set) {
	v := e.Value.Text
	switch e.Setting {
	case Languages:
		s.Settings.Languages = nil
		for tag := range strings.SplitSeq(v, ",") {
			s.Settings.Languages = append(s.Settings.Languages, bot.Language(tag))
		}
	case DefaultVisible:
		s.Settings.Visibility = Visibility(v)
	case CorrectionWindow:
		s.Settings.CorrectionWindow = readDuration(v, s.Settings.CorrectionWindow)
	case SpeakerTime:
		s.Settings.SpeakerTime = readDuration(v, s.Settings.SpeakerTime)
	case Reminders:
		s.Settings.Reminders = bot.Place{}
		if part := strings.Split(v, "\n"); len(part) == 3 {
			s.Settings.Reminders = bot.Place{Platform: part[0], Workspace: part[1], Channel: part[2]}
		}
	case Join:
		s.Settings.Join = v
	case Zone:
		s.Settings.Zone = v
	case Room:
		s.Settings.Room = v
	case Feeds:
		s.Settings.Feeds = v
	case Seats:
		n := 0
		for _, r := range v {
			n = n*10 + int(r-'0')
		}
		s.Settings.GovernmentShare = n
	}
}

func readDuration(v string, otherwise time.Duration) time.Duration {
	if d, err := time.ParseDuration(v); err == nil {
		return d
	}
	return otherwise
}

func shorten(s string) string {
	const most = 40
	r := []rune(strings.TrimSpace(s))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most]) + "…"
}
