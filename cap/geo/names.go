package geo

import (
	"strings"

	"bordercast/cap"
)

// name is a place in both languages.
type name struct{ en, fr string }

// regionName: states and provinces. French names of states as Canada's Translation Bureau writes them.
var regionName = map[string]name{
	"us/al": {"Alabama", "Alabama"}, "us/ak": {"Alaska", "Alaska"}, "us/az": {"Arizona", "Arizona"},
	"us/ar": {"Arkansas", "Arkansas"}, "us/ca": {"California", "Californie"}, "us/co": {"Colorado", "Colorado"},
	"us/ct": {"Connecticut", "Connecticut"}, "us/de": {"Delaware", "Delaware"}, "us/dc": {"District of Columbia", "district de Columbia"},
	"us/fl": {"Florida", "Floride"}, "us/ga": {"Georgia", "Géorgie"}, "us/hi": {"Hawaii", "Hawaï"}, "us/id": {"Idaho", "Idaho"},
	"us/il": {"Illinois", "Illinois"}, "us/in": {"Indiana", "Indiana"}, "us/ia": {"Iowa", "Iowa"}, "us/ks": {"Kansas", "Kansas"},
	"us/ky": {"Kentucky", "Kentucky"}, "us/la": {"Louisiana", "Louisiane"}, "us/me": {"Maine", "Maine"}, "us/md": {"Maryland", "Maryland"},
	"us/ma": {"Massachusetts", "Massachusetts"}, "us/mi": {"Michigan", "Michigan"}, "us/mn": {"Minnesota", "Minnesota"},
	"us/ms": {"Mississippi", "Mississippi"}, "us/mo": {"Missouri", "Missouri"}, "us/mt": {"Montana", "Montana"},
	"us/ne": {"Nebraska", "Nebraska"}, "us/nv": {"Nevada", "Nevada"}, "us/nh": {"New Hampshire", "New Hampshire"},
	"us/nj": {"New Jersey", "New Jersey"}, "us/nm": {"New Mexico", "Nouveau-Mexique"}, "us/ny": {"New York", "État de New York"},
	"us/nc": {"North Carolina", "Caroline du Nord"}, "us/nd": {"North Dakota", "Dakota du Nord"}, "us/oh": {"Ohio", "Ohio"},
	"us/ok": {"Oklahoma", "Oklahoma"}, "us/or": {"Oregon", "Oregon"}, "us/pa": {"Pennsylvania", "Pennsylvanie"},
	"us/ri": {"Rhode Island", "Rhode Island"}, "us/sc": {"South Carolina", "Caroline du Sud"}, "us/sd": {"South Dakota", "Dakota du Sud"},
	"us/tn": {"Tennessee", "Tennessee"}, "us/tx": {"Texas", "Texas"}, "us/ut": {"Utah", "Utah"}, "us/vt": {"Vermont", "Vermont"},
	"us/va": {"Virginia", "Virginie"}, "us/wa": {"Washington", "État de Washington"}, "us/wv": {"West Virginia", "Virginie-Occidentale"},
	"us/wi": {"Wisconsin", "Wisconsin"}, "us/wy": {"Wyoming", "Wyoming"}, "us/as": {"American Samoa", "Samoa américaines"},
	"us/gu": {"Guam", "Guam"}, "us/mp": {"Northern Mariana Islands", "îles Mariannes du Nord"}, "us/pr": {"Puerto Rico", "Porto Rico"},
	"us/vi": {"U.S. Virgin Islands", "îles Vierges américaines"}, "us/sea": {"U.S. coastal waters", "eaux côtières des États-Unis"},
	"us/_":  {"United States", "États-Unis"},
	"ca/nl": {"Newfoundland and Labrador", "Terre-Neuve-et-Labrador"}, "ca/pe": {"Prince Edward Island", "Île-du-Prince-Édouard"},
	"ca/ns": {"Nova Scotia", "Nouvelle-Écosse"}, "ca/nb": {"New Brunswick", "Nouveau-Brunswick"}, "ca/qc": {"Quebec", "Québec"},
	"ca/on": {"Ontario", "Ontario"}, "ca/mb": {"Manitoba", "Manitoba"}, "ca/sk": {"Saskatchewan", "Saskatchewan"},
	"ca/ab": {"Alberta", "Alberta"}, "ca/bc": {"British Columbia", "Colombie-Britannique"}, "ca/yt": {"Yukon", "Yukon"},
	"ca/nt": {"Northwest Territories", "Territoires du Nord-Ouest"}, "ca/nu": {"Nunavut", "Nunavut"},
	"ca/sea": {"Canadian coastal waters", "eaux côtières du Canada"}, "ca/_": {"Canada", "Canada"},
}

// countyName: Maine's counties and New Brunswick's census divisions, which are its counties.
var countyName = map[District]string{
	"us/me/001": "Androscoggin", "us/me/003": "Aroostook", "us/me/005": "Cumberland", "us/me/007": "Franklin",
	"us/me/009": "Hancock", "us/me/011": "Kennebec", "us/me/013": "Knox", "us/me/015": "Lincoln", "us/me/017": "Oxford",
	"us/me/019": "Penobscot", "us/me/021": "Piscataquis", "us/me/023": "Sagadahoc", "us/me/025": "Somerset",
	"us/me/027": "Waldo", "us/me/029": "Washington", "us/me/031": "York",
	"ca/nb/1301": "Saint John", "ca/nb/1302": "Charlotte", "ca/nb/1303": "Sunbury", "ca/nb/1304": "Queens",
	"ca/nb/1305": "Kings", "ca/nb/1306": "Albert", "ca/nb/1307": "Westmorland", "ca/nb/1308": "Kent",
	"ca/nb/1309": "Northumberland", "ca/nb/1310": "York", "ca/nb/1311": "Carleton", "ca/nb/1312": "Victoria",
	"ca/nb/1313": "Madawaska", "ca/nb/1314": "Restigouche", "ca/nb/1315": "Gloucester",
}

// NameEN is the district in English: "Washington County, Maine". Where the county's name is not known here, the
// region stands for it.
func (d District) NameEN() string {
	region := d.regionName()
	if county := countyName[d]; county != "" {
		return county + " County, " + region.en
	}
	return region.en
}

// NameFR is the district in French: "comté de Washington (Maine)".
func (d District) NameFR() string {
	region := d.regionName()
	if county := countyName[d]; county != "" {
		return "comté " + of(county) + " (" + region.fr + ")"
	}
	return region.fr
}

func of(county string) string {
	if strings.ContainsAny(county[:1], "AEIO") {
		return "d’" + county
	}
	return "de " + county
}

func (d District) regionName() name {
	side, region, _ := d.split()
	return regionName[side+"/"+region]
}

// Names lists districts in one language, each once, separated by semicolons; "" when none is placed.
func Names(ds []District, side cap.Side, french bool) string {
	var out []string
	seen := map[string]bool{"": true}
	for _, d := range ds {
		n := d.NameEN()
		if french {
			n = d.NameFR()
		}
		if !seen[n] && (side == "" || d.Side() == side) {
			out = append(out, n)
		}
		seen[n] = true
	}
	return strings.Join(out, "; ")
}
