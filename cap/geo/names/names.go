// Package names knows what districts are called, in English and in French, and finds these names in texts. A district
// is its path, as geo.District writes it: "us/me/029".
//
// Of gives the name of a county or census division, Region that of its state or province. Among reads which districts a
// description means as a whole, and of which it says a part.
//
// It invents no name: what is not in its tables has none.
package names

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"iter"
	"maps"
	"strings"
	"sync"
	"unicode/utf8"

	"bordercast/cap/geo/lists"
)

// Name is what a place is called in both languages.
type Name struct{ EN, FR string }

// regionName: states and provinces. French names of states as Canada's Translation Bureau writes them.
var regionName = map[string]Name{
	"us/al": {"Alabama", "Alabama"}, "us/ak": {"Alaska", "Alaska"}, "us/az": {"Arizona", "Arizona"},
	"us/ar": {"Arkansas", "Arkansas"}, "us/ca": {"California", "Californie"}, "us/co": {"Colorado", "Colorado"},
	"us/ct": {"Connecticut", "Connecticut"}, "us/de": {"Delaware", "Delaware"},
	"us/dc": {"District of Columbia", "district de Columbia"},
	"us/fl": {"Florida", "Floride"}, "us/ga": {"Georgia", "Géorgie"}, "us/hi": {"Hawaii", "Hawaï"},
	"us/id": {"Idaho", "Idaho"},
	"us/il": {"Illinois", "Illinois"}, "us/in": {"Indiana", "Indiana"}, "us/ia": {"Iowa", "Iowa"},
	"us/ks": {"Kansas", "Kansas"},
	"us/ky": {"Kentucky", "Kentucky"}, "us/la": {"Louisiana", "Louisiane"}, "us/me": {"Maine", "Maine"},
	"us/md": {"Maryland", "Maryland"},
	"us/ma": {"Massachusetts", "Massachusetts"}, "us/mi": {"Michigan", "Michigan"}, "us/mn": {"Minnesota", "Minnesota"},
	"us/ms": {"Mississippi", "Mississippi"}, "us/mo": {"Missouri", "Missouri"}, "us/mt": {"Montana", "Montana"},
	"us/ne": {"Nebraska", "Nebraska"}, "us/nv": {"Nevada", "Nevada"}, "us/nh": {"New Hampshire", "New Hampshire"},
	"us/nj": {"New Jersey", "New Jersey"}, "us/nm": {"New Mexico", "Nouveau-Mexique"},
	"us/ny": {"New York", "État de New York"},
	"us/nc": {"North Carolina", "Caroline du Nord"}, "us/nd": {"North Dakota", "Dakota du Nord"},
	"us/oh": {"Ohio", "Ohio"},
	"us/ok": {"Oklahoma", "Oklahoma"}, "us/or": {"Oregon", "Oregon"}, "us/pa": {"Pennsylvania", "Pennsylvanie"},
	"us/ri": {"Rhode Island", "Rhode Island"}, "us/sc": {"South Carolina", "Caroline du Sud"},
	"us/sd": {"South Dakota", "Dakota du Sud"},
	"us/tn": {"Tennessee", "Tennessee"}, "us/tx": {"Texas", "Texas"}, "us/ut": {"Utah", "Utah"},
	"us/vt": {"Vermont", "Vermont"},
	"us/va": {"Virginia", "Virginie"}, "us/wa": {"Washington", "État de Washington"},
	"us/wv": {"West Virginia", "Virginie-Occidentale"},
	"us/wi": {"Wisconsin", "Wisconsin"}, "us/wy": {"Wyoming", "Wyoming"}, "us/as": {"American Samoa", "Samoa américaines"},
	"us/gu": {"Guam", "Guam"}, "us/mp": {"Northern Mariana Islands", "îles Mariannes du Nord"},
	"us/pr":  {"Puerto Rico", "Porto Rico"},
	"us/vi":  {"U.S. Virgin Islands", "îles Vierges américaines"},
	"us/sea": {"U.S. coastal waters", "eaux côtières des États-Unis"},
	"us/_":   {"United States", "États-Unis"},
	"ca/nl":  {"Newfoundland and Labrador", "Terre-Neuve-et-Labrador"},
	"ca/pe":  {"Prince Edward Island", "Île-du-Prince-Édouard"},
	"ca/ns":  {"Nova Scotia", "Nouvelle-Écosse"}, "ca/nb": {"New Brunswick", "Nouveau-Brunswick"},
	"ca/qc": {"Quebec", "Québec"},
	"ca/on": {"Ontario", "Ontario"}, "ca/mb": {"Manitoba", "Manitoba"}, "ca/sk": {"Saskatchewan", "Saskatchewan"},
	"ca/ab": {"Alberta", "Alberta"}, "ca/bc": {"British Columbia", "Colombie-Britannique"}, "ca/yt": {"Yukon", "Yukon"},
	"ca/nt": {"Northwest Territories", "Territoires du Nord-Ouest"}, "ca/nu": {"Nunavut", "Nunavut"},
	"ca/sea": {"Canadian coastal waters", "eaux côtières du Canada"}, "ca/_": {"Canada", "Canada"},
}

// The counties of the border states and the census divisions of Canada, with the kind that their names are said with.
// Sources: names of counties and of their equivalents, US Census Bureau (public domain); census divisions, Statistics
// Canada, Standard Geographical Classification 2021 on the divisions of 2016. The French is Canada's for its divisions;
// for what is in the United States the kind is translated and the name is not.
//
//go:embed names.csv
var namesCSV string

// kindOf is how a name is said with its kind, in English and in French; "" is a division that is called by its name
// alone. The French is followed by "de" and the name, but where the name stands by itself.
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

// named is the name of a district with its kind, and without it.
type named struct {
	full, plain Name
	county      bool
}

// districtName holds the names of districts, without their region.
var districtName = sync.OnceValue(func() map[string]named {
	rows, err := csv.NewReader(strings.NewReader(namesCSV)).ReadAll()
	if err != nil {
		panic(err) // the table is part of the program
	}
	all := make(map[string]named, len(rows))
	for _, r := range rows[1:] {
		kind, known := kindOf[r[1]]
		if !known {
			panic("names.csv: no kind " + r[1])
		}
		french := strings.ReplaceAll(cmp.Or(r[3], r[2]), "'", "’")
		plain := Name{r[2], french}
		if prefix, follows := strings.CutSuffix(kind.fr, "%s"); follows {
			french = prefix + of(french)
		} else {
			french = prefix + french
		}
		all[r[0]] = named{Name{strings.ReplaceAll(kind.en, "%s", r[2]), french}, plain, r[1] == "county"}
	}
	return all
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

// Of is the name of a county or census division with its kind, without its region: "Washington County", "comté de
// Washington". It is false where no name is known.
func Of(district string) (Name, bool) {
	n, known := districtName()[district]
	return n.full, known
}

// Districts are those that have a name, in no order.
func Districts() iter.Seq[string] { return maps.Keys(districtName()) }

// Region is the name of the state or province that a district is in, or of its country.
func Region(district string) Name {
	side, region, _ := lists.Split(district)
	return regionName[side+"/"+region]
}
