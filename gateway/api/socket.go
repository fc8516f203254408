package api

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// SocketName is the socket's name inside the data folder, or that of a link to where the socket stands instead.
const SocketName = "bordercast.sock"

// maxSocketPath is what sockaddr_un leaves for a path: 108 bytes on Linux, 104 elsewhere, the closing zero included.
const maxSocketPath = 103

// Place is where the socket of a gateway stands. Without a path that is in its data folder, for its own account alone.
// With one it is in a folder of its own, made where it is missing, which a group of accounts may enter; the data
// folder, which they may not, then holds a link to it.
type Place struct {
	Data  string
	Path  string
	Group string // name or number; "" is the gateway's own account alone
}

// socket is the path of the socket.
func (p Place) socket() string {
	if p.Path == "" {
		return p.link()
	}
	return p.Path
}

// prepare makes the folder of a socket outside the data folder, and closes it to all but the group.
func (p Place) prepare() error {
	if err := removeLink(p.link()); err != nil || p.Path == "" {
		return err
	}
	gid, err := groupID(p.Group)
	if err != nil {
		return err
	}
	return ownFolder(filepath.Dir(p.Path), filepath.Base(p.Path), gid)
}

func (p Place) link() string { return filepath.Join(p.Data, SocketName) }

// show puts a link to a socket outside the data folder into it, so that whoever may enter finds it there all the same.
func (p Place) show() error {
	if p.Path == "" {
		return nil
	}
	target, err := filepath.Abs(p.Path)
	if err != nil {
		return err
	}
	if err := clearStale(p.link()); err != nil { // left by a start before the socket moved
		return err
	}
	return os.Symlink(target, p.link())
}

// share lets the group connect to a socket that is bound.
func (p Place) share(path string) error {
	if p.Group == "" {
		return os.Chmod(path, 0o600)
	}
	gid, err := groupID(p.Group)
	if err != nil {
		return err
	}
	if err := os.Chown(path, -1, gid); err != nil {
		return notOfGroup(p.Group, err)
	}
	return os.Chmod(path, 0o660)
}

// ownFolder makes the socket's folder, or sees to it that the one there is ours, holds nothing else, and is closed to
// all but the group (-1: to everybody).
func ownFolder(dir, socket string, gid int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("local socket: the folder %s cannot be made: make it for the account that runs bordercast, or "+
			"name another as gateway.socket.path: %w", dir, errors.Unwrap(err))
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("local socket: %w", err)
	}
	if owner, known := info.Sys().(*syscall.Stat_t); known && int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("local socket: the folder %s belongs to another account: name one of the "+
			"gateway's own as gateway.socket.path", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("local socket: %w", err)
	}
	for _, e := range entries {
		if e.Name() != socket { // its mode is about to change, and that of /tmp, say, must not
			return fmt.Errorf("local socket: the folder %s holds other things (%s): name a folder of its own "+
				"as gateway.socket.path", dir, e.Name())
		}
	}
	mode := os.FileMode(0o700)
	if gid >= 0 {
		mode = 0o750
		if err := os.Chown(dir, -1, gid); err != nil {
			return notOfGroup(strconv.Itoa(gid), err)
		}
	}
	return os.Chmod(dir, mode)
}

func notOfGroup(group string, err error) error {
	return fmt.Errorf("local socket: it cannot be given to the group %s: make the account that runs bordercast a member "+
		"of it, or name another as gateway.socket.group: %w", group, err)
}

// groupID is the number of a group, -1 for none.
func groupID(group string) (int, error) {
	if group == "" {
		return -1, nil
	}
	g, err := user.LookupGroup(group)
	if err != nil {
		if g, err = user.LookupGroupId(group); err != nil {
			return -1, fmt.Errorf("local socket: this host knows no group %q: make it (groupadd), or name "+
				"another as gateway.socket.group", group)
		}
	}
	return strconv.Atoi(g.Gid)
}

// removeLink removes a link to a socket elsewhere.
func removeLink(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("local socket: %w", err)
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return nil
	}
	return os.Remove(path)
}

// address is where a socket is bound or dialled. A path that sockaddr_un cannot hold is reached through /proc/self/fd
// of the opened folder: the socket stays inside the folder, where only the folder's owner can put one, instead of under
// a guessable name in /tmp. done closes what was opened for that.
func address(socket string) (path string, done func(), err error) {
	path, err = filepath.Abs(socket)
	if err != nil {
		return "", nil, err
	}
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	dir, name := filepath.Split(path)
	if runtime.GOOS != "linux" {
		return "", nil, fmt.Errorf("the path %s is too long for a socket: choose one of at most %d bytes", path,
			maxSocketPath)
	}
	folder, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), name), func() { _ = folder.Close() }, nil
}
