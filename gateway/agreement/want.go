package agreement

import (
	"slices"

	"bordercast/cap"
)

// WantOfRoute tells whether both sides must be alarmed: the alert is Severe or Extreme, or of a severity that its
// sender does not know or that nobody has heard of, Immediate or Expected, near the border or in a place that nobody
// knows, and nobody on the neighbour's side was given it, at least one for want of a route; an outlook calls nobody.
// What a route or a person kept back was decided; what nobody thought of is what this is for.
func (a *Agreement) WantOfRoute(f Facts, all []Decision) bool {
	grave := f.Severity != cap.Moderate && f.Severity != cap.Minor // Unknown is no comfort where it is soon
	soon := f.Urgency == cap.Immediate || f.Urgency == cap.Expected
	news := f.MsgType == cap.MsgAlert || f.MsgType == cap.MsgUpdate
	if !grave || !soon || !news || f.Outlook || f.Lane == cap.NoLane || !a.NearBorder(f) && !f.Nowhere() {
		return false
	}
	wanting, closed := false, true
	for _, d := range all {
		if a.systems[d.Destination].Side != f.Side.Other() {
			continue
		}
		if d.Action != Drop {
			return false
		}
		wanting = wanting || d.Reason == NoRoute || d.Reason == Expired || d.Reason == Relayed
		closed = closed && d.Reason == LaneClosed
	}
	return wanting || closed
}

// MayEnd tells whether sender may update or cancel what ofSender issued: its own, and what the agreement lists.
func (a *Agreement) MayEnd(sender, ofSender string) bool {
	return sender == ofSender || slices.Contains(a.terms.MayEnd[sender], ofSender)
}

// Allow are the elements of Restricted and Private alerts that a route lets cross; none where there is no such route.
func (a *Agreement) Allow(route string) []string {
	for _, r := range a.routes {
		if r.Name == route {
			return slices.Clone(r.Route.Allow)
		}
	}
	return nil
}

// Destinations are the systems that take a lane, sorted.
func (a *Agreement) Destinations(lane cap.Lane) []string {
	var names []string
	for _, s := range a.systems {
		if lanes(s.Out, lane) {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return names
}
