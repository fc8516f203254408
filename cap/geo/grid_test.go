package geo

import (
	"bytes"
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// TestGrid: boxes of 0.2° × 0.28° every 25 km along the whole border, held against outlines of Canada's census
// divisions and of counties that are not in the product. What is coded is right; what is touched stands in the topics;
// and most of what is touched by more than a sliver is coded.
func TestGrid(t *testing.T) {
	a := atlas(t)
	divisions := readOther(t, shared(t, "geo", "ca_cd_statcan-wof_200m.topojson"), "wof_cd")
	counties := readOther(t, shared(t, "geo", "us_counties_2023_osm-border_ODbL.topojson"), "counties")
	type tally struct{ coded, right, touched, told, much, muchCoded, named int }
	by := map[string]*tally{}
	boxes := 0
	for _, at := range along(a, boxesApart()) {
		boxes++
		s := box(at.Lat-.1, at.Lon-.14, at.Lat+.1, at.Lon+.14)
		areas := []cap.Area{{Polygons: []string{rect(at.Lat-.1, at.Lon-.14, at.Lat+.1, at.Lon+.14)}}}
		topics := a.DistrictsOf(areas)
		touch := a.Touch(s)
		coded := map[District]bool{}
		for _, d := range a.Divisions(s, touch) {
			coded[d.District] = d.Sure
		}
		true15 := map[District]float64{}
		for id, regions := range divisions {
			true15[District(lists.Location(id))] = shareOf(s, regions)
		}
		for id, regions := range counties {
			if d := District(lists.SAME("0" + id)); d.Region() != "ct" {
				true15[d] = shareOf(s, regions)
			}
		}
		for d, share := range true15 {
			if share <= 0 {
				continue
			}
			k := by[d.Region()]
			if k == nil {
				k = &tally{}
				by[d.Region()] = k
			}
			k.touched++
			if slices.ContainsFunc(topics, func(t District) bool { return t.Covers(d) }) {
				k.told++
			} else {
				t.Logf("%s is touched (%.4f) at %.3f,%.3f and not told: %v", d, share, at.Lat, at.Lon, topics)
			}
			if share > .15 && d.Side() == cap.CA {
				k.much++
				if coded[d] {
					k.muchCoded++
				}
			}
		}
		for d, sure := range coded {
			if d.Whole() || !sure || divisions[d.Local()] == nil {
				continue // no outline to hold it against
			}
			k := by[d.Region()]
			if k == nil {
				k = &tally{}
				by[d.Region()] = k
			}
			k.coded++
			if true15[d] > 0 {
				k.right++
			} else {
				t.Logf("%s is coded at %.3f,%.3f and not touched", d, at.Lat, at.Lon)
			}
		}
		for _, d := range topics {
			if k := by[d.Region()]; k != nil && !d.Whole() {
				k.named++
			}
		}
	}
	coded, right := 0, 0
	least := map[string]float64{"nb": .95, "on": .8, "qc": .8, "bc": .8, "mb": .6, "sk": .6}
	for region, k := range by {
		t.Logf("%s: %d of %d codes right, %d of %d touched are told (of %d named), %d of %d coded", region, k.right, k.coded,
			k.told, k.touched, k.named, k.muchCoded, k.much)
		coded, right = coded+k.coded, right+k.right
		if k.told < k.touched {
			t.Errorf("%s: %d of %d districts that are touched stand in no topic", region, k.touched-k.told, k.touched)
		}
		if want := least[region]; float64(k.muchCoded) < want*float64(k.much) {
			t.Errorf("%s: %d of %d districts are coded, want %.0f %%", region, k.muchCoded, k.much, 100*want)
		}
	}
	if boxes < int(7500/boxesApart()) || float64(right) < .99*float64(coded) {
		t.Errorf("%d boxes: %d of %d codes are right", boxes, right, coded)
	}
}

// boxesApart is how many km are between the boxes of a grid.
func boxesApart() float64 {
	if raced {
		return 100
	}
	return 25
}

// along are points of the border so far (km) from one another.
func along(a *Atlas, km float64) (out []cap.Point) {
	var last plane.LonLat
	a.border.lines.Sample(.5, func(p plane.LonLat) {
		if len(out) == 0 || plane.Haversine(last, p) >= km {
			out, last = append(out, point(p)), p
		}
	})
	return out
}

// shareOf is how much of a shape lies in some regions.
func shareOf(s *Shape, regions []plane.Region) float64 {
	var c plane.Clip
	km2 := 0.0
	for n := range regions {
		for r := range s.regions {
			if s.regions[r].Box.Meets(regions[n].Box) {
				km2 += c.Overlap(&s.regions[r], &regions[n])
			}
		}
	}
	if km2 < 1e-6 {
		return 0
	}
	return km2 / s.KM2
}

// TestGridWithOutlines: with those very outlines imported, as TopoJSON, what is covered by more than a sliver is coded.
func TestGridWithOutlines(t *testing.T) {
	b := shared(t, "geo", "ca_cd_statcan-wof_200m.topojson")
	maps, faults, err := agency.Read("divisions.topojson", bytes.NewReader(b), int64(len(b)))
	if err != nil || len(faults) > 0 || len(maps) != 1 || maps[0].Features != 272 {
		t.Fatalf("%v %v %d maps", err, faults, len(maps))
	}
	layer, err := pack.DecodeLayer(maps[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	a, err := build(map[string]pack.Layer{"divisions": layer})
	if err != nil {
		t.Fatal(err)
	}
	much, coded := 0, 0
	divisions := readOther(t, b, "wof_cd")
	for _, at := range along(a, boxesApart()) {
		s := box(at.Lat-.1, at.Lon-.14, at.Lat+.1, at.Lon+.14)
		sure := map[District]bool{}
		for _, d := range a.Divisions(s, a.Touch(s)) {
			sure[d.District] = d.Sure
		}
		for id, regions := range divisions {
			if shareOf(s, regions) > .15 {
				much++
				if sure[District(lists.Location(id))] {
					coded++
				}
			}
		}
	}
	t.Logf("%d of %d are coded", coded, much)
	if much < int(5000/boxesApart()) || float64(coded) < .98*float64(much) {
		t.Errorf("%d of %d are coded", coded, much)
	}
}
