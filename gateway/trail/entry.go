package trail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind says what an entry records. The list is closed: readers of a trail rely on it.
type Kind string

// The kinds, in the order an alert meets them; the last are about the gateway and its people.
const (
	Received     Kind = "received"
	Duplicate    Kind = "duplicate"
	Quarantined  Kind = "quarantined"
	Settled      Kind = "settled"
	Held         Kind = "held"
	Approved     Kind = "approved"
	Denied       Kind = "denied"
	Withdrawn    Kind = "withdrawn"
	Released     Kind = "released"
	Attempted    Kind = "attempted"
	Delivered    Kind = "delivered"
	Refused      Kind = "refused"
	Unknown      Kind = "unknown"
	Lapsed       Kind = "lapsed"
	Ended        Kind = "ended"
	Expired      Kind = "expired"
	Late         Kind = "late"
	Loop         Kind = "loop"
	Recalled     Kind = "recalled"
	Resent       Kind = "resent"
	Alarm        Kind = "alarm"
	Acknowledged Kind = "acknowledged"
	Started      Kind = "started"
	Configured   Kind = "configured"
	Restored     Kind = "restored"
	Retired      Kind = "retired"
	Renamed      Kind = "renamed"
	Cleared      Kind = "cleared"
	KeysNew      Kind = "keys-new" // the gateway has new keys, and the trail is signed by another from here on
	// CheckpointsLost: the checkpoint file was gone, cut or damaged at a start, and was written anew from the store.
	CheckpointsLost Kind = "checkpoints-lost"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Received, Duplicate, Quarantined, Settled, Held, Approved, Denied, Withdrawn, Released, Attempted,
		Delivered, Refused, Unknown, Lapsed, Ended, Expired, Late, Loop, Recalled, Resent, Alarm, Acknowledged, Started,
		Configured, Restored, Retired, Renamed, Cleared, KeysNew, CheckpointsLost}
}

// Known reports whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Entry is one thing to record.
type Entry struct {
	At    time.Time
	Alert string // the alert's canonical key; empty where no alert is concerned
	Kind  Kind
	Body  any // what Canonical takes and writes as an object; nil is the empty object
}

// Row is an entry as the table trail holds it: each field is a column, to the byte. An absent alert is "" here and
// may be NULL there.
type Row struct {
	Seq   int64 // from 1, without gaps
	At    string
	Alert string
	Kind  string
	Body  string // canonical JSON
}

// Row gives e the number seq and its stored form. It refuses an unknown kind and a body that has no canonical form:
// both are mistakes of the program, found before anything is written.
func (e Entry) Row(seq int64) (Row, error) {
	if !e.Kind.Known() {
		return Row{}, fmt.Errorf("trail: %q is no kind of entry: use one of trail.Kinds", e.Kind)
	}
	body := e.Body
	if body == nil {
		body = map[string]any{}
	}
	text, err := Canonical(body)
	if err != nil {
		return Row{}, fmt.Errorf("trail: the body of a %s entry: %w", e.Kind, err)
	}
	if string(text) == "null" { // a nil map inside the interface
		text = []byte("{}")
	}
	if text[0] != '{' {
		return Row{}, fmt.Errorf("trail: the body of a %s entry is no JSON object", e.Kind)
	}
	key := strings.ToValidUTF8(e.Alert, "\uFFFD")
	return Row{Seq: seq, At: FormatTime(e.At), Alert: key, Kind: string(e.Kind), Body: string(text)}, nil
}

// Leaf is what is hashed: the row as one canonical JSON object. The body is taken as it stands, so that a changed
// byte in it changes the leaf even where JSON would read the same. No two rows have the same leaf, since every other
// field is escaped and the members after the body hold no unescaped quotation mark.
func (r Row) Leaf() []byte {
	b := make([]byte, 0, 96+len(r.Alert)+len(r.Body))
	b = append(b, `{"alert":`...)
	b = appendString(b, r.Alert)
	b = append(b, `,"at":`...)
	b = appendString(b, r.At)
	b = append(b, `,"body":`...)
	b = append(b, r.Body...)
	b = append(b, `,"kind":`...)
	b = appendString(b, r.Kind)
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, r.Seq, 10)
	return append(b, '}')
}
