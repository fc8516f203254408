package geojson

import (
	"math"
	"strconv"
)

// drawings are the geometry of a feature and its ever larger, ever shorter stand-ins, each made when it is asked for.
type drawings struct {
	shapes []ring
	made   [len(grown)][]byte
}

// grown are the ways to draw, the exact one first.
var grown = [...]func([]ring) []ring{exact, hulls, boxes, box}

func (d *drawings) at(n int) []byte {
	if d.made[n] == nil {
		d.made[n] = geometry(grown[n](d.shapes))
	}
	return d.made[n]
}

// last is the smallest drawing. Where maxBytes is below what a box takes, nothing fits.
func (d *drawings) last(maxBytes int) []byte {
	for n := len(grown) - 1; n >= 0; n-- {
		if g := d.at(n); maxBytes == 0 || len(g) < maxBytes {
			return g
		}
	}
	return []byte("null")
}

// geometry is a Polygon, a MultiPolygon, or null where the alert draws nothing.
func geometry(shapes []ring) []byte {
	points := 0
	for _, r := range shapes {
		points += len(r)
	}
	b := make([]byte, 0, 64+24*points)
	switch len(shapes) {
	case 0:
		return append(b, "null"...)
	case 1:
		b = append(b, `{"type":"Polygon","coordinates":`...)
		b = appendPolygon(b, shapes[0])
		return append(b, '}')
	}
	b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
	for n, r := range shapes {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendPolygon(b, r)
	}
	return append(b, "]}"...)
}

// appendPolygon writes a polygon of one ring. GeoJSON has longitude first.
func appendPolygon(b []byte, r ring) []byte {
	b = append(b, "[["...)
	for n, p := range r {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendNumber(append(b, '['), p.Lon)
		b = appendNumber(append(b, ','), p.Lat)
		b = append(b, ']')
	}
	return append(b, "]]"...)
}

// appendNumber writes a coordinate as encoding/json does. It is a number: ParsePolygon refuses what is not.
func appendNumber(b []byte, x float64) []byte {
	// Nearly all have six decimals at most. No other number of up to 15 digits is the same float64, so what is left when
	// its last zeros are cut is the shortest that reads back as x.
	if micro := int64(math.Round(x * 1e6)); x != 0 && math.Abs(x) < 1e8 && float64(micro)/1e6 == x {
		return appendMicro(b, micro)
	}
	if x != 0 && math.Abs(x) < 1e-6 { // a tenth of a metre from the meridian or the equator
		b = strconv.AppendFloat(b, x, 'e', -1, 64)
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-2] == '0' { // e-07 is e-7 there
			b = append(b[:n-2], b[n-1])
		}
		return b
	}
	return strconv.AppendFloat(b, x, 'f', -1, 64)
}

// appendMicro writes millionths without zeros at the end.
func appendMicro(b []byte, micro int64) []byte {
	if micro < 0 {
		b, micro = append(b, '-'), -micro
	}
	b = strconv.AppendInt(b, micro/1e6, 10)
	if micro %= 1e6; micro == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(1e5); micro > 0; unit /= 10 {
		b = append(b, '0'+byte(micro/unit))
		micro %= unit
	}
	return b
}
