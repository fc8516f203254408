package translate

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

// judge holds what is drawn for the hazard against the thresholds of geo.Actionable, for each district of the
// destination's side that it touches or that the sender named.
func (w *work) judge() {
	w.verdicts = map[geo.District]verdict{}
	s := w.site()
	if !s.reaches(w.req.To) {
		return
	}
	w.close = s.close()
	w.drawn = geo.Drawn{Close: geo.Close(w.categories(), w.close.shape.KM2), Places: w.close.touch.Places}
	if w.req.To == cap.CA {
		w.judgeDivisions()
	} else {
		for _, o := range w.close.touch.Counties {
			acts, why := w.drawn.Actionable(o)
			w.verdicts[o.District] = verdict{acts: acts, km2: o.KM2, code: sameCode(o.District), why: why}
		}
	}
	for d, v := range w.verdicts {
		if len(w.req.Area) > 0 && geo.Shared([]geo.District{d}, w.req.Area) == 0 {
			v.acts, v.why = false, "the destination may not post there; "+v.why
			w.verdicts[d] = v
		}
		if !w.approved([]geo.District{d}) {
			delete(w.verdicts, d)
		}
	}
	w.order()
}

// categories are those of the part's infos.
func (w *work) categories() (out []string) {
	for _, n := range w.g.infos {
		out = append(out, w.src.Infos[n].Categories...)
	}
	return out
}

// order lists the districts where people are to act by their codes, so that an Update names them in the same order:
// devices compare the lists (ECIG 3.4.1.3). Of too many the most covered stay.
func (w *work) order() {
	w.acting = nil
	for d, v := range w.verdicts {
		if v.acts {
			w.acting = append(w.acting, d)
		}
	}
	if w.req.To == cap.US && len(w.acting) > maxSAME {
		slices.SortFunc(w.acting, func(a, b geo.District) int {
			return cmp.Or(cmp.Compare(w.verdicts[b].km2, w.verdicts[a].km2), cmp.Compare(a, b))
		})
		for _, d := range w.acting[maxSAME:] {
			v := w.verdicts[d]
			v.acts, v.why = false, fmt.Sprintf("no more than %d codes are read, and the drawing covers more of those that are written; here %s", maxSAME, v.why)
			w.verdicts[d] = v
		}
		w.acting = w.acting[:maxSAME]
	}
	slices.Sort(w.acting)
}

func sameCode(d geo.District) cap.Pair {
	if d.Whole() {
		return cap.Pair{}
	}
	return cap.Pair{Name: "SAME", Value: geo.Code(d).Value}
}

// home is the side that the alert comes from: as the request says, else as its profile does, else the other one.
func (w *work) home() cap.Side {
	if w.req.From != "" {
		return w.req.From
	}
	for _, c := range w.src.Codes {
		switch c = strings.ToLower(c); {
		case strings.HasPrefix(c, "profile:cap-cp"):
			return cap.CA
		case strings.HasPrefix(c, "ipaws"):
			return cap.US
		}
	}
	return w.req.To.Other()
}

// reached: people of the other side are to act where the hazard itself is drawn far enough over the border. Without a
// map nobody knows how far; then they are only where the sender both drew the hazard and named their district, as they
// are on its own side, which crosses nothing.
func (w *work) reached() report.Reach {
	if w.req.Unreviewed != "" {
		w.verdicts = map[geo.District]verdict{}
		return report.Awareness // nobody has said that people there are to act on it
	}
	if !w.gate.MayCross("geocode") || !w.gate.MayCross("polygon") && !w.gate.MayCross("circle") {
		w.verdicts = map[geo.District]verdict{}
		return report.Awareness // nobody can act on what they are not told
	}
	if w.req.Ground.atlas == nil || w.home() == w.req.To {
		return w.reachedByCodes()
	}
	w.judge()
	w.tell()
	if len(w.acting) > 0 {
		return report.Actionable
	}
	return report.Awareness
}

func (w *work) reachedByCodes() report.Reach {
	for _, n := range w.g.infos {
		for _, a := range w.req.Ground.sites[n].areas {
			if slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool { return w.theirs(g) && w.approved([]geo.District{geo.OfGeocode(g)}) }) && drawn(a) {
				return report.Actionable
			}
		}
	}
	return report.Awareness
}

// acts tells whether a district's code may stand in an area so that machines act on it.
func (w *work) acts(a cap.Area, d geo.District) bool {
	if w.verdicts == nil {
		return drawn(a) // judged by codes
	}
	return w.verdicts[d].acts && w.covers(a, d)
}

// whyKnows says in few words why people of a district are to know only.
func (w *work) whyKnows(d geo.District) string {
	if w.req.Unreviewed != "" {
		return "nobody answered in time"
	}
	why := w.verdicts[d].why
	if why == "" && d.Whole() && slices.Contains(w.site().InPart, d) {
		why = "its sender names zones, and the map does not know in which districts they are"
	}
	for _, n := range w.g.infos {
		for _, a := range w.req.Ground.sites[n].areas {
			if why == "" && slices.ContainsFunc(w.req.Ground.districtsOf(a), d.Covers) {
				why = w.whyReach(a, d)
			}
		}
	}
	why, _, _ = strings.Cut(why, "; approximate: ")
	return why
}
