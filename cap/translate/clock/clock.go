// Package clock tells the time to people of two countries: how they call the clock of a place, when an instant is by
// the clocks of both, which clock the times in a text are in, and whether a text names one at all. Call Of for the
// clocks of a ground and When for an instant; HoursIn for the clock times of a text, and Frame for the sentence that
// says whose they are.
package clock

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

// clock is how people call the time of a zone: its key in the table of phrases, and its standard offset in minutes, by
// which standard and daylight time are told apart. The database's own flag says nothing of a place that keeps its
// summer time all year.
type clock struct {
	key      phrase.Key
	standard int
}

func (c clock) known() bool { return c.key != "" }

// byLetters are the clocks by the letters that the database of zones has for them, in either season. It knows which
// clock a place kept at any instant: the Yukon was on Pacific Time until November 2020, Pike County on Central until
// 2007.
var byLetters = map[string]clock{
	"NST": {"zone/newfoundland", -210}, "NDT": {"zone/newfoundland", -210},
	"AST": {"zone/atlantic", -240}, "ADT": {"zone/atlantic", -240},
	"EST": {"zone/eastern", -300}, "EDT": {"zone/eastern", -300},
	"CST": {"zone/central", -360}, "CDT": {"zone/central", -360},
	"MST": {"zone/mountain", -420}, "MDT": {"zone/mountain", -420},
	"PST": {"zone/pacific", -480}, "PDT": {"zone/pacific", -480},
	"AKST": {"zone/alaska", -540}, "AKDT": {"zone/alaska", -540},
	"HST": {"zone/hawaii", -600}, "HDT": {"zone/hawaii", -600},
	"ChST": {"zone/chamorro", 600}, "SST": {"zone/samoa", -660},
}

// calledOtherwise are places whose people and laws call their time otherwise than the database does, which has only the
// letters of other places for it. British Columbia says Pacific, should it keep its summer time all year.
var calledOtherwise = map[[2]string]clock{
	{"America/Whitehorse", "MST"}: {"zone/yukon", -420}, {"America/Dawson", "MST"}: {"zone/yukon", -420},
	{"America/Regina", "CST"}: {"zone/saskatchewan", -360}, {"America/Swift_Current", "CST"}: {"zone/saskatchewan", -360},
	{"America/Vancouver", "MST"}: {"zone/pacific", -480},
}

// clockOf names the clock that a zone keeps at an instant. Zones whose people call their time alike have one clock.
func clockOf(zone *time.Location, at time.Time) clock {
	if zone == nil {
		return clock{}
	}
	letters, _ := at.In(zone).Zone()
	if c, ok := calledOtherwise[[2]string{zone.String(), letters}]; ok {
		return c
	}
	return byLetters[letters]
}

// numbered is a name with the offset behind it.
func numbered(name string, zone *time.Location, at time.Time) string {
	return name + strings.Replace(at.In(zone).Format(" (UTC-07:00)"), "UTC-", "UTC−", 1)
}

// halfHours is how far the first clock is ahead of the second at an instant.
func halfHours(a, b *time.Location, at time.Time) int {
	_, x := at.In(a).Zone()
	_, y := at.In(b).Zone()
	return (x - y) / 1800
}

// Framed says whether a text has a clock frame already, from its first crossing.
func Framed(text string, t phrase.Tongue) bool {
	start, _, _ := strings.Cut(phrase.Key("clock/ahead").In(t), "{")
	return strings.Contains(text, start) || strings.Contains(text, phrase.Key("clock/sender").In(t))
}

// Frame says which clock the text's times are in, seen from the readers' clock, which is another. It is "" where
// either has no name.
func Frame(text, readers *time.Location, at time.Time, t phrase.Tongue) string {
	a, b := clockOf(text, at), clockOf(readers, at)
	if !a.known() || !b.known() {
		return ""
	}
	ahead := halfHours(text, readers, at)
	own, theirs := a.key.Sub("time").In(t), b.key.In(t)
	if a == b { // people call both by one name, though one of the two keeps its summer time
		own, theirs = numbered(own, text, at), numbered(theirs, readers, at)
	}
	return phrase.Key("clock").Sub(way(ahead)).With(t, "own", own, "theirs", theirs, "span", span(ahead, t))
}

// Alike says whether people call the time of all zones by one name at an instant.
func Alike(zones []*time.Location, at time.Time) bool {
	for _, zone := range zones {
		if c := clockOf(zone, at); !c.known() || c != clockOf(zones[0], at) {
			return false
		}
	}
	return len(zones) > 0
}

// By says whether the zones that a text names are the one it is told to be in.
func (h Hours) By(zone *time.Location, at time.Time) bool {
	_, seconds := at.In(zone).Zone()
	return !slices.ContainsFunc(h.Zones, func(o Offset) bool { return !o.is(seconds / 60) })
}

