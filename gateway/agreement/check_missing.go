package agreement

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
)

// unheld refuses routes that name alerts about missing persons and let them cross without anybody's answer: a name and
// a picture are a person's, and cannot be taken back. A route of lane actual that takes them among others stops them
// (see guard), and is warned of, unless an earlier one holds or drops them: in the other lanes nobody is missing.
func (a *Agreement) unheld() []Problem {
	var problems []Problem
	for i := range a.routes {
		r := &a.routes[i]
		codes := slices.DeleteFunc(event.MissingCodes(), func(code string) bool {
			return !r.lets(code) || a.stopped(r, a.routes[:i], code)
		})
		if r.Do != Forward || len(codes) == 0 {
			continue
		}
		list := strings.Join(codes, ", ")
		p := Problem{Error, fmt.Sprintf("agreement.routes[%d].do", i),
			"route " + r.Name + ": forwards alerts about missing persons (" + list + ") over the border without asking anybody",
			"write do: hold, so that somebody answers for each; what follows an alert that " +
				"was let through is not asked about again"}
		if len(r.Match.Event) == 0 {
			p.Level = Warning
			p.What = "route " + r.Name + ": alerts about missing persons (" + list +
				") stop at it, for it would forward them over the border without asking anybody"
			p.Do = "write a route before it that holds them: match: {event: [" + list + "]}, do: hold"
		}
		problems = append(problems, p)
	}
	return problems
}

// lets tells whether a route takes alerts with a code of a missing person's.
func (r *route) lets(code string) bool {
	if len(r.Match.Event) > 0 {
		return slices.ContainsFunc(r.Match.Event, func(e string) bool { return strings.EqualFold(e, code) })
	}
	personal := []string{"Safety", "Security", "Rescue", "Other"} // what such alerts are filed under
	return r.Lane == cap.LaneActual &&
		(len(r.Match.Category) == 0 || slices.ContainsFunc(r.Match.Category,
			func(c string) bool { return slices.Contains(personal, c) }))
}

// stopped tells whether, for each pair of ends on two sides, an earlier route holds or drops what r takes with a code.
func (a *Agreement) stopped(r *route, earlier []route, code string) bool {
	for from := range r.from {
		for to := range r.to {
			if a.systems[from].Side == a.systems[to].Side {
				continue // its own readers' own side
			}
			if !slices.ContainsFunc(earlier, func(e route) bool {
				return e.Lane == r.Lane && e.from[from] && e.to[to] && e.Do != Forward && e.takes(code, r)
			}) {
				return false
			}
		}
	}
	return true
}

// takes tells whether e matches whatever r matches of a code.
func (e *route) takes(code string, r *route) bool {
	for _, w := range e.conditions {
		if w.field == "event" {
			if !slices.ContainsFunc(e.Match.Event, func(c string) bool { return strings.EqualFold(c, code) }) {
				return false
			}
			continue
		}
		if !slices.ContainsFunc(r.conditions, func(c condition) bool { return c.field == w.field && c.within(w) }) {
			return false
		}
	}
	return true
}
