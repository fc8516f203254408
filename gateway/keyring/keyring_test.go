package keyring_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bordercast/certs"
	"bordercast/gateway/keyring"
	"bordercast/gateway/trail"
)

var now = time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)

// inUse makes a folder with the keys of a first start.
func inUse(t *testing.T) (dir string, key certs.Key, trailKey *trail.Key) {
	t.Helper()
	dir = t.TempDir()
	key, _, err := certs.LoadOrCreateKey(dir, "nb-me", rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	trailKey, _, err = trail.LoadOrCreateKey(dir, keyring.Origin("nb-me"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return dir, key, trailKey
}

// Whatever file a crash left in its old place, the same keys are in use after the next start, and the old ones are
// kept.
func TestACrashBetweenTwoFiles(t *testing.T) {
	files := map[string]string{"signing.key": "nb-me.key", "signing.pem": "nb-me.pem", "trail.key": "trail.key",
		"trail.pub": "trail.pub"}
	for name := range files {
		t.Run(name, func(t *testing.T) {
			dir, was, trailWas := inUse(t)
			w, err := keyring.Stage(dir, "nb-me", "op", trailWas.Public(), rand.Reader, now)
			if err != nil {
				t.Fatal(err)
			}
			if w.SigningWas != was.Fingerprint() || w.TrailWas != trailWas.Public().Fingerprint() {
				t.Errorf("before it were %s and %s", w.SigningWas, w.TrailWas)
			}
			away := filepath.Join(dir, "before-20260305T142000")
			if err := os.MkdirAll(away, 0o700); err != nil {
				t.Fatal(err)
			}
			for _, step := range [][2]string{
				{filepath.Join(dir, files[name]), filepath.Join(away, files[name])},
				{filepath.Join(dir, "new", name), filepath.Join(dir, files[name])},
			} {
				if err := os.Rename(step[0], step[1]); err != nil {
					t.Fatal(err)
				}
				again, waits, err := keyring.Waiting(dir)
				if err != nil || !waits || again != w {
					t.Fatalf("after %s: %+v, %t, %v", step[1], again, waits, err)
				}
			}
			for range 2 { // the crash may come again
				if err := keyring.Install(dir, "nb-me", w); err != nil {
					t.Fatal(err)
				}
			}
			if err := keyring.Forget(dir); err != nil {
				t.Fatal(err)
			}
			key, made, err := certs.LoadOrCreateKey(dir, "nb-me", rand.Reader, now)
			if err != nil || made || key.Fingerprint() != w.Signing {
				t.Errorf("the signing key is %s, made anew %t: %v", key.Fingerprint(), made, err)
			}
			trailKey, made, err := trail.LoadOrCreateKey(dir, keyring.Origin("nb-me"), rand.Reader)
			if err != nil || made || trailKey.Public().Fingerprint() != w.Trail {
				t.Fatalf("the trail's key was made anew %t: %v", made, err)
			}
			old, _, err := certs.LoadOrCreateKey(away, "nb-me", rand.Reader, now)
			if err != nil || old.Fingerprint() != was.Fingerprint() {
				t.Errorf("the old key is not kept: %v", err)
			}
			if _, waits, err := keyring.Waiting(dir); waits || err != nil {
				t.Errorf("something waits still: %v", err)
			}
		})
	}
}

func TestNewKeysThatCannotBeRead(t *testing.T) {
	dir, _, _ := inUse(t)
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "new", "words.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, waits, err := keyring.Waiting(dir); waits || err == nil {
		t.Error("half a file is taken for new keys")
	}
}
