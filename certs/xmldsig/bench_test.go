package xmldsig

import (
	"strings"
	"testing"

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

// The alternatives, over the same document: goxmldsig, and the xmlsec1 process.

func BenchmarkGoxmldsig(b *testing.B) {
	b.Run("verify-RSA-2048", func(b *testing.B) {
		root := parseTree(b, signed(b, bilingual(), rsa2048()))
		store := goxmldsig.MemoryX509CertificateStore{Roots: certificates(rsa2048())}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := goxmldsig.NewDefaultValidationContext(&store).Validate(root); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sign-RSA-2048", func(b *testing.B) {
		root := parseTree(b, bilingual())
		ctx, err := goxmldsig.NewSigningContext(rsa2048().key, [][]byte{rsa2048().cert.Raw})
		if err != nil {
			b.Fatal(err)
		}
		ctx.Canonicalizer = goxmldsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ctx.SignEnveloped(root); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkXmlsec1(b *testing.B) {
	for name, h := range map[string]holder{"RSA-2048": rsa2048(), "ECDSA-P256": p256()} {
		dir := b.TempDir()
		cert, key := save(b, dir, "cert.pem", certPEM(h)), save(b, dir, "key.pem", keyPEM(h))
		file := save(b, dir, "alert.xml", signed(b, bilingual(), h))
		c := combination{method: more + "rsa-sha256", digest: xmlenc + "sha256", info: exclusive10, transform: exclusive10}
		if name != "RSA-2048" {
			c.method = more + "ecdsa-sha256"
		}
		template := save(b, dir, "template.xml", strings.Replace(bilingual(), "</alert>", c.template()+"</alert>", 1))
		b.Run("verify-"+name, func(b *testing.B) { xmlsec1Each(b, "--verify", "--trusted-pem", cert, file) })
		b.Run("sign-"+name, func(b *testing.B) {
			xmlsec1Each(b, "--sign", "--privkey-pem", key+","+cert, "--output", dir+"/out.xml", template)
		})
	}
}

func xmlsec1Each(b *testing.B, args ...string) {
	for b.Loop() {
		if out, err := xmlsec1(b, args...); err != nil {
			b.Fatal(out)
		}
	}
}
