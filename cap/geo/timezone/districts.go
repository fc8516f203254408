package timezone

import (
	"encoding/csv"
	"slices"
	"strings"
	"sync"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
)

// zoneOf names the clock that most of each region keeps. Places that change with the season against their neighbour
// (Saskatchewan, Yukon) come out right by the zone's own rules.
var zoneOf = map[string]string{
	"us/al": "America/Chicago", "us/ak": "America/Anchorage", "us/az": "America/Phoenix", "us/ar": "America/Chicago",
	"us/ca": "America/Los_Angeles", "us/co": "America/Denver", "us/ct": "America/New_York", "us/de": "America/New_York",
	"us/dc": "America/New_York", "us/fl": "America/New_York", "us/ga": "America/New_York", "us/hi": "Pacific/Honolulu",
	"us/id": "America/Boise", "us/il": "America/Chicago", "us/in": "America/Indiana/Indianapolis",
	"us/ia": "America/Chicago",
	"us/ks": "America/Chicago", "us/ky": "America/New_York", "us/la": "America/Chicago", "us/me": "America/New_York",
	"us/md": "America/New_York", "us/ma": "America/New_York", "us/mi": "America/Detroit", "us/mn": "America/Chicago",
	"us/ms": "America/Chicago", "us/mo": "America/Chicago", "us/mt": "America/Denver", "us/ne": "America/Chicago",
	"us/nv": "America/Los_Angeles", "us/nh": "America/New_York", "us/nj": "America/New_York", "us/nm": "America/Denver",
	"us/ny": "America/New_York", "us/nc": "America/New_York", "us/nd": "America/Chicago", "us/oh": "America/New_York",
	"us/ok": "America/Chicago", "us/or": "America/Los_Angeles", "us/pa": "America/New_York", "us/ri": "America/New_York",
	"us/sc": "America/New_York", "us/sd": "America/Chicago", "us/tn": "America/Chicago", "us/tx": "America/Chicago",
	"us/ut": "America/Denver", "us/vt": "America/New_York", "us/va": "America/New_York", "us/wa": "America/Los_Angeles",
	"us/wv": "America/New_York", "us/wi": "America/Chicago", "us/wy": "America/Denver", "us/as": "Pacific/Pago_Pago",
	"us/gu": "Pacific/Guam", "us/mp": "Pacific/Guam", "us/pr": "America/Puerto_Rico", "us/vi": "America/Puerto_Rico",
	"ca/nl": "America/St_Johns", "ca/pe": "America/Halifax", "ca/ns": "America/Halifax", "ca/nb": "America/Moncton",
	"ca/qc": "America/Toronto", "ca/on": "America/Toronto", "ca/mb": "America/Winnipeg", "ca/sk": "America/Regina",
	"ca/ab": "America/Edmonton", "ca/bc": "America/Vancouver", "ca/yt": "America/Whitehorse",
	"ca/nt": "America/Yellowknife",
	"ca/nu": "America/Iqaluit",
}

// divided are the census divisions that keep another clock than most of their province does, or several: the one of
// most of their people first. Of what has no law the custom counts: Atikokan and Pickle Lake keep Eastern Standard
// Time, Creston Mountain Standard Time all year, Creighton the clock of Flin Flon, and Atlin's people are not of one
// mind.
var divided = map[string]string{
	"ca/nl/1010": "America/Goose_Bay America/St_Johns", "ca/nl/1011": "America/Goose_Bay",
	"ca/qc/2401": "America/Halifax", "ca/qc/2498": "America/Toronto America/Blanc-Sablon",
	"ca/on/3558": "America/Toronto America/Winnipeg", "ca/on/3559": "America/Winnipeg America/Atikokan",
	"ca/on/3560": "America/Winnipeg America/Toronto America/Atikokan",
	"ca/sk/4717": "America/Regina America/Edmonton", "ca/sk/4718": "America/Regina America/Winnipeg",
	"ca/bc/5901": "America/Edmonton", "ca/bc/5903": "America/Vancouver America/Creston",
	"ca/bc/5939": "America/Vancouver America/Edmonton", "ca/bc/5955": "America/Dawson_Creek",
	"ca/bc/5957": "America/Vancouver America/Whitehorse",
	"ca/bc/5959": "America/Fort_Nelson",
	"ca/nu/6204": "America/Iqaluit America/Resolute America/Atikokan", "ca/nu/6205": "America/Rankin_Inlet " +
		"America/Atikokan",
	"ca/nu/6208": "America/Cambridge_Bay",
}

// whole is the last part of the path of a whole state or province.
const whole = "_"

// Of is the clock that people of a district live by, nil where no place is known. Where it keeps several, this is the
// one most of it keeps.
func Of(district string) *time.Location {
	side, region, local := lists.Split(district)
	if region == "sea" {
		return Named(seaZone(side, local))
	}
	if local != whole {
		if names := clocksOf(district); names != "" {
			name, _, _ := strings.Cut(names, " ")
			return Named(name)
		}
	}
	return Named(zoneOf[side+"/"+region])
}

// AllOf are all clocks that people of a district live by, that of most of it first: of a whole state or province those
// of all its districts. None is known where no place is. Nobody may change what it gives.
func AllOf(district string) []*time.Location {
	if known, ok := ofRegions.Load(district); ok {
		return known.([]*time.Location)
	}
	first := Of(district)
	if first == nil {
		return nil
	}
	out := []*time.Location{first}
	add := func(names string) {
		for name := range strings.FieldsSeq(names) {
			if zone := Named(name); zone != nil && !slices.Contains(out, zone) {
				out = append(out, zone)
			}
		}
	}
	side, region, local := lists.Split(district)
	if local != whole || region == "sea" {
		add(clocksOf(district))
	} else {
		for _, local := range lists.Of(side, region) {
			add(clocksOf(side + "/" + region + "/" + local))
		}
	}
	if local == whole { // a state has hundreds of counties to ask
		ofRegions.Store(district, out)
	}
	return out
}

