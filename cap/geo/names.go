package geo

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/names"
)

// Named finds the district that a person means, in any notation in which the product writes one: "us/me/029", "us/me",
// "ca", and by name in either language, as "Washington County, Maine" or "Nouveau-Brunswick". The error is a sentence
// that says what there is instead; codes of other lists are Outline's.
func (a *Atlas) Named(text string) (District, error) {
	text = strings.Trim(strings.TrimSpace(text), "/")
	levels := strings.Split(strings.ToLower(text), "/")
	isPath := len(levels) <= 3 && (levels[0] == "us" || levels[0] == "ca" || levels[0] == whole)
	if !isPath {
		return directory{a}.called(text)
	}
	for len(levels) < 3 {
		levels = append(levels, whole)
	}
	d := District(strings.Join(levels, "/"))
	if !a.Exists(d) {
		return "", fmt.Errorf("there is no district %s: %s", text, directory{a}.instead(d))
	}
	return d, nil
}

// Exists tells whether there is such a district. Of Canadian census divisions whose outlines were not imported it goes
// by Statistics Canada's list; where the map knows no towns of a province's, it takes any.
func (a *Atlas) Exists(d District) bool {
	if a.ground.Land(string(d)) != nil || d == Unplaced {
		return true
	}
	side, region, local := d.split()
	switch {
	case local == whole:
		return side == string(cap.US) && lists.IsState(region)
	case side == string(cap.US):
		return region == "sea" && District(lists.SAME(local)) == d
	case District(lists.Location(local)) != d || strings.HasSuffix(local, "00") && region != "sea":
		return false
	case region == "sea" || !a.places.Coded(side+"/"+region) && !a.divided[District(side+"/"+region+"/_")]:
		return true
	case a.divided[District(side+"/"+region+"/_")]:
		return false // all of them are drawn
	}
	return slices.Contains(lists.Of(side, region), local) || a.places.Known()[string(d)] > 0
}

// directory finds districts by what people call them.
type directory struct{ atlas *Atlas }

// instead says what there is in place of a district that there is not.
func (in directory) instead(d District) string {
	side, region, _ := d.split()
	parent := District(side + "/" + region + "/_")
	if region == "sea" {
		return "write its marine code, as us/sea/073150"
	}
	if !in.atlas.Exists(parent) || region == whole {
		return "write country/region or country/region/district, as ca/nb or us/me/029"
	}
	var local []string
	for known := range in.districts() {
		if known.Side() == parent.Side() && known.Region() == region && !known.Whole() {
			local = append(local, known.Local())
		}
	}
	slices.Sort(local)
	if len(local) == 0 {
		return fmt.Sprintf("%s is %s/%s as a whole", in.atlas.Name(parent), side, region)
	}
	return fmt.Sprintf("%s has %s to %s", in.atlas.Name(parent), local[0], local[len(local)-1])
}

// districts are those that the map knows by name or by a town.
func (in directory) districts() map[District]bool {
	all := map[District]bool{}
	for n := range in.atlas.ground.Lands {
		all[District(in.atlas.ground.Lands[n].ID)] = true
	}
	for d := range in.atlas.places.Known() {
		all[District(d)] = true
	}
	for d := range names.Districts() {
		all[District(d)] = true
	}
	for state := range lists.States() {
		all[District("us/"+state+"/_")] = true
	}
	return all
}

// called finds a district by its name, or by the beginning of it where that is enough.
func (in directory) called(text string) (District, error) {
	by := map[string]District{}
	for d := range in.districts() {
		for _, name := range []string{in.atlas.Name(d), d.NameEN(), d.NameFR()} {
			if was, taken := by[name]; !taken || d.Whole() && !was.Whole() {
				by[name] = d // a division without a name of its own is called as its province
			}
		}
	}
	var close []string
	for name, d := range by {
		if strings.EqualFold(name, text) {
			return d, nil
		}
		if len(text) > 2 && strings.HasPrefix(strings.ToLower(name), strings.ToLower(text)) {
			close = append(close, name)
		}
	}
	slices.Sort(close)
	switch {
	case len(close) == 0:
		return "", fmt.Errorf(
			"no place goes by %q: write country/region/district, as us/me/029, or its code, as 023029", text)
	case len(close) == 1:
		return by[close[0]], nil
	}
	more := ""
	if len(close) > 4 {
		close, more = close[:4], " …"
	}
	return "", fmt.Errorf("%q may be several places: %s%s", text, strings.Join(close, "; "), more)
}

// NameEN is the district in English: "Washington County, Maine". Where the district's name is not known here, the
// region stands for it.
func (d District) NameEN() string {
	region := names.Region(string(d))
	if n, known := names.Of(string(d)); known {
		return n.EN + ", " + region.EN
	}
	return region.EN
}

// NameFR is the district in French: "comté de Washington (Maine)".
func (d District) NameFR() string {
	region := names.Region(string(d))
	if n, known := names.Of(string(d)); known {
		return n.FR + " (" + region.FR + ")"
	}
	return region.FR
}

// Named tells whether the district is told by a name of its own: it is a whole region, or all that a region has, or its
// name is known here.
func (d District) Named() bool {
	side, region, _ := d.split()
	_, known := names.Of(string(d))
	return d.Whole() || known || len(lists.Of(side, region)) == 1
}

// Names lists districts in one language, each once, separated by semicolons; "" when none is placed. What is no
// district any more is named by those that hold its ground.
func Names(ds []District, side cap.Side, french bool) string {
	var out []string
	seen := map[string]bool{"": true}
	for _, d := range Today(ds) {
		n := d.NameEN()
		if french {
			n = d.NameFR()
		}
		if !seen[n] && (side == "" || d.Side() == side) {
			out = append(out, n)
		}
		seen[n] = true
	}
	return strings.Join(out, "; ")
}
