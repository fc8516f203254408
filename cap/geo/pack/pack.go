// Package pack is the map that the program carries: the two countries with the border between them, US counties,
// Canadian provinces, places, forecast zones, time zones, ports of entry, and a base map to draw under them. SOURCES.md
// says what each was made from, under which licence, and how exact it is; the generator beside this package makes them
// again.
//
// Only package geo and those below it read it: call geo.Load, which decodes the files once. Files are varints inside
// gzip, and a damaged one is refused, never half read.
package pack

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"strconv"
)

//go:embed countries.bin.gz
var countries []byte

//go:embed counties.bin.gz
var counties []byte

//go:embed provinces.bin.gz
var provinces []byte

//go:embed places.bin.gz
var places []byte

//go:embed zones.bin.gz
var zones []byte

//go:embed clocks.bin.gz
var clocks []byte

//go:embed clocks.csv
var countyClocks string

//go:embed base.bin.gz
var base []byte

//go:embed ports.csv
var ports []byte

// Countries are "ca" and "us" with their territorial waters. The arcs that both use are the border.
func Countries() (Layer, error) { return DecodeLayer(countries) }

// Counties are the counties of the United States by their five digits: those of 2023, but Connecticut's of before.
func Counties() (Layer, error) { return DecodeLayer(counties) }

// Provinces are Canada's provinces and territories, as "ca/nb".
func Provinces() (Layer, error) { return DecodeLayer(provinces) }

// Places are the places of Canada and of the states along the border.
func Places() ([]Place, error) { return DecodePlaces(places) }

// Zones are the forecast zones of the United States.
func Zones() ([]Zone, error) { return DecodeZones(zones) }

// Clocks are the time zones of both countries, as "ca:America/Moncton". Load does not read them.
func Clocks() (Layer, error) { return DecodeLayer(clocks) }

// CountyClocks is the table of which clocks the counties keep: a header, then the clocks, that of most of the ground
// first, and the counties by their five digits.
func CountyClocks() string { return countyClocks }

// BaseMap is the map to draw under an alert. Nothing else here needs it, and each call decodes it anew.
func BaseMap() (Base, error) { return DecodeBase(base) }

// Size is how many bytes of the program the files take.
func Size() int {
	return len(
		countries,
	) + len(
		counties,
	) + len(
		provinces,
	) + len(
		places,
	) + len(
		zones,
	) + len(
		ports,
	) + len(
		base,
	) + len(
		clocks,
	) + len(
		countyClocks,
	)
}

// Port is a crossing between Maine and New Brunswick, at the border line.
type Port struct {
	Name           string
	US, CA         string // the towns it joins
	RoadUS, RoadCA string
	At             Grid
	Moved          int // metres from the position written down to the line
}

// Ports are the crossings, from the Bay of Fundy upwards.
func Ports() ([]Port, error) { return DecodePorts(ports) }

// DecodePorts reads the table of crossings.
func DecodePorts(b []byte) ([]Port, error) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err == nil && len(rows) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("the table of ports is damaged: %w", err)
	}
	var out []Port
	for n, row := range rows[1:] {
		if len(row) != 8 {
			return nil, fmt.Errorf("the table of ports is damaged: row %d has %d cells", n+2, len(row))
		}
		lat, err1 := strconv.ParseFloat(row[5], 64)
		lon, err2 := strconv.ParseFloat(row[6], 64)
		moved, err3 := strconv.Atoi(row[7])
		if err1 != nil || err2 != nil || err3 != nil || !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) {
			return nil, fmt.Errorf("the table of ports is damaged: row %d has no position", n+2)
		}
		out = append(
			out,
			Port{
				row[0],
				row[1],
				row[2],
				row[3],
				row[4],
				Grid{int32(math.Round(lon * Scale)), int32(math.Round(lat * Scale))},
				moved,
			},
		)
	}
	return out, nil
}
