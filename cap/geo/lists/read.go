package lists

import (
	"fmt"
	"iter"
	"maps"
	"strings"
	"sync"
)

// whole stands for every district of a region, or every region of a country.
const whole = "_"

// Split gives the country, the region and the district of a path; "_" for each where it is none.
func Split(district string) (side, region, local string) {
	side, rest, _ := strings.Cut(district, "/")
	region, local, ok := strings.Cut(rest, "/")
	if !ok {
		return whole, whole, whole
	}
	return side, region, local
}

// SAME is the district of a code PSSCCC (47 CFR 11.31). The part P is dropped: a part of a county is the county when
// matching (traps us-20). SS is a state, or a body of water.
func SAME(code string) string {
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
	if water(state) {
		return "us/sea/0" + code[1:]
	}
	return ""
}

// UGC is the district of SSC029 (a county), SSZ017 (a zone: the state only, for zones and counties cross) and SSC000 or
// SSCALL. Marine zones use the two letters of a body of water. It is fine where no zone stands for a whole state.
func UGC(code string) (d string, fine bool) {
	code = strings.ToUpper(code)
	if len(code) != 6 || code[2] != 'C' && code[2] != 'Z' || !digits(code[3:]) && code[3:] != "ALL" {
		return "", false
	}
	if sea, ok := seaOfUGC[code[:2]]; ok && digits(code[3:]) {
		return "us/sea/0" + sea + code[3:], true
	}
	region := strings.ToLower(code[:2])
	if region == "bc" && code[2] == 'Z' { // the tsunami centres' zones of British Columbia, in alerts for both countries
		return "ca/bc/_", false
	}
	if !IsState(region) {
		return "", false
	}
	if code[2] == 'Z' || !digits(code[3:]) {
		return "us/" + region + "/_", false
	}
	return district("us", region, code[3:]), true
}

// Location is the district of a code of Statistics Canada's SGC: two digits a province, four a census division, seven a
// subdivision within it; three and five digits are marine (traps ca-22). Subdivisions changed in New Brunswick in 2023,
// so the census division is the district.
func Location(code string) string {
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
		return "ca/sea/" + code
	}
	return ""
}

func inProvince(code, local string) string {
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
	return "ca/" + region + "/" + local
}

// divisions are the districts of all codes of census divisions, made once: an alert names them by the hundred.
var divisions = sync.OnceValue(func() map[string]string {
	all := make(map[string]string, 100*len(provinceOfSGC))
	for province, region := range provinceOfSGC {
		for n := range 100 {
			code := fmt.Sprintf("%s%02d", province, n)
			all[code] = "ca/" + region + "/" + code
		}
	}
	return all
})

func district(side, region, local string) string {
	if strings.Trim(local, "0") == "" {
		local = whole
	}
	return side + "/" + region + "/" + local
}

// CLC is the district of a weather zone of Environment Canada, "" for those that lie in several.
func CLC(code string) string { return clcDistrict[code] }

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// IsState tells whether a region, as "me", is a state or territory of the United States.
func IsState(region string) bool {
	for _, r := range stateOfFIPS {
		if r == region {
			return true
		}
	}
	return false
}

// water tells whether a state position of SAME stands for water.
func water(state string) bool {
	for _, sea := range seaOfUGC {
		if sea == state {
			return true
		}
	}
	return false
}

// States are the states and territories of the United States, in no order.
func States() iter.Seq[string] { return maps.Values(stateOfFIPS) }

// StateCode is the code of a state in SAME, two digits; "" for what is none.
func StateCode(region string) string { return keyOf(stateOfFIPS, region) }

// ProvinceCode is the code of a province in SGC, two digits; "" for what is none.
func ProvinceCode(region string) string { return keyOf(provinceOfSGC, region) }

// WaterLetters are the letters of UGC for a state position of SAME that stands for water; "" for another.
func WaterLetters(state string) string { return keyOf(seaOfUGC, state) }

func keyOf(table map[string]string, value string) string {
	for k, v := range table {
		if v == value {
			return k
		}
	}
	return ""
}
