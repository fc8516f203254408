package look

import (
	"errors"
	"iter"
	"math"

	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// ledger shows the store's tables to trail.Verify. It reads from the smallest number there can be: an entry that
// somebody put in before the first must be seen too.
type ledger struct{ tx *book.Tx }

var _ trail.Tables = ledger{}

// errEnough ends a reading that nobody wants to go on.
var errEnough = errors.New("enough")

// Rows are the entries.
func (l ledger) Rows() iter.Seq2[trail.Row, error] {
	return sequence(func(each func(trail.Row) error) error { return l.tx.EachTrailRow(math.MinInt64, "", each) })
}

// Nodes are the stored hashes.
func (l ledger) Nodes() iter.Seq2[trail.StoredNode, error] {
	return sequence(func(each func(trail.StoredNode) error) error { return l.tx.EachNode(each) })
}

// Checkpoints are the signed heads.
func (l ledger) Checkpoints() iter.Seq2[trail.Stored, error] {
	return sequence(func(each func(trail.Stored) error) error {
		return l.tx.EachCheckpoint(math.MinInt64, func(size int64, note string) error {
			return each(trail.Stored{Size: size, Note: []byte(note)})
		})
	})
}

// sequence turns a callback into an iterator; an error of the reading is its last value.
func sequence[T any](read func(each func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := read(func(value T) error {
			if !yield(value, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			var none T
			yield(none, err)
		}
	}
}
