package trail

import (
	"bytes"
	"fmt"
	"io"
	"iter"
)

// The checkpoint file holds every checkpoint in order, each as a Block. It lies beside the store, is only appended
// to, and each block is written after the commit it speaks of, so it never runs ahead of the store by itself.

// file is a checkpoint file as read.
type file struct {
	notes   []Checkpoint // in the order of the file, every signature good
	strange []strange    // complete pieces that are no good checkpoint
	torn    []byte       // what follows the last complete block: the trace of a crash, or of a knife
}

type strange struct {
	at  int    // the byte it begins at
	why string // one sentence
}

// readFile takes the file apart at its empty lines. A damaged piece spoils no other.
func readFile(text []byte, open func([]byte) (Checkpoint, error)) file {
	var f file
	for rest, at := text, 0; ; {
		block, size := nextBlock(rest)
		if size == 0 {
			f.torn = rest
			return f
		}
		if c, err := open(block); err == nil {
			f.notes = append(f.notes, c)
		} else {
			f.strange = append(f.strange, strange{at, err.Error()})
		}
		rest, at = rest[size:], at+size
	}
}

var empty = []byte("\n\n")

// nextBlock is the first note of text and how many bytes it takes with the empty line after it; 0 when incomplete.
// A note is a paragraph of text and one of signatures; a paragraph that has no partner stands alone, so that
// reading finds its step again at the next note.
func nextBlock(text []byte) (block []byte, size int) {
	head := bytes.Index(text, empty)
	if head < 0 {
		return nil, 0
	}
	head += len(empty)
	if bytes.HasPrefix(text, []byte("— ")) {
		return text[:head-1], head
	}
	tail := bytes.Index(text[head:], empty)
	if !bytes.HasPrefix(text[head:], []byte("— ")) {
		if tail < 0 && couldBeSignature(text[head:]) {
			return nil, 0
		}
		return text[:head-1], head
	}
	if tail < 0 {
		return nil, 0
	}
	return text[:head+tail+1], head + tail + len(empty)
}

// Damaged reports whether the end of a checkpoint file holds anything but good checkpoints, and the size that the
// newest of those speaks of. A last one that a crash tore is no damage. What stands before the first good one may be
// the half of one, where the text is not all of the file.
func Damaged(text []byte, all bool, key *PublicKey) (damaged bool, newest int64) {
	first := -1
	f := readFile(text, func(block []byte) (Checkpoint, error) {
		c, err := key.Open(block)
		if err == nil && first < 0 {
			first = bytes.Index(text, block)
		}
		return c, err
	})
	for _, c := range f.notes {
		newest = max(newest, c.Size)
	}
	for _, piece := range f.strange {
		if all || first < 0 || piece.at > first {
			return true, newest
		}
	}
	return false, newest
}

// couldBeSignature reports whether a torn signature paragraph may begin like this.
func couldBeSignature(text []byte) bool { return bytes.HasPrefix([]byte("— "), text) }

// File is the checkpoint file as Mend needs it; *os.File fits.
type File interface {
	io.ReadWriteSeeker
	Truncate(size int64) error
}

// Mended says what Mend found and did.
type Mended struct {
	Cut   int   // bytes of a torn last block that were cut off
	Added int   // checkpoints of the store that were missing at the end
	Ahead int64 // not 0: the file ends with a checkpoint of so many entries, and the store has fewer
}

// Mend makes the checkpoint file whole at start: it cuts off a block that a crash tore and appends the checkpoints
// which the store committed and the file missed. stored yields the table checkpoint in order. The file is left
// positioned at its end; making it durable is the caller's affair. Ahead is a matter for an alarm: entries that the
// gateway signed are gone from the store.
func Mend(f File, key *PublicKey, stored iter.Seq2[Stored, error]) (Mended, error) {
	var did Mended
	text, err := io.ReadAll(f)
	if err != nil {
		return did, fmt.Errorf("trail: the checkpoint file cannot be read: %w", err)
	}
	have := readFile(text, key.Open)
	did.Cut = len(have.torn)
	whole := int64(len(text) - did.Cut)
	if err := f.Truncate(whole); err != nil {
		return did, fmt.Errorf("trail: a torn block cannot be cut off the checkpoint file: %w", err)
	}
	if _, err := f.Seek(whole, io.SeekStart); err != nil {
		return did, fmt.Errorf("trail: the checkpoint file cannot be appended to: %w", err)
	}
	return did, did.catchUp(f, have.last(), stored)
}

func (f file) last() int64 {
	if len(f.notes) == 0 {
		return 0
	}
	return f.notes[len(f.notes)-1].Size
}

func (m *Mended) catchUp(w io.Writer, last int64, stored iter.Seq2[Stored, error]) error {
	newest := int64(0)
	for s, err := range stored {
		if err != nil {
			return err
		}
		newest = s.Size
		if s.Size <= last {
			continue
		}
		if _, err := w.Write(Checkpoint{Note: s.Note}.Block()); err != nil {
			return fmt.Errorf("trail: the checkpoint of %d entries cannot be appended to its file: %w", s.Size, err)
		}
		m.Added++
	}
	if last > newest {
		m.Ahead = last
	}
	return nil
}
