// Package area knows where an alert is, and what of that crosses: districts, who is to act, drawings, codes of places
// and their names.
//
// Survey asks the map where an alert is; its Ground is kept, for who routes the alert, groups it into parts and
// translates it asks the same. Of each part, in this order:
//
//  1. a Part holds the ground of its infos, its clocks and its districts as far as they were approved;
//  2. Judgement.Judge holds what is drawn against the border: in which districts people are to act, and why not in
//     others;
//  3. a Carrier carries the areas of each info, drawn as the open channels take them, with the codes that were judged;
//  4. Over gathers what has ended beside them, and Carrier.Where gathers all of it for the report.
//
// It refuses to act on what is not drawn for the hazard, to write the code of a district that is only guessed, and to
// draw less ground than the sender did unless the destination may not post there.
package area

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// Part is one part of an alert and the ground that it is about: the infos it is made of, its districts, and the side it
// is translated for. Fill in the fields and call Begin; after that none of them changes.
type Part struct {
	Alert     *cap.Alert
	Ground    *Ground        // of the alert
	Infos     []int          // of the alert, of which the part is made
	Districts []geo.District // of the part, in document order
	To        cap.Side
	From      cap.Side       // where the alert comes from; "" is what its profile says, else the other side
	Post      []geo.District // where the destination may post; nil is everywhere
	Narrow    []geo.District // approved area; nil is the whole of it

	// Unreviewed is the party that was asked about the alert and did not answer in time: nobody is to act on it.
	Unreviewed string

	Gate    *redaction.Gate
	Account *report.Account

	Zone   *time.Location    // of the place: what times are written in that name no offset; nil where it has none
	Clocks func() geo.Clocks // of all of its ground

	site     func() *site          // all of its ground
	theirOwn func() []geo.District // districts of the destination's side that the part's areas name
}

// Begin reads the clocks of the place. The ground itself is asked for once, and only when something needs it.
func (part *Part) Begin() {
	part.theirOwn = sync.OnceValue(part.namedThere)
	part.site = sync.OnceValue(func() *site { return part.Ground.of(part.Infos) })
	part.Clocks = sync.OnceValue(part.clocksOfGround)
	part.Zone = part.zoneOfPlace()
}

// zoneOfPlace is the clock of the first district that has one, in their order: where it keeps several, that of the
// ground.
func (part *Part) zoneOfPlace() *time.Location {
	for _, d := range part.Within() {
		own := d.Zones()
		if len(own) == 0 {
			continue
		}
		if here := part.clocksHere(d, own); len(here) > 0 && !slices.Contains(here, own[0]) {
			return here[0]
		}
		return own[0]
	}
	return nil
}

// clocksHere are those of the ground on the side of a district that keeps several.
func (part *Part) clocksHere(d geo.District, own []*time.Location) []*time.Location {
	if len(own) == 1 {
		return nil
	}
	return part.Clocks().Here[d.Side()]
}

// clocksOfGround are the clocks of a part's ground: of what is drawn, and of districts where nothing is.
func (part *Part) clocksOfGround() geo.Clocks {
	s := part.site()
	if s.Drawn == nil || s.Drawn.Empty() {
		return geo.ClocksOf(nil, part.Within(), part.inPart()...)
	}
	var named []geo.District
	for _, a := range s.count {
		if len(a.Polygons)+len(a.Circles) == 0 || marine(a) {
			named = append(named, part.Ground.districtsOf(a)...)
		}
	}
	return geo.ClocksOf(s.Drawn, named, s.InPart...)
}

