package profile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/cap"
	"bordercast/cap/profile"
)

// FuzzCheck: whatever can be read can be checked, twice alike; a channel is fit exactly when nothing is in the way;
// every finding has a place in the document.
func FuzzCheck(f *testing.F) {
	for _, p := range []profile.Profile{profile.IPAWS, profile.NWS, profile.CAPCP} {
		a := good(p)
		f.Add(a.Encode())
		cancel(a)
		a.Infos = nil
		f.Add(a.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, doc, err := cap.Read(b)
		if err != nil {
			return
		}
		for _, p := range profile.Profiles() {
			r := profile.CheckAt(a, p, judged)
			if diff := cmp.Diff(r, profile.CheckAt(a, p, judged)); diff != "" {
				t.Errorf("%s is not the same twice: %s", p, diff)
			}
			if diff := cmp.Diff(profile.Faults(a, p), faults(profile.Check(a, p).Findings)); diff != "" {
				t.Errorf("%s: Check and Faults do not agree: %s", p, diff)
			}
			profile.Locate(doc, r.Findings)
			for _, finding := range r.Findings {
				if !strings.HasPrefix(finding.Path, "alert") || finding.Line < 1 {
					t.Errorf("%s: %+v", p, finding)
				}
			}
			for _, c := range r.Channels {
				if c.Fit != (len(c.Reasons) == 0) || r.Errors() > 0 && c.Fit {
					t.Errorf("%s: %+v", p, c)
				}
			}
		}
	})
}

// TestLocate: a finding stands at its element, or at the nearest around what is not there.
func TestLocate(t *testing.T) {
	a := good(profile.CAPCP)
	a.Infos[1].Areas[0].Geocodes[0].Value = "none"
	a.Infos[1].SenderName = ""
	a.Infos[0].Areas = nil
	text := string(a.Encode())
	a, doc, err := cap.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r := profile.Check(a, profile.CAPCP)
	profile.Locate(doc, r.Findings)
	lines := strings.Split(text, "\n")
	for _, want := range []struct {
		rule, path, line string
		infos            int // begun by then
	}{
		{"capcp-0.4/9/location-code", "alert/info[2]/area[1]/geocode", "<geocode>", 2},
		{"capcp-0.4/14/sender-name", "alert/info[2]/senderName", "<info>", 2},
		{"capcp-0.4/10/area", "alert/info[1]/area", "<info>", 1},
	} {
		found := false
		for _, f := range r.Findings {
			if f.Rule == want.rule {
				found = true
				begun := strings.Count(strings.Join(lines[:f.Line], ""), "<info>")
				if f.Path != want.path || strings.TrimSpace(lines[f.Line-1]) != want.line || begun != want.infos {
					t.Errorf("%s at %s, line %d: %s", f.Rule, f.Path, f.Line, lines[f.Line-1])
				}
			}
		}
		if !found {
			t.Errorf("no %s in %v", want.rule, r.Findings)
		}
	}
}

// ExampleCheck says which channels would carry an alert, and what stands in the way of the others.
func ExampleCheck() {
	a := ipaws()
	a.Infos[0].SenderName, a.Infos[1].SenderName = "Fictional county", "Fictional county"
	a.Infos[0].Severity = cap.Moderate
	r := profile.Check(a, profile.IPAWS)
	fmt.Println(r.Errors(), "errors")
	for _, c := range r.Channels {
		fmt.Println(c.Channel, c.Fit)
		for _, reason := range c.Reasons {
			fmt.Println("  " + reason)
		}
	}
	// Output:
	// 0 errors
	// EAS true
	// NWEM false
	//   alert/info[1]/senderName: senderName is "Fictional county": weather radio wants COG number, COG name, requesting agency, with two commas (idg-4.07/senderName/NWEM)
	// CMAS false
	//   alert/info[1]/severity: severity is "Moderate": telephones take Extreme and Severe (idg-4.07/severity/WEA)
	// PUBLIC true
}

// faults are the findings that are more than advice; nil where there are none.
func faults(all []cap.Finding) (out []cap.Finding) {
	for _, f := range all {
		if f.Level != cap.LevelAdvice {
			out = append(out, f)
		}
	}
	return out
}
