package engine

import lib "modernc.org/sqlite/lib"

// Row is one row of a result. Each of its methods reads the next column, in their order from the left; a NULL reads as
// nothing: 0, "" or nil. It is not to be kept.
type Row struct {
	s    *Stmt
	next int32
}

func (r *Row) column() int32 {
	r.next++
	return r.next - 1
}

// Int reads a number.
func (r *Row) Int() int64 { return lib.Xsqlite3_column_int64(r.s.c.tls, r.s.stmt, r.column()) }

// Bool reads a number that is 0 for no.
func (r *Row) Bool() bool { return r.Int() != 0 }

// Text reads a text.
func (r *Row) Text() string { return string(r.text()) }

// maxWords bounds how many words a connection knows.
const maxWords = 512

// Word reads a text that is one of few, as a state or the name of a system, and gives the same string for it each time.
func (r *Row) Word() string {
	b, words := r.text(), r.s.c.words
	if known, is := words[string(b)]; is {
		return known
	}
	w := string(b)
	if len(words) < maxWords {
		words[w] = w
	}
	return w
}

// text is SQLite's own memory: it lasts until the statement goes on.
func (r *Row) text() []byte {
	i := r.column()
	at := lib.Xsqlite3_column_text(r.s.c.tls, r.s.stmt, i)
	if at == 0 {
		return nil
	}
	return memory(at, int(lib.Xsqlite3_column_bytes(r.s.c.tls, r.s.stmt, i)))
}

// Blob reads bytes, or a text as bytes.
func (r *Row) Blob() []byte {
	if b := r.blob(); len(b) > 0 {
		return append([]byte(nil), b...)
	}
	return nil
}

// Into reads bytes into an array of fixed length, as a digest.
func (r *Row) Into(array []byte) { copy(array, r.blob()) }

func (r *Row) blob() []byte {
	i := r.column()
	at := lib.Xsqlite3_column_blob(r.s.c.tls, r.s.stmt, i)
	if at == 0 {
		return nil
	}
	return memory(at, int(lib.Xsqlite3_column_bytes(r.s.c.tls, r.s.stmt, i)))
}
