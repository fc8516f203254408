package xmldsig

import (
	"encoding/pem"
	"testing"

	"github.com/beevik/etree"
	goxmldsig "github.com/russellhaering/goxmldsig"
)

func BenchmarkVerify(b *testing.B) {
	for _, h := range []struct {
		name string
		by   holder
	}{{"RSA-2048", rsa2048()}, {"ECDSA-P256", p256()}} {
		b.Run(h.name, func(b *testing.B) {
			doc := parse(b, signed(b, bilingual(), h.by))
			b.SetBytes(int64(len(doc.Raw)))
			b.ReportAllocs()
			for b.Loop() {
				if r := Verify(doc, h.by.key.Public()); r[0].State != Good {
					b.Fatal(r)
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	for _, h := range []struct {
		name string
		by   holder
	}{{"RSA-2048", rsa2048()}, {"ECDSA-P256", p256()}} {
		b.Run(h.name, func(b *testing.B) {
			root := parseTree(b, bilingual())
			b.ReportAllocs()
			for b.Loop() {
				if err := Sign(root, nil, h.by.key, h.by.cert); err != nil {
					b.Fatal(err)
				}
				root.RemoveChildAt(len(root.Child) - 1)
			}
		})
	}
}

// BenchmarkCanonical is the part of Verify that grows with the document, without any cryptography.
func BenchmarkCanonical(b *testing.B) {
	for name, f := range map[string]form{"inclusive": {}, "exclusive": {exclusive: true}} {
		b.Run(name, func(b *testing.B) {
			doc := parse(b, bilingual())
			b.SetBytes(int64(len(doc.Raw)))
			b.ReportAllocs()
			for b.Loop() {
				if err := newCanon(f, nothing{}).document(doc.Root, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkOthers is what the alternatives cost for the same document: goxmldsig, and the xmlsec1 process.
func BenchmarkOthers(b *testing.B) {
	text := signed(b, bilingual(), rsa2048())
	b.Run("goxmldsig-verify-RSA-2048", func(b *testing.B) {
		doc := etree.NewDocument()
		if err := doc.ReadFromString(text); err != nil {
			b.Fatal(err)
		}
		store := goxmldsig.MemoryX509CertificateStore{Roots: certificates(rsa2048())}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := goxmldsig.NewDefaultValidationContext(&store).Validate(doc.Root()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("xmlsec1-verify-RSA-2048", func(b *testing.B) {
		dir := b.TempDir()
		file := save(b, dir, "alert.xml", text)
		ca := save(b, dir, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rsa2048().cert.Raw})))
		for b.Loop() {
			if out, err := xmlsec1(b, "--verify", "--trusted-pem", ca, file); err != nil {
				b.Fatal(out)
			}
		}
	})
}
