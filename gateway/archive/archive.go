// Package archive packs a gateway's data folder into one file, and puts it back: the database, the file of checkpoints
// and the keys, as a tar that any tool can list. It knows files and nothing of what is in them.
//
// Write is for a running gateway, which gives a copy of its database made for that. Unpack takes only the names that
// Write gives, and only into an empty folder: nothing there is ever overwritten.
package archive

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// File is one file to be packed, under its name in the data folder.
type File struct{ Name, Path string }

// Keys lists the files of a folder of keys.
func Keys(dir string) (list []File, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Type().IsRegular() {
			list = append(list, File{"keys/" + e.Name(), filepath.Join(dir, e.Name())})
		}
	}
	return list, err
}

// Write packs files into one that is not there yet, readable by its owner alone: all of it or none.
func Write(to string, files []File) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s is there already: name another file, or remove it", to)
	}
	unfinished := to + ".unfinished"
	f, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the backup cannot be written to %s: make its folder writable for the account that runs the gateway: %w", to, err)
	}
	w := tar.NewWriter(f)
	for _, file := range files {
		err = errors.Join(err, pack(w, file))
	}
	if err = errors.Join(err, w.Close(), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(unfinished))
	}
	return os.Rename(unfinished, to)
}

func pack(w *tar.Writer, file File) error {
	f, err := os.Open(file.Path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := &tar.Header{Name: file.Name, Mode: int64(info.Mode().Perm()), Size: info.Size(), ModTime: info.ModTime(),
		Format: tar.FormatPAX}
	if err := w.WriteHeader(head); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, info.Size()) // a file that grows meanwhile is taken as it was
	return err
}

// Unpack puts a backup into a folder that is empty, or not there yet.
func Unpack(from, dir string) error {
	if entries, err := os.ReadDir(dir); len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the data folder %s is not empty: a backup is put back into an empty folder only; name another with --data", dir)
	}
	f, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("the backup %s cannot be read: %w", from, errors.Unwrap(err))
	}
	defer func() { _ = f.Close() }()
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		return err
	}
	found := false
	for r := tar.NewReader(f); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !takes(head) {
			return fmt.Errorf("%s is no backup of a gateway, or is damaged: nothing was started; remove the folder %s and try another", from, dir)
		}
		found = found || head.Name == "bordercast.db"
		if err := unpack(r, head, dir); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("%s holds no gateway's database: it is no backup", from)
	}
	return nil
}

// takes says whether an entry is one that Write makes.
func takes(h *tar.Header) bool {
	if h.Typeflag != tar.TypeReg {
		return false
	}
	name, isKey := strings.CutPrefix(h.Name, "keys/")
	if isKey {
		return name != "" && name == path.Base(name) && name != "." && name != ".."
	}
	return h.Name == "bordercast.db" || h.Name == "checkpoints"
}

func unpack(r io.Reader, h *tar.Header, dir string) error {
	mode := fs.FileMode(0o600)
	if strings.HasSuffix(h.Name, ".pem") || strings.HasSuffix(h.Name, ".pub") {
		mode = 0o644
	}
	f, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(h.Name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, r, h.Size)
	return errors.Join(err, f.Sync(), f.Close())
}
