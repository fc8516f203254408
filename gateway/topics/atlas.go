package topics

import "bordercast/cap/geo/lists"

// Gazetteer lists what a country and a region consist of. Regions are "me", "nb", "sea"; districts "029", "1302".
type Gazetteer interface {
	Regions(country string) []string
	Districts(country, region string) []string
}

// listed is the gazetteer where nobody gives another: the map's own list.
type listed struct{}

// Regions are the states or provinces, and the sea, whose zones are many and change: it has no list.
func (listed) Regions(country string) []string { return lists.Regions(country) }

// Districts are a region's counties or census divisions.
func (listed) Districts(country, region string) []string { return lists.Of(country, region) }
