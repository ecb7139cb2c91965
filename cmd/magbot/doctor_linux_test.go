package main_test

import (
	"path/filepath"
	"testing"
)

// What is kept in memory is gone with the power, and a disk without room
// records nothing. /dev/shm and /proc are such on every Linux.
func TestTheDoctorLooksAtTheDisk(t *testing.T) {
	p := patient{data: filepath.Join(elsewhere(t, "/dev/shm"), "data"), flags: []string{"--listen", "127.0.0.1:0"}}
	if grade, _ := p.doctor(t).of("disk-kind"); grade != "note" {
		t.Errorf("a folder in memory is %q", grade)
	}
	p.data = "/proc/magbot-data"
	if grade, _ := p.doctor(t).of("disk"); grade != "broken" {
		t.Errorf("a disk without any room is %q", grade)
	}
}
