package area

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/report"
)

// verdict is what the map says of one district of the destination's side: whether people there are to act.
type verdict struct {
	acts  bool
	km2   float64
	code  cap.Pair // that names it there; zero where none may be written
	guess bool     // which division is only estimated
	why   string
}

// maxSAME is how many SAME codes a device reads; it takes the first (ECIG 3.4.1.3; 47 CFR 11.31).
const maxSAME = 31

// Judgement is what the map says of the districts of the destination's side: where people are to act, and why they are
// not elsewhere. Judge makes it; before that nobody is to act.
type Judgement struct {
	Reach report.Reach // of the part

	part     *Part
	verdicts map[geo.District]verdict // of the destination's districts; nil without a map
	acting   []geo.District           // of them, those where people are to act
	close    *closeUp                 // what is drawn, where it comes near the destination
	drawn    geo.Drawn                // how that is judged
	inArea   map[area]knownArea
}

// NewJudgement is of a part that nobody has judged.
func NewJudgement(part *Part) *Judgement { return &Judgement{part: part, Reach: report.Awareness} }

// judge holds what is drawn for the hazard against the thresholds of geo.Actionable, for each district of the
// destination's side that it touches or that the sender named.
func (j *Judgement) judge() {
	j.verdicts = map[geo.District]verdict{}
	s := j.part.site()
	if !s.reaches(j.part.To) {
		return
	}
	j.close = s.close()
	j.drawn = geo.Drawn{Close: geo.Close(j.part.categories(), j.close.shape.KM2), Places: j.close.touch.Places}
	if j.part.To == cap.CA {
		j.judgeDivisions()
	} else {
		for _, o := range j.close.touch.Counties {
			acts, why := j.drawn.Actionable(o)
			j.verdicts[o.District] = verdict{acts: acts, km2: o.KM2, code: sameCode(o.District), why: why}
		}
	}
	for d, v := range j.verdicts {
		if len(j.part.Post) > 0 && geo.Shared([]geo.District{d}, j.part.Post) == 0 {
			v.acts, v.why = false, "the destination may not post there; "+v.why
			j.verdicts[d] = v
		}
		if !j.part.Approved([]geo.District{d}) {
			delete(j.verdicts, d)
		}
	}
	j.order()
}

// order lists the districts where people are to act by their codes, so that an Update names them in the same order:
// devices compare the lists (ECIG 3.4.1.3). Of too many the most covered stay.
func (j *Judgement) order() {
	j.acting = nil
	for d, v := range j.verdicts {
		if v.acts {
			j.acting = append(j.acting, d)
		}
	}
	if j.part.To == cap.US && len(j.acting) > maxSAME {
		slices.SortFunc(j.acting, func(a, b geo.District) int {
			return cmp.Or(cmp.Compare(j.verdicts[b].km2, j.verdicts[a].km2), cmp.Compare(a, b))
		})
		for _, d := range j.acting[maxSAME:] {
			v := j.verdicts[d]
			v.acts, v.why = false, fmt.Sprintf("no more than %d codes are read, and the drawing covers more of those that "+
				"are written; here %s", maxSAME, v.why)
			j.verdicts[d] = v
		}
		j.acting = j.acting[:maxSAME]
	}
	slices.Sort(j.acting)
}

func sameCode(d geo.District) cap.Pair {
	if d.Whole() {
		return cap.Pair{}
	}
	return cap.Pair{Name: "SAME", Value: geo.Code(d).Value}
}

// Judge: people of the other side are to act where the hazard itself is drawn far enough over the border. Without a
// map nobody knows how far; then they are only where the sender both drew the hazard and named their district, as they
// are on its own side, which crosses nothing.
func (j *Judgement) Judge() { j.Reach = j.reached() }

func (j *Judgement) reached() report.Reach {
	if j.part.Unreviewed != "" {
		j.verdicts = map[geo.District]verdict{}
		return report.Awareness // nobody has said that people there are to act on it
	}
	if !j.part.Gate.MayCross("geocode") || !j.part.Gate.MayCross("polygon") && !j.part.Gate.MayCross("circle") {
		j.verdicts = map[geo.District]verdict{}
		return report.Awareness // nobody can act on what they are not told
	}
	if j.part.Ground.atlas == nil || j.part.home() == j.part.To {
		return j.reachedByCodes()
	}
	j.judge()
	j.tell()
	if len(j.acting) > 0 {
		return report.Actionable
	}
	return report.Awareness
}

func (j *Judgement) reachedByCodes() report.Reach {
	for _, n := range j.part.Infos {
		for _, a := range j.part.Ground.sites[n].areas {
			if slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool {
				return j.part.theirs(g) && j.part.Approved([]geo.District{geo.OfGeocode(g)})
			}) && drawn(a) {
				return report.Actionable
			}
		}
	}
	return report.Awareness
}

// acts says whether a district's code may stand in an area so that machines act on it.
func (j *Judgement) acts(a cap.Area, d geo.District) bool {
	if j.verdicts == nil {
		return drawn(a) // judged by codes
	}
	return j.verdicts[d].acts && j.covers(a, d)
}

// whyKnows says in few words why people of a district are to know only.
func (j *Judgement) whyKnows(d geo.District) string {
	if j.part.Unreviewed != "" {
		return "nobody answered in time"
	}
	why := j.verdicts[d].why
	if why == "" && d.Whole() && slices.Contains(j.part.site().InPart, d) {
		why = "its sender names zones, and the map does not know in which districts they are"
	}
	for _, n := range j.part.Infos {
		for _, a := range j.part.Ground.sites[n].areas {
			if why == "" && slices.ContainsFunc(j.part.Ground.districtsOf(a), d.Covers) {
				why = j.whyReach(a, d)
			}
		}
	}
	why, _, _ = strings.Cut(why, "; approximate: ")
	return why
}
