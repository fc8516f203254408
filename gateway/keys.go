package gateway

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/certs"
	"bordercast/gateway/acts"
	"bordercast/gateway/book"
	"bordercast/gateway/keyring"
	"bordercast/gateway/settings"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// keys are the two that the gateway signs with, and those that wait to take their place.
type keys struct {
	data     string // the data folder
	settings *settings.Current
	clock    adapters.Clock
	real     adapters.Clock
	rand     io.Reader
	log      *zap.Logger
}

// open makes the gateway's two keys at the first start and says their fingerprints, or reads them. New ones that wait
// there are put in their place before that.
func (k keys) open(ctx context.Context) (*trail.Key, error) {
	dir := acts.KeysIn(k.data)
	waiting, waits, err := keyring.Waiting(dir)
	if err != nil {
		return nil, err
	}
	if waits {
		if err := k.recordByOldKey(ctx, waiting); err != nil {
			return nil, err
		}
		if err := keyring.Install(dir, k.settings.Now().Name, waiting); err != nil {
			return nil, err
		}
	}
	key, made, err := certs.LoadOrCreateKey(dir, k.settings.Now().Name, k.rand, k.real.Now())
	if err != nil {
		return nil, err
	}
	now := *k.settings.Now()
	now.Key = key
	k.settings.Take(&now)
	trailKey, madeTrail, err := trail.LoadOrCreateKey(dir, keyring.Origin(k.settings.Now().Name), k.rand)
	if err != nil {
		return nil, err
	}
	switch {
	case waits:
		k.say(newKeys, key, trailKey)
	case made || madeTrail:
		k.say("first start: keys were made; give both fingerprints to your partners by another way than this gateway",
			key, trailKey)
	}
	return trailKey, nil
}

const newKeys = "the gateway has new keys: your partners must have both fingerprints"

func (k keys) say(what string, key certs.Key, trailKey *trail.Key) {
	k.log.Info(what, zap.String("signing", key.Fingerprint()), zap.String("trail", trailKey.Public().Fingerprint()),
		zap.String("folder", acts.KeysIn(k.data)))
}

// newer are keys that a running gateway takes.
type newer struct {
	words    keyring.Words
	signing  certs.Key
	trailKey *trail.Key
}

// newer reads the keys that wait to be taken; nil for none. Keys that are in use already and wait only to be noted
// are none.
func (k keys) newer(now certs.Key) (*newer, error) {
	dir := acts.KeysIn(k.data)
	w, waits, err := keyring.Waiting(dir)
	if err != nil || !waits || w.Signing == now.Fingerprint() {
		return nil, err
	}
	n := &newer{words: w}
	n.signing, n.trailKey, err = keyring.Load(dir, k.settings.Now().Name, w, k.rand, k.real.Now())
	return n, err
}

// renew carries out a command, and records and takes the new keys with it: the key in use signs the entry that tells of
// the other, as at a start. What the gateway derives from now on is signed by the new one once it is in the settings in
// force.
func (k keys) renew(ctx context.Context, db *book.Book, n *newer, do func(*book.Tx) error) error {
	if n == nil {
		return db.Update(ctx, do)
	}
	return db.Renew(ctx, n.trailKey, func(tx *book.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return recordKeys(tx, n.words)
	}, func() error { return keyring.Install(acts.KeysIn(k.data), k.settings.Now().Name, n.words) })
}

// recordByOldKey has the key in use sign the entry that tells of the new one, where it is still there: whoever trusts
// the old key then need not take anybody's word for the new one.
func (k keys) recordByOldKey(ctx context.Context, w keyring.Words) (err error) {
	dir := acts.KeysIn(k.data)
	if _, err := os.Stat(filepath.Join(dir, trail.KeyFile)); errors.Is(err, fs.ErrNotExist) {
		return nil // it was lost, or is moved away already
	}
	old, _, err := trail.LoadOrCreateKey(dir, keyring.Origin(k.settings.Now().Name), k.rand)
	if err != nil || old.Public().Fingerprint() == w.Trail {
		return err
	}
	db, err := store.Open(k.data, book.Options{Clock: k.clock, Key: old})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Update(ctx, func(tx *book.Tx) error { return recordKeys(tx, w) })
}

// recordKeys records new keys in the trail, once.
func recordKeys(tx *book.Tx, w keyring.Words) error {
	recorded, err := tx.Notes.Get(acts.RecordedKeyNote)
	if err != nil || recorded == w.Trail {
		return err
	}
	tx.Trail.Append("", trail.KeysNew, trail.Renewed(w.By, w.Signing, w.SigningWas, w.Trail, w.TrailWas))
	return tx.Notes.Put(acts.RecordedKeyNote, w.Trail)
}

// taken records new keys that the old one could not tell of, and keeps the public half where a lost folder of keys
// does not take it along.
func (k keys) taken(ctx context.Context, db *book.Book, key *trail.Key) error {
	w, waits, err := keyring.Waiting(acts.KeysIn(k.data))
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx *book.Tx) error {
		if waits {
			if err := recordKeys(tx, w); err != nil {
				return err
			}
		}
		kept, err := tx.Notes.Get(acts.TrailKeyNote)
		if err != nil || kept == key.Public().String() {
			return err
		}
		return tx.Notes.Put(acts.TrailKeyNote, key.Public().String())
	})
	if err != nil || !waits {
		return err
	}
	return keyring.Forget(acts.KeysIn(k.data))
}
