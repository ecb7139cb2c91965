//go:build linux

package main

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestWhatADiskKeeps(t *testing.T) {
	for name, c := range map[string]struct {
		magic int64
		kind  string
		trait diskTrait
	}{
		"ext4":                       {unix.EXT4_SUPER_MAGIC, "", diskLocal},
		"btrfs":                      {unix.BTRFS_SUPER_MAGIC, "", diskLocal},
		"NFS":                        {unix.NFS_SUPER_MAGIC, "NFS", diskRemote},
		"SMB, a number of 32 bits":   {unix.SMB2_SUPER_MAGIC, "SMB", diskRemote},
		"CIFS, a number of 32 bits":  {unix.CIFS_SUPER_MAGIC, "SMB", diskRemote},
		"Ceph":                       {unix.CEPH_SUPER_MAGIC, "Ceph", diskRemote},
		"9p of a virtual machine":    {unix.V9FS_MAGIC, "9p", diskRemote},
		"memory":                     {unix.TMPFS_MAGIC, "tmpfs", diskMemory},
		"the layer of a container":   {unix.OVERLAYFS_SUPER_MAGIC, "overlay", diskLayer},
		"a program, such as sshfs":   {unix.FUSE_SUPER_MAGIC, "FUSE", diskUnsure},
		"one that nobody heard of":   {42, "", diskLocal},
		"CIFS where numbers have 64": {int64(int32(-0xacb2be)), "SMB", diskRemote}, // 0xff534d42, with a sign
	} {
		if kind, trait := diskOfMagic(uint32(c.magic)); kind != c.kind || trait != c.trait {
			t.Errorf("%s: %q, %d", name, kind, trait)
		}
	}
}

func TestPathsAreQuotedForAShell(t *testing.T) {
	for text, want := range map[string]string{
		"/var/lib/magbot": "/var/lib/magbot", "a b": "'a b'", "": "''", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "a;b": "'a;b'", "~": "'~'", "Räume": "'Räume'",
	} {
		if got := quote(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
