package certs

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/certs/xmldsig"
)

func armour(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// An operator may put a key of another making in the place of ours, RSA too, where a far end demands it.
func TestKeysOfOtherMaking(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecDER, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for kind, c := range map[string]struct {
		pem  []byte
		show string
	}{
		"EC":  {armour("EC PRIVATE KEY", ecDER), "ECDSA P-384"},
		"RSA": {armour("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), "RSA 2048"},
	} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "gateway.key"), c.pem, 0o600); err != nil {
				t.Fatal(err)
			}
			k, created, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent)
			if err != nil || created {
				t.Fatal(created, err)
			}
			doc := read(t, signedBy(t, &identity{k, nil}))
			pinned := trust(t, TrustConfig{Keys: []string{filepath.Join(dir, "gateway.pem")}})
			if j := pinned.Judge(doc, sent); j.Verdict != Valid {
				t.Errorf("%+v", j)
			}
			if shown, err := Show(dir, sent); err != nil || len(shown) != 1 || shown[0].Kind != c.show ||
				shown[0].Fingerprint != k.Fingerprint() {
				t.Errorf("%+v %v", shown, err)
			}
		})
	}
}

// A key that could never make an accepted signature is refused where it is configured, not found out in an emergency.
func TestUselessPins(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for says, key := range map[string]any{"1024 bits": small.Public(), "RSA or ECDSA": edwards} {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		file := write(t, "pin.pem", armour("PUBLIC KEY", der))
		if _, err := NewTrust(TrustConfig{Keys: []string{file}}); err == nil || !strings.Contains(err.Error(), says) ||
			!strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// Nobody trusts anybody without being told to, and nothing breaks.
func TestNoTrust(t *testing.T) {
	p := person(t, "a", "O", nil, "")
	var nobody *Trust
	if j := nobody.Judge(read(t, signedBy(t, p)), sent); j.Verdict != Unverifiable || j.Reason != "unknown-signer" {
		t.Errorf("%+v", j)
	}
	bare := read(t, alert)
	if err := xmldsig.Sign(bare.Root, nil, p.Signer, nil); err != nil {
		t.Fatal(err)
	}
	if j := nobody.Judge(bare, sent); j.Verdict != Unverifiable || j.Reason != "no-key" {
		t.Errorf("%+v", j)
	}
}
