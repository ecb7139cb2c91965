package main

import (
	"errors"
	"fmt"
	"net"
)

// notifyEnv names the socket at which a service manager wants to be told, as
// sd_notify(3) has it.
const notifyEnv = "NOTIFY_SOCKET"

// What a service manager is told.
const (
	nowReady    = "READY=1"
	nowStopping = "STOPPING=1"
)

// notify tells the service manager that started magbot how far it is. Without
// one it does nothing.
func (w *world) notify(state string) (err error) {
	at := w.env[notifyEnv]
	if at == "" {
		return nil
	}
	socket, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell the service manager at %s: %w", at, err)
	}
	defer func() { err = errors.Join(err, socket.Close()) }()
	if _, err := socket.Write([]byte(state)); err != nil {
		return fmt.Errorf("tell the service manager at %s: %w", at, err)
	}
	return nil
}
