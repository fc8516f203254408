package agreement

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// privacy checks the allow-list: named where something not Public may cross, and only there.
func (c *checker) privacy() {
	r := c.route
	private := slices.ContainsFunc(r.Match.Scope, func(s string) bool { return s != string(cap.Public) })
	if private && r.Do != Drop && len(r.Allow) == 0 {
		c.fail("allow", "lets Restricted or Private alerts cross but allows none of their elements",
			"list the elements that may cross, like [event, headline, area]")
	}
	if !private && len(r.Allow) > 0 {
		c.warn("allow", "lists elements, but matches Public alerts only, which cross whole",
			"name scope: Restricted or Private under match, or remove allow")
	}
	for _, name := range r.Allow {
		if !allowable(name) {
			c.fail("allow", quote(name)+" is no CAP element that can be allowed",
				"use "+strings.Join(Elements(), ", ")+", or parameter:NAME for one parameter")
		}
	}
	for _, to := range r.To {
		if private && r.Do != Drop && c.systems[to].Public {
			c.fail("to", to+" writes a public tree, where Restricted and Private alerts never stand",
				"lead the route to a system with out.tree: party")
		}
	}
}

// allowable knows the elements, and one parameter by its name.
func allowable(name string) bool {
	parameter, found := strings.CutPrefix(name, "parameter:")
	return slices.Contains(Elements(), name) || found && parameter != ""
}

// channels checks public channels: known on the destination's side, behind a hold, and closed in this version.
func (c *checker) channels() {
	if len(c.route.Channels) == 0 {
		return
	}
	if c.route.Do != HoldBack || c.route.Hold.Ask != Acceptance {
		c.fail("channels", "would open a public channel without asking", "write do: hold and ask: acceptance")
	}
	for _, channel := range c.route.Channels {
		for _, side := range c.sides(c.route.to) {
			if !slices.Contains(Channels(cap.Side(side)), channel) {
				c.fail("channels", quote(channel)+" is no public channel of side "+side,
					"use "+strings.Join(Channels(cap.Side(side)), ", "))
			}
		}
	}
	c.fail("channels", "opens a public channel, which needs people the gateway can authenticate, and it cannot yet",
		"remove channels; the neighbour can issue its own alert")
}
