package event

import (
	"strings"

	"bordercast/cap"
)

// IsTerm tells whether a code has the form of the OASIS list.
func IsTerm(code string) bool {
	number, ok := strings.CutPrefix(code, "OET-")
	return ok && len(number) == 3 && strings.Trim(number, "0123456789") == ""
}

// term is the info's own OASIS term; what does not look like one is none.
func term(i *cap.Info) string {
	if c := i.Code(OET); IsTerm(c) {
		return c
	}
	return ""
}

func capcpCode(i *cap.Info) string {
	for _, p := range i.EventCodes {
		if strings.HasPrefix(fold(p.Name), "profile:cap-cp:event:") {
			return strings.TrimSpace(p.Value)
		}
	}
	return ""
}

func sameCode(i *cap.Info) string {
	return first(strings.TrimSpace(i.Code(SAME)), strings.TrimSpace(i.Param(KeptSAME)))
}

// phenomenon is the pp of the weather service's pp+s code. Codes that end otherwise are no VTEC: TOE is a telephone
// outage and no tornado.
func phenomenon(i *cap.Info) string {
	if c := strings.TrimSpace(i.Code(NWS)); significance(c) != "" {
		return c[:2]
	}
	return ""
}

// placeholder: SAME=NWS and SAME=OTH stand for "no SAME code" (us-traps 3).
func placeholder(same string) bool { return same == "NWS" || same == "OTH" }

func unless(not bool, s string) string {
	if not {
		return ""
	}
	return s
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
