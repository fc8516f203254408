package derive

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
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/judge"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
)

// Gathered is one consistent state of what a release needs.
type Gathered struct {
	In           *settings.Settings // in force when it was gathered
	Row          book.Alert
	Shape        judge.Shape
	Alert        *cap.Alert
	Ground       *translate.Ground // where it is
	Raw          []byte            // as received; nil where nobody needs it
	Size         int               // of it
	Chain        book.Chain
	Edition      int
	made         []book.Derived // what was made of the alert before; read only where somebody is or was asked
	Destinations []DestinationState

	Group *translate.Group // the event group that Shape, Alert and Ground are of: see For; nil for all of the alert
	whole *judge.Shape     // of all of the alert, where Shape is of a group
	cuts  map[int]cutting  // by event group
}

// Work is what a translation of it is to package cpulimit.
func (from Gathered) Work() cpulimit.Work {
	return cpulimit.Work{Source: from.Row.Source, Class: from.Shape.Priority(from.Row.Lane),
		Large: from.Size > reading.Large}
}

// DestinationState is what one destination has of the chain, and what was decided for it.
type DestinationState struct {
	System   *settings.System
	Decision book.Decision
	also     []book.Decision // about other event groups, where it is given all of the alert at once
	group    int             // the event group that it is given; 0 for all of the alert
	Live     []book.Delivery
	Derived  []book.Derived // of live, one each
	parts    int            // highest part number the chain ever used there: no number is used twice
	readers  []readers      // of live, one each
	codes    []string       // of live, one each: the event codes that a Cancel repeats; "" where none is asked for
	sent     []cap.Time     // of derived, one each: as it was written
	Shown    []book.Draft   // what those who decide were shown
	Pending  string         // the party that has not answered, of what goes on unreviewed; "" for everything else
}

// readers are those who may read what stands, as CAP says it: scope, and what that requires beside it. The scope is ""
// where it is the scope of what is released.
type readers struct {
	scope             cap.Scope
	restriction, list string
}

// readersOf are those of the alert that a delivery is of.
func readersOf(tx *book.Tx, d book.Delivery) (r readers, err error) {
	a, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return r, err
	}
	sh := judge.UnmarshalShape(a.Shape)
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
func (s DestinationState) asks() bool { return s.Decision.Hold != nil }

// Narrowed is the same question about less of it, or with a French text.
func (s DestinationState) Narrowed(area, channels []string, text *french.Text) DestinationState {
	hold := *judge.HoldOf(s.Decision)
	if area != nil {
		hold.Area = area
	}
	hold.Channels, hold.French = channels, text
	s.Decision.Hold = &hold
	return s
}

// ShownAs is a draft as it was shown there.
func (s DestinationState) ShownAs(digest string) (book.Draft, bool) {
	i := slices.IndexFunc(s.Shown, func(d book.Draft) bool { return d.Digest == digest })
	if i < 0 || digest == "" {
		return book.Draft{}, false
	}
	return s.Shown[i], true
}

// ClockOf is the clock by which the draft for a destination is made: that of what was made in the same variant before,
// for its bytes are fixed; else that of the draft which was shown; else, zero, now.
func (from Gathered) ClockOf(at DestinationState, variant string) time.Time {
	if made := from.MadeBy(variant); !made.IsZero() || at.Decision.Hold == nil {
		return made
	}
	shown, _ := at.ShownAs(at.Decision.Hold.Draft)
	return shown.AsOf
}

// MadeBy is the clock by which this content was made in a variant before; zero where it was not.
func (from Gathered) MadeBy(variant string) time.Time {
	for _, k := range from.made {
		if k.Variant == variant && k.Digest == from.Row.Digest {
			if k.AsOf.IsZero() {
				return k.Sent
			}
			return k.AsOf
		}
	}
	return time.Time{}
}

