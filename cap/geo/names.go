package geo

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
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

// The counties of the border states and the census divisions of Canada, with the kind that their names are told with.
// Sources: names of counties and of their equivalents, US Census Bureau (public domain); census divisions, Statistics
// Canada, Standard Geographical Classification 2021 on the divisions of 2016. The French is Canada's for its divisions;
// for what is in the United States the kind is translated and the name is not.
//
//go:embed names.csv
var namesCSV string

// kindOf is how a name is told with its kind, in English and in French; "" is a division that is told by its name alone.
// The French is followed by "de" and the name, but where the name stands by itself.
var kindOf = map[string]struct{ en, fr string }{
	"county":                {"%s County", "comté %s"},
	"borough":               {"%s Borough", "borough %s"},
	"census-area":           {"%s Census Area", "région de recensement %s"},
	"city-borough":          {"%s City and Borough", "ville et borough %s"},
	"municipality":          {"%s Municipality", "municipalité %s"},
	"district":              {"%s District", "district %s"},
	"united-counties":       {"United Counties of %s", "comtés unis %s"},
	"regional-municipality": {"Regional Municipality of %s", "municipalité régionale %s"},
	"district-municipality": {"District Municipality of %s", "municipalité de district %s"},
	"regional-district":     {"Regional District of %s", "district régional %s"},
	"rcm":                   {"%s RCM", "MRC %s"},
	"region":                {"%s Region", "région %s"},
	"numbered-region":       {"Region %s", "région "},
	"division":              {"Division No. %s", "division no "},
	"":                      {"%s", ""},
}

// told is the name of a district with its kind, and without it.
type told struct {
	name
	plain  name
	county bool
}

// districtName holds the names of districts, without their region.
var districtName = sync.OnceValue(func() map[District]told {
	rows, err := csv.NewReader(strings.NewReader(namesCSV)).ReadAll()
	if err != nil {
		panic(err) // the table is part of the program
	}
	names := make(map[District]told, len(rows))
	for _, r := range rows[1:] {
		kind, known := kindOf[r[1]]
		if !known {
			panic("names.csv: no kind " + r[1])
		}
		french := strings.ReplaceAll(cmp.Or(r[3], r[2]), "'", "’")
		plain := name{r[2], french}
		if prefix, told := strings.CutSuffix(kind.fr, "%s"); told {
			french = prefix + of(french)
		} else {
			french = prefix + french
		}
		names[District(r[0])] = told{name{strings.ReplaceAll(kind.en, "%s", r[2]), french}, plain, r[1] == "county"}
	}
	return names
})

// of is "de" and a name, contracted: "d’Aroostook", "du Haut-Saint-Laurent", "des Collines-de-l’Outaouais".
func of(name string) string {
	for article, contracted := range map[string]string{"Le ": "du ", "Les ": "des "} {
		if rest, ok := strings.CutPrefix(name, article); ok {
			return contracted + rest
		}
	}
	if first, _ := utf8.DecodeRuneInString(name); strings.ContainsRune("AEIOÉÎ", first) {
		return "d’" + name
	}
	return "de " + name
}

// NameEN is the district in English: "Washington County, Maine". Where the district's name is not known here, the
// region stands for it.
func (d District) NameEN() string {
	region := d.regionName()
	if n := districtName()[d]; n.en != "" {
		return n.en + ", " + region.en
	}
	return region.en
}

// NameFR is the district in French: "comté de Washington (Maine)".
func (d District) NameFR() string {
	region := d.regionName()
	if n := districtName()[d]; n.fr != "" {
		return n.fr + " (" + region.fr + ")"
	}
	return region.fr
}

// Named tells whether the district is told by a name of its own: it is a whole region, or all that a region has, or its
// name is known here.
func (d District) Named() bool {
	side, region, _ := d.split()
	return d.Whole() || districtName()[d].en != "" || len(lists.Of(side, region)) == 1
}

func (d District) regionName() name {
	side, region, _ := d.split()
	return regionName[side+"/"+region]
}

// Names lists districts in one language, each once, separated by semicolons; "" when none is placed. What is no district
// any more is named by those that hold its ground.
func Names(ds []District, side cap.Side, french bool) string {
	var out []string
	seen := map[string]bool{"": true}
	for _, d := range Today(ds) {
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
