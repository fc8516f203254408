package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"bordercast/adapters/spool"
	"bordercast/adapters/webhook"
	"bordercast/cap/geo"
	"bordercast/gateway/acts"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/judge"
	"bordercast/gateway/keyring"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/stock"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// keptSettings is what the store keeps of a destination so that it can be served without the configuration. Secrets
// stay in their files.
type keptSettings struct {
	Area    []string           `json:"area,omitempty"`
	Line    string             `json:"line,omitempty"` // another address of the same broker
	Broker  settings.BrokerRef `json:"broker"`
	Spool   *spool.Config      `json:"spool,omitempty"`
	Webhook *webhook.Out       `json:"webhook,omitempty"`
}

// brokerOf names the broker of a configuration.
func brokerOf(c *config.Config) string {
	if c.Broker.Embedded != nil {
		return stock.Embedded
	}
	return stock.BrokerName(c.Broker.URL)
}

// farEndOf names where a destination is, as package stock compares it: its broker, its folder, or its address without
// what may be secret in it.
func farEndOf(c *config.Config, s config.System) string {
	switch {
	case s.Kind == config.Spool && s.Spool != nil:
		return s.Spool.Out
	case s.Kind == config.Webhook && s.Webhook != nil && s.Webhook.Out != nil:
		if u, err := url.Parse(s.Webhook.Out.URL); err == nil {
			return u.Scheme + "://" + u.Host + u.Path
		}
	}
	return brokerOf(c)
}

// destinationOf is a configured system as the store keeps it.
func destinationOf(c *config.Config, s config.System) book.Destination {
	b := c.Broker
	kept := keptSettings{Line: s.Out.BrokerURL, Broker: settings.BrokerRef{URL: b.URL, User: b.User,
		PasswordFile: b.PasswordFile, CA: b.CA, Cert: b.Cert, Key: b.Key}}
	switch s.Kind {
	case config.Spool:
		kept.Spool = &spool.Config{Out: s.Spool.Out, Write: s.Spool.Write}
	case config.Webhook:
		kept.Webhook = s.Webhook.Out
	}
	for _, g := range s.Out.Area {
		kept.Area = append(kept.Area, string(g))
	}
	settings, _ := json.Marshal(kept) // strings only: it cannot fail
	tree := config.OfParty
	if s.Out.Tree == config.Public {
		tree = config.Public
	}
	return book.Destination{
		Name: s.Name, Kind: string(s.Kind), Broker: farEndOf(c, s), Side: s.Side, Party: s.Party, Tree: string(tree),
		Lanes:    s.Out.Lanes,
		Settings: string(settings),
	}
}

// destinationsOf lists what a configuration has.
func destinationsOf(c *config.Config) (list []book.Destination) {
	for _, s := range c.Systems {
		if s.Out != nil && len(s.Out.Lanes) > 0 {
			list = append(list, destinationOf(c, s))
		}
	}
	return list
}

// said is a destination as package stock compares it.
func said(d book.Destination) stock.Destination {
	return stock.Destination{Name: d.Name, Kind: d.Kind, Broker: d.Broker, Side: d.Side, Party: d.Party, Tree: d.Tree,
		Lanes: d.Lanes}
}

// configured is what a configuration says about the store in a data folder.
func configured(c *config.Config, data string) stock.Config {
	now := stock.Config{Gateway: c.Gateway.Name, Keys: true}
	for _, file := range []string{c.Gateway.Name + ".key", "trail.key"} {
		if _, err := os.Stat(filepath.Join(data, "keys", file)); errors.Is(err, os.ErrNotExist) {
			now.Keys = false
		}
	}
	if _, waits, err := keyring.Waiting(filepath.Join(data, "keys")); waits && err == nil {
		now.Keys = true // the start puts them in their place
	}
	for _, d := range destinationsOf(c) {
		now.Destinations = append(now.Destinations, said(d))
	}
	return now
}

