package api

import (
	"context"
	"time"

	"bordercast/gateway/officer"
)

// Keeper is what an operator does about what stands, and about the gateway's own name, keys and destinations. The
// daemon has it beside Service.
type Keeper interface {
	// Foreign lists what stands at destinations and was left there by another store.
	Foreign(ctx context.Context) ([]Foreign, error)
	// ClearForeign takes it away, with notices: one alert of it, or all.
	ClearForeign(ctx context.Context, order Order) ([]Outcome, error)
	// Retire takes down what stands at a destination, with notices, and closes it.
	Retire(ctx context.Context, order Order) ([]Outcome, error)
	// Backup packs a consistent copy of the data folder into one file.
	Backup(ctx context.Context, b Backup) ([]Outcome, error)
	// Rename keeps the word that the gateway is to have another name from its next start on.
	Rename(ctx context.Context, r Rename) ([]Outcome, error)
	// NewKeys makes new keys, which the next start or reload puts in use.
	NewKeys(ctx context.Context, order Order) (Keys, error)
	// Reload takes the configuration file as it is now, all of it or nothing.
	Reload(ctx context.Context, order Order) ([]Outcome, error)
}

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

const (
	pathForeign      = "/v1/foreign/list"
	pathForeignClear = "/v1/foreign/clear"
	pathReload       = "/v1/reload"
	pathRetire       = "/v1/retire"
	pathBackup       = "/v1/backup"
	pathRename       = "/v1/rename"
	pathKeysNew      = "/v1/keys/new"
)

// keeper hangs up the calls of Keeper.
func (d *door) keeper() {
	ask(d, pathForeign, func(ctx context.Context, _ Actor, _ empty) ([]Foreign, error) {
		k, err := d.keeps()
		if err != nil {
			return nil, err
		}
		list, err := k.Foreign(ctx)
		return listed(list), err
	})
	keep(d, pathForeignClear, officer.ForeignClear, func(o *Order) *Actor { return &o.Actor }, Keeper.ClearForeign)
	keep(d, pathReload, officer.Reload, func(o *Order) *Actor { return &o.Actor }, Keeper.Reload)
	keep(d, pathRetire, officer.Retire, func(o *Order) *Actor { return &o.Actor }, Keeper.Retire)
	keep(d, pathRename, officer.Rename, func(r *Rename) *Actor { return &r.Actor }, Keeper.Rename)
	keep(d, pathKeysNew, officer.KeysNew, func(o *Order) *Actor { return &o.Actor }, Keeper.NewKeys)
	keep(d, pathBackup, officer.Backup, func(b *Backup) *Actor { return &b.Actor }, Keeper.Backup)
}

// keep hangs up an act of Keeper.
func keep[Q, A any](d *door, path string, what officer.Act, actor func(*Q) *Actor,
	call func(Keeper, context.Context, Q) (A, error)) {
	act(d, path, what, actor, func(ctx context.Context, q Q) (A, error) {
		k, err := d.keeps()
		if err != nil {
			var none A
			return none, err
		}
		return call(k, ctx, q)
	})
}

func (d *door) keeps() (Keeper, error) {
	if k, ok := d.service.(Keeper); ok {
		return k, nil
	}
	return nil, &Fault{BadRequest, "This daemon does not keep what stands: it may be a part of a test."}
}

// KeeperClient asks a daemon for what Keeper has. [Client.Keeper] makes one.
type KeeperClient struct{ line *line }

var _ Keeper = (*KeeperClient)(nil)

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
