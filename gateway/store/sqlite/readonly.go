package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"bordercast/gateway/clock"
)

// OpenReadOnly opens the database in dir for reading beside a running daemon, or after one. View is its only use.
func OpenReadOnly(_ context.Context, dir string) (*DB, error) {
	path := filepath.Join(dir, File)
	if _, err := os.Stat(path); err != nil {
		return nil, explain(path, errNoFile(path))
	}
	tx, err := openReader(path)
	if err != nil {
		return nil, explain(path, err)
	}
	db := &DB{clock: clock.Real{}, path: path, readers: make(chan *Tx, maxReaders), slots: make(chan struct{}, maxReaders)}
	db.slots <- struct{}{}
	db.readers <- tx
	return db, nil
}

// CloseReadOnly closes what OpenReadOnly opened.
func (db *DB) CloseReadOnly() error { return db.closeReaders() }

func errNoFile(path string) error {
	return errors.New("there is no gateway's database at " + path + ": name the data folder with --data")
}
