package gateway

import (
	"context"
	"maps"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// A draft is made once, unsigned, when it is first shown, and kept. Showing it again makes it again by the same clock,
// on today's chain, event table, map and configuration: where that is another draft, it takes the place of the first,
// and whoever answers is asked about that one.

// show puts what waits for a person before that person's party, at once and in full, marked NOT RELEASED: the draft
// as it would cross, its report, and the original where nothing is kept from them.
func (g *Gateway) show(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.gather(ctx, turn, alert, book.Held)
		from.keep(func(d book.Decision) bool { return d.Reason != "relay" }) // the first copy is shown
		if err != nil || len(from.destinations) == 0 {
			return err
		}
		var made []rendering
		g.cpuLimit.Do(from.work(), func() { made = g.toShow(from) })
		var fx effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = effects{gatewayTopics: true}
			stale, err = g.showAll(tx, from, made, &fx)
			return err
		})
		if err != nil || !stale {
			g.apply(&fx)
			return err
		}
	}
}

// keep leaves out the destinations whose decision is not meant.
func (from *gathered) keep(meant func(book.Decision) bool) {
	var kept []destinationState
	for _, at := range from.destinations {
		if meant(at.decision) {
			kept = append(kept, at)
		}
	}
	from.destinations = kept
}

// toShow makes the draft for each destination: as it was shown, where that is still what would be sent, and else anew.
func (g *Gateway) toShow(from gathered) []rendering {
	var all []rendering
	for _, at := range from.destinations {
		all = append(all, g.draftNow(from, at))
	}
	return all
}

// draftNow is the draft of what would be sent now.
func (g *Gateway) draftNow(from gathered, at destinationState) rendering {
	variant := g.variantFor(from, at)
	m := g.draftBy(from, at, from.clockOf(at, variant))
	if at.decision.Draft == "" || m.digest == at.decision.Draft {
		return m
	}
	return g.draftBy(from, at, from.madeBy(variant))
}

// draftBy makes the draft for a destination, unsigned, by a clock; zero is now.
func (g *Gateway) draftBy(from gathered, at destinationState, asOf time.Time) rendering {
	if asOf.IsZero() {
		asOf = g.releaseTime()
	}
	m := rendering{variant: g.variantFor(from, at), asOf: asOf, destinations: []destinationState{at}}
	g.translated(from, &m, asOf)
	for i := range m.parts {
		p := &m.parts[i]
		if m.variant == original {
			continue
		}
		p.draft.Report.Draft = m.digest
		p.cap, p.report = book.Pack(p.alert.Encode()), book.Pack(p.draft.Report.JSON())
	}
	return m
}

// alerts are the parts of a rendering as CAP.
func (m rendering) alerts() (all []*cap.Alert) {
	for _, p := range m.parts {
		all = append(all, p.alert)
	}
	return all
}

// showAll shows what was drafted, unless the chain has changed since.
func (g *Gateway) showAll(tx *book.Tx, from gathered, made []rendering, fx *effects) (stale bool, err error) {
	chain, err := tx.Chain(from.chain.ID)
	if err != nil || chain.ID != from.chain.ID || chain.Version != from.chain.Version {
		return err == nil, err
	}
	board, err := boardOf(tx, from)
	if err != nil {
		return false, err
	}
	for _, m := range made {
		if m.err != nil {
			err = g.unusable(tx, from, m, fx)
		} else {
			err = g.showOne(tx, from, m, board, fx)
		}
		if err != nil {
			return false, err
		}
	}
	return false, g.clearOthers(tx, board)
}

// showOne shows one draft. One that was shown already is let stand.
func (g *Gateway) showOne(tx *book.Tx, from gathered, m rendering, b board, fx *effects) error {
	at := m.destinations[0]
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != book.Held {
		return err
	}
	if !now.Deadline.IsZero() && !now.Alarmed {
		fx.by(now.Deadline)
	}
	again := now.Draft == m.digest
	row, changes, err := g.keepDraft(tx, from, m, at)
	if err != nil {
		return err
	}
	if wants := g.wantsFrench(at, m); !again || holdOf(now).WantsFrench != wants {
		hold := *holdOf(now)
		if !again {
			hold = hold.Shown(m.digest)
		}
		hold.WantsFrench = wants
		now.Draft, now.Hold, now.Allow = m.digest, &hold, at.decision.Allow
		body := map[string]any{"destination": now.Destination, "ask": now.Ask, "of": now.Of, "draft": m.digest, "as_of": row.AsOf.UTC(), "what": "shown"}
		if row.Replaces != "" {
			body["replaces"] = row.Replaces
		}
		if !again {
			tx.Say(from.row.Key, trail.Held, body)
		}
		if err := tx.PutDecision(now); err != nil {
			return err
		}
	}
	tree, as := topics.Tree{Lane: from.row.Lane, Party: now.Of}, mark{held: &now, changed: changes}
	if holdOf(now).WantsFrench {
		en, fr := wantedFrench(from.row, now)
		as.wanted = &wanted{en, fr}
	}
	for _, p := range m.parts {
		if err := g.showPart(tx, from, p, at, as, tree, b); err != nil {
			return err
		}
	}
	if g.keptBack(from, m, now) {
		return nil
	}
	return g.showDoc(tx, tree.Held(from.row.Token, 1, topics.Original), from.row.Blob, b)
}

