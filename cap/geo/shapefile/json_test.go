package shapefile

import (
	"strings"
	"testing"
)

const (
	square   = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"cduid":"1302","CDNAME":"Charlotte","n":7},"geometry":{"type":"Polygon","coordinates":[[[-67,45],[-66,45],[-66,46],[-67,45]]]}},{"type":"Feature","properties":{"cduid":"1301"},"geometry":{"type":"MultiPolygon","coordinates":[[[[-66,45],[-65,45],[-65,46],[-66,45]]]]}}]}`
	topology = `{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[-67,45]},"arcs":[[[0,0],[2,0],[0,2]],[[0,0],[2,2]]],"objects":{"divisions":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0,-2]],"properties":{"CDUID":"1302","name":"Charlotte"}}]}}}`
)

// TestOpenJSON: columns in capitals, positions in degrees, arcs forwards and backwards.
func TestOpenJSON(t *testing.T) {
	for text, want := range map[string]string{square: "1302 1301", topology: "1302"} {
		layers, err := OpenJSON("x", []byte(text))
		if err != nil || len(layers) != 1 {
			t.Fatalf("%v, %d layers", err, len(layers))
		}
		var got []string
		err = layers[0].Each(func(r Record) error {
			for n, c := range layers[0].Columns {
				if c == "CDUID" {
					got = append(got, r.Values[n])
				}
			}
			if len(r.Values) != len(layers[0].Columns) || len(r.Polygons) != 1 || len(r.Polygons[0][0]) < 4 ||
				r.Polygons[0][0][0].Lat != 45 {
				t.Errorf("%+v", r)
			}
			return nil
		})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%v: %v", got, err)
		}
	}
	for name, text := range map[string]string{
		"no JSON": "{", "another": `{"type":"Feature"}`, "no such arc": strings.Replace(topology, "[[0,-2]]", "[[9]]", 1),
		"metres": strings.Replace(square, "-67,45", "670000,4500000", 1), "a number alone": strings.Replace(square,
			"[-67,45]", "[1]", 1),
	} {
		if _, err := OpenJSON("x", []byte(text)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func FuzzOpenJSON(f *testing.F) {
	f.Add([]byte(square))
	f.Add([]byte(topology))
	f.Fuzz(func(_ *testing.T, b []byte) {
		layers, err := OpenJSON("x", b)
		if err != nil {
			return
		}
		for _, l := range layers {
			_ = l.Each(func(Record) error { return nil })
		}
	})
}
