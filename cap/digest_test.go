package cap

import (
	"strings"
	"testing"
)

// TestDigest: what does not change what an alert says leaves the digest alone; anything else changes it.
func TestDigest(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Alert)
		same   bool
	}{
		{"version", func(a *Alert) { a.Version = V11 }, true},
		{"offset", func(a *Alert) { a.Sent = FormatTime(a.Sent.At.UTC()) }, true},
		{"white space", func(a *Alert) { a.Infos[0].Description = strings.ReplaceAll(a.Infos[0].Description, " ", " \n ") }, true},
		{"line break in references", func(a *Alert) { a.References = strings.ReplaceAll(a.References, ",", ",\n") }, true},
		{"resource", func(a *Alert) { a.Infos[0].Resources = []Resource{{Desc: "Broadcast Audio"}} }, true},
		{"NAAD's parameter", func(a *Alert) { addParameter(a, "layer:NAADS:1.0:eventLocation:point") }, true},
		{"NAAD's mark", func(a *Alert) { addParameter(a, "NAADS:InternalUse:1") }, true},
		{"NAAD's layer", func(a *Alert) { a.Codes = append(a.Codes, "layer:NAADS:1.0") }, true},
		{"case of the language", func(a *Alert) { a.Infos[0].Language = "en-ca" }, true},
		{"sent", func(a *Alert) { a.Sent = FormatTime(a.Sent.At.Add(1e9)) }, false},
		{"a parameter", func(a *Alert) { addParameter(a, "layer:SOREM:1.0:Broadcast_Text") }, false},
		{"order of infos", func(a *Alert) { a.Infos[0], a.Infos[1] = a.Infos[1], a.Infos[0] }, false},
		{"languages swapped", func(a *Alert) { a.Infos[0].Language, a.Infos[1].Language = "fr-CA", "en-CA" }, false},
		{"event code dropped", func(a *Alert) { a.Infos[0].EventCodes = a.Infos[0].EventCodes[1:] }, false},
		{"references emptied", func(a *Alert) { a.References = "" }, false},
		{"polygon moved", func(a *Alert) { a.Infos[0].Areas[0].Polygons[0] = "1,1 1,2 2,2 1,1" }, false},
		{"an area to the next info", func(a *Alert) {
			last := len(a.Infos[0].Areas) - 1
			a.Infos[1].Areas = append(a.Infos[0].Areas[last:], a.Infos[1].Areas...)
			a.Infos[0].Areas = a.Infos[0].Areas[:last]
		}, false},
		{"text to the next field", func(a *Alert) {
			a.Infos[0].Instruction += a.Infos[0].Web
			a.Infos[0].Web = ""
		}, false},
	} {
		a := sample()
		c.change(a)
		if same := a.Digest() == sample().Digest(); same != c.same {
			t.Errorf("%s: same digest %v", c.name, same)
		}
	}
}

func addParameter(a *Alert, name string) {
	a.Infos[0].Parameters = append(a.Infos[0].Parameters, Pair{name, "x"})
}

// TestDigestOfAnAbsentLanguage: absent means en-US (CAP 1.2 §3.2.2).
func TestDigestOfAnAbsentLanguage(t *testing.T) {
	a, b := sample(), sample()
	a.Infos[0].Language, b.Infos[0].Language = "", "en-US"
	if a.Digest() != b.Digest() {
		t.Error("an absent language and en-US differ")
	}
}
