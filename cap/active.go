package cap

import (
	"slices"
	"strings"
	"time"
)

// defaultLife is how long an alert without expires stands: CAP 1.2 §3.2.2 leaves it to each recipient.
const defaultLife = 24 * time.Hour

// ActiveUntil is when the alert stops being active, and the clause that says so. It is the latest end of any
// info that has not ended. An alert that was received with nothing to count from counts from received.
func (a *Alert) ActiveUntil(received time.Time) (until time.Time, clause string) {
	base := a.Sent.At
	if base.IsZero() {
		base = received
	}
	ended := a.allEnded()
	for n := range a.Infos {
		i := &a.Infos[n]
		if a.Ended(i) && !ended {
			continue
		}
		if t, c := i.activeUntil(base); t.After(until) {
			until, clause = t, c
		}
	}
	if until.IsZero() {
		return base.Add(defaultLife), "CAP 1.2 §3.2.2: no info with expires; sent + 24 h"
	}
	return until, clause
}

func (i *Info) activeUntil(sent time.Time) (time.Time, string) {
	expires, onset := i.Expires.At, i.Onset.At
	switch {
	case expires.IsZero():
		return sent.Add(defaultLife), "CAP 1.2 §3.2.2: no expires; sent + 24 h"
	case !i.Expires.Zoned():
		// Without an offset the instant may be as late as twelve hours on; nothing is ended too early.
		return expires.Add(12 * time.Hour), "CAP 1.2 §3.3.2: expires without offset, the latest instant it can mean"
	case !onset.IsZero() && !expires.After(onset):
		// expires is when the product lapses, not when the hazard ends (traps us-6).
		if end, name := i.HazardEnd(); end.After(expires) {
			return end, name + ": expires is not after onset"
		}
	}
	return expires, "CAP 1.2 §3.2.2: expires"
}

// UntilFurtherNotice tells a hazard whose end its originator leaves open: the end of a VTEC in force is all zeros (NWSI
// 10-1703), and no parameter says another.
func (i *Info) UntilFurtherNotice() bool {
	if _, name := i.HazardEnd(); name != "" && name != "VTEC" {
		return false
	}
	return slices.ContainsFunc(i.VTEC(), func(v VTEC) bool {
		return v.End.IsZero() && v.Action != "CAN" && v.Action != "EXP" && v.Action != "UPG"
	})
}

// HazardEnd is when the hazard itself is over in the originator's own words, and the parameter that says it:
// eventEndingTime (NWS), Event_End_Time (ECCC), or the end of a VTEC. Zero when nothing says it.
func (i *Info) HazardEnd() (time.Time, string) {
	for _, p := range i.Parameters {
		if strings.EqualFold(p.Name, "eventEndingTime") || isECCC(p.Name, ":event_end_time") {
			if t := ParseTime(p.Value); !t.At.IsZero() {
				return t.At, p.Name
			}
		}
	}
	var last time.Time
	for _, v := range i.VTEC() {
		if v.End.After(last) {
			last = v.End
		}
	}
	if last.IsZero() {
		return last, ""
	}
	return last, "VTEC"
}
