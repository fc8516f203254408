package book_test

import (
	"errors"
	"iter"
	"math"

	"bordercast/gateway/trail"
)

// tables shows a transaction to trail.Verify.
type tables struct{ tx *Tx }

var _ trail.Tables = tables{}

// Rows are the entries.
func (v tables) Rows() iter.Seq2[trail.Row, error] {
	return listed(func(put func(trail.Row) error) error { return v.tx.EachTrailRow(math.MinInt64, "", put) })
}

// Nodes are the stored hashes.
func (v tables) Nodes() iter.Seq2[trail.StoredNode, error] { return listed(v.tx.EachNode) }

// Checkpoints are the signed heads.
func (v tables) Checkpoints() iter.Seq2[trail.Stored, error] {
	return listed(func(put func(trail.Stored) error) error {
		return v.tx.EachCheckpoint(math.MinInt64, func(size int64, note string) error {
			return put(trail.Stored{Size: size, Note: []byte(note)})
		})
	})
}

// errEnough ends a reading that nobody wants to go on.
var errEnough = errors.New("enough")

func listed[T any](read func(put func(T) error) error) iter.Seq2[T, error] {
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
