package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Tables is the store as Verify reads it, each table in the order of its first column. Rows must give the same rows
// each time it is called, so all three belong to one read transaction.
type Tables interface {
	Rows() iter.Seq2[Row, error]
	Nodes() iter.Seq2[StoredNode, error]
	Checkpoints() iter.Seq2[Stored, error]
}

// StoredNode is a hash as the table node holds it, of whatever length.
type StoredNode struct {
	Index int64
	Hash  []byte
}

// Options says what to compare the tables with.
type Options struct {
	Key *PublicKey
	// File is the separate checkpoint file, nil if there is none. On a running gateway take its length BEFORE the
	// read transaction begins: the file never runs ahead of the store by itself, so whatever it has beyond the
	// transaction's entries would look like a cut tail.
	File *io.SectionReader
	// Since is a checkpoint note kept elsewhere, nil if none is given. Line ends that a mail program or a client of
	// the broker changed or added are put right.
	Since []byte
	// Live says that the gateway is running, so the file may have been read some commits ago.
	Live bool
}

// Verify reads everything and says what was altered. An error means that it could not be done: a table that cannot be
// read, a Since that this trail's key never signed. What is wrong with the trail is in the report, never an error.
//
// A sound trail takes the same memory whatever its length. To name what was altered, all of an altered one is read a
// second time, and takes about 150 bytes an entry.
func Verify(tables Tables, o Options) (Report, error) {
	var since *Checkpoint
	if o.Since != nil {
		c, err := o.Key.Open(unixLines(o.Since))
		if err != nil {
			return Report{}, fmt.Errorf("the checkpoint to compare with cannot be used: %w", err)
		}
		since = &c
	}
	if report, ok := sound(tables, o, since); ok {
		return report, nil
	}
	return diagnose(tables, o, since)
}

// diagnose names whatever there is.
func diagnose(tables Tables, o Options, since *Checkpoint) (Report, error) {
	report := Report{}
	as := &anchors{report: &report, list: map[int64]*anchor{}, notes: map[int64][]byte{},
		good: map[string]Checkpoint{}, signers: map[int][]int64{}}
	if since != nil {
		as.add(*since).given = true
	}
	if err := as.readTable(tables, o.Key); err != nil {
		return report, err
	}
	if err := as.outside(o); err != nil {
		return report, err
	}
	e, err := gather(tables, as.newest(), &report)
	if err != nil {
		return report, err
	}
	as.keysInTheirTime(o.Key, e.renewed)
	return report, report.conclude(tables, as, e)
}

// outside takes in the separate file.
func (as *anchors) outside(o Options) error {
	if o.File == nil {
		if len(as.notes) > 0 {
			as.report.fault(FileMissing, 0, 0, "The separate checkpoint file is gone, so a tail that was cut off "+
				"together with its checkpoints would not show; start the gateway once to write it anew from the store.")
		}
		return nil
	}
	text, err := io.ReadAll(whole(o.File))
	if err != nil {
		return fmt.Errorf("trail: the checkpoint file cannot be read: %w", err)
	}
	f := readFile(text, as.open(o.Key))
	as.report.Torn = len(f.torn) > 0
	as.readFile(f)
	if as.report.Behind > 1 && !o.Live {
		as.report.fault(FileShort, f.last(), f.last(), "The checkpoint file ends with that of %d entries and lacks %d "+
			"of the store's; after a power failure start the gateway once, which completes it, else someone cut it.",
			f.last(), as.report.Behind)
	}
	return nil
}

func (r *Report) conclude(tables Tables, as *anchors, e *evidence) error {
	as.contradictions()
	list := as.signed()
	r.Checkpoints = len(list)
	if len(list) == 0 && r.Entries > 0 {
		r.fault(CheckpointMissing, 0, 0, "Not one good checkpoint is left, so nothing can be said about the %d "+
			"entries.", r.Entries)
		return nil
	}
	if len(list) > 0 {
		newest := list[len(list)-1]
		r.Newest, r.Root = newest.size, newest.roots[0]
	}
	w := &walk{evidence: e, report: r}
	if err := w.run(list); err != nil {
		return err
	}
	as.missing(e.rows.last())
	if err := (&align{evidence: e, report: r}).run(tables); err != nil {
		return err
	}
	e.surplus(r)
	r.sort()
	return nil
}

// surplus reports stored hashes that belong to no signed entry; those of added rows go with the rows' own fault.
func (e *evidence) surplus(r *Report) {
	due := tlog.StoredHashCount(max(e.signed, e.rows.last()))
	for i := due; i < int64(len(e.nodes)); i++ {
		if e.nodes[i].ok {
			r.fault(NodeInserted, i, i, "The stored hash %d belongs to no entry.", i)
		}
	}
}

func unixLines(note []byte) []byte {
	note = bytes.ReplaceAll(note, []byte("\r\n"), []byte("\n"))
	return append(bytes.TrimRight(note, "\n"), '\n')
}

func rawBody(s string) json.RawMessage { return json.RawMessage(s) }

func isTime(s string) bool {
	t, err := time.Parse(TimeForm, s)
	return err == nil && FormatTime(t) == s
}
