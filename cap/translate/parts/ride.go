package parts

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/language"
)

// ride lets a language block that names no place travel with what it translates. Senders leave the areas out of a
// second language; by itself such a block would be a part for nowhere, while the part with the areas lost its readers
// of that language. It goes to every part of the same event that has a place and no info of its language: a part is
// keyed by its event and districts, and a block that adds neither changes no key. Where every part has its language
// already it is no translation of them, and stays a part of its own.
func ride(a *cap.Alert, groups []Group) []Group {
	for g := range groups {
		if !area.Nowhere(groups[g].Districts) {
			continue
		}
		groups[g].Infos = slices.DeleteFunc(groups[g].Infos, func(n int) bool {
			riding := false
			for h := range groups {
				if !area.Nowhere(groups[h].Districts) && groups[h].about == groups[g].about && !speaks(a, groups[h].Infos, n) {
					groups[h].Infos, riding = append(groups[h].Infos, n), true
				}
			}
			return riding
		})
	}
	return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Infos) == 0 })
}

// speaks says whether one of the infos is in the language of the n-th.
func speaks(a *cap.Alert, infos []int, n int) bool {
	return slices.ContainsFunc(infos, func(m int) bool {
		return language.Primary(a.Infos[m].Language) == language.Primary(a.Infos[n].Language)
	})
}
