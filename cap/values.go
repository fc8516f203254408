package cap

import (
	"iter"
	"strings"
	"time"
)

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

// VTEC is one P-VTEC string of the US National Weather Service: /k.aaa.cccc.pp.s.####.begin-end/.
type VTEC struct {
	Class        string // O operational, T test, E experimental, X experimental inside an operational product
	Action       string // NEW CON EXT EXA EXB UPG CAN EXP COR ROU
	Office       string
	Phenomenon   string    // two letters
	Significance string    // W warning, A watch, Y advisory, S statement …
	Event        string    // four digits; the count restarts each year
	Begin, End   time.Time // zero where all zeros: begun already, until further notice
}

// VTEC reads the P-VTEC strings of the parameter of that name, or NWSVTEC as tsunami centers wrote it until 2015. The
// hydrologic line that follows in the same value, and whatever else does not have the form, is passed over.
func (i *Info) VTEC() []VTEC {
	var list []VTEC
	for f := range i.vtecFields() {
		begin, end, _ := strings.Cut(f[6], "-")
		list = append(list, VTEC{f[0], f[1], f[2], f[3], f[4], f[5], vtecTime(begin), vtecTime(end)})
	}
	return list
}

// vtecFields are the fields of each P-VTEC as text: what asks for the action alone need not read the times.
func (i *Info) vtecFields() iter.Seq[[7]string] {
	return func(yield func([7]string) bool) {
		for n := range i.Parameters {
			p := &i.Parameters[n]
			if !strings.EqualFold(p.Name, "VTEC") && !strings.EqualFold(p.Name, "NWSVTEC") {
				continue
			}
			for part := range strings.SplitSeq(p.Value, "/") {
				if f, ok := splitVTEC(part); ok && !yield(f) {
					return
				}
			}
		}
	}
}

func splitVTEC(s string) (f [7]string, ok bool) {
	rest := strings.TrimSpace(s)
	for n := range 6 {
		if f[n], rest, ok = strings.Cut(rest, "."); !ok {
			return f, false
		}
	}
	f[6] = rest
	return f, len(f[0]) == 1 && len(f[1]) == 3 && !strings.Contains(rest, ".") && strings.Contains(rest, "-")
}

func vtecTime(s string) time.Time {
	t, err := time.Parse("060102T1504Z", s)
	if err != nil {
		return time.Time{}
	}
	return t
}
