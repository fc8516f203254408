package xmldsig

import (
	"strings"
	"testing"

	"bordercast/cap/xmltree"
)

// Whatever a pinned key is found to have signed has the canonical form of what it did sign. This is the property
// that every attack on a verifier breaks.
func FuzzVerify(f *testing.F) {
	text := signed(f, simpleAlert, p256())
	genuine := withoutSignatures(f, parse(f, text))
	f.Add(text)
	f.Add(strings.Replace(text, "<note>", "<note><!-- a -->", 1))
	f.Add(`<alert><Signature xmlns="` + Namespace + `"><SignedInfo/><SignatureValue/></Signature></alert>`)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
		if err != nil {
			return
		}
		for _, r := range Verify(doc, p256().key.Public()) {
			switch {
			case r.State != Good && (r.Reason == "" || r.Text == "" || r.Key != nil):
				t.Errorf("no reason for %+v", r)
			case r.State == Good && r.Key == nil:
				t.Errorf("good by nobody: %+v", r)
			case r.State == Good && r.Pinned && withoutSignatures(t, doc) != genuine:
				t.Errorf("this was never signed: %q", text)
			}
		}
	})
}

func withoutSignatures(t testing.TB, doc *xmltree.Document) string {
	var out canonicalText
	if err := newCanon(form{exclusive: true}, &out).document(doc.Root, Signatures(doc.Root)); err != nil {
		t.Fatal(err)
	}
	return string(out)
}

type canonicalText []byte

func (c *canonicalText) Write(p []byte) (int, error) {
	*c = append(*c, p...)
	return len(p), nil
}
