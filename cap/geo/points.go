package geo

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
)

// A circle of radius 0 is a place and no ground. Beside several codes it is where the event was, and the codes are the
// area; in an area of its own, beside areas that name the ground, it is where something is measured: the tide gauges of
// a tsunami message stand so, each with the zone of its coast, and nobody there is warned by it. Where all areas are
// such points, they are the place.

// points tells whether what is read of an area is points alone.
func (r *reading) points() bool {
	large := func(c round) bool { return c.Radius > 0 }
	return len(r.rings) == 0 && len(r.rounds) > 0 && !slices.ContainsFunc(r.rounds, large)
}

// onlyPoints tells whether points are all that an area draws.
func onlyPoints(a cap.Area) bool {
	return len(a.Polygons) == 0 && len(a.Circles) > 0 && !slices.ContainsFunc(a.Circles, func(text string) bool {
		c, err := cap.ParseCircle(text)
		return err != nil || c.Radius > 0
	})
}

// several tells whether an area names more than one place on one list: a point lies in one.
func several(a cap.Area) bool {
	first := map[string]string{}
	for _, g := range a.Geocodes {
		if OfGeocode(g) == "" {
			continue
		}
		list, value := strings.ToLower(g.Name), strings.TrimSpace(g.Value)
		if known, ok := first[list]; ok && known != value {
			return true
		}
		first[list] = value
	}
	return false
}

// What is said of the points that are no ground; measured takes their names.
const (
	eventPlace = "what is drawn is where the event was, by its parameter EventLatLon, and not its area: the codes count"
	measured   = "a point alone beside areas that name the ground is where something is measured, " +
		"and nobody is warned by it (%s)"
)

// event tells whether an area with codes draws the place that its info says the event was at, by the parameter of the
// tsunami centres' profile (CAP-TSU).
func (d *doubter) event(n int, area *cap.Area) bool {
	said, err := cap.ParseCircle(d.out.Infos[n].Param("EventLatLon"))
	return err == nil && Districts(*area)[0] != Unplaced && slices.ContainsFunc(area.Circles, func(text string) bool {
		c, err := cap.ParseCircle(text)
		return err == nil && c.Center == said.Center
	})
}

// beside tells of the areas of an info that are points beside areas that name the ground: those with codes that draw
// more than a point or nothing at all, that name several places, or whose point lies elsewhere than their codes.
func (d *doubter) beside(n int) {
	areas := d.out.Infos[n].Areas
	var ground, points []int
	at := map[string]bool{} // points of the ground
	for m, a := range areas {
		switch coded := Districts(a)[0] != Unplaced; {
		case onlyPoints(a) && !(coded && (several(a) || d.elsewhere(a))):
			points = append(points, m)
		case coded:
			ground = append(ground, m)
			for _, c := range a.Circles {
				at[strings.TrimSpace(c)] = true
			}
		}
	}
	if len(ground) == 0 {
		return
	}
	found := Doubt{Info: n, Kind: Beside}
	var names []string
	for _, m := range points {
		if slices.ContainsFunc(areas[m].Circles, func(c string) bool { return at[strings.TrimSpace(c)] }) {
			continue // the same event, for more of its ground
		}
		if found.Path == "" {
			found.Path = fmt.Sprintf("area[%d]", m+1)
		}
		found.Areas = append(found.Areas, areas[m])
		if name := clipped(strings.Join(strings.Fields(areas[m].Desc), " ")); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(found.Areas) == 0 {
		return
	}
	found.Text = fmt.Sprintf(measured, namesOf(names, len(found.Areas)))
	if _, err := cap.ParseCircle(d.out.Infos[n].Param("EventLatLon")); err == nil {
		found.Quiet = true
	} else {
		found.Text += ": please check with its sender"
	}
	d.report(found)
}

// elsewhere tells whether an area draws a point that is not where its codes are.
func (d *doubter) elsewhere(a cap.Area) bool {
	return slices.ContainsFunc(d.found, func(f Doubt) bool { return f.Kind == Outside && f.about(a) })
}

// namedPoints is how many points a sentence names.
const namedPoints = 3

func namesOf(names []string, all int) string {
	text := strings.Join(names[:min(len(names), namedPoints)], "; ")
	switch {
	case text == "":
		return fmt.Sprint(all)
	case len(names) > namedPoints:
		return fmt.Sprintf("%s; …; %d", text, all)
	}
	return text
}

// Warned are areas without the points beside them that nobody is warned by; all, where nothing would be left.
func Warned(areas []cap.Area, doubts []Doubt) []cap.Area {
	points := map[string][]cap.Area{} // by the first of their circles: there may be thousands
	for _, d := range doubts {
		if d.Kind == Beside {
			for _, a := range d.Areas {
				points[a.Circles[0]] = append(points[a.Circles[0]], a)
			}
		}
	}
	if len(points) == 0 {
		return areas
	}
	out := slices.DeleteFunc(slices.Clone(areas), func(a cap.Area) bool {
		return len(a.Circles) > 0 &&
			slices.ContainsFunc(points[a.Circles[0]], func(b cap.Area) bool { return alikeAreas(a, b) })
	})
	if len(out) == 0 {
		return areas
	}
	return out
}
