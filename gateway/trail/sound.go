package trail

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"

	"golang.org/x/mod/sumdb/tlog"
)

// soundness reads everything once, the tables and the file side by side and in order, as far as all is as the gateway
// writes it: each row is hashed, its hashes follow in the table node, and the root is compared wherever a checkpoint
// stands. It keeps the edge of the tree and nothing else, so a trail of any length is verified in the same memory.
//
// At the first thing that is not so it gives up: what was altered takes all hashes to be named, and diagnose gathers
// them.
type soundness struct {
	report  Report
	key     *PublicKey
	since   *Checkpoint   // to be met yet, nil for none
	file    *bufio.Reader // nil for no file, and once it has ended
	edge    edge
	signed  map[int]extent   // by key, as Checkpoint has it
	renewed map[string]int64 // fingerprints of the trail's keys, by the entry that tells of each
}

// extent is from the first to the last size that a key signed.
type extent struct{ first, last int64 }

// sound is the report of a trail without fault. ok is false for every other, and for one that cannot be read.
func sound(tables Tables, o Options, since *Checkpoint) (report Report, ok bool) {
	s := &soundness{key: o.Key, since: since, signed: map[int]extent{}, renewed: map[string]int64{}}
	if o.File != nil {
		s.file = bufio.NewReaderSize(whole(o.File), 1<<16)
	}
	ok = s.tables(tables) && s.edge.size == s.report.Newest && s.since == nil && s.fileEnds() && s.keysInTime()
	return s.report, ok && (s.report.Behind <= 1 || o.Live)
}

// whole is the checkpoint file from its beginning.
func whole(file *io.SectionReader) io.Reader { return io.NewSectionReader(file, 0, file.Size()) }

func (s *soundness) tables(tables Tables) bool {
	nodes, endNodes := iter.Pull2(tables.Nodes())
	defer endNodes()
	checkpoints, endCheckpoints := iter.Pull2(tables.Checkpoints())
	defer endCheckpoints()
	next, err, more := checkpoints()
	for row, failed := range tables.Rows() {
		if failed != nil || err != nil || !s.row(row, nodes) {
			return false
		}
		if more && next.Size == s.edge.size {
			if !s.checkpoint(next) {
				return false
			}
			next, err, more = checkpoints()
		}
	}
	_, _, surplus := nodes() // an error of reading is one too many, too
	return !more && !surplus
}

// row takes the next entry and the hashes that it adds.
func (s *soundness) row(row Row, nodes func() (StoredNode, error, bool)) bool {
	if row.Seq != s.edge.size+1 {
		return false
	}
	next, added, err := s.edge.push(row.hash())
	if err != nil {
		return false
	}
	for _, n := range added {
		stored, err, more := nodes()
		if !more || err != nil || stored.Index != n.Index || !bytes.Equal(stored.Hash, n.Hash[:]) {
			return false
		}
	}
	s.edge = next
	s.report.Entries, s.report.Proven = s.edge.size, s.edge.size
	switch Kind(row.Kind) {
	case CheckpointsLost:
		s.report.Lost = append(s.report.Lost, row.Seq)
	case KeysNew:
		s.renewed[renewedTo(row)] = row.Seq
		s.report.Renewed = append(s.report.Renewed, row.Seq)
	}
	return true
}

// checkpoint takes the one of the entries so far.
func (s *soundness) checkpoint(stored Stored) bool {
	root, err := s.edge.root()
	if err != nil || !s.signs(stored, root) || !s.fileHas(stored.Note) {
		return false
	}
	if since := s.since; since != nil && since.Size == s.edge.size {
		if since.Root != root {
			return false
		}
		s.sign(since.by)
		s.since = nil
	}
	s.report.Checkpoints++
	s.report.Newest, s.report.Root = s.edge.size, root
	return true
}

func (s *soundness) signs(stored Stored, root tlog.Hash) bool {
	c, err := s.key.Open(stored.Note)
	if err != nil || c.Size != stored.Size || c.Root != root {
		return false
	}
	s.sign(c.by)
	return true
}

func (s *soundness) sign(by int) {
	e, before := s.signed[by]
	if !before {
		e.first = s.edge.size
	}
	s.signed[by] = extent{e.first, s.edge.size}
}

// fileHas says whether the next block of the file is this checkpoint, or the file has ended before it, at most amid it.
func (s *soundness) fileHas(note []byte) bool {
	if s.file == nil {
		s.report.Behind++
		return s.report.Behind > 1
	}
	block := Checkpoint{Note: note}.Block()
	read := make([]byte, len(block))
	n, err := io.ReadFull(s.file, read)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		s.file, s.report.Behind, s.report.Torn = nil, 1, n > 0
		return bytes.HasPrefix(block, read[:n])
	}
	return err == nil && bytes.Equal(read, block)
}

// fileEnds says whether the file has nothing more than what a crash may leave there.
func (s *soundness) fileEnds() bool {
	if s.file == nil {
		return true
	}
	var more [2]byte
	n, err := io.ReadFull(s.file, more[:])
	s.report.Torn = n > 0
	return err != nil && (n == 0 || more[0] == '\n') && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF))
}

// keysInTime is what anchors.keysInTheirTime looks for.
func (s *soundness) keysInTime() bool {
	for i, line := range s.key.lines {
		e, has := s.signed[i]
		if !has {
			continue
		}
		from, told := s.renewed[fingerprint(line)]
		if oldest := i == len(s.key.lines)-1; !oldest && (!told || e.first < from) {
			return false
		}
		if i == 0 {
			continue
		}
		if until, told := s.renewed[fingerprint(s.key.lines[i-1])]; told && e.last > until {
			return false
		}
	}
	return true
}
