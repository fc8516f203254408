package way

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
)

// Relater finds what an alert is to those already known, and whether it may have what it names.
type Relater struct{ Settings *settings.Current }

// relation is what an alert is to those already known.
type relation struct {
	chain   book.Chain   // the chain it belongs to; zero for a new one
	ordered time.Time    // where it stands in it
	targets []book.Alert // what its references resolve to
	refused *barrier     // it may not have what it names
	late    bool         // the chain has gone on without it
	ended   bool         // an end for it came before it did
	ends    []book.Alert // those ends, which could not know the rest of the chain
	merged  []int64      // chains that are this one from now on
	early   []int64      // alerts that named it before it came, and may
	barred  []barred     // and those that may not
}

// relate resolves references against the chain, not the named triplet alone: what is named by the wrong sender is
// found by identifier and sent (traps us-9), and what came early is found by those it names. It writes nothing where
// the alert may not have what it names.
func (g *Relater) relate(tx *book.Tx, r *reading.Reading) (rel relation, err error) {
	rel.targets, rel.refused, err = g.Named(tx, r)
	rel.ordered = judge.Placed(r.Identity.Sent, r.Item.Sighting.Received, rel.targets)
	if err != nil || rel.refused != nil || r.Alert.MsgType.Passive() {
		return rel, err // an Ack or Error is recorded on what it names, whoever sends it, and is no link of any chain
	}
	if err := g.chainOf(tx, &rel); err != nil {
		return rel, err
	}
	return rel, g.early(tx, r, &rel)
}

// Named are the alerts that an alert names and may have, or why it may not. What the store finds under the same
// identifier and instant alone is not meant where it may not be had: another sender uses the identifier too.
func (g *Relater) Named(tx *book.Tx, r *reading.Reading) (targets []book.Alert, refused *barrier, err error) {
	for _, ref := range r.Alert.ReferenceList() {
		target, found, err := g.resolve(tx, ref)
		if err != nil {
			return nil, nil, err
		}
		if !found {
			continue
		}
		if !r.Alert.MsgType.Passive() {
			why, err := g.MayChange(tx, r.Message(), target)
			if err != nil {
				return nil, nil, err
			}
			if why != nil {
				if _, meant, err := tx.Alerts.ByKey(ref.Identity().Key()); meant || why.Wait || err != nil {
					return nil, why, err
				}
				continue
			}
		}
		targets = append(targets, target)
	}
	g.reports(r, targets)
	return targets, nil, nil
}

// reports settles whether an alert goes on telling what is past already, as the second report of an earthquake does:
// all that it names told no more than that, so there is nothing that it could end by being past.
func (g *Relater) reports(r *reading.Reading, targets []book.Alert) {
	if len(targets) == 0 || r.Alert.MsgType != cap.MsgUpdate || slices.ContainsFunc(targets, func(t book.Alert) bool {
		sh := judge.UnmarshalShape(t.Shape)
		return sh.Ends || cap.Urgency(sh.Urgency) != cap.Past
	}) {
		return
	}
	r.Alert.FollowsReport, r.Shape.Reports = true, true
	if r.Ends {
		r.Ends = reading.Ends(r.Alert)
		if !r.Ends && len(r.Shape.Groups) == 0 { // it was taken for an end, which is of all events
			r.Shape.Groups = judge.ShapeOf(r.Alert, false, g.Settings.Now().Events, g.Settings.Now().Atlas, r.Ground).Groups
		}
		r.Shape.Ends, r.Shape.Product = r.Ends, string(g.Settings.Now().Events.ProductOf(r.Alert, judge.LeadInfo(r.Alert)))
	}
}

func (g *Relater) resolve(tx *book.Tx, ref cap.Reference) (book.Alert, bool, error) {
	a, found, err := tx.Alerts.ByKey(ref.Identity().Key())
	if found || err != nil || ref.Sent.At.IsZero() {
		return a, found, err
	}
	// A chain that another store left is known by its token, which is that of its first alert.
	if a, found, err = tx.Alerts.ByKey(book.ChainAlias(ref.Identity().Token())); found || err != nil {
		return a, found, err
	}
	alike, err := tx.Alerts.ByInstant(ref.Identifier, ref.Sent.At)
	if err != nil || len(alike) != 1 {
		return a, false, err // none, or several senders use the identifier: the triplet's own sender would have decided
	}
	return alike[0], true, nil
}

