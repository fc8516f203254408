package sqlite

import (
	"context"
	"errors"
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
		conn, err := db.reads.Conn(ctx)
		if err != nil {
			<-db.slots
			return nil, err
		}
		return newTx(conn), nil
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
	return errors.Join(append(errs, db.reads.Close())...)
}
