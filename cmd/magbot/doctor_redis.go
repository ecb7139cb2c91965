package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"magbot/cmd/magbot/control"
	"magbot/store/redis"
)

// server looks at a record in Redis: whether the server can be reached and is set
// so that it keeps what it confirms, whether the record is whole, and whether
// its keys are there.
func (e *examination) server() {
	var out bytes.Buffer
	s := &status{}
	err := control.Ask(e.world.ctx, e.Data, askStatus, &out)
	if err == nil {
		err = json.Unmarshal(out.Bytes(), s)
	}
	switch {
	case err == nil:
		e.running, e.known = true, s
		e.fine("lock", "A magbot is running here; others may run elsewhere on the same record.")
	case !errors.Is(err, control.ErrNobody):
		e.broken("lock", "The magbot that runs here does not answer: "+oneLine(err)+".", "it may be of another release, or hang", "# start it again:", "sudo systemctl restart magbot")
	}
	const why = "magbot does not serve a record that it cannot reach, or that the server could lose"
	config, err := e.world.redisAt(e.Store)
	if err != nil {
		e.broken("redis", "The Redis cannot be used: "+oneLine(err)+".", why, "# a password stands in a file, or the whole URL in "+storeEnv+":",
			e.withKey("doctor", "--store", "'redis://USER@HOST:6379/0?community=NAME&password-file=FILE'"))
		return
	}
	again := "magbot verify " + quote(e.Store)
	if config.Secret {
		again = "magbot verify " + storeEnv
	}
	config.ReadOnly = true
	record, err := redis.Open(e.world.ctx, config)
	if err != nil {
		e.broken("redis", "The Redis cannot be used: "+oneLine(err)+".", why, "# what it says is to be done in the Redis; then:", again)
		return
	}
	e.fine("redis", "%s can be reached.", record)
	for _, line := range record.Warnings() {
		e.note("redis", "Redis is set daringly: "+line+".", "what was acknowledged could be lost with one machine", "# in redis.conf, as it says; restart Redis; then:", again)
	}
	err = examine(&world{ctx: e.world.ctx, stdout: io.Discard}, record)
	if err == nil {
		e.fine("record", "The record is whole.")
	}
	kept, _, kerr := record.Keys().Look(e.world.ctx)
	if kerr == nil && len(kept) == 0 {
		e.broken("keys", "The keys of the record are not in the Redis.", "nothing that is personal in the record can be read without them, and magbot does not serve it",
			"# bring them back from a copy of that Redis; then:", again)
	}
	if err = errors.Join(err, kerr, record.Close()); err != nil {
		e.broken("record", "The record is not whole: "+oneLine(err)+".", "what cannot be verified cannot be trusted",
			"# keep the Redis as it is, and see which streams still are:", again)
	}
}
