package translate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
)

// inOrder lists the group's infos with English first. Spanish stays behind on the way north where there is English:
// off by default.
func (w *work) inOrder() []int {
	var first, rest []int
	for _, n := range w.g.infos {
		if english(w.src.Infos[n].Language) {
			first = append(first, n)
			continue
		}
		rest = append(rest, n)
	}
	if w.req.To == cap.CA && len(first) > 0 {
		rest = slices.DeleteFunc(rest, func(n int) bool {
			spanish := has(w.src.Infos[n].Language, "es")
			if spanish {
				w.report.add(Dropped, path(n, ""), w.src.Infos[n].Language, "", "languages", "Spanish is off by default in Canada")
			}
			return spanish
		})
	}
	return w.ordered(append(first, rest...))
}

// ordered tells an order that is not the source's: receivers read the first info of a language, so the gravest and, in
// the United States, English come first.
func (w *work) ordered(order []int) []int {
	if !slices.IsSorted(order) {
		w.report.add(Changed, "/alert/info", counted(slices.Sorted(slices.Values(order))), counted(order), "order", "receivers read the first of a language: English first, then the gravest")
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
func (w *work) wantsBlock(n, main int) bool {
	wanted := english
	if w.req.To == cap.CA {
		wanted = french
	}
	for _, m := range w.g.infos {
		if wanted(w.src.Infos[m].Language) {
			return false
		}
	}
	return primary(w.src.Infos[n].Language) == primary(w.src.Infos[main].Language)
}

// language keeps the language and names the destination's country for English. An absent one is en-US.
func (w *work) language(n int, tag string) string {
	to := strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
	switch {
	case english(tag):
		to = "en-" + strings.ToUpper(string(w.req.To))
	case !tagged(to):
		w.report.add(Defaulted, path(n, "language"), tag, "und", "languages", "it is no language tag")
		return "und"
	}
	if to == tag {
		return w.report.carry(path(n, "language"), tag, to)
	}
	w.report.add(Changed, path(n, "language"), tag, to, "languages", "the destination's own English")
	return to
}

// languageTags is xs:language, as the schema wants it.
var languageTags = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

func tagged(tag string) bool { return languageTags.MatchString(tag) }

func has(tag, language string) bool { return tag != "" && primary(tag) == language }

// primary is the language itself, without its country.
func primary(tag string) string {
	if tag == "" {
		return "en"
	}
	first, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if first = strings.TrimSpace(first); first == "sp" {
		return "es" // what senders of Spanish write (sp-US), which no list of languages has
	}
	return first
}

// english: an absent language is en-US (CAP 1.2 §3.2.2).
func english(tag string) bool { return tag == "" || has(tag, "en") }

func french(tag string) bool { return has(tag, "fr") }
