package translate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// DerivedIdentifier is the identifier of a derived alert (docs/translation.md). It depends on nothing but
// its arguments, so a gateway that lost its store would give the same alert the same name.
func DerivedIdentifier(src cap.Identity, part int, variant string, edition int) string {
	if other, ok := src.Alias(); ok && len(other.Identifier) < len(src.Identifier) {
		src = other // IPAWS's name of a weather alert is a second name of the same one (traps us-11)
	}
	instant := src.Sent.UTC().Format(time.RFC3339)
	sum := cap.HashToken(fmt.Sprintf("%s\n%s\n%s\n%d\n%s\n%d\n", src.Sender, src.Identifier, instant, part, variant,
		edition))
	return "bc1-" + sum[:26]
}

// Variant is a digest of all that shapes the output but the source, the part and the edition. Destinations with
// equal variants share one derived alert.
func Variant(req Request) string {
	if req.Stateless {
		return ""
	}
	var b strings.Builder
	line := func(name string, values ...string) { fmt.Fprintf(&b, "%s=%q\n", name, values) }
	line("to", string(req.To))
	line("gateway", req.Gateway, req.Sender)
	line("lane", string(lane(req)))
	if req.Alert != nil && req.Alert.Scope != cap.Public {
		line("allow", sorted(req.Allow)...)
	}
	line("channels", sorted(req.Channels)...)
	for _, d := range sorted(req.Narrow) {
		line("narrow", string(d))
	}
	for _, d := range sorted(req.Area) {
		line("area", string(d))
	}
	if req.Unreviewed != "" {
		line("unreviewed", req.Unreviewed)
	}
	if g := req.Group; g != nil {
		line("group", fmt.Sprint(g.Number), g.Key, fmt.Sprint(g.Infos), fmt.Sprint(g.Among))
	}
	if f := req.French; f != nil {
		line("french", f.Headline, f.Description, f.Instruction, f.By, f.Party)
	}
	live := slices.Clone(req.Live)
	slices.SortFunc(live, func(a, b Live) int { return a.Part - b.Part })
	for _, l := range live {
		line("live", fmt.Sprint(l.Part), l.Derived.String(), l.Event, fmt.Sprint(l.Districts))
		if l.Scope != "" {
			line("readers", string(l.Scope), l.Restriction, l.Addresses)
		}
	}
	if own := req.Events.Digest(); own != "" {
		line("events", own)
	}
	if req.Atlas != nil {
		for _, m := range req.Atlas.Imported() {
			line("map", m.Layer, m.Digest)
		}
	}
	if req.Ground != nil {
		for _, c := range req.Ground.Cuts() {
			line("cut", c.Path, c.From, c.To)
		}
	}
	line("uris", req.Original, fmt.Sprint(req.ResourceURI != nil))
	return cap.HashToken(b.String())[:16]
}

func sorted[T ~string](in []T) []T {
	out := slices.Clone(in)
	slices.Sort(out)
	return out
}

// lane is the alert's own, or the request's where that is less real: a bare Cancel inherits the test lane of what it
// cancels. No request makes an exercise or a test real.
func lane(req Request) cap.Lane {
	if req.Alert == nil {
		return req.Lane
	}
	own, _ := req.Alert.Lane()
	if req.Lane == cap.NoLane || real(own) < real(req.Lane) {
		return own
	}
	return req.Lane
}

// real orders lanes by how real they are.
func real(l cap.Lane) int {
	switch l {
	case cap.LaneActual:
		return 3
	case cap.LaneExercise:
		return 2
	case cap.LaneTest:
		return 1
	}
	return 0
}
