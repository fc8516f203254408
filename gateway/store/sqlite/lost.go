package sqlite

import (
	"encoding/json"
	"os"
	"strconv"
	"time"

	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// Lost says that the file of checkpoints was not what it was when the gateway last looked. Whoever cuts off the end of the
// trail, in every table, must cut this file too, so its loss is no small thing: only a checkpoint kept elsewhere then
// remembers what it did.
type Lost struct {
	Was    int64  `json:"was"` // bytes that were there when the gateway last looked, 0 where it does not know
	Is     int64  `json:"is"`  // bytes found
	Reason string `json:"reason"`
}

// Reasons of a Lost.
const (
	LostGone    = "gone"
	LostCut     = "cut"     // it is shorter than it was
	LostShort   = "short"   // it lacks more than a crash can take
	LostDamaged = "damaged" // it holds what the gateway did not write
)

const (
	lengthNote = "checkpoint file" // name in the table meta: how long the file was
	lostNote   = "checkpoints lost"
)

// crashTakes is how far back a power failure reaches: what the system had not written to the disk yet.
const crashTakes = 2 * time.Minute

// lookAtFile compares the file of checkpoints with what the store remembers, before anything is put back into it. What it
// finds is on disk before that: a crash between the two must not make it disappear.
func (db *DB) lookAtFile(path string, key *trail.Key) error {
	lost, err := db.lostAt(path, key)
	if err != nil || lost == nil {
		return err
	}
	text, err := json.Marshal(lost)
	if err != nil {
		return err
	}
	if err := db.tx.Remember(lostNote, string(text)); err != nil {
		return err
	}
	if lost.Reason != LostDamaged {
		return nil // what is there is its beginning, and is completed
	}
	return os.Rename(path, path+".damaged") // evidence; the file is written anew
}

func (db *DB) lostAt(path string, key *trail.Key) (*Lost, error) {
	newest, err := db.tx.number("SELECT coalesce(max(size), 0) FROM checkpoint")
	if err != nil || newest == 0 {
		return nil, err
	}
	remembered, err := db.tx.Remembered(lengthNote)
	if err != nil {
		return nil, err
	}
	was, _ := strconv.ParseInt(remembered, 10, 64) // "" where an earlier version kept no note
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		return &Lost{Was: was, Reason: LostGone}, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	end, err := tailOf(file)
	if err != nil {
		return nil, err
	}
	is := end.offset + int64(len(end.text))
	damaged, has := trail.Damaged(end.text, end.offset == 0, key.Public())
	short, err := db.short(has, newest)
	switch {
	case err != nil || has > newest: // then the store was cut: refill refuses it
		return nil, err
	case damaged:
		return &Lost{was, is, LostDamaged}, nil
	case is < was:
		return &Lost{was, is, LostCut}, nil
	case short:
		return &Lost{was, is, LostShort}, nil
	}
	return nil, nil
}

// short says whether the file, which ends with the checkpoint of so many entries, lacks one that is older than what a
// crash can take.
func (db *DB) short(has, newest int64) (bool, error) {
	if has >= newest {
		return false, nil
	}
	missing, err := db.tx.number("SELECT min(size) FROM checkpoint WHERE size > ?", has)
	if err != nil {
		return false, err
	}
	times := make([]time.Time, 2)
	for i, seq := range []int64{missing, newest} {
		text := ""
		if _, err := db.tx.one("SELECT at FROM trail WHERE seq = ?", []any{seq}, func(r *engine.Row) { text = r.Text() }); err != nil {
			return false, err
		}
		if times[i], err = time.Parse(trail.TimeForm, text); err != nil {
			return false, nil // an altered row: `trail verify` finds it
		}
	}
	return times[1].Sub(times[0]) > crashTakes, nil
}

// noteLength remembers how long the file is.
func (db *DB) noteLength() error {
	info, err := db.checkpoints.Stat()
	if err != nil {
		return err
	}
	return db.tx.Remember(lengthNote, strconv.FormatInt(info.Size(), 10))
}

// TakeLost is what the last look at the file of checkpoints found, nil for nothing, and forgets it: whoever takes it
// records it in the same command.
func (tx *Tx) TakeLost() (*Lost, error) {
	text, err := tx.Remembered(lostNote)
	if err != nil || text == "" {
		return nil, err
	}
	lost := &Lost{}
	if err := json.Unmarshal([]byte(text), lost); err != nil {
		return nil, err
	}
	return lost, tx.Unremember(lostNote)
}
