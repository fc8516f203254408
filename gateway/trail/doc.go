// Package trail is the gateway's audit trail: a numbered list of what it received, decided and did, bound together
// by a Merkle tree whose head the gateway signs after every commit, so that a later change shows.
//
// It does the mathematics only. The store keeps three tables (trail, node, checkpoint) and calls this package:
//
//	key, created, err := trail.LoadOrCreateKey(dir, "bordercast/nb-me", rand)  // once, at start
//	log, err := trail.Resume(size, nodes, key)                                // reads at most log₂(size) hashes
//	batch, err := log.Append(entries)                                         // pure: nothing is remembered yet
//	…insert batch.Rows, batch.Nodes, batch.Checkpoint; COMMIT…
//	log.Commit(batch)                                                         // only now does the log move on
//	…append batch.Checkpoint.Block() to the separate checkpoint file…
//
// A batch that is never committed leaves no trace, so a transaction may be rolled back without undoing anything here.
// The right edge of the tree stays in memory: appending reads nothing from the database.
//
// # The leaf
//
// The leaf of an entry is the canonical JSON object {alert, at, body, kind, seq}; see Canonical for what canonical
// means here. Nothing else is in it: no row identifiers, and of people only the names of their accounts. Bodies carry
// digests, codes and identifiers, never text or contacts, so that payloads can be purged without breaking the trail.
// The tree is that of RFC 6962 (golang.org/x/mod/sumdb/tlog), record number seq-1; the signed head is a checkpoint
// (C2SP tlog-checkpoint): origin, size and root, one a line, signed with Ed25519.
//
// # What a verification can find
//
// Verify names every entry that was changed, removed, swapped, renumbered or inserted, every hash and checkpoint that
// was altered, and a tail that was cut off while an outside checkpoint remembers it. It cannot find that the last
// entries were removed together with every checkpoint that covers them, and it cannot tell an honest history from
// one rewritten by whoever holds the signing key: both need a witness outside the machine. docs/trail.md says so.
package trail
