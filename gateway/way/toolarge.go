package way

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// A message that is too large to be taken is not kept: that is what the limit is for. That it came is, so that whoever
// looks into the quarantine finds it there, with its size and its digest.
const (
	tooLargeNote = "too large " // in the store, with the entry of the trail that tells of it
	tooLargeID   = "large-"     // in the list, where the others go by number
	tooLargeKept = 100          // the latest; the trail has all of them
)

// Refused is a message that its link did not take: its sender was told so by nobody, so people are, and the sender.
func (g *Way) Refused(r adapters.Refusal) {
	g.Log.Warn(r.Text, zap.String("system", r.System), zap.Int("bytes", r.Bytes))
	g.Metrics.Received(cmp.Or(r.System, "unknown"), "quarantined", r.Reason)
	g.Register.Raise(notice.RefusedAlarm(r))
	if r.System == "" {
		return
	}
	seq := int64(0)
	g.DB.For("accept "+r.System, 0).Submit(0, func(tx *book.Tx) (err error) {
		seq, err = keepTooLarge(tx, r)
		return err
	}, func(err error) {
		if err != nil {
			g.Durable.Failed(err)
		}
		g.Receipts.Queue(after.Addressed{System: r.System, Receipt: topics.Receipt{SHA256: hex.EncodeToString(r.SHA256[:]),
			State: topics.Quarantined, Reason: r.Reason, Text: r.Text, Trail: seq, At: r.At}})
	})
}

func keepTooLarge(tx *book.Tx, r adapters.Refusal) (int64, error) {
	seq := tx.Trail.Append("", trail.Quarantined, map[string]any{"system": r.System,
		"sha256": hex.EncodeToString(r.SHA256[:]),
		"bytes":  r.Bytes, "reason": r.Reason})
	text, err := json.Marshal(api.Sighting{
		ID: tooLargeID + strconv.FormatInt(seq, 10), System: r.System, Received: r.At,
		SHA256: hex.EncodeToString(r.SHA256[:]),
		Size:   r.Bytes, Reason: r.Reason, Text: r.Text,
	})
	if err != nil {
		return seq, err
	}
	if err := tx.Notes.Put(tooLargeNote+strconv.FormatInt(seq, 10), string(text)); err != nil {
		return seq, err
	}
	names, err := tx.Notes.Under(tooLargeNote)
	if err != nil || len(names) <= tooLargeKept {
		return seq, err
	}
	oldest := seq
	for name := range names {
		if n, err := strconv.ParseInt(strings.TrimPrefix(name, tooLargeNote), 10, 64); err == nil {
			oldest = min(oldest, n)
		}
	}
	return seq, tx.Notes.Drop(tooLargeNote + strconv.FormatInt(oldest, 10))
}

// TooLarge lists what was too large, the earliest first.
func TooLarge(tx *book.Tx) (list []api.Sighting, err error) {
	kept, err := tx.Notes.Values(tooLargeNote)
	for _, text := range kept {
		var s api.Sighting
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b api.Sighting) int { return a.Received.Compare(b.Received) })
	return list, err
}

// NotKept is why a message that was too large can be neither shown nor let in.
func NotKept(id string) error {
	if !strings.HasPrefix(id, tooLargeID) {
		return nil
	}
	return &api.Fault{Code: adapters.Oversize, Text: "A message that is too large is not kept: ask its sender to send it smaller, with its files under an address instead of inside it."}
}