// Gather reads what a release of the decisions in this state needs, none where nothing is. Documents are read apart:
// they never change, and expanding one is no work for the book.
func (g *Deriver) Gather(ctx context.Context, turn book.Turn, alert int64, state string) (from Gathered, err error) {
	from.In = g.Settings.Now()
	err = turn.ReadInWriter(ctx, func(tx *book.Tx) error { return g.gatherIn(tx, alert, &from, state) })
	if err != nil || len(from.Destinations) == 0 {
		return from, err
	}
	home := func(s DestinationState) bool { return s.System.Side == from.Row.Side }
	if from.Alert == nil || slices.ContainsFunc(from.Destinations, home) {
		if from.Raw, err = g.document(ctx, from.Row.Blob); err != nil {
			return from, err
		}
		from.Size = len(from.Raw)
	}
	if from.Alert == nil {
		g.CPU.Do(from.Work(), func() { err = g.readAgain(&from) })
	}
	return from, err
}

// document is a stored document, from memory or from a view of the store.
func (g *Deriver) document(ctx context.Context, blob int64) (doc []byte, err error) {
	if doc, known := g.Blobs.Known(blob); known {
		return doc, nil
	}
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		doc, err = g.Blobs.Get(tx, blob)
		return err
	})
	return doc, err
}

func (g *Deriver) gatherIn(tx *book.Tx, alert int64, from *Gathered, state string) (err error) {
	found := false
	if from.Row, found, err = tx.Alerts.ByID(alert); err != nil || !found {
		return err
	}
	decisions, err := tx.Decisions.Of(alert)
	if err != nil {
		return err
	}
	meant := func(d book.Decision) bool {
		return d.Action != book.Drop && d.State == state && g.Settings.Now().Systems[d.Destination] != nil
	}
	if !slices.ContainsFunc(decisions, meant) {
		return nil
	}
	if from.Chain, err = tx.Chains.ByID(from.Row.Chain); err != nil {
		return err
	}
	from.Alert, from.Ground, from.Size = g.Parsed.get(from.Row.ID, from.Row.Blob)
	from.Shape = judge.UnmarshalShape(from.Row.Shape)
	if from.Edition, err = tx.Derived.EditionOf(alert, from.Row.Digest); err != nil {
		return err
	}
	from.cuts = map[int]cutting{}
	for len(decisions) > 0 {
		n := slices.IndexFunc(decisions, func(d book.Decision) bool { return d.Destination != decisions[0].Destination })
		if n < 0 {
			n = len(decisions)
		}
		if slices.ContainsFunc(decisions[:n], meant) {
			if err := gatherAt(g, tx, decisions[:n], meant, from); err != nil {
				return err
			}
		}
		decisions = decisions[n:]
	}
	return nil
}

// readAgain reads an alert that settling did not hand over, as after a start. It takes long, and is no work for the
// book.
func (g *Deriver) readAgain(from *Gathered) (err error) {
	whole, _, err := cap.Read(from.Raw)
	if err != nil {
		return fmt.Errorf("alert %s was read before and cannot be read now: %w", from.Row.Token, err)
	}
	from.Alert, from.Ground = g.Settings.Now().Bounded(whole)
	from.Alert.FollowsReport = from.Shape.Reports
	return nil
}

