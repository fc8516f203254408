package geo

import (
	"fmt"
	"strings"
	"sync"

	"bordercast/cap"
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
		return ofSAME(value), true
	case IsLocation(g), strings.EqualFold(g.Name, KeptLocation):
		return ofLocation(value), true
	case strings.EqualFold(g.Name, "UGC"):
		return ofUGC(value)
	case strings.EqualFold(g.Name, CLC):
		return clcDistrict[value], false
	}
	return "", false
}

// ofSAME reads PSSCCC (47 CFR 11.31). The part P is dropped: a part of a county is the county when matching
// (traps us-20). SS is a state, or a body of water.
func ofSAME(code string) District {
	if len(code) != 6 || !digits(code) {
		return ""
	}
	state, county := code[1:3], code[3:]
	if region, ok := stateOfFIPS[state]; ok {
		return district("us", region, county)
	}
	if code == "000000" {
		return "us/_/_"
	}
	if _, ok := seaOfFIPS[state]; ok {
		return District("us/sea/0" + code[1:])
	}
	return ""
}

// ofUGC reads SSC029 (a county), SSZ017 (a zone: the state only, for zones and counties cross) and SSC000 or SSCALL.
// Marine zones use the two letters of a body of water.
func ofUGC(code string) (d District, fine bool) {
	code = strings.ToUpper(code)
	if len(code) != 6 || code[2] != 'C' && code[2] != 'Z' || !digits(code[3:]) && code[3:] != "ALL" {
		return "", false
	}
	if sea, ok := seaOfUGC[code[:2]]; ok && digits(code[3:]) {
		return District("us/sea/0" + sea + code[3:]), true
	}
	region := strings.ToLower(code[:2])
	if region == "bc" && code[2] == 'Z' { // the tsunami centres' zones of British Columbia, in alerts for both countries
		return "ca/bc/_", false
	}
	if !isState(region) {
		return "", false
	}
	if code[2] == 'Z' || !digits(code[3:]) {
		return District("us/" + region + "/_"), false
	}
	return district("us", region, code[3:]), true
}

// ofLocation reads Statistics Canada's SGC: two digits a province, four a census division, seven a subdivision
// within it; three and five digits are marine (traps ca-22). Subdivisions changed in New Brunswick in 2023, so
// the census division is the district.
func ofLocation(code string) District {
	if !digits(code) {
		return ""
	}
	switch len(code) {
	case 1, 2:
		if strings.Trim(code, "0") == "" {
			return "ca/_/_"
		}
		return inProvince(code, whole)
	case 4:
		return inProvince(code, code)
	case 7:
		return inProvince(code, code[:4])
	case 3, 5:
		return District("ca/sea/" + code)
	}
	return ""
}

func inProvince(code, local string) District {
	if len(code) < 2 {
		return ""
	}
	region, ok := provinceOfSGC[code[:2]]
	if !ok {
		return ""
	}
	if d, ok := divisions()[local]; ok {
		return d
	}
	return District("ca/" + region + "/" + local)
}

// divisions are the districts of all codes of census divisions, made once: an alert names them by the hundred.
var divisions = sync.OnceValue(func() map[string]District {
	all := make(map[string]District, 100*len(provinceOfSGC))
	for province, region := range provinceOfSGC {
		for n := range 100 {
			code := fmt.Sprintf("%s%02d", province, n)
			all[code] = District("ca/" + region + "/" + code)
		}
	}
	return all
})

func district(side, region, local string) District {
	if strings.Trim(local, "0") == "" {
		local = whole
	}
	return District(side + "/" + region + "/" + local)
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func isState(region string) bool {
	for _, r := range stateOfFIPS {
		if r == region {
			return true
		}
	}
	return false
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
		return named(KeptLocation, keyOf(provinceOfSGC, region), "0", region)
	case region == "sea":
		return cap.Pair{Name: KeptSAME, Value: local}
	case local == whole:
		return named(KeptSAME, "0"+keyOf(stateOfFIPS, region)+"000", "000000", region)
	}
	return cap.Pair{Name: KeptSAME, Value: "0" + keyOf(stateOfFIPS, region) + local}
}

func named(name, code, all, region string) cap.Pair {
	if region == whole {
		code = all
	}
	return cap.Pair{Name: name, Value: code}
}

func keyOf(table map[string]string, value string) string {
	for k, v := range table {
		if v == value {
			return k
		}
	}
	return ""
}
