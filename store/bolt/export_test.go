package bolt

// Fd is the number of the open file, so that a test can put a failing device in
// its place.
func (s *Store) Fd() uintptr { return s.file.Fd() }
