package translate_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/lists"
	"bordercast/cap/translate"
)

func TestTooManyDistricts(t *testing.T) {
	t.Parallel()
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	south := "31,-95 37,-95 37,-82 31,-82 31,-95" // some hundred counties of a dozen states
	of := func(u cap.Urgency, s cap.Severity, areas ...cap.Area) *cap.Alert {
		return &cap.Alert{Version: cap.V12, MsgType: cap.MsgAlert, Infos: []cap.Info{{Urgency: u, Severity: s, Areas: areas}}}
	}
	drawn := cap.Area{Polygons: []string{south}}
	coded := cap.Area{Polygons: []string{south}, Geocodes: []cap.Pair{{Name: "SAME", Value: "047157"}}}
	var listed cap.Area
	for _, c := range lists.Of("us", "tx")[:200] {
		listed.Geocodes = append(listed.Geocodes, cap.Pair{Name: "SAME", Value: "048" + c})
	}
	metres := cap.Area{Desc: "3 km", Circles: []string{"38,-95 3000"}}
	for name, c := range map[string]struct {
		alert *cap.Alert
		limit int
		too   bool
	}{
		"drawn, and not grave":            {of(cap.Future, cap.Minor, drawn), 100, true},
		"within the limit":                {of(cap.Future, cap.Minor, drawn), 2000, false},
		"grave and soon":                  {of(cap.Immediate, cap.Severe, drawn), 100, false},
		"grave and later":                 {of(cap.Future, cap.Extreme, drawn), 100, true},
		"coded":                           {of(cap.Future, cap.Minor, listed), 100, false},
		"ten times its code: that counts": {of(cap.Future, cap.Minor, coded), 1, false},
		"grave, and metres without code":  {of(cap.Immediate, cap.Extreme, metres), 400, true},
		"whole states count as one": {of(cap.Future, cap.Minor,
			cap.Area{Polygons: []string{"30,-89 35.2,-89 35.2,-80.5 30,-80.5 30,-89"}}), 330, false},
	} {
		t.Run(name, func(t *testing.T) {
			named, n, too := translate.Survey(atlas, c.alert).TooMany(c.limit, c.alert)
			if too != c.too {
				t.Errorf("%d drawn, %d coded: %v", n, len(named), too)
			}
		})
	}
}

func TestWhatIsEstimatedIsSaid(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	area := cap.Area{Polygons: []string{"45.10,-67.30 45.30,-67.30 45.30,-66.90 45.10,-66.90 45.10,-67.30"}}
	survey := func() int {
		a := &cap.Alert{Infos: []cap.Info{{Areas: []cap.Area{area}}}}
		return len(translate.Survey(atlas, a).Estimated())
	}
	if survey() == 0 {
		t.Error("divisions that the map has no outline of are not estimated")
	}
	area.Geocodes = []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: "1302"}}
	if n := survey(); n > 1 {
		t.Errorf("%d are estimated beside a code", n)
	}
}
