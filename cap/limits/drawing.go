package limits

import (
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/polygon"
)

// Below both of these an alert cannot make more work than the least that may be asked for, however it draws: most are.
const (
	fewPoints = 500
	fewShapes = 100
)

// each is the work that comes with any drawing, small as it is.
const each = 5_000

// hopeless is how many times the points a polygon may have and still be drawn with fewer of its own; of what is longer
// only the hull is drawn, which asks for little work.
const hopeless = 10

// decimals is how finely a polygon is drawn anew: to about a metre.
const decimals = polygon.MaxDecimals

// drawings draws what has too many points with fewer, and what makes too much work as its hull; what then is too much
// is left out. Languages repeat drawings: each counts once.
func (k *keeper) drawings() {
	points, shapes := k.size()
	if points <= fewPoints && shapes <= fewShapes {
		return
	}
	d := drawer{keeper: k, left: k.limits.Work, done: map[string]fate{}}
	for n := range k.out.Infos {
		lost := 0
		d.changed = 0
		for m := range k.out.Infos[n].Areas {
			lost += d.area(n, m)
		}
		if more := d.changed - told; more > 0 {
			k.cut("work", k.info(n)+"/area", fmt.Sprintf("%d polygons", more), "coarser ones", "%d more of its polygons are "+
				"drawn with fewer points, or as their convex hulls, outwards", more)
		}
		if lost > 0 {
			k.cut("work", k.info(n)+"/area", fmt.Sprintf("%d drawings", lost), "", "what the alert draws makes more work "+
				"than may be done for one alert: %d of its polygons and circles are left out", lost)
		}
	}
}

func (k *keeper) size() (points, shapes int) {
	for n := range k.out.Infos {
		for _, a := range k.out.Infos[n].Areas {
			shapes += len(a.Polygons) + len(a.Circles)
			for _, p := range a.Polygons {
				points += strings.Count(p, ",")
			}
		}
	}
	return points, shapes
}

type drawer struct {
	*keeper
	left    int64           // work that may still be asked for
	done    map[string]fate // by drawing
	changed int             // polygons of this info that are drawn otherwise
}

// told is how many polygons of an info that are drawn otherwise are named one by one.
const told = 10

// instead is a polygon drawn otherwise, with why.
func (d *drawer) instead(limit, path string, from, to []cap.Point, why string) fate {
	if d.changed++; d.changed <= told {
		d.cut(limit, path, fmt.Sprintf("%d points", len(from)), fmt.Sprintf("%d points", len(to)), "%s", why)
	}
	return fate{text: cap.PolygonText(to)}
}

// fate is what became of a drawing.
type fate struct {
	text string
	out  bool // it is left out
}

// area does one area, and says how many of its drawings are left out.
func (d *drawer) area(n, m int) (lost int) {
	a := d.out.Infos[n].Areas[m]
	polygons, gone := d.list(a.Polygons, func(text string, i int) fate {
		return d.polygon(text, fmt.Sprintf("%s/area[%d]/polygon[%d]", d.info(n), m+1, i+1))
	})
	circles, more := d.list(a.Circles, func(text string, _ int) fate { return d.circle(text) })
	if d.own {
		d.out.Infos[n].Areas[m].Polygons, d.out.Infos[n].Areas[m].Circles = polygons, circles
	}
	return gone + more
}

// list does each text of a list, which comes back itself where nothing changes.
func (d *drawer) list(texts []string, do func(text string, i int) fate) (kept []string, lost int) {
	changed := false
	for i, text := range texts {
		f := do(text, i)
		changed = changed || f.out || f.text != text
		if f.out {
			lost++
		} else {
			kept = append(kept, f.text)
		}
	}
	if !changed {
		return texts, 0
	}
	d.copied()
	return kept, lost
}

func (d *drawer) circle(text string) fate {
	f, known := d.done[text]
	if !known {
		c, err := cap.ParseCircle(text)
		f = fate{text, err == nil && !d.affords(func() int64 { return d.atlas.EffortOfCircle(c) })}
		d.done[text] = f
	}
	return f
}

func (d *drawer) polygon(text, path string) fate {
	f, known := d.done[text]
	if !known {
		f = d.drawn(text, path)
		d.done[text] = f
	}
	return f
}

// drawn is a polygon as it may be worked on: itself, with fewer points, as its hull, or not at all.
func (d *drawer) drawn(text, path string) fate {
	if d.limits.Work > 0 && d.left < each {
		return fate{out: true}
	}
	points, _ := cap.ParsePolygon(text)
	most := d.limits.Points
	if most == 0 {
		most = max(MinPoints, len(points))
	}
	long := len(points) > most
	if !long && d.affords(d.effort(points)) {
		return fate{text: text}
	}
	if long && len(points) <= most*hopeless && alone(points) <= d.left {
		if fewer, more, err := polygon.Simplify(points, most, decimals); err == nil && d.affords(d.effort(fewer)) {
			return d.instead("polygon_points", path, points, fewer,
				fmt.Sprintf("it has %d points, and no more than %d are worked on: it is drawn with %d, outwards, which adds "+
					"%.0f km²", len(points), most, len(fewer), more))
		}
	}
	hull, err := polygon.Hull(points, max(MinPoints, min(most, roughly)), decimals)
	if err != nil || !d.affords(d.effort(hull)) {
		return fate{out: true}
	}
	limit, why := "work", "it goes to and fro over itself so often that measuring it makes more work than may be done "+
		"for one alert"
	if long {
		limit, why = "polygon_points", fmt.Sprintf("it has %d points, and no more than %d are worked on", len(points), most)
	}
	return d.instead(limit, path, points, hull, why+": its convex hull stands for it, which leaves out nothing")
}

// MinPoints is the least that Points may be.
const MinPoints = polygon.MinPoints

// roughly is how many points a hull is given: it stands for what nobody could follow anyway.
const roughly = 100

// alone is the work a polygon makes where nothing is around it: drawing it with fewer points asks for that.
func alone(points []cap.Point) int64 { return (*geo.Atlas)(nil).Effort(points) }

// affords takes the work of a drawing from what is left; it is false where there is too little. Then finding out was
// work too: a hundred thousand drawings are not all asked about.
func (d *drawer) affords(work func() int64) bool {
	switch {
	case d.limits.Work == 0:
		return true
	case d.left < each:
		return false
	}
	need := work() + each
	if need > d.left {
		d.left -= each
		return false
	}
	d.left -= need
	return true
}

func (d *drawer) effort(points []cap.Point) func() int64 {
	return func() int64 { return d.atlas.Effort(points) }
}
