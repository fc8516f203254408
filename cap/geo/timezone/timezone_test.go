package timezone

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
)

// borderPlaces are places along the whole border with the clock that holds there by law, and its hours ahead of UTC in
// January 2026 and in July 2025.
var borderPlaces = []struct {
	name           string
	lat, lon       float64
	zone           string
	winter, summer float64
}{
	// New Brunswick, Nova Scotia and Maine
	{"Campobello, NB", 44.883, -66.953, "America/Moncton", -4, -3},
	{"Deer Island, NB", 44.990, -66.950, "America/Moncton", -4, -3},
	{"St. Stephen, NB", 45.194, -67.277, "America/Moncton", -4, -3},
	{"Grand Manan, NB", 44.700, -66.820, "America/Moncton", -4, -3},
	{"Edmundston, NB", 47.373, -68.325, "America/Moncton", -4, -3},
	{"Clair, NB", 47.255, -68.602, "America/Moncton", -4, -3},
	{"Yarmouth, NS", 43.837, -66.117, "America/Halifax", -4, -3},
	{"Calais, ME", 45.188, -67.278, "America/New_York", -5, -4},
	{"Lubec, ME", 44.860, -66.984, "America/New_York", -5, -4},
	{"Madawaska, ME", 47.355, -68.331, "America/New_York", -5, -4},
	{"Fort Kent, ME", 47.258, -68.589, "America/New_York", -5, -4},
	// Quebec, Newfoundland and Labrador
	{"Îles-de-la-Madeleine, QC", 47.380, -61.870, "America/Halifax", -4, -3},
	{"Blanc-Sablon, QC", 51.417, -57.133, "America/Blanc-Sablon", -4, -4},
	{"Saint-Augustin, QC", 51.220, -58.650, "America/Blanc-Sablon", -4, -4},
	{"Sept-Îles, QC", 50.202, -66.380, "America/Toronto", -5, -4},
	{"Dégelis, QC", 47.552, -68.646, "America/Toronto", -5, -4},
	{"Stanstead, QC", 45.015, -72.097, "America/Toronto", -5, -4},
	{"Rigolet, NL", 54.180, -58.430, "America/Goose_Bay", -4, -3},
	{"L'Anse-au-Loup, NL", 51.520, -56.820, "America/St_Johns", -3.5, -2.5},
	{"St. John's, NL", 47.561, -52.713, "America/St_Johns", -3.5, -2.5},
	{"Derby Line, VT", 45.004, -72.098, "America/New_York", -5, -4},
	{"Massena, NY", 44.928, -74.892, "America/New_York", -5, -4},
	// Ontario, Michigan and Minnesota
	{"Cornwall, ON", 45.021, -74.730, "America/Toronto", -5, -4},
	{"Fort Erie, ON", 42.901, -78.973, "America/Toronto", -5, -4},
	{"Windsor, ON", 42.315, -83.036, "America/Toronto", -5, -4},
	{"Sault Ste. Marie, ON", 46.522, -84.346, "America/Toronto", -5, -4},
	{"Thunder Bay, ON", 48.382, -89.246, "America/Toronto", -5, -4},
	{"Atikokan, ON", 48.757, -91.622, "America/Atikokan", -5, -5},
	{"Pickle Lake, ON", 51.470, -90.190, "America/Atikokan", -5, -5},
	{"Fort Frances, ON", 48.610, -93.390, "America/Winnipeg", -6, -5},
	{"Rainy River, ON", 48.721, -94.567, "America/Winnipeg", -6, -5},
	{"Sioux Narrows, ON", 49.411, -94.101, "America/Winnipeg", -6, -5},
	{"Kenora, ON", 49.767, -94.490, "America/Winnipeg", -6, -5},
	{"Dryden, ON", 49.781, -92.837, "America/Winnipeg", -6, -5},
	{"Detroit, MI", 42.331, -83.046, "America/Detroit", -5, -4},
	{"Sault Ste. Marie, MI", 46.495, -84.345, "America/Detroit", -5, -4},
	{"Ironwood, MI", 46.455, -90.171, "America/Menominee", -6, -5},
	{"Iron Mountain, Dickinson County, MI", 45.820, -88.066, "America/Menominee", -6, -5},
	{"Grand Portage, MN", 47.964, -89.684, "America/Chicago", -6, -5},
	{"International Falls, MN", 48.601, -93.411, "America/Chicago", -6, -5},
	{"Baudette, MN", 48.712, -94.600, "America/Chicago", -6, -5},
	{"Angle Inlet, MN", 49.345, -95.070, "America/Chicago", -6, -5},
	// the prairies
	{"Emerson, MB", 49.009, -97.213, "America/Winnipeg", -6, -5},
	{"Boissevain, MB", 49.231, -100.058, "America/Winnipeg", -6, -5},
	{"Estevan, SK", 49.139, -102.992, "America/Regina", -6, -6},
	{"North Portal, SK", 49.001, -102.553, "America/Regina", -6, -6},
	{"Lloydminster, AB and SK", 53.278, -110.005, "America/Edmonton", -7, -6},
	{"Creighton, SK", 54.760, -101.900, "America/Winnipeg", -6, -5},
	{"Coutts, AB", 49.004, -111.961, "America/Edmonton", -7, -6},
	{"Waterton Park, AB", 49.052, -113.911, "America/Edmonton", -7, -6},
	{"Pembina, ND", 48.966, -97.244, "America/Chicago", -6, -5},
	{"Portal, ND", 48.996, -102.550, "America/Chicago", -6, -5},
	{"Williston, ND", 48.147, -103.618, "America/Chicago", -6, -5},
	{"Dickinson, ND", 46.879, -102.789, "America/Denver", -7, -6},
	{"Plentywood, MT", 48.775, -104.562, "America/Denver", -7, -6},
	{"Sweetgrass, MT", 48.996, -111.959, "America/Denver", -7, -6},
	{"Eureka, MT", 48.880, -115.053, "America/Denver", -7, -6},
	// British Columbia, Idaho and Washington
	{"Roosville, BC", 49.005, -115.057, "America/Edmonton", -7, -6},
	{"Cranbrook, BC", 49.512, -115.769, "America/Edmonton", -7, -6},
	{"Golden, BC", 51.297, -116.966, "America/Edmonton", -7, -6},
	{"Kingsgate, BC", 49.003, -116.181, "America/Creston", -7, -7},
	{"Creston, BC", 49.095, -116.513, "America/Creston", -7, -7},
	{"Nelson, BC", 49.493, -117.295, "America/Vancouver", -8, -7},
	{"Osoyoos, BC", 49.032, -119.468, "America/Vancouver", -8, -7},
	{"White Rock, BC", 49.025, -122.803, "America/Vancouver", -8, -7},
	{"Point Roberts, WA", 48.985, -123.078, "America/Los_Angeles", -8, -7},
	{"Dawson Creek, BC", 55.760, -120.236, "America/Dawson_Creek", -7, -7},
	{"Fort Nelson, BC", 58.805, -122.697, "America/Fort_Nelson", -7, -7},
	{"Bonners Ferry, ID", 48.691, -116.316, "America/Los_Angeles", -8, -7},
	{"Eastport, ID", 48.999, -116.180, "America/Los_Angeles", -8, -7},
	{"Oroville, WA", 48.939, -119.436, "America/Los_Angeles", -8, -7},
	{"Blaine, WA", 48.994, -122.747, "America/Los_Angeles", -8, -7},
	// Yukon and Alaska
	{"Stewart, BC", 55.936, -129.990, "America/Vancouver", -8, -7},
	{"Atlin, BC", 59.577, -133.690, "America/Vancouver", -8, -7},
	{"Carcross, YT", 60.169, -134.707, "America/Whitehorse", -7, -7},
	{"Beaver Creek, YT", 62.383, -140.875, "America/Dawson", -7, -7},
	{"Dawson, YT", 64.060, -139.430, "America/Dawson", -7, -7},
	{"Hyder, AK", 55.914, -130.020, "America/Sitka", -9, -8},
	{"Skagway, AK", 59.458, -135.313, "America/Juneau", -9, -8},
	{"Tok, AK", 63.336, -142.986, "America/Anchorage", -9, -8},
}

