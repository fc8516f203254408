package xmldsig

import (
	"bytes"
	"strings"
	"testing"

	"bordercast/cap"
)

// TestSeal: sealing the text gives the bytes that signing the tree gives, with every kind of key and all that a text
// may hold; and they verify.
func TestSeal(t *testing.T) {
	a, _, err := cap.Read([]byte(bilingual()))
	if err != nil {
		t.Fatal(err)
	}
	a.Infos[1].Instruction = "\r\n\t <b>&amp;\"' ]]> é \U0001F30A\r"
	for name, h := range map[string]holder{"RSA": rsa2048(), "P-256": p256(), "P-384": p384(), "P-521": p521()} {
		root := a.Element()
		if err := Sign(root, nil, h.key, h.cert); err != nil {
			t.Fatal(err)
		}
		got, err := Seal(a.Canonical(), nil, h.key, h.cert)
		if err != nil || !bytes.Equal(got, cap.Bytes(root)) {
			t.Errorf("%s: %v, sealed as\n%s\nand signed as\n%s", name, err, got, cap.Bytes(root))
		}
		if r := only(t, Verify(parse(t, string(got)), h.key.Public())); r.State != Good {
			t.Errorf("%s: %s %s", name, r.State, r.Text)
		}
	}
}

// TestCanonicalOfAlert: what an alert calls its canonical form is what both C14Ns make of its tree.
func TestCanonicalOfAlert(t *testing.T) {
	a, _, err := cap.Read([]byte(bilingual()))
	if err != nil {
		t.Fatal(err)
	}
	a.Note = "\r\n\t<>&\"'"
	for _, f := range []form{{}, {exclusive: true}} {
		var out bytes.Buffer
		if err := newCanon(f, &out).document(a.Element(), nil); err != nil || !bytes.Equal(out.Bytes(), a.Canonical()) {
			t.Errorf("%+v: %v, %s", f, err, out.Bytes())
		}
	}
}

func TestSealRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		by   holder
		cert holder
	}{
		"signed already":      {signed(t, simpleAlert, p256()), p256(), p256()},
		"nothing":             {"", p256(), p256()},
		"a document":          {"<a></a>\n", p256(), p256()},
		"an empty tag":        {"<a/>", p256(), p256()},
		"no UTF-8":            {"<a>\xff</a>", p256(), p256()},
		"another certificate": {"<a></a>", p256(), p384()},
		"a small key":         {"<a></a>", rsa1024(), rsa1024()},
	} {
		if out, err := Seal([]byte(c.text), nil, c.by.key, c.cert.cert); err == nil || out != nil ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	a, _, err := cap.Read([]byte(bilingual()))
	if err != nil {
		b.Fatal(err)
	}
	text := a.Canonical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Seal(text, nil, p256().key, p256().cert); err != nil {
			b.Fatal(err)
		}
	}
}
