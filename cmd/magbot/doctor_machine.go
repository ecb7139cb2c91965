package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"magbot/store/backup"
)

func octal(mode fs.FileMode) string { return fmt.Sprintf("%o", mode) }

// user looks who is running this.
func (e *examination) user() {
	if os.Getuid() == 0 {
		e.note("run magbot as a user of its own, as the unit in cmd/magbot/deploy does", "This runs as root, which magbot never needs.")
	}
}

// room looks how much room the disk has, and what kind of disk it is.
func (e *examination) room() {
	const little, none = 512 << 20, 16 << 20
	at := e.Data
	if _, err := os.Stat(at); err != nil {
		at = filepath.Dir(at)
	}
	free, known, err := backup.Room(at)
	mend := "make room on the disk of " + at
	switch {
	case err != nil:
		e.broken("name a folder that is there with --data", "%v.", err)
	case !known:
	case free < none:
		e.broken(mend, "The disk is full: %d MB are left, and soon nothing can be recorded.", free>>20)
	case free < little:
		e.note(mend, "%d MB are left on the disk; a backup needs as much as the record beside it.", free>>20)
	default:
		e.fine("%d MB are left on the disk.", free>>20)
	}
	if kind, remote := remoteDisk(at); remote {
		e.broken("put the data folder on a disk of this machine", "%s is on a disk of another machine (%s), where neither locks nor writes can be relied on.", at, kind)
	}
}

// clock holds the machine's clock against the record, which never goes back.
func (e *examination) clock() {
	now := time.Now()
	const mend = "set the clock, and keep it set: timedatectl set-ntp true"
	switch {
	case now.Year() < 2026:
		e.broken(mend, "The clock says %s.", now.UTC().Format(time.RFC3339))
		return
	case e.known != nil && e.known.Newest.After(now.Add(time.Minute)):
		e.broken(mend, "The clock says %s, and the newest fact of the record is from %s: reminders and turns would be wrong.",
			now.UTC().Format(time.RFC3339), e.known.Newest.UTC().Format(time.RFC3339))
		return
	}
	if synced, known := clockSynced(); known && !synced {
		e.note("timedatectl set-ntp true, or what your system has for it", "The clock says %s, and nothing keeps it right.", now.UTC().Format(time.RFC3339))
		return
	}
	e.fine("The clock says %s.", now.UTC().Format(time.RFC3339))
}

// zones looks whether the time zones of the world are known.
func (e *examination) zones() {
	for _, name := range []string{"UTC", "Europe/Zurich", "Africa/Nairobi", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Auckland"} {
		if _, err := time.LoadLocation(name); err != nil {
			e.broken("unset ZONEINFO, or mend the files it names", "The time zone %s is not known: %v.", name, err)
			return
		}
	}
	e.fine("The time zones are known.")
}

// addresses looks whether the listeners can be had.
func (e *examination) addresses() {
	e.address(e.Listen, "--listen", "the room")
	if e.Ops != "" {
		e.address(e.Ops, "--ops", "health and metrics")
	}
}

func (e *examination) address(address, flag, what string) {
	if e.running && flag == "--listen" && e.known.Listen == address {
		e.fine("The room is served at %s.", address)
		return
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		e.broken("write it as 127.0.0.1:8737", "%s %s is no address: %v.", flag, address, err)
		return
	}
	ctx, cancel := context.WithTimeout(e.world.ctx, 10*time.Second)
	defer cancel()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err == nil {
		err = l.Close()
	}
	switch {
	case err == nil:
		e.fine("%s is free for %s.", address, what)
	case e.running && flag == "--ops":
		e.fine("%s is in use, as it should be while magbot runs with --ops.", address)
	case e.running:
		e.note("nothing, if the magbot that runs is to stay at "+e.known.Listen, "magbot serves at %s, and %s %s cannot be had: %v.", e.known.Listen, flag, address, err)
	default:
		e.broken("stop what listens there, or choose another address with "+flag, "%s cannot be had for %s: %v.", address, what, err)
	}
}

// local reports whether the room is for this machine alone.
func (e *examination) local() bool {
	host, _, err := net.SplitHostPort(e.Listen)
	here := err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
	return here && (e.PublicURL == "" || loopbackOrigin(e.PublicURL))
}

// publicURL looks at how browsers are told to reach the room.
func (e *examination) publicURL() {
	if e.PublicURL == "" {
		if !e.local() {
			e.broken("give --public-url https://…, the address that browsers use", "%s is to be reached from outside, and nobody says under which name.", e.Listen)
		}
		return
	}
	u, err := url.Parse(e.PublicURL)
	if err == nil && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/") {
		err = errors.New("it names no scheme and host, or more than these")
	}
	switch {
	case err != nil:
		e.broken("write it as https://room.example.org", "--public-url %s cannot be used: %v.", e.PublicURL, err)
	case u.Scheme == "http" && !loopbackOrigin(e.PublicURL):
		e.broken("put a proxy that speaks https before the room, and write the address as https://"+u.Host,
			"--public-url %s would carry sign-in links and sessions in the clear.", e.PublicURL)
	default:
		e.fine("Browsers reach the room at %s.", e.PublicURL)
	}
}
