package config

import (
	"strings"

	"bordercast/cap/geo"
)

// Ground is a state or province ("us/me", "ca/nb") or a district of one ("us/me/029").
type Ground string

// District is the ground as the map knows it; false for what names no land.
func (g Ground) District() (geo.District, bool) {
	d := geo.District(g)
	if strings.Count(string(g), "/") == 1 {
		d += "/_"
	}
	return d, d.Region() != "sea" && d.Region() != "_" && geo.OfGeocode(geo.Code(d)) == d
}
