package geo

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/plane"
	"bordercast/cap/geo/shapefile/shapetest"
)

// country is a map as Statistics Canada's, of the outlines of divisions that lie beside the repository on some
// machines.
func country(t *testing.T) []byte {
	m := shapetest.Map{Name: "lcd_000b21a_e", PRJ: shapetest.LonLat, CPG: "UTF-8", Columns: []string{"CDUID", "CDNAME"}}
	for id, regions := range readOther(t, shared(t, "geo", "ca_cd_statcan-wof_200m.topojson"), "wof_cd") {
		r := shapetest.Row{Values: []string{id, "division " + id}}
		for _, g := range regions {
			for n, ring := range g.Rings {
				if (ring.Area > 0) == (n == 0) { // outer rings run clockwise
					ring.Points = slices.Clone(ring.Points)
					slices.Reverse(ring.Points)
				}
				var out [][2]float64
				for _, p := range ring.Loop() {
					out = append(out, [2]float64{p.Lon, p.Lat})
				}
				if len(out) > 2 {
					r.Rings = append(r.Rings, out)
				}
			}
		}
		m.Rows = append(m.Rows, r)
	}
	return shapetest.Zip(m)
}

// TestCountryImported: places lie in the divisions that their source names, as the outlines have it, and what it costs.
func TestCountryImported(t *testing.T) {
	zip := country(t)
	began := time.Now()
	maps, faults, err := agency.Read("lcd_000b21a_e.zip", bytes.NewReader(zip), int64(len(zip)))
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	read := time.Since(began)
	index, err := agency.WithMaps(nil, maps)
	if err != nil {
		t.Fatal(err)
	}
	before := live()
	began = time.Now()
	a, err := LoadFrom(fstest.MapFS{agency.Index: &fstest.MapFile{Data: index},
		maps[0].File: &fstest.MapFile{Data: maps[0].Data}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d divisions, %d points, %d KB; read in %v, loaded in %v, %.1f MB kept", maps[0].Features, maps[0].Points,
		len(maps[0].Data)>>10, read, time.Since(began), float64(live()-before)/1e6)
	right, all := 0, 0
	for _, p := range a.places.All {
		if !p.Coded || !slices.Contains([]string{"bc", "nb", "ns", "on", "pe"}, District(p.District).Region()) {
			continue
		}
		if a.ground.Land(p.District) == nil {
			continue
		}
		all++
		if a.ground.Holds(p.District, p.XY) {
			right++
		}
	}
	t.Logf("%d of %d places lie in the division of their code", right, all)
	if all < 1400 || float64(right) < .98*float64(all) {
		t.Errorf("%d of %d places lie in the division of their code", right, all)
	}
	s := a.Site([]cap.Area{drawing(rect(45.9, -66.8, 46.0, -66.6))})
	if joined(s.Districts) != "ca/nb/1310" || s.Touched[0].Fraction == 0 || len(s.Approximate) > 0 {
		t.Errorf("Fredericton is in %+v", s)
	}
	for _, id := range []District{"ca/nb/1302", "ca/nb/1311", "ca/on/3538"} {
		sh := &Shape{box: plane.Nothing()}
		if sh.draw(a, id); len(a.Divisions(sh, a.Touch(sh))) == 0 || a.Divisions(sh, a.Touch(sh))[0].District != id {
			t.Errorf("%s does not lie in itself", id)
		}
	}
	runtime.KeepAlive(a)
}
