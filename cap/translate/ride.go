package translate

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// ride lets a language block that names no place travel with what it translates. Senders leave the areas out of a second
// language; by itself such a block would be a part for nowhere, while the part with the areas lost its readers of that
// language. It goes to every part of the same event that has a place and no info of its language: a part is keyed by its
// event and districts, and a block that adds neither changes no key. Where every part has its
// language already it is no translation of them, and stays a part of its own.
func ride(a *cap.Alert, groups []group) []group {
	for g := range groups {
		if !area.Nowhere(groups[g].districts) {
			continue
		}
		groups[g].infos = slices.DeleteFunc(groups[g].infos, func(n int) bool {
			riding := false
			for h := range groups {
				if !area.Nowhere(groups[h].districts) && strings.EqualFold(groups[h].event, groups[g].event) && !speaks(a, groups[h].infos, n) {
					groups[h].infos, riding = append(groups[h].infos, n), true
				}
			}
			return riding
		})
	}
	return slices.DeleteFunc(groups, func(g group) bool { return len(g.infos) == 0 })
}

// speaks tells whether one of the infos is in the language of the n-th.
func speaks(a *cap.Alert, infos []int, n int) bool {
	return slices.ContainsFunc(infos, func(m int) bool {
		return language.Primary(a.Infos[m].Language) == language.Primary(a.Infos[n].Language)
	})
}

// lend gives an info that names no area those of the part, described in its own language: both profiles want an area in
// each info, and what it says is about them. They are taken as they cross, so that nothing redacted comes back.
func (w *work) lend(n int, out *cap.Info, order []int) {
	if len(w.src.Infos[n].Areas) > 0 {
		return
	}
	with := slices.IndexFunc(order, func(m int) bool { return len(w.src.Infos[m].Areas) > 0 })
	if with < 0 {
		return
	}
	rows, fr := len(w.account.Rows), language.French(out.Language)
	areas := w.areas.Areas(order[with], &w.src.Infos[order[with]], fr)
	w.account.Rows = w.account.Rows[:rows] // the info they are of tells them
	if out.Areas = w.areas.Described(areas, fr); len(areas) > 0 {
		w.account.Add(report.Defaulted, report.Path(n, "area/areaDesc"), "", out.Areas[0].Desc, "areas", "it names no area of its own: those of the same event in the other language")
	}
}
