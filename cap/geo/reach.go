package geo

import "fmt"

// What a polygon must do to be meant for a district across the border. Outlines of forecast zones follow the border
// by other maps than ours and so lap over it in slivers; those are nobody's warning.
const (
	PastKM   = 1.0  // reach farther than this past the border,
	Share    = 0.02 // and cover more than this part of the district
	GroundKM = 5.0  // or more than this many square kilometres of it
)

// Actionable tells whether a polygon drawn for a hazard on one side is meant for a district of the other side too, by
// what it covers of it, and why. What is not actionable is awareness: people may know, machines do not act.
func Actionable(o Overlap) (bool, string) {
	switch {
	case !(o.Past > PastKM):
		return false, fmt.Sprintf("it reaches %.1f km past the border, which is no more than %g km: a sliver", o.Past, PastKM)
	case o.Fraction > Share:
		return true, fmt.Sprintf("it reaches %.1f km past the border and covers %.1f %% of the district", o.Past, 100*o.Fraction)
	case o.KM2 > GroundKM:
		return true, fmt.Sprintf("it reaches %.1f km past the border and covers %.1f km² of the district", o.Past, o.KM2)
	}
	return false, fmt.Sprintf("it covers %.1f km² of the district, %.2f %%: no more than %g km² and %g %%", o.KM2, 100*o.Fraction, GroundKM, 100*Share)
}
