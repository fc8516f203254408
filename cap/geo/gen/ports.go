package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"

	"bordercast/cap/geo/pack"
)

// portTable is our own: crossings by the towns and roads they join. A position is a first guess, within a kilometre
// of the border, which then puts it right across.
//
//go:embed ports.csv
var portTable []byte

// farPort is how far (km) a written position may lie from the border before it must be wrong.
const farPort = 1.0

// snapPorts moves every crossing onto the border line and says by how much.
func snapPorts(border *index) ([]byte, error) {
	rows, err := csv.NewReader(bytes.NewReader(portTable)).ReadAll()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"name", "us", "ca", "road_us", "road_ca", "lat", "lon", "moved_m"})
	for _, row := range rows[1:] {
		lat, err1 := strconv.ParseFloat(row[5], 64)
		lon, err2 := strconv.ParseFloat(row[6], 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("ports.csv: %s has no position", row[0])
		}
		on := border.near(toGrid(lon, lat))
		if on.km > farPort {
			return nil, fmt.Errorf("ports.csv: %s lies %.1f km from the border", row[0], on.km)
		}
		_ = w.Write(append(row[:5:5], degrees(on.at.Lat), degrees(on.at.Lon), strconv.Itoa(int(on.km*1000))))
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func degrees(n int32) string { return strconv.FormatFloat(float64(n)/pack.Scale, 'f', 5, 64) }
