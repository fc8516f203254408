package datafolder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// closeFolder closes the data folder to other accounts: in it stand the keys, and Restricted alerts in full. One that
// was made beforehand, by hand or by a package, is open to all more often than not.
func closeFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if info.Mode()&os.ModeSticky != 0 { // /tmp, say
		return fmt.Errorf("%s is a folder for every account of this host: name one of the gateway's own with --data", dir)
	}
	err = os.Chmod(dir, 0o700)
	if info, again := os.Stat(dir); err == nil && again == nil && info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return fmt.Errorf("the data folder %s is open to other accounts of this host and cannot be closed to them (chmod 700): give it to the account that runs bordercast, on a file system that keeps modes, or name another with --data", dir)
}

// Lock makes sure that one bordercast at a time works in a data folder: two would both write, and the embedded
// broker would let them.
func Lock(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be made: make its parent writable for the user bordercast runs as, or name another with --data: %w", dir, errors.Unwrap(err))
	}
	if err := closeFolder(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be written: make it writable for the user bordercast runs as, or name another with --data: %w", dir, errors.Unwrap(err))
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("another bordercast works in the data folder %s: stop it first, or name another folder with --data", dir)
	}
	return f.Close, nil
}

// LockOf tells the lock of a data folder from every other on this machine since it was started: two processes cannot
// hold it at once, so whoever holds it knows that the one before is dead. "" where that cannot be told.
func LockOf(dir string) string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	var st unix.Stat_t
	if err != nil || unix.Stat(filepath.Join(dir, "lock"), &st) != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", strings.TrimSpace(string(boot)), st.Dev, st.Ino))
	return hex.EncodeToString(sum[:8])
}
