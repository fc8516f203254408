package validate_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/validate"
)

const once = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>a</identifier><sender>s</sender><sent>2026-03-05T09:20:00-05:00</sent><status>Exercise</status><msgType>Alert</msgType>
<source>s</source><scope>Public</scope><restriction>r</restriction><addresses>a</addresses><code>c</code><note>n</note>
<references>s,b,2026-03-05T09:00:00-05:00</references><incidents>i</incidents>
<info><language>en-CA</language><category>Met</category><event>wind</event><responseType>Shelter</responseType><urgency>Future</urgency>
<severity>Minor</severity><certainty>Likely</certainty><audience>a</audience><eventCode><valueName>n</valueName><value>v</value></eventCode>
<effective>2026-03-05T09:20:00-05:00</effective><onset>2026-03-05T09:20:00-05:00</onset><expires>2026-03-05T10:20:00-05:00</expires>
<senderName>n</senderName><headline>h</headline><description>d</description><instruction>i</instruction><web>https://a.invalid/</web>
<contact>c</contact><parameter><valueName>n</valueName><value>v</value></parameter>
<resource><resourceDesc>r</resourceDesc><mimeType>text/plain</mimeType><size>1</size><uri>https://a.invalid/r</uri><derefUri>YQ==</derefUri><digest>86f7e437faa5a7fce15d1ddcb9eaeaea377667b8</digest></resource>
<area><areaDesc>d</areaDesc><polygon>45,-67 46,-67 46,-66 45,-67</polygon><circle>45,-67 1</circle><geocode><valueName>n</valueName><value>v</value></geocode><altitude>1</altitude><ceiling>2</ceiling></area>
</info></alert>`

// TestTwice doubles each element of an alert: those that may repeat are nobody's fault, each other one is found by name
// and line, in the same namespace and in another.
func TestTwice(t *testing.T) {
	if found := twice(t, once); len(found) != 0 {
		t.Fatalf("once: %v", found)
	}
	repeats := strings.Fields("code info category responseType eventCode parameter resource area polygon circle geocode")
	seen := 0
	for _, name := range strings.Fields(`identifier sender sent status msgType source scope restriction addresses code note references incidents info
		language category event responseType urgency severity certainty audience eventCode effective onset expires senderName headline description
		instruction web contact parameter resource area resourceDesc mimeType size uri derefUri digest areaDesc polygon circle geocode altitude ceiling valueName value`) {
		from := strings.Index(once, "<"+name+">")
		to := from + strings.Index(once[from:], "</"+name+">") + len("</"+name+">")
		element := once[from:to]
		foreign := strings.Replace(element, "<"+name+">", "<"+name+` xmlns="urn:other">`, 1)
		for what, more := range map[string]string{"twice": element, "empty": "<" + name + "/>", "foreign": foreign} {
			found := twice(t, once[:to]+"\n"+more+once[to:])
			may := false
			for _, r := range repeats {
				may = may || r == name
			}
			line := 2 + strings.Count(once[:to], "\n")
			switch {
			case may && len(found) != 0:
				t.Errorf("%s %s: %v", name, what, found)
			case may:
			case len(found) != 1 || found[0].Line != line || !strings.Contains(found[0].Text, name+"> stands twice") ||
				!strings.HasSuffix(found[0].Rule, "/"+validate.ElementTwice) || found[0].Level != cap.LevelError:
				t.Errorf("%s %s, line %d: %v", name, what, line, found)
			default:
				seen++
			}
			if prose := (name == "description" || name == "instruction") && what != "foreign"; !may &&
				validate.ProseTwice(found) != prose {
				t.Errorf("%s %s: prose %v", name, what, !prose)
			}
		}
	}
	if seen != 3*38 {
		t.Errorf("%d elements were found twice", seen)
	}
}

// twice is what is found, which Validate finds too.
func twice(t *testing.T, text string) []cap.Finding {
	t.Helper()
	a, doc, err := cap.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	found := validate.Twice(doc, a)
	told := false
	for _, f := range validate.Alert(doc, a) {
		told = told || strings.HasSuffix(f.Rule, "/"+validate.ElementTwice)
	}
	if told != (len(found) > 0) {
		t.Errorf("Validate says so: %v, of %v", told, found)
	}
	return found
}

// TestProseTwice: what people are to do may stand in the second element, so both are read.
func TestProseTwice(t *testing.T) {
	text := strings.Replace(once, "<instruction>i</instruction>",
		"<instruction>go in</instruction><instruction> </instruction><instruction>stay in</instruction>", 1)
	a, doc, err := cap.Read([]byte(text))
	if err != nil || a.Infos[0].Instruction != "go in\nstay in" || !validate.ProseTwice(validate.Twice(doc, a)) {
		t.Errorf("%q, %v", a.Infos[0].Instruction, err)
	}
	text = strings.Replace(text, "<scope>Public</scope>", "<scope>Public</scope><scope>Private</scope>", 1)
	if a, doc, err = cap.Read([]byte(text)); err != nil || a.Scope != cap.Public ||
		validate.ProseTwice(validate.Twice(doc, a)) {
		t.Errorf("%q, %v", a.Scope, err)
	}
}

// TestTwiceBehindManyFindings: whatever else is wrong, Validate says that an element stands twice.
func TestTwiceBehindManyFindings(t *testing.T) {
	text := strings.Replace(once, "<status>", strings.Repeat("<x/>\n", 300)+"<status>Actual</status><status>", 1)
	if found := twice(t, text); len(found) != 1 {
		t.Errorf("%v", found)
	}
}
