package sqlite

import (
	"github.com/gofrs/flock"

	"ngograph/internal/kg"
)

// acquire takes the lock that lets one store at a time write the file. The lock file stays when the lock is released:
// removing it would let two openers hold locks on two files of one name.
func acquire(path string) (*flock.Flock, error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o644))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, &kg.Error{Code: kg.Unavailable, Message: "cannot lock " + path, Err: err}
	}
	if !ok {
		return nil, kg.Errorf(kg.Conflict, "%s is in use by another ngograph process; stop it first, or open the file for reading only", path)
	}
	return lock, nil
}
