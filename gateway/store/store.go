// Package store opens the gateway's memory: a book over the backend that a data folder has. It is the one place, beside
// the backends themselves, that knows which there are. Call Open in the daemon, ReadOnly for a look beside it.
package store

import (
	"path/filepath"

	"bordercast/gateway/book"
	"bordercast/gateway/store/memory"
	"bordercast/gateway/store/sqlite"
)

// Open opens or makes the store of a data folder and starts its book. Its errors are sentences for the operator.
func Open(folder string, o book.Options) (*book.Book, error) {
	backend, err := sqlite.Open(folder)
	if err != nil {
		return nil, err
	}
	o.Dir = folder
	return book.Open(backend, o)
}

// Forgetful is an empty store that keeps nothing beyond the process: to say what would happen, never to serve on.
func Forgetful(o book.Options) (*book.Book, error) {
	o.Dir = ""
	return book.Open(memory.New(), o)
}

// ReadOnly opens the store of a data folder for reading, beside a running daemon or after one. View and CloseReadOnly
// are its only uses.
func ReadOnly(folder string) (*book.Book, error) {
	backend, err := sqlite.OpenReadOnly(folder)
	if err != nil {
		return nil, err
	}
	return book.ReadOnly(backend), nil
}

// File is where the store of a data folder is.
func File(folder string) string { return filepath.Join(folder, sqlite.File) }

// Flaw is something in a store that is not what its digest, or another table, says.
type Flaw = sqlite.Flaw

// Deep compares what the trail does not cover with the digests that there are, and reads all of the store for that.
func Deep(folder string, found func(Flaw)) error { return sqlite.Deep(folder, found) }
