package translate

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

var (
	categories    = strings.Fields("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")
	responseTypes = strings.Fields("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")
)

// values carries the enumerations. A word that CAP does not know is lowered to Unknown or Other and reported: the
// gateway neither guesses what was meant nor keeps people from the alert.
func values(n int, i, out *cap.Info, account *report.Account) {
	for _, c := range i.Categories {
		if slices.Contains(categories, c) {
			out.Categories = append(out.Categories, account.Carry(report.Path(n, "category"), c, c))
			continue
		}
		account.Add(report.Dropped, report.Path(n, "category"), c, "", "values", "CAP has no such category")
	}
	if len(out.Categories) == 0 {
		out.Categories = []string{"Other"}
		account.Add(report.Defaulted, report.Path(n, "category"), "", "Other", "values", "CAP 1.2 requires a category")
	}
	for _, r := range i.ResponseTypes {
		if slices.Contains(responseTypes, r) {
			out.ResponseTypes = append(out.ResponseTypes, account.Carry(report.Path(n, "responseType"), r, r))
			continue
		}
		account.Add(report.Dropped, report.Path(n, "responseType"), r, "", "values", "CAP has no such response")
	}
	out.Urgency = oneOf(account, report.Path(n, "urgency"), i.Urgency, cap.UnknownUrgency, cap.Immediate, cap.Expected,
		cap.Future, cap.Past)
	out.Severity = oneOf(account, report.Path(n, "severity"), i.Severity, cap.UnknownSeverity, cap.Extreme, cap.Severe,
		cap.Moderate, cap.Minor)
	out.Certainty = oneOf(account, report.Path(n, "certainty"), i.Certainty, cap.UnknownCertainty, cap.Observed,
		cap.Likely, cap.Possible, cap.Unlikely)
}

func oneOf[T ~string](account *report.Account, path string, value, unknown T, known ...T) T {
	if value == unknown || slices.Contains(known, value) {
		account.Carry(path, string(value), string(value))
		return value
	}
	account.Add(report.Defaulted, path, string(value), string(unknown), "values",
		"it is none of CAP's values; never raised")
	return unknown
}
