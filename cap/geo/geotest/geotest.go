// Package geotest makes shapes that are hard for whoever draws and cuts them, for the tests of cap/geo and below.
package geotest

import (
	"math"
	"math/rand"

	"bordercast/cap"
)

// Tangle is a polygon whose corners lie anywhere within a degree and a half of the mouth of the St. Croix.
func Tangle(corners int) []cap.Point {
	r := rand.New(rand.NewSource(7))
	out := make([]cap.Point, corners)
	for n := range out {
		angle, far := 2*math.Pi*r.Float64(), 1.5*r.Float64()
		out[n] = cap.Point{Lat: 45.2 + far*math.Sin(angle), Lon: -67.3 + far*math.Cos(angle)}
	}
	return append(out, out[0])
}
