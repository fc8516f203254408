package trail

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Log appends to the trail. It belongs to the one goroutine that writes the store and has no lock.
type Log struct {
	edge edge
	key  *Key
}

// Batch is what one transaction adds. Rows and Nodes are to be inserted as they are, and the checkpoint, in the same
// transaction. An empty batch (no entries) has no checkpoint.
type Batch struct {
	Rows       []Row
	Nodes      []Node
	Checkpoint Checkpoint
	next       edge
}

// Resume takes up a trail of size entries (the highest seq, 0 for a new one), reading at most 63 hashes from the
// table node.
func Resume(size int64, nodes tlog.HashReader, key *Key) (*Log, error) {
	e, err := readEdge(size, nodes)
	if err != nil {
		return nil, err
	}
	return &Log{edge: e, key: key}, nil
}

// Size is the number of entries, which is also the seq of the last.
func (l *Log) Size() int64 { return l.edge.size }

// Agrees compares the log with a stored checkpoint of the same size. The store calls it once after Resume with its
// newest checkpoint: a difference means that somebody altered the tables while the gateway was down.
func (l *Log) Agrees(note []byte) error {
	c, err := l.key.Public().Open(note)
	if err != nil {
		return err
	}
	root, err := l.edge.root()
	if err != nil {
		return err
	}
	if c.Size != l.edge.size || c.Root != root {
		return fmt.Errorf("trail: the newest checkpoint speaks of %d entries and the store's %d do not match it: "+
			"run 'bordercast trail verify' to see what was altered", c.Size, l.edge.size)
	}
	return nil
}

// Renew lets another key sign what comes from now on. The last entry that the one before signed must tell of it
// (KeysNew), and no key may sign the trail again that was replaced: Verify finds both.
func (l *Log) Renew(key *Key) { l.key = key }

// Append numbers the entries from Size()+1 on and works out what to store for them, and the signed checkpoint after
// them. It changes nothing: call Commit with the batch once the transaction is durable, or forget the batch.
func (l *Log) Append(entries []Entry) (Batch, error) {
	b := Batch{next: l.edge}
	if len(entries) == 0 {
		return b, nil
	}
	b.Rows = make([]Row, 0, len(entries))
	b.Nodes = make([]Node, 0, 2*len(entries))
	for _, entry := range entries {
		if err := b.add(entry); err != nil {
			return Batch{}, err
		}
	}
	root, err := b.next.root()
	if err != nil {
		return Batch{}, err
	}
	b.Checkpoint, err = l.key.sign(b.next.size, root)
	return b, err
}

func (b *Batch) add(entry Entry) error {
	row, err := entry.Row(b.next.size + 1)
	if err != nil {
		return err
	}
	next, nodes, err := b.next.push(tlog.RecordHash(row.Leaf()))
	if err != nil {
		return err
	}
	b.next, b.Rows, b.Nodes = next, append(b.Rows, row), append(b.Nodes, nodes...)
	return nil
}

// Commit moves the log past a batch that is now durable. A batch that was not made from the log as it stands is
// refused and changes nothing: two appends without a commit between them would fork the trail.
func (l *Log) Commit(b Batch) error {
	if b.next.size-int64(len(b.Rows)) != l.edge.size {
		return fmt.Errorf("trail: a batch that follows entry %d cannot be committed after entry %d",
			b.next.size-int64(len(b.Rows)), l.edge.size)
	}
	l.edge = b.next
	return nil
}
