package book_test

import (
	"testing"

	"bordercast/gateway/book/booktest"
)

func TestWhatIsRemembered(t *testing.T) { both(t, testWhatIsRemembered) }

func testWhatIsRemembered(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		got, err := tx.Notes.Get("session")
		booktest.Same(t, "before", got, err, "")
		booktest.Same(t, "first", 0, tx.Notes.Put("session", "a"), 0)
		booktest.Same(t, "second", 0, tx.Notes.Put("session", "b"), 0)
		got, err = tx.Notes.Get("session")
		booktest.Same(t, "after", got, err, "b")
	})
}
