package cap

import "strings"

// upconvert gives a CAP 1.0 alert what CAP 1.2 requires and 1.0 did not have. The password element was never
// read, so that it can reach neither a log nor a destination.
func (a *Alert) upconvert() {
	if a.Scope == "" {
		a.Scope = a.impliedScope()
	}
	for n := range a.Infos {
		i := &a.Infos[n]
		if len(i.Categories) == 0 {
			i.Categories = []string{"Other"} // optional in 1.0, required since 1.1
		}
		if i.Certainty == "Very Likely" {
			i.Certainty = Likely // CAP 1.1 withdrew "Very Likely" in favour of Likely
		}
	}
}

// impliedScope never widens: only an alert that names neither a rule nor addressees was for everyone.
func (a *Alert) impliedScope() Scope {
	switch {
	case a.Addresses != "":
		return Private
	case a.Restriction != "":
		return Restricted
	}
	return Public
}

// splitPair reads the name=value of CAP 1.0; a string without "=" is a value without a name.
func splitPair(s string) Pair {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return Pair{Value: s}
	}
	return Pair{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}
}
