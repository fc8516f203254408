package gateway

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/french"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
)

// gathered is one consistent state of what a release needs.
type gathered struct {
	row          book.Alert
	shape        shape
	alert        *cap.Alert
	ground       *translate.Ground // where it is
	raw          []byte            // as received; nil where nobody needs it
	size         int               // of it
	chain        book.Chain
	edition      int
	made         []book.Derived // what was made of the alert before; read only where somebody is or was asked
	destinations []destinationState
}

// work is what a translation of it is to package cpulimit.
func (from gathered) work() cpulimit.Work {
	return cpulimit.Work{Source: from.row.Source, Class: from.shape.priority(from.row.Lane), Large: from.size > large}
}

// destinationState is what one destination has of the chain, and what was decided for it.
type destinationState struct {
	system   *system
	decision book.Decision
	live     []book.Delivery
	derived  []book.Derived // of live, one each
	parts    int            // highest part number the chain ever used there: no number is used twice
	readers  []readers      // of live, one each
	codes    []string       // of live, one each: the event codes that a Cancel repeats; "" where none is asked for
	sent     []cap.Time     // of derived, one each: as it was written
	shown    []book.Draft   // what those who decide were shown
	pending  string         // the party that has not answered, of what goes on unreviewed; "" for everything else
}

// readers are those who may read what stands, as CAP says it: scope, and what that requires beside it. The scope is ""
// where it is the scope of what is released.
type readers struct {
	scope             cap.Scope
	restriction, list string
}

// readersOf are those of the alert that a delivery is of.
func readersOf(tx *book.Tx, d book.Delivery) (r readers, err error) {
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

// asks says whether a person is asked about it there, or has answered.
func (s destinationState) asks() bool { return s.decision.Hold != nil }

// approved is the digest of the draft that a person approved; "" where nobody's answer let it go.
func approved(d book.Decision) string {
	if d.Hold == nil || d.Hold.State != approval.Released || d.Hold.Cause != "" {
		return ""
	}
	return d.Hold.Draft
}

// narrowed is the same question about less of it, or with a French text.
func (s destinationState) narrowed(area, channels []string, text *french.Text) destinationState {
	hold := *holdOf(s.decision)
	if area != nil {
		hold.Area = area
	}
	hold.Channels, hold.French = channels, text
	s.decision.Hold = &hold
	return s
}

// shownAs is a draft as it was shown there.
func (s destinationState) shownAs(digest string) (book.Draft, bool) {
	i := slices.IndexFunc(s.shown, func(d book.Draft) bool { return d.Digest == digest })
	if i < 0 || digest == "" {
		return book.Draft{}, false
	}
	return s.shown[i], true
}

// clockOf is the clock by which the draft for a destination is made: that of what was made in the same variant before,
// for its bytes are fixed; else that of the draft which was shown; else, zero, now.
func (from gathered) clockOf(at destinationState, variant string) time.Time {
	if made := from.madeBy(variant); !made.IsZero() || at.decision.Hold == nil {
		return made
	}
	shown, _ := at.shownAs(at.decision.Hold.Draft)
	return shown.AsOf
}

// madeBy is the clock by which this content was made in a variant before; zero where it was not.
func (from gathered) madeBy(variant string) time.Time {
	for _, k := range from.made {
		if k.Variant == variant && k.Digest == from.row.Digest {
			if k.AsOf.IsZero() {
				return k.Sent
			}
			return k.AsOf
		}
	}
	return time.Time{}
}

// gather reads what a release of the decisions in this state needs, none where nothing is. Documents are read apart: they
// never change, and expanding one is no work for the book.
func (g *Gateway) gather(ctx context.Context, turn book.Turn, alert int64, state string) (from gathered, err error) {
	err = turn.ReadInWriter(ctx, func(tx *book.Tx) error { return g.gatherIn(tx, alert, &from, state) })
	if err != nil || len(from.destinations) == 0 {
		return from, err
	}
	home := func(s destinationState) bool { return s.system.Side == from.row.Side }
	if from.alert == nil || slices.ContainsFunc(from.destinations, home) {
		if from.raw, err = g.document(ctx, from.row.Blob); err != nil {
			return from, err
		}
		from.size = len(from.raw)
	}
	if from.alert == nil {
		g.cpuLimit.Do(from.work(), func() { err = g.readAgain(&from) })
	}
	return from, err
}

// document is a stored document, from memory or from a view of the store.
func (g *Gateway) document(ctx context.Context, blob int64) (doc []byte, err error) {
	if doc, known := g.blobs.known(blob); known {
		return doc, nil
	}
	err = g.db.View(ctx, func(tx *book.Tx) error {
		doc, err = g.blobs.get(tx, blob)
		return err
	})
	return doc, err
}

func (g *Gateway) gatherIn(tx *book.Tx, alert int64, from *gathered, state string) (err error) {
	found := false
	if from.row, found, err = tx.AlertByID(alert); err != nil || !found {
		return err
	}
	decisions, err := tx.DecisionsOf(alert)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d book.Decision) bool {
		return d.Action == book.Drop || d.State != state || g.systems[d.Destination] == nil
	})
	if len(decisions) == 0 {
		return nil
	}
	if from.chain, err = tx.Chain(from.row.Chain); err != nil {
		return err
	}
	from.alert, from.ground, from.size = g.parsed.get(from.row.ID, from.row.Blob)
	from.shape = unmarshalShape(from.row.Shape)
	if from.edition, err = tx.EditionOf(alert, from.row.Digest); err != nil {
		return err
	}
	return g.gatherStanding(tx, decisions, from)
}

