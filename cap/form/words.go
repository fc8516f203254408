package form

import "strings"

// CAP's own words, in the order of its schema. CAP 1.0 knows fewer of the others, and has Very Likely for Observed.
// Nobody may change a list.
var (
	MsgTypes      = []string{"Alert", "Update", "Cancel", "Ack", "Error"}
	Scopes        = []string{"Public", "Restricted", "Private"}
	Urgencies     = []string{"Immediate", "Expected", "Future", "Past", "Unknown"}
	Severities    = []string{"Extreme", "Severe", "Moderate", "Minor", "Unknown"}
	Certainties   = []string{"Observed", "Very Likely", "Likely", "Possible", "Unlikely", "Unknown"}
	Statuses      = StatusesOf(false)
	Categories    = CategoriesOf(false)
	ResponseTypes = ResponseTypesOf(true)
)

// StatusesOf are those of a version: CAP 1.0 has no Draft.
func StatusesOf(v10 bool) []string {
	list := []string{"Actual", "Exercise", "System", "Test", "Draft"}
	if v10 {
		return list[:4]
	}
	return list
}

// CategoriesOf are those of a version: CAP 1.0 has no CBRNE.
func CategoriesOf(v10 bool) []string {
	list := []string{"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "Other",
		"CBRNE"}
	if v10 {
		return list[:11]
	}
	return list
}

// ResponseTypesOf are the response types of a version: CAP 1.1 has neither Avoid nor AllClear.
func ResponseTypesOf(v12 bool) []string {
	list := []string{"Shelter", "Evacuate", "Prepare", "Execute", "Monitor", "Assess", "None", "Avoid", "AllClear"}
	if v12 {
		return list
	}
	return list[:7]
}

// Integer is s where it is a whole number, else "".
func Integer(s string) string {
	if strings.Contains(s, ".") {
		return ""
	}
	return Decimal(s)
}

// Decimal is s where it is an xs:decimal, else "".
func Decimal(s string) string {
	t := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if len(s)-len(t) > 1 || !Digits(t) || strings.Count(t, ".") > 1 || strings.ContainsAny(t, "+-") {
		return ""
	}
	return s
}

// Digits keeps out what ParseFloat takes and no map does: NaN, Inf, hexadecimal, exponents, underscores.
func Digits(s string) bool {
	s = strings.TrimLeft(s, "+-")
	if s == "" || s == "." {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			return false
		}
	}
	return true
}

// IsDateTime says whether text, which is a readable time, also has the form of xs:dateTime.
func IsDateTime(s string) bool {
	if len(s) < 19 {
		return false
	}
	zone := s[19:]
	if i := strings.IndexAny(zone, "Z+-"); i >= 0 {
		zone = zone[i:]
	} else {
		zone = ""
	}
	return s[10] == 'T' && s[16] == ':' && !strings.ContainsAny(s, "z ") && (len(zone) < 2 || len(zone) == 6)
}
