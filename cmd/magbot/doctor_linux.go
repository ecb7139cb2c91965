package main

import "golang.org/x/sys/unix"

// clockSynced tells whether something keeps the clock right.
func clockSynced() (synced, known bool) {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil {
		return false, false // not allowed to ask, as in some containers
	}
	return state != unix.TIME_ERROR, true
}

// diskOf tells what a folder is on.
func diskOf(path string) (kind string, trait diskTrait) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return "", diskLocal // told by room
	}
	return diskOfMagic(uint32(s.Type)) // the numbers of file systems have 32 bits
}

func diskOfMagic(magic uint32) (kind string, trait diskTrait) {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "NFS", diskRemote
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return "SMB", diskRemote
	case unix.AFS_SUPER_MAGIC:
		return "AFS", diskRemote
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph", diskRemote
	case unix.V9FS_MAGIC:
		return "9p", diskRemote
	case unix.TMPFS_MAGIC:
		return "tmpfs", diskMemory
	case unix.RAMFS_MAGIC:
		return "ramfs", diskMemory
	case unix.OVERLAYFS_SUPER_MAGIC:
		return "overlay", diskLayer
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE", diskUnsure
	}
	return "", diskLocal
}
