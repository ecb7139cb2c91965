package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// addresses looks whether the listeners can be had.
func (e *examination) addresses() {
	e.address(e.Listen, "--listen 127.0.0.1:8737", "the room")
	if e.Ops != "" {
		e.address(e.Ops, "--ops 127.0.0.1:9737", "health and metrics")
	}
	if e.Feeds != "" {
		e.address(e.Feeds, "--feeds 127.0.0.1:8738", "calendars")
	}
}

// address looks at one address; usual is its flag with one that could stand there.
func (e *examination) address(address, usual, what string) {
	flag, _, _ := strings.Cut(usual, " ")
	check := flag[2:]
	if e.running && flag == "--listen" && sameAddress(e.known.Listen, address) {
		e.fine(check, "The room is served at %s.", address)
		return
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		e.broken(check, fmt.Sprintf("%s %s is no address: %s.", flag, address, oneLine(err)), "magbot does not start without it", "# a host and a port:", "magbot serve --data "+quote(e.Data)+" "+usual)
		return
	}
	ctx, cancel := context.WithTimeout(e.world.ctx, 10*time.Second)
	defer cancel()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err == nil {
		err = l.Close()
	}
	_, port, _ := net.SplitHostPort(address) // it was split before
	mend := []string{"# see who listens there; end that, or choose another address with " + flag + ":", "ss -ltnp 'sport = :" + port + "'"}
	switch {
	case err == nil:
		e.fine(check, "%s is free for %s.", address, what)
	case e.running && flag != "--listen":
		e.fine(check, "%s is in use, as it should be while magbot runs with %s.", address, flag)
	case e.running:
		e.note(check, fmt.Sprintf("magbot serves at %s, and %s %s cannot be had: %s.", e.known.Listen, flag, address, oneLine(err)),
			"it would not start there; if it is to stay where it is, all is well", mend...)
	default:
		e.broken(check, fmt.Sprintf("%s cannot be had for %s: %s.", address, what, oneLine(err)), "magbot does not start without it", mend...)
	}
}

// sameAddress reports whether two addresses are one listener's: all addresses of
// a machine have several names.
func sameAddress(a, b string) bool {
	hostA, portA, err1 := net.SplitHostPort(a)
	hostB, portB, err2 := net.SplitHostPort(b)
	all := func(host string) bool { return host == "" || net.ParseIP(host).IsUnspecified() }
	return err1 == nil && err2 == nil && portA == portB && (hostA == hostB || all(hostA) && all(hostB))
}

// local reports whether the room is for this machine alone.
func (e *examination) local() bool {
	host, _, err := net.SplitHostPort(e.Listen)
	here := err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
	return here && (e.PublicURL == "" || loopbackOrigin(e.PublicURL))
}

// publicURL looks at how browsers are told to reach the room.
func (e *examination) publicURL() {
	const check = "public-url"
	mend := []string{"# the address that browsers use, of a proxy that speaks https:", "magbot serve --data " + quote(e.Data) + " --public-url https://room.example.org"}
	if e.PublicURL == "" && !e.local() {
		e.broken(check, e.Listen+" is to be reached from outside, and nobody says under which name.", "sign-in links would lead to an address that others cannot reach, and in the clear", mend...)
		return
	}
	switch err := e.check(); {
	case err != nil:
		e.broken(check, "The address of the room cannot be used: "+oneLine(err)+".", "sign-in links and sessions are only as safe as the way to the room, and magbot does not start with it", mend...)
	case e.PublicURL != "":
		e.fine(check, "Browsers reach the room at %s.", e.PublicURL)
	case e.known != nil && slices.ContainsFunc(e.known.Channels, otherPlatform):
		e.note(check, "Nobody says under which name browsers reach the room and the page of cases.", "moderators in Slack or Discord get links to that page which open on this machine alone; if they handle cases in the chat, all is well", mend...)
	}
}
