package book

import (
	"time"

	"bordercast/gateway/trail"
)

// What tests see of the book and nobody else does.
const (
	MaxGroup      = maxGroup
	MaxGroupBytes = maxGroupBytes
	MostGroupTime = mostGroupTime
	MostInLine    = mostInLine
	Tail          = tail
	MostRows      = mostRows
	MostOfLast    = mostOfLast
	LastChains    = lastChains
)

// Queued is how many commands wait.
func (b *Book) Queued() int { return b.writer.queue.len() }

// GroupTime lets a group take at least this long.
func (b *Book) GroupTime(d time.Duration) { b.writer.groupTime = d }

// Machine is the clock by which groups are measured.
func (b *Book) Machine() time.Time { return b.writer.machine.Now() }

// BreakCheckpoints closes the file of checkpoints under the book.
func (b *Book) BreakCheckpoints() error { return b.writer.checkpoints.close() }

// Force writes what no rule allows, and forgets what is in memory.
func Force(tx *Tx, c *Changes) error {
	if err := tx.flush(); err != nil {
		return err
	}
	err := tx.write(c)
	tx.rows.clear()
	return err
}

// Kept is how many chains are in memory.
func (tx *Tx) Kept() int { return len(tx.rows.chains) }

// Backend is what keeps the rows.
func (tx *Tx) Backend() Reader { return tx.r }

// LostAt is what is found of a file of checkpoints beside a backend.
func LostAt(b Backend, path string, key *trail.Key) (*Lost, error) {
	return (&checkpointFile{backend: b, key: key}).lostAt(path)
}
