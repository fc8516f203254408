package translate

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/profile"
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
// SAME geocodes, EAS-ORG and WEA text decide channels and not the level.
func level(to cap.Side, a *cap.Alert, d Draft) (Level, []string) {
	reached, which := LevelCAPCP, profile.CAPCP
	if to == cap.US {
		reached, which = LevelIPAWS, profile.IPAWS
	}
	reasons := append(headReasons(a), eventReasons(to, a, d)...)
	for _, f := range profile.Errors(a, which) {
		if !settled(f.Rule, a, d) {
			reasons = append(reasons, fmt.Sprintf("%s: %s (%s)", f.Path, f.Text, f.Rule))
		}
	}
	if reasons = append(reasons, shapeReasons(to, a)...); len(reasons) > 0 {
		return LevelCAP, reasons
	}
	return reached, nil
}

// settled are the profile's rules that the translator answers itself: its code is written when the level is known;
// the event code has a better reason; and who only is to know needs no location of the destination's, as an info
// needs none for its further areas.
func settled(rule string, a *cap.Alert, d Draft) bool {
	switch rule {
	case "ipaws-1.0/code/profile", "capcp-0.4/3/code":
		return true
	case "ipaws-1.0/eventCode/same", "capcp-0.4/8/event-code":
		return d.Match.Code == ""
	case "capcp-0.4/9/location":
		return d.Reach != Actionable || everyInfoLocated(a)
	}
	return false
}

func everyInfoLocated(a *cap.Alert) bool {
	return !slices.ContainsFunc(a.Infos, func(i cap.Info) bool { return !slices.ContainsFunc(i.Areas, located) })
}

func located(a cap.Area) bool { return slices.ContainsFunc(a.Geocodes, geo.IsLocation) }

// headReasons: what is for the gateway's operator, and what the profiles leave open about answers.
func headReasons(a *cap.Alert) []string {
	var out []string
	if !strings.Contains(a.Sender, "@") || strings.ContainsAny(a.Sender, " ,<>&\"") {
		out = append(out, "gateway.sender is not of the form name@domain")
	}
	if (a.MsgType == cap.MsgAck || a.MsgType == cap.MsgError) && strings.TrimSpace(a.References) == "" {
		out = append(out, "a "+string(a.MsgType)+" without references")
	}
	return out
}

// eventReasons say why there is no event code, once for all infos. A Cancel for IPAWS may come without.
func eventReasons(to cap.Side, a *cap.Alert, d Draft) []string {
	switch why := or(d.Match.Why, "no row"); {
	case d.Match.Code != "":
	case to == cap.US && a.MsgType != cap.MsgCancel:
		return []string{"no SAME event code: " + why}
	case to == cap.CA && len(a.Infos) > 0:
		return []string{"no CAP-CP event code (rule 8): " + why}
	}
	return nil
}

// mostPoints is how many points a polygon may have at IPAWS. The rule is known at second hand, so the profile only
// warns; a derived alert keeps to it all the same.
const mostPoints = 200

// shapeReasons: a drawing that cannot be read, or has more points than the far end takes.
func shapeReasons(to cap.Side, a *cap.Alert) []string {
	var out []string
	seen := map[string]bool{} // the same drawing stands in every language
	for n := range a.Infos {
		for _, area := range a.Infos[n].Areas {
			out = append(out, areaReasons(to, n+1, area, seen)...)
		}
	}
	return out
}

func areaReasons(to cap.Side, info int, a cap.Area, seen map[string]bool) []string {
	var out []string
	for _, p := range a.Polygons {
		if seen[p] {
			continue
		}
		seen[p] = true
		switch points, err := cap.ParsePolygon(p); {
		case err != nil:
			out = append(out, fmt.Sprintf("a polygon of info %d cannot be used: %v", info, err))
		case to == cap.US && len(points)-1 > mostPoints:
			out = append(out, fmt.Sprintf("a polygon of info %d has %d points, more than %d", info, len(points)-1, mostPoints))
		}
	}
	for _, c := range a.Circles {
		if _, err := cap.ParseCircle(c); err != nil && !seen[c] {
			out = append(out, fmt.Sprintf("a circle of info %d cannot be used: %v", info, err))
		}
		seen[c] = true
	}
	return out
}
