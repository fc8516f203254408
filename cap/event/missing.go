package event

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// MissingCodes are the codes, of either side and of the OASIS list, of alerts about a missing person: they hold a name,
// a picture or what somebody looks like.
func MissingCodes() []string {
	return []string{"amber", "missingPer", "missingVPer", "silver", "CAE", "MEP", "OET-038", "OET-130"}
}

// Missing tells whether an info is about a missing person, by any code that it carries.
func Missing(i *cap.Info) bool {
	return IsMissing(i.Param(KeptSAME)) ||
		slices.ContainsFunc(i.EventCodes, func(p cap.Pair) bool { return IsMissing(p.Value) })
}

// IsMissing tells whether a code is of an alert about a missing person.
func IsMissing(code string) bool {
	code = strings.TrimSpace(code)
	return slices.ContainsFunc(MissingCodes(), func(c string) bool { return strings.EqualFold(c, code) })
}
