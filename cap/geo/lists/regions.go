package lists

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed districts.txt
var districtList string

// regionLists are the districts of each region ("us/me"), in the order of their codes.
var regionLists = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(districtList) {
		words := strings.Fields(line)
		if len(words) > 0 && words[0] != "#" {
			all[words[0]] = append(all[words[0]], words[1:]...)
		}
	}
	return all
})

// Regions are the states or provinces of a country, and the sea, whose zones are many and change: it has no list.
func Regions(country string) []string {
	all := []string{"sea"}
	for place := range regionLists() {
		if region, found := strings.CutPrefix(place, country+"/"); found {
			all = append(all, region)
		}
	}
	slices.Sort(all)
	return all
}

// Of are the counties or census divisions of a region: "029", "1302". Where a state was divided anew they are those of
// before and after.
func Of(country, region string) []string { return regionLists()[country+"/"+region] }

// eitherOr are states that were divided anew: senders use one set of codes or the other. Connecticut's counties gave
// way to planning regions in 2022, Valdez-Cordova in Alaska to two census areas in 2019.
var eitherOr = map[string][2][]string{
	"us/ct": {
		{"001", "003", "005", "007", "009", "011", "013", "015"},
		{"110", "120", "130", "140", "150", "160", "170", "180", "190"},
	},
	"us/ak": {{"261"}, {"063", "066"}},
}

// Complete tells whether these are all districts of a region ("us/me") that has several.
func Complete(region string, have map[string]bool) bool {
	all := regionLists()[region]
	either := eitherOr[region]
	if len(all) < 2 || len(have) < len(all)-len(either[0])-len(either[1]) {
		return false
	}
	hasAll := func(codes []string) bool {
		return !slices.ContainsFunc(codes, func(c string) bool { return !have[c] })
	}
	if len(either[0]) > 0 && !hasAll(either[0]) && !hasAll(either[1]) {
		return false
	}
	return !slices.ContainsFunc(all, func(c string) bool {
		return !have[c] && !slices.Contains(either[0], c) && !slices.Contains(either[1], c)
	})
}
