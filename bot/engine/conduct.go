package engine

import (
	"context"

	"magbot/bot"
)

// conduct has the platforms let those be heard who may be now, and reports whether
// that is done. A platform that is no Conductor has nothing to do.
func (o *outbox) conduct(ctx context.Context, l *ledger, n named) (complete bool) {
	stages, err := o.stages(l, n)
	if err != nil {
		o.engine.log.Error("find out who may be heard", "stream", l.id, "record", n.version, "error", err)
		return false
	}
	complete = true
	for _, s := range stages {
		to, ok := o.engine.platform(s.Place.Platform).(Conductor)
		if !ok {
			continue
		}
		if err := handStage(ctx, to, s); err != nil {
			o.engine.log.Warn("who may be heard will be tried again", "stream", l.id, "record", n.version, "error", err)
			complete = false
		}
	}
	return complete
}

func handStage(ctx context.Context, to Conductor, s bot.Stage) (err error) {
	defer rescue(&err, "platform %s", s.Place.Platform)
	return to.Conduct(ctx, s)
}

// stages says for every channel of the audience who may be heard there.
func (o *outbox) stages(l *ledger, n named) (all []bot.Stage, err error) {
	e := o.engine
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "who may be heard")
	v := e.view(l.id, nil, e.now().UTC())
	formal, heard := e.house.Voices(v)
	places, _ := e.house.Audience(v, n.effect.To)
	for _, p := range places {
		s := bot.Stage{Place: p, Formal: formal}
		for _, person := range heard {
			for _, a := range e.house.Accounts(v, person) {
				if a.Platform == p.Platform && a.Workspace == p.Workspace {
					s.Heard = append(s.Heard, a)
				}
			}
		}
		all = append(all, s)
	}
	return all, nil
}