// TestZoneOfEveryBorderPlace: the clock of a place is that of its point, not its province's, in winter and in summer.
func TestZoneOfEveryBorderPlace(t *testing.T) {
	winter, summer := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC), time.Date(2025, 7, 15, 12, 0, 0, 0, time.UTC)
	for _, p := range borderPlaces {
		zone := At(cap.Point{Lat: p.lat, Lon: p.lon})
		if zone == nil || zone.String() != p.zone {
			t.Errorf("%s lives by %v, want %s", p.name, zone, p.zone)
			continue
		}
		for at, want := range map[time.Time]float64{winter: p.winter, summer: p.summer} {
			if _, offset := at.In(zone).Zone(); float64(offset)/3600 != want {
				t.Errorf("%s is %v hours ahead of UTC in %s, want %v", p.name, float64(offset)/3600, at.Month(), want)
			}
		}
	}
}

// TestCustomBesideLaw: where people do not agree on the time, both clocks are told, the law's first.
func TestCustomBesideLaw(t *testing.T) {
	for name, c := range map[string]struct {
		at   cap.Point
		want []string
	}{
		"Atlin":   {cap.Point{Lat: 59.577, Lon: -133.690}, []string{"America/Vancouver", "America/Whitehorse"}},
		"Hyder":   {cap.Point{Lat: 55.914, Lon: -130.020}, []string{"America/Sitka", "America/Vancouver"}},
		"Stewart": {cap.Point{Lat: 55.936, Lon: -129.990}, []string{"America/Vancouver"}},
		"at sea":  {cap.Point{Lat: 40, Lon: -60}, nil},
		"Bergen":  {cap.Point{Lat: 60.39, Lon: 5.32}, nil},
	} {
		if got := AllAt(c.at); !sameZones(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func sameZones(got []*time.Location, want []string) bool {
	return slices.EqualFunc(got, want, func(zone *time.Location, name string) bool { return zone.String() == name })
}

// TestTablesOfClocks: every clock that a table names is in the database, and every county has one.
func TestTablesOfClocks(t *testing.T) {
	if l, err := pack.Clocks(); err != nil || len(l.Features) != len(outlines()) {
		t.Errorf("%d of %d outlines of time zones are read (%v)", len(outlines()), len(l.Features), err)
	}
	if n := len(countyClocks()); n < 3100 {
		t.Errorf("%d counties have a clock", n)
	}
	for _, c := range borderPlaces {
		if Named(c.zone) == nil {
			t.Errorf("the database knows no %s", c.zone)
		}
	}
	for _, side := range []string{"us", "ca"} {
		for _, region := range lists.Regions(side) {
			for _, local := range lists.Of(side, region) {
				d := side + "/" + region + "/" + local
				if zones := AllOf(d); len(zones) == 0 || zones[0] != Of(d) {
					t.Errorf("%s lives by %v", d, zones)
				}
			}
		}
	}
	if got := AllOf("us/nd/_"); len(got) < 2 || got[0].String() != "America/Chicago" {
		t.Errorf("North Dakota lives by %v", got)
	}
	if got := AllOf("ca/bc/_"); len(got) < 5 || got[0].String() != "America/Vancouver" {
		t.Errorf("British Columbia lives by %v", got)
	}
}

// TestZones: every zone named in the tables exists, and the places whose clock is special keep it.
func TestZones(t *testing.T) {
	for _, table := range []map[string]string{zoneOf, across, waters, marine, divided} {
		for place, names := range table {
			for name := range strings.FieldsSeq(names) {
				if _, err := time.LoadLocation(name); err != nil || Named(name) == nil {
					t.Errorf("%s: %v", place, err)
				}
			}
		}
	}
	for d, want := range map[string]string{
		"us/me/029": "America/New_York", "ca/nb/1302": "America/Moncton", "us/mi/071": "America/Menominee",
		"ca/sk/4701": "America/Regina",
		"ca/yt/6001": "America/Whitehorse", "us/sea/073150": "America/New_York", "ca/sea/00321": "America/Halifax",
	} {
		if got := Of(d); got == nil || got.String() != want {
			t.Errorf("%s lives by %v, want %s", d, got, want)
		}
	}
	for _, d := range []string{"_/_/_", "us/_/_", "ca/_/_", "ca/sea/00311", "", "nonsense"} {
		if zone := Of(d); zone != nil {
			t.Errorf("%q has the clock %v", d, zone)
		}
	}
}

// TestClockAcross: where a border district's neighbour keeps another clock than its state's, that one is told.
func TestClockAcross(t *testing.T) {
	for d, want := range map[string]string{
		"us/nd/023": "America/Regina", "us/nd/009": "America/Winnipeg", "us/mn/031": "America/Toronto",
		"us/mn/071": "America/Winnipeg",
		"us/me/025": "America/Toronto", "us/me/003": "America/Moncton",
	} {
		if got := Across(d); got == nil || got.String() != want {
			t.Errorf("%s: %v, want %s", d, got, want)
		}
	}
}

func BenchmarkClocks(b *testing.B) {
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			l, err := pack.Clocks()
			if err != nil {
				b.Fatal(err)
			}
			for _, f := range l.Features {
				for _, polygon := range f.Polygons {
					partOf(l, polygon)
				}
			}
		}
	})
	b.Run("point", func(b *testing.B) {
		for b.Loop() {
			At(cap.Point{Lat: 48.757, Lon: -91.622})
		}
	})
}
