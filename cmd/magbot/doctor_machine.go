package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"magbot/store/backup"
)

// user looks who is running this.
func (e *examination) user() {
	if os.Getuid() == 0 {
		e.note("user", "This runs as root.", "magbot never needs to be root, and files that root leaves in the data folder keep it from starting as anybody else",
			"sudo -u magbot "+e.command("doctor"))
	}
}

// place is the data folder or, before it is there, the nearest folder above.
func (e *examination) place() string {
	at := e.Data
	for {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			return at
		}
		at = filepath.Dir(at)
	}
}

// How much room a disk must have, in bytes: for a few days of a busy community,
// and for anything at all.
const (
	littleRoom = 512 << 20
	noRoom     = 16 << 20
)

// room looks how much room the disk has.
func (e *examination) room() {
	at := e.place()
	free, known, err := backup.Room(at)
	mend := []string{"# see what takes the room, and take it away or give the disk more:", "df -h " + quote(at), "du -xh -d 1 " + quote(at)}
	var size uint64
	if info, err := os.Stat(filepath.Join(e.Data, recordFile)); err == nil {
		size = uint64(max(0, info.Size()))
	}
	switch {
	case err != nil:
		e.broken("disk", "It cannot be seen how much room there is: "+oneLine(err)+".", "a full disk stops the record", mend...)
	case !known:
	case free < noRoom:
		e.broken("disk", fmt.Sprintf("The disk is full: %d MB are left at %s.", free>>20, at), "an input is answered only when it is on the disk, so nothing can be recorded", mend...)
	case free < littleRoom || free < size+roomToSpare:
		e.note("disk", fmt.Sprintf("%d MB are left at %s.", free>>20, at), "a backup that is made while magbot runs needs as much as the record beside it, and a full disk stops the record", mend...)
	default:
		e.fine("disk", "%d MB are left on the disk.", free>>20)
	}
}

// diskKind looks whether what is synced there is kept.
func (e *examination) diskKind() {
	at := e.place()
	kind, trait := diskOf(at)
	move := []string{"# stop magbot, then move the folder to a disk of this machine and name it with --data:", "cp -a " + quote(e.Data) + " FOLDER", "magbot doctor --data FOLDER"}
	switch trait {
	case diskLocal:
	case diskRemote:
		e.broken("disk-kind", fmt.Sprintf("%s is on a disk of another machine (%s).", at, kind), "neither locks nor syncs can be relied on there: two magbots could write at once, and what was acknowledged could be lost", move...)
	case diskMemory:
		e.note("disk-kind", fmt.Sprintf("%s is kept in memory (%s).", at, kind), "everything is lost when the machine stops", move...)
	case diskLayer:
		e.note("disk-kind", fmt.Sprintf("%s is a layer of a container (%s).", at, kind), "everything is lost when the container is removed", "# keep it in a volume:", "docker run --volume magbot:"+quote(e.Data)+" …")
	case diskUnsure:
		e.note("disk-kind", fmt.Sprintf("%s is served by another program (%s).", at, kind), "whether a sync is one depends on that program; what was acknowledged could be lost", move...)
	}
}

// diskTrait says whether what is synced to a disk is kept.
type diskTrait int

const (
	diskLocal  diskTrait = iota // or not known
	diskRemote                  // of another machine
	diskMemory                  // gone with the power
	diskLayer                   // gone with the container
	diskUnsure                  // served by a program that may do anything
)

// clock holds the machine's clock against the record, which never goes back.
func (e *examination) clock() {
	now := time.Now()
	const why = "reminders, deadlines and turns go by it, and the record never goes back"
	mend := []string{"timedatectl set-ntp true", "timedatectl"}
	switch {
	case e.known != nil && e.known.Newest.After(now.Add(time.Minute)):
		e.broken("clock", fmt.Sprintf("The clock says %s, and the newest fact of the record is from %s.",
			now.UTC().Format(time.RFC3339), e.known.Newest.UTC().Format(time.RFC3339)), why, mend...)
	case now.Year() < 2026:
		e.broken("clock", "The clock says "+now.UTC().Format(time.RFC3339)+".", why, mend...)
	default:
		if synced, known := clockSynced(); known && !synced {
			e.note("clock", fmt.Sprintf("The clock says %s, and nothing keeps it right.", now.UTC().Format(time.RFC3339)), why, mend...)
			return
		}
		e.fine("clock", "The clock says %s.", now.UTC().Format(time.RFC3339))
	}
}

// zones looks whether the time zones of the world are known, and as they are
// today: each of these changed its clocks lately.
func (e *examination) zones() {
	for _, zone := range []struct {
		name   string
		at     time.Time
		offset int // seconds east of UTC
	}{
		{"Europe/Zurich", time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), 2 * 3600},
		{"America/Sao_Paulo", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), -3 * 3600}, // no summer time since 2019
		{"Asia/Almaty", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 5 * 3600},        // since March 2024
	} {
		const why = "every civil hour is read by these rules, so people would be told a wrong one"
		mend := []string{"# unset it, so that the time zones that magbot brings along are used:", "unset ZONEINFO"}
		loc, err := time.LoadLocation(zone.name)
		if err != nil {
			e.broken("zones", fmt.Sprintf("The time zone %s is not known: %s.", zone.name, oneLine(err)), why, mend...)
			return
		}
		if _, offset := zone.at.In(loc).Zone(); offset != zone.offset {
			e.broken("zones", fmt.Sprintf("The rules of the time zone %s are out of date.", zone.name), why,
				"# bring those of the system up to date (on Debian):", "sudo apt-get install --only-upgrade tzdata")
			return
		}
	}
	e.fine("zones", "The time zones are known.")
}

// Files that may be open at once: each window of the room holds one.
const (
	fewFiles     = 1024
	tooFewFiles  = 128
	raiseTheUnit = "LimitNOFILE=65536"
)

// files looks how many windows can be open at once.
func (e *examination) files() {
	limit, known := openFiles()
	who := "This may have"
	if e.running {
		limit, known = e.known.Files, e.known.Files > 0
		who = "The magbot that is running may have"
	}
	const why = "each window that somebody has open takes one, and when there are no more nobody else comes in"
	what := fmt.Sprintf("%s %d files open at once.", who, limit)
	mend := []string{"# in the shell that starts magbot:", "ulimit -n 65536", "# or under [Service] in the unit:", "# " + raiseTheUnit}
	switch {
	case !known:
	case limit < tooFewFiles:
		e.broken("files", what, why, mend...)
	case limit < fewFiles:
		e.note("files", what, why, mend...)
	default:
		e.fine("files", "%s", what)
	}
}
