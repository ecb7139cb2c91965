package replay

import (
	"strconv"
	"time"
	"unicode"

	"magbot/bot"
	"magbot/bot/chatlog"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
)

// speech is the turn that is being written down: consecutive lines of one
// person.
type speech struct {
	person bot.PersonID
	words  int
	time   time.Duration
	from   time.Time // from when the present caption counts
	until  time.Time // end of the last caption, so that none counts twice
	cue    int       // words of the present caption
}

// say adds words to the turn, and records the turn before when another begins.
func (r *runner) say(who bot.PersonID, text string, d time.Duration) error {
	if who != r.speech.person {
		if err := r.flush(); err != nil {
			return err
		}
		r.speech.person = who
	}
	r.speech.words += words(text)
	r.speech.time += d
	return nil
}

// flush records the turn that is being written down.
func (r *runner) flush() error {
	s := r.speech
	r.speech = speech{from: s.from, until: s.until, cue: s.cue}
	if s.person == "" || s.words == 0 || !r.open {
		return nil
	}
	return r.may(r.decide("", bot.Do("floor spoke", "person", string(s.person),
		"words", strconv.Itoa(s.words), "seconds", strconv.Itoa(int(s.time.Round(time.Second)/time.Second)))))
}

// spoken replays a caption, or a line of a machine that writes down speech.
func (r *runner) spoken(i int) error {
	l := &r.script.lines[i]
	who := r.names.person(l.Nick)
	if who == "" {
		return r.note(l, "", minutes.Said)
	}
	if err := r.comes(who); err != nil {
		return err
	}
	if err := r.say(who, l.Text, r.lasted(i)); err != nil {
		return err
	}
	return r.noteBy(l.Text, who, who, minutes.Said)
}

// lasted is how long a caption was spoken: its share, by words, of the time of
// its cue that no cue before has taken. Captions without times last as long as
// such words usually do, and the clock goes on with them. The lines of a
// machine in a typed log have only a beginning: they count in words alone.
func (r *runner) lasted(i int) time.Duration {
	l := &r.script.lines[i]
	if l.At.IsZero() {
		d := chatlog.SpokenTime(l.Text)
		r.now = r.now.Add(d)
		return d
	}
	if !l.End.After(l.At) {
		return 0
	}
	s := &r.speech
	if i == 0 || !sameCue(&r.script.lines[i-1], l) {
		if s.from = l.At; s.until.After(l.At) {
			s.from = s.until
		}
		s.until, s.cue = later(s.until, l.End), 0
		for j := i; j < len(r.script.lines) && sameCue(&r.script.lines[j], l); j++ {
			s.cue += words(r.script.lines[j].Text)
		}
	}
	if s.cue == 0 || !l.End.After(s.from) {
		return 0
	}
	return l.End.Sub(s.from) * time.Duration(words(l.Text)) / time.Duration(s.cue)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sameCue(a, b *chatlog.Line) bool {
	return a.Kind == chatlog.Spoken && a.At.Equal(b.At) && a.End.Equal(b.End)
}

// scribed replays speech that a scribe wrote down. Dots go on with who spoke
// before.
func (r *runner) scribed(scribe bot.PersonID, nick, text string) error {
	if nick != "" {
		r.voice = r.names.person(nick)
	}
	if err := r.comes(scribe); err != nil {
		return err
	}
	if r.voice == "" {
		return r.noteBy(text, scribe, scribe, minutes.Kept)
	}
	if err := r.comes(r.voice); err != nil {
		return err
	}
	if err := r.say(r.voice, text, 0); err != nil {
		return err
	}
	return r.noteBy(text, r.voice, scribe, minutes.Said)
}

// talk is a line that asks for nothing: speech that a scribe writes down, or
// what somebody typed.
func (r *runner) talk(l *chatlog.Line, who bot.PersonID) error {
	if r.scribes[who] {
		if nick, text, ok := chatlog.Scribed(l.Text); ok {
			return r.scribed(who, nick, text)
		}
	}
	if err := r.comes(who); err != nil {
		return err
	}
	if !r.script.speech && !meeting.Of(r.view).OffRecord {
		if err := r.say(who, l.Text, 0); err != nil {
			return err
		}
	}
	return r.note(l, who, minutes.Kept)
}

// words counts the words of a text. In scripts that put no blanks between them
// two characters count as one word.
func words(text string) int {
	halves, inside := 0, false
	for _, r := range text {
		switch {
		case r < 0x80 && r > ' ':
			if !inside {
				halves += 2
			}
			inside = true
		case unicode.IsSpace(r):
			inside = false
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			halves++
			inside = false
		default:
			if !inside {
				halves += 2
			}
			inside = true
		}
	}
	return (halves + 1) / 2
}
