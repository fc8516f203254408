package event

import (
	"testing"

	"bordercast/cap"
)

// TestThereAndBack: what crosses as exact comes back as the same term, and as the very code it was.
func TestThereAndBack(t *testing.T) {
	n := 0
	for _, r := range Default().Rows() {
		if r.From != ListCAPCP || r.Grade != Exact || r.Product == Test {
			continue
		}
		n++
		there := Default().ToSAME(info(CAPCP, r.Code), r.Product)
		back := Default().ToCAPCP(info(SAME, there.Code), r.Product)
		if there.Code != r.To || back.Code != r.Code || back.Grade != Exact || back.OET != there.OET {
			t.Errorf("%s (%s) → %s (%s) → %s (%s, %s)", r.Code, r.Product, there.Code, there.OET, back.Code, back.Grade,
				back.OET)
		}
	}
	if n < 28 {
		t.Errorf("only %d exact rows were tried", n)
	}
}

// TestTermsThereAndBack: an OASIS term means the same on both sides.
func TestTermsThereAndBack(t *testing.T) {
	for oet := range load().terms {
		for _, p := range kinds {
			same, capcp := Default().ToSAME(info(OET, oet), p), Default().ToCAPCP(info(OET, oet), p)
			if same.Code == "" || capcp.Code == "" {
				continue
			}
			if m := Default().ToCAPCP(info(SAME, same.Code), p); m.Grade == Exact && m.Code != capcp.Code {
				t.Errorf("%s (%s): %s and %s, but %s is %s", oet, p, same.Code, capcp.Code, same.Code, m.Code)
			}
		}
	}
}

// TestNoRowRaisesTheKind: whatever the code, what goes south is of the info's own kind.
func TestNoRowRaisesTheKind(t *testing.T) {
	for c := range load().capcp {
		for _, p := range kinds {
			m := Default().ToSAME(info(CAPCP, c), p)
			if same := load().same[m.Code]; m.Code != "" && same.product != p {
				t.Errorf("%s as a %s became %s, a %s", c, p, m.Code, same.product)
			}
		}
	}
}

// TestNilIsBuiltIn: a request that names no table has the built-in one.
func TestNilIsBuiltIn(t *testing.T) {
	var none *Table
	i := info(CAPCP, "tornado")
	a := &cap.Alert{Infos: []cap.Info{*i}}
	if none.ToSAME(i, Warning).Code != "TOR" || none.ToCAPCP(i, Warning).Code != "tornado" || none.ProductOf(a,
		i) != Warning ||
		none.Digest() != "" || len(none.Rows()) == 0 || none.Own() != nil || len(none.Look("TOR")) != 1 ||
		len(none.Entries()) < 300 {
		t.Error("a nil table is not the built-in one")
	}
}

// TestKeyRemembersItsScheme: a bare Cancel is matched by the key its part was kept under.
func TestKeyRemembersItsScheme(t *testing.T) {
	for _, i := range []*cap.Info{info(SAME, "TOR"), info(SAME, "NWS", NWS, "SCY"), info(CAPCP, "stormSurge"),
		info(CAPCP, "ice"), info(OET, "OET-196"), info(SAME, "NWS"),
		info(SAME, "NWS", NWS, "LEW"), info(SAME, "LEW", NWS, "LEW"), info(SAME, "NWS", NWS, "WSW"),
		info(Tsunami, "Warning"), info(Tsunami, "Information")} {
		key := Key(i)
		again := info(SchemeOf(key), key)
		if a, b := Default().ToCAPCP(i, Warning), Default().ToCAPCP(again, Warning); a.Code != b.Code ||
			a.NameEN != b.NameEN {
			t.Errorf("%v is kept as %s: %+v and %+v", i.EventCodes, key, a, b)
		}
	}
}

func BenchmarkToSAME(b *testing.B) {
	i := canadian("thunderstorm", "warning", "yellow warning - severe thunderstorm")
	a := &cap.Alert{Infos: []cap.Info{*i}}
	b.ReportAllocs()
	for b.Loop() {
		Default().ToSAME(i, Default().ProductOf(a, i))
	}
}
