package agency

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bordercast/cap/geo/shapefile"
)

// kind is a map that the project knows what to do with.
type kind struct {
	layer, title string
	all          []string // columns it has
	none         []string // columns it has not
	form         *regexp.Regexp
	code         func(row func(column string) string) string
	name         []string // the first of these columns that is there
	steps        float64  // how far points may move when it is thinned, in steps of about a metre
}

func column(name string) func(func(string) string) string {
	return func(row func(string) string) string { return row(name) }
}

// kinds are told apart by their columns: Statistics Canada's boundary files (92-160-G), the National Weather Service's
// AWIPS shapefiles (NWSI 10-507), Environment Canada's geography package.
var kinds = []kind{
	{
		"subdivisions", "census subdivisions of Canada", []string{"CSDUID"}, nil,
		regexp.MustCompile(`^\d{7}$`), column("CSDUID"), []string{"CSDNAME", "NAME"}, 100,
	},
	{
		"divisions", "census divisions of Canada", []string{"CDUID"}, []string{"CSDUID", "DAUID", "CTUID"},
		regexp.MustCompile(`^\d{4}$`), column("CDUID"), []string{"CDNAME", "NAME"}, 60,
	},
	{
		"counties", "counties of the United States", []string{"FIPS", "COUNTYNAME"}, nil,
		regexp.MustCompile(`^\d{5}$`), column("FIPS"), []string{"COUNTYNAME"}, 60,
	},
	{
		"zones", "forecast zones of the United States", []string{"STATE", "ZONE", "NAME"}, nil,
		regexp.MustCompile(`^[A-Z]{2}Z\d{3}$`),
		func(row func(string) string) string { return strings.ToUpper(row("STATE")) + "Z" + row("ZONE") },
		[]string{"NAME"}, 60,
	},
	{
		"marine", "marine zones of the United States", []string{"ID", "NAME"}, []string{"STATE", "FIPS"},
		regexp.MustCompile(`^[A-Z]{2}Z\d{3}$`), column("ID"), []string{"NAME"}, 60,
	},
	{
		"clc", "forecast regions of Environment Canada", []string{"CLC"}, nil,
		regexp.MustCompile(`^\d{6}$`), column("CLC"), []string{"NAME", "NAME_EN", "NOM"}, 60,
	},
}

// locationForm is what CAP-CP location codes look like: SGC, or three and five digits of waters.
var locationForm = regexp.MustCompile(`^\d{2,5}$|^\d{7}$`)

// recognise finds out what a map is by its columns.
func recognise(l shapefile.Layer) (kind, error) {
	has := func(c string) bool { return slices.Contains(l.Columns, c) }
	lower := strings.ToLower(l.Name)
	if strings.HasPrefix(lower, "fz") {
		return kind{}, fmt.Errorf("%s holds fire weather zones, whose codes are those of other public zones: "+
			"it is left out", l.Name)
	}
	for _, k := range kinds {
		if !slices.ContainsFunc(k.all, func(c string) bool { return !has(c) }) && !slices.ContainsFunc(k.none, has) {
			return k, nil
		}
	}
	if strings.Contains(lower, "cap-cp") || strings.Contains(lower, "cap_cp") || strings.Contains(lower, "capcp") {
		if c := codeColumn(l); c != "" {
			return kind{
				"locations", "CAP-CP locations", nil, nil,
				locationForm, column(c), []string{"NAME", "NAME_EN", "NOM"}, 100,
			}, nil
		}
	}
	return kind{}, fmt.Errorf("%s is no map that is known here: its columns are %s; Statistics Canada's divisions have "+
		"CDUID, subdivisions CSDUID, the Weather Service's counties FIPS and COUNTYNAME, zones STATE and ZONE, marine "+
		"zones ID, Environment Canada's regions CLC", l.Name, strings.Join(l.Columns, ", "))
}

// codeColumn is the one column whose every value is a location code and whose values differ, "" where there is none
// or there are several.
func codeColumn(l shapefile.Layer) string {
	seen := make([]map[string]bool, len(l.Columns))
	rows := 0
	err := l.Each(func(r shapefile.Record) error {
		rows++
		for n, v := range r.Values {
			switch {
			case rows == 1 && locationForm.MatchString(v):
				seen[n] = map[string]bool{v: true}
			case seen[n] != nil && !locationForm.MatchString(v):
				seen[n] = nil
			case seen[n] != nil:
				seen[n][v] = true
			}
		}
		return nil
	})
	found := ""
	for n, values := range seen {
		if err == nil && len(values)*10 >= rows*9 && rows > 0 {
			if found != "" {
				return ""
			}
			found = l.Columns[n]
		}
	}
	return found
}

// vintage reads the date that agencies put into file names: c_16ap26, lcd_000b21a_e, V6_15_0; "" where there is none.
func vintage(files []string) string {
	for _, f := range files {
		if m := regexp.MustCompile(`(?i)^[a-z]+_?0{3}[ab](\d\d)a_[ef]$`).FindStringSubmatch(f); m != nil {
			return "20" + m[1]
		}
		day := regexp.MustCompile(`(?i)[a-z]_?(\d\d(ja|fe|mr|ap|my|jn|jl|au|se|oc|no|de)\d\d)`)
		if m := day.FindStringSubmatch(f); m != nil {
			return m[1]
		}
		if m := regexp.MustCompile(`(?i)_V(\d+_\d+(_\d+)?)`).FindStringSubmatch(f); m != nil {
			return strings.ReplaceAll(m[1], "_", ".")
		}
	}
	return ""
}
