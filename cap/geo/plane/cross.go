package plane

import "math"

// span is the box of an edge, in degrees.
func span(a, b LonLat) Box {
	return Box{min(a.Lon, b.Lon), min(a.Lat, b.Lat), max(a.Lon, b.Lon), max(a.Lat, b.Lat)}
}

// Cross is where two edges cross, each truly going from one side of the other to the other side.
func Cross(a, b, c, d LonLat) (LonLat, bool) {
	if a.Lon < c.Lon && a.Lon < d.Lon && b.Lon < c.Lon && b.Lon < d.Lon || a.Lon > c.Lon && a.Lon > d.Lon &&
		b.Lon > c.Lon && b.Lon > d.Lon {
		return LonLat{}, false // most edges lie far apart
	}
	ca, cb := side(c, d, a), side(c, d, b)
	if ca*cb >= 0 || side(a, b, c)*side(a, b, d) >= 0 {
		return LonLat{}, false
	}
	t := ca / (ca - cb)
	return LonLat{a.Lon + t*(b.Lon-a.Lon), a.Lat + t*(b.Lat-a.Lat)}, true
}

// side is positive where p lies left of the way from a to b.
func side(a, b, p LonLat) float64 {
	return (b.Lon-a.Lon)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lon-a.Lon)
}

func cos(degrees float64) float64 { return math.Cos(degrees * rad) }
