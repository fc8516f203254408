package cap

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
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
	var fault error
	for pair := range fields(text) {
		p, err := ParsePoint(pair)
		if err != nil {
			fault = firstError(fault, err)
			continue
		}
		points = append(points, p)
	}
	return points, firstError(fault, checkRing(points))
}

// fields is strings.FieldsSeq, at a third of its cost for the bytes that coordinates are written in.
func fields(text string) iter.Seq[string] {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.FieldsSeq(text)
		}
	}
	return func(yield func(string) bool) {
		for start := 0; start < len(text); {
			for start < len(text) && space(text[start]) {
				start++
			}
			end := start
			for end < len(text) && !space(text[end]) {
				end++
			}
			if end > start && !yield(text[start:end]) {
				return
			}
			start = end
		}
	}
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
	lat, lon, ok := strings.Cut(pair, ",")
	if y, plain := number(lat); plain {
		if x, plain := number(lon); plain && math.Abs(y) <= 90 && math.Abs(x) <= 180 {
			return Point{Lat: y, Lon: x}, nil
		}
	}
	y, err1 := strconv.ParseFloat(lat, 64)
	x, err2 := strconv.ParseFloat(lon, 64)
	switch {
	case !ok || err1 != nil || err2 != nil || !isDecimal(lat) || !isDecimal(lon):
		return Point{}, fmt.Errorf("%q is no pair of latitude and longitude", clip(pair))
	case math.Abs(y) > 90 || math.Abs(x) > 180:
		return Point{}, fmt.Errorf("%q lies outside the earth: latitude comes first, up to 90, then longitude, up to 180", clip(pair))
	}
	return Point{Lat: y, Lon: x}, nil
}

// ParseCircle reads "lat,lon radius", the radius in kilometres.
func ParseCircle(text string) (Circle, error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return Circle{}, fmt.Errorf("%q is no circle: write latitude,longitude, a space, and the radius in kilometres", clip(text))
	}
	center, err := ParsePoint(fields[0])
	if err != nil {
		return Circle{}, err
	}
	radius, err := strconv.ParseFloat(fields[1], 64)
	if err != nil || !isDecimal(fields[1]) || radius < 0 {
		return Circle{}, fmt.Errorf("%q is no radius in kilometres", clip(fields[1]))
	}
	if radius > 20_040 { // half way round the earth
		return Circle{}, fmt.Errorf("the radius of %g km is larger than the earth: it is in kilometres", radius)
	}
	return Circle{center, radius}, nil
}

// isDecimal keeps out what ParseFloat takes and no map does: NaN, Inf, hexadecimal, exponents, underscores.
func isDecimal(s string) bool {
	s = strings.TrimLeft(s, "+-")
	if s == "" || s == "." {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			return false
		}
	}
	return true
}

// number is what most coordinates are: a sign, up to 15 digits in all, a point among them. Both the digits as a whole
// number and the power of ten are then exact, so that dividing rounds once, as strconv.ParseFloat does. ok is false
// for anything else, which is left to it.
func number(s string) (value float64, ok bool) {
	negative := strings.HasPrefix(s, "-")
	if negative {
		s = s[1:]
	}
	whole, point := 0, -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			whole = whole*10 + int(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
		if i > 15 {
			return 0, false
		}
	}
	if len(s) == 0 || len(s) > 16 || point < 1 || point == len(s)-1 || len(s)-1 > 15 {
		return 0, false
	}
	value = float64(whole) / tens[len(s)-1-point]
	if negative {
		value = -value
	}
	return value, true
}

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// clip shortens what a sender wrote for use in a sentence.
func clip(s string) string {
	s = strings.TrimSpace(s)
	r := []rune(s[:min(len(s), 260)])
	if len(r) > 60 {
		return string(r[:57]) + "…"
	}
	return string(r)
}
