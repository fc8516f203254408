package xmldsig

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"hash"
	"strings"
	"testing"

	"github.com/beevik/etree"
	goxmldsig "github.com/russellhaering/goxmldsig"
)

func newHash() hash.Hash { return sha256.New() }

// The same alert signed twice gives the same bytes: after a crash, the same derived alert is made again.
func TestDeterministic(t *testing.T) {
	for name, h := range map[string]holder{"RSA": rsa2048(), "P-256": p256(), "P-521": p521()} {
		if first, again := signed(t, bilingual(), h), signed(t, bilingual(), h); first != again {
			t.Errorf("%s: two signatures differ", name)
		}
	}
}

func TestSignedShape(t *testing.T) {
	root := parseTree(t, simpleAlert)
	if err := Sign(root, nil, p256().key, p256().cert); err != nil {
		t.Fatal(err)
	}
	last := root.ChildElements()[len(root.ChildElements())-1]
	if !isDsig(last, "Signature") || last.Space != "" || len(Signatures(root)) != 1 {
		t.Error("the last child is not the one signature, without a prefix")
	}
	var names []string
	for _, e := range last.FindElements(".//*") {
		names = append(names, e.Tag)
	}
	// level by level
	want := "SignedInfo SignatureValue KeyInfo CanonicalizationMethod SignatureMethod Reference X509Data " +
		"Transforms DigestMethod DigestValue X509Certificate Transform Transform"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What Sign refuses leaves the tree as it was.
func TestSignRefuses(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	already := parseTree(t, signed(t, simpleAlert, p256()))
	control := parseTree(t, simpleAlert)
	control.CreateElement("note").SetText("\x01")
	feed := etree.NewElement("feed")
	inside := feed.CreateElement("alert")
	for name, do := range map[string]func() error{
		"signed already":      func() error { return Sign(already, nil, p256().key, nil) },
		"Ed25519":             func() error { return Sign(parseTree(t, simpleAlert), nil, ed, nil) },
		"another certificate": func() error { return Sign(parseTree(t, simpleAlert), nil, p256().key, p384().cert) },
		"control character":   func() error { return Sign(control, nil, p256().key, nil) },
		"inside a feed":       func() error { return Sign(inside, nil, p256().key, nil) },
	} {
		if err := do(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(Signatures(already)) != 1 || len(inside.Child) != 0 || len(Signatures(control)) != 0 {
		t.Error("a refused tree was changed")
	}
}

// Carriage returns and references survive being written and read.
func TestBytesReadBack(t *testing.T) {
	text := "<alert a='&#9;&#10;&#13;'>a&#13;\r\nb&#xFFFD;]]&gt; <![CDATA[ ]]></alert>"
	if r := only(t, Verify(parse(t, signed(t, text, p256())))); r.State != Good {
		t.Errorf("%s %s", r.State, r.Text)
	}
}

// goxmldsig takes what we sign with RSA, and we what it signs, both ways of canonicalising.
func TestGoxmldsig(t *testing.T) {
	store := goxmldsig.MemoryX509CertificateStore{Roots: certificates(rsa2048())}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(signed(t, bilingual(), rsa2048())); err != nil {
		t.Fatal(err)
	}
	if _, err := goxmldsig.NewDefaultValidationContext(&store).Validate(doc.Root()); err != nil {
		t.Errorf("goxmldsig refuses ours: %v", err)
	}
	for _, c := range []goxmldsig.Canonicalizer{goxmldsig.MakeC14N10RecCanonicalizer(),
		goxmldsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")} {
		ctx, err := goxmldsig.NewSigningContext(rsa2048().key, [][]byte{rsa2048().cert.Raw})
		if err != nil {
			t.Fatal(err)
		}
		ctx.Canonicalizer = c
		theirs, err := ctx.SignEnveloped(parseTree(t, simpleAlert).Copy())
		if err != nil {
			t.Fatal(err)
		}
		out := etree.NewDocument()
		out.SetRoot(theirs)
		text, err := out.WriteToString()
		if err != nil {
			t.Fatal(err)
		}
		if r := only(t, Verify(parse(t, text), rsa2048().key.Public())); r.State != Good {
			t.Errorf("%s: %s %s", c.Algorithm(), r.State, r.Text)
		}
	}
}
