package code

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// Alike gives every info of a part the same categories and event codes: both profiles want one set in every language
// (IPAWS profile; CAP-CP rules 2 and 6; traps us-15), and a language block that left one out does not say otherwise.
func Alike(infos []cap.Info, account *report.Account) {
	if len(infos) < 2 {
		return
	}
	var categories []string
	var codes []cap.Pair
	for n := range infos {
		categories = joined(categories, infos[n].Categories)
		codes = joined(codes, infos[n].EventCodes)
	}
	for n := range infos {
		i := &infos[n]
		if more := missing(categories, i.Categories); len(more) > 0 {
			account.Add(report.Added, "/alert/info["+i.Language+"]/category", "", strings.Join(more, " "), "alike",
				"the other languages of the alert name them, and every info must name the same")
			i.Categories = slices.Concat(i.Categories, more)
		}
		if more := missing(codes, i.EventCodes); len(more) > 0 {
			account.Add(report.Added, "/alert/info["+i.Language+"]/eventCode", "", written(more), "alike",
				"the other languages of the alert name it, and every info must name the same")
			i.EventCodes = slices.Concat(i.EventCodes, more)
		}
	}
}

func joined[T comparable](all, more []T) []T { return append(all, missing(more, all)...) }

// missing are those of all that are not in have, each once.
func missing[T comparable](all, have []T) []T {
	var out []T
	for _, v := range all {
		if !slices.Contains(have, v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func written(pairs []cap.Pair) string {
	var out []string
	for _, p := range pairs {
		out = append(out, p.Name+"="+p.Value)
	}
	return strings.Join(out, " ")
}
