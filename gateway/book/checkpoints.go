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

// checkpointFile is the file beside the database that holds the trail's signed checkpoints once more. Without one,
// where the gateway keeps nothing, it does nothing.
type checkpointFile struct {
	backend Backend // which has them too
	key     *trail.Key
	file    *os.File
}

// open opens the file in a folder; the backend's trail has so many entries.
func (f *checkpointFile) open(dir string, size int64) error {
	path := filepath.Join(dir, CheckpointFile)
	if err := f.look(path); err != nil {
		return fmt.Errorf("the checkpoint file cannot be looked at: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("the checkpoint file cannot be opened: make its folder writable for %s: %w", UserName(), err)
	}
	f.file = file
	if err := f.refill(size); err != nil {
		return err
	}
	return f.noteLength()
}

// UserName is whom people must give rights to.
func UserName() string {
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	return "uid " + strconv.Itoa(os.Getuid())
}

// append writes a new checkpoint. It is not synced: what a crash takes from the file, the next start puts back from the
// table.
func (f *checkpointFile) append(c trail.Checkpoint) error {
	if c.Size == 0 || f.file == nil {
		return nil
	}
	if _, err := f.file.Write(c.Block()); err != nil {
		return fmt.Errorf("the checkpoint file cannot be written: make room or mend its folder, then start again: %w", err)
	}
	return nil
}

// sync makes the file durable, and remembers how long it is: where there is no room for that, the next start knows
// less.
func (f *checkpointFile) sync() {
	if f.file != nil && f.file.Sync() == nil {
		_ = f.noteLength()
	}
}

func (f *checkpointFile) close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// refill refuses to go on from a trail that was altered while the gateway was down, and puts back into the
// checkpoint file what a crash took from its end.
func (f *checkpointFile) refill(size int64) error {
	end, err := tailOf(f.file)
	if err != nil {
		return err
	}
	did, err := trail.Mend(end, f.key.Public(), f.storedFrom(end.lastSize()))
	if err != nil {
		return err
	}
	if did.Ahead > size {
		return fmt.Errorf("the checkpoint file speaks of %d trail entries and the store has %d: the store was cut or "+
			"replaced; run `bordercast trail verify` before starting again", did.Ahead, size)
	}
	return nil
}

// storedFrom yields the table's checkpoints from the one of this size on.
func (f *checkpointFile) storedFrom(size int64) iter.Seq2[trail.Stored, error] {
	return func(yield func(trail.Stored, error) bool) {
		stop := fmt.Errorf("enough")
		err := f.backend.Rows().Trail().Checkpoints(size, func(at int64, note string) error {
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
