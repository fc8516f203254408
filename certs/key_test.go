package certs

import (
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/certs/xmldsig"
)

// The key is made once and stays; what it signs is Valid for whoever pins its certificate.
func TestLoadOrCreateKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "keys")
	first, created, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	again, created, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent.AddDate(1, 0, 0))
	if err != nil || created || again.Fingerprint() != first.Fingerprint() || !again.Certificate.Equal(first.Certificate) {
		t.Errorf("loaded another: %v %v %s %s", created, err, first.Fingerprint(), again.Fingerprint())
	}
	for name, mode := range map[string]os.FileMode{"gateway.key": 0o600, "gateway.pem": 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	text := signedBy(t, &identity{again, nil})
	pinned := trust(t, TrustConfig{Keys: []string{filepath.Join(dir, "gateway.pem")}})
	if j := pinned.Judge(read(t, text), sent); j.Verdict != Valid || j.Signer != "gateway" {
		t.Errorf("%+v", j)
	}
}

// A lost certificate is made again over the same key: the key is what partners have pinned.
func TestLostCertificate(t *testing.T) {
	dir := t.TempDir()
	first, _, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "gateway.pem")); err != nil {
		t.Fatal(err)
	}
	k, created, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent)
	if err != nil || created || k.Fingerprint() != first.Fingerprint() || k.Certificate == nil {
		t.Errorf("%v %v", created, err)
	}
}

// A damaged key, or one that others have a copy of, is never used and never replaced.
func TestKeyTrouble(t *testing.T) {
	for name, damage := range map[string]func(dir, key string) error{
		"readable by others":    func(_, key string) error { return os.Chmod(key, 0o640) },
		"another's certificate": func(dir, _ string) error { return swap(dir, "gateway.pem", "other.pem") },
		"no PEM":                func(_, key string) error { return os.WriteFile(key, []byte("nothing"), 0o600) },
		"empty":                 func(_, key string) error { return os.WriteFile(key, nil, 0o600) },
		"not a key": func(_, key string) error {
			return os.WriteFile(key, armour("PRIVATE KEY", []byte("x")),
				0o600)
		},
		"some other thing": func(_, key string) error { return os.WriteFile(key, armour("MESSAGE", []byte("x")), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			key := filepath.Join(dir, "gateway.key")
			for _, n := range []string{"gateway", "other"} {
				if _, _, err := LoadOrCreateKey(dir, n, rand.Reader, sent); err != nil {
					t.Fatal(err)
				}
			}
			if err := damage(dir, key); err != nil {
				t.Fatal(err)
			}
			before := contents(t, dir)
			_, _, err := LoadOrCreateKey(dir, "gateway", rand.Reader, sent)
			if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), filepath.Join(dir,
				"gateway.")) {
				t.Errorf("%v", err)
			}
			if contents(t, dir) != before {
				t.Error("a file was changed")
			}
		})
	}
}

func swap(dir, a, b string) error {
	x, err := os.ReadFile(filepath.Join(dir, a))
	if err != nil {
		return err
	}
	y, err := os.ReadFile(filepath.Join(dir, b))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, a), y, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, b), x, 0o644)
}

// Where nothing can be written, the sentence says where.
func TestLoadOrCreateKeyCannotWrite(t *testing.T) {
	blocked := filepath.Join(write(t, "file", nil), "keys")
	for _, make := range []func() error{
		func() error { _, _, err := LoadOrCreateKey(blocked, "gateway", rand.Reader, sent); return err },
		func() error { _, err := Init(blocked, plan, rand.Reader, sent); return err },
	} {
		if err := make(); err == nil || !strings.Contains(err.Error(), blocked) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v", err)
		}
	}
	if os.Geteuid() == 0 {
		return // root writes anywhere
	}
	sealed := t.TempDir()
	if err := os.Chmod(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreateKey(sealed, "gateway", rand.Reader, sent); err == nil || !strings.Contains(err.Error(),
		sealed) {
		t.Errorf("a read-only folder: %v", err)
	}
}

// No receiver of CAP knows Ed25519 in XML signatures.
func TestSignRefusesEd25519(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if root := read(t, alert).Root; xmldsig.Sign(root, nil, key, nil) == nil {
		t.Error("an alert was signed with Ed25519, which no receiver knows")
	}
}
