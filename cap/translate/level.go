package translate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/profile"
	"bordercast/cap/translate/report"
	"bordercast/cap/validate"
)

// The codes by which an alert promises a profile's rules.
const (
	codeIPAWS = "IPAWSv1.0"
	codeCAPCP = "profile:CAP-CP:0.4"
)

// aimed is the profile a translation aims at, and the code that promises it.
func aimed(to cap.Side) (report.Level, profile.Profile, string) {
	if to == cap.US {
		return report.LevelIPAWS, profile.IPAWS, codeIPAWS
	}
	return report.LevelCAPCP, profile.CAPCP, codeCAPCP
}

// prove gives the draft the level that is true of it: what `validate --profile` says of its very bytes, by the same
// code. The profile's code is written first, for the validator asks for it, and taken away again where the profile is
// not kept. Rules that only decide channels are no errors there. What the validator warns of goes to Please check.
func prove(d *Draft, to cap.Side, account *report.Account) {
	aim, which, code := aimed(to)
	codes := d.Alert.Codes
	d.Alert.Codes = append([]string{code}, codes...)
	found, valid := examined(d.Alert, which)
	d.Invalid = !valid
	reasons, told := eventReasons(to, *d), map[string]bool{}
	for _, f := range found {
		switch {
		case f.Level == cap.LevelWarning:
			warned(*d, f, account)
		case f.Level == cap.LevelError && !told[f.Rule] && !betterTold(f.Rule, *d):
			told[f.Rule] = true // the languages of an alert are alike
			reasons = append(reasons, fmt.Sprintf("%s: %s (%s)", f.Path, f.Text, f.Rule))
		}
	}
	if d.Level, d.Reasons = aim, nil; len(reasons) > 0 {
		d.Alert.Codes = codes
		d.Level, d.Reasons = report.LevelCAP, reasons
		return
	}
	account.Add(report.Added, "/alert/code", "", code, "levels", "the derived alert keeps the profile's rules")
}

// examined reads what the alert will be written as, and holds it against CAP and a profile, as the command validate
// does. valid says whether it is CAP at all. What CAP finds no fault with is not written and read for it: that takes
// longer than the translation.
func examined(a *cap.Alert, which profile.Profile) (found []cap.Finding, valid bool) {
	if validate.Faultless(a) {
		written := *a
		written.Version = cap.V12
		return profile.Faults(&written, which), true
	}
	read, doc, err := cap.Read(a.Encode())
	if err != nil {
		return []cap.Finding{{Rule: "cap-1.2/unreadable", Level: cap.LevelError, Path: "alert", Text: err.Error()}}, false
	}
	found = validate.Alert(doc, read)
	valid = !slices.ContainsFunc(found, func(f cap.Finding) bool { return f.Level == cap.LevelError })
	return append(found, profile.Faults(read, which)...), valid
}

// betterTold are the profiles' rules that ask for an event code: eventReasons says why there is none, once for all
// infos.
func betterTold(rule string, d Draft) bool {
	return d.Match.Code == "" && (rule == "ipaws-1.0/eventCode/same" || rule == "capcp-0.4/8/event-code")
}

// eventReasons say why there is no event code.
func eventReasons(to cap.Side, d Draft) []string {
	if d.Match.Code != "" || len(d.Alert.Infos) == 0 {
		return nil
	}
	what := "no CAP-CP event code (rule 8): "
	if to == cap.US {
		what = "no SAME event code: "
	}
	return []string{what + cmp.Or(d.Match.Why, "no row")}
}

// warned puts what the validator warns of under Please check, once for each rule: the languages of an alert are alike.
// That an area abroad has no county is no news to who is only to know.
func warned(d Draft, f cap.Finding, account *report.Account) {
	if f.Rule == "idg-4.07/geocode/present" && d.Reach != report.Actionable {
		return
	}
	rule := " (" + f.Rule + ")"
	if !slices.ContainsFunc(account.Rows, func(r report.Row) bool {
		return r.Rule == report.Validated && strings.HasSuffix(r.Why, rule)
	}) {
		account.Rows = append(account.Rows, report.Row{Action: report.Carried, Path: "/" + f.Path, Rule: report.Validated,
			Why: f.Text + rule, Check: true})
	}
}
