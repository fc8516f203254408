package parts

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/area"
)

// Chain is an alert, and what a destination holds live of the alerts before it.
type Chain struct {
	Alert     *cap.Alert
	Ground    *area.Ground // of the alert
	Live      []Live
	Highest   int    // the highest part number the chain ever used, so that no number is used twice
	Of        *Event // the event group that Alert was cut to, and Highest is as NumberBefore says; nil: it is all of it
	Stateless bool   // nobody knows what is live: the parts are the source's own
}

// Live is a derived alert that a destination holds live.
type Live struct {
	Part    int
	Derived cap.Reference // its sent with the offset it was written in
	Event   string        // Draft.Event of it
	// Code is the event code that it carries there, SAME's or CAP-CP's: a Cancel says the same. "" is none.
	Code      string
	Districts []geo.District

	// Scope is who may read it, with what CAP 1.2 §3.2.1 requires beside it. A Cancel that is for fewer people than what
	// it ends says no more than that it is over, to the same readers. "" is the scope of the alert being translated.
	Scope       cap.Scope
	Restriction string // of a Restricted one
	Addresses   string // of a Private one
}

// Reference is the triplet of a live derived alert. References repeat the exact text of sent (traps ca-23). Of a caller
// who keeps the instant alone it is that of the offset of the part's place, where it keeps one clock.
func (l Live) Reference() string {
	ref, zone := l.Derived, geo.ZoneOf(l.Districts)
	if zone == nil {
		zone = time.UTC
	}
	if _, offset := ref.Sent.At.Zone(); offset == 0 && !ref.Sent.At.IsZero() {
		ref.Sent = cap.FormatTime(ref.Sent.At.In(zone))
	}
	return ref.String()
}

// Parts are the live parts, the lowest number first.
func (c Chain) Parts() []Live {
	live := slices.Clone(c.Live)
	slices.SortFunc(live, func(a, b Live) int { return a.Part - b.Part })
	return live
}
