package gateway

import (
	"fmt"
	"os"
)

// closeFolder closes the data folder to other accounts: in it stand the keys, and Restricted alerts in full. One that was
// made beforehand, by hand or by a package, is open to all more often than not.
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
