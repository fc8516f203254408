package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bordercast/cap/geo/pack"
)

// stretch is a piece of the border by itself, and what may be wrong with the counties there.
type stretch struct {
	name       string
	w, s, e, n float64
	p99        float64 // most that is allowed, km; 0 for no limit
}

var stretches = []stretch{
	{"Maine – New Brunswick", -69.05, 45.15, -66.9, 47.5, 0.5},
	{"Maine – Quebec", -71.1, 45.2, -69.05, 47.5, 0.5},
	{"New Hampshire, Vermont, New York – Quebec", -74.7, 44.9, -71.1, 45.4, 0},
	{"49th parallel", -122.75, 48.9, -97, 49.1, 0.5},
	{"Minnesota – Ontario", -95.2, 47.9, -89.6, 49.4, 0},
	{"Alaska – Yukon, British Columbia", -142, 55.9, -130.1, 69.6, 0},
}

// measure says how exact the pack is, and refuses one that is not exact enough.
func measure(l layers, t tables) (string, error) {
	var b strings.Builder
	border := sharedArcs(l.countries)
	km := 0.0
	for _, line := range border {
		km += length(line)
	}
	fmt.Fprintf(&b, "The border: %d lines, %d points, %.0f km. Counties: %d. Places: %d. Zones: %d.\n\n", len(border),
		points(border), km, len(l.counties.Features), len(t.places), len(t.zones))
	b.WriteString("Distance of the border line to the edge of the layer, every 250 m:\n\n| stretch | layer | median m | p90 m | p99 m | most m |\n|---|---|---|---|---|---|\n")
	for _, s := range stretches {
		for _, layer := range []struct {
			name  string
			index *index
		}{{"counties", newIndex(l.counties.Arcs)}, {"provinces", newIndex(l.provinces.Arcs)}} {
			d := s.deviation(border, layer.index)
			if len(d) == 0 {
				return "", fmt.Errorf("%s: the border is not there", s.name)
			}
			p99 := quantile(d, .99)
			fmt.Fprintf(&b, "| %s | %s | %.0f | %.0f | %.0f | %.0f |\n", s.name, layer.name, 1000*quantile(d, .5),
				1000*quantile(d, .9), 1000*p99, 1000*quantile(d, 1))
			if s.p99 > 0 && p99 > s.p99 {
				return "", fmt.Errorf("%s: the %s lie %.0f m off at the 99th percentile", s.name, layer.name, 1000*p99)
			}
		}
	}
	right, wrong, none := centroids(l.counties, t.centres)
	fmt.Fprintf(&b, "\nCounty subdivisions of all states but Connecticut whose centre lies in the county of their code: %d of %d (%.2f %%); in another: %d; in none (islands, shores): %d.\n",
		right, len(t.centres), 100*float64(right)/float64(len(t.centres)), wrong, none)
	if float64(right) < .99*float64(len(t.centres)) {
		return "", fmt.Errorf("only %d of %d subdivisions lie in their county", right, len(t.centres))
	}
	if err := l.measureBase(&b); err != nil {
		return "", err
	}
	return b.String(), nil
}

func points(lines [][]pack.Grid) int {
	n := 0
	for _, l := range lines {
		n += len(l)
	}
	return n
}

func quantile(sorted []float64, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func (s stretch) deviation(border [][]pack.Grid, to *index) []float64 {
	var out []float64
	for _, line := range border {
		for n := 1; n < len(line); n++ {
			a, b := line[n-1], line[n]
			steps := math.Ceil(kilometres(a, b) / .25)
			for i := range int(steps) {
				f := float64(i) / steps
				p := pack.Grid{Lon: a.Lon + int32(f*float64(b.Lon-a.Lon)), Lat: a.Lat + int32(f*float64(b.Lat-a.Lat))}
				if x, y := float64(p.Lon)/pack.Scale, float64(p.Lat)/pack.Scale; x > s.w && x < s.e && y > s.s && y < s.n {
					out = append(out, to.near(p).km)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// centroids asks of every county subdivision whether its centre lies in its county.
func centroids(counties pack.Layer, centres []record) (right, wrong, none int) {
	grid := map[[2]int32][]int{}
	rings := make([][][]pack.Grid, len(counties.Features))
	for n, f := range counties.Features {
		for _, polygon := range f.Polygons {
			for _, arcs := range polygon {
				rings[n] = append(rings[n], counties.Ring(arcs))
			}
		}
		for c := range cellsOf(rings[n]) {
			grid[c] = append(grid[c], n)
		}
	}
	for _, c := range centres {
		found := ""
		for _, n := range grid[[2]int32{c.at.Lon / pack.Scale, c.at.Lat / pack.Scale}] {
			if inside(rings[n], c.at) {
				found = counties.Features[n].ID
				if strings.HasPrefix(c.id, "fips"+found) {
					break
				}
			}
		}
		switch {
		case found == "":
			none++
		case strings.HasPrefix(c.id, "fips"+found):
			right++
		default:
			wrong++
		}
	}
	return right, wrong, none
}

func cellsOf(rings [][]pack.Grid) map[[2]int32]bool {
	out := map[[2]int32]bool{}
	for _, ring := range rings {
		lo, hi := ring[0], ring[0]
		for _, p := range ring {
			lo, hi = pack.Grid{Lon: min(lo.Lon, p.Lon), Lat: min(lo.Lat, p.Lat)}, pack.Grid{Lon: max(hi.Lon, p.Lon),
				Lat: max(hi.Lat, p.Lat)}
		}
		for x := lo.Lon / pack.Scale; x <= hi.Lon/pack.Scale; x++ {
			for y := lo.Lat / pack.Scale; y <= hi.Lat/pack.Scale; y++ {
				out[[2]int32{x, y}] = true
			}
		}
	}
	return out
}

// inside counts crossings of a line to the east, over all rings: holes count against.
func inside(rings [][]pack.Grid, p pack.Grid) bool {
	in := false
	for _, ring := range rings {
		for n, b := range ring {
			a := ring[(n+len(ring)-1)%len(ring)]
			if (a.Lat > p.Lat) != (b.Lat > p.Lat) &&
				float64(p.Lon) < float64(a.Lon)+float64(b.Lon-a.Lon)*float64(p.Lat-a.Lat)/float64(b.Lat-a.Lat) {
				in = !in
			}
		}
	}
	return in
}
