package geojson

import (
	"cmp"
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// ring is a closed outline, its last point repeating its first, counter-clockwise as RFC 7946 §3.1.6 wants.
type ring []cap.Point

// shapesOf are the outlines of all areas, each once: language siblings repeat them.
func shapesOf(infos []cap.Info) []ring {
	var out []ring
	seen := map[string]bool{}
	add := func(text string, read func(string) (ring, error)) {
		if seen[text] {
			return
		}
		if r, err := read(text); err == nil && len(r) >= 4 {
			seen[text] = true
			out = append(out, turned(r))
		}
	}
	for n := range infos {
		i := &infos[n]
		areas := geo.Active(i)
		if len(areas) == 0 {
			areas = i.Areas
		}
		for _, a := range areas {
			for _, p := range a.Polygons {
				add(p, polygon)
			}
			for _, c := range a.Circles {
				add(c, circle)
			}
		}
	}
	return out
}

func polygon(text string) (ring, error) {
	points, err := cap.ParsePolygon(text)
	return points, err
}

func circle(text string) (ring, error) {
	c, err := cap.ParseCircle(text)
	if err != nil {
		return nil, err
	}
	return around(c), nil
}

// sides of the polygon drawn around a circle; kmPerDegree is the least there is, so that it is drawn around it.
const (
	sides       = 24
	kmPerDegree = 110.5
	leastRadius = 0.05 // a circle of radius 0 means a point; it is drawn so that it can be seen
)

func around(c cap.Circle) ring {
	r := max(c.Radius, leastRadius) / math.Cos(math.Pi/sides) / kmPerDegree
	narrow := math.Max(math.Cos((math.Abs(c.Center.Lat)+r)*math.Pi/180), 0.01)
	var out ring
	for n := range sides {
		angle := 2 * math.Pi * float64(n) / sides
		out = append(out, cap.Point{Lat: c.Center.Lat + r*math.Sin(angle), Lon: c.Center.Lon + r/narrow*math.Cos(angle)})
	}
	return onEarth(append(out, out[0]))
}

func onEarth(r ring) ring {
	for n := range r {
		r[n].Lat, r[n].Lon = min(max(r[n].Lat, -90), 90), min(max(r[n].Lon, -180), 180)
	}
	return r
}

func turned(r ring) ring {
	if area(r) < 0 {
		slices.Reverse(r)
	}
	return r
}

// area is twice the signed area in square degrees, positive when counter-clockwise.
func area(r ring) float64 {
	sum := 0.0
	for n := 1; n < len(r); n++ {
		sum += r[n-1].Lon*r[n].Lat - r[n].Lon*r[n-1].Lat
	}
	return sum
}

func exact(in []ring) []ring { return in }

// hulls are the convex hulls, a little larger so that rounding to five decimals leaves nothing outside.
func hulls(in []ring) []ring {
	out := make([]ring, 0, len(in))
	for _, r := range in {
		out = append(out, rounded(hull(r)))
	}
	return out
}

func boxes(in []ring) []ring {
	out := make([]ring, 0, len(in))
	for _, r := range in {
		out = append(out, boxOf(r))
	}
	return out
}

func box(in []ring) []ring {
	var all ring
	for _, r := range in {
		all = append(all, r...)
	}
	if len(all) == 0 {
		return nil
	}
	return []ring{boxOf(all)}
}

func boxOf(r ring) ring {
	lo, hi := r[0], r[0]
	for _, p := range r {
		lo = cap.Point{Lat: min(lo.Lat, p.Lat), Lon: min(lo.Lon, p.Lon)}
		hi = cap.Point{Lat: max(hi.Lat, p.Lat), Lon: max(hi.Lon, p.Lon)}
	}
	lo = cap.Point{Lat: down(lo.Lat), Lon: down(lo.Lon)}
	hi = cap.Point{Lat: -down(-hi.Lat), Lon: -down(-hi.Lon)}
	return onEarth(ring{lo, {Lat: lo.Lat, Lon: hi.Lon}, hi, {Lat: hi.Lat, Lon: lo.Lon}, lo})
}

// down is the next lower number of four decimals.
func down(x float64) float64 { return math.Floor(x*1e4) / 1e4 }

// hull is the convex hull by Andrew's monotone chain, closed.
func hull(r ring) ring {
	points := slices.Clone(r)
	slices.SortFunc(points, func(a, b cap.Point) int {
		if a.Lon != b.Lon {
			return cmp.Compare(a.Lon, b.Lon)
		}
		return cmp.Compare(a.Lat, b.Lat)
	})
	points = slices.Compact(points)
	half := func(points ring) ring {
		var out ring
		for _, p := range points {
			for len(out) >= 2 && cross(out[len(out)-2], out[len(out)-1], p) <= 0 {
				out = out[:len(out)-1]
			}
			out = append(out, p)
		}
		return out[:max(len(out)-1, 0)]
	}
	lower := half(points)
	slices.Reverse(points)
	out := append(lower, half(points)...)
	if len(out) < 3 {
		return boxOf(r)
	}
	return append(out, out[0])
}

func cross(o, a, b cap.Point) float64 {
	return (a.Lon-o.Lon)*(b.Lat-o.Lat) - (a.Lat-o.Lat)*(b.Lon-o.Lon)
}

// rounded writes five decimals. The ring is convex, so scaling it about its middle moves every edge outward; it is
// scaled by what rounding could move an edge inward.
func rounded(r ring) ring {
	const step = 1e-5
	var mid cap.Point
	for _, p := range r[1:] {
		mid.Lat, mid.Lon = mid.Lat+p.Lat/float64(len(r)-1), mid.Lon+p.Lon/float64(len(r)-1)
	}
	near := math.Inf(1)
	for n := 1; n < len(r); n++ {
		length := math.Hypot(r[n].Lon-r[n-1].Lon, r[n].Lat-r[n-1].Lat)
		near = min(near, cross(r[n-1], r[n], mid)/length)
	}
	if !(near > step) {
		return boxOf(r)
	}
	scale := 1 + step/near
	out := make(ring, len(r))
	for n, p := range r {
		out[n] = cap.Point{Lat: nearest(mid.Lat + (p.Lat-mid.Lat)*scale), Lon: nearest(mid.Lon + (p.Lon-mid.Lon)*scale)}
	}
	return onEarth(out)
}

func nearest(x float64) float64 { return math.Round(x*1e5) / 1e5 }
