package report

import "regexp"

// Redacted is what a report says in place of a value that must not cross.
const Redacted = "[redacted]"

// Validated is the rule of the rows that say what the validator warns of.
const Validated = "validate"

// Account is the rows of one part in the making. It belongs to one translation.
type Account struct {
	Rows    []Row
	Private bool // the alert is not public: values that stay behind are not told
}

// Add records a row. Of an alert that is not public, a value that was dropped or replaced stays unsaid, for the report
// crosses too; references are identities, which cross anyway.
func (a *Account) Add(what Action, path, from, to, rule, why string) {
	if a.Private && from != "" && (what == Dropped || what == Defaulted) && rule != "references" {
		from = Redacted
	}
	row := Row{Action: what, Path: path, From: shorten(from, mostShown), Rule: rule, Why: why}
	if row.To = row.From; to != from { // most crossed as it was, and marking a long drawing once is enough
		row.To = shorten(to, mostShown)
	}
	a.Rows = append(a.Rows, row)
}

// Check is Add of what a person has to look at.
func (a *Account) Check(what Action, path, from, to, rule, why string) {
	a.Add(what, path, from, to, rule, why)
	a.Rows[len(a.Rows)-1].Check = true
}

// Carry records a thing that crossed, whose spelling may have changed, and returns it.
func (a *Account) Carry(path, from, to string) string {
	if from != "" || to != "" {
		a.Add(Carried, path, from, to, "", "")
	}
	return to
}

// numbers are what the schema takes for altitude, ceiling and size.
var numbers = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)

// Number carries a number; what is none would not be written, so it is told.
func (a *Account) Number(path, text string) string {
	if text == "" || numbers.MatchString(text) {
		return a.Carry(path, text, text)
	}
	a.Add(Dropped, path, text, "", "values", "it is no number")
	return ""
}
