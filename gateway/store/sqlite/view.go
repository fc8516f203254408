package sqlite

import (
	"context"
	"errors"

	"bordercast/gateway/store/sqlite/engine"
)

// View runs a function over one consistent state of the store. It must not write.
func (db *DB) View(ctx context.Context, do func(*Tx) error) error {
	tx, err := db.reader(ctx)
	if err != nil {
		return db.explain(err)
	}
	defer func() { db.readers <- tx }()
	tx.begin(db.clock.Now(), 0)
	if err := tx.exec("BEGIN"); err != nil {
		return db.explain(err)
	}
	return errors.Join(guarded(do, tx), tx.rollback())
}

// reader is a connection for reading with its prepared statements, an idle one or, up to maxReaders, a new one.
func (db *DB) reader(ctx context.Context) (*Tx, error) {
	select {
	case tx := <-db.readers:
		return tx, nil
	default:
	}
	select {
	case tx := <-db.readers:
		return tx, nil
	case db.slots <- struct{}{}:
		tx, err := openReader(db.path)
		if err != nil {
			<-db.slots
		}
		return tx, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// closeReaders ends the reading connections; those in use are waited for.
func (db *DB) closeReaders() error {
	var errs []error
	for range len(db.slots) {
		errs = append(errs, (<-db.readers).close())
	}
	return errors.Join(errs...)
}

func openReader(path string) (*Tx, error) { return openTx(path, true, readerPragmas) }

// openTx opens a connection of its own.
func openTx(path string, readOnly bool, pragmas string) (*Tx, error) {
	conn, err := engine.Open(path, readOnly)
	if err != nil {
		return nil, err
	}
	if err := conn.Script(pragmas); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return newTx(conn), nil
}
