package agreement

import (
	"fmt"
	"slices"
	"strings"
)

// unreachable finds routes that can never decide: every pair of ends is taken by an earlier route that matches
// all they match, or a status they ask for cannot occur in their lane.
func (a *Agreement) unreachable() []Problem {
	var problems []Problem
	for i, r := range a.routes {
		where := fmt.Sprintf("agreement.routes[%d]", i)
		if by := r.shadowed(a.routes[:i]); len(by) > 0 {
			problems = append(problems, Problem{Warning, where,
				"route " + r.Name + " never decides: whatever it matches, " + strings.Join(by, " and ") + " matches first",
				"move it up, narrow the other, or remove it"})
		}
		if r.impossible() {
			problems = append(problems, Problem{Warning, where + ".match.status",
				"route " + r.Name + " never decides: lane " + string(r.Lane) + " holds no alert of that status",
				"remove status, since the lane says it already"})
		}
	}
	return problems
}

// shadowed names the earlier routes that together take all of r, or none.
func (r route) shadowed(earlier []route) []string {
	var by []string
	for from := range r.from {
		for to := range r.to {
			i := slices.IndexFunc(earlier, func(e route) bool {
				return e.Lane == r.Lane && e.from[from] && e.to[to] && r.within(e)
			})
			if i < 0 {
				return nil
			}
			by = append(by, earlier[i].Name)
		}
	}
	slices.Sort(by)
	return slices.Compact(by)
}

// within tells whether whatever meets r's conditions meets those of wider.
func (r route) within(wider route) bool {
	for _, w := range wider.conditions {
		if !slices.ContainsFunc(r.conditions, func(c condition) bool { return c.field == w.field && c.within(w) }) {
			return false
		}
	}
	return true
}

func (r route) impossible() bool {
	possible := statusesOf(r.Lane)
	status := r.Match.Status
	return len(status) > 0 && len(possible) > 0 &&
		!slices.ContainsFunc(status, func(s string) bool { return slices.Contains(possible, s) })
}
