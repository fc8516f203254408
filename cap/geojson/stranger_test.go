package geojson

import (
	"encoding/json"
	"testing"

	"bordercast/cap"
)

// TestGravestTogether: urgency, severity and certainty are one info's. A far-off extreme hazard and a minor one at
// hand are no extreme hazard at hand.
func TestGravestTogether(t *testing.T) {
	in := sample(square)
	minor := in.Alert.Infos[0]
	minor.Severity, minor.Urgency, minor.Certainty = cap.Minor, cap.Immediate, cap.Observed
	far := minor
	far.Severity, far.Urgency, far.Certainty = cap.Extreme, cap.Future, cap.Possible
	for _, infos := range [][]cap.Info{{minor, far}, {far, minor}} {
		in.Alert.Infos = infos
		var f struct {
			Properties struct{ Urgency, Severity, Certainty string }
		}
		if err := json.Unmarshal(Render(in, 0), &f); err != nil {
			t.Fatal(err)
		}
		if p := f.Properties; p.Severity != "Extreme" || p.Urgency != "Future" || p.Certainty != "Possible" {
			t.Errorf("%+v is what no info says", p)
		}
	}
}

// TestEndedDrawingIsNotShown: a threat area that has ended inside an alert still in force is not on the map.
func TestEndedDrawingIsNotShown(t *testing.T) {
	in := sample(square)
	for n := range in.Alert.Infos {
		over := cap.Area{Desc: "ended threat area",
			Polygons: []string{"46.1,-67.3 46.1,-67.2 46.2,-67.2 46.2,-67.3 46.1,-67.3"},
			Geocodes: []cap.Pair{{Name: "layer:EC-MSC-SMC:DLC:1.1", Value: "ended"}}}
		in.Alert.Infos[n].Areas = append(in.Alert.Infos[n].Areas, over)
	}
	var f struct{ Geometry struct{ Type string } }
	if err := json.Unmarshal(Render(in, 0), &f); err != nil || f.Geometry.Type != "Polygon" {
		t.Errorf("%+v, %v", f, err)
	}
}
