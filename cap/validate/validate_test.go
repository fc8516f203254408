package validate

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/form"
)

// clean is a small alert with no findings; each case of TestFindings changes one thing in it.
const clean = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>exercise-2</identifier>
<sender>desk@eoc.invalid</sender>
<sent>2026-11-21T18:30:00-04:00</sent>
<status>Exercise</status>
<msgType>Update</msgType>
<scope>Public</scope>
<note>EXERCISE</note>
<references>desk@eoc.invalid,exercise-1,2026-11-21T18:00:00-04:00</references>
<info>
<language>en-CA</language>
<category>Met</category>
<event>EXERCISE wind</event>
<urgency>Expected</urgency>
<severity>Severe</severity>
<certainty>Likely</certainty>
<expires>2026-11-22T00:00:00-04:00</expires>
<headline>EXERCISE</headline>
<resource><resourceDesc>map</resourceDesc><mimeType>image/png</mimeType><uri>https://eoc.invalid/map.png</uri></resource>
<area><areaDesc>coast</areaDesc><circle>45.1,-67.3 10</circle><altitude>100</altitude><ceiling>200</ceiling></area>
</info>
</alert>`

const signed = `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>`

// TestFindings: what is changed, and the findings it must have: "level path:line clause/rule", nothing else.
func TestFindings(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"</info>\n", "</info>\n" + signed + signed, ""},
		{"<alert ", `<alert xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" `, ""},
		{"<info>", signed + "<info>", "error alert/Signature[1]:10 3.4/element-order"},
		{"<event>", signed + "<event>", "error alert/info[1]/Signature[1]:13 3.4/foreign-element"},
		{"<note>EXERCISE</note>", "", "advice alert/note:1 3.2.1/note"},
		{"<scope>Public", "<scope>Private", "error alert/addresses:1 3.2.1/scope"},
		{"<scope>Public</scope>", "<scope>Private</scope><addresses>999</addresses>", ""},
		{"<scope>Public", "<scope>Restricted", "error alert/restriction:1 3.2.1/scope"},
		{"<note>", "<restriction>staff</restriction><note>", "advice alert/restriction:8 3.2.1/scope"},
		{"exercise-1,2026-11-21T18:00", "exercise-2,2026-11-21T18:30", "warning alert/references:9 3.2.1/references"},
		{"<references>desk@eoc.invalid,exercise-1,2026-11-21T18:00:00-04:00</references>", "<references/>",
			"warning alert/references:9 3.2.1/references"},
		{"exercise-2", "exercise&amp;2", "error alert/identifier:2 3.2.1/name-characters"},
		{"<sender>desk@eoc.invalid", "<sender>", "error alert/sender:3 3.2.1/empty"},
		{"18:30:00-04:00", "18:30:00,04:00", "error alert/sent:4 3.4/time-form"},
		{"<sent>2026-11-21T18:30:00-04:00", "<sent>", "error alert/sent:4 3.4/time-form"},
		{"Exercise</status>", "Exercise </status>", "error alert/status:5 3.4/enumeration"},
		{"Met<", "met<", "error alert/info[1]/category[1]:12 3.4/enumeration"},
		{"en-CA", "", ""},
		{"en-CA", "en-", "error alert/info[1]/language:11 3.4/language"},
		{"en-CA", "francophone", "error alert/info[1]/language:11 3.4/language"},
		{"<expires>2026-11-22T00:00:00-04:00</expires>", "", "advice alert/info[1]/expires:10 3.2.2/expires"},
		{"<expires>2026-11-22", "<expires>2026-11-21", "warning alert/info[1]/expires:17 3.2.2/times"},
		{"<expires>", "<effective>2026-11-23T00:00:00-04:00</effective><expires>",
			"warning alert/info[1]/expires:17 3.2.2/times"},
		// traps us-6: the National Weather Service sends this, and means it.
		{"<expires>", "<onset>2026-11-23T00:00:00-04:00</onset><expires>", "advice alert/info[1]/onset:17 3.2.2/times"},
		{"EXERCISE</headline>", strings.Repeat("é", 161) + "</headline>",
			"advice alert/info[1]/headline:18 3.2.2/headline-length"},
		{"EXERCISE</headline>", "wind&amp;nbsp;warning</headline>", "advice alert/info[1]/headline:18 3.3.3/markup"},
		{"EXERCISE</headline>", "gusts &lt; 90 km/h &amp; rain</headline>", ""},
		{"map.png", "map%2", "error alert/info[1]/resource[1]/uri:19 3.4/uri"},
		{"<uri>https://eoc.invalid/map.png</uri>", "", "advice alert/info[1]/resource[1]:19 3.2.3/uri"},
		{"<uri>https://eoc.invalid/map.png</uri>", "<derefUri>RVhFUkNJU0U=</derefUri>",
			"advice alert/info[1]/resource[1]/derefUri:19 3.2.3/deref-uri"},
		{"<uri>", "<size>1.5</size><uri>", "error alert/info[1]/resource[1]/size:19 3.4/number"},
		{"</uri>", "</uri><digest>" + strings.Repeat("a1", 20) + "</digest>", ""},
		{"</uri>", "</uri><digest>2jmj7l5rSw0yVb/vlWAYkK/YBwk=</digest>", ""},
		{"<altitude>100", "<altitude>300", "warning alert/info[1]/area[1]/ceiling:20 3.2.4/ceiling"},
		{"<altitude>100</altitude>", "", "error alert/info[1]/area[1]/ceiling:20 3.2.4/ceiling"},
		{"<circle>45.1,-67.3 10</circle>", "", "advice alert/info[1]/area[1]:20 3.2.4/place"},
		{"45.1,-67.3 10", " ", "advice alert/info[1]/area[1]/circle[1]:20 3.2.4/circle"},
		{"<circle>", "<polygon></polygon><circle>", "advice alert/info[1]/area[1]/polygon[1]:20 3.2.4/polygon"},
		{"<area>", "<area><areaDesc/></area><area>",
			"error alert/info[1]/area[1]/areaDesc:20 3.2.4/empty; advice alert/info[1]/area[1]:20 3.2.4/place"},
	} {
		if n := strings.Count(clean, c.old); c.old != "" && n == 0 {
			t.Fatalf("%q stands nowhere", c.old)
		}
		a, doc, err := cap.Read([]byte(strings.Replace(clean, c.old, c.new, 1)))
		if err != nil {
			t.Fatalf("%q: %v", c.new, err)
		}
		if got := brief(t, Alert(doc, a)); got != c.want {
			t.Errorf("%q → %q:\n got %s\nwant %s", c.old, c.new, got, c.want)
		}
	}
}

