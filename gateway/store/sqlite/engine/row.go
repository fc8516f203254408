package engine

import "zombiezen.com/go/sqlite"

// Row is one row of a result. Each of its methods reads the next column, in their order from the left; a NULL reads as
// nothing: 0, "" or nil. It is not to be kept.
type Row struct {
	of   *sqlite.Stmt
	conn *Conn
	next int
	word [maxWord]byte
}

func (r *Row) column() int {
	r.next++
	return r.next - 1
}

// Int reads a number.
func (r *Row) Int() int64 { return r.of.ColumnInt64(r.column()) }

// Bool reads a number that is 0 for no.
func (r *Row) Bool() bool { return r.Int() != 0 }

// Text reads a text.
func (r *Row) Text() string { return r.of.ColumnText(r.column()) }

// A connection knows so many words, none of more than so many bytes.
const (
	maxWords = 512
	maxWord  = 64
)

// Word reads a text that is one of few, as a state or the name of a system, and gives the same string for it each time.
func (r *Row) Word() string {
	i := r.column()
	if r.of.ColumnLen(i) > maxWord {
		return r.of.ColumnText(i)
	}
	b := r.word[:r.of.ColumnBytes(i, r.word[:])]
	if known, is := r.conn.words[string(b)]; is {
		return known
	}
	w := string(b)
	if len(r.conn.words) < maxWords {
		r.conn.words[w] = w
	}
	return w
}

// Blob reads bytes, or a text as bytes.
func (r *Row) Blob() []byte {
	i := r.column()
	n := r.of.ColumnLen(i)
	if n == 0 {
		return nil
	}
	b := make([]byte, n)
	r.of.ColumnBytes(i, b)
	return b
}

// Into reads bytes into an array of fixed length, as a digest.
func (r *Row) Into(array []byte) { r.of.ColumnBytes(r.column(), array) }
