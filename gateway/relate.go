package gateway

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
)

// relation is what an alert is to those already known.
type relation struct {
	chain   store.Chain   // the chain it belongs to; zero for a new one
	targets []store.Alert // what its references resolve to
	refused *refusal      // it may not have what it names: it makes no chain
	late    bool          // the chain has gone on without it
	ended   bool          // an end for it came before it did
	ends    []store.Alert // those ends, which could not know the rest of the chain
	merged  []int64       // chains that are this one from now on
	unnamed bool          // no alert that is known named it before it came
}

// relate resolves references against the chain, not the named triplet alone: what is named by the wrong sender is
// found by identifier and sent (us-traps 9), and what came early is found by those it names.
func (g *Gateway) relate(tx *sqlite.Tx, r *reading) (relation, error) {
	var rel relation
	for _, ref := range r.alert.ReferenceList() {
		target, found, err := g.resolve(tx, ref)
		if err != nil {
			return rel, err
		}
		if !found {
			continue
		}
		if rel.refused = g.mayChange(r, target); rel.refused != nil {
			return rel, nil
		}
		rel.targets = append(rel.targets, target)
	}
	if passive(r.alert.MsgType) {
		return rel, nil // recorded on what it names, whoever sends it, and no link of any chain
	}
	if err := g.chainOf(tx, &rel); err != nil {
		return rel, err
	}
	return rel, g.early(tx, r, &rel)
}

// passive is an Ack or Error: it tells of an alert and changes nothing. In a chain it would take the alert's place.
func passive(m cap.MsgType) bool { return m == cap.MsgAck || m == cap.MsgError }

func (g *Gateway) resolve(tx *sqlite.Tx, ref cap.Reference) (store.Alert, bool, error) {
	a, found, err := tx.AlertByKey(ref.Identity().Key())
	if found || err != nil || ref.Sent.At.IsZero() {
		return a, found, err
	}
	alike, err := tx.AlertsLike(ref.Identifier, ref.Sent.At)
	if err != nil || len(alike) != 1 {
		return a, false, err // none, or several senders use the identifier: the triplet's own sender would have decided
	}
	return alike[0], true, nil
}

// mayChange says whether an alert may update or end another: in the same lane, by the same sender or one that the
// agreement lists. An Ack or Error changes nothing.
func (g *Gateway) mayChange(r *reading, target store.Alert) *refusal {
	switch {
	case passive(r.alert.MsgType):
		return nil
	case target.Lane != r.lane:
		return &refusal{"lanes-mixed", "It names an alert of lane " + string(target.Lane) + ": no chain spans lanes."}
	case target.Sender != r.alert.Sender && !g.agreement.MayEnd(r.alert.Sender, target.Sender):
		return &refusal{"not-entitled", "It names an alert of " + target.Sender + ", which " + r.alert.Sender + " may neither update nor cancel under the agreement."}
	}
	return nil
}

// chainOf takes the chain of the first target, and merges the others into it: one Update may end several chains.
func (g *Gateway) chainOf(tx *sqlite.Tx, rel *relation) (err error) {
	for _, t := range rel.targets {
		if rel.chain.ID == 0 {
			if rel.chain, err = tx.Chain(t.Chain); err != nil {
				return err
			}
			continue
		}
		if err := rel.merge(tx, t.Chain); err != nil {
			return err
		}
	}
	return nil
}

// merge makes another chain part of this one.
func (rel *relation) merge(tx *sqlite.Tx, other int64) error {
	if other == rel.chain.ID || slices.Contains(rel.merged, other) {
		return nil
	}
	rel.merged = append(rel.merged, other)
	return tx.MergeChains(other, rel.chain.ID)
}

// early finds alerts that named this one before it came. An end among them ends it at once; an update makes it late.
func (g *Gateway) early(tx *sqlite.Tx, r *reading, rel *relation) error {
	waiting, err := tx.ReferencesTo(r.alert.Identifier, r.identity.Sent)
	if err != nil {
		return err
	}
	rel.unnamed = len(waiting) == 0
	for _, ref := range waiting {
		by, found, err := tx.AlertByID(ref.Alert)
		if err != nil {
			return err
		}
		if !found || passive(by.MsgType) || by.Lane != r.lane || by.Sender != r.alert.Sender && !g.agreement.MayEnd(by.Sender, r.alert.Sender) {
			continue
		}
		if rel.chain.ID == 0 {
			if rel.chain, err = tx.Chain(by.Chain); err != nil {
				return err
			}
		} else if err := rel.merge(tx, by.Chain); err != nil {
			return err
		}
		if unmarshalShape(by.Shape).Ends {
			rel.ended, rel.ends = true, append(rel.ends, by)
		} else {
			rel.late = true
		}
	}
	return g.behind(tx, r, rel)
}

// behind says whether the chain has gone on without this alert: something newer stands that it does not name. An end
// is never late.
func (g *Gateway) behind(tx *sqlite.Tx, r *reading, rel *relation) error {
	if rel.chain.ID == 0 || r.ends || rel.late {
		return nil
	}
	newer, err := tx.AlertsSince(rel.chain.ID, r.identity.Sent)
	rel.late = slices.ContainsFunc(newer, func(id int64) bool { return !names(rel.targets, id) })
	return err
}

func names(targets []store.Alert, id int64) bool {
	for _, t := range targets {
		if t.ID == id {
			return true
		}
	}
	return false
}

// remember stores what the alert names, resolved or not, and answers those who named it before it came.
func remember(tx *sqlite.Tx, r *reading, rel relation, id int64) error {
	for _, ref := range r.alert.ReferenceList() {
		row := store.Reference{Alert: id, Sender: ref.Sender, Identifier: ref.Identifier, Sent: ref.Sent.At.Truncate(time.Second)}
		for _, t := range rel.targets {
			if t.Identifier == ref.Identifier && t.Sent.Equal(ref.Sent.At) {
				row.Target = t.ID
			}
		}
		if err := tx.PutReference(row); err != nil {
			return err
		}
	}
	if rel.unnamed {
		return nil
	}
	return tx.ResolveReferences(r.alert.Identifier, r.identity.Sent, id)
}
