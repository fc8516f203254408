package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
)

// identity is a key with its certificate, and who vouched for it.
type identity struct {
	Key
	by *identity
}

// person makes one. valid says how it stands at sent: "", "expired" or "early".
func person(t testing.TB, cn, organization string, by *identity, valid string) *identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: cn, Organization: []string{organization}},
		NotBefore: sent.AddDate(-1, 0, 0), NotAfter: sent.AddDate(1, 0, 0), BasicConstraintsValid: true,
		IsCA: organization == "CA", KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, // as IPAWS: not for servers, not for code
	}
	switch valid {
	case "expired":
		c.NotAfter = sent.AddDate(0, -1, 0)
	case "early":
		c.NotBefore = sent.AddDate(0, 1, 0)
	}
	parent, signer := c, crypto.Signer(key)
	if by != nil {
		parent, signer = by.Certificate, by.Signer
	}
	cert, err := issue(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{Key{key, cert}, by}
}

// file saves the certificates of who, one file.
func file(t testing.TB, who ...*identity) string {
	t.Helper()
	var b []byte
	for _, p := range who {
		b = append(b, pemOf(p.Certificate)...)
	}
	return write(t, "trusted.pem", b)
}

func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signedBy is the alert with one signature of each, every one made without the others.
func signedBy(t testing.TB, who ...*identity) string {
	t.Helper()
	out := alert
	for _, p := range who {
		root := read(t, alert).Root
		if err := xmldsig.Sign(root, nil, p.Signer, p.Certificate); err != nil {
			t.Fatal(err)
		}
		b, err := xmldsig.Bytes(root)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		out = strings.Replace(out, "</alert>", text[strings.Index(text, "<Signature"):strings.Index(text, "</alert>")]+
			"</alert>", 1)
	}
	return out
}

func read(t testing.TB, text string) *xmltree.Document {
	t.Helper()
	doc, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func trust(t testing.TB, cfg TrustConfig) *Trust {
	t.Helper()
	made, err := NewTrust(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
