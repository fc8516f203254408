package cap

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap/form"
)

// TestHostileFields: a great deal of nonsense in any one element are judged without panic, in bounded findings.
func TestHostileFields(t *testing.T) {
	for _, unit := range []string{"a, ", "1,1 ", ",", "/O.NEW.", "&lt;", "é ", "\n", `"`, "%",
		"2026-11-21T18:30:00-04:00 "} {
		text := strings.Repeat(unit, (1<<17)/len(unit))
		var doc strings.Builder
		doc.WriteString(`<alert xmlns="` + form.NS12 + `">`)
		for _, tag := range []string{"sender", "sent", "status", "addresses", "references"} {
			doc.WriteString("<" + tag + ">" + text + "</" + tag + ">")
		}
		doc.WriteString("<info><event>" + text + "</event><parameter><valueName>VTEC</valueName><value>" + text +
			"</value></parameter>")
		doc.WriteString("<area><polygon>" + text + "</polygon></area></info></alert>")
		a, tree, err := Read([]byte(doc.String()))
		if err != nil {
			t.Fatalf("%q: %v", unit, err)
		}
		found := Validate(tree, a)
		if len(found) == 0 || len(found) > maxFindings {
			t.Errorf("%q: %d findings", unit, len(found))
		}
		for _, f := range found {
			if len(f.Text) > 1000 {
				t.Errorf("%q: a finding of %d bytes", unit, len(f.Text))
			}
		}
		a.Ends()
		a.Lane()
		a.ActiveUntil(time.Unix(0, 0))
		a.Digest()
		PeekHeader([]byte(doc.String()))
	}
}
