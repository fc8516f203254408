package datafolder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bordercast/gateway/book"
	"bordercast/gateway/store"
)

// An operator's word that only a start can carry out waits as a file in the data folder: it may be given while no
// gateway runs, and outlives a crash of the one that does.

// ReadIntention reads one; the zero value where none waits.
func ReadIntention[T any](data, file string) (word T, err error) {
	path := filepath.Join(data, file)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return word, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &word)
	}
	if err != nil {
		err = fmt.Errorf("what an operator asked for cannot be read from %s: remove that file, and ask again: %w", path, err)
	}
	return word, err
}

// WriteIntention keeps one, in place of an earlier one: whole or not at all.
func WriteIntention(data, file string, word any) error {
	text, err := json.Marshal(word)
	if err != nil {
		return err
	}
	path := filepath.Join(data, file)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// DropIntention removes one that was carried out.
func DropIntention(data, file string) error {
	if err := os.Remove(filepath.Join(data, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// InStopped reads the store of a gateway that does not run, and then acts, under its folder's lock.
func InStopped(ctx context.Context, data string, read func(*book.Tx) error, act func() error) (err error) {
	if _, err := os.Stat(store.File(data)); err != nil {
		return fmt.Errorf("there is no gateway's store in %s: name the data folder with --data", data)
	}
	unlock, err := Lock(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	db, err := store.ReadOnly(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.CloseReadOnly()) }()
	if err := db.View(ctx, read); err != nil {
		return err
	}
	return act()
}
