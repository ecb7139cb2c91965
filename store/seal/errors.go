package seal

import (
	"errors"
	"fmt"
)

var (
	// ErrErased: the key was erased, and nobody can read the text again.
	ErrErased = errors.New("its key was erased, so it can never be read again")

	// ErrUnknownKey: there is no such key here.
	ErrUnknownKey = errors.New("its key is not in this key file: is it the key file that belongs to this record?")

	// ErrTampered: the sealed text is not what was sealed, or not in this place.
	ErrTampered = errors.New("it was changed after it was sealed, or belongs elsewhere")

	// ErrWrongMaster: the key file was sealed by another master key.
	ErrWrongMaster = errors.New("the key file was sealed by another master key: give the master key that was used before; a new one cannot open it")

	// ErrClosed: the keyring was closed.
	ErrClosed = errors.New("the keyring is closed")
)

// FileError says what is wrong with the key file or the list of erasures.
type FileError struct {
	Path    string
	Problem string
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s is damaged: %s. Keep it as it is, and restore the newest backup of it", e.Path, e.Problem)
}

// keyError names the key that an error is about.
func keyError(what string, id KeyID, err error) error {
	return fmt.Errorf("%s under the key %q: %w", what, string(id), err)
}
