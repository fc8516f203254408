package sqlite

import (
	"errors"

	"bordercast/gateway/store/sqlite/engine"
)

// copyEvery is after how many commits what they wrote is copied: about a thousand pages.
const copyEvery = 128

// copier moves committed pages from the write-ahead log into the database beside the book, on a connection of its own.
// SQLite would do it inside a commit, which then waits for two more writes to the disk while alerts wait for the commit.
// The log begins anew only when the writer finds all of it copied, so the writer still does that at wal_autocheckpoint
// pages, with little left to copy. A copy that fails is done again by the next one, or by the writer, who tells.
type copier struct {
	conn *engine.Conn
	due  chan struct{}
	done chan struct{}
	left int // commits until the next copy; the book's goroutine alone
}

func newCopier(path string) (*copier, error) {
	conn, err := engine.Open(path, false)
	if err != nil {
		return nil, err
	}
	if err := conn.Script("PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	c := &copier{conn: conn, due: make(chan struct{}, 1), done: make(chan struct{}), left: copyEvery}
	go c.run()
	return c, nil
}

func (c *copier) run() {
	defer close(c.done)
	for range c.due {
		_ = c.conn.Script("PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// committed counts a commit.
func (c *copier) committed() {
	if c.left--; c.left > 0 {
		return
	}
	c.left = copyEvery
	select {
	case c.due <- struct{}{}:
	default: // it is at it
	}
}

// close waits for the copy under way.
func (c *copier) close() error {
	close(c.due)
	<-c.done
	return c.conn.Close()
}
