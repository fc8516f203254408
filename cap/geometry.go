package cap

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bordercast/cap/form"
)

// Point is a place in WGS 84 degrees. CAP writes latitude first, GeoJSON longitude (CAP 1.2 §3.3.1).
type Point struct{ Lat, Lon float64 }

// Circle is a point and a radius in kilometres; a radius of 0 is sent in the field and means the point.
type Circle struct {
	Center Point
	Radius float64
}

// ParsePolygon reads "lat,lon lat,lon …". The points that could be read come back even beside an error, which
// names the first fault: fewer than four points, first and last not alike (CAP 1.2 §3.2.4), a number out of range.
func ParsePolygon(text string) ([]Point, error) {
	points := make([]Point, 0, strings.Count(text, ",")+1)
	rest := text
	for p, n := plainPoint(rest); n > 0; p, n = plainPoint(rest) {
		points, rest = append(points, p), rest[n:]
	}
	var fault error
	for pair := range strings.FieldsSeq(rest) { // from the first that is written otherwise
		p, err := ParsePoint(pair)
		if err != nil {
			fault = firstError(fault, err)
			continue
		}
		points = append(points, p)
	}
	return points, firstError(fault, checkRing(points))
}

// PolygonText writes points as CAP does, so that ParsePolygon reads them back exactly.
func PolygonText(points []Point) string {
	b := make([]byte, 0, 20*len(points))
	for n, p := range points {
		if n > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, p.Lat, 'f', -1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, p.Lon, 'f', -1, 64)
	}
	return string(b)
}

// plainPoint reads one pair from the front of text, written as most are, and says how many bytes it took with the
// white space before it; 0 leaves the matter to ParsePoint.
func plainPoint(text string) (p Point, n int) {
	for n < len(text) && space(text[n]) {
		n++
	}
	lat, used := number(text[n:])
	n += used
	if used == 0 || n == len(text) || text[n] != ',' {
		return p, 0
	}
	lon, used := number(text[n+1:])
	n += 1 + used
	if used == 0 || n < len(text) && !space(text[n]) || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return p, 0
	}
	return Point{Lat: lat, Lon: lon}, n
}

func space(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func checkRing(points []Point) error {
	switch n := len(points); {
	case n == 0:
		return fmt.Errorf("it holds no points")
	case n < 4:
		return fmt.Errorf("it has %d points and needs four or more, the last repeating the first", n)
	case points[0] != points[n-1]:
		return fmt.Errorf("it is not closed: repeat its first point %g,%g at the end", points[0].Lat, points[0].Lon)
	case flat(points):
		return fmt.Errorf("it encloses no ground: all its points lie on one line")
	}
	return nil
}

// flat says whether no two neighbours make a triangle with the first point.
func flat(points []Point) bool {
	a := points[0]
	for n := 2; n < len(points); n++ {
		b, c := points[n-1], points[n]
		if (b.Lat-a.Lat)*(c.Lon-a.Lon) != (b.Lon-a.Lon)*(c.Lat-a.Lat) {
			return false
		}
	}
	return true
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// ParsePoint reads one "lat,lon" pair.
func ParsePoint(pair string) (Point, error) {
	if p, n := plainPoint(pair); n > 0 && n == len(pair) && !space(pair[0]) {
		return p, nil
	}
	lat, lon, ok := strings.Cut(pair, ",")
	y, err1 := strconv.ParseFloat(lat, 64)
	x, err2 := strconv.ParseFloat(lon, 64)
	switch {
	case !ok || err1 != nil || err2 != nil || !form.Digits(lat) || !form.Digits(lon):
		return Point{}, fmt.Errorf("%q is no pair of latitude and longitude", form.Clip(pair))
	case math.Abs(y) > 90 || math.Abs(x) > 180:
		return Point{}, fmt.Errorf("%q lies outside the earth: latitude comes first, up to 90, then longitude, up to 180",
			form.Clip(pair))
	}
	return Point{Lat: y, Lon: x}, nil
}

// ParseCircle reads "lat,lon radius", the radius in kilometres.
func ParseCircle(text string) (Circle, error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return Circle{}, fmt.Errorf("%q is no circle: write latitude,longitude, a space, and the radius in kilometres",
			form.Clip(text))
	}
	center, err := ParsePoint(fields[0])
	if err != nil {
		return Circle{}, err
	}
	radius, err := strconv.ParseFloat(fields[1], 64)
	if err != nil || !form.Digits(fields[1]) || radius < 0 {
		return Circle{}, fmt.Errorf("%q is no radius in kilometres", form.Clip(fields[1]))
	}
	if radius > 20_040 { // half way round the earth
		return Circle{}, fmt.Errorf("the radius of %g km is larger than the earth: it is in kilometres", radius)
	}
	return Circle{center, radius}, nil
}

// number reads from the front of s what most coordinates are: a sign, up to 15 digits in all, a point among them. Both
// the digits as a whole number and the power of ten are then exact, so that dividing rounds once, as strconv.ParseFloat
// does. It says how many bytes that took; 0 leaves anything else to ParseFloat.
func number(s string) (value float64, n int) {
	negative := strings.HasPrefix(s, "-")
	if negative {
		n = 1
	}
	first, point, whole := n, -1, 0
	for ; n < len(s) && n < first+17; n++ {
		if digit := s[n] - '0'; digit <= 9 {
			whole = whole*10 + int(digit)
		} else if s[n] == '.' && point < 0 {
			point = n
		} else {
			break
		}
	}
	if n-first > 16 || point <= first || point == n-1 {
		return 0, 0
	}
	value = float64(whole) / tens[n-1-point]
	if negative {
		value = -value
	}
	return value, n
}

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}
