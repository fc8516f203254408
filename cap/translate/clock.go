package translate

import (
	"strconv"
	"strings"
	"time"
)

// clock is how people call the time of a zone: its key in the table of phrases, and its standard offset in minutes, by
// which standard and daylight time are told apart. The database's own flag says nothing of a place that keeps its
// summer time all year.
type clock struct {
	key      phrase
	standard int
}

func (c clock) known() bool { return c.key != "" }

// clockOf names the clock of a zone. Zones whose people call their time alike have one clock.
func clockOf(zone *time.Location) clock {
	if zone == nil {
		return clock{}
	}
	switch zone.String() {
	case "America/St_Johns":
		return clock{"zone/newfoundland", -210}
	case "America/Halifax", "America/Moncton", "America/Goose_Bay", "America/Glace_Bay", "America/Puerto_Rico", "America/Blanc-Sablon":
		return clock{"zone/atlantic", -240}
	case "America/New_York", "America/Toronto", "America/Detroit", "America/Iqaluit", "America/Indiana/Indianapolis", "America/Atikokan":
		return clock{"zone/eastern", -300}
	case "America/Chicago", "America/Winnipeg", "America/Menominee", "America/Rankin_Inlet":
		return clock{"zone/central", -360}
	case "America/Regina", "America/Swift_Current":
		return clock{"zone/saskatchewan", -360}
	case "America/Denver", "America/Boise", "America/Edmonton", "America/Yellowknife", "America/Inuvik", "America/Cambridge_Bay",
		"America/Phoenix", "America/Dawson_Creek", "America/Fort_Nelson", "America/Creston":
		return clock{"zone/mountain", -420}
	case "America/Los_Angeles", "America/Vancouver":
		return clock{"zone/pacific", -480}
	case "America/Whitehorse", "America/Dawson":
		return clock{"zone/yukon", -420}
	case "America/Anchorage", "America/Juneau", "America/Sitka", "America/Metlakatla", "America/Yakutat", "America/Nome":
		return clock{"zone/alaska", -540}
	case "Pacific/Honolulu":
		return clock{"zone/hawaii", -600}
	case "Pacific/Guam":
		return clock{"zone/chamorro", 600}
	case "Pacific/Pago_Pago":
		return clock{"zone/samoa", -660}
	}
	return clock{}
}

// name is the clock of one instant: "Atlantic Daylight Time", or what it is called all year where it has no seasons.
func (c clock) name(at time.Time, t tongue) string {
	_, offset := at.Zone()
	season := map[int]string{c.standard: "standard", c.standard + 60: "daylight"}[offset/60]
	if name := c.key.sub(season).in(t); season != "" && name != "" {
		return name
	}
	return c.key.sub("time").in(t)
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

// clockStart begins every clock frame, so that a text on its second crossing keeps the frame it has.
func clockStart(t tongue) string {
	start, _, _ := strings.Cut(phrase("clock/same").in(t), "{")
	return start
}

func framed(text string, t tongue) bool { return strings.Contains(text, clockStart(t)) }

// clockFrame says which clock the text's times are in, seen from the readers' clock, at the moment it was sent
// and what changes, if the clocks are set before the text's time is over. It is "" where both are
// called the same, or either cannot be named.
func clockFrame(text, readers *time.Location, at, until time.Time, t tongue) string {
	a, b := clockOf(text), clockOf(readers)
	if !a.known() || !b.known() {
		return ""
	}
	ahead := halfHours(text, readers, at)
	own, theirs := a.key.sub("time").in(t), b.key.in(t)
	if a == b { // people call both by one name, though one of the two keeps its summer time
		if ahead == 0 {
			return ""
		}
		own, theirs = numbered(own, text, at), numbered(theirs, readers, at)
	}
	frame := phrase("clock").sub(way(ahead)).with(t, "own", own, "theirs", theirs, "span", span(ahead, t))
	if change := nextChange(text, readers, at, until); !change.IsZero() {
		then := halfHours(text, readers, change)
		frame += " " + phrase("clock").sub("then-"+way(then)).with(t, "when", moment(change, readers, t), "span", span(then, t))
	}
	return frame
}

func way(ahead int) string {
	switch {
	case ahead > 0:
		return "ahead"
	case ahead < 0:
		return "behind"
	}
	return "same"
}

func span(ahead int, t tongue) string { return phrase("span").nth(max(ahead, -ahead)).in(t) }

// nextChange is when the difference of two clocks becomes the one it has at the end; zero where that is the one it has
// now. New Brunswick and Maine differ by two hours for the one hour in which only one of them has changed.
func nextChange(a, b *time.Location, at, until time.Time) time.Time {
	last := halfHours(a, b, until)
	if !until.After(at) || halfHours(a, b, at) == last {
		return time.Time{}
	}
	for range 4 { // the clocks of two places change four times a year
		_, x := at.In(a).ZoneBounds()
		_, y := at.In(b).ZoneBounds()
		if at = x; x.IsZero() || !y.IsZero() && y.Before(x) {
			at = y
		}
		if at.IsZero() || at.After(until) {
			return time.Time{}
		}
		if halfHours(a, b, at) == last {
			return at
		}
	}
	return time.Time{}
}

// begins says when the hazard begins, for readers whose devices take every alert to be in force at once: by the clock
// of the place, and by the readers' where that is another.
func begins(at time.Time, place, readers *time.Location, t tongue) string {
	when := moment(at, place, t)
	if place != nil && clockOf(readers).known() && halfHours(place, readers, at) != 0 {
		there := at.In(readers)
		if here := at.In(place); here.YearDay() == there.YearDay() {
			when = phrase("moment/there").with(t, "moment", when, "time", hour(there, t), "zone", clockOf(readers).name(there, t))
		}
	}
	return phrase("begins").with(t, "when", when)
}

// moment is an instant by the clock of a place: "March 6, 2026, 4:00 PM Atlantic Standard Time", « 6 mars 2026 à 16 h,
// heure normale de l’Atlantique ». Where no place is known it is UTC.
func moment(at time.Time, place *time.Location, t tongue) string {
	zone := "UTC"
	if at = at.UTC(); place != nil {
		at, zone = at.In(place), at.In(place).Format("-07:00")
		if c := clockOf(place); c.known() {
			zone = c.name(at, t)
		}
	}
	return phrase("moment").with(t, "date", date(at, t), "time", hour(at, t), "zone", zone)
}

func date(at time.Time, t tongue) string {
	day := strconv.Itoa(at.Day())
	if t == frCA && day == "1" {
		day = "1er"
	}
	return phrase("date").with(t, "month", phrase("month").nth(int(at.Month())).in(t), "day", day, "year", strconv.Itoa(at.Year()))
}

// hour is a time of day: "4:05 PM" in the United States, "4:05 p.m." in Canada, « 16 h 05 » in French, which leaves out
// minutes that are nought.
func hour(at time.Time, t tongue) string {
	half := phrase("am").in(t)
	if at.Hour() >= 12 {
		half = phrase("pm").in(t)
	}
	switch {
	case t != frCA:
		return at.Format("3:04 ") + half
	case at.Minute() == 0:
		return strconv.Itoa(at.Hour()) + "\u00a0" + half
	}
	return strconv.Itoa(at.Hour()) + "\u00a0" + half + "\u00a0" + at.Format("04")
}
