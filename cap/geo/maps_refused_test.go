package geo

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/shapefile/shapetest"
)

// TestMapsRefused: an unknown map, a wrong one, one that was changed after it was imported.
func TestMapsRefused(t *testing.T) {
	square := rings(shapetest.Box(-67, 45, -66, 46))
	zip := func(m shapetest.Map) []byte { m.PRJ = shapetest.LonLat; return shapetest.Zip(m) }
	for want, b := range map[string][]byte{
		"no map that is known here: its columns are OWNER": zip(shapetest.Map{Name: "parcels", Columns: []string{"OWNER"},
			Rows: []shapetest.Row{row(square, "x")}}),
		"no row with a code of census divisions": zip(shapetest.Map{Name: "lcd", Columns: []string{"CDUID"},
			Rows: []shapetest.Row{row(square, "x")}}),
		"fire weather zones": zip(shapetest.Map{Name: "fz16ap26",
			Columns: []string{"STATE", "ZONE", "NAME"}, Rows: []shapetest.Row{row(square, "ME", "001", "x")}}),
		"no map that is known here: its columns are A, B": zip(shapetest.Map{Name: "CAP-CP_land",
			Columns: []string{"A", "B"}, Rows: []shapetest.Row{row(square, "1302", "1303")}}),
		"nothing was imported": zip(shapetest.Map{Name: "points", Columns: []string{"CDUID"},
			Kind: 1}),
		"x.zip: it is no zip, or it is cut short": []byte("html, most often"),
		"is damaged: record 1 has":                damaged(),
	} {
		if _, _, err := agency.Read("x.zip", bytes.NewReader(b), int64(len(b))); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	dir, maps := imported(t, "lcd_000b21a_e.zip")
	for what, change := range map[string]func(fstest.MapFS){
		"is not what was imported": func(d fstest.MapFS) { d[maps[0].File] = &fstest.MapFile{Data: maps[0].Data[1:]} },
		"cannot be read":           func(d fstest.MapFS) { delete(d, maps[0].File) },
		"layers.json":              func(d fstest.MapFS) { d[agency.Index] = &fstest.MapFile{Data: []byte("[")} },
		"names the layer": func(d fstest.MapFS) {
			d[agency.Index] = &fstest.MapFile{Data: []byte(`[{"layer":"moons","file":"x"}]`)}
		},
	} {
		d := fstest.MapFS{}
		for name, f := range dir {
			d[name] = f
		}
		change(d)
		if _, err := LoadFrom(d); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want %q: %v", what, err)
		}
	}
	if a, err := LoadFrom(fstest.MapFS{}); err != nil || a != atlas(t) {
		t.Errorf("an empty folder: %v", err)
	}
	var none fs.FS = fstest.MapFS{}
	if maps, err := agency.Maps(none); err != nil || maps != nil {
		t.Errorf("%v, %v", maps, err)
	}
}

func damaged() []byte {
	m := shapetest.Map{Name: "lcd", PRJ: shapetest.LonLat, Columns: []string{"CDUID"},
		Rows: []shapetest.Row{row(rings(shapetest.Box(-67, 45, -66, 46)), "1302")}}
	shp := m.SHP()
	shp[107] = 0xff
	return shapetest.Pack(map[string][]byte{"lcd.shp": shp, "lcd.dbf": m.DBF()}, "lcd.shp", "lcd.dbf")
}
