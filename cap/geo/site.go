package geo

import (
	"math"
	"slices"
	"strings"

	"bordercast/cap"
)

// Site is where an alert is: the answer that routes, topics and the report share.
type Site struct {
	Sides     []cap.Side // the countries it is in, its own first; none when nothing is known
	Districts []District // as DistrictsOf gives them, a state in the place of all its counties
	// BorderKM is how far it lies from the border: 0 across it or at it, +Inf where it draws nothing and no code of it
	// has ground on the map. Codes count for areas that draw nothing.
	BorderKM    float64
	BorderBy    Reckoned   // how it is known
	InPart      []District // of them, those that stand for a part of them
	Touched     []Touched  // the same districts, with how each is known
	Places      []Place    // that its drawings hold
	Ports       []Port     // crossings that its drawings hold or nearly touch; their positions are approximate
	Approximate []string   // a sentence each, what of this is not exact
	Drawn       *Shape     // what is drawn, but for areas of marine codes; nil without an atlas
	Touch       Touch      // all that Drawn touches
	divisions   func() []Division
}

// Divisions are Canada's census divisions that Drawn could hold ground of, as Atlas.Divisions gives them. They are
// estimated at the first call, or were when the site was.
func (s *Site) Divisions() []Division {
	if s.divisions == nil {
		return nil
	}
	return s.divisions()
}

// Touched is a district that an alert is in. Where only a code names it, its figures are 0.
type Touched struct {
	Overlap
	Named bool `json:"named"` // by a geocode of the alert itself
	Drawn bool `json:"drawn"` // by a polygon or circle of it
}

// Site tells where areas are. Without an atlas (nil) it knows what their codes say and nothing else.
func (a *Atlas) Site(areas []cap.Area) Site {
	q := ask(a, areas)
	s := Site{
		BorderKM: math.Inf(1), Touched: q.answer(), Places: q.touch.Places, Ports: q.touch.Ports,
		Approximate: q.touch.Approximate, Drawn: q.shape, Touch: q.touch, divisions: q.all,
	}
	s.Districts = districtsOf(s.Touched)
	s.InPart = q.inPart(s.Touched, s.Districts)
	if a != nil {
		s.BorderKM = q.touch.Border
		if !q.sea.Empty() {
			km, _ := a.Border(q.sea)
			s.BorderKM = min(s.BorderKM, km)
		}
		if coded := q.toBorder(&s.Approximate); coded.km < s.BorderKM {
			s.BorderKM, s.BorderBy = coded.km, coded.by
		}
	}
	s.Sides = q.sides(s.Districts)
	return s
}

// DistrictsOf are the districts that areas are in: first those that their own geocodes name, in document order, zones
// through their counties; then those that their polygons and circles reach by more than a sliver, the most covered
// first. Where only the province is known it is named as a whole, "ca/qc/_". An area of marine codes is where its codes
// say. A whole state stands in the place of all its counties. Unplaced stands alone, where nothing is known. Without an
// atlas (nil) only codes count, as in Districts.
func (a *Atlas) DistrictsOf(areas []cap.Area) []District {
	q := ask(a, areas)
	return districtsOf(q.answer())
}

// Placed are DistrictsOf, and of them those that stand for a part of them.
func (a *Atlas) Placed(areas []cap.Area) (districts, part []District) {
	q := ask(a, areas)
	touched := q.answer()
	districts = districtsOf(touched)
	return districts, q.inPart(touched, districts)
}

// inPart are the whole regions that no code names as a whole and no drawing covers: a zone that the map does not know
// is somewhere in its state, a drawing in Nunavut in one of its divisions. And they are the counties and divisions of
// which areas mean a part and none the whole; where their state stands in the place of all its counties, that.
func (q *question) inPart(touched []Touched, districts []District) (out []District) {
	partly := q.partlyMeant()
	for _, t := range touched {
		d := t.District
		switch {
		case t.Fraction >= wholly:
			continue
		case d.Whole() && (d.Region() == whole || d.Region() == "sea" || entire(q.areas, d)), !d.Whole() && !partly[d]:
			continue
		case !slices.Contains(districts, d):
			side, region, _ := d.split()
			d = District(side + "/" + region + "/" + whole)
		}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// partly is Partly of each area.
func (q *question) partly() [][]District {
	if q.parts == nil {
		q.parts = make([][]District, len(q.areas))
		for n, area := range q.areas {
			q.parts[n] = q.atlas.Partly(area)
		}
	}
	return q.parts
}

// partlyMeant are the counties and divisions of which areas mean a part and none of them the whole.
func (q *question) partlyMeant() map[District]bool {
	var out map[District]bool
	for n, area := range q.areas {
		part := q.partly()[n]
		if len(part) == 0 && out == nil {
			continue
		}
		if out == nil {
			out = map[District]bool{}
			for _, before := range q.areas[:n] {
				for _, d := range q.atlas.codes(before) {
					out[d] = false
				}
			}
		}
		for _, d := range q.atlas.codes(area) {
			was, known := out[d]
			out[d] = slices.Contains(part, d) && (was || !known)
		}
	}
	return out
}

// wholly is the share of a region from which on a drawing covers it as a whole: its coasts are drawn coarsely.
const wholly = 0.95

// entire tells whether a code of the areas names a region as a whole.
func entire(areas []cap.Area, d District) bool {
	return slices.ContainsFunc(areas, func(a cap.Area) bool {
		return slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool { return OfGeocode(g) == d && !isZone(g) })
	})
}

// isZone tells a geocode of a list of zones, which are coarser than counties and divisions.
func isZone(g cap.Pair) bool {
	code := zoneCode(g)
	return strings.EqualFold(g.Name, CLC) || len(code) == 6 && code[2] == 'Z'
}

func districtsOf(ts []Touched) []District {
	if len(ts) == 0 {
		return []District{Unplaced}
	}
	out := make([]District, len(ts))
	for n, t := range ts {
		out[n] = t.District
	}
	return Collapse(out)
}
