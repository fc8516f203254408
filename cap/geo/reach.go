package geo

import (
	"fmt"
	"slices"

	"bordercast/cap"
)

// What a polygon must do to be meant for a district across the border. Outlines of forecast zones follow the border
// by other maps than ours and so lap over it in slivers; those are nobody's warning.
const (
	PastKM   = 1.0  // reach farther than this past the border,
	Share    = 0.02 // and cover more than this part of the district
	GroundKM = 5.0  // or more than this many square kilometres of it
)

// What is drawn to the house is meant to the house: chlorine over Calais reaches 900 m into St. Stephen.
const (
	NearKM  = 0.1   // it must reach this far past the border, or hold a known place
	SmallKM = 100.0 // any drawing with less ground (km²) is
)

// Drawn is what the judgement of a district depends on beside the ground that is covered of it.
type Drawn struct {
	Close  bool // it is drawn to the house: see Close
	Places []Place
}

// Close tells whether a hazard is drawn to the house: by its categories (CAP 1.2 §3.2.2), or because what is drawn, in
// all (km²), is small. Weather and its like follow the outlines of zones.
func Close(categories []string, km2 float64) bool {
	return km2 < SmallKM || slices.ContainsFunc(categories, func(c string) bool {
		return slices.Contains([]string{"Safety", "Security", "Fire", "CBRNE", "Health", "Rescue"}, c)
	})
}

// CloseOf is Close of an alert's infos in force and a shape.
func CloseOf(a *cap.Alert, s *Shape) bool {
	var categories []string
	for n := range a.Infos {
		if a.Ends() || !a.Ended(&a.Infos[n]) {
			categories = append(categories, a.Infos[n].Categories...)
		}
	}
	return Close(categories, s.KM2)
}

// Actionable tells whether a polygon drawn for a hazard on one side is meant for a district of the other side too, by
// what it covers of it, and why. What is not actionable is awareness: people may know, machines do not act.
func (d Drawn) Actionable(o Overlap) (bool, string) {
	if d.Close {
		if o.Past >= NearKM {
			return true, fmt.Sprintf("it reaches %.1f km past the border, and what is drawn to the house is meant from %g m "+
				"on", o.Past, 1000*NearKM)
		}
		if i := slices.IndexFunc(d.Places, func(p Place) bool { return o.District.Covers(p.District) }); i >= 0 {
			return true, fmt.Sprintf("it holds a known place there: %s", d.Places[i].Name)
		}
		return false, fmt.Sprintf("it reaches %.0f m past the border, which is less than %g m, and holds no known place "+
			"there: a sliver", 1000*o.Past, 1000*NearKM)
	}
	switch {
	case !(o.Past > PastKM):
		return false, fmt.Sprintf("it reaches %.1f km past the border, which is no more than %g km: a sliver", o.Past, PastKM)
	case o.Fraction > Share:
		return true, fmt.Sprintf("it reaches %.1f km past the border and covers %.1f %% of the district", o.Past,
			100*o.Fraction)
	case o.KM2 > GroundKM:
		return true, fmt.Sprintf("it reaches %.1f km past the border and covers %.1f km² of the district", o.Past, o.KM2)
	}
	return false, fmt.Sprintf("it covers %.1f km² of the district, %.2f %%: no more than %g km² and %g %%", o.KM2,
		100*o.Fraction, GroundKM, 100*Share)
}
