package parts

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// leave takes out the groups that only hand over to a successor, and names the live parts that stay as they are for it:
// they end nothing, and their own words (urgency Past, an hour to live) would end in readers' eyes what goes on.
// A group that shares a live part with one in force is carried beside it, for there its part changes anyway.
func (c Chain) leave(groups []Group) (rest []Group, stay []int) {
	if c.Stateless {
		return groups, nil
	}
	var handing []Group
	for _, g := range groups {
		if g.onlyHandsOver(c.Alert) {
			handing = append(handing, g)
		} else {
			rest = append(rest, g)
		}
	}
	for _, g := range handing {
		var parts []int
		shared := false
		for _, l := range c.Live {
			if geo.Shared(g.Districts, l.Districts) > 0 {
				parts = append(parts, l.Part)
				shared = shared || slices.ContainsFunc(rest, func(r Group) bool { return geo.Shared(r.Districts, l.Districts) > 0 })
			}
		}
		if shared {
			rest = append(rest, g)
		} else {
			stay = append(stay, parts...)
		}
	}
	return rest, stay
}

func (g Group) onlyHandsOver(a *cap.Alert) bool {
	return len(g.Infos) > 0 && !slices.ContainsFunc(g.Infos, func(n int) bool { return !a.Infos[n].OnlyHandsOver() })
}
