package geo

import (
	"strings"
	"sync"
	"time"

	"bordercast/cap"
)

// zoneOf names the clock of each region, and of the districts near the border that keep another one. Places that
// change with the season against their neighbour (Saskatchewan, Yukon) come out right by the zone's own rules.
var zoneOf = map[string]string{
	"us/al": "America/Chicago", "us/ak": "America/Anchorage", "us/az": "America/Phoenix", "us/ar": "America/Chicago",
	"us/ca": "America/Los_Angeles", "us/co": "America/Denver", "us/ct": "America/New_York", "us/de": "America/New_York",
	"us/dc": "America/New_York", "us/fl": "America/New_York", "us/ga": "America/New_York", "us/hi": "Pacific/Honolulu",
	"us/id": "America/Boise", "us/il": "America/Chicago", "us/in": "America/Indiana/Indianapolis", "us/ia": "America/Chicago",
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
	// Idaho north of the Salmon River keeps Pacific Time; four counties of Upper Michigan keep Central Time.
	"us/id/021": "America/Los_Angeles", "us/id/017": "America/Los_Angeles", "us/id/055": "America/Los_Angeles",
	"us/id/009": "America/Los_Angeles", "us/id/035": "America/Los_Angeles", "us/id/049": "America/Los_Angeles",
	"us/id/057": "America/Los_Angeles", "us/id/061": "America/Los_Angeles", "us/id/069": "America/Los_Angeles",
	"us/id/079": "America/Los_Angeles",
	"us/mi/043": "America/Menominee", "us/mi/053": "America/Menominee", "us/mi/071": "America/Menominee",
	"us/mi/109": "America/Menominee",

	"ca/nl": "America/St_Johns", "ca/pe": "America/Halifax", "ca/ns": "America/Halifax", "ca/nb": "America/Moncton",
	"ca/qc": "America/Toronto", "ca/on": "America/Toronto", "ca/mb": "America/Winnipeg", "ca/sk": "America/Regina",
	"ca/ab": "America/Edmonton", "ca/bc": "America/Vancouver", "ca/yt": "America/Whitehorse", "ca/nt": "America/Yellowknife",
	"ca/nu":      "America/Iqaluit",
	"ca/nl/1010": "America/Goose_Bay", "ca/nl/1011": "America/Goose_Bay", "ca/qc/2401": "America/Halifax",
	"ca/on/3559": "America/Winnipeg", "ca/on/3560": "America/Winnipeg", "ca/bc/5901": "America/Edmonton",
	"ca/bc/5955": "America/Dawson_Creek", "ca/bc/5959": "America/Dawson_Creek", "ca/nu/6205": "America/Rankin_Inlet", "ca/nu/6208": "America/Cambridge_Bay",
}

// Zone is the clock people of the district live by, nil when no place is known. Where a region keeps several, this
// is the one most of it keeps, but for the exceptions listed.
func (d District) Zone() *time.Location {
	side, region, local := d.split()
	if region == "sea" {
		return load(seaZone(side, local))
	}
	if name, ok := zoneOf[string(d)]; ok {
		return load(name)
	}
	return load(zoneOf[side+"/"+region])
}

// marine: Canada's waters whose clock is plain, by the start of their CAP-CP code: the Pacific, the Great Lakes, and
// the Bay of Fundy with what lies around it.
var marine = map[string]string{"001": "America/Vancouver", "002": "America/Toronto", "003": "America/Halifax"}

func seaZone(side, local string) string {
	switch {
	case side == string(cap.US) && len(local) == 6:
		return seaOfFIPS[local[1:3]]
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
	"ca/qc": "America/New_York", "ca/on": "America/New_York", "ca/on/3559": "America/Chicago", "ca/on/3560": "America/Chicago",
	"ca/on/3558": "America/Chicago", "ca/mb": "America/Chicago", "ca/sk": "America/Denver", "ca/ab": "America/Denver",
	"ca/bc": "America/Los_Angeles", "ca/bc/5901": "America/Denver", "ca/yt": "America/Anchorage",
	"us/me": "America/Moncton", "us/me/007": "America/Toronto", "us/me/017": "America/Toronto", "us/me/025": "America/Toronto",
	"us/nh": "America/Toronto", "us/vt": "America/Toronto", "us/ny": "America/Toronto", "us/pa": "America/Toronto",
	"us/oh": "America/Toronto", "us/mi": "America/Toronto", "us/wi": "America/Toronto", "us/mn": "America/Winnipeg",
	"us/nd": "America/Winnipeg", "us/mt": "America/Edmonton", "us/mt/071": "America/Regina", "us/mt/105": "America/Regina",
	"us/mt/019": "America/Regina", "us/mt/091": "America/Regina", "us/mt/005": "America/Regina",
	"us/nd/013": "America/Regina", "us/nd/023": "America/Regina", // these two touch Saskatchewan alone
	"us/mn/031": "America/Toronto", "us/mn/075": "America/Toronto", // and these Thunder Bay's district
	"us/id": "America/Vancouver", "us/wa": "America/Vancouver", "us/ak": "America/Whitehorse",
}

// Across is the clock of the neighbour's side of the border, as seen from d; nil where the border is nowhere near.
func (d District) Across() *time.Location {
	side, region, _ := d.split()
	if name, ok := across[string(d)]; ok {
		return load(name)
	}
	return load(across[side+"/"+region])
}

// ZoneOf is the clock of the first district whose place is known; nil when none is.
func ZoneOf(ds []District) *time.Location {
	for _, d := range ds {
		if zone := d.Zone(); zone != nil {
			return zone
		}
	}
	return nil
}

// load finds a zone of the database that the program links (time/tzdata). All are read once, since reading one takes
// longer than translating an alert.
func load(name string) *time.Location { return zones()[name] }

var zones = sync.OnceValue(func() map[string]*time.Location {
	out := map[string]*time.Location{}
	for _, table := range []map[string]string{zoneOf, across, seaOfFIPS, marine} {
		for _, name := range table {
			if zone, err := time.LoadLocation(name); err == nil {
				out[name] = zone
			}
		}
	}
	return out
})
