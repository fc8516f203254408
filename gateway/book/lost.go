package book

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"time"

	"bordercast/gateway/trail"
)

// Lost says that the file of checkpoints was not what it was when the gateway last looked. Whoever cuts off the end of
// the trail, in every table, must cut this file too, so its loss is no small thing: only a checkpoint kept elsewhere
// then remembers what it did.
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

// look compares the file of checkpoints with what the store remembers, before anything is put back into it. What
// it finds is on disk before that: a crash between the two must not make it disappear.
func (f *checkpointFile) look(path string) error {
	lost, err := f.lostAt(path)
	if err != nil || lost == nil {
		return err
	}
	text, err := json.Marshal(lost)
	if err != nil {
		return err
	}
	if err := f.note(lostNote, string(text)); err != nil {
		return err
	}
	if lost.Reason != LostDamaged {
		return nil // what is there is its beginning, and is completed
	}
	return os.Rename(path, path+".damaged") // evidence; the file is written anew
}

func (f *checkpointFile) lostAt(path string) (*Lost, error) {
	newest, err := f.newestStored()
	if err != nil || newest == 0 {
		return nil, err
	}
	remembered, err := f.backend.Rows().Notes(lengthNote)
	if err != nil {
		return nil, err
	}
	was, _ := strconv.ParseInt(remembered[lengthNote], 10, 64) // "" where an earlier version kept no note
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
	damaged, has := trail.Damaged(end.text, end.offset == 0, f.key.Public())
	short, err := f.short(has, newest)
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
func (f *checkpointFile) short(has, newest int64) (bool, error) {
	if has >= newest {
		return false, nil
	}
	missing := newest
	err := f.backend.Rows().Trail().Checkpoints(has+1, func(size int64, _ string) error {
		missing = size
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return false, err
	}
	times := make([]time.Time, 2)
	for i, seq := range []int64{missing, newest} {
		text := ""
		err := f.backend.Rows().Trail().Rows(seq, "", func(r trail.Row) error {
			if r.Seq == seq {
				text = r.At
			}
			return errEnough
		})
		if err != nil && !errors.Is(err, errEnough) {
			return false, err
		}
		if times[i], err = time.Parse(trail.TimeForm, text); err != nil {
			return false, nil // an altered row: `trail verify` finds it
		}
	}
	return times[1].Sub(times[0]) > crashTakes, nil
}

// errEnough ends a reading that has found what it looked for.
var errEnough = errors.New("enough")

// newestStored is of how many entries the newest checkpoint of the table is; 0 for none.
func (f *checkpointFile) newestStored() (newest int64, err error) {
	size, err := f.backend.Rows().Trail().Size()
	for _, from := range []int64{size, 0} { // the newest speaks of all entries, unless somebody has cut the table
		if newest == 0 && err == nil {
			err = f.backend.Rows().Trail().Checkpoints(from, func(size int64, _ string) error {
				newest = max(newest, size)
				return nil
			})
		}
	}
	return newest, err
}

// note keeps a fact of the book's own, in a transaction of its own.
func (f *checkpointFile) note(name, value string) error {
	if err := f.backend.Begin(); err != nil {
		return err
	}
	if err := f.backend.Write(&Changes{Notes: []Note{{Name: name, Value: value}}}); err != nil {
		return errors.Join(err, f.backend.Rollback())
	}
	return f.backend.Commit()
}

// noteLength remembers how long the file is.
func (f *checkpointFile) noteLength() error {
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	return f.note(lengthNote, strconv.FormatInt(info.Size(), 10))
}

// TakeLost is what the last look at the file of checkpoints found, nil for nothing, and forgets it: whoever takes it
// records it in the same command.
func (t NoteTable) TakeLost() (*Lost, error) {
	text, err := t.Get(lostNote)
	if err != nil || text == "" {
		return nil, err
	}
	lost := &Lost{}
	if err := json.Unmarshal([]byte(text), lost); err != nil {
		return nil, err
	}
	return lost, t.Drop(lostNote)
}
