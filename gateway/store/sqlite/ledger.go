package sqlite

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

func (tx *Tx) storeTrail(b trail.Batch) error {
	for _, r := range b.Rows {
		if err := tx.exec("INSERT INTO trail (seq, at, alert, kind, body) VALUES (?,?,?,?,?)", r.Seq, r.At, r.Alert, r.Kind, r.Body); err != nil {
			return err
		}
	}
	for _, n := range b.Nodes {
		if err := tx.exec("INSERT INTO node (ix, hash) VALUES (?,?)", n.Index, n.Hash[:]); err != nil {
			return err
		}
	}
	return tx.exec("INSERT INTO checkpoint (size, note) VALUES (?,?)", b.Checkpoint.Size, string(b.Checkpoint.Note))
}

// TrailSize is the number of entries.
func (tx *Tx) TrailSize() (int64, error) { return tx.number("SELECT coalesce(max(seq), 0) FROM trail") }

// EachTrailRow reads the trail in order from seq on; alert narrows it to one alert's key.
func (tx *Tx) EachTrailRow(from int64, alert string, row func(trail.Row) error) error {
	query, args := "SELECT seq, at, alert, kind, body FROM trail WHERE seq >= ? ORDER BY seq", []any{from}
	if alert != "" {
		query, args = "SELECT seq, at, alert, kind, body FROM trail WHERE seq >= ? AND alert = ? AND alert <> '' ORDER BY seq", []any{from, alert}
	}
	return tx.each(query, args, func(r *engine.Row) error {
		return row(trail.Row{Seq: r.Int(), At: r.Text(), Alert: r.Text(), Kind: r.Text(), Body: r.Text()})
	})
}

// EachNode reads the stored hashes in order, as they stand: one of another length was altered, and must be seen to be.
func (tx *Tx) EachNode(node func(trail.StoredNode) error) error {
	return tx.each("SELECT ix, hash FROM node ORDER BY ix", nil, func(r *engine.Row) error {
		return node(trail.StoredNode{Index: r.Int(), Hash: r.Blob()})
	})
}

// EachCheckpoint reads the stored checkpoints in order, from the one of this size on.
func (tx *Tx) EachCheckpoint(from int64, checkpoint func(size int64, note string) error) error {
	return tx.each("SELECT size, note FROM checkpoint WHERE size >= ? ORDER BY size", []any{from}, func(r *engine.Row) error {
		size := r.Int()
		return checkpoint(size, r.Text())
	})
}

// ReadHashes reads stored hashes by index, as tlog.HashReader wants them.
func (tx *Tx) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, ix := range indexes {
		found, err := tx.one("SELECT hash FROM node WHERE ix = ?", []any{ix}, func(r *engine.Row) { r.Into(all[i][:]) })
		if err == nil && !found {
			err = errors.New("the audit trail lacks a stored hash: run `bordercast trail verify`")
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Remember keeps one fact about the gateway itself under a name, in place of an earlier one.
func (tx *Tx) Remember(name, value string) error {
	return tx.exec("INSERT OR REPLACE INTO meta (name, value) VALUES (?,?)", name, value)
}

// Unremember forgets what was kept under a name.
func (tx *Tx) Unremember(name string) error {
	return tx.exec("DELETE FROM meta WHERE name = ?", name)
}

// RememberedUnder lists what was kept under names that begin with prefix.
func (tx *Tx) RememberedUnder(prefix string) ([]string, error) {
	return list(tx, "SELECT value FROM meta WHERE substr(name, 1, ?) = ? ORDER BY name", []any{len(prefix), prefix}, func(r *engine.Row) string { return r.Text() })
}

// RememberedNames is the same with the names.
func (tx *Tx) RememberedNames(prefix string) (map[string]string, error) {
	all := map[string]string{}
	err := tx.each("SELECT name, value FROM meta WHERE substr(name, 1, ?) = ?", []any{len(prefix), prefix}, func(r *engine.Row) error {
		name, value := r.Text(), r.Text()
		all[name] = value
		return nil
	})
	return all, err
}

// Remembered is what was kept under a name, "" for nothing.
func (tx *Tx) Remembered(name string) (value string, err error) {
	_, err = tx.one("SELECT value FROM meta WHERE name = ?", []any{name}, func(r *engine.Row) { value = r.Text() })
	return value, err
}
