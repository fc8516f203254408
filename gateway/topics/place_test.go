package topics_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/topics"
)

type gazetteer struct{}

func (gazetteer) Regions(string) []string           { return []string{"me", "nh"} }
func (gazetteer) Districts(string, string) []string { return []string{"003", "029"} }

var spreads = map[string]struct {
	districts []string
	g         topics.Gazetteer
	want      string
}{
	"districts share their region": {[]string{"us/me/029", "us/me/003"}, nil, "us/me/003 us/me/029 us/me/_"},
	"two countries":                {[]string{"us/me/029", "ca/nb/1302"}, nil, "ca/nb/1302 ca/nb/_ us/me/029 us/me/_"},
	"state":                        {[]string{"us/me/_"}, gazetteer{}, "us/me/003 us/me/029 us/me/_"},
	"Delaware, built in":           {[]string{"us/de/_"}, nil, "us/de/001 us/de/003 us/de/005 us/de/_"},
	"no such region":               {[]string{"us/zz/_"}, nil, "us/zz/_"},
	"all of the sea":               {[]string{"us/sea/_"}, nil, "us/sea/_"},
	"state and a district of it":   {[]string{"us/me/_", "us/me/029"}, gazetteer{}, "us/me/003 us/me/029 us/me/_"},
	"country":                      {[]string{"us/_/_"}, gazetteer{}, "us/_/_ us/me/_ us/nh/_"},
	"unplaced":                     {nil, gazetteer{}, "us/_/_"},
	"unplaced by name":             {[]string{"_/_/_"}, gazetteer{}, "us/_/_"},
	"nothing but a slash":          {[]string{"/"}, gazetteer{}, "us/_/_"},
	"marine":                       {[]string{"ca/sea/001120"}, nil, "ca/sea/001120 ca/sea/_"},
}

func TestSpread(t *testing.T) {
	for name, c := range spreads {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range topics.Spread(c.districts, cap.US, c.g) {
				got = append(got, p.String())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestWhatHasNoPlaceStandsInTheCountryItComesFrom(t *testing.T) {
	for home, want := range map[cap.Side]string{cap.US: "us/_/_", cap.CA: "ca/_/_"} {
		if got := topics.Spread(nil, home, nil); len(got) != 1 || got[0].String() != want {
			t.Errorf("%s: %v, want %s alone", home, got, want)
		}
	}
}

func TestTheBuiltInGazetteer(t *testing.T) {
	for district, want := range map[string]int{"us/me/_": 17, "us/tx/_": 255, "us/pr/_": 79, "ca/nb/_": 16, "us/_/_": 58,
		"ca/_/_": 15} {
		if got := len(topics.Spread([]string{district}, cap.US, nil)); got != want {
			t.Errorf("%s spreads to %d places, want %d", district, got, want)
		}
	}
	spread := topics.Spread([]string{"us/me/_", "ca/nb/_"}, cap.US, nil)
	for _, want := range []string{"us/me/029", "us/me/003", "ca/nb/1302", "ca/nb/1310"} {
		if !slices.Contains(spread, topics.PlaceOf(want)) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestCAPStandsOnlyOncePerRegion(t *testing.T) {
	got := key.Topics([]string{"us/me/029", "us/me/003"}, cap.US, nil)
	want := []string{
		"alerts/v1/exercise/ca/us/me/003/cbrne/severe/abcdefghijkl/json",
		"alerts/v1/exercise/ca/us/me/029/cbrne/severe/abcdefghijkl/json",
		"alerts/v1/exercise/ca/us/me/_/cbrne/severe/abcdefghijkl/cap",
		"alerts/v1/exercise/ca/us/me/_/cbrne/severe/abcdefghijkl/json",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// A drawing that reaches too many districts stands in their regions, where codes name districts there as ever, and
// where every reader looks.
func TestCoarsely(t *testing.T) {
	for name, c := range map[string]struct {
		districts, coded string
		want             string
	}{
		"drawn":                    {"us/me/003 us/me/029 ca/nb/1302", "", "ca/_/_ ca/nb/_ us/_/_ us/me/_"},
		"some coded":               {"us/me/003 us/me/029 us/nh/007", "us/me/029", "us/_/_ us/me/029 us/me/_ us/nh/_"},
		"a whole state":            {"us/me/_ us/nh/007", "", "us/_/_ us/me/_ us/nh/_"},
		"a whole state, coded":     {"us/me/_ us/nh/007", "us/me/_", "us/_/_ us/me/003 us/me/029 us/me/_ us/nh/_"},
		"a whole state, one of it": {"us/me/_ us/nh/007", "us/me/029", "us/_/_ us/me/029 us/me/_ us/nh/_"},
		"nowhere":                  {"_/_/_", "", "us/_/_"},
	} {
		var got []string
		for _, p := range topics.Coarsely(strings.Fields(c.districts), strings.Fields(c.coded), cap.US, gazetteer{}) {
			got = append(got, p.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}
