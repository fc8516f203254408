package report

import (
	"strconv"
	"sync"
)

// Path is the CAP path of an element of the n-th info of the source; "" is the info itself.
func Path(n int, element string) string {
	if paths, ok := usualPaths()[element]; ok && n < len(paths) {
		return paths[n]
	}
	return pathOf(n, element)
}

func pathOf(n int, element string) string {
	if element == "" {
		return "/alert/info[" + strconv.Itoa(n+1) + "]"
	}
	return "/alert/info[" + strconv.Itoa(n+1) + "]/" + element
}

// usualPaths are made once: a report has a path in every row, and nearly all are of these.
var usualPaths = sync.OnceValue(func() map[string][]string {
	const infos = 16
	all := map[string][]string{}
	for _, element := range []string{"", "language", "category", "event", "responseType", "urgency", "severity",
		"certainty", "audience", "eventCode",
		"effective", "onset", "expires", "senderName", "headline", "description", "instruction",
		"web", "contact", "parameter", "resource",
		"resource/resourceDesc", "resource/mimeType", "resource/size", "resource/uri", "resource/digest", "resource/derefUri",
		"area", "area/areaDesc", "area/polygon", "area/circle", "area/geocode", "area/altitude", "area/ceiling"} {
		for n := range infos {
			all[element] = append(all[element], pathOf(n, element))
		}
	}
	return all
})