// brief is the findings on one line, after checking that each tells a person what to do.
func brief(t *testing.T, found []cap.Finding) string {
	var list []string
	for _, f := range found {
		version, rule, _ := strings.Cut(f.Rule, "/")
		if version != "cap-1.2" || len(f.Text) < 20 {
			t.Errorf("finding %v", f)
		}
		place, _, _ := strings.Cut(strings.TrimPrefix(f.String(), "line "), ":")
		list = append(list, string(f.Level)+" "+f.Path+":"+place+" "+rule)
	}
	return strings.Join(list, "; ")
}

// TestHeartbeat: a system message without infos is as it should be (traps ca-5).
func TestHeartbeat(t *testing.T) {
	a, doc, err := cap.Read([]byte(`<alert xmlns="` + form.NS12 +
		`"><identifier>1</identifier><sender>NAADS-Heartbeat</sender>` +
		`<sent>2026-11-21T18:30:00-04:00</sent><status>System</status><msgType>Alert</msgType><scope>Public</scope></alert>`))
	if err != nil {
		t.Fatal(err)
	}
	if found := Alert(doc, a); len(found) > 0 {
		t.Error(found)
	}
}

// TestOldSignature: the schema of 1.1 forgot signatures, and real alerts have them.
func TestOldSignature(t *testing.T) {
	old := strings.Replace(strings.Replace(clean, "cap:1.2", "cap:1.1", 1), "</info>\n", "</info>\n"+signed, 1)
	a, doc, err := cap.Read([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	if found := Alert(doc, a); len(found) != 1 || found[0].Rule != "cap-1.1/3.3/signature" ||
		found[0].Level != cap.LevelAdvice {
		t.Error(found)
	}
}

// TestStaging: nobody signs what stands in a signature's Object, so it cannot move an alert into another lane.
func TestStaging(t *testing.T) {
	mark := `<Signature xmlns="` + form.Signature + `"><Object xmlns=""><SignatureProperties>` +
		`<SignatureProperty Target="https://sign-staging.eoc.invalid"/></SignatureProperties></Object></Signature>`
	real := strings.NewReplacer("Exercise<", "Actual<", "</info>\n", "</info>\n"+mark).Replace(clean)
	a, doc, err := cap.Read([]byte(real))
	if err != nil {
		t.Fatal(err)
	}
	if lane, _ := a.Lane(); lane != cap.LaneActual {
		t.Errorf("lane %s", lane)
	}
	if found := Alert(doc, a); len(found) != 1 || found[0].Rule != "cap-1.2/3.3/staging" {
		t.Error(found)
	}
}
