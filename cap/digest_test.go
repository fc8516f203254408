package cap

import (
	"math/rand/v2"
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
		{"white space", func(a *Alert) { a.Infos[0].Description = strings.ReplaceAll(a.Infos[0].Description, " ", " \n ") },
			true},
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

// TestCollapse compares with splitting at XML's white space and joining again; no other space counts.
func TestCollapse(t *testing.T) {
	pieces := []string{"a", "bc", " ", "  ", "\t", "\r\n", "\u00a0", "é"}
	r := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		s := ""
		for range r.IntN(7) {
			s += pieces[r.IntN(len(pieces))]
		}
		want := strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }), " ")
		if got := collapse(s); got != want {
			t.Fatalf("%q becomes %q, not %q", s, got, want)
		}
	}
}

// TestDigestStays: digests are kept in the store and in the trail, so the same alert must always have the same.
func TestDigestStays(t *testing.T) {
	const want = "871ea073d5da1fa65ee41a26197fd0c06882c07cf31597f15376d6d491d6f16a"
	if got := sample().Digest().String(); got != want {
		t.Errorf("the sample's digest is %s, and was %s", got, want)
	}
}

func TestAggregators(t *testing.T) {
	for _, name := range []string{"layer:NAADS:1.0", "LAYER:naads", "NAADS:InternalUse:1", "naads:"} {
		if !aggregators(name) {
			t.Errorf("%s is NAAD's", name)
		}
	}
	for _, name := range []string{"", "layer:", "layer:SOREM:1.0:Broadcast_Text", "naads", "xNAADS:"} {
		if aggregators(name) {
			t.Errorf("%s is not NAAD's", name)
		}
	}
}
