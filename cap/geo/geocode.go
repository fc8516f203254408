package geo

import (
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
