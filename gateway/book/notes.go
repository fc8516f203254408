package book

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/gateway/trail"
)

// Put keeps one fact about the gateway itself under a name, in place of an earlier one.
func (t NoteTable) Put(name, value string) error {
	t.tx.pending.Notes = append(t.tx.pending.Notes, Note{Name: name, Value: value})
	return nil
}

// Drop forgets what was kept under a name.
func (t NoteTable) Drop(name string) error {
	t.tx.pending.Notes = append(t.tx.pending.Notes, Note{Name: name, Gone: true})
	return nil
}

// Under is what was kept under names that begin with prefix, by name.
func (t NoteTable) Under(prefix string) (map[string]string, error) {
	return listed(t.tx, func() (map[string]string, error) { return t.tx.r.Notes(prefix) })
}

// Values is the same without the names, in their order.
func (t NoteTable) Values(prefix string) ([]string, error) {
	notes, err := t.Under(prefix)
	var all []string
	for _, name := range slices.Sorted(maps.Keys(notes)) {
		all = append(all, notes[name])
	}
	return all, err
}

// Get is what was kept under a name, "" for nothing.
func (t NoteTable) Get(name string) (value string, err error) {
	notes, err := t.Under(name)
	return notes[name], err
}

// Names under which a store keeps what it is to a broker, and whose it is.
const (
	epochNote  = "epoch"
	clientNote = "client"
	ownerNote  = "gateway"
)

// Epoch is the number of the last leadership that was claimed for this store, 0 for none. Each claim on a tree of a
// broker is made with a higher one than any the broker or the store knows of, so a store that is lower than what the
// broker retains has not led last: others have since, and what it holds is older than what stands.
func (t NoteTable) Epoch() (int64, error) {
	text, err := t.Get(epochNote)
	if err != nil || text == "" {
		return 0, err
	}
	epoch, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the store's epoch is %q, which is no number: put a backup back: %w", text, err)
	}
	return epoch, nil
}

// SetEpoch keeps the epoch of a claim, before the broker is told of it. 0 makes the store one that never led.
func (t NoteTable) SetEpoch(epoch int64) error {
	if epoch == 0 {
		return t.Drop(epochNote)
	}
	return t.Put(epochNote, strconv.FormatInt(epoch, 10))
}

// ClientSecret ends the names of the gateway's clients at its broker: 128 random bits, which belong to the store, so
// that its backup resumes the same session and nobody who knows how the names begin can. fresh says that it was made
// just now.
func (t NoteTable) ClientSecret(random io.Reader) (secret string, fresh bool, err error) {
	if secret, err = t.Get(clientNote); err != nil || secret != "" {
		return secret, false, err
	}
	if random == nil {
		random = rand.Reader
	}
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", false, fmt.Errorf("name the gateway's clients: %w", err)
	}
	secret = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
	return secret, true, t.Put(clientNote, secret)
}

// Owner is the gateway that last started on this store; "" for a store that none has.
func (t NoteTable) Owner() (string, error) {
	name, err := t.Get(ownerNote)
	if name != "" || err != nil {
		return name, err
	}
	// A store of before kept its owner in the trail alone: the last one that started.
	err = t.tx.Trail.EachRow(0, "", func(r trail.Row) error {
		if r.Kind != string(trail.Started) {
			return nil
		}
		var body struct{ Gateway string }
		name = ""
		if json.Unmarshal([]byte(r.Body), &body) == nil {
			name = body.Gateway
		}
		return nil
	})
	return name, err
}

// SetOwner keeps whose store this is.
func (t NoteTable) SetOwner(gateway string) error { return t.Put(ownerNote, gateway) }

// Put keeps what a destination is, in place of what it was.
func (t DestinationTable) Put(d Destination) error {
	t.tx.pending.Kept = append(t.tx.pending.Kept, d)
	return nil
}

// Drop forgets a destination at which nothing is open.
func (t DestinationTable) Drop(name string) error {
	if err := t.tx.flush(); err != nil { // it may have been kept just now, and may be kept anew next
		return err
	}
	t.tx.pending.Dropped = append(t.tx.pending.Dropped, name)
	return t.tx.flush()
}

// All lists those that are kept, by name.
func (t DestinationTable) All() ([]Destination, error) {
	return listed(t.tx, func() ([]Destination, error) { return t.tx.r.Destinations() })
}

// Size is the number of entries that are stored.
func (t TrailTable) Size() (int64, error) { return t.tx.r.Trail().Size() }

// EachRow reads the trail in order from seq on; alert narrows it to one alert's key.
func (t TrailTable) EachRow(from int64, alert string, row func(trail.Row) error) error {
	return t.tx.r.Trail().Rows(from, alert, row)
}

// EachNode reads the stored hashes in order, as they stand: one of another length was altered, and must be seen to be.
func (t TrailTable) EachNode(node func(trail.StoredNode) error) error {
	return t.tx.r.Trail().Nodes(node)
}

// EachCheckpoint reads the stored checkpoints in order, from the one of this size on.
func (t TrailTable) EachCheckpoint(from int64, checkpoint func(size int64, note string) error) error {
	return t.tx.r.Trail().Checkpoints(from, checkpoint)
}

// ReadHashes reads stored hashes by index, as tlog.HashReader wants them.
func (t TrailTable) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	return t.tx.r.Trail().ReadHashes(indexes)
}

// Audit shows a transaction's tables to trail.Verify. It reads from the smallest number there can be: an entry that
// somebody put in before the first must be seen too.
func Audit(tx *Tx) trail.Tables { return audit{tx} }

type audit struct{ tx *Tx }

// Rows are the entries.
func (a audit) Rows() iter.Seq2[trail.Row, error] {
	return sequence(func(each func(trail.Row) error) error { return a.tx.Trail.EachRow(math.MinInt64, "", each) })
}

// Nodes are the stored hashes.
func (a audit) Nodes() iter.Seq2[trail.StoredNode, error] { return sequence(a.tx.Trail.EachNode) }

// Checkpoints are the signed heads.
func (a audit) Checkpoints() iter.Seq2[trail.Stored, error] {
	return sequence(func(each func(trail.Stored) error) error {
		return a.tx.Trail.EachCheckpoint(math.MinInt64, func(size int64, note string) error {
			return each(trail.Stored{Size: size, Note: []byte(note)})
		})
	})
}

// sequence turns a callback into an iterator; an error of the reading is its last value.
func sequence[T any](read func(each func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := read(func(value T) error {
			if !yield(value, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			var none T
			yield(none, err)
		}
	}
}

// ErrLacksHash is a trail with a gap.
var ErrLacksHash = errors.New("the audit trail lacks a stored hash: run `bordercast trail verify`")

// AreKept says whether the store is new enough to keep them: a view may be of one that no gateway of today
// has opened yet.
func (t DestinationTable) AreKept() (bool, error) {
	if old, may := t.tx.r.(interface{ KeepsDestinations() (bool, error) }); may {
		return old.KeepsDestinations()
	}
	return true, nil
}
