package gateway

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
)

// gathered is one consistent state of what a release needs.
type gathered struct {
	row          store.Alert
	shape        shape
	alert        *cap.Alert
	ground       *translate.Ground // where it is
	raw          []byte
	chain        store.Chain
	parts        int // highest part number the chain ever used
	edition      int
	destinations []standing
}

// standing is what one destination holds of the chain.
type standing struct {
	system   *system
	decision store.Decision
	live     []store.Delivery
	derived  []store.Derived // of live, one each
	readers  []readers       // of live, one each
}

// readers are those who may read what stands, as CAP says it: scope, and what that requires beside it. The scope is ""
// where it is the scope of what is released.
type readers struct {
	scope             cap.Scope
	restriction, list string
}

// readersOf are those of the alert that a delivery is of.
func readersOf(tx *sqlite.Tx, d store.Delivery) (r readers, err error) {
	a, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return r, err
	}
	sh := unmarshalShape(a.Shape)
	for n, to := range sh.Addresses { // CAP 1.2 §3.2.1: one with a space in it stands in quotes
		if strings.ContainsAny(to, " \t\r\n") {
			sh.Addresses[n] = `"` + to + `"`
		}
	}
	return readers{sh.Scope, sh.Rule, strings.Join(sh.Addresses, " ")}, nil
}

// put tells the translator who may read what stands.
func (r readers) put(l *translate.Live) {
	l.Scope = r.scope
	switch r.scope {
	case cap.Restricted:
		l.Restriction = r.restriction
	case cap.Private:
		l.Addresses = r.list
	}
}

// gather reads what a release of the decisions in this state needs, none where nothing is.
func (g *Gateway) gather(ctx context.Context, alert int64, state string) (from gathered, err error) {
	err = g.db.Look(ctx, func(tx *sqlite.Tx) error { return g.gatherIn(tx, alert, &from, state) })
	if err != nil || len(from.destinations) == 0 || from.alert != nil {
		return from, err
	}
	return from, g.readAgain(&from)
}

func (g *Gateway) gatherIn(tx *sqlite.Tx, alert int64, from *gathered, state string) (err error) {
	found := false
	if from.row, found, err = tx.AlertByID(alert); err != nil || !found {
		return err
	}
	decisions, err := tx.DecisionsOf(alert)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d store.Decision) bool {
		return d.Action == store.Drop || d.State != state || g.systems[d.Destination] == nil
	})
	if len(decisions) == 0 {
		return nil
	}
	if from.chain, err = tx.Chain(from.row.Chain); err != nil {
		return err
	}
	if err := g.gatherAlert(tx, decisions, from); err != nil {
		return err
	}
	from.shape = unmarshalShape(from.row.Shape)
	if from.parts, err = tx.PartsOf(from.chain.ID); err != nil {
		return err
	}
	if from.edition, err = tx.EditionOf(alert, from.row.Digest); err != nil {
		return err
	}
	return g.gatherStanding(tx, decisions, from)
}

// gatherAlert finds the alert, or its bytes where settling has not just read them or somebody gets them.
func (g *Gateway) gatherAlert(tx *sqlite.Tx, decisions []store.Decision, from *gathered) (err error) {
	from.alert, from.ground = g.handover.of(from.row.ID, from.row.Blob)
	home := func(d store.Decision) bool { return g.systems[d.Destination].Side == from.row.Side }
	if from.alert != nil && !slices.ContainsFunc(decisions, home) {
		return nil
	}
	from.raw, err = g.blobs.get(tx, from.row.Blob)
	return err
}

// readAgain reads an alert that settling did not hand over, as after a start. It takes long, and is no work for the book.
func (g *Gateway) readAgain(from *gathered) (err error) {
	if from.alert, _, err = cap.Read(from.raw); err != nil {
		return fmt.Errorf("alert %s was read before and cannot be read now: %w", from.row.Token, err)
	}
	from.ground = translate.Survey(g.atlas, from.alert)
	return nil
}

func (g *Gateway) gatherStanding(tx *sqlite.Tx, decisions []store.Decision, from *gathered) error {
	for _, d := range decisions {
		at := standing{system: g.systems[d.Destination], decision: d}
		live, err := tx.DeliveriesLive(from.chain.ID, d.Destination)
		if err != nil {
			return err
		}
		for _, l := range live {
			made, found, err := tx.DerivedByID(l.Derived)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			var who readers
			if from.shape.Scope != cap.Public { // else whoever has what stands may have what follows
				if who, err = readersOf(tx, l); err != nil {
					return err
				}
			}
			at.live, at.derived, at.readers = append(at.live, l), append(at.derived, made), append(at.readers, who)
		}
		from.destinations = append(from.destinations, at)
	}
	return nil
}

// lives is what the translator must know of what stands at a destination.
func (s standing) lives(sender string) []translate.Live {
	var list []translate.Live
	for i, d := range s.derived {
		if d.Identifier == "" {
			continue // the original itself stands there
		}
		live := translate.Live{Part: s.live[i].Part, Event: d.Event, Derived: cap.Reference{Sender: sender, Identifier: d.Identifier, Sent: cap.FormatTime(d.Sent)}}
		for _, place := range d.Districts {
			live.Districts = append(live.Districts, geo.District(place))
		}
		s.readers[i].put(&live)
		list = append(list, live)
	}
	return list
}
