package shapefile

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"bordercast/cap/geo/plane"
)

// placing reads a .prj file (WKT) and gives what turns its numbers into degrees. Without one, numbers must be degrees.
func placing(name, prj string) (func(x, y float64) (plane.LonLat, bool), error) {
	prj = strings.TrimSpace(strings.TrimPrefix(prj, "\ufeff"))
	switch {
	case prj == "", strings.HasPrefix(prj, "GEOGCS["):
		if unit := last(prj, `UNIT\["[^"]*",\s*([0-9.eE+-]+)`); unit != "" && math.Abs(number(unit)-math.Pi/180) > 1e-9 {
			return nil, fmt.Errorf("%s.prj does not count in degrees", name)
		}
		return degrees, nil
	case strings.HasPrefix(prj, "PROJCS[") && strings.HasPrefix(first(prj, `PROJECTION\["([^"]*)"`),
		"Lambert_Conformal_Conic"):
		c, err := newConic(prj)
		if err != nil {
			return nil, fmt.Errorf("%s.prj: %w", name, err)
		}
		return c.degrees, nil
	}
	what := first(prj, `PROJECTION\["([^"]*)"`)
	if what == "" {
		what = "of an unknown kind"
	}
	return nil, fmt.Errorf("%s is drawn in the projection %s: convert it to longitude and latitude (EPSG:4269 or 4326) first, for example with ogr2ogr", name, what)
}

func degrees(x, y float64) (plane.LonLat, bool) {
	return plane.LonLat{Lon: x, Lat: y}, math.Abs(x) <= 360 && math.Abs(y) <= 90
}

func first(text, pattern string) string {
	if m := regexp.MustCompile(`(?i)` + pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

func last(text, pattern string) string {
	all := regexp.MustCompile(`(?i)`+pattern).FindAllStringSubmatch(text, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1]
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// conic is a Lambert conformal conic projection with two standard parallels on an ellipsoid (EPSG method 9802; Snyder,
// Map Projections – A Working Manual, USGS Professional Paper 1395, p. 107).
type conic struct {
	e, n, f, rho0, lon0 float64
	radius, unit        float64
	east, north         float64
}

func newConic(prj string) (conic, error) {
	get := func(name string) float64 { return number(first(prj, `PARAMETER\["`+name+`",\s*([0-9.eE+-]+)`)) }
	one, two := get("standard_parallel_1")*rad, get("standard_parallel_2")*rad
	lat0 := get("latitude_of_origin") * rad
	c := conic{lon0: get("central_meridian"), east: get("false_easting"), north: get("false_northing")}
	c.radius = number(first(prj, `SPHEROID\["[^"]*",\s*([0-9.eE+-]+)`))
	flattening := number(first(prj, `SPHEROID\["[^"]*",\s*[0-9.eE+-]+,\s*([0-9.eE+-]+)`))
	c.unit = number(last(prj, `UNIT\["[^"]*",\s*([0-9.eE+-]+)`))
	if flattening != 0 {
		flattening = 1 / flattening
	}
	c.e = math.Sqrt(2*flattening - flattening*flattening)
	m1, m2, t1, t2, t0 := c.m(one), c.m(two), c.t(one), c.t(two), c.t(lat0)
	if c.n = math.Sin(one); one != two {
		c.n = (math.Log(m1) - math.Log(m2)) / (math.Log(t1) - math.Log(t2))
	}
	c.f = m1 / (c.n * math.Pow(t1, c.n))
	c.rho0 = c.radius * c.f * math.Pow(t0, c.n)
	if bad := c.rho0 + c.lon0 + c.east + c.north + c.unit; math.IsNaN(bad) || math.IsInf(bad, 0) || c.n == 0 ||
		c.unit <= 0 {
		return c, fmt.Errorf("its parameters are not those of a Lambert conformal conic projection with two standard parallels")
	}
	return c, nil
}

const rad = math.Pi / 180

func (c conic) m(lat float64) float64 {
	s := c.e * math.Sin(lat)
	return math.Cos(lat) / math.Sqrt(1-s*s)
}

func (c conic) t(lat float64) float64 {
	s := c.e * math.Sin(lat)
	return math.Tan(math.Pi/4-lat/2) / math.Pow((1-s)/(1+s), c.e/2)
}

// degrees turns metres on the map back.
func (c conic) degrees(x, y float64) (plane.LonLat, bool) {
	x, y = x*c.unit-c.east*c.unit, c.rho0-(y*c.unit-c.north*c.unit)
	rho := math.Copysign(math.Hypot(x, y), c.n)
	t := math.Pow(rho/(c.radius*c.f), 1/c.n)
	theta := math.Atan2(math.Copysign(1, c.n)*x, math.Copysign(1, c.n)*y)
	lat := math.Pi/2 - 2*math.Atan(t)
	for range 8 { // a metre after three rounds, a nanometre after six
		s := c.e * math.Sin(lat)
		lat = math.Pi/2 - 2*math.Atan(t*math.Pow((1-s)/(1+s), c.e/2))
	}
	return degrees(c.lon0+theta/c.n/rad, lat/rad)
}
