package geo

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
)

// Names that the gateway keeps a geocode under when the destination's profile must not act on it: awareness alerts
// carry no SAME, and a CAP-CP form carries no US code. They place an alert as the plain names do.
const (
	KeptSAME     = "layer:bordercast:1.0:same"
	KeptLocation = "layer:bordercast:1.0:location"
)

// CLC is the name of Environment Canada's weather zone codes.
const CLC = "layer:EC-MSC-SMC:1.0:CLC"

// IsSAME tells whether a geocode is a US county code, under any of its names. CAP 1.1 traffic calls it FIPS6, which
// is the same code (ECIG 3.10; traps us-12).
func IsSAME(g cap.Pair) bool {
	return strings.EqualFold(g.Name, "SAME") || strings.EqualFold(g.Name, "FIPS6")
}

// IsLocation tells whether a geocode is a CAP-CP location, of any version.
func IsLocation(g cap.Pair) bool {
	_, ok := cap.CutPrefix(g.Name, "profile:cap-cp:location:")
	return ok
}

// OfGeocode is the district one geocode names, "" when it names none.
func OfGeocode(g cap.Pair) District {
	d, _ := ofGeocode(g)
	return d
}

func ofGeocode(g cap.Pair) (d District, fine bool) {
	value := strings.TrimSpace(g.Value)
	switch {
	case IsSAME(g), strings.EqualFold(g.Name, KeptSAME):
		return District(lists.SAME(value)), true
	case IsLocation(g), strings.EqualFold(g.Name, KeptLocation):
		return District(lists.Location(value)), true
	case strings.EqualFold(g.Name, "UGC"):
		path, fine := lists.UGC(value)
		return District(path), fine
	case strings.EqualFold(g.Name, CLC):
		return District(lists.CLC(value)), false
	}
	return "", false
}

// Code is the geocode that names a district, under the gateway's own name for it so that no machine of either side
// acts on it. It is the zero Pair for what no code names.
func Code(d District) cap.Pair {
	side, region, local := d.split()
	switch {
	case d == Unplaced:
		return cap.Pair{}
	case side == string(cap.CA) && (region == "sea" || local != whole):
		return cap.Pair{Name: KeptLocation, Value: local}
	case side == string(cap.CA):
		return named(KeptLocation, lists.ProvinceCode(region), "0", region)
	case region == "sea":
		return cap.Pair{Name: KeptSAME, Value: local}
	case local == whole:
		return named(KeptSAME, "0"+lists.StateCode(region)+"000", "000000", region)
	}
	return cap.Pair{Name: KeptSAME, Value: "0" + lists.StateCode(region) + local}
}

func named(name, code, all, region string) cap.Pair {
	if region == whole {
		code = all
	}
	return cap.Pair{Name: name, Value: code}
}

