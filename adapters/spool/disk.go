package spool

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// files is what this package asks of a file system; tests put one that fails in its place.
type files interface {
	// List is what is in a folder. What disappeared while it looked is left out.
	List(folder string) ([]fs.FileInfo, error)
	// Stat is what stands under a path; a link is not followed.
	Stat(path string) (fs.FileInfo, error)
	// Read gives at most limit bytes of a regular file, and what the file was before and after they were read. A link is
	// not followed, and a pipe not waited for.
	Read(path string, limit int64) (bytes []byte, before, after fs.FileInfo, err error)
	// Write makes a new file and brings its bytes to the disk. After an error nothing is left of it.
	Write(path string, bytes []byte) error
	// Rename gives a file another path. It replaces nothing: fs.ErrExist.
	Rename(from, to string) error
	Remove(path string) error
	// Sync brings the names in a folder to the disk.
	Sync(folder string) error
}

// disk is the machine's file system.
type disk struct{}

var _ files = disk{}

// readable is the mode of what is written: the system's own account reads it by its group.
const readable = 0o640

var errNoFile = errors.New("is no regular file")

func (disk) List(folder string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	found := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, info)
	}
	return found, nil
}

func (disk) Stat(path string) (fs.FileInfo, error) { return os.Lstat(path) }

func (disk) Read(path string, limit int64) ([]byte, fs.FileInfo, fs.FileInfo, error) {
	// O_NONBLOCK: to open a pipe that nobody writes would wait for ever.
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, unix.ELOOP) {
		return nil, nil, nil, &fs.PathError{Op: "open", Path: path, Err: errNoFile}
	}
	if err != nil {
		return nil, nil, nil, err
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return nil, nil, nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, nil, nil, &fs.PathError{Op: "read", Path: path, Err: errNoFile}
	}
	bytes, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, nil, nil, err
	}
	after, err := f.Stat()
	return bytes, before, after, err
}

func (disk) Write(path string, bytes []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, readable)
	if err != nil {
		return err
	}
	_, err = f.Write(bytes)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

func (disk) Rename(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) { // a file system that cannot: look, then rename
		if _, there := os.Lstat(to); there == nil {
			err = fs.ErrExist
		} else {
			return os.Rename(from, to)
		}
	}
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

func (disk) Remove(path string) error { return os.Remove(path) }

func (disk) Sync(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	err = f.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) { // some network file systems keep names by themselves
		return nil
	}
	return err
}

// place puts bytes under a name of a folder, whole or not at all, and replaces nothing. The folder is not synced.
func place(f files, folder, name string, bytes []byte) error {
	hidden := filepath.Join(folder, "."+name)
	if err := f.Remove(hidden); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an attempt that was cut short
		return err
	}
	if err := f.Write(hidden, bytes); err != nil {
		return err
	}
	err := f.Rename(hidden, filepath.Join(folder, name))
	if err != nil {
		_ = f.Remove(hidden) // or the next attempt does
	}
	return err
}
