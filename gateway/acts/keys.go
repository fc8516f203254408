package acts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/keyring"
	"bordercast/gateway/notice"
	"bordercast/gateway/trail"
)

// Names in the store: the trail's public key with those before it, should the folder of keys be lost; and the newest
// key that an entry of the trail tells of.
const (
	TrailKeyNote    = "trail key"
	RecordedKeyNote = "trail key told"
)

// KeysIn is the folder of the keys in a data folder.
func KeysIn(data string) string { return filepath.Join(data, "keys") }

// NewKeys makes new keys, which the next start or reload puts in the place of those in use.
func (g *Acts) NewKeys(ctx context.Context, o api.Order) (api.Keys, error) {
	kept := ""
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		kept, err = tx.Notes.Get(TrailKeyNote)
		return err
	})
	if err != nil {
		return api.Keys{}, err
	}
	w, err := stageKeys(g.Data, g.Settings.Now().Name, who(o.Actor), kept, g.Rand, g.Real.Now())
	if err != nil {
		return api.Keys{}, &api.Fault{Code: "keys-refused", Text: notice.SentenceOf(err.Error()) + "."}
	}
	return apiKeys(w, "Give both fingerprints to your partners, by another way than this gateway, and have them take the new keys beside the old. "+
		"Then `bordercast reload --as NAME`, or a restart, puts the new keys in use."), nil
}

// NewKeysStopped is NewKeys for a gateway that does not run, whose keys may be lost: under its folder's lock, by a
// person whom the caller has found to be an operator.
func NewKeysStopped(ctx context.Context, data, by string, random io.Reader, now time.Time) (keys api.Keys, err error) {
	owner, kept := "", ""
	err = datafolder.InStopped(ctx, data, func(tx *book.Tx) (err error) {
		if kept, err = tx.Notes.Get(TrailKeyNote); err != nil {
			return err
		}
		owner, err = tx.Notes.Owner()
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

// stageKeys makes the new keys beside those in use. The trail's public key must be known, or nothing of what it signed
// could be checked ever again: from its file, or from what the store kept.
func stageKeys(data, name, by, kept string, random io.Reader, now time.Time) (w keyring.Words, err error) {
	dir := KeysIn(data)
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
