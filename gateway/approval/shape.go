package approval

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

// Shape is what of an alert a person's answer depends on.
type Shape struct {
	Districts []string // "us/me/029", "us/me/_" for a whole state
	Events    []string // event codes
	Urgency   cap.Urgency
	Severity  cap.Severity
	Certainty cap.Certainty
	Scope     cap.Scope
	Channels  []string // public channels that are open, or asked for
	Text      string   // digest of the carried prose; looked at only on an open channel
	Ground    []string // polygons, circles and geocodes as written; likewise
}

// ShouldHold tells whether an Update must wait for a person, and why: its chain's route holds, and it adds a
// district, raises anything, changes the event or asks for a channel. What was let through as it is may be
// narrowed and lowered without asking. Where a public channel is open, new words and new ground ask as well. A
// Cancel is never held; do not ask here about one.
func ShouldHold(prev, next Shape, route agreement.Decision) (bool, []string) {
	if route.Action != agreement.HoldBack {
		return false, nil
	}
	why := append(added(prev, next), raised(prev, next)...)
	if !sameCodes(prev.Events, next.Events) {
		why = append(why, "event "+list(prev.Events)+" became "+list(next.Events))
	}
	for _, c := range next.Channels {
		if !slices.Contains(prev.Channels, c) {
			why = append(why, "asks for channel "+c)
		}
	}
	if len(prev.Channels) > 0 {
		why = append(why, aloud(prev, next)...)
	}
	return len(why) > 0, why
}

// BoundByDenial tells whether a denial still answers for the next message of the chain: it does until the area,
// the severity or the urgency grows. A recall binds the same way.
func BoundByDenial(denied, next Shape) bool {
	return len(added(denied, next)) == 0 && next.Severity.Rank() <= denied.Severity.Rank() &&
		next.Urgency.Rank() <= denied.Urgency.Rank()
}

func added(prev, next Shape) []string {
	var why []string
	had := make(map[string]bool, len(prev.Districts))
	for _, d := range prev.Districts {
		had[d] = true
	}
	for _, d := range next.Districts {
		if !had[d] && !had[around(d, 1)] && !had[around(d, 2)] {
			why = append(why, "adds "+d)
		}
	}
	return why
}

// around is the whole that a district lies in, one or two levels up: its state, its country. It is "" for what lies in
// none, such as a place that nobody knows.
func around(district string, up int) string {
	levels := strings.Split(district, "/")
	if len(levels) != 3 || levels[0] == "_" {
		return ""
	}
	for n := range up {
		levels[2-n] = "_"
	}
	return strings.Join(levels, "/")
}

// Narrower tells whether an area that was approved is less than all districts of a draft. One district of a state is
// less than the state.
func Narrower(area, districts []string) bool {
	return slices.ContainsFunc(districts, func(d string) bool { return !slices.Contains(area, d) })
}

func raised(prev, next Shape) []string {
	var why []string
	raise := func(what, from, to string, before, after int) {
		if after > before {
			why = append(why, what+" "+from+" became "+to)
		}
	}
	raise("urgency", string(prev.Urgency), string(next.Urgency), prev.Urgency.Rank(), next.Urgency.Rank())
	raise("severity", string(prev.Severity), string(next.Severity), prev.Severity.Rank(), next.Severity.Rank())
	raise("certainty", string(prev.Certainty), string(next.Certainty), prev.Certainty.Rank(), next.Certainty.Rank())
	raise("scope", string(prev.Scope), string(next.Scope), width(prev.Scope), width(next.Scope))
	return why
}

// width orders scopes by who may read: a wider one than was approved is a raise.
func width(s cap.Scope) int {
	return map[cap.Scope]int{cap.Private: 1, cap.Restricted: 2, cap.Public: 3}[s]
}

func aloud(prev, next Shape) []string {
	var why []string
	if prev.Text != next.Text {
		why = append(why, "new text on an open channel")
	}
	for _, g := range next.Ground {
		if !slices.Contains(prev.Ground, g) {
			return append(why, "added ground on an open channel")
		}
	}
	return why
}

func sameCodes(a, b []string) bool {
	return slices.Equal(folded(a), folded(b))
}

// folded is a set of codes to compare: their case and order mean nothing (traps us-12).
func folded(codes []string) []string {
	var all []string
	for _, c := range codes {
		all = append(all, strings.ToLower(c))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func list(codes []string) string {
	if len(codes) == 0 {
		return "(none)"
	}
	return strings.Join(codes, ",")
}
