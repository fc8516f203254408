package agreement

import (
	"slices"
	"strings"
)

// condition is one key of a match, compiled. It holds when one of the alert's values is one of its own.
type condition struct {
	field   string
	written string   // as in the file, for explanations
	any     []string // values that satisfy it, in lower case where case does not count
	of      func(Facts) []string
	meets   func(value, wanted string) bool
	near    float64 // of a border key: how far near is (km)
}

// met is the alert's value that satisfies the condition.
func (c condition) met(f Facts) (string, bool) {
	for _, value := range c.of(f) {
		for _, wanted := range c.any {
			if c.meets(value, wanted) {
				return value, true
			}
		}
	}
	return "", false
}

// within tells whether whatever meets c meets wider too.
func (c condition) within(wider condition) bool {
	for _, value := range c.any {
		if !slices.ContainsFunc(wider.any, func(w string) bool { return wider.covers(value, w) }) {
			return false
		}
	}
	return len(c.any) > 0
}

func (c condition) covers(value, wanted string) bool {
	switch c.field {
	case "districts":
		return covers(wanted, value)
	case "border":
		return bordering(value, wanted, c.near)
	}
	return strings.EqualFold(value, wanted)
}

// touches tells whether a district of an alert and one of a route have ground in common. A whole state touches
// each of its districts; a place nobody knows touches only "*".
func touches(district, pattern string) bool {
	d, p := strings.Split(district, "/"), strings.Split(pattern, "/")
	for i, want := range p {
		switch {
		case want == "*":
			return true
		case i >= len(d) || d[i] == "_" && i > 0:
			return true
		case d[i] != want:
			return false
		}
	}
	return true
}

// covers tells whether all that the narrow pattern matches is matched by the wide one.
func covers(wide, narrow string) bool {
	if prefix, found := strings.CutSuffix(wide, "*"); found {
		return strings.HasPrefix(narrow, prefix)
	}
	return wide == narrow
}

// wellFormed tells whether text is a district ("us/me/029") or, where patterns may stand, ends in a star.
func wellFormed(text string, pattern bool) bool {
	if text == "*" {
		return pattern
	}
	levels := strings.Split(text, "/")
	last := levels[len(levels)-1]
	for i, l := range levels {
		if l != strings.ToLower(l) || l == "" || strings.ContainsAny(l, "+# ") || l == "*" && i < len(levels)-1 {
			return false
		}
	}
	side := levels[0] == "us" || levels[0] == "ca"
	return side && (len(levels) == 3 && last != "*" || pattern && last == "*" && len(levels) <= 3)
}
