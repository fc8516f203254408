package acts

import (
	"context"
	"encoding/hex"
	"strconv"

	"bordercast/cap"
	"bordercast/cap/validate"
	"bordercast/certs"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/reading"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// ReleaseQuarantined lets one message in by a named person's word: what stopped it is set aside, and it is settled like
// any other, in one transaction. What cannot be an alert, and what was altered, nobody's word lets in.
func (g *Acts) ReleaseQuarantined(ctx context.Context, r api.Release) (outcomes []api.Outcome, err error) {
	if err := g.MayFor(officer.QuarantineRelease, r.Actor); err != nil {
		return nil, err
	}
	if r.Reason == "" {
		return nil, &api.Fault{Code: api.NoReason, Text: "Letting a quarantined message in needs a reason: --reason TEXT."}
	}
	if err := way.NotKept(r.ID); err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(r.ID, 10, 64)
	if err != nil {
		return nil, &api.Fault{Code: api.NotFound,
			Text: "Quarantined messages go by number: `bordercast quarantine list` shows them."}
	}
	read, err := g.fromQuarantine(ctx, id)
	if err != nil {
		return nil, err
	}
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) (err error) {
		fx, outcomes, err = g.letIn(tx, read, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	g.Way.Apply(fx)
	return outcomes, nil
}

// fromQuarantine reads a quarantined message again, and says why it may not be let in.
func (g *Acts) fromQuarantine(ctx context.Context, id int64) (read reading.Reading, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		s, found, err := tx.Sightings.ByID(id)
		if err != nil {
			return err
		}
		if !found || s.State != book.Quarantined {
			return &api.Fault{Code: api.NotFound, Text: "No message " + strconv.FormatInt(id, 10) + " lies in quarantine."}
		}
		bytes, err := tx.Documents.Bytes(s.Blob)
		read = g.Reader.Analyse(reading.ItemOf(s, bytes))
		return err
	})
	switch {
	case err != nil:
		return read, err
	case read.Alert == nil || read.Identity.Sent.IsZero() || read.System == nil || read.Lane == cap.NoLane:
		return read, &api.Fault{Code: "unusable",
			Text: "It cannot be let in: it has no readable identity and lane. It stays in quarantine."}
	case !validate.ProseTwice(read.Twice):
		return read, &api.Fault{Code: validate.ElementTwice, Text: "It cannot be let in: " + read.Refuse.Text +
			" It would be handed on with both, and readers differ in which they take."}
	case read.Judgement.Verdict == certs.Invalid:
		return read, &api.Fault{Code: "invalid-signature",
			Text: "It cannot be let in: its signature says that it was altered, or is forged. Ask its sender to send it again."}
	}
	return read, nil
}

// letIn takes a message out of quarantine and settles it, both or neither.
func (g *Acts) letIn(tx *book.Tx, read reading.Reading, r api.Release) (*after.Effects, []api.Outcome, error) {
	s := read.Item.Sighting
	now, found, err := tx.Sightings.ByID(s.ID)
	if err != nil || !found || now.State != book.Quarantined {
		return nil, nil, &api.Fault{Code: api.NotFound, Text: "Somebody else has taken it out of quarantine meanwhile."}
	}
	stopped := codeOf(read.Refuse)
	read.Refuse = nil
	if err := tx.Sightings.LetIn(s.ID); err != nil {
		return nil, nil, err
	}
	read.Item.Sighting.Vouched = true
	seq := tx.Trail.Append(read.Identity.Key(), trail.Approved, map[string]any{"sha256": hex.EncodeToString(s.SHA256[:]),
		"by": who(r.Actor), "what": "quarantine", "reason": stopped})
	fx, err := g.Way.Settle(tx, &read, nil)
	if err != nil {
		return nil, nil, err
	}
	after, _, err := tx.Sightings.ByID(s.ID)
	out := api.Outcome{Alert: read.Identity.Token(), State: string(topics.Received),
		Text: "It was let in and settled like any other.", Trail: seq, At: tx.Now()}
	switch {
	case after.State == book.Settled && after.Alert == 0 && after.Reason != "":
		out.State, out.Reason = string(topics.Stayed), after.Reason
		out.Text = "It was let in and has no effect: " + notice.ReasonText(book.Decision{Reason: after.Reason})
	case after.State == book.Quarantined:
		out.State, out.Reason, out.Text = string(topics.Quarantined), after.Reason,
			"It was let in, and stopped again: see `bordercast quarantine show`."
	}
	return fx, []api.Outcome{out}, err
}

func codeOf(r *reading.Refusal) string {
	if r == nil {
		return ""
	}
	return r.Code
}
