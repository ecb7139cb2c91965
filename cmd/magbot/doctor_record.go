package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"

	"magbot/bot/engine"
	"magbot/cmd/magbot/control"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// record looks who holds the record, whether it is whole, and whether the keys
// open it.
func (e *examination) record() {
	if e.Store != "" {
		e.server()
		return
	}
	if !e.has(recordFile) {
		if e.has(keysFile) {
			e.broken("record", "There are keys in "+e.Data+", and no record.", "magbot serve would begin a new record under the old keys",
				"# from the newest backup:", e.withKey("restore", "FILE"))
		}
		return
	}
	record, err := bolt.Open(filepath.Join(e.Data, recordFile), bolt.WithReadOnly())
	if locked, held := errors.AsType[*store.LockedError](err); held {
		e.ask(locked)
		return
	}
	if err != nil {
		e.damaged(err)
		return
	}
	e.fine("lock", "No magbot is running on the record.")
	err = examine(&world{ctx: e.world.ctx, stdout: io.Discard}, record)
	if err == nil {
		e.fine("record", "The record is whole.")
		err = e.fold(record)
	}
	if err = errors.Join(err, record.Close()); err != nil {
		e.damaged(err)
	}
}

func (e *examination) damaged(err error) {
	const why = "what cannot be verified cannot be trusted, and magbot does not serve a damaged file"
	if errors.Is(err, fs.ErrPermission) {
		e.broken("record", "The record may not be read: "+oneLine(err)+".", why, "# as the user who runs magbot:", "sudo -u magbot "+e.command("doctor"))
		return
	}
	e.broken("record", "The record is not whole: "+oneLine(err)+".", why,
		"# keep the file as it is, put the newest backup into a folder of its own, and look at that one:",
		"magbot restore FILE --keys KEYS --data "+quote(e.Data+".restored"), "magbot doctor --data "+quote(e.Data+".restored"))
}

var holding = regexp.MustCompile(`^process (\d+) `)

// ask asks the magbot that holds the record.
func (e *examination) ask(locked *store.LockedError) {
	var out bytes.Buffer
	s := &status{}
	err := control.Ask(e.world.ctx, e.Data, askStatus, &out)
	if err == nil {
		err = json.Unmarshal(out.Bytes(), s)
	}
	if err != nil {
		mend := []string{"# another command may be at work: wait until it has ended. Or find out who it is:", "fuser -v " + quote(filepath.Join(e.Data, recordFile))}
		if pid := holding.FindStringSubmatch(locked.Holder); pid != nil {
			mend[1] = "ps -o pid,user,lstart,args -p " + pid[1]
			mend = append(mend, "# and, when it is a magbot that hangs, end it; nothing that it acknowledged is lost:", "kill "+pid[1])
		}
		e.broken("lock", fmt.Sprintf("The record is in use by %s, which does not answer: %s.", locked.Holder, oneLine(err)), "one process at a time has the record; no other can serve it", mend...)
		return
	}
	e.running, e.known = true, s
	e.fine("lock", "magbot is running: %s.", locked.Holder)
	if err := control.Ask(e.world.ctx, e.Data, askVerify, io.Discard); err != nil {
		e.damaged(err)
		return
	}
	e.fine("record", "The record is whole.")
}

// fold computes every view, where the keys are sound. Its error is one of the
// record.
func (e *examination) fold(record *bolt.Store) error {
	if !e.keysSound {
		return nil
	}
	master, err := e.master(e.world)
	if err != nil {
		return err
	}
	keys, err := seal.Read(filepath.Join(e.Data, keysFile), master)
	if err != nil {
		return err
	}
	err = folded(e.world.ctx, record, keys, func(engine *engine.Engine) error {
		s, err := statusOf(e.world.ctx, engine, record)
		e.known = &s
		return err
	})
	err = errors.Join(err, keys.Close())
	if errors.Is(err, seal.ErrUnknownKey) || errors.Is(err, seal.ErrTampered) {
		path := quote(filepath.Join(e.Data, keysFile))
		e.broken("keys", "The keys do not open the record: "+oneLine(err)+".", "what they do not open cannot be read, and magbot does not serve it",
			"# with the backup of the keys that belongs to this record:", "mv "+path+" "+path+".other", e.withKey("restore", "--keys", "KEYS"))
		return nil
	}
	if err == nil {
		e.fine("views", "The keys open the record, and every view can be computed from it.")
	}
	return err
}
