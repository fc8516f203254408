package geo

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"bordercast/cap"
	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/shapefile/shapetest"
)

// row is one feature of a map drawn for a test.
func row(rings [][][2]float64, values ...string) shapetest.Row {
	return shapetest.Row{Values: values, Rings: rings}
}

func rings(r ...[][2]float64) [][][2]float64 { return r }

// officialMaps are maps as the agencies make them, with ground of our own: two divisions that part at 66.5° west,
// one in Statistics Canada's projection, a subdivision, a county of two parts, zones on land and water, regions.
var officialMaps = map[string][]byte{
	"lcd_000b21a_e.zip": shapetest.Zip(shapetest.Map{
		Name: "lcd_000b21a_e", PRJ: shapetest.LonLat, CPG: "UTF-8", Columns: []string{"CDUID", "DGUID", "CDNAME", "CDTYPE",
			"PRUID"},
		Rows: []shapetest.Row{
			row(rings(shapetest.Box(-67.8, 45, -66.5, 46)), "1302", "", "Charlotte", "CT", "13"),
			row(rings(shapetest.Box(-66.5, 45, -65, 46), shapetest.Hole(-66, 45.4, -65.9, 45.5)), "1301", "", "Saint John",
				"CT", "13"),
			row(rings(shapetest.Box(-72, 46, -71, 47)), "2434", "", "Portneuf", "MRC", "24"),
		},
	}),
	"lcsd000b21a_f.zip": shapetest.Zip(shapetest.Map{
		Name: "lcsd000b21a_f", PRJ: shapetest.StatCan, CPG: "UTF-8", Columns: []string{"CSDUID", "CSDNAME", "CSDTYPE",
			"PRUID"},
		Rows: []shapetest.Row{row(rings([][2]float64{{8128000, 1475000}, {8128000, 1485000}, {8138000, 1485000},
			{8138000, 1475000}}), "1310032", "Fredericton", "CY", "13")},
	}),
	"c_16ap26.zip": shapetest.Zip(shapetest.Map{
		Name: "c_16ap26", PRJ: shapetest.LonLat, Columns: []string{"STATE", "CWA", "COUNTYNAME", "FIPS", "TIME_ZONE"},
		Rows: []shapetest.Row{
			row(rings(shapetest.Box(-68, 44.5, -67.4, 45.5)), "ME", "CAR", "Washington", "23029", "E"),
			row(rings(shapetest.Box(-67.4, 44.5, -67.3, 45)), "ME", "CAR", "Washington", "23029", "E"),
			row(rings(shapetest.Box(0, 0, 1, 1)), "", "", "a lake", "", ""),
		},
	}),
	"z_16ap26.zip": shapetest.Zip(shapetest.Map{
		Name: "z_16ap26", PRJ: shapetest.LonLat, Columns: []string{"STATE", "CWA", "ZONE", "NAME", "STATE_ZONE"},
		Rows: []shapetest.Row{row(rings(shapetest.Box(-67.9, 44.5, -67.4, 44.9)), "ME", "CAR", "030", "Coastal Washington",
			"ME030")},
	}),
	"mz16ap26.zip": shapetest.Zip(shapetest.Map{
		Name: "mz16ap26", PRJ: shapetest.LonLat, Columns: []string{"ID", "WFO", "GL_WFO", "NAME"},
		Rows: []shapetest.Row{
			row(rings(shapetest.Box(-67.3, 44, -66.9, 44.5)), "ANZ050", "CAR", "", "Eastport to Schoodic Point"),
			row(rings(shapetest.Box(179, 51, 180, 52), shapetest.Box(-180, 51, -179, 52)), "PKZ170", "AFC", "",
				"both sides of 180°"),
		},
	}),
	"MSC_Geography_Pkg_V6_15_0.zip": shapetest.Zip(
		shapetest.Map{
			Name: "CAP-CP_water_unproj", PRJ: shapetest.LonLat, Columns: []string{"OBJECT", "LOC", "NAME"},
			Rows: []shapetest.Row{
				row(rings(shapetest.Box(-66.9, 44.5, -66, 45)), "a", "00321", "Fundy west"),
				row(rings(shapetest.Box(-66, 44.5, -65, 45)), "b", "00322", "Fundy east"),
			},
		},
		shapetest.Map{
			Name: "LandBase_StdZone_unproj", PRJ: shapetest.LonLat, CPG: "ISO-8859-1", Columns: []string{"CLC", "NAME", "NOM"},
			Rows: []shapetest.Row{row(rings(shapetest.Box(-67.5, 45, -66.8, 45.5)), "015600",
				"St. Stephen and northern Charlotte County", "")},
		},
		shapetest.Map{Name: "places_unproj", Columns: []string{"CLC"}, Kind: 1},
	),
}