// gatherAt reads what one destination has, for all that was decided for it of the alert.
func gatherAt(g *Deriver, tx *book.Tx, decided []book.Decision, meant func(book.Decision) bool,
	from *Gathered) error {
	to := g.Settings.Now().Systems[decided[0].Destination]
	stands, err := g.standingAt(tx, from, to)
	if err != nil {
		return err
	}
	parts, err := tx.Parts.Highest(from.Chain.ID, to.Name)
	if err != nil {
		return err
	}
	whole := from.Shape.Several() && Whole(from.Shape, decided)
	for _, d := range decided {
		if !meant(d) {
			continue
		}
		if d.Hold != nil && from.Shape.Scope != cap.Public {
			d.Allow = g.Settings.Now().Agreement.Allow(d.Route) // as it is today: an answer is about what would be sent now
		}
		at, own := DestinationState{System: to, Decision: d, parts: parts}, stands
		if from.Shape.Several() && !whole {
			at.group = from.Shape.Of(d.Group).Group
		}
		if at.group != 0 {
			if own, err = stands.ofGroup(tx, from, d.Group, decided); err != nil {
				return err
			}
			used, err := tx.Parts.Used(from.Chain.ID, to.Name)
			if err != nil {
				return err
			}
			at.parts = translate.NumberBefore(d.Group, used)
		}
		at.Live, at.Derived, at.readers, at.codes, at.sent = own.Live, own.Derived, own.readers, own.codes, own.sent
		if at.asks() {
			if at.Shown, err = tx.Drafts.Of(from.Row.ID, d.Destination, d.Group); err != nil {
				return err
			}
			if from.made, err = tx.Derived.OfAlert(from.Row.ID); err != nil {
				return err
			}
		}
		if whole && len(from.Destinations) > 0 && from.Destinations[len(from.Destinations)-1].System == to {
			last := &from.Destinations[len(from.Destinations)-1]
			last.also = append(last.also, d)
			continue
		}
		from.Destinations = append(from.Destinations, at)
	}
	return nil
}

// standingAt reads what a destination has live of the chain.
func (g *Deriver) standingAt(tx *book.Tx, from *Gathered, to *settings.System) (s standing, err error) {
	live, err := tx.Live.InChain(from.Chain.ID, to.Name)
	if err != nil {
		return s, err
	}
	return g.standingOf(tx, from, to, live)
}

// standingOf reads of some of what a destination has live what a translation must know of it.
func (g *Deriver) standingOf(tx *book.Tx, from *Gathered, to *settings.System, live []book.Delivery) (s standing,
	err error) {
	for _, l := range live {
		made, found, err := tx.Derived.ByID(l.Derived)
		if err != nil {
			return s, err
		}
		if !found {
			continue
		}
		var who readers
		if from.Shape.Scope != cap.Public { // else whoever has what stands may have what follows
			if who, err = readersOf(tx, l); err != nil {
				return s, err
			}
		}
		code := ""
		if m := from.Row.MsgType; m == cap.MsgCancel || m == cap.MsgUpdate { // an end may say no more than what it ends
			if code, err = g.codeOf(tx, made, to.Side); err != nil {
				return s, err
			}
		}
		s.Live, s.Derived, s.readers, s.codes = append(s.Live, l), append(s.Derived, made), append(s.readers, who),
			append(s.codes, code)
		s.sent = append(s.sent, g.writtenSent(tx, made))
	}
	return s, nil
}

// codeOf is the event code that a derived alert carries, on the list of its destination's side; "" for none.
func (g *Deriver) codeOf(tx *book.Tx, made book.Derived, side cap.Side) (string, error) {
	if made.Identifier == "" {
		return "", nil // the original itself
	}
	doc, err := g.Blobs.Get(tx, made.Blob)
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

// writtenSent is the sent of a derived alert as it was written: references repeat its text to the letter. Where its
// bytes are gone the instant is all that is left, and an end must not fail for that.
func (g *Deriver) writtenSent(tx *book.Tx, made book.Derived) cap.Time {
	doc, err := g.Blobs.Get(tx, made.Blob)
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
func (s DestinationState) lives(sender string) []translate.Live {
	var list []translate.Live
	for i, d := range s.Derived {
		if d.Identifier == "" {
			continue // the original itself stands there
		}
		live := translate.Live{Part: s.Live[i].Part, Event: d.Event, Derived: cap.Reference{Sender: sender,
			Identifier: d.Identifier, Sent: s.sent[i]}}
		for _, place := range d.Districts {
			live.Districts = append(live.Districts, geo.District(place))
		}
		live.Code = s.codes[i]
		s.readers[i].put(&live)
		list = append(list, live)
	}
	return list
}
