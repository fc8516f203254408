package translate_test

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// mutations are what goes wrong in messages on their way, and what their senders change between one and the next; each
// says whether there was anything to spoil.
var mutations = map[string]func(*cap.Alert) bool{
	"event code dropped": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return emptied(&i.EventCodes) })
	},
	"languages swapped": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool {
			if strings.HasPrefix(i.Language, "fr") {
				i.Language = "en-CA"
			} else {
				i.Language = "fr-CA"
			}
			return true
		})
	},
	"references emptied": func(a *cap.Alert) bool {
		had := a.References != ""
		a.References = ""
		return had
	},
	"drawing moved by a kilometre": func(a *cap.Alert) bool {
		return eachArea(a, func(r *cap.Area) bool {
			was := append(slices.Clone(r.Polygons), r.Circles...)
			r.Polygons, r.Circles = moved(r.Polygons), moved(r.Circles)
			return !slices.Equal(was, append(slices.Clone(r.Polygons), r.Circles...))
		})
	},
	"last point of a drawing moved": func(a *cap.Alert) bool {
		return eachArea(a, func(r *cap.Area) bool {
			if len(r.Polygons) == 0 {
				return false
			}
			last := &r.Polygons[len(r.Polygons)-1]
			*last += " 45.5,-67.5"
			return true
		})
	},
	"area code dropped": func(a *cap.Alert) bool {
		return eachArea(a, func(r *cap.Area) bool { return emptied(&r.Geocodes) })
	},
	"area renamed": func(a *cap.Alert) bool {
		return eachArea(a, func(r *cap.Area) bool { r.Desc += " and beyond"; return true })
	},
	"a parameter dropped": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return emptied(&i.Parameters) })
	},
	"the last word of the text changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return appended(&i.Description, " not") })
	},
	"instruction changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return appended(&i.Instruction, " not") })
	},
	"headline changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return appended(&i.Headline, " (ended)") })
	},
	"severity changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool {
			was := i.Severity
			i.Severity = cap.Minor
			return was != cap.Minor
		})
	},
	"urgency changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool {
			was := i.Urgency
			i.Urgency = cap.Future
			return was != cap.Future
		})
	},
	"expires an hour later": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool {
			had := !i.Expires.At.IsZero()
			i.Expires = cap.FormatTime(i.Expires.At.Add(time.Hour))
			return had
		})
	},
	"a file changed": func(a *cap.Alert) bool {
		return eachInfo(a, func(i *cap.Info) bool { return emptied(&i.Resources) })
	},
	"a language lost": func(a *cap.Alert) bool {
		had := len(a.Infos) > 1
		a.Infos = a.Infos[:min(1, len(a.Infos))]
		return had
	},
	"made an exercise": func(a *cap.Alert) bool {
		had := a.Status == cap.Actual
		a.Status = cap.Exercise
		return had
	},
	"note added": func(a *cap.Alert) bool { return appended(&a.Note, "x") },
}

func eachInfo(a *cap.Alert, change func(*cap.Info) bool) bool {
	had := false
	for n := range a.Infos {
		had = change(&a.Infos[n]) || had
	}
	return had
}

func eachArea(a *cap.Alert, change func(*cap.Area) bool) bool {
	return eachInfo(a, func(i *cap.Info) bool {
		had := false
		i.Areas = slices.Clone(i.Areas)
		for n := range i.Areas {
			i.Areas[n].Polygons = slices.Clone(i.Areas[n].Polygons)
			had = change(&i.Areas[n]) || had
		}
		return had
	})
}

func emptied[T any](list *[]T) bool {
	had := len(*list) > 0
	*list = nil
	return had
}

func appended(text *string, more string) bool {
	*text += more
	return true
}

// moved shifts the whole drawing to the north, by its digits alone: "45.1,-67.2" becomes "45.11,-67.2".
func moved(drawings []string) []string {
	var out []string
	for _, d := range drawings {
		var points []string
		for p := range strings.FieldsSeq(d) {
			lat, lon, _ := strings.Cut(p, ",")
			if lon != "" && strings.Contains(lat, ".") {
				lat += "1"
			}
			points = append(points, strings.TrimSuffix(lat+","+lon, ","))
		}
		out = append(out, strings.Join(points, " "))
	}
	return out
}

// reportsOf are the reports of an alert as programs read them.
func reportsOf(drafts []translate.Draft) []byte {
	var b []byte
	for _, d := range drafts {
		b = append(b, d.Report.JSON()...)
	}
	return b
}
