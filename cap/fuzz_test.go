package cap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/beevik/etree"

	"bordercast/cap/form"
)

// roundTrip: whatever is read as an alert can be judged, written, and read again as the same alert.
func roundTrip(t *testing.T, b []byte) {
	PeekHeader(b)
	a, doc, err := Read(b)
	if err != nil {
		return
	}
	if left := missing(doc, a); len(left) > 0 {
		t.Fatalf("neither read nor named as unread: %q", left)
	}
	Validate(doc, a)
	a.Lane()
	a.Ends()
	a.Worst()
	a.ActiveUntil(time.Unix(0, 0))
	out := a.Encode()
	back, _, err := Read(out)
	if err != nil {
		t.Fatalf("written as %q, which is refused: %v", out, err)
	}
	if a.Digest() != back.Digest() {
		t.Fatalf("the digest changes when written as %q", out)
	}
	if again := back.Encode(); string(again) != string(out) {
		t.Fatalf("written as %q, then as %q", out, again)
	}
	faultlessAgrees(t, a)
}

// FuzzAlert mutates whole documents.
func FuzzAlert(f *testing.F) {
	files, _ := filepath.Glob("testdata/read/*.xml")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`<alert xmlns="` + form.NS12 +
		`"><sent>2026-11-21T18:30:00Z</sent><info><event>x<b>y</b></event><area/></info></alert>`))
	f.Add([]byte(`<alert xmlns="` + form.NS10 +
		`"><info><geocode>a=b</geocode><area><circle>1,1 1</circle></area></info></alert>`))
	f.Fuzz(roundTrip)
}

// FuzzFields mutates what stands in the elements, in each version, which FuzzAlert seldom reaches.
func FuzzFields(f *testing.F) {
	f.Add(byte(0), "desk@eoc.invalid", "2026-11-21T18:30:00", "1/a 2/b", "a=b", " one  two\r\n", "en_CA")
	f.Add(byte(1), "a, b", "2026-11-21T22:30:00.5Z", "a,1,2026-11-21T18:30:00Z", "=", "\u00a0", "")
	f.Add(byte(2), "NAADS", "2026-11-21T18:30:00-04:00", "a,\n1,2026-11-21T18:30:00-04:00", "layer:NAADS:x", "12.5",
		"fr-CA")
	f.Fuzz(func(t *testing.T, version byte, sender, when, references, pair, text, language string) {
		namespace := []string{form.NS10, form.NS11, form.NS12}[version%3]
		root := etree.NewElement("alert")
		root.CreateAttr("xmlns", namespace)
		w := writer{&tree{root}}
		w.Put("sender", sender)
		w.Put("sent", when)
		w.Put("addresses", text)
		w.Put("references", references)
		w.Open("info")
		w.Put("language", language)
		w.Put("event", text)
		w.Put("onset", when)
		if namespace == form.NS10 {
			w.Put("parameter", pair)
		} else {
			w.pairs("parameter", []Pair{{pair, text}})
		}
		w.Put("certainty", "Very Likely")
		w.Open("area")
		w.Put("polygon", text)
		w.Put("altitude", text)
		roundTrip(t, Bytes(root))
	})
}

// FuzzReferences: what is read is no longer than what was sent, and a list of clean triplets comes back as it was.
func FuzzReferences(f *testing.F) {
	f.Add("a@b.invalid,1,2026-11-21T18:30:00-04:00 a@b.invalid,\n2,2026-11-21T18:30:\n00-04:00")
	f.Add("1/a@b.invalid , ,, x,y")
	f.Fuzz(func(t *testing.T, s string) {
		a := Alert{References: s}
		list := a.ReferenceList()
		if len(list) > len(strings.Fields(s)) {
			t.Fatalf("%d references of %q", len(list), s)
		}
		var clean []string
		for _, r := range list {
			if !r.Sent.At.IsZero() && r.Sender != "" && r.Identifier != "" && !strings.ContainsAny(r.Sender+r.Identifier, ", ") {
				clean = append(clean, r.String())
			}
		}
		again := Alert{References: strings.Join(clean, " ")}
		for n, r := range again.ReferenceList() {
			if r.String() != clean[n] {
				t.Fatalf("%q comes back as %q", clean[n], r)
			}
		}
	})
}

// FuzzGeometry: a polygon without a fault is closed, on the earth, and has its points.
func FuzzGeometry(f *testing.F) {
	f.Add("45.1,-67.3 45.2,-67.3 45.2,-67.2 45.1,-67.3")
	f.Add("45.1,-67.3 12")
	f.Fuzz(func(t *testing.T, s string) {
		if points, err := ParsePolygon(s); err == nil && (len(points) < 4 || points[0] != points[len(points)-1]) {
			t.Fatalf("%q is no ring: %v", s, points)
		}
		if c, err := ParseCircle(s); err == nil && !(c.Radius >= 0 && c.Center.Lat >= -90 && c.Center.Lat <= 90) {
			t.Fatalf("%q is no circle: %v", s, c)
		}
	})
}

// FuzzTime: a time that can be read is spelled for CAP 1.2 as the same second.
func FuzzTime(f *testing.F) {
	for _, s := range []string{"2026-11-21T18:30:00-04:00", "2026-11-21T22:30:00.9Z", "2026-11-21 22:30",
		"0001-01-01T00:00:00+14:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := ParseTime(s)
		if got.At.IsZero() || !utf8.ValidString(s) {
			return
		}
		again := ParseTime(got.spelled12())
		if !again.Valid12() || !again.At.Equal(got.At.Truncate(time.Second)) {
			t.Fatalf("%q is spelled %q", s, got.spelled12())
		}
	})
}