// replacedBy are districts that are no longer, or that are on another list than the weather service's, which is the
// list of record for SAME (47 CFR 11.31(f)); with those that hold their ground now. Senders' templates keep them for
// years. Counties: changes of the Census Bureau since 1990; Connecticut's planning regions of 2022, which the weather
// service does not use, with the counties that they lie in. Divisions: Statistics Canada, SGC 2006 to 2021.
var replacedBy = map[District][]District{
	"us/ak/201": {"us/ak/198", "us/ak/130", "us/ak/275"}, // Prince of Wales-Outer Ketchikan, 2008
	"us/ak/231": {"us/ak/282", "us/ak/230", "us/ak/105"}, // Skagway-Yakutat-Angoon, 1992
	"us/ak/232": {"us/ak/230", "us/ak/105"},              // Skagway-Hoonah-Angoon, 2007
	"us/ak/261": {"us/ak/063", "us/ak/066"},              // Valdez-Cordova, 2019
	"us/ak/270": {"us/ak/158"},                           // Wade Hampton, 2015
	"us/ak/280": {"us/ak/195", "us/ak/275"},              // Wrangell-Petersburg, 2008
	"us/fl/025": {"us/fl/086"},                           // Dade, 1997
	"us/mt/113": {"us/mt/031", "us/mt/067"},              // Yellowstone National Park, 1997
	"us/sd/113": {"us/sd/102"},                           // Shannon, 2015
	"us/va/515": {"us/va/019"},                           // Bedford city, 2013
	"us/va/560": {"us/va/005"},                           // Clifton Forge city, 2001
	"us/va/780": {"us/va/083"},                           // South Boston city, 1995
	"us/ct/110": {"us/ct/003", "us/ct/013"},
	"us/ct/120": {"us/ct/001"},
	"us/ct/130": {"us/ct/007", "us/ct/011"},
	"us/ct/140": {"us/ct/009", "us/ct/005", "us/ct/003", "us/ct/001"},
	"us/ct/150": {"us/ct/015", "us/ct/013", "us/ct/011"},
	"us/ct/160": {"us/ct/005", "us/ct/003"},
	"us/ct/170": {"us/ct/009"},
	"us/ct/180": {"us/ct/011", "us/ct/015"},
	"us/ct/190": {"us/ct/001", "us/ct/005"},

	"ca/bc/5925": {"ca/bc/5924", "ca/bc/5926"}, // Comox-Strathcona, 2008
	"ca/nt/6107": {"ca/nt/6101", "ca/nt/6102"}, // Inuvik Region, 2011
}

// withSuccessors are districts with those that hold the ground of what is no longer among them.
func withSuccessors(ds []District) []District {
	if !slices.ContainsFunc(ds, func(d District) bool { return replacedBy[d] != nil }) {
		return ds
	}
	var out []District
	for _, d := range ds {
		out = append(append(out, d), replacedBy[d]...)
	}
	return unique(out)
}

// Today are districts as people are told of them: without those that are no longer, where all that holds their ground
// stands beside them. Topics keep both, for software subscribes to what it was set up with.
func Today(ds []District) []District {
	if !slices.ContainsFunc(ds, func(d District) bool { return replacedBy[d] != nil }) {
		return ds
	}
	within := cover(ds)
	return slices.DeleteFunc(slices.Clone(ds), func(d District) bool {
		now := replacedBy[d]
		return now != nil && !slices.ContainsFunc(now, func(n District) bool { return !within(n) })
	})
}

// onLists says what the lists have against a geocode; "" where it is on them, where there is no list of its kind
// (waters, zones of Environment Canada), or where it is no code that is read at all.
func onLists(g cap.Pair) (Kind, string) {
	d := OfGeocode(g)
	value := strings.TrimSpace(g.Value)
	if d == "" {
		if value != "" && (IsSAME(g) || IsLocation(g)) {
			return Unknown, fmt.Sprintf(
				"“%s” is no code that can be read, and places nothing: please check with its sender", clipped(value))
		}
		return "", ""
	}
	if d.Whole() || d.Region() == "sea" || d.Side() != cap.US && d.Side() != cap.CA {
		return "", ""
	}
	if more := replacedBy[d]; more != nil {
		var names []string
		for _, m := range more {
			names = append(names, Code(m).Value)
		}
		return Retired, fmt.Sprintf("%s is no code of today's list: %s hold its ground and are added to where it is told; "+
			"please check with its sender", value, strings.Join(names, ", "))
	}
	if !lists.Known(string(d)) {
		return Unknown, fmt.Sprintf("%s is on no list: nobody looks for it there; please check with its sender", value)
	}
	if d.Side() == cap.CA && len(value) == 7 {
		switch now, known := lists.Subdivision(value); {
		case !known:
			return Unknown, value + " is on no list of census subdivisions up to 2016: its division " + d.Local() +
				" counts; please check with its sender"
		case !now:
			return Retired, fmt.Sprintf("%s is no census subdivision of today's list: its division %s counts; please check "+
				"with its sender", value, d.Local())
		}
	}
	return "", ""
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
