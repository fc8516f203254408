package parts

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/language"
)

// Event is one event group of an alert: those of its infos, in every language, that tell of one event. It is what may
// cross or stay by itself, and what the parts of an alert are made of.
type Event struct {
	Key   string // the code of the event, as event.Key; "" where its infos have none
	Infos []int  // their numbers, in document order
}

// Events are the event groups of an alert, in document order. Infos of one code are of one event; an info that has
// none is of the only code of the alert. Where there are no codes, or several, infos without one go by the text of
// their event: what comes first in one language is what comes first in the others.
func Events(a *cap.Alert) (all []Event) {
	about := abouts(a)
	for n, k := range about {
		if k == len(all) {
			all = append(all, Event{Key: eventKey(a, &a.Infos[n])})
		}
		all[k].Infos = append(all[k].Infos, n)
	}
	return all
}

// abouts is the number of its event group for each info.
func abouts(a *cap.Alert) []int {
	type name struct {
		key  string // code, lower case
		text int    // of those without one, which text of its language it is
	}
	texts := map[string][]string{}
	var known []name
	about := make([]int, 0, len(a.Infos))
	for n := range a.Infos {
		i := &a.Infos[n]
		one := name{key: strings.ToLower(eventKey(a, i))}
		if one.key == "" {
			lang, text := language.Primary(i.Language), strings.ToLower(strings.TrimSpace(i.Event))
			if one.text = slices.Index(texts[lang], text); one.text < 0 {
				one.text = len(texts[lang])
				texts[lang] = append(texts[lang], text)
			}
		}
		k := slices.Index(known, one)
		if k < 0 {
			k, known = len(known), append(known, one)
		}
		about = append(about, k)
	}
	return about
}

// eventKey is the info's event code, or the only one of the alert where a language block forgot it.
func eventKey(a *cap.Alert, i *cap.Info) string {
	if key := event.Key(i); key != "" {
		return key
	}
	only := ""
	for n := range a.Infos {
		switch key := event.Key(&a.Infos[n]); {
		case key == "" || key == only:
		case only == "":
			only = key
		default:
			return ""
		}
	}
	return only
}
