package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/keyring"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// Names in the store: the trail's public key with those before it, should the folder of keys be lost; and the newest key
// that an entry of the trail tells of.
const (
	trailKeyNote    = "trail key"
	recordedKeyNote = "trail key told"
)

func keysIn(data string) string { return filepath.Join(data, "keys") }

// keys makes the gateway's two keys at the first start and says their fingerprints, or reads them. New ones that wait there
// are put in their place before that.
func (g *Gateway) keys(ctx context.Context) (*trail.Key, error) {
	dir := keysIn(g.data)
	waiting, waits, err := keyring.Waiting(dir)
	if err != nil {
		return nil, err
	}
	if waits {
		if err := g.recordByOldKey(ctx, waiting); err != nil {
			return nil, err
		}
		if err := keyring.Install(dir, g.name, waiting); err != nil {
			return nil, err
		}
	}
	key, made, err := certs.LoadOrCreateKey(dir, g.name, g.rand, g.real.Now())
	if err != nil {
		return nil, err
	}
	g.key = key
	trailKey, madeTrail, err := trail.LoadOrCreateKey(dir, keyring.Origin(g.name), g.rand)
	if err != nil {
		return nil, err
	}
	say := ""
	switch {
	case waits:
		say = "the gateway has new keys: your partners must have both fingerprints"
	case made || madeTrail:
		say = "first start: keys were made; give both fingerprints to your partners by another way than this gateway"
	}
	if say != "" {
		g.log.Info(say, zap.String("signing", key.Fingerprint()), zap.String("trail", trailKey.Public().Fingerprint()),
			zap.String("folder", dir))
	}
	return trailKey, nil
}

// recordByOldKey has the key in use sign the entry that tells of the new one, where it is still there: whoever trusts
// the old key then need not take anybody's word for the new one.
func (g *Gateway) recordByOldKey(ctx context.Context, w keyring.Words) (err error) {
	dir := keysIn(g.data)
	if _, err := os.Stat(filepath.Join(dir, trail.KeyFile)); errors.Is(err, fs.ErrNotExist) {
		return nil // it was lost, or is moved away already
	}
	old, _, err := trail.LoadOrCreateKey(dir, keyring.Origin(g.name), g.rand)
	if err != nil || old.Public().Fingerprint() == w.Trail {
		return err
	}
	db, err := store.Open(g.data, book.Options{Clock: g.clock, Key: old})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Update(ctx, func(tx *book.Tx) error { return recordKeys(tx, w) })
}

// recordKeys records new keys in the trail, once.
func recordKeys(tx *book.Tx, w keyring.Words) error {
	recorded, err := tx.Remembered(recordedKeyNote)
	if err != nil || recorded == w.Trail {
		return err
	}
	tx.Say("", trail.KeysNew, trail.Renewed(w.By, w.Signing, w.SigningWas, w.Trail, w.TrailWas))
	return tx.Remember(recordedKeyNote, w.Trail)
}

// keysTaken records new keys that the old one could not tell of, and keeps the public half where a lost folder of keys does
// not take it along.
func (g *Gateway) keysTaken(ctx context.Context, key *trail.Key) error {
	w, waits, err := keyring.Waiting(keysIn(g.data))
	if err != nil {
		return err
	}
	err = g.db.Update(ctx, func(tx *book.Tx) error {
		if waits {
			if err := recordKeys(tx, w); err != nil {
				return err
			}
		}
		kept, err := tx.Remembered(trailKeyNote)
		if err != nil || kept == key.Public().String() {
			return err
		}
		return tx.Remember(trailKeyNote, key.Public().String())
	})
	if err != nil || !waits {
		return err
	}
	return keyring.Forget(keysIn(g.data))
}

// NewKeys makes new keys, which the next start or reload puts in the place of those in use.
func (d service) NewKeys(ctx context.Context, o api.Order) (api.Keys, error) {
	kept := ""
	err := d.db.View(ctx, func(tx *book.Tx) (err error) {
		kept, err = tx.Remembered(trailKeyNote)
		return err
	})
	if err != nil {
		return api.Keys{}, err
	}
	w, err := stageKeys(d.data, d.name, who(o.Actor), kept, d.rand, d.real.Now())
	if err != nil {
		return api.Keys{}, &api.Fault{Code: "keys-refused", Text: sentenceOf(err.Error()) + "."}
	}
	return apiKeys(w, "Give both fingerprints to your partners, by another way than this gateway, and have them take the new keys beside the old. "+
		"Then `bordercast reload --as NAME`, or a restart, puts the new keys in use."), nil
}

// NewKeysStopped is NewKeys for a gateway that does not run, whose keys may be lost: under its folder's lock, by a person
// whom the caller has found to be an operator.
func NewKeysStopped(ctx context.Context, data, by string, random io.Reader, now time.Time) (keys api.Keys, err error) {
	owner, kept := "", ""
	err = inStopped(ctx, data, func(tx *book.Tx) (err error) {
		if kept, err = tx.Remembered(trailKeyNote); err != nil {
			return err
		}
		owner, err = tx.Owner()
		return err
	}, func() error {
		w, err := stageKeys(data, owner, by, kept, random, now)
		keys = apiKeys(w, "Give both fingerprints to your partners, by another way than this gateway. The next start puts the new keys in use.")
		return err
	})
	return keys, err
}

func apiKeys(w keyring.Words, next string) api.Keys {
	return api.Keys{Signing: w.Signing, SigningWas: w.SigningWas, Trail: w.Trail, TrailWas: w.TrailWas, Text: next}
}

// stageKeys makes the new keys beside those in use. The trail's public key must be known, or nothing of what it signed could
// be checked ever again: from its file, or from what the store kept.
func stageKeys(data, name, by, kept string, random io.Reader, now time.Time) (w keyring.Words, err error) {
	dir := keysIn(data)
	text, err := os.ReadFile(filepath.Join(dir, trail.PublicFile))
	switch {
	case err == nil:
		kept = string(text)
	case !errors.Is(err, fs.ErrNotExist):
		return w, fmt.Errorf("the trail's public key cannot be read: %w", err)
	case kept == "":
		return w, fmt.Errorf("the trail's public key is lost: put your partners' copy of it back as %s, or nothing that the trail holds could be checked again",
			filepath.Join(dir, trail.PublicFile))
	}
	before, err := trail.ParsePublic(kept)
	if err != nil {
		return w, err
	}
	return keyring.Stage(dir, name, by, before, random, now)
}
