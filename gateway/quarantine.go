package gateway

import (
	"context"
	"strconv"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/officer"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// ReleaseQuarantined lets one message in by a named person's word: what stopped it is set aside, and it is settled like
// any other, in one transaction. What cannot be an alert, and what was altered, nobody's word lets in.
func (d service) ReleaseQuarantined(ctx context.Context, r api.Release) (outcomes []api.Outcome, err error) {
	if err := d.may(officer.QuarantineRelease, r.Actor); err != nil {
		return nil, err
	}
	if r.Reason == "" {
		return nil, &api.Fault{Code: api.NoReason, Text: "Letting a quarantined message in needs a reason: --reason TEXT."}
	}
	if err := notKept(r.ID); err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(r.ID, 10, 64)
	if err != nil {
		return nil, &api.Fault{Code: api.NotFound, Text: "Quarantined messages go by number: `bordercast quarantine list` shows them."}
	}
	read, err := d.fromQuarantine(ctx, id)
	if err != nil {
		return nil, err
	}
	var fx *effects
	err = d.db.Update(ctx, func(tx *book.Tx) (err error) {
		fx, outcomes, err = d.letIn(tx, read, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.apply(fx)
	return outcomes, nil
}

// fromQuarantine reads a quarantined message again, and says why it may not be let in.
func (d service) fromQuarantine(ctx context.Context, id int64) (read reading, err error) {
	err = d.db.View(ctx, func(tx *book.Tx) error {
		s, found, err := tx.Sighting(id)
		if err != nil {
			return err
		}
		if !found || s.State != book.Quarantined {
			return &api.Fault{Code: api.NotFound, Text: "No message " + strconv.FormatInt(id, 10) + " lies in quarantine."}
		}
		bytes, err := tx.Blob(s.Blob)
		read = d.analyse(itemOf(s, bytes))
		return err
	})
	switch {
	case err != nil:
		return read, err
	case read.alert == nil || read.identity.Sent.IsZero() || read.system == nil || read.lane == cap.NoLane:
		return read, &api.Fault{Code: "unusable", Text: "It cannot be let in: it has no readable identity and lane. It stays in quarantine."}
	case !cap.ProseTwice(read.twice):
		return read, &api.Fault{Code: cap.ElementTwice, Text: "It cannot be let in: " + read.refuse.text + " It would be handed on with both, and readers differ in which they take."}
	case read.judgement.Verdict == certs.Invalid:
		return read, &api.Fault{Code: "invalid-signature", Text: "It cannot be let in: its signature says that it was altered, or is forged. Ask its sender to send it again."}
	}
	return read, nil
}

// letIn takes a message out of quarantine and settles it, both or neither.
func (d service) letIn(tx *book.Tx, read reading, r api.Release) (*effects, []api.Outcome, error) {
	s := read.item.Sighting
	now, found, err := tx.Sighting(s.ID)
	if err != nil || !found || now.State != book.Quarantined {
		return nil, nil, &api.Fault{Code: api.NotFound, Text: "Somebody else has taken it out of quarantine meanwhile."}
	}
	stopped := codeOf(read.refuse)
	read.refuse = nil
	if err := tx.LetIn(s.ID); err != nil {
		return nil, nil, err
	}
	read.item.Sighting.Vouched = true
	seq := tx.Say(read.identity.Key(), trail.Approved, map[string]any{"sha256": hexOf(s.SHA256[:]), "by": who(r.Actor), "what": "quarantine", "reason": stopped})
	fx, err := d.settle(tx, &read, nil)
	if err != nil {
		return nil, nil, err
	}
	after, _, err := tx.Sighting(s.ID)
	out := api.Outcome{Alert: read.identity.Token(), State: string(topics.Received), Text: "It was let in and settled like any other.", Trail: seq, At: tx.Now()}
	switch {
	case after.State == book.Settled && after.Alert == 0 && after.Reason != "":
		out.State, out.Reason = string(topics.Stayed), after.Reason
		out.Text = "It was let in and has no effect: " + reasonText(book.Decision{Reason: after.Reason})
	case after.State == book.Quarantined:
		out.State, out.Reason, out.Text = string(topics.Quarantined), after.Reason, "It was let in, and stopped again: see `bordercast quarantine show`."
	}
	return fx, []api.Outcome{out}, err
}

func codeOf(r *refusal) string {
	if r == nil {
		return ""
	}
	return r.code
}
