package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// clockZones are the time zones of the two countries whose outlines are kept: all but those of far territories, which
// keep one clock each.
var clockZones = map[string]string{
	"ca": "St_Johns Halifax Glace_Bay Moncton Goose_Bay Blanc-Sablon Toronto Iqaluit Atikokan Winnipeg Resolute Rankin_Inlet Regina " +
		"Swift_Current Edmonton Cambridge_Bay Inuvik Creston Dawson_Creek Fort_Nelson Whitehorse Dawson Vancouver",
	"us": "New_York Detroit Kentucky/Louisville Kentucky/Monticello Indiana/Indianapolis Indiana/Vincennes Indiana/Winamac Indiana/Marengo " +
		"Indiana/Petersburg Indiana/Vevay Indiana/Tell_City Indiana/Knox Chicago Menominee North_Dakota/Center North_Dakota/New_Salem " +
		"North_Dakota/Beulah Denver Boise Phoenix Los_Angeles Anchorage Juneau Sitka Metlakatla Yakutat Nome Adak",
}

// clockShore is how closely the outlines of time zones are kept (km).
const clockShore = 0.1

// readClocks draws the time zones, as "ca:America/Moncton". Those that meet share the points between them.
func readClocks(in inputs) (pack.Layer, error) {
	b, err := os.ReadFile(in.path("tzf", "combined-with-oceans.reduce.bin"))
	if err != nil {
		return pack.Layer{}, err
	}
	drawn := map[string][][][]pack.Grid{}
	err = eachField(b, func(field protowire.Number, zone []byte) error {
		if field != 1 {
			return nil
		}
		var name string
		var polygons [][][]pack.Grid
		err := eachField(zone, func(field protowire.Number, v []byte) error {
			switch field {
			case 1:
				rings, err := protoPolygon(v)
				polygons = append(polygons, rings)
				return err
			case 2:
				name = string(v)
			}
			return nil
		})
		drawn[name] = polygons
		return err
	})
	if err != nil {
		return pack.Layer{}, fmt.Errorf("the time zones: %w", err)
	}
	var shapes []pack.Shape
	for _, side := range []string{"ca", "us"} {
		for name := range strings.FieldsSeq(clockZones[side]) {
			name = "America/" + name
			if len(drawn[name]) == 0 {
				return pack.Layer{}, fmt.Errorf("the time zones have no outline of %s", name)
			}
			shapes = append(shapes, pack.Shape{ID: side + ":" + name, Polygons: drawn[name]})
		}
	}
	l := pack.Topology(shapes)
	for n := range l.Arcs {
		l.Arcs[n] = simplifyArc(l.Arcs[n], clockShore)
	}
	return prune(l), nil
}

// protoPolygon reads a polygon of the package tzf: its outer ring's points, and its holes as polygons.
func protoPolygon(b []byte) (rings [][]pack.Grid, err error) {
	var outer []pack.Grid
	var holes [][]pack.Grid
	err = eachField(b, func(field protowire.Number, v []byte) error {
		switch field {
		case 1:
			p, err := protoPoint(v)
			outer = append(outer, p)
			return err
		case 2:
			hole, err := protoPolygon(v)
			holes = append(holes, hole...)
			return err
		}
		return nil
	})
	if n := len(outer); n > 1 && outer[0] == outer[n-1] {
		outer = outer[:n-1]
	}
	return append([][]pack.Grid{outer}, holes...), err
}

func protoPoint(b []byte) (pack.Grid, error) {
	var at [3]float64
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 || kind != protowire.Fixed32Type || field > 2 {
			return pack.Grid{}, fmt.Errorf("a point is not one")
		}
		v, m := protowire.ConsumeFixed32(b[n:])
		if m < 0 {
			return pack.Grid{}, protowire.ParseError(m)
		}
		at[field], b = float64(math.Float32frombits(v)), b[n+m:]
	}
	return toGrid(at[1], at[2]), nil
}

// eachField calls see with the fields of a message that have a length.
func eachField(b []byte, see func(protowire.Number, []byte) error) error {
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		if kind == protowire.BytesType {
			v, _ := protowire.ConsumeBytes(b[n:])
			if err := see(field, v); err != nil {
				return err
			}
		}
		m := protowire.ConsumeFieldValue(field, kind, b[n:])
		if m < 0 {
			return protowire.ParseError(m)
		}
		b = b[n+m:]
	}
	return nil
}

// clockShare is the part of a county below which another clock's ground there does not count: outlines differ by so
// much.
const clockShare = 0.02

// countyClocks lists the clocks of each county, the one of most of it first. The counties that keep one clock alone
// follow each other by it.
func countyClocks(clocks, counties pack.Layer) []byte {
	type zone struct {
		name    string
		regions []plane.Region
	}
	var zones []zone
	for _, f := range clocks.Features {
		if name, ok := strings.CutPrefix(f.ID, "us:"); ok {
			zones = append(zones, zone{name, regionsOf(clocks, f)})
		}
	}
	at := func(xy plane.XY) string {
		for _, z := range zones {
			for n := range z.regions {
				if z.regions[n].Contains(xy) {
					return z.name
				}
			}
		}
		return ""
	}
	byClocks := map[string][]string{}
	for _, f := range counties.Features {
		counts, total := map[string]int{}, 0
		regions := regionsOf(counties, f)
		box := plane.Nothing()
		for n := range regions {
			box = box.Union(regions[n].Box)
		}
		const across = 24
		for i := range across * across {
			x, y := (float64(i%across)+.5)/across, (float64(i/across)+.5)/across
			xy := plane.XY{X: box.MinX + x*(box.MaxX-box.MinX), Y: box.MinY + y*(box.MaxY-box.MinY)}
			if slices.ContainsFunc(regions, func(g plane.Region) bool { return g.Contains(xy) }) {
				if name := at(xy); name != "" {
					counts[name]++
					total++
				}
			}
		}
		var names []string
		for name, n := range counts {
			if float64(n) > clockShare*float64(total) {
				names = append(names, name)
			}
		}
		slices.SortFunc(names, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
		if key := strings.Join(names, " "); key != "" {
			byClocks[key] = append(byClocks[key], f.ID)
		}
	}
	var rows [][]string
	for key, ids := range byClocks {
		slices.Sort(ids)
		rows = append(rows, []string{key, strings.Join(ids, " ")})
	}
	slices.SortFunc(rows, slices.Compare)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{{"clocks", "counties"}}, rows...)) // a buffer takes everything
	return b.Bytes()
}

func regionsOf(l pack.Layer, f pack.Feature) (out []plane.Region) {
	for _, polygon := range f.Polygons {
		var rings []plane.Ring
		for _, arcs := range polygon {
			var points []plane.LonLat
			for _, p := range l.Ring(arcs) {
				points = append(points, plane.LonLat{Lon: float64(p.Lon) / pack.Scale, Lat: float64(p.Lat) / pack.Scale})
			}
			rings = append(rings, plane.NewRing(points))
		}
		out = append(out, plane.NewRegion(rings...))
	}
	return out
}
