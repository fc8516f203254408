package main

import (
	"math"

	"bordercast/cap/geo/pack"
)

// earth is the mean radius in kilometres, and degree what a degree of latitude measures.
const (
	earth  = 6371.0088
	degree = earth * math.Pi / 180
)

// index finds the nearest point of the border line, by cells of a quarter of a degree.
type index struct {
	lines [][]pack.Grid
	cells map[[2]int][][2]int // line, and the end of a segment
}

// on is a place on the line: between which points, and how far from what was asked for.
type on struct {
	km   float64
	line int
	pos  float64 // 3.5 is half way between the points 3 and 4
	at   pack.Grid
}

const cell = pack.Scale / 4

func newIndex(lines [][]pack.Grid) *index {
	x := &index{lines: lines, cells: map[[2]int][][2]int{}}
	for l, line := range lines {
		for n := 1; n < len(line); n++ {
			x.add(line[n-1], line[n], [2]int{l, n})
		}
	}
	return x
}

func (x *index) add(a, b pack.Grid, segment [2]int) {
	dx, dy := float64(b.Lon-a.Lon), float64(b.Lat-a.Lat)
	steps := math.Ceil(max(math.Abs(dx), math.Abs(dy))/cell*2) + 1
	for s := range int(steps) + 1 {
		t := float64(s) / steps
		c := [2]int{int(math.Floor((float64(a.Lon) + dx*t) / cell)), int(math.Floor((float64(a.Lat) + dy*t) / cell))}
		if list := x.cells[c]; len(list) == 0 || list[len(list)-1] != segment {
			x.cells[c] = append(list, segment)
		}
	}
}

// near is the nearest point of the line within a cell or so; km is infinite where there is none.
func (x *index) near(p pack.Grid) on {
	best := on{km: math.Inf(1)}
	cx, cy := int(math.Floor(float64(p.Lon)/cell)), int(math.Floor(float64(p.Lat)/cell))
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			for _, s := range x.cells[[2]int{cx + dx, cy + dy}] {
				if o := x.project(p, s); o.km < best.km {
					best = o
				}
			}
		}
	}
	return best
}

func (x *index) project(p pack.Grid, s [2]int) on {
	a, b := x.lines[s[0]][s[1]-1], x.lines[s[0]][s[1]]
	k := math.Cos(float64(p.Lat) / pack.Scale * math.Pi / 180)
	ax, ay := float64(a.Lon-p.Lon)*k, float64(a.Lat-p.Lat)
	vx, vy := float64(b.Lon-a.Lon)*k, float64(b.Lat-a.Lat)
	t := 0.0
	if v := vx*vx + vy*vy; v > 0 {
		t = min(1, max(0, -(ax*vx+ay*vy)/v))
	}
	return on{
		km: math.Hypot(ax+t*vx, ay+t*vy) / pack.Scale * degree, line: s[0], pos: float64(s[1]-1) + t,
		at: pack.Grid{Lon: a.Lon + int32(math.Round(t*float64(b.Lon-a.Lon))),
			Lat: a.Lat + int32(math.Round(t*float64(b.Lat-a.Lat)))},
	}
}

// between is the line from one place on it to another, in that direction.
func (x *index) between(a, b on) []pack.Grid {
	line, out := x.lines[a.line], []pack.Grid{a.at}
	if a.pos <= b.pos {
		for n := int(math.Floor(a.pos)) + 1; n <= int(math.Floor(b.pos)); n++ {
			out = append(out, line[n])
		}
	} else {
		for n := int(math.Ceil(a.pos)) - 1; n >= int(math.Ceil(b.pos)); n-- {
			out = append(out, line[n])
		}
	}
	return append(out, b.at)
}

func kilometres(a, b pack.Grid) float64 {
	k := math.Cos(float64(a.Lat) / pack.Scale * math.Pi / 180)
	return math.Hypot(float64(b.Lon-a.Lon)*k, float64(b.Lat-a.Lat)) / pack.Scale * degree
}

func length(line []pack.Grid) float64 {
	sum := 0.0
	for n := 1; n < len(line); n++ {
		sum += kilometres(line[n-1], line[n])
	}
	return sum
}

// simplify drops points that lie within tolerance (km) of the line through those that stay. The ends stay.
func simplify(line []pack.Grid, tolerance float64) []pack.Grid {
	if len(line) < 3 {
		return line
	}
	worst, at := 0.0, 0
	x := &index{lines: [][]pack.Grid{{line[0], line[len(line)-1]}}}
	for n := 1; n < len(line)-1; n++ {
		if o := x.project(line[n], [2]int{0, 1}); o.km > worst {
			worst, at = o.km, n
		}
	}
	if worst <= tolerance {
		return []pack.Grid{line[0], line[len(line)-1]}
	}
	return append(simplify(line[:at+1], tolerance), simplify(line[at:], tolerance)[1:]...)
}
