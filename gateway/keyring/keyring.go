// Package keyring gives a gateway new keys in two steps: Stage makes them beside the ones in use, so that people can
// give the fingerprints to their partners first, and Install puts them in their place, at a start or while the gateway
// runs, which then has them by Load. What was in use is moved away and never deleted.
//
// It knows files alone. Who may ask for new keys, and what the audit trail says of it, is the caller's affair.
package keyring

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bordercast/certs"
	"bordercast/gateway/trail"
)

// staged is the folder, in the folder of keys, that new ones wait in; its file of words is written last, and goes last.
const (
	staged  = "new"
	words   = "words.json"
	signing = "signing" // .key and .pem, which get the gateway's name when they are installed
)

// Words is what is known of keys that wait: who asked for them and when, and their fingerprints.
type Words struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Signing string    `json:"signing"`
	Trail   string    `json:"trail"`
	// Was are the fingerprints of the keys in use when they were made, "" for one that was lost.
	SigningWas string `json:"signing_was"`
	TrailWas   string `json:"trail_was"`
}

// Origin is the name of a gateway's trail.
func Origin(gateway string) string { return "bordercast/" + gateway }

// Stage makes new keys in dir, the folder of keys, for the gateway of this name. before is the public key of the trail,
// with those before it; what waited already is made anew.
func Stage(dir, gateway, by string, before *trail.PublicKey, random io.Reader, now time.Time) (w Words, err error) {
	to := filepath.Join(dir, staged)
	if err := os.RemoveAll(to); err != nil {
		return w, fmt.Errorf("the keys that waited in %s cannot be removed: %w", to, err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return w, fmt.Errorf("no folder can be made for new keys: %w", err)
	}
	key, _, err := certs.LoadOrCreateKey(to, signing, random, now)
	if err != nil {
		return w, err
	}
	trailKey, err := trail.Succeed(to, Origin(gateway), before, random)
	if err != nil {
		return w, err
	}
	w = Words{By: by, At: now.UTC(), Signing: key.Fingerprint(), Trail: trailKey.Public().Fingerprint()}
	w.TrailWas = before.Fingerprint()
	if was, err := os.ReadFile(filepath.Join(dir, gateway+".key")); err == nil && len(was) > 0 {
		if old, _, err := certs.LoadOrCreateKey(dir, gateway, random, now); err == nil {
			w.SigningWas = old.Fingerprint()
		}
	}
	text, err := json.Marshal(w)
	if err != nil {
		return w, err
	}
	unfinished := filepath.Join(to, words+".new")
	if err := os.WriteFile(unfinished, text, 0o600); err != nil {
		return w, err
	}
	return w, os.Rename(unfinished, filepath.Join(to, words))
}

// Waiting says which keys wait in dir, the folder of keys; false for none.
func Waiting(dir string) (w Words, waits bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, staged, words))
	if errors.Is(err, fs.ErrNotExist) {
		return w, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &w)
	}
	if err != nil {
		err = fmt.Errorf("the new keys in %s cannot be read: remove that folder and ask for them again with `bordercast keys new`: %w",
			filepath.Join(dir, staged), err)
	}
	return w, err == nil, err
}

// Load reads the keys that wait in dir, which Waiting told of. A key that was put there by another way is refused.
func Load(dir, gateway string, w Words, random io.Reader, now time.Time) (key certs.Key, trailKey *trail.Key,
	err error) {
	from := filepath.Join(dir, staged)
	for _, file := range []string{signing + ".key", trail.KeyFile} {
		if _, err := os.Stat(filepath.Join(from, file)); err != nil { // it must not be made here
			return key, nil, fmt.Errorf("the new keys in %s cannot be read: %w", from, err)
		}
	}
	if key, _, err = certs.LoadOrCreateKey(from, signing, random, now); err != nil {
		return key, nil, err
	}
	if trailKey, _, err = trail.LoadOrCreateKey(from, Origin(gateway), random); err != nil {
		return key, nil, err
	}
	if key.Fingerprint() != w.Signing || trailKey.Public().Fingerprint() != w.Trail {
		return key, nil,
			fmt.Errorf("the new keys in %s are not those that were said: remove that folder and ask for them again with `bordercast keys new`",
				from)
	}
	return key, trailKey, nil
}

// Install puts the keys that wait in dir in place of those of the gateway of this name, which go into a folder
// "before-…" of the time the new ones were made. A crash in the middle of it is put right by calling it again.
func Install(dir, gateway string, w Words) error {
	from, away := filepath.Join(dir, staged), filepath.Join(dir, "before-"+w.At.Format("20060102T150405"))
	if err := os.MkdirAll(away, 0o700); err != nil {
		return fmt.Errorf("no folder can be made for the keys in use until now: %w", err)
	}
	for _, f := range []struct{ waits, name string }{
		{signing + ".key", gateway + ".key"}, {signing + ".pem", gateway + ".pem"},
		{trail.KeyFile, trail.KeyFile}, {trail.PublicFile, trail.PublicFile},
	} {
		if _, err := os.Stat(filepath.Join(from, f.waits)); errors.Is(err, fs.ErrNotExist) {
			continue // it is in its place already
		}
		err := os.Rename(filepath.Join(dir, f.name), filepath.Join(away, f.name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the key in use until now cannot be moved away: %w", err)
		}
		if err := os.Rename(filepath.Join(from, f.waits), filepath.Join(dir, f.name)); err != nil {
			return fmt.Errorf("the new key cannot be put in its place: %w", err)
		}
	}
	return nil
}

// Forget removes what is left of keys that were installed, once the trail has told of them.
func Forget(dir string) error { return os.RemoveAll(filepath.Join(dir, staged)) }
