package cap

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/cap/form"
)

// TestMended: what is plain is read, said, found, and written on clean.
func TestMended(t *testing.T) {
	const zero, turn = "\u200b", "\u202e"
	for inside, want := range map[string][]string{
		`<status>exercise</status>`: {"-1 alert/status exercise→Exercise other letters"},
		`<info><severity>EXTREME</severity><category>met</category><responseType> Shelter </responseType></info>`: {
			"0 alert/info[1]/severity EXTREME→Extreme other letters", "0 alert/info[1]/category[1] met→Met other letters"},
		`<identifier>A` + zero + `1</identifier>`: {"-1 alert/identifier A" + zero + "1→A1 U+200B"},
		`<info><headline>take` + turn + zero + ` shelter</headline></info>`: {
			"0 alert/info[1]/headline take" + turn + zero + " shelter→take shelter U+202E, U+200B"},
		`<info><area><geocode><valueName>SAME` + zero + `</valueName><value>` + zero +
			`023029</value></geocode></area></info>`: {
			"0 alert/info[1]/area[1]/geocode[1]/valueName SAME" + zero + "→SAME U+200B",
			"0 alert/info[1]/area[1]/geocode[1]/value " + zero + "023029→023029 U+200B"},
		`<info><severity>grave</severity></info>`:               nil, // it is no word of CAP's
		`<info><headline>16` + "\u00a0" + `h</headline></info>`: nil,
		`<info><description>` + strings.Repeat("x",
			300) + zero + `</description></info>`: {"0 alert/info[1]/description → U+200B"},
		"<info><area><polygon>45,-67\n46,-67  46,-66\t45,-67</polygon><circle> 45,-67\n1</circle></area></info>": nil,
	} {
		a, doc, err := Read([]byte(`<alert xmlns="` + form.NS12 + `">` + inside + `</alert>`))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range a.Mended {
			got = append(got, fmt.Sprintf("%d %s %s→%s %s", m.Info, m.Path, m.From, m.To, m.What))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", inside, d)
		}
		if found := findingsOf(Validate(doc, a), "unseen-characters", "enumeration"); (found > 0) != (len(want) > 0) &&
			!strings.Contains(inside, "grave") {
			t.Errorf("%s: %d findings", inside, found)
		}
		if _, what := form.Visible(string(a.Encode())); what != "" {
			t.Errorf("%s: %s are written on", inside, what)
		}
		for _, i := range a.Infos {
			for _, r := range i.Areas {
				if strings.Join(append(r.Polygons, r.Circles...), ";") != "" &&
					(r.Polygons[0] != "45,-67 46,-67 46,-66 45,-67" || r.Circles[0] != "45,-67 1") {
					t.Errorf("%q %q", r.Polygons, r.Circles)
				}
			}
		}
	}
}

func findingsOf(found []Finding, rules ...string) (n int) {
	for _, f := range found {
		for _, r := range rules {
			if strings.HasSuffix(f.Rule, "/"+r) {
				n++
			}
		}
	}
	return n
}
