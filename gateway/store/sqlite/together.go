package sqlite

import (
	"math/bits"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/gateway/trail"
)

// What always comes together is one statement: a row put into a view of the writing connection, whose trigger writes the
// tables. The views are no part of the file, so they may be other ones in any release.
//
// A trigger may not name an index; a + before a column keeps SQLite from the index that begins with it.

// level numbers the hashes that one entry of the trail can add.
const level = `CREATE TEMP TABLE level (n INTEGER PRIMARY KEY);
	INSERT INTO level WITH RECURSIVE up (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < 63) SELECT n FROM up;`

// said is an entry of the trail with the hashes that it adds, one after the other from index ix on, and the checkpoint after
// it, NULL where another entry follows in the commit.
const said = "seq, at, alert, kind, body, ix, hashes, note"

const saidTrigger = `INSERT INTO trail (seq, at, alert, kind, body) VALUES (NEW.seq, NEW.at, NEW.alert, NEW.kind, NEW.body);
	INSERT INTO node (ix, hash) SELECT NEW.ix + n, substr(NEW.hashes, 32 * n + 1, 32) FROM level WHERE n < length(NEW.hashes) / 32;
	INSERT INTO checkpoint (size, note) SELECT NEW.seq, NEW.note WHERE NEW.note IS NOT NULL;`

// together makes the views.
func (c *conn) together() error {
	script := level
	for _, v := range []struct{ name, columns, does string }{
		{"said", said, saidTrigger},
	} {
		script += "CREATE TEMP VIEW " + v.name + " (" + v.columns + ") AS SELECT NULL" + strings.Repeat(", NULL", strings.Count(v.columns, ",")) + ";" +
			"CREATE TEMP TRIGGER put_" + v.name + " INSTEAD OF INSERT ON " + v.name + " BEGIN " + v.does + " END;"
	}
	return c.Script(script)
}

func (b *Backend) putTrail(t trail.Batch) error {
	rows := make([]any, 0, (1+strings.Count(said, ","))*len(t.Rows))
	nodes := t.Nodes
	for i, r := range t.Rows {
		n := 1 + bits.TrailingZeros64(uint64(r.Seq)) // each subtree that the entry completes has one
		hashes := make([]byte, 0, n*tlog.HashSize)
		for _, node := range nodes[:n] {
			hashes = append(hashes, node.Hash[:]...)
		}
		var note any
		if i == len(t.Rows)-1 {
			note = string(t.Checkpoint.Note)
		}
		rows = append(rows, r.Seq, r.At, r.Alert, r.Kind, r.Body, nodes[0].Index, hashes, note)
		nodes = nodes[n:]
	}
	return b.insert("INSERT INTO said", said, "", rows)
}
