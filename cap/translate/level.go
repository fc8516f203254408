package translate

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// The codes by which an alert promises a profile's rules.
const (
	codeIPAWS = "IPAWSv1.0"
	codeCAPCP = "profile:CAP-CP:0.4"
)

func profileCode(l Level) string {
	switch l {
	case LevelIPAWS:
		return codeIPAWS
	case LevelCAPCP:
		return codeCAPCP
	}
	return ""
}

// level judges the derived alert by the content rules of the destination's profile. Rules about status, freshness,
// SAME geocodes, EAS-ORG and WEA text decide channels and not the level (contracts "Levels").
func level(to cap.Side, a *cap.Alert, d Draft) (Level, []string) {
	reached, reasons := LevelCAPCP, capcpReasons(a, d)
	if to == cap.US {
		reached, reasons = LevelIPAWS, ipawsReasons(a, d)
	}
	if len(reasons) > 0 {
		return LevelCAP, reasons
	}
	return reached, nil
}

// ipawsReasons: IPAWS Profile v1.0 and the interface guide's content rules (facts/us b.1, b.2). A Cancel may come
// without infos, so its code and area are not asked for.
func ipawsReasons(a *cap.Alert, d Draft) []string {
	var out []string
	out = append(out, headReasons(a)...)
	if len(a.Infos) == 0 && a.MsgType != cap.MsgCancel {
		out = append(out, "it has no info")
	}
	if a.MsgType != cap.MsgCancel && d.Match.Code == "" {
		out = append(out, "no SAME event code: "+or(d.Match.Why, "no row"))
	}
	out = append(out, alikeReasons(a, "IPAWS profile")...)
	for n := range a.Infos {
		i := &a.Infos[n]
		if i.Expires.At.IsZero() {
			out = append(out, fmt.Sprintf("info %d has no expires", n+1))
		}
		if len(i.Areas) == 0 && a.MsgType != cap.MsgCancel {
			out = append(out, fmt.Sprintf("info %d has no area", n+1))
		}
		if len(cap.Values(i.EventCodes, event.SAME)) > 1 {
			out = append(out, fmt.Sprintf("info %d has several SAME codes", n+1))
		}
		out = append(out, shapeReasons(n, i, 200)...)
	}
	return out
}

// capcpReasons: the MUSTs of CAP-CP 0.4A by their numbers (facts/canada a).
func capcpReasons(a *cap.Alert, d Draft) []string {
	var out []string
	out = append(out, headReasons(a)...)
	if len(a.Infos) == 0 && a.MsgType != cap.MsgAck && a.MsgType != cap.MsgError {
		out = append(out, "it has no info (CAP-CP rule 5)")
	}
	if len(a.Infos) > 0 && d.Match.Code == "" {
		out = append(out, "no CAP-CP event code (rule 8): "+or(d.Match.Why, "no row"))
	}
	out = append(out, alikeReasons(a, "CAP-CP rule 2")...)
	for n := range a.Infos {
		i := &a.Infos[n]
		if i.Language == "" {
			out = append(out, fmt.Sprintf("info %d has no language (CAP-CP rule 6)", n+1))
		}
		if len(i.Areas) == 0 {
			out = append(out, fmt.Sprintf("info %d has no area (CAP-CP rule 10)", n+1))
		}
		if d.Reach == Actionable && !slices.ContainsFunc(i.Areas, located) {
			out = append(out, fmt.Sprintf("no area of info %d has a CAP-CP location (rule 9)", n+1))
		}
		out = append(out, shapeReasons(n, i, 0)...)
	}
	return out
}

func located(a cap.Area) bool { return slices.ContainsFunc(a.Geocodes, geo.IsLocation) }

func headReasons(a *cap.Alert) []string {
	var out []string
	if !strings.Contains(a.Sender, "@") || strings.ContainsAny(a.Sender, " ,<>&\"") {
		out = append(out, "gateway.sender is not of the form name@domain")
	}
	if a.MsgType != cap.MsgAlert && strings.TrimSpace(a.References) == "" {
		out = append(out, "a "+string(a.MsgType)+" without references")
	}
	return out
}

// alikeReasons: every info the same categories and the same event codes.
func alikeReasons(a *cap.Alert, rule string) []string {
	var out []string
	for n := 1; n < len(a.Infos); n++ {
		first, i := &a.Infos[0], &a.Infos[n]
		if !slices.Equal(sorted(first.Categories), sorted(i.Categories)) {
			out = append(out, fmt.Sprintf("info %d has other categories than info 1 (%s)", n+1, rule))
		}
		if !slices.Equal(codeSet(first), codeSet(i)) {
			out = append(out, fmt.Sprintf("info %d has other event codes than info 1 (%s)", n+1, rule))
		}
	}
	return out
}

func codeSet(i *cap.Info) []string {
	var out []string
	for _, c := range i.EventCodes {
		out = append(out, c.Name+"="+c.Value)
	}
	return slices.Compact(sorted(out))
}

// shapeReasons: a drawing that cannot be read, or has more points than the far end takes (0: no limit).
func shapeReasons(n int, i *cap.Info, most int) []string {
	var out []string
	for _, a := range i.Areas {
		for _, p := range a.Polygons {
			points, err := cap.ParsePolygon(p)
			switch {
			case err != nil:
				out = append(out, fmt.Sprintf("a polygon of info %d cannot be used: %v", n+1, err))
			case most > 0 && len(points)-1 > most:
				out = append(out, fmt.Sprintf("a polygon of info %d has %d points, more than %d", n+1, len(points)-1, most))
			}
		}
		for _, c := range a.Circles {
			if _, err := cap.ParseCircle(c); err != nil {
				out = append(out, fmt.Sprintf("a circle of info %d cannot be used: %v", n+1, err))
			}
		}
	}
	return out
}
