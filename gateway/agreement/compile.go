package agreement

import (
	"encoding/json"
	"fmt"

	"bordercast/cap"
)

// Agreement is compiled Terms. It is immutable and may be used from any goroutine.
type Agreement struct {
	terms   Terms
	systems map[string]System
	routes  []route
	version string
}

// route is a Route with its names resolved and its conditions ready.
type route struct {
	Route
	from, to   map[string]bool
	conditions []condition
}

// Compile checks the terms against the systems they speak of. The agreement can be used only when no problem is
// an Error; it is nil otherwise.
func Compile(terms Terms, systems []System) (*Agreement, []Problem) {
	a := &Agreement{terms: terms, systems: map[string]System{}}
	for _, s := range systems {
		a.systems[s.Name] = s
	}
	problems := a.checkTerms()
	for i, written := range terms.Routes {
		r, found := a.compile(written, fmt.Sprintf("agreement.routes[%d]", i))
		problems = append(problems, found...)
		a.routes = append(a.routes, r)
	}
	problems = append(problems, a.unheld()...)
	problems = append(problems, a.unreachable()...)
	for _, p := range problems {
		if p.Level == Error {
			return nil, problems
		}
	}
	a.version = versionOf(terms, systems)
	return a, problems
}

// Version names these very terms over these very systems: an approval or draft made under another is stale.
func (a *Agreement) Version() string { return a.version }

func versionOf(terms Terms, systems []System) string {
	text, err := json.Marshal(struct {
		Terms   Terms
		Systems []System
	}{terms, systems})
	if err != nil { // strings, numbers and lists only: it cannot fail
		return ""
	}
	return cap.HashToken(string(text))[:12]
}

func (a *Agreement) compile(written Route, where string) (route, []Problem) {
	r := route{Route: written, from: map[string]bool{}, to: map[string]bool{}}
	if r.Hold.Then == "" {
		r.Hold.Then = HoldBack
	}
	c := checker{where: where, route: &r, systems: a.systems}
	c.names()
	c.ends()
	r.conditions = c.conditions(a)
	c.action()
	c.privacy()
	c.channels()
	return r, c.problems
}

// resolve puts the systems a name or a side stands for into set; a side stands for those that use the lane.
func (a *Agreement) resolve(name string, uses func(System) bool) []string {
	if s, known := a.systems[name]; known {
		return []string{s.Name}
	}
	var all []string
	for _, s := range a.systems {
		if string(s.Side) == name && uses(s) {
			all = append(all, s.Name)
		}
	}
	return all
}
