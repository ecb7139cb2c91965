//go:build !linux

package main

// clockSynced is not known.
func clockSynced() (synced, known bool) { return false, false }

// diskOf is not known.
func diskOf(string) (kind string, trait diskTrait) { return "", diskLocal }
