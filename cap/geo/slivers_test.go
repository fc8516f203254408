package geo

import (
	"slices"
	"testing"

	"bordercast/cap/geo/plane"
)

// TestDivisionsAreSliversAbroad: outlines of census divisions by another map, as zones along the border are drawn, are
// no warning to a county, and place nothing there.
func TestDivisionsAreSliversAbroad(t *testing.T) {
	a := atlas(t)
	drawn := readOther(t, shared(t, "geo", "ca_cd_statcan-wof_200m.topojson"), "wof_cd")
	lapping, meant := 0, []string{}
	for id, regions := range drawn {
		s := &Shape{box: plane.Nothing()}
		for _, g := range regions {
			s.add(g, g.Rings[0].Loop())
		}
		if km, _ := a.Border(s); km > 1 {
			continue
		}
		for _, o := range a.Touch(s).Counties {
			lapping++
			if yes, why := (Drawn{}).Actionable(o); yes {
				meant = append(meant, id+" in "+string(o.District)+": "+why)
			}
		}
	}
	slices.Sort(meant)
	t.Logf("%d times an outline laps over the border, %d times it counts as meant", lapping, len(meant))
	for _, m := range meant {
		t.Log(m)
	}
	if lapping < 50 || len(meant) > 0 {
		t.Errorf("of %d outlines that lap over the border %d count as meant", lapping, len(meant))
	}
}
