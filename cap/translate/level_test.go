package translate_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/profile"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
)

// TestLevelIsTheValidatorsVerdict: a level is claimed, and the profile's code written, exactly where the validator
// finds no error in the bytes; and whatever it warns of is before the person who has to say yes.
func TestLevelIsTheValidatorsVerdict(t *testing.T) {
	t.Parallel()
	proved, plain := 0, 0
	everyReport(t, func(name string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			if d.Alert == nil {
				continue
			}
			which, code := profile.CAPCP, "profile:CAP-CP:0.4"
			if d.Report.To == cap.US {
				which, code = profile.IPAWS, "IPAWSv1.0"
			}
			if d.Invalid {
				t.Errorf("%s to %s: it would be no valid CAP: %q", name, d.Report.To, d.Reasons)
			}
			claims := d.Level != translate.LevelCAP
			if written := strings.Contains(strings.Join(d.Alert.Codes, " ")+" ", code+" "); written != claims {
				t.Errorf("%s to %s: level %s, its code is written: %v", name, d.Report.To, d.Level, written)
			}
			asked := *d.Alert
			if !claims {
				asked.Codes = append([]string{code}, asked.Codes...)
				plain++
			} else {
				proved++
			}
			errors := faults(t, &asked, which, func(f cap.Finding) {
				if !strings.Contains(d.Report.Note(false), f.Rule) && f.Rule != "idg-4.07/geocode/present" {
					t.Errorf("%s to %s: nobody is told of the warning %s", name, d.Report.To, f)
				}
			})
			if claims != (errors == 0) {
				t.Errorf("%s to %s: level %s with %d errors; reasons %q", name, d.Report.To, d.Level, errors, d.Reasons)
			}
		}
	})
	if proved < 20 || plain < 20 {
		t.Errorf("%d levels were proved and %d not: too few to say anything", proved, plain)
	}
}

// faults is how many errors the validator finds in what the alert is written as; each warning goes to warn.
func faults(t *testing.T, a *cap.Alert, which profile.Profile, warn func(cap.Finding)) (errors int) {
	t.Helper()
	read, doc, err := cap.Read(a.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(validate.Alert(doc, read), profile.Check(read, which).Findings...) {
		switch f.Level {
		case cap.LevelError:
			errors++
		case cap.LevelWarning:
			warn(f)
		}
	}
	return errors
}

// TestWhatTheSenderLeftOut: CAP requires a rule of a Restricted alert and addressees of a Private one. Neither is made
// up: what stands there lets nobody in, and somebody is told to ask.
func TestWhatTheSenderLeftOut(t *testing.T) {
	for scope, want := range map[cap.Scope]string{
		cap.Restricted: "Restriction: “The sender gave no rule: ask before you pass it on.” (a Restricted alert whose " +
			"sender gives no restriction: ask who may have it)",
		cap.Private: "Addressees: “gateway@example.invalid” (a Private alert whose sender names no addresses: ask whom " +
			"it is for)",
	} {
		a := fixture(t, "nbemo-hazmat")
		a.Scope = scope
		d := all(t, request(a, cap.US, true))[0]
		_, checks, _ := strings.Cut(d.Report.Note(false), "Please check:")
		if !strings.Contains(checks, want) {
			t.Errorf("%s: %s", scope, checks)
		}
		if n := faults(t, d.Alert, profile.CAP, func(cap.Finding) {}); n > 0 {
			t.Errorf("%s: %d errors in the derived alert", scope, n)
		}
	}
}
