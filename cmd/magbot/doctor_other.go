//go:build !linux

package main

// clockSynced is not known.
func clockSynced() (synced, known bool) { return false, false }

// remoteDisk is not known.
func remoteDisk(string) (kind string, remote bool) { return "", false }
