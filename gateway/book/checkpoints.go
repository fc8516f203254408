package book

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"bordercast/gateway/trail"
)

// tail is how much of the checkpoint file's end a start reads: it grows for ever, and only its end can be torn.
const tail = 256 << 10

// CheckpointFile is the name of the file of checkpoints in the data folder.
const CheckpointFile = "checkpoints"

// openCheckpoints opens the file of checkpoints, of which the table has so many entries.
func (b *Book) openCheckpoints(o Options, size int64) error {
	path := filepath.Join(o.Dir, CheckpointFile)
	if err := b.lookAtFile(path, o.Key); err != nil {
		return fmt.Errorf("the checkpoint file cannot be looked at: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("the checkpoint file cannot be opened: make its folder writable for %s: %w", UserName(), err)
	}
	b.checkpoints = file
	if err := b.refill(size, o.Key); err != nil {
		return err
	}
	return b.noteLength()
}

// UserName is whom people must give rights to.
func UserName() string {
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	return "uid " + strconv.Itoa(os.Getuid())
}

// outside appends the new checkpoint to the file beside the database. It is not synced: what a crash takes from it,
// the next start puts back from the table.
func (b *Book) outside(c trail.Checkpoint) {
	if c.Size == 0 {
		return
	}
	if b.checkpoints != nil {
		if _, err := b.checkpoints.Write(c.Block()); err != nil {
			b.dead.set(fmt.Errorf("the checkpoint file cannot be written: make room or mend its folder, then start again: %w",
				err))
			return
		}
	}
	b.newest.Store(&c)
}

// refill refuses to go on from a trail that was altered while the gateway was down, and puts back into the
// checkpoint file what a crash took from its end.
func (b *Book) refill(size int64, key *trail.Key) error {
	end, err := tailOf(b.checkpoints)
	if err != nil {
		return err
	}
	did, err := trail.Mend(end, key.Public(), b.storedFrom(end.lastSize()))
	if err != nil {
		return err
	}
	if did.Ahead > size {
		return fmt.Errorf("the checkpoint file speaks of %d trail entries and the store has %d: the store was cut or "+
			"replaced; run `bordercast trail verify` before starting again", did.Ahead, size)
	}
	return nil
}

func (b *Book) agree(size int64) error {
	return b.backend.Checkpoints(size, func(_ int64, note string) error {
		if err := b.trail.Agrees([]byte(note)); err != nil {
			return fmt.Errorf("the audit trail does not agree with its newest checkpoint, so it was altered: run `bordercast "+
				"trail verify` before starting again: %w", err)
		}
		return nil
	})
}

// storedFrom yields the table's checkpoints from the one of this size on.
func (b *Book) storedFrom(size int64) iter.Seq2[trail.Stored, error] {
	return func(yield func(trail.Stored, error) bool) {
		stop := fmt.Errorf("enough")
		err := b.backend.Checkpoints(size, func(at int64, note string) error {
			if !yield(trail.Stored{Size: at, Note: []byte(note)}, nil) {
				return stop
			}
			return nil
		})
		if err != nil && err != stop {
			yield(trail.Stored{}, err)
		}
	}
}

// fileEnd is the end of a file, from offset on, as a trail.File.
type fileEnd struct {
	*os.File
	offset int64
	text   []byte
	read   int
}

func tailOf(f *os.File) (*fileEnd, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	end := &fileEnd{File: f, offset: max(0, info.Size()-tail)}
	end.text = make([]byte, info.Size()-end.offset)
	_, err = f.ReadAt(end.text, end.offset)
	return end, err
}

// Read hands out the end that was read.
func (e *fileEnd) Read(p []byte) (int, error) {
	if e.read == len(e.text) {
		return 0, io.EOF
	}
	n := copy(p, e.text[e.read:])
	e.read += n
	return n, nil
}

// Seek counts from the beginning of the end.
func (e *fileEnd) Seek(at int64, whence int) (int64, error) { return e.File.Seek(e.offset+at, whence) }

// Truncate counts from the beginning of the end.
func (e *fileEnd) Truncate(size int64) error { return e.File.Truncate(e.offset + size) }

// lastSize is the number of entries the last block speaks of: the second line of a checkpoint, which stands two
// lines above the empty line before its signature.
func (e *fileEnd) lastSize() int64 {
	head := bytes.LastIndex(e.text, []byte("\n\n— "))
	if head < 0 {
		return 0
	}
	lines := bytes.Split(e.text[:head], []byte("\n"))
	if len(lines) < 2 {
		return 0
	}
	size, err := strconv.ParseInt(string(lines[len(lines)-2]), 10, 64)
	if err != nil {
		return 0
	}
	return size
}