// Within are the part's districts, as far as they were approved: of a whole state of which districts were, those.
func (part *Part) Within() []geo.District {
	if len(part.Narrow) == 0 {
		return slices.Clone(part.Districts)
	}
	var out []geo.District
	for _, d := range part.Districts {
		if len(geo.Missing([]geo.District{d}, part.Narrow)) == 0 {
			out = append(out, d)
			continue
		}
		for _, n := range part.Narrow {
			if d.Covers(n) && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// Location is what times are written in: the place's own, or failing that the offset that the sender wrote sent
// in; UTC, written -00:00, only where neither is known.
func (part *Part) Location() *time.Location {
	switch _, offset := part.Alert.Sent.At.Zone(); {
	case part.Zone != nil:
		return part.Zone
	case offset != 0:
		return part.Alert.Sent.At.Location()
	}
	return time.UTC
}

// theirs recognises a geocode of the destination's own side that people there are addressed by.
func (part *Part) theirs(g cap.Pair) bool {
	if part.To == cap.US {
		return isSAME(g) && geo.OfGeocode(g).Side() == cap.US
	}
	return isLocation(g) && geo.OfGeocode(g).Side() == cap.CA
}

// districtsOf are the districts of one area, asked only where somebody narrowed the area or nobody described it.
func (part *Part) districtsOf(a cap.Area) []geo.District {
	if len(part.Narrow) == 0 && strings.TrimSpace(a.Desc) != "" {
		return nil
	}
	return part.Ground.districtsOf(a)
}

// Approved says whether the approved area holds one of the districts.
func (part *Part) Approved(ds []geo.District) bool {
	if len(part.Narrow) == 0 {
		return true
	}
	return geo.Shared(ds, part.Narrow) > 0
}

// home is the side that the alert comes from: as the request says, else as its profile does, else the other one.
func (part *Part) home() cap.Side {
	if part.From != "" {
		return part.From
	}
	for _, c := range part.Alert.Codes {
		switch c = strings.ToLower(c); {
		case strings.HasPrefix(c, "profile:cap-cp"):
			return cap.CA
		case strings.HasPrefix(c, "ipaws"):
			return cap.US
		}
	}
	return part.To.Other()
}

// categories are those of the part's infos.
func (part *Part) categories() (out []string) {
	for _, n := range part.Infos {
		out = append(out, part.Alert.Infos[n].Categories...)
	}
	return out
}

// named are the districts of a region of the destination's side that the sender names in the part's areas.
func (part *Part) named(region geo.District) []geo.District {
	var out []geo.District
	for _, d := range part.theirOwn() {
		if region.Covers(d) {
			out = append(out, d)
		}
	}
	return out
}

// namedThere are all of these, in document order.
func (part *Part) namedThere() []geo.District {
	var out []geo.District
	seen := map[geo.District]bool{}
	for _, n := range part.Infos {
		for _, a := range part.Ground.sites[n].areas {
			for _, g := range a.Geocodes {
				if !part.theirs(g) {
					continue
				}
				if d := geo.OfGeocode(g); !d.Whole() && !seen[d] {
					seen[d] = true
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// border is how far the border is. What is some part of a region that reaches the border may be anywhere in it.
func (part *Part) border(out *report.Where) {
	s := part.site()
	if len(part.Infos) == 0 || math.IsInf(s.BorderKM, 1) || s.BorderBy == geo.ByRegion && s.BorderKM < 1 {
		return
	}
	if out.BorderKM, out.BorderBy = 0, s.BorderBy; s.BorderKM >= atBorder {
		out.BorderKM = max(1, math.Round(s.BorderKM))
	}
}

// near is the nearest place of the reader's side; nil without a map.
func (part *Part) near() *report.Near {
	if len(part.Infos) == 0 || part.Ground.atlas == nil {
		return nil
	}
	s := part.site()
	shape, touch, about := s.Drawn, &s.Touch, false
	if shape == nil || shape.Empty() {
		if slices.ContainsFunc(s.InPart, geo.District.Whole) {
			return nil // it is somewhere in there
		}
		shape, touch = part.Ground.atlas.Ground(s.count), nil
	}
	if shape.Empty() {
		shape, touch, about = part.knownPlaces(s.Districts), nil, true
	}
	found, ok := part.Ground.atlas.Nearby(shape, touch, part.To)
	if !ok || found.KM > farNear {
		return nil
	}
	return &report.Near{Place: found.Place.Name, District: found.Place.District, KM: int(math.Round(found.KM)),
		Bearing: found.Bearing, About: about}
}

// knownPlaces is what stands for districts without outlines: their places.
func (part *Part) knownPlaces(districts []geo.District) *geo.Shape {
	var points cap.Area
	for _, d := range districts {
		if o, ok := part.Ground.atlas.Outline(geo.Code(d)); ok {
			for _, p := range o.Places {
				points.Circles = append(points.Circles, fmt.Sprintf("%.5f,%.5f 0", p.At.Lat, p.At.Lon))
			}
		}
	}
	return geo.ShapeOf([]cap.Area{points})
}

// endOfHazard is the latest end that the senders' words name, or that it is left open.
func (part *Part) endOfHazard() (end time.Time, open bool) {
	for _, n := range part.Infos {
		i := &part.Alert.Infos[n]
		at, name := i.HazardEnd()
		if !part.Gate.MayCross("parameter:" + cmp.Or(name, "VTEC")) {
			continue
		}
		open = open || i.UntilFurtherNotice()
		if at.After(end) {
			end = at
		}
	}
	if open {
		return time.Time{}, true
	}
	return end, false
}

func (part *Part) tongue(french bool) phrase.Tongue { return phrase.TongueOf(part.To, french) }

// say is a phrase in a language of the destination.
func (part *Part) say(key phrase.Key, french bool) string { return key.In(part.tongue(french)) }
