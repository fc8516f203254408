package holds

import (
	"maps"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/draft"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// ShowAll shows what was drafted, unless the chain has changed since.
func (g *Holds) ShowAll(tx *book.Tx, from derive.Gathered, made []derive.Rendering, fx *after.Effects) (stale bool,
	err error) {
	chain, err := tx.Chains.ByID(from.Chain.ID)
	if err != nil || chain.ID != from.Chain.ID || chain.Version != from.Chain.Version {
		return err == nil, err
	}
	board, err := boardOf(tx, from)
	if err != nil {
		return false, err
	}
	for _, m := range made {
		if m.Err != nil {
			err = g.Unusable(tx, g.Derive.For(from, m.Destinations[0]), m, fx)
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
func (g *Holds) showOne(tx *book.Tx, from derive.Gathered, m derive.Rendering, b board, fx *after.Effects) error {
	at := m.Destinations[0]
	from = g.Derive.For(from, at)
	now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
	if err != nil || !found || now.State != book.Held {
		return err
	}
	if !now.Deadline.IsZero() && !now.Alarmed {
		fx.By(now.Deadline)
	}
	again := now.Draft == m.Digest
	row, changes, err := g.KeepDraft(tx, from, m, at)
	if err != nil {
		return err
	}
	if wants := derive.WantsFrench(at, m); !again || judge.HoldOf(now).WantsFrench != wants {
		hold := *judge.HoldOf(now)
		if !again {
			hold = hold.Shown(m.Digest)
		}
		hold.WantsFrench = wants
		now.Draft, now.Hold, now.Allow = m.Digest, &hold, at.Decision.Allow
		body := map[string]any{"destination": now.Destination, "ask": now.Ask, "of": now.Of, "draft": m.Digest,
			"as_of": row.AsOf.UTC(), "what": "shown"}
		from.SayEvent(body)
		if row.Replaces != "" {
			body["replaces"] = row.Replaces
		}
		if !again {
			tx.Trail.Append(from.Row.Key, trail.Held, body)
		}
		if err := tx.Decisions.Put(now); err != nil {
			return err
		}
	}
	tree, as := topics.Tree{Lane: from.Row.Lane, Party: now.Of}, derive.Mark{Held: &now, Changed: changes}
	if judge.HoldOf(now).WantsFrench {
		en, fr := notice.WantedFrench(from.Row, now)
		as.Wanted = &derive.Wanted{EN: en, FR: fr}
	}
	for _, p := range m.Parts {
		if err := g.showPart(tx, from, p, at, as, tree, b); err != nil {
			return err
		}
	}
	if g.keptBack(from, m, now) {
		return nil
	}
	return g.showDoc(tx, tree.Held(from.Row.Token, 1, topics.Original), from.Row.Blob, b)
}

// KeepDraft stores a draft, with the one that it takes the place of, and says in what it differs from that one.
func (g *Holds) KeepDraft(
	tx *book.Tx, from derive.Gathered, m derive.Rendering, at derive.DestinationState,
) (book.Draft, []draft.Change, error) {
	from = g.Derive.For(from, at)
	hold := judge.HoldOf(at.Decision)
	row := book.Draft{Alert: from.Row.ID, Destination: at.System.Name, Group: at.Decision.Group, Digest: m.Digest,
		Kin: draft.Kin(m.Alerts()), AsOf: m.AsOf, Channels: hold.Channels, French: hold.French}
	if approval.Narrower(hold.Area, from.Shape.Districts) {
		row.Area = hold.Area
	}
	if known, shown := at.ShownAs(m.Digest); shown {
		row.AsOf, row.Replaces = known.AsOf, known.Replaces
	} else {
		row.Replaces = at.ShownBefore(row)
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		kept := book.DraftPart{Part: p.Part, Blob: from.Row.Blob}
		if m.Variant != derive.Original {
			var err error
			if kept.Blob, err = tx.Documents.Put(p.Cap); err != nil {
				return row, nil, err
			}
			if kept.Report, err = tx.Documents.Put(p.Report); err != nil {
				return row, nil, err
			}
		}
		p.Blob, p.Reported = kept.Blob, kept.Report
		row.Parts = append(row.Parts, kept)
	}
	if err := tx.Drafts.Put(row); err != nil {
		return row, nil, err
	}
	changes, err := g.Changed(tx, at, row.Replaces, m)
	return row, changes, err
}

// Changed is in what a draft differs from one that was shown.
func (g *Holds) Changed(tx *book.Tx, at derive.DestinationState, before string, m derive.Rendering) ([]draft.Change,
	error) {
	old, shown := at.ShownAs(before)
	if !shown {
		return nil, nil
	}
	var was []*cap.Alert
	for _, p := range old.Parts {
		doc, err := g.Blobs.Get(tx, p.Blob)
		if err != nil {
			return nil, err
		}
		a, _, err := cap.Read(doc)
		if err != nil {
			return nil, err
		}
		was = append(was, a)
	}
	return draft.Changes(was, m.Alerts()), nil
}

// keptBack says whether the original stays on its side: something was left out, and those asked are not its own side.
func (g *Holds) keptBack(from derive.Gathered, m derive.Rendering, d book.Decision) bool {
	if d.Ask == string(agreement.Release) || from.Alert.Scope == cap.Public && from.Group == nil {
		return false
	}
	for _, p := range m.Parts {
		if p.Draft.Redacted {
			return true
		}
	}
	return m.Variant != derive.Original
}

func (g *Holds) showPart(
	tx *book.Tx, from derive.Gathered, p derive.Part, at derive.DestinationState, as derive.Mark, tree topics.Tree,
	b board,
) error {
	where := derive.Placement{Party: tree, Chain: from.Chain.Token, Part: p.Part}
	feature, err := tx.Documents.Put(book.Pack(g.Derive.Feature(from, p, at.System, where, as)))
	if err != nil {
		return err
	}
	for leaf, blob := range map[string]int64{topics.CAP: p.Blob, topics.JSON: feature, topics.Report: p.Reported} {
		if blob == 0 {
			continue
		}
		if err := g.showDoc(tx, tree.Held(from.Row.Token, p.Part, leaf), blob, b); err != nil {
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

func boardOf(tx *book.Tx, from derive.Gathered) (board, error) {
	b := board{map[string]int64{}, map[string]bool{}}
	asked := map[string]bool{}
	for _, at := range from.Destinations {
		if asked[at.Decision.Of] {
			continue
		}
		asked[at.Decision.Of] = true
		standing, err := heldTopics(tx, topics.Tree{Lane: from.Row.Lane, Party: at.Decision.Of}, from.Row.Token)
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
func (g *Holds) showDoc(tx *book.Tx, topic string, blob int64, b board) error {
	b.stays[topic] = true
	if b.has[topic] == blob {
		return nil
	}
	b.has[topic] = blob
	return g.Topics.Want(tx, topic, blob)
}

// clearOthers takes down what was shown of an earlier draft and is no part of this one.
func (g *Holds) clearOthers(tx *book.Tx, b board) error {
	for _, topic := range slices.Sorted(maps.Keys(b.has)) {
		if !b.stays[topic] {
			if err := g.Topics.Want(tx, topic, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
