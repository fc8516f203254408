package cap

import (
	"strings"
	"time"
)

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

// VTEC reads the P-VTEC strings of the parameter of that name. The hydrologic line that follows in the same
// value, and whatever else does not have the form, is passed over.
func (i *Info) VTEC() []VTEC {
	var list []VTEC
	for _, p := range i.Parameters {
		if !strings.EqualFold(p.Name, "VTEC") {
			continue
		}
		for part := range strings.SplitSeq(p.Value, "/") {
			if v, ok := parseVTEC(part); ok {
				list = append(list, v)
			}
		}
	}
	return list
}

func parseVTEC(s string) (VTEC, bool) {
	f := strings.SplitN(strings.TrimSpace(s), ".", 8)
	if len(f) != 7 || len(f[0]) != 1 || len(f[1]) != 3 {
		return VTEC{}, false
	}
	begin, end, ok := strings.Cut(f[6], "-")
	if !ok {
		return VTEC{}, false
	}
	return VTEC{f[0], f[1], f[2], f[3], f[4], f[5], vtecTime(begin), vtecTime(end)}, true
}

func vtecTime(s string) time.Time {
	t, err := time.Parse("060102T1504Z", s)
	if err != nil {
		return time.Time{}
	}
	return t
}
