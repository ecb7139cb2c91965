package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"magbot/bot/engine"
	"magbot/cmd/magbot/control"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// has reports whether the data folder holds a file.
func (e *examination) has(name string) bool {
	_, err := os.Stat(filepath.Join(e.Data, name))
	return err == nil
}

// folder looks at who may read and write the folder and its files.
func (e *examination) folder() {
	info, err := os.Stat(e.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.note("magbot init \"NAME\" --data "+e.Data+" for a community of your own, or magbot serve to rehearse", "There is no data folder %s yet.", e.Data)
		return
	case err != nil:
		e.broken("run this as the user that runs magbot", "The data folder cannot be looked at: %v.", err)
		return
	case !info.IsDir():
		e.broken("name the folder with --data", "%s is a file, and should be the data folder.", e.Data)
		return
	}
	sound := e.mode(e.Data, info, 0o700)
	for _, name := range []string{recordFile, keysFile, keysFile + ".erased", masterFile, pausedFile} {
		if info, err := os.Stat(filepath.Join(e.Data, name)); err == nil {
			sound = e.mode(filepath.Join(e.Data, name), info, 0o600) && sound
		}
	}
	probe, err := os.CreateTemp(e.Data, "doctor-*")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	if err != nil {
		e.broken("run this as the user that runs magbot, and see that the disk is not read-only", "Nothing can be written in %s: %s.", e.Data, oneLine(err))
		return
	}
	if sound {
		e.fine("%s and its files can be read by their owner only, and written.", e.Data)
	}
}

// mode looks at who may read a file, and whose it is.
func (e *examination) mode(path string, info fs.FileInfo, want fs.FileMode) (sound bool) {
	sound = true
	if more := info.Mode().Perm() &^ want; more != 0 && modesCount {
		sound = false
		e.broken("chmod "+octal(info.Mode().Perm()&want)+" "+path, "Others than its owner have rights to %s (%s).", path, info.Mode().Perm())
	}
	if owner, mine := owned(info); !mine {
		sound = false
		e.broken("run magbot and this as the same user, or chown it", "%s belongs to the user number %d, and this runs as %d.", path, owner, os.Getuid())
	}
	return sound
}

// masterKey finds the master key as serve would, and makes none.
func (e *examination) masterKey() (seal.Master, bool) {
	inFolder := filepath.Join(e.Data, masterFile)
	var where string
	switch {
	case e.MasterKey != "":
		where = e.MasterKey
		if info, err := os.Stat(where); err == nil && modesCount && info.Mode().Perm()&0o077 != 0 {
			e.broken("chmod 600 "+where, "Others than its owner can read the master key in %s.", where)
		}
	case e.world.env[masterEnv] != "":
		where = masterEnv
	default:
		where = inFolder
	}
	if where == inFolder && !e.has(masterFile) {
		e.broken("give it with --master-key-file or "+masterEnv+", or put it back as "+inFolder,
			"The keys are sealed by a master key that is not here.")
		return seal.Master{}, false
	}
	master, err := e.master(e.world)
	if err != nil {
		e.broken("give the master key that was used before: 32 bytes in base64, on one line", "The master key cannot be read: %v.", err)
		return seal.Master{}, false
	}
	if where == inFolder {
		e.note("move "+inFolder+" elsewhere and name it with --master-key-file, or give it in "+masterEnv,
			"The master key lies beside the keys: whoever copies the folder can read everything.")
	}
	return master, true
}

// keys looks at the key file and the list of erasures.
func (e *examination) keys() {
	if !e.has(keysFile) {
		if e.has(recordFile) {
			e.broken("magbot restore --keys FILE --data "+e.Data, "The keys of the record are not there: nothing of it can be read.")
		}
		return
	}
	master, ok := e.masterKey()
	if !ok {
		return
	}
	report, err := seal.Check(filepath.Join(e.Data, keysFile), master)
	switch {
	case errors.Is(err, seal.ErrWrongMaster):
		e.broken("give the master key that was used before with --master-key-file or "+masterEnv, "The keys were sealed by another master key.")
	case err != nil:
		e.broken("move "+filepath.Join(e.Data, keysFile)+" away, leave the list of erasures, and magbot restore --keys FILE", "The keys cannot be read: %v.", err)
	default:
		e.fine("The master key opens the keys: %d, and %d erased.", report.Keys, report.Erased)
	}
}

// record finds out who holds the record.
func (e *examination) record() {
	if !e.has(recordFile) {
		return
	}
	err := readRecord(filepath.Join(e.Data, recordFile), func(readable) error { return nil })
	locked, held := errors.AsType[*store.LockedError](err)
	switch {
	case err == nil:
		e.fine("No magbot is running on the record.")
	case !held: // told by chain
	default:
		var out bytes.Buffer
		s := &status{}
		err := control.Ask(e.world.ctx, e.Data, askStatus, &out)
		if err == nil {
			err = json.Unmarshal(out.Bytes(), s)
		}
		if err != nil {
			e.broken("end that process, or wait for it", "The record is in use by %s, which does not answer: %s.", locked.Holder, oneLine(err))
			return
		}
		e.running, e.known = true, s
		e.fine("magbot is running: %s.", locked.Holder)
	}
}

