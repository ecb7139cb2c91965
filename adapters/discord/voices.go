package discord

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// voices are those who are in voice channels, and how they are there.
type voices struct {
	mu    sync.Mutex
	now   map[string]voiceState // by user
	said  map[string]voiceState // by user: what Discord told last
	made  map[string]*made      // by user: what was changed, until Discord has told it
	kinds map[string]int        // types of channels
	due   map[string]bool       // channels that will be told
}

// made is what the bot has changed of a voice. Discord tells of each change, in
// their order and some time after: what it tells before the last of them is
// older than the change, and must not be taken for somebody else's.
type made struct {
	stage, silent bool
	left          int       // changes that Discord has not told of
	until         time.Time // it will not tell of them any more
}

// echoes is how long Discord may take to tell of a change.
const echoes = 10 * time.Second

func newVoices() *voices {
	return &voices{
		now: map[string]voiceState{}, said: map[string]voiceState{}, made: map[string]*made{}, kinds: map[string]int{}, due: map[string]bool{},
	}
}

// guildCreated is what Guild Create says of voice.
type guildCreated struct {
	ID       string       `json:"id"`
	States   []voiceState `json:"voice_states"`
	Channels []struct {
		ID   string `json:"id"`
		Type int    `json:"type"`
	} `json:"channels"`
}

// all takes everything anew, and gives the channels in which somebody was or is.
func (v *voices) all(g guildCreated) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	touched := map[string]bool{}
	for _, s := range v.now {
		touched[s.Channel] = true
	}
	v.now, v.said, v.made = map[string]voiceState{}, map[string]voiceState{}, map[string]*made{}
	for _, s := range g.States {
		if s.Channel != "" && !s.bot() {
			v.now[s.User], v.said[s.User] = s, s
			touched[s.Channel] = true
		}
	}
	for _, c := range g.Channels {
		v.kinds[c.ID] = c.Type
	}
	return slices.Sorted(maps.Keys(touched))
}

// one takes a change, and gives how it was before.
func (v *voices) one(s voiceState, at time.Time) (before voiceState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	before = v.now[s.User]
	if s.Member == nil {
		s.Member = before.Member
	}
	if s.Channel == "" || s.bot() {
		delete(v.now, s.User)
		delete(v.said, s.User)
		delete(v.made, s.User)
		return before
	}
	v.now[s.User] = v.newest(s, at)
	v.said[s.User] = s
	return before
}

// newest is what Discord tells, unless that is older than what the bot has done.
func (v *voices) newest(s voiceState, at time.Time) voiceState {
	m, last := v.made[s.User], v.said[s.User]
	switch {
	case m == nil:
		return s
	case at.After(m.until), m.stage && s.Channel != last.Channel:
		delete(v.made, s.User)
		return s
	}
	if s.silent(m.stage) != last.silent(m.stage) {
		m.left--
	}
	if m.left <= 0 {
		delete(v.made, s.User)
		return s
	}
	return s.with(m.stage, m.silent)
}

// makes notes what is about to be changed.
func (v *voices) makes(user string, stage, silent bool, at time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, there := v.now[user]
	if !there {
		return
	}
	m := v.made[user]
	if m == nil || m.stage != stage || at.After(m.until) {
		m = &made{stage: stage}
		v.made[user] = m
	}
	m.silent, m.until = silent, at.Add(echoes)
	m.left++
	v.now[user] = s.with(stage, silent)
}

// unmade takes back what could not be changed.
func (v *voices) unmade(user string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.made, user)
	if s, there := v.said[user]; there {
		v.now[user] = s
	}
}

// in gives who is in a channel, in order.
func (v *voices) in(channel string) []voiceState {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []voiceState
	for _, user := range slices.Sorted(maps.Keys(v.now)) {
		if v.now[user].Channel == channel {
			all = append(all, v.now[user])
		}
	}
	return all
}

func (v *voices) of(user string) (voiceState, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.now[user]
	return s, ok
}

// wake reports whether a channel is to be told from now on, and was not before.
func (v *voices) wake(channel string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	first := !v.due[channel]
	v.due[channel] = true
	return first
}

func (v *voices) told(channel string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.due, channel)
}
