package area

import (
	"fmt"
	"maps"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
)

// mostDoubts is how many doubtful drawings of a kind get a finding each.
const mostDoubts = 10

// Findings are what the map adds to what cap.Validate says of an alert: whether anybody can tell where it is, which
// drawings are hardly what was meant, and what of it was too much to work on. They have no lines; profile.Locate adds
// those.
func (g *Ground) Findings(a *cap.Alert) []cap.Finding {
	found := g.unplaced(a)
	many, more := map[geo.Kind]int{}, map[geo.Kind]geo.Doubt{}
	say := func(d geo.Doubt, path, text string) {
		found = append(found, cap.Finding{
			Rule: "cap-" + string(a.Version) + "/3.2.4/" + string(d.Kind), Level: cap.LevelWarning,
			Path: fmt.Sprintf("alert/info[%d]/%s", stood(g.cuts, d.Info)+1, path), Text: text,
		})
	}
	for _, d := range g.doubts {
		if d.Quiet {
			continue
		}
		if many[d.Kind]++; many[d.Kind] > mostDoubts {
			more[d.Kind] = d
		} else {
			say(d, d.Path, d.Text)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(more)) {
		say(more[kind], "area", fmt.Sprintf("%d more drawings: %s", many[kind]-mostDoubts, more[kind].Text))
	}
	for _, c := range g.cuts {
		found = append(found, c.Finding())
	}
	return found
}

// unplaced reports each info in force that names no place, once where languages share their areas: readers of a
// district have it only where they subscribe to their whole country too. CAP asks for no area (CAP 1.2 §3.2.2).
func (g *Ground) unplaced(a *cap.Alert) (found []cap.Finding) {
	ending := a.Ends()
	told := map[*site]bool{}
	for n, s := range g.sites {
		info := &a.Infos[n]
		if told[s] || !Nowhere(s.Districts) || !ending && a.Ended(info) {
			continue
		}
		told[s] = true
		f := cap.Finding{
			Rule: "cap-" + string(a.Version) + "/3.2.2/no-place", Level: cap.LevelWarning,
			Path: fmt.Sprintf("alert/info[%d]/area", stood(g.cuts, n)+1),
			Text: "no geocode or drawing here can be read, so nobody can tell where this is: name a geocode, or draw it",
		}
		if len(info.Areas) == 0 {
			f.Text = "it names no place, for it has no area: name a geocode, or draw it"
		}
		if Nowhere(g.districts) {
			f.Text += "; readers find it only where they read what concerns the whole country"
		}
		found = append(found, f)
	}
	return found
}

// stood is where the n-th info stood in the alert as it was sent.
func stood(cuts []limits.Cut, n int) int {
	for _, c := range cuts {
		if c.Kept != nil {
			return c.Kept[n]
		}
	}
	return n
}
