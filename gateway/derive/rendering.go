package derive

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

// Blocks are what the composed French blocks of a rendering call their event, one each.
func (m Rendering) Blocks() (all []string) {
	for _, p := range m.Parts {
		all = append(all, p.Draft.Blocks...)
	}
	return all
}

// WantsFrench says whether those who are asked about a draft should give it a French text: for a public feed in Canada
// it has fixed phrases alone, which are meant for responders.
func WantsFrench(at DestinationState, m Rendering) bool {
	return at.System.Public && at.System.Side == cap.CA && at.Decision.Ask == string(agreement.Acceptance) &&
		judge.HoldOf(at.Decision).French == nil && len(m.Blocks()) > 0
}

// Successors are what a release makes stand at a destination in the place of a part: the part itself, what names it,
// and what is about the same event.
func (m Rendering) Successors(from Gathered, at DestinationState, of int, event string) (all []Document) {
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Ends || m.Variant != Original && p.Part != of && p.Event != event && !slices.Contains(p.Draft.Continues, of) {
			continue
		}
		all = append(all, p.Documents(PlaceAt(at.System, from.Row, from.Chain.Token, p.Part, from.Shape))...)
	}
	return all
}

// Replacing are the Successors of what stands: of an original, which may be of several events, all of a release.
func (m Rendering) Replacing(from Gathered, at DestinationState, of int, made book.Derived) (all []Document) {
	if made.Identifier != "" {
		return m.Successors(from, at, of, made.Event)
	}
	for i := range m.Parts {
		if p := &m.Parts[i]; !p.Ends {
			all = append(all, p.Documents(PlaceAt(at.System, from.Row, from.Chain.Token, p.Part, from.Shape))...)
		}
	}
	return all
}

// InOrder are the parts of a rendering as they are to be delivered: what is new comes before what gives a place up to
// it, and what ends last, so that no place is empty meanwhile.
func (m Rendering) InOrder(at DestinationState) []*Part {
	var parts []*Part
	for i := range m.Parts {
		parts = append(parts, &m.Parts[i])
	}
	rank := func(p *Part) int {
		switch {
		case p.Ends:
			return 2
		case slices.ContainsFunc(at.Live, func(d book.Delivery) bool { return d.Part == p.Part }):
			return 1
		}
		return 0
	}
	slices.SortStableFunc(parts, func(a, b *Part) int { return rank(a) - rank(b) })
	return parts
}
