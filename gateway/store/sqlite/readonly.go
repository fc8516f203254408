package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"bordercast/gateway/clock"
)

// OpenReadOnly opens the database in dir for reading beside a running daemon, or after one. View is its only use.
func OpenReadOnly(ctx context.Context, dir string) (*DB, error) {
	path := filepath.Join(dir, File)
	if _, err := os.Stat(path); err != nil {
		return nil, explain(path, errNoFile(path))
	}
	reads, err := sql.Open("sqlite", dsn(path, "ro", ""))
	if err != nil {
		return nil, err
	}
	if err := reads.PingContext(ctx); err != nil {
		return nil, errors.Join(explain(path, err), reads.Close())
	}
	return &DB{clock: clock.Real{}, reads: reads, readers: make(chan *Tx, maxReaders), slots: make(chan struct{}, maxReaders)}, nil
}

// CloseReadOnly closes what OpenReadOnly opened.
func (db *DB) CloseReadOnly() error { return db.closeReaders() }

func errNoFile(path string) error {
	return errors.New("there is no gateway's database at " + path + ": name the data folder with --data")
}
