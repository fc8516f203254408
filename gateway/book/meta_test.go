package book_test

import "testing"

func TestWhatIsRemembered(t *testing.T) { both(t, testWhatIsRemembered) }

func testWhatIsRemembered(t *testing.T) {
	db := open(t, t.TempDir())
	write(t, db, func(tx *Tx) {
		got, err := tx.Remembered("session")
		same(t, "before", got, err, "")
		same(t, "first", 0, tx.Remember("session", "a"), 0)
		same(t, "second", 0, tx.Remember("session", "b"), 0)
		got, err = tx.Remembered("session")
		same(t, "after", got, err, "b")
	})
}
