package translate

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// inOrder lists the group's infos with English first. Spanish stays behind on the way north where there is English:
// off by default.
func inOrder(src *cap.Alert, infos []int, to cap.Side, account *report.Account) []int {
	var first, rest []int
	for _, n := range infos {
		if language.English(src.Infos[n].Language) {
			first = append(first, n)
			continue
		}
		rest = append(rest, n)
	}
	if to == cap.CA && len(first) > 0 {
		rest = slices.DeleteFunc(rest, func(n int) bool {
			spanish := language.Is(src.Infos[n].Language, "es")
			if spanish {
				account.Add(report.Dropped, report.Path(n, ""), src.Infos[n].Language, "", "languages",
					"Spanish is off by default in Canada")
			}
			return spanish
		})
	}
	return ordered(append(first, rest...), account)
}

// ordered reports an order that is not the source's: receivers read the first info of a language, so the gravest
// and, in the United States, English come first.
func ordered(order []int, account *report.Account) []int {
	if !slices.IsSorted(order) {
		account.Add(report.Changed, "/alert/info", counted(slices.Sorted(slices.Values(order))), counted(order), "order",
			"receivers read the first of a language: English first, then the gravest")
	}
	return order
}

// counted are the numbers of infos as people count.
func counted(infos []int) string {
	var out []string
	for _, n := range infos {
		out = append(out, strconv.Itoa(n+1))
	}
	return strings.Join(out, ", ")
}

// wantsBlock: Canada wants French beside English, the United States English. Where the source has no info in that
// language, each info of its main language gets one composed block.
func wantsBlock(src *cap.Alert, infos []int, to cap.Side, n, main int) bool {
	wanted := language.English
	if to == cap.CA {
		wanted = language.French
	}
	for _, m := range infos {
		if wanted(src.Infos[m].Language) {
			return false
		}
	}
	return language.Primary(src.Infos[n].Language) == language.Primary(src.Infos[main].Language)
}

// languageOf keeps the language and names the destination's country for English. An absent one is en-US.
func languageOf(n int, tag string, side cap.Side, account *report.Account) string {
	to := strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
	switch {
	case language.English(tag):
		to = "en-" + strings.ToUpper(string(side))
	case !language.Tagged(to):
		account.Add(report.Defaulted, report.Path(n, "language"), tag, "und", "languages", "it is no language tag")
		return "und"
	}
	if to == tag {
		return account.Carry(report.Path(n, "language"), tag, to)
	}
	account.Add(report.Changed, report.Path(n, "language"), tag, to, "languages", "the destination's own English")
	return to
}
