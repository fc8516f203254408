package area

import (
	"fmt"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// judgeDivisions judges Canadian census divisions. Those the map has outlines of are judged by them. Of the others it
// knows the province's edge exactly and the division only by its places: one is written by itself only where the
// drawing surely has ground of it, so that its code is certain though its figures are not; else only where the sender
// did.
func (j *Judgement) judgeDivisions() {
	for _, province := range j.close.touch.Provinces {
		past, why := j.drawn.Actionable(province)
		named, exact := j.part.named(province.District), false
		for _, d := range j.close.divisions() {
			switch {
			case d.District != province.District && !province.District.Covers(d.District):
			case d.Approximate == "":
				acts, why := j.drawn.Actionable(d.Overlap)
				j.verdicts[d.District] = verdict{acts: acts, km2: d.KM2, code: locationCode(d.District), why: why}
				exact = true
			case d.District.Whole():
				j.judgeUnknown(d, named, past, why)
			default:
				j.verdicts[d.District] = j.estimated(d, slices.Contains(named, d.District))
			}
		}
		if len(j.close.divisions()) == 0 { // too little of it
			j.verdicts[province.District] = verdict{why: "which of its divisions it reaches nobody knows: " + why}
		}
		for _, n := range named {
			if _, known := j.verdicts[n]; !known && !exact {
				j.verdicts[n] = verdict{why: "by the nearest known places nothing of it is drawn; approximate: the map has no " +
					"outline of it"}
			}
		}
	}
}

// judgeUnknown judges by the province alone, where the map knows nothing of its divisions: the sender says which, and
// nobody can say better.
func (j *Judgement) judgeUnknown(province geo.Division, named []geo.District, past bool, why string) {
	if len(named) == 0 {
		j.verdicts[province.District] = verdict{why: "no code is written, for its sender names none of its divisions; " +
			"approximate: " + province.Approximate + "; " + why}
	}
	for _, n := range named {
		j.verdicts[n] = verdict{acts: past, km2: province.KM2, code: locationCode(n), guess: true,
			why: why + "; approximate: " + province.Approximate}
	}
}

// estimated judges a division that is known by its places alone: its code is written where the drawing surely has
// ground of it, or where the sender names it.
func (j *Judgement) estimated(d geo.Division, named bool) verdict {
	acts, why := j.drawn.Actionable(d.Overlap)
	v := verdict{acts: acts, km2: d.KM2, code: locationCode(d.District), guess: true,
		why: why + "; approximate: " + d.Approximate}
	switch {
	case d.Inside == 1:
		v.why = fmt.Sprintf("%s; 1 of its %d known places lies in the drawing, so the code is certain and the ground is "+
			"approximate", why, d.Known)
	case d.Inside > 0:
		v.why = fmt.Sprintf("%s; %d of its %d known places lie in the drawing, so the code is certain and the ground is "+
			"approximate", why, d.Inside, d.Known)
	case d.Sure:
		v.why = why + "; the known places around the drawing are of this division, so the code is certain and the ground " +
			"is approximate"
	case !named && (acts || d.KM2 == 0):
		v.acts = false
		v.why = "by the nearest known places it could hold ground that is drawn, so its code is not certain and is not " +
			"written; approximate: " + d.Approximate
	}
	return v
}

func locationCode(d geo.District) cap.Pair {
	if d.Whole() {
		return cap.Pair{}
	}
	return cap.Pair{Name: locationName, Value: d.Local()}
}
