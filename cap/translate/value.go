package translate

import (
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
)

var (
	categories    = strings.Fields("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")
	responseTypes = strings.Fields("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")
)

// values carries the enumerations. A word that CAP does not know is lowered to Unknown or Other and reported: the
// gateway neither guesses what was meant nor keeps people from the alert.
func (w *work) values(n int, i, out *cap.Info) {
	for _, c := range i.Categories {
		if slices.Contains(categories, c) {
			out.Categories = append(out.Categories, w.report.carry(path(n, "category"), c, c))
			continue
		}
		w.report.add(Dropped, path(n, "category"), c, "", "values", "CAP has no such category")
	}
	if len(out.Categories) == 0 {
		out.Categories = []string{"Other"}
		w.report.add(Defaulted, path(n, "category"), "", "Other", "values", "CAP 1.2 requires a category")
	}
	for _, r := range i.ResponseTypes {
		if slices.Contains(responseTypes, r) {
			out.ResponseTypes = append(out.ResponseTypes, w.report.carry(path(n, "responseType"), r, r))
			continue
		}
		w.report.add(Dropped, path(n, "responseType"), r, "", "values", "CAP has no such response")
	}
	out.Urgency = oneOf(w, path(n, "urgency"), i.Urgency, cap.UnknownUrgency, cap.Immediate, cap.Expected, cap.Future, cap.Past)
	out.Severity = oneOf(w, path(n, "severity"), i.Severity, cap.UnknownSeverity, cap.Extreme, cap.Severe, cap.Moderate, cap.Minor)
	out.Certainty = oneOf(w, path(n, "certainty"), i.Certainty, cap.UnknownCertainty, cap.Observed, cap.Likely, cap.Possible, cap.Unlikely)
}

func oneOf[T ~string](w *work, path string, value, unknown T, known ...T) T {
	if value == unknown || slices.Contains(known, value) {
		w.report.carry(path, string(value), string(value))
		return value
	}
	w.report.add(Defaulted, path, string(value), string(unknown), "values", "it is none of CAP's values; never raised")
	return unknown
}

// numbers are what the schema takes for altitude, ceiling and size.
var numbers = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)

// number carries a number; what is none would not be written, so it is told.
func (w *work) number(path, text string) string {
	if text == "" || numbers.MatchString(text) {
		return w.report.carry(path, text, text)
	}
	w.report.add(Dropped, path, text, "", "values", "it is no number")
	return ""
}
