package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"magbot/store/seal"
)

// masterKey finds the master key as serve would, and makes none.
func (e *examination) masterKey() (seal.Master, bool) {
	inFolder := filepath.Join(e.Data, masterFile)
	beside := e.MasterKey == "" && e.world.env[masterEnv] == ""
	if beside && !e.has(masterFile) {
		e.broken("master-key", "The keys are sealed by a master key that is not here.", "without it nobody can read the keys, and so nothing that is personal in the record",
			"# put it back as "+inFolder+", or name it:", "magbot serve --data "+quote(e.Data)+" --master-key-file FILE")
		return seal.Master{}, false
	}
	if info, err := os.Stat(e.MasterKey); e.MasterKey != "" && err == nil && modesCount && info.Mode().Perm()&0o077 != 0 {
		e.broken("master-key", fmt.Sprintf("Others than its owner can read the master key in %s (%s).", e.MasterKey, info.Mode().Perm()),
			"whoever has it, the keys and the record reads everything", "chmod 600 "+quote(e.MasterKey))
	}
	master, err := e.master(e.world)
	if err != nil {
		e.broken("master-key", "The master key cannot be read: "+oneLine(err)+".", "without it nobody can read the keys, and so nothing that is personal in the record",
			"# give the one that was used before, 32 bytes in base64 on one line:", "magbot doctor --data "+quote(e.Data)+" --master-key-file FILE")
		return seal.Master{}, false
	}
	if beside {
		e.note("master-key", "The master key lies beside the keys, as "+inFolder+".", "whoever copies the folder can read everything; apart from it, the folder is worth nothing to them",
			"# in a folder that is not copied with this one:", "mv "+quote(inFolder)+" FILE", "magbot serve --data "+quote(e.Data)+" --master-key-file FILE")
	}
	return master, true
}

// keys looks at the key file and the list of erasures.
func (e *examination) keys() {
	if e.Store != "" {
		return // they are in the server too: told by record
	}
	if !e.has(keysFile) {
		if e.has(recordFile) {
			e.broken("keys", "The keys of the record are not there.", "nothing that is personal in the record can be read without them, and magbot does not serve it", e.withKey("restore", "--keys", "KEYS"))
		}
		return
	}
	master, ok := e.masterKey()
	if !ok {
		return
	}
	path := filepath.Join(e.Data, keysFile)
	report, err := seal.Check(path, master)
	damaged, isDamaged := errors.AsType[*seal.FileError](err)
	switch {
	case err == nil:
		e.keysSound = true
		e.fine("keys", "The master key opens the keys: %d, and %d erased.", report.Keys, report.Erased)
	case errors.Is(err, seal.ErrWrongMaster):
		e.broken("keys", "The keys were sealed by another master key.", "a new one cannot open them",
			"# give the master key that was used before, in a file or as "+masterEnv+":", "magbot doctor --data "+quote(e.Data)+" --master-key-file FILE")
	case isDamaged && damaged.Path != path:
		e.broken("keys", "The list of erasures is damaged: "+oneLine(err)+".", "it is what keeps erased people erased when older keys are restored",
			"mv "+quote(damaged.Path)+" "+quote(damaged.Path+".damaged"), "mv "+quote(path)+" "+quote(path+".before"), e.withKey("restore", "--keys", quote(path+".before"), "--erasures", "NEWEST-LIST"))
	default:
		e.broken("keys", "The keys cannot be read: "+oneLine(err)+".", "nothing that is personal in the record can be read without them",
			"mv "+quote(path)+" "+quote(path+".damaged"), "# the list of erasures stays where it is", e.withKey("restore", "--keys", "KEYS"))
	}
}
