package derive

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
)

// Keep leaves out the destinations whose decision is not meant.
func (from *Gathered) Keep(meant func(book.Decision) bool) {
	var kept []DestinationState
	for _, at := range from.Destinations {
		if meant(at.Decision) {
			kept = append(kept, at)
		}
	}
	from.Destinations = kept
}

// ToShow makes the draft for each destination: as it was shown, where that is still what would be sent, and else anew.
func (g *Deriver) ToShow(from Gathered) []Rendering {
	var all []Rendering
	for _, at := range from.Destinations {
		all = append(all, draftNow(g, from, at))
	}
	return all
}

// draftNow is the draft of what would be sent now.
func draftNow(g *Deriver, from Gathered, at DestinationState) Rendering {
	variant := g.VariantFor(from, at)
	m := g.DraftBy(from, at, from.ClockOf(at, variant))
	if at.Decision.Draft == "" || m.Digest == at.Decision.Draft {
		return m
	}
	return g.DraftBy(from, at, from.MadeBy(variant))
}

// DraftBy makes the draft for a destination, unsigned, by a clock; zero is now.
func (g *Deriver) DraftBy(from Gathered, at DestinationState, asOf time.Time) Rendering {
	if asOf.IsZero() {
		asOf = g.releaseTime()
	}
	from = g.For(from, at)
	m := Rendering{Variant: g.VariantFor(from, at), AsOf: asOf, Destinations: []DestinationState{at}}
	g.translated(from, &m, asOf)
	for i := range m.Parts {
		p := &m.Parts[i]
		if m.Variant == Original {
			continue
		}
		p.Draft.Report.Draft = m.Digest
		p.Cap, p.Report = book.Pack(p.Alert.Encode()), book.Pack(p.Draft.Report.JSON())
	}
	return m
}

// Alerts are the parts of a rendering as CAP.
func (m Rendering) Alerts() (all []*cap.Alert) {
	for _, p := range m.Parts {
		all = append(all, p.Alert)
	}
	return all
}

// ShownBefore is the digest of the draft of as much of the alert that was shown last; "" where none was.
func (s DestinationState) ShownBefore(d book.Draft) string {
	alike := func(o book.Draft) bool {
		return slices.Equal(o.Area, d.Area) && slices.Equal(o.Channels, d.Channels) && (o.French == nil) == (d.French == nil)
	}
	if now, shown := s.ShownAs(s.Decision.Draft); shown && alike(now) {
		return now.Digest
	}
	for _, o := range slices.Backward(s.Shown) {
		if alike(o) {
			return o.Digest
		}
	}
	return ""
}
