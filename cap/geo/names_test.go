package geo_test

import (
	"strings"
	"testing"

	"bordercast/cap/geo"
)

func TestNamed(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]geo.District{
		"us/me/029": "us/me/029", "US/ME/029": "us/me/029", "us/me": "us/me/_", "us/me/_": "us/me/_", "us": "us/_/_",
		"ca":         "ca/_/_",
		"ca/nb/1302": "ca/nb/1302", "ca/nb/1315": "ca/nb/1315", "ca/qc/2426": "ca/qc/2426", "us/sea/073150": "us/sea/073150",
		"_/_/_":                    geo.Unplaced,
		"Washington County, Maine": "us/me/029", "washington county, maine": "us/me/029", "Maine": "us/me/_",
		"Nouveau-Brunswick": "ca/nb/_",
		"New Brunswick":     "ca/nb/_", "Charlotte County, New Brunswick": "ca/nb/1302", "Aroostook": "us/me/003",
	} {
		if got, err := atlas.Named(text); got != want || err != nil {
			t.Errorf("%q is %q, not %q: %v", text, got, want, err)
		}
	}
	for text, want := range map[string]string{
		"us/me/999": "Maine has 001 to 031", "ca/nb/1399": "New Brunswick has 1301 to 1315",
		"us/xx": "as ca/nb or us/me/029", "us/xx/001": "as ca/nb",
		"Washington County": "may be several places", "Nowhere": "no place goes by", "": "no place goes by",
		"us/me/029/x": "no place goes by",
		"us/sea":      "marine code", "ca/nb/029": "New Brunswick has",
	} {
		if got, err := atlas.Named(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q: %v", text, got, err)
		}
	}
}

// Every district that the map gives is one that it takes.
func TestNamedTakesWhatIsPrinted(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for d := range geo.KnownDistricts(atlas) {
		n++
		if got, err := atlas.Named(string(d)); got != d || err != nil {
			t.Errorf("%s: %q, %v", d, got, err)
		}
		if n%20 == 0 && !d.Whole() && strings.Contains(atlas.Name(d), "County") {
			if got, err := atlas.Named(atlas.Name(d)); got != d || err != nil {
				t.Errorf("%s, %s: %q, %v", d, atlas.Name(d), got, err)
			}
		}
	}
	if n < 500 {
		t.Errorf("%d districts", n)
	}
}