// keepDraft stores a draft, with the one that it takes the place of, and says in what it differs from that one.
func (g *Gateway) keepDraft(
	tx *book.Tx, from gathered, m rendering, at destinationState,
) (book.Draft, []draft.Change, error) {
	hold := holdOf(at.decision)
	row := book.Draft{Alert: from.row.ID, Destination: at.system.Name, Digest: m.digest, Kin: draft.Kin(m.alerts()), AsOf: m.asOf, Channels: hold.Channels, French: hold.French}
	if approval.Narrower(hold.Area, from.shape.Districts) {
		row.Area = hold.Area
	}
	if known, shown := at.shownAs(m.digest); shown {
		row.AsOf, row.Replaces = known.AsOf, known.Replaces
	} else {
		row.Replaces = at.shownBefore(row)
	}
	for i := range m.parts {
		p := &m.parts[i]
		kept := book.DraftPart{Part: p.part, Blob: from.row.Blob}
		if m.variant != original {
			var err error
			if kept.Blob, err = tx.PutBlob(p.cap); err != nil {
				return row, nil, err
			}
			if kept.Report, err = tx.PutBlob(p.report); err != nil {
				return row, nil, err
			}
		}
		p.blob, p.reported = kept.Blob, kept.Report
		row.Parts = append(row.Parts, kept)
	}
	if err := tx.PutDraft(row); err != nil {
		return row, nil, err
	}
	changes, err := g.changed(tx, at, row.Replaces, m)
	return row, changes, err
}

// shownBefore is the digest of the draft of as much of the alert that was shown last; "" where none was.
func (s destinationState) shownBefore(d book.Draft) string {
	alike := func(o book.Draft) bool {
		return slices.Equal(o.Area, d.Area) && slices.Equal(o.Channels, d.Channels) && (o.French == nil) == (d.French == nil)
	}
	if now, shown := s.shownAs(s.decision.Draft); shown && alike(now) {
		return now.Digest
	}
	for _, o := range slices.Backward(s.shown) {
		if alike(o) {
			return o.Digest
		}
	}
	return ""
}

// changed is in what a draft differs from one that was shown.
func (g *Gateway) changed(tx *book.Tx, at destinationState, before string, m rendering) ([]draft.Change, error) {
	old, shown := at.shownAs(before)
	if !shown {
		return nil, nil
	}
	var was []*cap.Alert
	for _, p := range old.Parts {
		doc, err := g.blobs.get(tx, p.Blob)
		if err != nil {
			return nil, err
		}
		a, _, err := cap.Read(doc)
		if err != nil {
			return nil, err
		}
		was = append(was, a)
	}
	return draft.Changes(was, m.alerts()), nil
}

// keptBack says whether the original stays on its side: something was left out, and those asked are not its own side.
func (g *Gateway) keptBack(from gathered, m rendering, d book.Decision) bool {
	if from.alert.Scope == cap.Public || d.Ask == string(agreement.Release) {
		return false
	}
	for _, p := range m.parts {
		if p.draft.Redacted {
			return true
		}
	}
	return m.variant != original
}

func (g *Gateway) showPart(
	tx *book.Tx, from gathered, p part, at destinationState, as mark, tree topics.Tree, b board,
) error {
	where := placement{party: tree, chain: from.chain.Token, part: p.part}
	feature, err := tx.PutBlob(book.Pack(g.feature(from, p, at.system, where, as)))
	if err != nil {
		return err
	}
	for leaf, blob := range map[string]int64{topics.CAP: p.blob, topics.JSON: feature, topics.Report: p.reported} {
		if blob == 0 {
			continue
		}
		if err := g.showDoc(tx, tree.Held(from.row.Token, p.part, leaf), blob, b); err != nil {
			return err
		}
	}
	return nil
}

// board is what stands before those who decide about an alert, and which of it is still to stand.
type board struct {
	has   map[string]int64
	stays map[string]bool
}

func boardOf(tx *book.Tx, from gathered) (board, error) {
	b := board{map[string]int64{}, map[string]bool{}}
	asked := map[string]bool{}
	for _, at := range from.destinations {
		if asked[at.decision.Of] {
			continue
		}
		asked[at.decision.Of] = true
		standing, err := heldTopics(tx, topics.Tree{Lane: from.row.Lane, Party: at.decision.Of}, from.row.Token)
		if err != nil {
			return b, err
		}
		for _, t := range standing {
			b.has[t.Topic] = t.Want
		}
	}
	return b, nil
}

// showDoc puts a document before those who decide, unless it is there already.
func (g *Gateway) showDoc(tx *book.Tx, topic string, blob int64, b board) error {
	b.stays[topic] = true
	if b.has[topic] == blob {
		return nil
	}
	b.has[topic] = blob
	return g.wantGatewayTopic(tx, topic, blob)
}

// clearOthers takes down what was shown of an earlier draft and is no part of this one.
func (g *Gateway) clearOthers(tx *book.Tx, b board) error {
	for _, topic := range slices.Sorted(maps.Keys(b.has)) {
		if !b.stays[topic] {
			if err := g.wantGatewayTopic(tx, topic, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
