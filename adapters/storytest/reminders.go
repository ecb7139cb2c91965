package storytest

import (
	"slices"
	"strings"
	"time"
)

// reminders: the bot is stopped for two days across the reminder of three days
// before, which is lost and told to the Chair alone. Those of a day, an hour and
// ten minutes before come once, to each in their own time; who sends regrets on
// the way gets no more.
func (s *story) reminders() {
	day := 24 * time.Hour
	s.until(4 * day)
	s.stage.Sleep(s.T, 2*day)
	s.told(chair, "too late to be sent", "“"+meetingTitle+"”, 3d before", "tell them in the channel")
	s.onlyTold("“"+meetingTitle+"”, 3d before", chair)
	s.onlyTold(meetingTitle + " · in 3 days")

	s.until(day)
	s.reminded(meetingTitle+" · tomorrow", s.everybody()...)
	for _, who := range []string{"gov1", "gov4", "cs3", "ps1", "ps3"} {
		s.told(who, meetingTitle+" · tomorrow", s.hours(who), "https://meet.example.org/xiv")
	}
	s.told("gov2", meetingTitle+" · tomorrow", "4 items", handedIn[1].title, "item 2")
	regrets := s.press("gov3", "Regrets")
	if regrets.Form != nil {
		s.fill("gov3", regrets, nil, "regrets are noted")
	}
	coming := slices.DeleteFunc(s.everybody(), func(who string) bool { return who == "gov3" })

	s.until(time.Hour)
	s.reminded(meetingTitle+" · in 60 minutes", coming...)
	s.until(10 * time.Minute)
	s.reminded(meetingTitle+" · in 10 minutes", coming...)
	s.reminded(meetingTitle+" · tomorrow", s.everybody()...) // none of them a second time
	s.reminded(meetingTitle+" · in 60 minutes", coming...)
}

// until lets time pass until so long before the meeting.
func (s *story) until(before time.Duration) {
	s.Helper()
	s.stage.Advance(s.T, s.start.Add(-before).Sub(s.stage.Now()))
}

// reminded makes sure that these people were told the words once, and the
// channel too, and that nobody else was.
func (s *story) reminded(words string, who ...string) {
	s.Helper()
	for _, p := range s.everybody() {
		want := 0
		if slices.Contains(who, p) {
			want = 1
		}
		if n := s.times(p, words); n != want {
			s.fail("%s was told %q %d times, want %d", p, words, n, want)
		}
	}
	n := 0
	for _, m := range s.sees(chair).Channel {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	if n != 1 {
		s.fail("the channel was told %q %d times", words, n)
	}
}

// hours writes the start of the meeting as the clock shows it where somebody is.
func (s *story) hours(who string) string {
	s.Helper()
	zone, err := time.LoadLocation(named(who).zone)
	if err != nil {
		s.Fatal(err)
	}
	return s.start.In(zone).Format("2006-01-02 15:04") + " " + zone.String()
}
