package area

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// TooMany says whether the alert is in more districts than a limit that only a drawing names, a whole state counted as
// one, and which districts its codes name. What is grave and soon is in all of them, however many, unless its drawing
// is hardly what was meant: then each counts.
func (g *Ground) TooMany(limit int, a *cap.Alert) (coded []geo.District, drawn int, too bool) {
	var all []geo.District
	named := map[geo.District]bool{}
	ending := a.Ends()
	for n, s := range g.sites {
		if !ending && a.Ended(&a.Infos[n]) {
			continue
		}
		for _, t := range s.Touched {
			all = append(all, t.District)
			if t.Named && !named[t.District] {
				named[t.District] = true
				coded = append(coded, t.District)
			}
		}
	}
	all = geo.Join(all)
	if len(all)-len(coded) <= limit {
		return coded, len(all) - len(coded), false
	}
	doubtful := slices.ContainsFunc(g.doubts, func(d geo.Doubt) bool {
		return d.Kind != geo.Open && d.Kind != geo.Beside && !d.OfCode()
	})
	if !doubtful {
		all = geo.Collapse(all)
	}
	whole := geo.Collapse(coded)
	for _, d := range all {
		if !named[d] && !slices.Contains(whole, d) {
			drawn++
		}
	}
	urgency, severity, _ := a.Worst()
	grave := (urgency == cap.Immediate || urgency == cap.Expected) && (severity == cap.Severe || severity == cap.Extreme)
	return coded, drawn, drawn > limit && (!grave || doubtful)
}

// Estimated are the districts of Canada that the drawing was found in by the nearest known places alone, and provinces
// that stand for what is not known.
func (g *Ground) Estimated() (out []geo.District) {
	for _, s := range g.sites {
		for _, t := range s.Touched {
			d := t.District
			if !t.Drawn || t.Named || t.Approximate == "" || d.Side() != cap.CA {
				continue
			}
			if !slices.Contains(s.Districts, d) {
				d = geo.District("ca/" + d.Region() + "/_") // all of it
			}
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}
