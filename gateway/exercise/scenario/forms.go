package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// form is how a text must be written.
type form struct {
	pattern string
	answer  string // to a text that is not, which stands for %q
}

// forms are those that the tag form names.
func forms() map[string]form {
	return map[string]form{
		"name": {`^[a-z0-9][a-z0-9-]*$`, "%q is no name here; write small letters, digits and hyphens"},
		"word": {`^[^\s<&]+$`, "%q must be one word; put hyphens where it has spaces"},
		"sender": {`^[^\s,<&@]+@[^\s,<&@]+\.invalid$`, "%q is no sender of an exercise; write NAME@AGENCY.invalid, " +
			"a domain that can never exist"},
		"timezone": {`^[A-Za-z]+(/[A-Za-z_-]+)*$`, "%q is no time zone; write it like America/New_York"},
		"county":   {`^[0-9]{6}$`, "%q is no SAME code of a place; write its six digits, like 023029"},
		"zone":     {`^[A-Z]{2}[CZ][0-9]{3}$`, "%q is no zone of the weather service; write it like MEZ017"},
		"division": {`^[0-9]{2}([0-9]{2}([0-9]{3})?)?$`, "%q is no SGC code; write two, four or seven digits, like 1302"},
		"polygon": {`^(-?[0-9]+(\.[0-9]+)?,-?[0-9]+(\.[0-9]+)?( |$)){4,}$`,
			"%q is no polygon; write four points or more as LATITUDE,LONGITUDE with a space between them"},
		"moment": {`^[1-9][0-9]? ([01][0-9]|2[0-3]):[0-5][0-9]$`,
			"%q is no time of a script; write the day from 1 and the left side's clock, like 1 09:20"},
		"range": {`^[0-9]{1,6}-[0-9]{1,6}$`, "%q is no range of numbers; write it like 20-79"},
	}
}

// form says whether a text is written in a form.
func (r *reading) form(n ast.Node, text, name string) bool {
	f := forms()[name]
	good := regexp.MustCompile(f.pattern).MatchString(text)
	if good && name == "timezone" {
		_, err := time.LoadLocation(text)
		good = err == nil
	}
	if !good {
		r.fail(n, f.answer, short(text))
		return false
	}
	if fault := ""; name == "polygon" {
		if fault = polygonFault(text); fault != "" {
			r.fail(n, "%s", fault)
			return false
		}
	}
	return true
}

func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return text
}

// polygonFault says what is wrong with a polygon that is written as one.
func polygonFault(text string) string {
	points := strings.Fields(text)
	for _, p := range points {
		lat, lon, _ := strings.Cut(p, ",")
		y, _ := strconv.ParseFloat(lat, 64)
		x, _ := strconv.ParseFloat(lon, 64)
		if y < -90 || y > 90 || x < -180 || x > 180 {
			return fmt.Sprintf("%s is nowhere on earth; write the latitude first, then the longitude", p)
		}
	}
	if points[0] != points[len(points)-1] {
		return fmt.Sprintf("this polygon is open; end it with its first point, %s", points[0])
	}
	return ""
}

// read reads a moment: the day and the clock.
func (m *Moment) read(r *reading, n ast.Node) {
	text, ok := r.text(n)
	if !ok || !r.form(n, text, "moment") {
		return
	}
	_, _ = fmt.Sscanf(text, "%d %d:%d", &m.Day, &m.Hour, &m.Minute) // the form is right
}

// Range is the numbers from one to another.
type Range struct{ From, To int }

// read reads a range.
func (g *Range) read(r *reading, n ast.Node) {
	text, ok := r.text(n)
	if !ok || !r.form(n, text, "range") {
		return
	}
	_, _ = fmt.Sscanf(text, "%d-%d", &g.From, &g.To) // the form is right
	if g.To < g.From {
		r.fail(n, "%q ends before it begins; write the smaller number first", text)
		g.To = g.From
	}
}

// of is the number of the n-th of a flood, from 0.
func (g Range) of(n int) int { return g.From + n%(g.To-g.From+1) }

// codeForms are the lists that an event may be of, with the form of their codes.
func codeForms() map[string]form {
	return map[string]form{
		"same":  {`^[A-Z]{3}$`, "%q is no SAME event; write its three letters, like HMW"},
		"capcp": {`^[A-Za-z]+$`, "%q is no CAP-CP event; write it like airQuality"},
		"oet":   {`^OET-[0-9]{3}$`, "%q is no OASIS term; write it like OET-167"},
	}
}

// read reads an event: {same: HMW}.
func (c *Code) read(r *reading, n ast.Node) {
	pairs := pairsOf(n)
	if len(pairs) != 1 {
		r.fail(n, "one code belongs here; write {same: HMW}, {capcp: hazmat} or {oet: OET-167}")
		return
	}
	list, text := pairs[0].Key.GetToken().Value, pairs[0].Value
	f, ok := codeForms()[list]
	if !ok {
		r.unknown(pairs[0].Key, []string{"same", "capcp", "oet"})
		return
	}
	code, ok := r.text(text)
	if !ok {
		return
	}
	if !regexp.MustCompile(f.pattern).MatchString(code) {
		r.fail(text, f.answer, short(code))
		return
	}
	*c = map[string]func(string) Code{"same": SAME, "capcp": CAPCP, "oet": OET}[list](code)
}

// gravity are the words of CAP, in the order in which they are written.
func gravity() [3][]string {
	return [3][]string{
		{"Immediate", "Expected", "Future", "Past", "Unknown"},
		{"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
		{"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
	}
}

// read reads [URGENCY, SEVERITY, CERTAINTY].
func (g *Grave) read(r *reading, n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok || len(list.Values) != 3 {
		r.fail(n, "three words belong here; write [URGENCY, SEVERITY, CERTAINTY], like [Immediate, Severe, Observed]")
		return
	}
	for i, into := range []*string{&g.Urgency, &g.Severity, &g.Certainty} {
		text, ok := r.text(list.Values[i])
		if ok && !slices.Contains(gravity()[i], text) {
			r.fail(list.Values[i], "%q cannot stand here; write %s", text, either(gravity()[i]))
		}
		*into = text
	}
}
