package lists

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed subdivisions.txt
var subdivisionList string

// listed is what is on the lists of districts, and of census subdivisions: false where they were no more in 2016.
var listed = sync.OnceValue(func() (all struct {
	districts    map[string]bool
	subdivisions map[string]bool
	within       map[string][]string // those of today
},
) {
	all.districts, all.subdivisions, all.within = map[string]bool{}, map[string]bool{}, map[string][]string{}
	for region, locals := range regionLists() {
		for _, local := range locals {
			all.districts[region+"/"+local] = true
		}
	}
	for line := range strings.Lines(subdivisionList) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		now := true
		for _, w := range words[1:] {
			if now = now && w != "|"; w != "|" {
				all.subdivisions[words[0]+w] = now || all.subdivisions[words[0]+w]
			}
			if d := Location(words[0]); now {
				all.within[d] = append(all.within[d], words[0]+w)
			}
		}
	}
	return all
})

// Known tells whether a county or census division is on its list, of today or of before.
func Known(district string) bool { return listed().districts[district] }

// Subdivision tells whether a code of a census subdivision is on the list of today, and whether it was on any up to
// 2016.
func Subdivision(code string) (now, known bool) {
	now, known = listed().subdivisions[code]
	return now, known
}

// Subdivisions are the codes of today's census subdivisions of a division, "ca/nb/1302".
func Subdivisions(division string) []string { return listed().within[division] }
