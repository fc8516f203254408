package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// The reason codes of a folder's health, and of deliveries that were not done. They are stable.
const (
	Ready          = "ready"             // up: the folders can be used
	FolderMissing  = "folder-missing"    // one of the folders is not there, or is no folder
	FolderDenied   = "folder-denied"     // the gateway's account may not use it
	ReadOnly       = "read-only"         // its file system may only be read
	NoSpace        = "no-space"          // its file system is full, or the account's share of it
	OtherFileSys   = "other-file-system" // done or bad lie on another file system than in, so nothing can be moved there
	FolderFailed   = "folder-failed"     // its file system fails otherwise
	FileUnreadable = "file-unreadable"   // up, but a file that waits cannot be read
)

// The reason codes of a file that was refused, and of a delivery that was.
const (
	NotAFile  = "not-a-file"  // a folder, a link, a pipe where a file should be; it is left there
	Empty     = "empty"       // a file without a byte
	NameTaken = "name-taken"  // another file stands under the name of a delivery
	NoName    = "unsafe-name" // no name of a file can be made of the delivery's key
)

// A trouble is what keeps a folder from being used. The zero value is none.
type trouble struct {
	reason, text string
}

// errElsewhere is that two folders lie on two file systems.
var errElsewhere = unix.EXDEV

// troubleWith is what an error says about a folder.
func troubleWith(key, folder string, err error) trouble {
	at := fmt.Sprintf("The folder %s (%s)", safe(folder), key)
	switch {
	case err == nil:
		return trouble{}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, unix.ENOTDIR):
		return trouble{FolderMissing, at + " is not there: make it, mount what it lies on, or correct the configuration."}
	case errors.Is(err, fs.ErrPermission):
		return trouble{FolderDenied, at + " may not be used by the gateway: give its account the right to read and to " +
			"write there."}
	case errors.Is(err, unix.EROFS):
		return trouble{ReadOnly, at + " can only be read: mount its file system so that it can be written."}
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return trouble{NoSpace, at + " has no room left: delete what is not needed on its file system."}
	case errors.Is(err, errElsewhere):
		return trouble{OtherFileSys, at + " lies on another file system than in, so no file can be moved there: put in, " +
			"done and bad on one."}
	}
	return trouble{FolderFailed, fmt.Sprintf("%s fails (%s): look at the machine's disks and mounts.", at, cause(err))}
}

// cause is the innermost text of an error: what is around it names paths, which may mislead.
func cause(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
