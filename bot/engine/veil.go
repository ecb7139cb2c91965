package engine

import (
	"encoding/hex"
	"fmt"

	"magbot/bot"
	"magbot/store/seal"
)

// Some streams are sealed (bot.StreamID.Sealed): who reads the store, the
// receipts, a log or what a platform keeps for its deliveries learns from them
// neither what happened nor whom it concerns. The record holds a keyed hash in
// place of the cause; receipts are sealed like the record; deliveries carry
// hashes for names; logs say that it was a sealed stream, and not which.

// veilKey is the key of the hashes. Erasing it is never asked for.
const veilKey seal.KeyID = "veil"

// veil hashes what something is, so that the same is known again.
func (e *Engine) veil(what, name string) (string, error) {
	sum, err := e.codec.keys.Mac(veilKey, []byte(what+"\x00"+name))
	if err != nil {
		return "", fmt.Errorf("make a hash of what is sealed: %w", err)
	}
	return hex.EncodeToString(sum), nil
}

// veiledCause is what a sealed stream holds in place of a cause.
func veiledCause(v bot.Veil) bot.Cause { return bot.Cause("veil:" + v.Cause) }

// causeIn is an input's cause as a stream holds it.
func causeIn(id bot.StreamID, in bot.Input) bot.Cause {
	if id.Sealed() {
		return veiledCause(in.Veil)
	}
	return in.Cause
}

// veilActor lets a sealed stream know the same person again.
func (e *Engine) veilActor(j *job) (err error) {
	if j.routed.Stream.Sealed() && j.routed.Actor.Person != "" {
		j.in.Veil.Actor, err = e.veil("person", string(j.routed.Actor.Person))
	}
	return err
}

// veilDelivery hides the name of a sealed stream from what a platform keeps.
func (e *Engine) veilDelivery(id bot.StreamID, d *bot.Delivery) (err error) {
	if !id.Sealed() {
		return nil
	}
	if d.ID, err = e.veil("delivery", d.ID); err != nil {
		return err
	}
	d.Key, err = e.veil("live", d.Key)
	return err
}

// loggedName is a stream as logs name it.
func loggedName(id bot.StreamID) string {
	if id.Sealed() {
		return "(sealed)"
	}
	return string(id)
}
