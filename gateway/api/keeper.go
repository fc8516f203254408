package api

import (
	"context"
	"time"
)

// Foreign is one part of an alert that stands at a destination and that this gateway's store did not put there.
type Foreign struct {
	Alert       string    `json:"alert"` // token, what `foreign clear` takes
	Chain       string    `json:"chain"`
	Identifier  string    `json:"identifier"`
	Sender      string    `json:"sender"`
	Lane        string    `json:"lane"`
	Destination string    `json:"destination"`
	Headline    string    `json:"headline"`
	Expires     time.Time `json:"expires"`
	Topics      int       `json:"topics"`
}

// Backup asks for a backup. The file is named by its whole path, and the daemon writes it.
type Backup struct {
	Actor       Actor  `json:"actor"`
	File        string `json:"file"`
	WithoutKeys bool   `json:"without_keys,omitempty"`
}

// Rename gives the gateway another name.
type Rename struct {
	Actor Actor  `json:"actor"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Keys are the fingerprints of new keys and of those before them, "" for one that was lost, and what to do now.
type Keys struct {
	Signing    string `json:"signing"`
	SigningWas string `json:"signing_was"`
	Trail      string `json:"trail"`
	TrailWas   string `json:"trail_was"`
	Text       string `json:"text"`
}

// KeeperClient asks a daemon for what operators do about what stands, and about the gateway's own name, keys and
// destinations. [Client.Keeper] makes one.
type KeeperClient struct{ line *line }

// Foreign lists what another store left standing.
func (c *KeeperClient) Foreign(ctx context.Context) ([]Foreign, error) {
	return call[[]Foreign](ctx, c.line, pathForeign, empty{})
}

// ClearForeign takes it away; an order without an alert means all of it.
func (c *KeeperClient) ClearForeign(ctx context.Context, o Order) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathForeignClear, o)
}

// Reload makes the gateway take its configuration anew.
func (c *KeeperClient) Reload(ctx context.Context, o Order) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathReload, o)
}

// Retire takes down what stands at a destination.
func (c *KeeperClient) Retire(ctx context.Context, o Order) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathRetire, o)
}

// Backup packs a copy of the data folder.
func (c *KeeperClient) Backup(ctx context.Context, b Backup) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathBackup, b)
}

// Rename gives the gateway another name from its next start on.
func (c *KeeperClient) Rename(ctx context.Context, r Rename) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathRename, r)
}

// NewKeys has new keys made, which the next start or reload puts in use.
func (c *KeeperClient) NewKeys(ctx context.Context, o Order) (Keys, error) {
	return call[Keys](ctx, c.line, pathKeysNew, o)
}
