package agreement

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordercast/cap"
)

// checker looks at one route and collects what is wrong with it.
type checker struct {
	where    string
	route    *route
	systems  map[string]System
	problems []Problem
}

func (c *checker) fail(key, what, do string) {
	c.problems = append(c.problems, Problem{Error, c.where + "." + key, c.subject() + what, do})
}

func (c *checker) warn(key, what, do string) {
	c.problems = append(c.problems, Problem{Warning, c.where + "." + key, c.subject() + what, do})
}

func (c *checker) subject() string {
	if c.route.Name == "" {
		return "this route "
	}
	return "route " + c.route.Name + ": "
}

// checkTerms looks at what stands beside the routes.
func (a *Agreement) checkTerms() []Problem {
	var problems []Problem
	for i, d := range a.terms.Border {
		if !wellFormed(d, true) {
			problems = append(problems, Problem{Error, fmt.Sprintf("agreement.border[%d]", i),
				quote(d) + " is no district", "write side, region and district in lower case, like us/me/029 or ca/nb/1302"})
		}
	}
	named := map[string]bool{}
	for i, r := range a.terms.Routes {
		if named[r.Name] {
			problems = append(problems, Problem{Error, fmt.Sprintf("agreement.routes[%d].name", i),
				"two routes are called " + r.Name, "give each its own name, since every decision names its route"})
		}
		named[r.Name] = r.Name != ""
	}
	return problems
}

// names refuses a route without name, lane or action.
func (c *checker) names() {
	if c.route.Name == "" {
		c.fail("name", "has no name", "name it, since every decision names its route")
	}
	if statusesOf(c.route.Lane) == nil {
		c.fail("lane", "has no lane that exists", "write lane: actual, exercise or test; a route belongs to one")
	}
	if len(c.route.From) == 0 {
		c.fail("from", "comes from nobody", "name a system, or us or ca for all systems of a side")
	}
	if len(c.route.To) == 0 {
		c.fail("to", "leads nowhere", "name a system, or us or ca for all systems of a side")
	}
}

// ends resolves from and to. This is the lane guard: both ends must list the route's lane.
func (c *checker) ends() {
	a := &Agreement{systems: c.systems}
	for _, name := range c.route.From {
		c.end("from", name, a.resolve(name, func(s System) bool { return lanes(s.In, c.route.Lane) }), c.route.from)
	}
	for _, name := range c.route.To {
		c.end("to", name, a.resolve(name, func(s System) bool { return lanes(s.Out, c.route.Lane) }), c.route.to)
	}
}

func (c *checker) end(key, name string, found []string, into map[string]bool) {
	isSide := name == string(cap.US) || name == string(cap.CA)
	switch {
	case len(found) == 0 && isSide:
		c.fail(key, "no system of side "+name+" uses lane "+string(c.route.Lane), "give one that lane, or remove the route")
	case len(found) == 0:
		c.fail(key, "there is no system called "+quote(name), "name one of systems, or us or ca for all of a side")
	}
	for _, n := range found {
		into[n] = true
		s, list, part := c.systems[n], c.systems[n].In, "in"
		if key == "to" {
			list, part = s.Out, "out"
		}
		if !lanes(list, c.route.Lane) && statusesOf(c.route.Lane) != nil {
			c.fail(key, fmt.Sprintf("%s does not list lane %s under %s.lanes", n, c.route.Lane, part),
				"add the lane there, or give the route another; no route leads from one lane into another")
		}
	}
}

// action refuses a hold that asks nobody, and answers of which the route has no use.
func (c *checker) action() {
	r := c.route
	switch r.Do {
	case HoldBack:
		c.hold()
	case Forward, Drop:
		if r.Hold.Ask != "" || r.Hold.Of != "" {
			c.fail("hold", "has a hold, but does "+string(r.Do), "write do: hold, or remove the hold")
		}
	default:
		c.fail("do", quote(string(r.Do))+" is nothing a route can do", "write do: forward, hold or drop")
	}
	c.french()
}

// french warns of what reaches the public in Canada from a country that writes no French, asked of nobody there: both
// languages have equal size and place in New Brunswick, and the gateway translates nothing by machine.
func (c *checker) french() {
	to := slices.ContainsFunc(slices.Collect(maps.Keys(c.route.to)), func(n string) bool {
		return c.systems[n].Side == cap.CA && c.systems[n].Public
	})
	if !to || c.route.Lane != cap.LaneActual || !slices.Contains(c.sides(c.route.from), string(cap.US)) {
		return
	}
	const what = "French readers get event, place and fixed phrases only"
	switch {
	case c.route.Do == Forward:
		c.warn("do", what, "hold it, so that a French text can be attached")
	case c.route.Do == HoldBack && c.route.Hold.Ask == Release:
		c.warn("hold.ask", what, "write ask: acceptance, so that those who accept it can attach a French text")
	}
}

func (c *checker) hold() {
	h := c.route.Hold
	if h.Ask != Release && h.Ask != Acceptance {
		c.fail("hold.ask", quote(string(h.Ask))+" is no question",
			"write ask: release (may it leave? of the source's side) or acceptance (is it wanted? of the destination's)")
		return
	}
	asked, word := c.route.from, "a source's"
	if h.Ask == Acceptance {
		asked, word = c.route.to, "a destination's"
	}
	if sides := c.sides(asked); len(sides) > 0 && !c.partyOn(h.Of, sides) {
		c.fail("hold.of", fmt.Sprintf("%s is asked of %s, who is no party of %s side", h.Ask, quote(h.Of), word),
			"name a party of "+strings.Join(sides, " or "))
	}
	if !slices.Contains([]Action{HoldBack, Awareness, Drop, Forward}, h.Then) {
		c.fail("hold.then", quote(string(h.Then))+" is nothing to do at a deadline",
			"write then: hold, awareness, drop or forward")
	}
	if h.Then == Awareness {
		c.awareness()
	}
	if h.Then == Forward && len(c.route.Channels) > 0 {
		c.fail("hold.then", "would forward without an answer though it may open a public channel", "write then: hold or drop")
	}
	if h.Deadline == 0 {
		c.warn("hold.deadline", "holds without a deadline, so nobody is reminded",
			"write how long an answer may take, like 10m")
	}
}

// awareness refuses what must not go on unreviewed: whatever could reach the public, whatever is not for everybody, and
// what its own side has not released yet.
func (c *checker) awareness() {
	h := c.route.Hold
	if h.Ask != Acceptance {
		c.fail("hold.then", "would go on though its own side has not released it",
			"write then: hold or drop, or ask: acceptance")
	}
	if len(c.route.Channels) > 0 {
		c.fail("hold.then", "would go on without an answer though it may open a public channel", "write then: hold or drop")
	}
	if slices.ContainsFunc(c.route.Match.Scope, func(s string) bool { return s != string(cap.Public) }) {
		c.fail("hold.then", "would let Restricted or Private alerts go on unreviewed",
			"write then: hold or drop, or a route of its own for what is Public")
	}
	if h.Deadline == 0 {
		c.fail("hold.deadline", "goes on at its deadline and has none", "write how long an answer may take, like 10m")
	}
}

func (c *checker) sides(names map[string]bool) []string {
	var sides []string
	for n := range names {
		sides = append(sides, string(c.systems[n].Side))
	}
	slices.Sort(sides)
	return slices.Compact(sides)
}

func (c *checker) partyOn(party string, sides []string) bool {
	for _, s := range c.systems {
		if s.Party == party && party != "" && slices.Contains(sides, string(s.Side)) {
			return true
		}
	}
	return false
}
