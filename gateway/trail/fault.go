package trail

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Code names what is wrong. The codes are stable: programs and alarms may rely on them.
type Code string

// The codes of faults.
const (
	RowChanged        Code = "row-changed"             // the content of an entry is not what was hashed
	RowMissing        Code = "row-missing"             // an entry was removed
	RowsSwapped       Code = "rows-swapped"            // two entries stand in each other's place
	RowsRenumbered    Code = "rows-renumbered"         // entries stand under other numbers than their own
	RowInserted       Code = "row-inserted"            // an entry, however well-formed, that was never signed
	TailCut           Code = "tail-cut"                // the last entries are gone, and a checkpoint remembers them
	HistoryRewritten  Code = "history-rewritten"       // rows and hashes agree with each other, the signed head does not
	TwoHistories      Code = "two-histories"           // two signed checkpoints contradict each other
	NodeChanged       Code = "node-changed"            // a stored hash is not the one its entries give
	NodeMissing       Code = "node-missing"            // a stored hash was removed
	NodeInserted      Code = "node-inserted"           // a stored hash that belongs to no entry
	CheckpointChanged Code = "checkpoint-changed"      // altered, or not signed by the trail's key
	CheckpointMissing Code = "checkpoint-missing"      // in the table or the file, but not in the other
	KeyOutOfTime      Code = "key-out-of-time"         // a key signed before or after its time
	FileMissing       Code = "checkpoint-file-missing" // the separate file is gone
	FileShort         Code = "checkpoint-file-short"   // the separate file ends too early
)

// Fault is one thing that Verify found.
type Fault struct {
	Code  Code   `json:"code"`
	First int64  `json:"first"`          // the entry concerned, or the size of the checkpoint
	Last  int64  `json:"last,omitempty"` // the last entry, where there are several
	Text  string `json:"text"`           // one sentence for the person
}

// String is the fault in one line.
func (f Fault) String() string { return fmt.Sprintf("%s: %s", f.Code, f.Text) }

// Report is the outcome of a verification. The trail is sound when Faults is empty.
type Report struct {
	Entries     int64     `json:"entries"`       // rows found
	Proven      int64     `json:"proven"`        // entries that a signed checkpoint vouches for
	Checkpoints int       `json:"checkpoints"`   // different sizes with a good signature, wherever found
	Newest      int64     `json:"newest"`        // the largest of them
	Root        tlog.Hash `json:"root"`          // its root
	Behind      int       `json:"file_behind"`   // checkpoints of the store that the file does not have yet
	Torn        bool      `json:"file_torn"`     // the file ends in an incomplete block
	Faults      []Fault   `json:"faults"`        // in the order of the entries
	Unproven    int64     `json:"unproven_from"` // not 0: checkpoints could not be matched from this entry on
	// Lost are the entries that tell that the checkpoint file was lost: until then only a checkpoint kept elsewhere
	// remembers what may have been cut off together with it.
	Lost []int64 `json:"file_lost,omitempty"`
	// Renewed are the entries at which the trail got another key.
	Renewed []int64 `json:"keys_new,omitempty"`
}

func (r *Report) fault(code Code, first, last int64, format string, args ...any) {
	if last == first {
		last = 0
	}
	r.Faults = append(r.Faults, Fault{code, first, last, fmt.Sprintf(format, args...)})
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Faults, func(a, b Fault) int { return cmp.Compare(a.First, b.First) })
}

// Sentence sums the report up in one line.
func (r Report) Sentence() string {
	if len(r.Faults) == 0 {
		return fmt.Sprintf("The trail is sound: %d entries, %d checkpoints, all agree.", r.Entries, r.Checkpoints)
	}
	noun := "faults"
	if len(r.Faults) == 1 {
		noun = "fault"
	}
	return fmt.Sprintf("The trail was altered: %d %s in %d entries.", len(r.Faults), noun, r.Entries)
}

// span names one entry or several.
func span(first, last int64) string {
	if first == last {
		return fmt.Sprintf("entry %d", first)
	}
	return fmt.Sprintf("entries %d to %d", first, last)
}

func was(first, last int64) string {
	if first == last {
		return "was"
	}
	return "were"
}
