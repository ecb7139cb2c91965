package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"magbot/store/backup"
)

// backupsFile says which backups were made of a community, and when.
const backupsFile = "backups"

// backedUp is one backup that was made.
type backedUp struct {
	At  time.Time `json:"at"`
	To  string    `json:"to"`
	Sum string    `json:"sum,omitempty"` // SHA-256 of what was copied, when it is a small file
}

// copies are the newest backups of a community, by what was copied.
type copies map[string]backedUp

// What can be backed up.
const (
	copyOfRecord   = "record"
	copyOfKeys     = "keys"
	copyOfErasures = "erasures"
)

// copies reads which backups were made.
func (f dataFlags) copies() (copies, error) {
	made := copies{}
	raw, err := os.ReadFile(filepath.Join(f.Data, backupsFile))
	if errors.Is(err, os.ErrNotExist) {
		return made, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &made)
	}
	if err != nil {
		return copies{}, fmt.Errorf("read which backups were made: %w", err)
	}
	return made, nil
}

// copied notes that a backup was made, for magbot doctor. A backup that cannot
// be noted is a backup all the same. The doctor looks at folders alone, so that
// nothing is noted of a Redis.
func (f dataFlags) copied(w *world, what, to, sum string) error {
	if f.Store != "" {
		return nil
	}
	made, err := f.copies()
	if err == nil {
		made[what] = backedUp{At: time.Now().UTC(), To: to, Sum: sum}
		var raw []byte
		if raw, err = json.MarshalIndent(made, "", "  "); err == nil {
			err = backup.Replace(filepath.Join(f.Data, backupsFile), append(raw, '\n'))
		}
	}
	if err != nil {
		if _, err := fmt.Fprintf(w.stderr, "The backup is made, and magbot doctor will not know of it: %v\n", err); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// sumOf is the SHA-256 of a small file.
func sumOf(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// backups looks how old the newest backups are, and whether they go together.
func (e *examination) backups() {
	if e.Store != "" || !e.has(recordFile) || e.known != nil && e.known.Example {
		return
	}
	made, err := e.copies()
	if err != nil {
		e.broken("backup", oneLine(err)+".", "nobody can see how old the newest backup is", "rm "+quote(filepath.Join(e.Data, backupsFile)))
		return
	}
	e.recordBackup(made)
	e.keysBackup(made)
	if e.has(keysFile + ".erased") {
		e.erasuresBackup(made)
	}
}

func (e *examination) recordBackup(made copies) {
	m, ok := made[copyOfRecord]
	mend := []string{"# to another disk, every night (cmd/magbot/deploy/magbot-backup.timer does it):", e.command("backup", "FILE")}
	const why = "what was recorded since the newest backup is lost together with this disk"
	switch age := time.Since(m.At); {
	case !ok:
		e.note("backup-record", "No backup of the record was made from here.", why, mend...)
	case age > e.Backups:
		e.note("backup-record", fmt.Sprintf("The newest backup of the record is %d hours old (%s).", int(age.Hours()), m.To), why, mend...)
	default:
		e.fine("backup-record", "The newest backup of the record is %d hours old (%s).", int(age.Hours()), m.To)
	}
}

func (e *examination) keysBackup(made copies) {
	if !e.has(keysFile) {
		return
	}
	m, ok := made[copyOfKeys]
	const why = "whatever is sealed with a key that is in no backup cannot be read after a restore"
	mend := []string{"# to another place than the record's:", e.withKey("backup", "--keys", "FILE")}
	sum, err := sumOf(filepath.Join(e.Data, keysFile))
	switch {
	case err != nil: // told by keys
	case !ok:
		e.note("backup-keys", "No backup of the keys was made from here.", why, mend...)
	case sum == m.Sum:
		e.fine("backup-keys", "The keys are backed up as they are (%s).", m.To)
	case m.At.Before(made[copyOfRecord].At) || time.Since(m.At) > e.Backups:
		e.note("backup-keys", fmt.Sprintf("The keys have changed since they were backed up at %s.", m.At.Format(time.RFC3339)), why, mend...)
	default:
		e.fine("backup-keys", "The keys were backed up after the record, at %s.", m.At.Format(time.RFC3339))
	}
}

func (e *examination) erasuresBackup(made copies) {
	m, ok := made[copyOfErasures]
	sum, err := sumOf(filepath.Join(e.Data, keysFile+".erased"))
	switch {
	case err != nil: // told by keys
	case ok && sum == m.Sum:
		e.fine("backup-erasures", "The list of erasures is backed up as it is (%s).", m.To)
	default:
		e.note("backup-erasures", "Somebody was erased, and the newest list of erasures is in no backup.", "older backups of the keys still hold theirs, and would bring it back on another machine",
			e.command("backup", "--erasures", "FILE"), "# and destroy older backups of the keys")
	}
}
