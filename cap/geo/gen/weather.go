package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"bordercast/cap/geo/pack"
)

// record is a section of the weather package: a zone, a county or a place of either.
type record struct {
	id, description, zone string
	at                    pack.Grid
}

func readWeather(path string) ([]record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []record
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if id, ok := strings.CutPrefix(line, "["); ok {
			out = append(out, record{id: strings.TrimSuffix(id, "]")})
			continue
		}
		if name, value, ok := strings.Cut(line, " = "); ok && len(out) > 0 {
			out[len(out)-1].set(name, value)
		}
	}
	return out, lines.Err()
}

func (r *record) set(name, value string) {
	switch name {
	case "description":
		r.description = value
	case "zone":
		if _, err := fmt.Sscanf(value, "('%6s", &r.zone); err != nil {
			r.zone = ""
		}
	case "centroid": // latitude and longitude, in radians
		var lat, lon float64
		if _, err := fmt.Sscanf(value, "(%f, %f)", &lat, &lon); err == nil {
			r.at = toGrid(lon*180/math.Pi, lat*180/math.Pi)
		}
	}
}

// countyNames are the counties as the Census Bureau names them in full: "Washington County", "Caddo Parish".
func countyNames(in inputs) (map[string]string, error) {
	records, err := readWeather(in.path("weather", "usr", "share", "weather-util", "places.gz"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range records {
		if code, ok := strings.CutPrefix(r.id, "fips"); ok && len(code) == 5 {
			name, _, _ := strings.Cut(r.description, ",")
			out[code] = name
		}
	}
	return out, nil
}

// readZones gives every zone the counties whose subdivisions lie nearest to its middle. A county with only a few of
// them there is left out, for the nearest middle is not always the zone's own.
func readZones(in inputs, places []record) ([]pack.Zone, error) {
	records, err := readWeather(in.path("weather", "usr", "share", "weather-util", "zones.gz"))
	if err != nil {
		return nil, err
	}
	votes, all := map[string]map[string]int{}, map[string]int{}
	for _, p := range places {
		code, ok := strings.CutPrefix(p.id, "fips")
		if !ok || p.zone == "" || len(code) != 5 && len(code) != 10 {
			continue
		}
		if votes[p.zone] == nil {
			votes[p.zone] = map[string]int{}
		}
		votes[p.zone][code[:5]]++
		all[p.zone]++
	}
	var out []pack.Zone
	for _, r := range records {
		if len(r.id) != 6 || r.id[2] != 'z' {
			continue
		}
		z := pack.Zone{Code: strings.ToUpper(r.id), Name: strings.TrimSuffix(r.description, ", US"), At: r.at}
		for county, n := range votes[r.id] {
			if 20*n >= all[r.id] {
				z.Counties = append(z.Counties, county)
			}
		}
		slices.Sort(z.Counties)
		out = append(out, z)
	}
	slices.SortFunc(out, func(a, b pack.Zone) int { return strings.Compare(a.Code, b.Code) })
	return out, nil
}