// Ahead is how many half hours each of the first clocks is ahead of each of the second, and whether that is so for all
// of them and from one instant to another.
func Ahead(text, readers []*time.Location, from, until time.Time) (ahead int, steady bool) {
	if len(text) == 0 || len(readers) == 0 {
		return 0, false
	}
	ahead = halfHours(text[0], readers[0], from)
	at := from
	for range maxChanges {
		for _, a := range text {
			for _, b := range readers {
				if halfHours(a, b, at) != ahead {
					return ahead, false
				}
			}
		}
		if at = nextChange(at, text, readers); at.IsZero() || at.After(until) {
			return ahead, true
		}
	}
	return ahead, false
}

// maxChanges is more than the clocks of two places change within the life of any alert.
const maxChanges = 64

// nextChange is when the first of some clocks changes after an instant; zero where none does.
func nextChange(at time.Time, all ...[]*time.Location) (first time.Time) {
	for _, zones := range all {
		for _, zone := range zones {
			if _, end := at.In(zone).ZoneBounds(); !end.IsZero() && (first.IsZero() || end.Before(first)) {
				first = end
			}
		}
	}
	return first
}

func way(ahead int) string {
	if ahead < 0 {
		return "behind"
	}
	return "ahead"
}

func span(ahead int, t phrase.Tongue) string { return phrase.Key("span").Nth(max(ahead, -ahead)).In(t) }

// Both is the clocks of both countries by which an instant is told: those of the ground, that of most of it first.
type Both struct{ CA, US []*time.Location }

// Of is the clocks of a ground.
func Of(c geo.Clocks) Both { return Both{c.Of(cap.CA), c.Of(cap.US)} }

// Begins says when the hazard begins, for readers whose devices take every alert to be in force at once.
func (c Both) Begins(at time.Time, t phrase.Tongue) string {
	return phrase.Key("begins").With(t, "when", c.When(at, t))
}

// When is an instant by both countries' clocks and the day: "6:30 p.m. ADT (5:30 p.m. EDT), Thursday, July 16, 2026",
// « 18 h 30 HAA (17 h 30 HAE), le jeudi 16 juillet 2026 ». Canada's stands first everywhere, so that officers of both
// countries read out the same line; the other day's name stands before a time of it. Where no place is known it is
// told in the offset it was given in.
func (c Both) When(at time.Time, t phrase.Tongue) string {
	first, others := c.CA, c.US
	if len(first) == 0 {
		first, others = c.US, nil
	}
	day := at
	if len(first) > 0 {
		day = at.In(first[0])
	}
	own, known := times(at, day, first, nil, t)
	if theirs, _ := times(at, day, others, known, t); theirs != "" {
		own = phrase.Key("when/both").With(t, "own", own, "theirs", theirs)
	}
	return phrase.Key("when").With(t, "times", cmp.Or(own, timeOfDay(day, day, short(day, t), t)),
		"weekday", weekday(day, t), "date", date(day, t))
}

// times are the times of day of an instant by some clocks, each once and none that is known.
func times(at, day time.Time, zones []*time.Location, known []string, t phrase.Tongue) (string, []string) {
	var out []string
	for _, zone := range zones {
		there := at.In(zone)
		if text := timeOfDay(there, day, short(there, t), t); !slices.Contains(known, text) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, ", "), out
}

// timeOfDay is the time on a clock, behind the name of its day where that is another one.
func timeOfDay(there, day time.Time, zone string, t phrase.Tongue) string {
	text := hour(there, t) + "\u00a0" + zone
	if there.YearDay() != day.YearDay() {
		text = weekday(there, t) + " " + text
	}
	return text
}

func weekday(at time.Time, t phrase.Tongue) string {
	return phrase.Key("weekday").Nth(int(at.Weekday())).In(t)
}

// short is the clock of an instant by the letters that stand behind a time of day: "ADT", « HAA »; its offset, where
// people have none.
func short(at time.Time, t phrase.Tongue) string {
	c := clockOf(at.Location(), at)
	_, offset := at.Zone()
	for _, season := range []string{map[int]string{c.standard: "short-standard",
		c.standard + 60: "short-daylight"}[offset/60], "short"} {
		if letters := c.key.Sub(season).In(t); c.known() && letters != "" {
			return letters
		}
	}
	if offset == 0 {
		return "UTC"
	}
	return strings.Replace(at.Format("UTC-07:00"), "UTC-", "UTC−", 1)
}

func date(at time.Time, t phrase.Tongue) string {
	day := strconv.Itoa(at.Day())
	if t == phrase.FrCA && day == "1" {
		day = "1er"
	}
	return phrase.Key("date").With(t, "month", phrase.Key("month").Nth(int(at.Month())).In(t), "day", day,
		"year", strconv.Itoa(at.Year()))
}

// hour is a time of day: "4:05 p.m.", « 16 h 05 » in French, which leaves out minutes that are nought. What belongs
// together does not break.
func hour(at time.Time, t phrase.Tongue) string {
	half := phrase.Key("am").In(t)
	if at.Hour() >= 12 {
		half = phrase.Key("pm").In(t)
	}
	switch {
	case t != phrase.FrCA:
		return at.Format("3:04\u00a0") + half
	case at.Minute() == 0:
		return strconv.Itoa(at.Hour()) + "\u00a0" + half
	}
	return strconv.Itoa(at.Hour()) + "\u00a0" + half + "\u00a0" + at.Format("04")
}