// picture is what the store says, and its destinations with their settings. A store of before kept none of them: they
// are made out from what stands, under the broker that the configuration has now.
func picture(tx *book.Tx, broker string) (s stock.Store, kept map[string]book.Destination, err error) {
	kept = map[string]book.Destination{}
	if s.Gateway, err = tx.Notes.Owner(); err != nil || s.Gateway == "" {
		return s, kept, err
	}
	if keeps, err := tx.Destinations.AreKept(); !keeps || err != nil {
		return s, kept, err
	}
	rows, err := tx.Destinations.All()
	if err != nil {
		return s, kept, err
	}
	for _, d := range rows {
		kept[d.Name] = d
	}
	open, err := tx.Destinations.OpenAt()
	if err != nil {
		return s, kept, err
	}
	wanted, err := tx.Destinations.WantedAt()
	if err != nil {
		return s, kept, err
	}
	for name, lanes := range wanted {
		if open[name] == nil {
			open[name] = lanes // nothing stands there that could end them
		}
		if _, known := kept[name]; !known {
			if kept[name], err = madeOut(tx, name, broker); err != nil {
				return s, kept, err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		s.Kept = append(s.Kept, stock.Kept{Destination: said(kept[name]), Open: open[name]})
	}
	return s, kept, nil
}

// madeOut is a destination as its topics show it.
func madeOut(tx *book.Tx, name, broker string) (book.Destination, error) {
	d := book.Destination{Name: name, Kind: "mqtt", Broker: broker, Settings: "{}"}
	list, err := tx.Topics.At(name)
	for _, row := range list {
		t, ours := topics.Parse(row.Topic)
		if !ours {
			continue
		}
		if d.Tree = string(config.OfParty); t.Kind == topics.AlertTopic {
			d.Tree, d.Side = string(config.Public), t.Key.Reader
		}
		d.Party = t.Party
		if !slices.Contains(d.Lanes, t.Lane) {
			d.Lanes = append(d.Lanes, t.Lane)
		}
	}
	return d, err
}

// Fits lists what a configuration does not serve of the store in a data folder, a daemon running on it or not; none for
// a folder that has no store.
func Fits(ctx context.Context, data string, c *config.Config) (problems []stock.Problem, err error) {
	if _, err := os.Stat(store.File(data)); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	db, err := store.ReadOnly(data)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.CloseReadOnly()) }()
	return unserved(ctx, db, data, c)
}

// unserved lists what a configuration does not serve of an open store.
func unserved(ctx context.Context, db *book.Book, data string, c *config.Config) (problems []stock.Problem, err error) {
	err = db.View(ctx, func(tx *book.Tx) error {
		s, _, err := picture(tx, brokerOf(c))
		problems = stock.Fits(s, configured(c, data))
		return err
	})
	return problems, err
}

// mayStart refuses a data folder that is another gateway's, or whose keys are missing: it is asked before anything is
// made there.
func (g *Gateway) mayStart(ctx context.Context) error {
	problems, err := Fits(ctx, g.data, g.settings.Now().Config)
	for _, p := range problems {
		if !p.Refuses {
			continue
		}
		if g.renamed, err = renames(g.data, g.settings.Now().Name, p); g.renamed.From != "" || err != nil {
			return err
		}
		return fmt.Errorf("%s: %w", g.data, p)
	}
	return err
}

// takeStock compares the store with the configuration, keeps what is served from now on, and puts the settings in
// force; by is who had a running gateway take them, "" at a start, and keys are new ones that it takes with them, nil
// for none. A destination that is gone while something stands there is frozen: it is served as it was, and nothing new
// goes there.
func (g *Gateway) takeStock(ctx context.Context, now *settings.Settings, by string, keys *newer) error {
	var problems []stock.Problem
	var kept map[string]book.Destination
	err := g.keys.renew(ctx, g.db, keys, func(tx *book.Tx) error {
		s, rows, err := picture(tx, brokerOf(now.Config))
		if err != nil {
			return err
		}
		if g.renamed.From != "" && s.Gateway == g.renamed.From {
			s.Gateway = now.Name
			if err := g.recordRename(tx); err != nil {
				return err
			}
		}
		problems, kept = stock.Fits(s, configured(now.Config, g.data)), rows
		if g.wires.ClientName, err = tx.Notes.Get(acts.ClientNote); err != nil {
			return err
		}
		if by != "" {
			recordConfigured(tx, now, by)
		}
		return errors.Join(keepDestinations(tx, now.Config, problems, rows), tx.Notes.SetOwner(now.Name))
	})
	if err != nil {
		return err
	}
	if g.renamed.From != "" {
		if err := datafolder.DropIntention(g.data, acts.RenameFile); err != nil {
			return err
		}
	}
	var asTheyWere []*settings.System
	gone := map[string]bool{}
	for _, p := range problems {
		asTheyWere = append(asTheyWere, frozen(now, p, kept[p.Destination]))
		g.alarms.Raise(notice.FrozenAlarm(p))
		gone[p.Destination] = true
	}
	now = now.With(asTheyWere...)
	g.take(now)
	for _, d := range now.Destinations {
		if !gone[d.Name] {
			g.alarms.Over(notice.FrozenKey(d.Name))
		}
	}
	return nil
}

