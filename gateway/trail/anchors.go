package trail

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Stored is a checkpoint as the table checkpoint holds it.
type Stored struct {
	Size int64
	Note []byte
}

// anchor is a size of the trail whose root was signed, and where that is written.
type anchor struct {
	size               int64
	roots              []tlog.Hash // more than one only where the key signed two histories
	table, file, given bool
}

// where names the places for a person.
func (a anchor) where() string {
	var list []string
	for _, place := range []struct {
		in   bool
		name string
	}{{a.given, "the checkpoint given"}, {a.file, "the checkpoint file"}, {a.table, "the store"}} {
		if place.in {
			list = append(list, place.name)
		}
	}
	return strings.Join(list, " and ")
}

// anchors gathers checkpoints by size.
type anchors struct {
	report  *Report
	list    map[int64]*anchor
	notes   map[int64][]byte // as the table has them, good or not
	good    map[string]Checkpoint
	signers map[int][]int64 // by key, 0 for the newest: what it signed, wherever found
}

func (as *anchors) at(size int64) *anchor {
	a := as.list[size]
	if a == nil {
		a = &anchor{size: size}
		as.list[size] = a
	}
	return a
}

func (as *anchors) add(c Checkpoint) *anchor {
	as.signers[c.by] = append(as.signers[c.by], c.Size)
	a := as.at(c.Size)
	if !slices.Contains(a.roots, c.Root) {
		a.roots = append(a.roots, c.Root)
	}
	return a
}

// readTable takes the table in. A checkpoint that is not good still counts as present, so that one change is
// reported once.
func (as *anchors) readTable(tables Tables, key *PublicKey) error {
	for s, err := range tables.Checkpoints() {
		if err != nil {
			return fmt.Errorf("trail: the table checkpoint cannot be read: %w", err)
		}
		as.notes[s.Size] = s.Note
		as.at(s.Size).table = true
		c, err := key.Open(s.Note)
		switch {
		case err != nil:
			as.report.fault(CheckpointChanged, s.Size, s.Size, "The checkpoint of %d entries in the store was "+
				"altered, or another key signed it.", s.Size)
		case c.Size != s.Size:
			as.report.fault(CheckpointChanged, s.Size, s.Size, "What the store holds as the checkpoint of %d "+
				"entries is that of %d.", s.Size, c.Size)
			as.add(c).table = true
		default:
			as.add(c)
			as.good[string(s.Note)] = c
		}
	}
	return nil
}

// open checks a note of the file. The file repeats the table, so most signatures were checked already.
func (as *anchors) open(key *PublicKey) func([]byte) (Checkpoint, error) {
	return func(note []byte) (Checkpoint, error) {
		if c, ok := as.good[string(note)]; ok {
			return c, nil
		}
		return key.Open(note)
	}
}

// readFile takes the checkpoint file in and reports what is wrong with the file itself.
func (as *anchors) readFile(f file) {
	for _, s := range f.strange {
		as.report.fault(CheckpointChanged, 0, 0, "The checkpoint file holds something at byte %d that the gateway "+
			"did not write there: %s.", s.at, strings.TrimPrefix(s.why, "trail: "))
	}
	last := int64(0)
	for _, c := range f.notes {
		if c.Size <= last {
			as.report.fault(CheckpointChanged, c.Size, c.Size, "The checkpoint file is out of order: that of %d "+
				"entries follows that of %d.", c.Size, last)
		}
		last = max(last, c.Size)
		as.add(c).file = true
	}
	as.compare(f, last)
}

// compare looks for checkpoints that the store has and the file has not.
func (as *anchors) compare(f file, last int64) {
	for _, a := range as.sorted() {
		if !a.table || a.file || len(a.roots) == 0 { // without a root it was reported as altered
			continue
		}
		if a.size > last {
			if as.report.Behind++; as.report.Behind == 1 {
				as.checkTorn(f, as.notes[a.size])
			}
			continue
		}
		// A piece of the file that cannot be read accounts for one missing checkpoint and is reported already.
		if len(f.strange) == 0 {
			as.report.fault(CheckpointMissing, a.size, a.size, "The checkpoint of %d entries is in the store and "+
				"was removed from the checkpoint file.", a.size)
		}
	}
	if as.report.Torn && as.report.Behind == 0 {
		as.checkTorn(f, nil)
	}
}

// checkTorn asks whether an incomplete end is the beginning of what should stand there. A crash leaves nothing else.
func (as *anchors) checkTorn(f file, next []byte) {
	if !bytes.HasPrefix(Checkpoint{Note: next}.Block(), f.torn) {
		as.report.fault(CheckpointChanged, 0, 0, "The checkpoint file ends in %d bytes that are not the beginning of "+
			"the checkpoint due there.", len(f.torn))
	}
}

// missing reports the checkpoints that only the file has; those beyond the end of the rows belong to a cut tail.
func (as *anchors) missing(end int64) {
	for _, a := range as.sorted() {
		if !a.table && (a.file || a.given) && a.size <= end {
			as.report.fault(CheckpointMissing, a.size, a.size, "The checkpoint of %d entries is in %s and was "+
				"removed from the store.", a.size, a.where())
		}
	}
}

// contradictions reports sizes that were signed with two roots.
func (as *anchors) contradictions() {
	for _, a := range as.sorted() {
		if len(a.roots) > 1 {
			as.report.fault(TwoHistories, a.size, a.size, "Two different trails of %d entries were signed with this "+
				"key (%s): one of them was written by someone who has the key, or a backup was put back.", a.size, a.where())
		}
	}
}

func (as *anchors) sorted() []*anchor {
	list := make([]*anchor, 0, len(as.list))
	for _, a := range as.list {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *anchor) int { return int(min(1, max(-1, a.size-b.size))) })
	return list
}

// signed are the sizes with a good signature, in order.
func (as *anchors) signed() []*anchor {
	return slices.DeleteFunc(as.sorted(), func(a *anchor) bool { return len(a.roots) == 0 })
}

// newest is the largest signed size, 0 where there is none.
func (as *anchors) newest() int64 {
	if list := as.signed(); len(list) > 0 {
		return list[len(list)-1].size
	}
	return 0
}