// chain verifies the record, and sees that the keys open it.
func (e *examination) chain() {
	if !e.has(recordFile) || e.count(gradeBroken) > 0 && e.held() {
		return
	}
	const mend = "keep the file as it is, restore the newest backup in another folder, and check that one: magbot restore FILE --data FOLDER"
	if e.running {
		if err := control.Ask(e.world.ctx, e.Data, askVerify, io.Discard); err != nil {
			e.broken(mend, "The record is not whole: %s.", oneLine(err))
			return
		}
		e.fine("The record is whole.")
		return
	}
	record, err := bolt.Open(filepath.Join(e.Data, recordFile), bolt.WithReadOnly())
	if err != nil {
		e.broken(mend, "The record cannot be opened: %v.", err)
		return
	}
	if err := examine(&world{ctx: e.world.ctx, stdout: io.Discard}, record); err != nil {
		e.broken(mend, "The record is not whole: %v.", err)
	} else {
		e.fine("The record is whole.")
		e.fold(record)
	}
	if err := record.Close(); err != nil {
		e.broken(mend, "The record cannot be closed: %v.", err)
	}
}

// held reports whether somebody who does not answer has the record open.
func (e *examination) held() bool {
	_, is := errors.AsType[*store.LockedError](readRecord(filepath.Join(e.Data, recordFile), func(readable) error { return nil }))
	return is && !e.running
}

// fold computes every view, where the keys are sound.
func (e *examination) fold(record *bolt.Store) {
	if !e.has(keysFile) || e.count(gradeBroken) > 0 && e.found[0].grade != "" && e.keysBroken() {
		return
	}
	keys, err := e.openKeys(e.world)
	if err != nil {
		return // told by keys
	}
	err = folded(e.world.ctx, record, keys, func(engine *engine.Engine) error {
		s, err := statusOf(e.world.ctx, engine, record)
		e.known = &s
		return err
	})
	if err = errors.Join(err, keys.Close()); err != nil {
		e.broken("restore the keys that belong to the record: magbot restore --keys FILE", "The record cannot be read: %s.", oneLine(err))
		return
	}
	e.fine("The keys open the record, and every view can be computed from it.")
}

// community looks for the mistakes of a first day.
func (e *examination) community() {
	switch s := e.known; {
	case s == nil:
	case s.Example && s.Rehearsal && !e.local():
		e.broken("magbot init \"NAME\" --data ANOTHER-FOLDER makes a community of your own; rehearse on 127.0.0.1",
			"This is the example community, in which anybody takes any seat, and it is to be reached from outside (%s %s).", e.Listen, e.PublicURL)
	case s.Example && s.Rehearsal:
		e.note("magbot init \"NAME\" --data ANOTHER-FOLDER for a community of your own", "This is the example community: for rehearsals, with people who do not exist.")
	case s.Example:
		e.broken("magbot init \"NAME\" --data ANOTHER-FOLDER, and import the roster there",
			"Real people or channels were added to the example community, so it is no rehearsal any more, and it can never be claimed.")
	case !s.Claimed && s.Offered.Before(time.Now()):
		e.broken("stop magbot and run magbot init again, which prints a new code", "Nobody has claimed the community, and its code is no longer good.")
	case !s.Claimed:
		e.note("open the room and claim it with the code that magbot init printed", "Nobody has claimed the community yet; its code is good until %s.", s.Offered.UTC().Format(time.RFC3339))
	default:
		e.fine("The community has its Secretariat.")
	}
}

// pause looks whether nothing is posted.
func (e *examination) pause() {
	switch why, paused, err := e.paused(); {
	case err != nil:
		e.broken("see who may read "+e.pausedPath(), "It cannot be seen whether the record is paused: %v.", err)
	case paused && !e.has(recordFile):
		e.broken("do it again", "The record was to be %s, and that was broken off.", why)
	case paused:
		e.note("magbot resume --data "+e.Data+", once the magbot that ran before has ended", "Nothing is posted: the record was %s.", why)
	}
}

// rest looks for what a killed program left.
func (e *examination) rest() {
	if e.running {
		return
	}
	var left []string
	for _, pattern := range []string{"*.part", "*.new", "doctor-*"} {
		found, err := filepath.Glob(filepath.Join(e.Data, pattern))
		if err != nil {
			e.broken("name a folder without the signs * ? [ with --data", "The data folder cannot be searched: %v.", err)
			return
		}
		left = append(left, found...)
	}
	if len(left) > 0 {
		e.note("rm -r "+strings.Join(left, " ")+" (none of it counts)", "A program that was killed left something half done.")
	}
}