var ofRegions sync.Map // state or province → []*time.Location, as far as anybody asked

// clocksOf are the clocks of a county or census division, by name; "" for one that keeps its region's.
func clocksOf(district string) string {
	if strings.HasPrefix(district, "ca/") {
		return divided[district]
	}
	return countyClocks()[district]
}

// countyClocks are the clocks of the counties of the United States, by name.
var countyClocks = sync.OnceValue(func() map[string]string {
	out := make(map[string]string, 3300)
	rows, err := csv.NewReader(strings.NewReader(pack.CountyClocks())).ReadAll()
	if err != nil { // it is part of the program, and a test reads it: a fault leaves the states' clocks
		return out
	}
	for _, row := range rows[min(1, len(rows)):] {
		for code := range strings.FieldsSeq(row[1]) {
			out[lists.SAME("0"+code)] = row[0]
		}
	}
	return out
})

// waters: those of the United States, by the state positions of SAME that stand for them.
var waters = map[string]string{
	"57": "America/Los_Angeles", "58": "America/Anchorage", "59": "Pacific/Honolulu", "61": "Pacific/Pago_Pago",
	"65": "Pacific/Guam", "73": "America/New_York", "75": "America/New_York", "77": "America/Chicago",
	"91": "America/Chicago", "92": "America/Chicago", "93": "America/New_York", "94": "America/New_York",
	"96": "America/New_York", "97": "America/New_York", "98": "America/New_York",
}

// marine: Canada's waters whose clock is plain, by the start of their CAP-CP code: the Pacific, the Great Lakes, and
// the Bay of Fundy with what lies around it.
var marine = map[string]string{"001": "America/Vancouver", "002": "America/Toronto", "003": "America/Halifax"}

func seaZone(side, local string) string {
	switch {
	case side == string(cap.US) && len(local) == 6:
		return waters[local[1:3]]
	case strings.HasPrefix(local, "003") && !strings.HasPrefix(local, "0032"):
		return "" // the Gulf and Newfoundland's waters keep several
	case len(local) >= 3:
		return marine[local[:3]]
	}
	return ""
}

// across: the clock on the other side of the border, for regions that touch it. A place that touches it nowhere is
// told in its own country's nearest bordering clock.
var across = map[string]string{
	"ca/nb": "America/New_York", "ca/ns": "America/New_York", "ca/pe": "America/New_York", "ca/nl": "America/New_York",
	"ca/qc": "America/New_York", "ca/on": "America/New_York", "ca/on/3559": "America/Chicago",
	"ca/on/3560": "America/Chicago",
	"ca/on/3558": "America/Chicago", "ca/mb": "America/Chicago", "ca/sk": "America/Denver", "ca/ab": "America/Denver",
	"ca/bc": "America/Los_Angeles", "ca/bc/5901": "America/Denver", "ca/bc/5947": "America/Sitka",
	"ca/bc/5957": "America/Juneau",
	"ca/yt":      "America/Anchorage",
	"us/me":      "America/Moncton", "us/me/007": "America/Toronto", "us/me/017": "America/Toronto",
	"us/me/025": "America/Toronto",
	"us/nh":     "America/Toronto", "us/vt": "America/Toronto", "us/ny": "America/Toronto", "us/pa": "America/Toronto",
	"us/oh": "America/Toronto", "us/mi": "America/Toronto", "us/wi": "America/Toronto", "us/mn": "America/Winnipeg",
	"us/nd": "America/Winnipeg", "us/mt": "America/Edmonton", "us/mt/071": "America/Regina", "us/mt/105": "America/Regina",
	"us/mt/019": "America/Regina", "us/mt/091": "America/Regina", "us/mt/005": "America/Regina",
	// These touch Saskatchewan alone,
	"us/nd/013": "America/Regina", "us/nd/023": "America/Regina", "us/nd/075": "America/Regina",
	"us/mn/031": "America/Toronto", "us/mn/075": "America/Toronto", // these Thunder Bay's district
	"us/id": "America/Creston", "us/wa": "America/Vancouver", "us/ak": "America/Whitehorse",
	"us/ak/100": "America/Vancouver", "us/ak/110": "America/Vancouver", "us/ak/130": "America/Vancouver",
	"us/ak/195": "America/Vancouver",
	"us/ak/198": "America/Vancouver", "us/ak/220": "America/Vancouver", "us/ak/230": "America/Vancouver",
	"us/ak/275": "America/Vancouver",
}

// Across is the clock of the neighbour's side of the border, as seen from a district; nil where the border is nowhere
// near.
func Across(district string) *time.Location {
	if name, ok := across[district]; ok {
		return Named(name)
	}
	side, region, _ := lists.Split(district)
	return Named(across[side+"/"+region])
}

// Named is a zone of the database that the program links (time/tzdata), nil where it knows none of that name. Each is
// read once, since reading one takes longer than translating an alert.
func Named(name string) *time.Location {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	var zone *time.Location
	if name != "" {
		if found, err := time.LoadLocation(name); err == nil {
			zone = found
		}
	}
	known, _ := zones.LoadOrStore(name, zone)
	return known.(*time.Location)
}

var zones sync.Map // name → *time.Location, nil for a name that the database does not know

// AllNamed are zones by their names in the database, without those that it does not know.
func AllNamed(names []string) []*time.Location {
	var out []*time.Location
	for _, name := range names {
		if zone := Named(name); zone != nil {
			out = append(out, zone)
		}
	}
	return out
}