// readAgain reads an alert that settling did not hand over, as after a start. It takes long, and is no work for the book.
func (g *Gateway) readAgain(from *gathered) (err error) {
	whole, _, err := cap.Read(from.raw)
	if err != nil {
		return fmt.Errorf("alert %s was read before and cannot be read now: %w", from.row.Token, err)
	}
	from.alert, from.ground = g.bounded(whole)
	from.alert.FollowsReport = from.shape.Reports
	return nil
}

func (g *Gateway) gatherStanding(tx *book.Tx, decisions []book.Decision, from *gathered) error {
	for _, d := range decisions {
		if d.Hold != nil && from.shape.Scope != cap.Public {
			d.Allow = g.agreement.Allow(d.Route) // as it is today: an answer is about what would be sent now
		}
		at := destinationState{system: g.systems[d.Destination], decision: d}
		live, err := tx.DeliveriesLive(from.chain.ID, d.Destination)
		if err != nil {
			return err
		}
		if at.parts, err = tx.PartsOf(from.chain.ID, d.Destination); err != nil {
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
			code := ""
			if m := from.row.MsgType; m == cap.MsgCancel || m == cap.MsgUpdate { // an end may say no more than what it ends
				if code, err = g.codeOf(tx, made, at.system.Side); err != nil {
					return err
				}
			}
			at.live, at.derived, at.readers, at.codes = append(at.live, l), append(at.derived, made), append(at.readers, who), append(at.codes, code)
			at.sent = append(at.sent, g.writtenSent(tx, made))
		}
		if at.asks() {
			if at.shown, err = tx.DraftsOf(from.row.ID, d.Destination); err != nil {
				return err
			}
			if from.made, err = tx.DerivedOfAlert(from.row.ID); err != nil {
				return err
			}
		}
		from.destinations = append(from.destinations, at)
	}
	return nil
}

// codeOf is the event code that a derived alert carries, on the list of its destination's side; "" for none.
func (g *Gateway) codeOf(tx *book.Tx, made book.Derived, side cap.Side) (string, error) {
	if made.Identifier == "" {
		return "", nil // the original itself
	}
	doc, err := g.blobs.get(tx, made.Blob)
	if err != nil {
		return "", err
	}
	a, _, err := cap.Read(doc)
	if err != nil || len(a.Infos) == 0 {
		return "", nil // it says less, and ends all the same
	}
	if side == cap.US {
		return a.Infos[0].Code(event.SAME), nil
	}
	return a.Infos[0].Code(event.CAPCP), nil
}

// writtenSent is the sent of a derived alert as it was written: references repeat its text to the letter. Where its bytes
// are gone the instant is all that is left, and an end must not fail for that.
func (g *Gateway) writtenSent(tx *book.Tx, made book.Derived) cap.Time {
	doc, err := g.blobs.get(tx, made.Blob)
	if err == nil {
		_, rest, _ := bytes.Cut(doc, []byte("<sent>"))
		text, _, _ := bytes.Cut(rest, []byte("</sent>"))
		if sent := cap.ParseTime(string(text)); sent.At.Equal(made.Sent.Truncate(time.Second)) {
			return sent
		}
	}
	return cap.FormatTime(made.Sent)
}

// lives is what the translator must know of what stands at a destination.
func (s destinationState) lives(sender string) []translate.Live {
	var list []translate.Live
	for i, d := range s.derived {
		if d.Identifier == "" {
			continue // the original itself stands there
		}
		live := translate.Live{Part: s.live[i].Part, Event: d.Event, Derived: cap.Reference{Sender: sender, Identifier: d.Identifier, Sent: s.sent[i]}}
		for _, place := range d.Districts {
			live.Districts = append(live.Districts, geo.District(place))
		}
		live.Code = s.codes[i]
		s.readers[i].put(&live)
		list = append(list, live)
	}
	return list
}
