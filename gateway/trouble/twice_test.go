package trouble

import (
	"bytes"
	"strings"
	"testing"

	"bordercast/gateway/topics"
)

// An element that may stand once stands twice: the first would decide and both would be published, so neither is.
func TestElementTwice(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	everybody := w.wire.listen("alerts/#", "parties/v1/+/nb/#")
	for _, c := range []struct{ first, second string }{
		{"<scope>Public</scope>", "<scope>Restricted</scope>"},
		{"<severity>Severe</severity>", "\n<severity>Extreme</severity>"},
		{"<status>Actual</status>", "<status>Exercise</status>"},
		{"<scope>Public</scope>", `<x:scope xmlns:x="urn:other">Private</x:scope>`},
		{"<areaDesc>Washington County</areaDesc>", "<areaDesc>SECRET</areaDesc>"},
	} {
		l := us("TWICE")
		l.raw = bytes.Replace(l.bytes(t), []byte(c.first), []byte(c.first+c.second), 1)
		got := w.post("maine", l)
		name, _, _ := strings.Cut(strings.TrimLeft(c.second, "\n<"), ">")
		name, _, _ = strings.Cut(name, " ")
		line := map[bool]string{true: "Line 3: ", false: "Line 2: "}[c.second[0] == '\n']
		if len(got) != 1 || got[0].State != topics.Quarantined || got[0].Reason != "element-twice" ||
			!strings.HasPrefix(got[0].Text, line+"<"+name+"> stands twice") {
			t.Errorf("%s: %+v", c.second, got)
		}
	}
	if alarms := strings.Join(d.alarms(), " "); alarms != "element-twice" {
		t.Errorf("alarms: %s", alarms)
	}
	if all := everybody.heard(); len(all) != 0 {
		t.Errorf("%d messages were published, the first on %s", len(all), all[0].topic)
	}
	if said := w.does("quarantine", "list", "--data", "data"); strings.Count(said, "element-twice") != 5 {
		t.Error(said)
	}
	if said, code := w.run("quarantine", "release", "1", "--as", "operator", "--reason", "it must out", "--data",
		"data"); code == 0 || !strings.Contains(said, "cannot be let in") {
		t.Errorf("%d: %s", code, said)
	}
}

// What people are to do, in two elements: a person may let it in, and both are read.
func TestInstructionTwice(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.up("data")
	l := us("TWICE")
	l.raw = bytes.Replace(l.bytes(t), []byte("</instruction>"),
		[]byte("</instruction><instruction>Close the windows.</instruction>"), 1)
	if got := w.post("maine", l); got[0].Reason != "element-twice" {
		t.Fatalf("%+v", got)
	}
	file := w.write("twice.xml", l.raw)
	if said, code := w.run("validate", file); code != 1 || !strings.Contains(said, "<instruction> stands twice") {
		t.Errorf("validate: %d: %s", code, said)
	}
	w.does("quarantine", "release", "1", "--as", "operator", "--reason", "confirmed by telephone", "--data", "data")
	w.until("it stands in Canada, whole", func() bool {
		for topic, payload := range w.wire.tree("alerts/v1/actual/ca/#") {
			if strings.HasSuffix(topic, "/cap") {
				return strings.Contains(payload, "Stay inside.\nClose the windows.")
			}
		}
		return false
	})
}
