package offline

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap/geo/shapefile/shapetest"
	"bordercast/gateway/command/cli"
)

// divisions is a map as Statistics Canada's, of one square.
func divisions(east float64) []byte {
	return shapetest.Zip(shapetest.Map{
		Name: "lcd_000b21a_e", PRJ: shapetest.LonLat, CPG: "UTF-8", Columns: []string{"CDUID", "CDNAME"},
		Rows: []shapetest.Row{{Values: []string{"1302", "Charlotte"},
			Rings: [][][2]float64{shapetest.Box(-67.6, 45, east, 45.6)}}},
	})
}

// TestGeoImport: a file is taken, shown, taken anew; one that is none hinders no other.
func TestGeoImport(t *testing.T) {
	data := t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(want int, c geoImportCmd) string {
		t.Helper()
		var out bytes.Buffer
		c.Data = data
		if code := cli.CodeOf(c.Run(&cli.Env{Out: &out, Err: &out, Width: 400})); code != want {
			t.Errorf("exit code %d, not %d: %s", code, want, out.String())
		}
		return out.String()
	}
	got := run(1, geoImportCmd{Files: []string{file("page.html.zip", []byte("<html>")),
		file("lcd_000b21a_e.zip", divisions(-66.5))}})
	for _, want := range []string{"page.html.zip: it is no zip", "census divisions of Canada",
		"1 from lcd_000b21a_e.zip: lcd_000b21a_e, vintage 2021", "instead of no outlines: they were estimated", "sha256 "} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q: %s", want, got)
		}
	}
	var view importView
	if err := json.Unmarshal([]byte(run(0, geoImportCmd{Files: []string{file("lcd_000b21a_e.zip", divisions(-66.4))},
		JSON: true})), &view); err != nil {
		t.Fatal(err)
	}
	if len(view.Imported) != 1 || view.Imported[0].Replaces != "1 of lcd_000b21a_e.zip: lcd_000b21a_e" {
		t.Errorf("%+v", view)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "geo", "*")); len(left) != 2 {
		t.Errorf("left over: %v", left)
	}
	var out bytes.Buffer
	show := geoShowCmd{What: "1302"}
	show.Data = data
	if err := show.Run(&cli.Env{Out: &out, Err: &out, Width: 100}); err != nil ||
		!strings.Contains(out.String(), "Charlotte County, New Brunswick") ||
		strings.Contains(out.String(), "Nothing is drawn") {
		t.Errorf("%v: %s", err, out.String())
	}
	if err := os.WriteFile(filepath.Join(data, "geo", view.Imported[0].File), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := show.Run(&cli.Env{Out: &out, Err: &out, Width: 100}); err == nil ||
		!strings.Contains(err.Error(), "import lcd_000b21a_e.zip") {
		t.Errorf("a changed layer: %v", err)
	}
	if err := os.WriteFile(filepath.Join(data, "geo", "layers.json"), []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	run(0, geoImportCmd{Files: []string{file("lcd_000b21a_e.zip", divisions(-66.5))}})
	if err := show.Run(&cli.Env{Out: &out, Err: &out, Width: 100}); err != nil {
		t.Errorf("after a damaged index was mended: %v", err)
	}
	run(2, geoImportCmd{Files: []string{filepath.Join(data, "nowhere.zip")}})
}
