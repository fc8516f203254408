package sqlite

import "errors"

// CopyTo writes a consistent copy of the database to a file that is not there yet, while the book goes on.
func (db *DB) CopyTo(path string) error {
	tx, err := openTx(db.path, true, "PRAGMA busy_timeout = 5000")
	if err != nil {
		return explain(db.path, err)
	}
	return errors.Join(explain(path, tx.exec("VACUUM INTO ?", path)), tx.close())
}
