package discord

// What is remembered of voices and of events; see memo.

// stage says who may be heard in a voice channel.
type stage struct {
	Channel string   `json:"channel"`
	Formal  bool     `json:"formal,omitempty"`
	Heard   []string `json:"heard,omitempty"` // users
}

func (m *memo) foldVoice(e memoEntry) {
	if e.Event != nil {
		m.events[e.Event.Meeting] = *e.Event
	}
	switch {
	case e.Stage != nil && e.Stage.Formal:
		m.stages[e.Stage.Channel] = *e.Stage
	case e.Stage != nil:
		delete(m.stages, e.Stage.Channel)
	case e.Voice != "" && e.Changed == "":
		delete(m.voices, e.Voice)
	case e.Voice != "":
		m.voices[e.Voice] = e.Changed
	}
}

// stage says who may be heard in a channel: everybody, where nothing was said.
func (m *memo) stage(channel string) stage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stages[channel]
}

// voiceOf says what was changed of somebody's voice.
func (m *memo) voiceOf(user string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.voices[user]
}

// event gives the event of a meeting; the zero one where there is none.
func (m *memo) event(meeting string) mirrored {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.events[meeting]
	e.Meeting = meeting
	return e
}

// meetingOf gives the meeting of an event that has not begun.
func (m *memo) meetingOf(event string) (meeting string, coming bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		if e.Event == event && event != "" && e.Status == eventScheduled {
			return e.Meeting, true
		}
	}
	return "", false
}