// imported reads official maps into a folder.
func imported(t testing.TB, names ...string) (fstest.MapFS, []agency.Map) {
	t.Helper()
	dir := fstest.MapFS{}
	var all []agency.Map
	for _, name := range names {
		b := officialMaps[name]
		maps, _, err := agency.Read(name, bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		old, err := agency.Maps(dir)
		if err != nil {
			t.Fatal(err)
		}
		index, err := agency.WithMaps(old, maps)
		if err != nil {
			t.Fatal(err)
		}
		dir[agency.Index] = &fstest.MapFile{Data: index}
		for _, m := range maps {
			dir[m.File] = &fstest.MapFile{Data: m.Data}
		}
		all = append(all, maps...)
	}
	return dir, all
}

func loadFrom(t testing.TB, names ...string) *Atlas {
	t.Helper()
	dir, _ := imported(t, names...)
	a, err := LoadFrom(dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestReadMaps: every official map is known by its columns, with its vintage and its count.
func TestReadMaps(t *testing.T) {
	for name, want := range map[string]string{
		"lcd_000b21a_e.zip":             "divisions 2021 3",
		"lcsd000b21a_f.zip":             "subdivisions 2021 1",
		"c_16ap26.zip":                  "counties 16ap26 1",
		"z_16ap26.zip":                  "zones 16ap26 1",
		"mz16ap26.zip":                  "marine 16ap26 2",
		"MSC_Geography_Pkg_V6_15_0.zip": "clc 6.15.0 1, locations 6.15.0 2",
	} {
		b := officialMaps[name]
		maps, faults, err := agency.Read(name, bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, m := range maps {
			got = append(got, fmt.Sprintf("%s %s %d", m.Layer, m.Vintage, m.Features))
			if len(m.SHA256) != 64 || len(m.Digest) != 64 || m.Points < 4 || !strings.HasPrefix(m.Source, name+": ") {
				t.Errorf("%s: %+v", name, m)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
		if wants := strings.HasPrefix(name, "MSC"); wants != (len(faults) == 1) {
			t.Errorf("%s: faults %v", name, faults)
		}
	}
}

// TestImportedDivisions: what was an estimate is exact, and the alert's districts say so.
func TestImportedDivisions(t *testing.T) {
	a := loadFrom(t, "lcd_000b21a_e.zip")
	areas := []cap.Area{drawing(rect(45.2, -66.9, 45.4, -66.2))}
	if got := joined(a.DistrictsOf(areas)); got != "ca/nb/1302 ca/nb/1301" {
		t.Errorf("districts %s", got)
	}
	for _, d := range a.Divisions(ShapeOf(areas), a.Touch(ShapeOf(areas))) {
		if want := map[District]float64{"ca/nb/1302": 4. / 7, "ca/nb/1301": 3. / 7}[d.District]; d.Approximate != "" ||
			math.Abs(d.KM2/ShapeOf(areas).KM2-want) > .001 || d.Fraction == 0 {
			t.Errorf("%+v", d)
		}
	}
	o, ok := a.Outline(pair(location, "1302"))
	if !ok || o.Shape.Empty() || len(o.Shape.Approximate) > 0 || o.Name != "Charlotte County, New Brunswick" {
		t.Errorf("%+v %v", o, o.Shape)
	}
	if o, _ := a.Outline(pair(location, "1302037")); o.Shape.Empty() ||
		!strings.Contains(strings.Join(o.Shape.Approximate, ""), "division 1302 stands for it") {
		t.Errorf("a subdivision: %+v", o.Shape)
	}
	if a.Name("ca/qc/2434") != "Portneuf RCM, Quebec" ||
		joined(a.DistrictsOf([]cap.Area{drawing(rect(46.3, -71.8, 46.5, -71.2))})) != "ca/qc/2434" {
		t.Errorf("%s", a.Name("ca/qc/2434"))
	}
	if to := a.border.district(a, "ca/nb/1301"); to.by != ByGround || to.km < 20 || to.km > 60 {
		t.Errorf("1301 lies %f km from the border by %q", to.km, to.by)
	}
	if joined(atlas(t).DistrictsOf(areas)) == "ca/nb/1302 ca/nb/1301" && len(atlas(t).Imported()) > 0 {
		t.Error("the built-in atlas has changed")
	}
}

// TestImportedOutlines: codes that had none.
func TestImportedOutlines(t *testing.T) {
	a := loadFrom(t, "lcsd000b21a_f.zip", "c_16ap26.zip", "z_16ap26.zip", "mz16ap26.zip", "MSC_Geography_Pkg_V6_15_0.zip")
	for _, c := range []struct {
		code cap.Pair
		name string
		km2  float64
	}{
		{pair(location, "1310032"), "Fredericton", 100},
		{pair("UGC", "MEZ030"), "Coastal Washington", 1762},
		{pair("UGC", "ANZ050"), "Eastport to Schoodic Point", 1776},
		{pair("SAME", "073050"), "Eastport to Schoodic Point", 1776},
		{pair("UGC", "PKZ170"), "both sides of 180°", 2 * 7720},
		{pair(location, "00321"), "Fundy west", 3951},
		{pair(CLC, "015600"), "St. Stephen and northern Charlotte County", 3044},
		{pair("SAME", "023029"), "Washington, Maine", 0},
	} {
		o, ok := a.Outline(c.code)
		if !ok || o.Name != c.name || o.Shape.Empty() || c.km2 > 0 && math.Abs(o.Shape.KM2-c.km2) > .05*c.km2 ||
			len(o.Shape.Approximate) > 0 {
			t.Errorf("%v is %s with %.0f km², %v", c.code, o.Name, o.Shape.KM2, o.Shape.Approximate)
		}
	}
	if s := a.Site([]cap.Area{drawing("", pair("SAME", "073050"))}); s.BorderKM > 30 {
		t.Errorf("the waters off Eastport lie %f km from the border", s.BorderKM)
	}
	for range 2 { // the second time from memory
		if got := joined(a.DistrictsOf([]cap.Area{drawing("", pair("UGC", "MEZ030"))})); got != "us/me/029" {
			t.Errorf("the zone is in %s", got)
		}
	}
	if len(a.Imported()) != 6 {
		t.Errorf("imported %v", a.Imported())
	}
	if a.CountyAt(cap.Point{Lat: 44.7, Lon: -67.35}) != "us/me/029" || a.CountyAt(cap.Point{Lat: 44.7, Lon: -70}) != "" {
		t.Error("the counties are not those imported")
	}
}
