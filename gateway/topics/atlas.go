package topics

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Gazetteer lists what a country and a region consist of. Regions are "me", "nb", "sea"; districts "029", "1302".
type Gazetteer interface {
	Regions(country string) []string
	Districts(country, region string) []string
}

//go:embed districts.txt
var codes string

// atlas is the gazetteer that the package brings along: regions in order, each with its districts.
type atlas map[string][]string

// builtIn reads the list once; it never changes.
var builtIn = sync.OnceValue(func() atlas {
	a := atlas{}
	for line := range strings.Lines(codes) {
		words := strings.Fields(line)
		if len(words) > 0 && words[0] != "#" {
			a[words[0]] = append(a[words[0]], words[1:]...)
		}
	}
	return a
})

// Regions are the states or provinces, and the sea, whose zones are many and change: it has no list.
func (a atlas) Regions(country string) []string {
	all := []string{"sea"}
	for place := range a {
		if region, found := strings.CutPrefix(place, country+"/"); found {
			all = append(all, region)
		}
	}
	slices.Sort(all)
	return all
}

// Districts are a region's counties or census divisions.
func (a atlas) Districts(country, region string) []string { return a[country+"/"+region] }
