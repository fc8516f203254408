package cap

import "strings"

// Values are all values of a valueName, in order and without outer white space. Names are compared without
// regard to case, since senders spell them as they like (traps us-12), and repeat (traps us-13).
func Values(pairs []Pair, name string) []string {
	var list []string
	for _, p := range pairs {
		if strings.EqualFold(p.Name, name) {
			list = append(list, strings.TrimSpace(p.Value))
		}
	}
	return list
}

// Value is the first of Values, or "": for names that are no list the first stands (ECIG 3.3.1).
func Value(pairs []Pair, name string) string {
	for _, p := range pairs {
		if strings.EqualFold(p.Name, name) {
			return strings.TrimSpace(p.Value)
		}
	}
	return ""
}

// CutPrefix is what follows the start of a name, compared without regard to case like all names.
func CutPrefix(name, start string) (rest string, ok bool) {
	if len(name) < len(start) || !strings.EqualFold(name[:len(start)], start) {
		return name, false
	}
	return name[len(start):], true
}

// Code is the first eventCode of that valueName, or "".
func (i *Info) Code(valueName string) string { return Value(i.EventCodes, valueName) }

// Param is the first parameter of that valueName, or "".
func (i *Info) Param(valueName string) string { return Value(i.Parameters, valueName) }

// Params are all parameters of that valueName, in order.
func (i *Info) Params(valueName string) []string { return Values(i.Parameters, valueName) }

// SAME are the SAME location codes of the area, in order; FIPS6 is their old name (ECIG 3.10).
func (a *Area) SAME() []string {
	var list []string
	for _, p := range a.Geocodes {
		if strings.EqualFold(p.Name, "SAME") || strings.EqualFold(p.Name, "FIPS6") {
			list = append(list, strings.TrimSpace(p.Value))
		}
	}
	return list
}