// chainOf takes the chain of the first target, and merges the others into it: one Update may end several chains.
func (g *Relater) chainOf(tx *book.Tx, rel *relation) (err error) {
	for _, t := range rel.targets {
		if err := rel.join(tx, t.Chain); err != nil {
			return err
		}
	}
	return nil
}

// merge makes another chain part of this one.
func (rel *relation) merge(tx *book.Tx, other int64) error {
	if other == rel.chain.ID || slices.Contains(rel.merged, other) {
		return nil
	}
	rel.merged = append(rel.merged, other)
	return tx.Chains.Merge(other, rel.chain.ID)
}

// early finds alerts that named this one before it came. They waited without effect, and are judged now: an end among
// them ends it at once; an update makes it late; what may not have it goes aside.
func (g *Relater) early(tx *book.Tx, r *reading.Reading, rel *relation) error {
	waiting, err := tx.References.To(r.Alert.Identifier, r.Identity.Sent)
	if err != nil {
		return err
	}
	for _, ref := range waiting {
		by, found, err := tx.Alerts.ByID(ref.Alert)
		if err != nil {
			return err
		}
		if !found || by.MsgType.Passive() {
			continue
		}
		why, err := g.mayHave(tx, by, r, rel)
		if err != nil {
			return err
		}
		if why != nil {
			if why.Wait || ref.Sender == r.Alert.Sender { // otherwise it means another's alert
				rel.barred = append(rel.barred, barred{by, *why})
			}
			continue
		}
		if err := rel.join(tx, by.Chain); err != nil {
			return err
		}
		rel.early = append(rel.early, by.ID)
		if judge.UnmarshalShape(by.Shape).Ends {
			rel.ended, rel.ends = true, append(rel.ends, by)
		} else {
			rel.late = true
		}
	}
	return g.behind(tx, r, rel)
}

// join makes the alert one of a chain, and that chain one with those it is in already.
func (rel *relation) join(tx *book.Tx, chain int64) (err error) {
	if rel.chain.ID == 0 {
		rel.chain, err = tx.Chains.ByID(chain)
		return err
	}
	return rel.merge(tx, chain)
}

// behind says whether the chain has gone on without this alert: something newer stands that it does not name. An end
// is never late.
func (g *Relater) behind(tx *book.Tx, r *reading.Reading, rel *relation) error {
	if rel.chain.ID == 0 || r.Ends || rel.late {
		return nil
	}
	newer, err := tx.Alerts.Since(rel.chain.ID, rel.ordered)
	rel.late = slices.ContainsFunc(newer, func(id int64) bool { return !names(rel.targets, id) })
	return err
}

func names(targets []book.Alert, id int64) bool {
	for _, t := range targets {
		if t.ID == id {
			return true
		}
	}
	return false
}

// remember stores what the alert names, resolved or not, and answers those who named it before it came: they stand
// behind it from now on.
func remember(tx *book.Tx, r *reading.Reading, rel relation, id int64) error {
	for _, ref := range r.Alert.ReferenceList() {
		row := book.Reference{Alert: id, Sender: ref.Sender, Identifier: ref.Identifier,
			Sent: ref.Sent.At.Truncate(time.Second)}
		for _, t := range rel.targets {
			if t.Identifier == ref.Identifier && t.Sent.Equal(ref.Sent.At) {
				row.Target = t.ID
			}
		}
		if err := tx.References.Put(row); err != nil {
			return err
		}
	}
	for _, by := range rel.early {
		if err := tx.References.Resolve(by, r.Alert.Identifier, r.Identity.Sent, id); err != nil {
			return err
		}
	}
	if len(rel.early) == 0 {
		return nil
	}
	return reorder(tx, rel.chain.ID)
}
