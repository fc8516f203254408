package event

import (
	"strings"
	"testing"

	"bordercast/cap"
)

// TestLook: a code is found on every list that has it, in whatever case, and on the one that is named.
func TestLook(t *testing.T) {
	for text, want := range map[string]string{
		"LEW": "same:LEW nws:LEW", "nws:LEW": "nws:LEW", "same:lew": "same:LEW", " Thunderstorm ": "capcp:thunderstorm",
		"ICE": "capcp:ice",
		"SV":  "nws:SVW nws:SVA", "SC.Y": "nws:SCY", "OET-196": "oet:OET-196", "oet:oet-196": "oet:OET-196",
		"TOX": "", "": "", "same:": "", "evacuation": "", "capcp:TOR": "", "eas:TOR": "", "NWS": "",
	} {
		var got []string
		for _, e := range Default().Look(text) {
			got = append(got, e.List+":"+e.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

// TestEntriesSayWhatTranslationsDo: what is shown of a code is what happens to an alert with it, and nothing is left
// unsaid.
func TestEntriesSayWhatTranslationsDo(t *testing.T) {
	for _, e := range Default().Entries() {
		if e.Code == "" || e.NameEN == "" || e.NameFR == "" || e.Source == "" || len(e.Others) == 0 || e.To == "" {
			t.Errorf("%+v leaves something unsaid", e)
		}
		for _, o := range e.Others {
			if o.Code == "" && o.Why == "" || o.Code+o.Candidate != "" && o.Name == "" {
				t.Errorf("%s as %s: %+v", e.Code, o.Product, o)
			}
			if i := coded(CAPCP, e.Code); e.To == cap.US && Default().ToSAME(i, o.Product) != o.Match {
				t.Errorf("%s as %s is shown as %+v", e.Code, o.Product, o.Match)
			}
		}
	}
}

// TestCalledIsTrue: under the Alert_Name that an entry names, the candidate is exact indeed.
func TestCalledIsTrue(t *testing.T) {
	n := 0
	for _, e := range Default().Entries() {
		for _, o := range e.Others {
			if o.Called == "" {
				continue
			}
			n++
			if m := Default().ToSAME(canadian(e.Code, string(o.Product), o.Called), o.Product); m.Code != o.Candidate ||
				m.Grade != Exact {
				t.Errorf("%s called %q: %+v", e.Code, o.Called, m)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d codes have such a name, not 3", n)
	}
}