// keepDestinations writes down what is served from now on. What comes back after it was retired gets again what is
// still active of what it had.
func keepDestinations(tx *book.Tx, c *config.Config, problems []stock.Problem, rows map[string]book.Destination) error {
	gone := map[string]stock.Problem{}
	for _, p := range problems {
		if p.Refuses {
			return p
		}
		gone[p.Destination] = p
		tx.Trail.Append("", trail.Configured, map[string]any{"destination": p.Destination, "reason": p.Code, "frozen": true})
	}
	for _, d := range destinationsOf(c) {
		p, isFrozen := gone[d.Name]
		if isFrozen && p.Code != stock.LaneGone {
			continue
		}
		if isFrozen {
			d.Lanes = append(slices.Clone(d.Lanes), p.Lanes...)
		}
		if err := tx.Destinations.Put(d); err != nil {
			return err
		}
		delete(rows, d.Name)
		if err := giveAgain(tx, d.Name); err != nil {
			return err
		}
	}
	for name, d := range rows {
		p, isFrozen := gone[name]
		switch {
		case !isFrozen:
			if err := tx.Destinations.Drop(name); err != nil {
				return err
			}
			continue
		case len(d.Lanes) == 0:
			d.Lanes = p.Lanes
		}
		if err := tx.Destinations.Put(d); err != nil {
			return err
		}
	}
	return nil
}

// giveAgain lets what a destination had when it was retired, and what is still active, go there once more.
func giveAgain(tx *book.Tx, name string) error {
	list, err := tx.Decisions.InState(name, book.Withdrawn, judge.Retired)
	if err != nil {
		return err
	}
	for _, d := range list {
		d.State, d.Reason, d.Since = book.Decided, "comes-back", tx.Now()
		if err := tx.Decisions.Put(d); err != nil {
			return err
		}
		a, _, err := tx.Alerts.ByID(d.Alert)
		if err != nil {
			return err
		}
		tx.Trail.Append(a.Key, trail.Settled, map[string]any{"destination": name, "action": d.Action, "route": d.Route,
			"reason": d.Reason})
	}
	return nil
}

// frozen is a destination that is gone, as it is served from now on: as it was kept.
func frozen(now *settings.Settings, p stock.Problem, kept book.Destination) *settings.System {
	if p.Code == stock.LaneGone {
		s := *now.Systems[p.Destination]
		s.Out, s.Frozen = append(slices.Clone(s.Out), p.Lanes...), p.Lanes
		return &s
	}
	var was keptSettings
	_ = json.Unmarshal([]byte(kept.Settings), &was) // written by destinationOf; a damaged one has no settings
	lanes := kept.Lanes
	if len(lanes) == 0 {
		lanes = p.Lanes
	}
	s := &settings.System{
		Name: kept.Name, Party: kept.Party, Side: kept.Side, Out: lanes, Frozen: lanes,
		Public: kept.Tree == string(config.Public),
		Settings: config.System{
			Name: kept.Name, Party: kept.Party, Side: kept.Side, Kind: config.Kind(kept.Kind), Spool: was.Spool,
			Out: &config.Out{Lanes: lanes, Tree: config.Tree(kept.Tree), BrokerURL: was.Line},
		},
	}
	for _, word := range was.Area {
		s.Area = append(s.Area, geo.District(word))
	}
	if was.Webhook != nil {
		s.Settings.Webhook = &webhook.Config{Out: was.Webhook}
	}
	if s.HoldsState() && kept.Broker != brokerOf(now.Config) {
		s.Broker, s.Unreachable = &was.Broker, kept.Broker == stock.Embedded
	}
	if is := now.Systems[kept.Name]; is != nil { // it may be a source too, and is one as it is configured now
		s.Source = is.Settings
		s.In, s.Senders, s.Trust, s.Unsigned, s.Unverified = is.In, is.Senders, is.Trust, is.Unsigned, is.Unverified
		s.Settings.In, s.Settings.Senders, s.Settings.SilentAfter = is.Settings.In, is.Settings.Senders,
			is.Settings.SilentAfter
	}
	return s
}
