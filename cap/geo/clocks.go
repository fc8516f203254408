package geo

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo/timezone"
)

// Zone is the clock people of the district live by, nil when no place is known. Where it keeps several, this is the one
// most of it keeps: of a point ask timezone.At.
func (d District) Zone() *time.Location { return timezone.Of(string(d)) }

// Zones are all clocks that people of the district live by, that of most of it first: of a whole state or province
// those of all its districts. None is known where no place is.
func (d District) Zones() []*time.Location { return slices.Clone(timezone.AllOf(string(d))) }

// Across is the clock of the neighbour's side of the border, as seen from d; nil where the border is nowhere near.
func (d District) Across() *time.Location { return timezone.Across(string(d)) }

// ZoneOf is the clock of the first district whose place is known; nil when none is.
func ZoneOf(ds []District) *time.Location {
	for _, d := range ds {
		if zone := d.Zone(); zone != nil {
			return zone
		}
	}
	return nil
}

// Clocks are the time zones of ground by side, that of most of the ground first. Beyond are those just across the
// border, of a side that has no ground here.
type Clocks struct {
	Here, Beyond map[cap.Side][]*time.Location
	Unsure       bool // some part of a region is meant that keeps other clocks too
}

// Of are the clocks of a side: of its ground, or else of what lies just across the border.
func (c Clocks) Of(side cap.Side) []*time.Location {
	if here := c.Here[side]; len(here) > 0 {
		return here
	}
	return c.Beyond[side]
}

// ClocksOf are the clocks of what is drawn, nil for nothing, and of districts that are named and not drawn. Another
// clock's ground counts where it is more than a sliver. Of regions that stand for a part of them only the clock of most
// of them counts, for nobody knows which part is meant.
func ClocksOf(s *Shape, named []District, inPart ...District) Clocks {
	c := Clocks{Here: map[cap.Side][]*time.Location{}, Beyond: map[cap.Side][]*time.Location{}}
	if s != nil && !s.Empty() {
		timezone.Ground(s.regions, s.loops, s.box, c.Here)
	}
	for _, d := range named {
		zones := d.Zones()
		if len(zones) > 1 && d.Whole() && slices.Contains(inPart, d) {
			zones, c.Unsure = zones[:1], true
		}
		for _, zone := range zones {
			c.add(c.Here, d.Side(), zone)
		}
	}
	for _, side := range []cap.Side{cap.CA, cap.US} {
		if len(c.Here[side]) > 0 {
			continue
		}
		if s != nil && !s.Empty() {
			if zone := timezone.Beyond(s.loops, side); zone != nil {
				c.add(c.Beyond, side, zone)
				continue
			}
		}
		for _, d := range named {
			if zone := d.Across(); zone != nil && d.Side() == side.Other() {
				c.add(c.Beyond, side, zone)
			}
		}
	}
	return c
}

// ClocksOfAlert are the clocks of an alert in some districts: by the districts, but where one of them keeps several, by
// the points of what the alert draws. A place beside codes, where an earthquake was or a tide gauge stands, tells none.
func ClocksOfAlert(a *cap.Alert, districts []District) Clocks {
	if a != nil && slices.ContainsFunc(districts, func(d District) bool { return len(d.Zones()) > 1 }) {
		drawn := slices.DeleteFunc(ActiveAreas(a), func(a cap.Area) bool {
			return onlyPoints(a) && Districts(a)[0] != Unplaced
		})
		if s := ShapeOf(drawn); !s.Empty() {
			return ClocksOf(s, nil)
		}
	}
	return ClocksOf(nil, districts)
}

func (c Clocks) add(to map[cap.Side][]*time.Location, side cap.Side, zone *time.Location) {
	if !slices.Contains(to[side], zone) {
		to[side] = append(to[side], zone)
	}
}
