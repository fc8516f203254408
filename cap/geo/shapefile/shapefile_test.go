package shapefile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"bordercast/cap/geo/plane"
	"bordercast/cap/geo/shapefile/shapetest"
)

func opened(t testing.TB, maps ...shapetest.Map) ([]Layer, []error) {
	t.Helper()
	b := shapetest.Zip(maps...)
	layers, faults, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return layers, faults
}

func records(t testing.TB, l Layer) []Record {
	t.Helper()
	var out []Record
	if err := l.Each(func(r Record) error { out = append(out, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadsBackAsWritten(t *testing.T) {
	layers, faults := opened(t, shapetest.Map{
		Name: "folder/lakes", PRJ: shapetest.LonLat, CPG: "UTF-8", Columns: []string{"CDUID", "CDNAME"},
		Rows: []shapetest.Row{
			{Values: []string{"1302", "Île"}, Rings: [][][2]float64{shapetest.Box(-67, 45, -66, 46), shapetest.Box(-65, 45, -64,
				46), shapetest.Hole(-64.8, 45.2, -64.2, 45.8)}},
			{Values: []string{"9999"}, Rings: [][][2]float64{shapetest.Box(0, 0, 1, 1)}, Deleted: true},
			{Values: []string{"1303", "B"}, Rings: [][][2]float64{shapetest.Hole(-67, 45, -66, 46)}}, // runs the wrong way
		},
	})
	if len(layers) != 1 || len(faults) != 0 || layers[0].Name != "lakes" ||
		fmt.Sprint(layers[0].Columns) != "[CDUID CDNAME]" {
		t.Fatalf("%v, %v", layers, faults)
	}
	got := records(t, layers[0])
	if len(got) != 2 || got[0].Values[1] != "Île" || len(got[0].Polygons) != 2 || len(got[1].Polygons) != 1 {
		t.Fatalf("%+v", got)
	}
	if p := got[0].Polygons; len(p[0]) != 1 || len(p[1]) != 2 || p[1][1][0] != (plane.LonLat{Lon: -64.8, Lat: 45.2}) ||
		len(p[0][0]) != 4 {
		t.Errorf("polygons %v", p)
	}
}

func TestLetters(t *testing.T) {
	for cpg, raw := range map[string]string{"UTF-8": "Montérégie", "ISO-8859-1": "Mont\xe9r\xe9gie",
		"1252": "Mont\xe9r\xe9gie", "": "Mont\xe9r\xe9gie", "65001": "Montérégie"} {
		layers, _ := opened(t, shapetest.Map{Name: "x", CPG: cpg, Columns: []string{"N"},
			Rows: []shapetest.Row{{Values: []string{raw}, Rings: [][][2]float64{shapetest.Box(0, 0, 1, 1)}}}})
		if got := records(t, layers[0])[0].Values[0]; got != "Montérégie" {
			t.Errorf("with %q: %q", cpg, got)
		}
	}
}

// TestStatisticsCanadaLambert: what PROJ 9.1.1 makes of EPSG:4269 in EPSG:3347, read back to a few centimetres.
func TestStatisticsCanadaLambert(t *testing.T) {
	place, err := placing("x", shapetest.StatCan)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ x, y, lon, lat float64 }{
		{8128957.2462, 1475214.1364, -66.65, 45.95},
		{4018447.8314, 2003423.8321, -123.1, 49.25},
		{7471636.5253, 1188239.5458, -75.7, 45.4},
		{7295334.5197, 3236917.2579, -68.5, 63.7},
		{4517358.0770, 4356414.9036, -141.0, 69.6},
		{6200000, 3000000, -91.86666666666666, 63.390675},
	} {
		if p, ok := place(c.x, c.y); !ok || math.Abs(p.Lon-c.lon) > 3e-7 || math.Abs(p.Lat-c.lat) > 3e-7 {
			t.Errorf("%f,%f is %v, %v, not %g,%g", c.x, c.y, p, ok, c.lon, c.lat)
		}
	}
}

// TestRefused: each in a sentence.
func TestRefused(t *testing.T) {
	square := []shapetest.Row{{Values: []string{"1"}, Rings: [][][2]float64{shapetest.Box(0, 0, 1, 1)}}}
	plain := shapetest.Map{Name: "x", Columns: []string{"N"}, Rows: square}
	with := func(change func(*shapetest.Map)) []byte { m := plain; change(&m); return shapetest.Zip(m) }
	files := func(name string, b []byte) []byte {
		return shapetest.Pack(map[string][]byte{"x.shp": plain.SHP(), "x.dbf": plain.DBF(), name: b}, "x.shp", "x.dbf")
	}
	longer := shapetest.Map{Name: "x", Columns: []string{"N"}, Rows: append(square, square...)}
	good := shapetest.Zip(plain)
	for want, b := range map[string][]byte{
		"it is no zip":               []byte("PK is not enough"),
		"no zip, or it is cut short": good[:len(good)/2],
		"no shapefile (.shp)":        shapetest.Pack(map[string][]byte{"a.txt": {1}}, "a.txt"),
		"is no shapefile":            files("x.shp", []byte("not one")),
		"kind 1, and only polygons":  with(func(m *shapetest.Map) { m.Kind = 1 }),
		"x.shp is cut short":         files("x.shp", plain.SHP()[:150]),
		"no table (.dbf)":            shapetest.Pack(map[string][]byte{"x.shp": plain.SHP()}, "x.shp"),
		"x.dbf is no table":          files("x.dbf", []byte("not one")),
		"no room for its 1 rows":     files("x.dbf", plain.DBF()[:80]),
		"projection Mercator":        with(func(m *shapetest.Map) { m.PRJ = shapetest.Mercator }),
		"of an unknown kind":         with(func(m *shapetest.Map) { m.PRJ = "GEODCRS[something newer]" }),
		"not those of a Lambert": with(func(m *shapetest.Map) {
			m.PRJ = strings.Replace(shapetest.StatCan, "49.0", "x",
				1)
		}),
		"does not count in degrees": with(func(m *shapetest.Map) {
			m.PRJ = strings.Replace(shapetest.LonLat,
				"0.0174532925199433", "0.9", 1)
		}),
		"outside the earth": with(func(m *shapetest.Map) {
			m.Rows = []shapetest.Row{{Rings: [][][2]float64{shapetest.Box(6e6, 3e6, 7e6, 4e6)}}}
		}),
		"not of one download":                 files("x.shp", longer.SHP()),
		"unpacks to 26214400 times":           shapetest.Bomb("x", 100<<20),
		"x.shp is damaged inside":             shapetest.Bomb("x", 1000),
		"unpacks to 1200000000 bytes":         shapetest.Bomb("x", 1_200_000_000),
		"its maps unpack to":                  shapetest.Bomb("x", 1<<40),
		"damaged: record 1: it announces 1 p": files("x.shp", lying(plain.SHP())),
	} {
		layers, faults, err := Open(bytes.NewReader(b), int64(len(b)))
		for _, l := range layers {
			if e := l.Each(func(Record) error { return nil }); e != nil {
				faults = append(faults, e)
			}
		}
		if got := fmt.Sprint(faults, err); !strings.Contains(got, want) {
			t.Errorf("want %q: %s", want, got)
		}
	}
}

// lying announces more points than there are.
func lying(shp []byte) []byte {
	binary.LittleEndian.PutUint32(shp[100+8+40:], 1<<30)
	return shp
}

// FuzzNew: whatever the files hold, reading ends, without a panic and in memory that their size bounds.
func FuzzNew(f *testing.F) {
	m := shapetest.Map{Name: "x", Columns: []string{"N"}, Rows: []shapetest.Row{{Values: []string{"1"},
		Rings: [][][2]float64{shapetest.Box(0, 0, 1, 1), shapetest.Hole(.2, .2, .8, .8)}}}}
	f.Add(m.SHP(), m.DBF(), shapetest.StatCan, "")
	f.Add(m.SHP(), m.DBF(), "", "UTF-8")
	f.Fuzz(func(t *testing.T, shp, dbf []byte, prj, cpg string) {
		l, err := New("x", shp, dbf, prj, cpg)
		if err != nil {
			return
		}
		_ = l.Each(func(r Record) error {
			for _, p := range r.Polygons {
				for _, ring := range p {
					for _, at := range ring {
						if !(math.Abs(at.Lat) <= 90) || !(math.Abs(at.Lon) <= 360) {
							t.Errorf("%v", at)
						}
					}
				}
			}
			return nil
		})
	})
}

// FuzzOpen: a zip of any kind is read or refused.
func FuzzOpen(f *testing.F) {
	f.Add(shapetest.Zip(shapetest.Map{Name: "x", PRJ: shapetest.LonLat, Columns: []string{"N"},
		Rows: []shapetest.Row{{Values: []string{"1"}, Rings: [][][2]float64{shapetest.Box(0, 0, 1, 1)}}}}))
	f.Add(shapetest.Bomb("x", 1<<40))
	f.Fuzz(func(t *testing.T, b []byte) {
		layers, faults, err := Open(bytes.NewReader(b), int64(len(b)))
		if err == nil && len(layers)+len(faults) == 0 {
			t.Error("neither read nor refused")
		}
		for _, l := range layers {
			_ = l.Each(func(Record) error { return nil })
		}
	})
}
