package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"magbot/cmd/magbot/control"
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
		e.note("folder", fmt.Sprintf("There is no data folder %s yet.", e.Data), "there is no community to serve; magbot serve would make an example to rehearse in",
			"# a community of your own:", e.withKey("init", `"NAME OF THE COMMUNITY"`), "# or, when there is one already, name its folder with --data")
		return
	case err != nil:
		e.broken("folder", fmt.Sprintf("The data folder cannot be looked at: %s.", oneLine(err)), "magbot could not open the record either",
			"# as the user who runs magbot:", "sudo -u magbot "+e.command("doctor"))
		return
	case !info.IsDir():
		e.broken("folder", e.Data+" is a file, and should be the data folder.", "the record, the keys and the word of a running magbot are files in it",
			"# name the folder that holds the file:", "magbot doctor --data "+quote(filepath.Dir(e.Data)))
		return
	}
	if !e.owners(info) {
		return
	}
	sound := e.rights(e.Data, info, 0o700)
	for _, name := range ownFiles() {
		if info, err := os.Stat(filepath.Join(e.Data, name)); err == nil {
			sound = e.rights(filepath.Join(e.Data, name), info, 0o600) && sound
		}
	}
	if e.writable() && sound {
		e.fine("folder", "%s and its files can be written, and read by their owner only.", e.Data)
	}
}

// ownFiles are those of the data folder that nobody else is to read.
func ownFiles() []string {
	return []string{recordFile, keysFile, keysFile + ".erased", masterFile, pausedFile, backupsFile, cacheFile, filepath.Base(control.Path(""))}
}

// owners looks whose the folder and its files are. It is whole when everything
// belongs to the one who runs this or, for root, to the one who owns the folder.
func (e *examination) owners(folder fs.FileInfo) (sound bool) {
	owner, known := ownerOf(folder)
	if !known {
		return true
	}
	if me := os.Getuid(); me != 0 && int(owner) != me {
		e.broken("owner", fmt.Sprintf("%s belongs to user %d, and this runs as user %d.", e.Data, owner, me), "whoever does not own the folder can neither serve the record nor look after it",
			"# as its owner:", fmt.Sprintf("sudo -u '#%d' %s", owner, e.command("doctor")))
		return false
	}
	var others []string
	for _, name := range append(ownFiles(), recordFile+".lock", keysFile+".lock") {
		path := filepath.Join(e.Data, name)
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if of, _ := ownerOf(info); of != owner {
			others = append(others, quote(path))
		}
	}
	if len(others) > 0 {
		e.broken("owner", fmt.Sprintf("%s belongs to user %d, and not these files in it: %s.", e.Data, owner, strings.Join(others, " ")),
			"magbot runs as the owner of the folder, and cannot open the files of another; a command that was run as root leaves such",
			fmt.Sprintf("sudo chown %d %s", owner, strings.Join(others, " ")))
		return false
	}
	return true
}

// rights looks at who may read and write a file.
func (e *examination) rights(path string, info fs.FileInfo, want fs.FileMode) (sound bool) {
	if !modesCount {
		return true
	}
	has := info.Mode().Perm()
	if more := has &^ want; more != 0 {
		e.broken("rights", fmt.Sprintf("Others than its owner have rights to %s (%s).", path, has), "whoever reads the record together with the keys reads everything that is personal in it",
			fmt.Sprintf("chmod %o %s", want, quote(path)))
		return false
	}
	if has&want != want {
		e.broken("rights", fmt.Sprintf("Not even its owner may read and write %s (%s).", path, has), "magbot cannot serve a record to which nothing can be added",
			fmt.Sprintf("chmod %o %s", want, quote(path)))
		return false
	}
	return true
}

// writable looks whether a file can be made in the folder.
func (e *examination) writable() bool {
	probe, err := os.CreateTemp(e.Data, "doctor-*")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	if err == nil {
		return true
	}
	mend := []string{"# see whether the disk is mounted read-only, and who may write there:", "findmnt --target " + quote(e.Data), "ls -ld " + quote(e.Data)}
	e.broken("write", fmt.Sprintf("Nothing can be written in %s: %s.", e.Data, oneLine(err)), "an input is answered only when it is on the disk, so nothing would be answered", mend...)
	return false
}

// leftovers looks for what a killed program left.
func (e *examination) leftovers() {
	if !e.has(recordFile) && !e.has(keysFile) {
		return
	}
	entries, err := os.ReadDir(e.Data)
	if err != nil {
		return // told by folder
	}
	var left []string
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".new") || strings.HasPrefix(name, "doctor-") {
			left = append(left, quote(filepath.Join(e.Data, name)))
		}
	}
	if len(left) > 0 {
		e.note("leftovers", "There are files that are being made, or that a killed program left half done: "+strings.Join(left, " ")+".",
			"they take room, and no other program reads them", "# when no magbot, backup, restore or import is running:", "rm -r "+strings.Join(left, " "))
	}
}

// pause looks whether nothing is posted.
func (e *examination) pause() {
	switch why, paused, err := e.paused(); {
	case err != nil:
		e.broken("paused", "It cannot be seen whether the record is paused: "+oneLine(err)+".", "magbot does not start while it cannot be seen", "ls -l "+quote(e.pausedPath()))
	case paused && !e.has(recordFile):
		e.broken("paused", fmt.Sprintf("The record was to be %s, and that was broken off.", why), "there is no record in place",
			"# again, from the same file:", e.withKey("restore", "FILE", "--keys", "KEYS"))
	case paused:
		e.note("paused", fmt.Sprintf("Nothing is posted: the record was %s.", why), "people get no messages and no reminders; it stays so until you know that the magbot that ran before has ended",
			e.command("resume"))
	}
}
