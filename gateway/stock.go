package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bordercast/cap/geo"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/keyring"
	"bordercast/gateway/outbox"
	"bordercast/gateway/stock"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// keptSettings is what the store keeps of a destination so that it can be served without the configuration. Secrets stay
// in their files.
type keptSettings struct {
	Area   []string  `json:"area,omitempty"`
	Line   string    `json:"line,omitempty"` // another address of the same broker
	Broker brokerRef `json:"broker"`
}

// brokerRef is how an outside broker is reached.
type brokerRef struct {
	URL          string `json:"url,omitempty"`
	User         string `json:"user,omitempty"`
	PasswordFile string `json:"password_file,omitempty"`
	CA           string `json:"ca,omitempty"`
	Cert         string `json:"cert,omitempty"`
	Key          string `json:"key,omitempty"`
}

// brokerOf names the broker of a configuration.
func brokerOf(c *config.Config) string {
	if c.Broker.Embedded != nil {
		return stock.Embedded
	}
	return stock.BrokerName(c.Broker.URL)
}

// destinationOf is a configured system as the store keeps it.
func destinationOf(c *config.Config, s config.System) book.Destination {
	b := c.Broker
	kept := keptSettings{Line: s.Out.BrokerURL, Broker: brokerRef{b.URL, b.User, b.PasswordFile, b.CA, b.Cert, b.Key}}
	for _, g := range s.Out.Area {
		kept.Area = append(kept.Area, string(g))
	}
	settings, _ := json.Marshal(kept) // strings only: it cannot fail
	tree := config.OfParty
	if s.Out.Tree == config.Public {
		tree = config.Public
	}
	return book.Destination{
		Name: s.Name, Kind: s.Kind, Broker: brokerOf(c), Side: s.Side, Party: s.Party, Tree: string(tree), Lanes: s.Out.Lanes, Settings: string(settings),
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
	return stock.Destination{Name: d.Name, Kind: d.Kind, Broker: d.Broker, Side: d.Side, Party: d.Party, Tree: d.Tree, Lanes: d.Lanes}
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
	if s.Gateway, err = tx.Owner(); err != nil || s.Gateway == "" {
		return s, kept, err
	}
	if keeps, err := tx.KeepsDestinations(); !keeps || err != nil {
		return s, kept, err
	}
	rows, err := tx.Destinations()
	if err != nil {
		return s, kept, err
	}
	for _, d := range rows {
		kept[d.Name] = d
	}
	open, err := tx.OpenAt()
	if err != nil {
		return s, kept, err
	}
	wanted, err := tx.WantedAt()
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
	list, err := tx.TopicsAt(name)
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
	problems, err := Fits(ctx, g.data, g.config)
	for _, p := range problems {
		if !p.Refuses {
			continue
		}
		if renamed, err := g.renames(p); renamed || err != nil {
			return err
		}
		return fmt.Errorf("%s: %w", g.data, p)
	}
	return err
}

// takeStock compares the store with the configuration at a start, and keeps what is served from now on. A destination
// that is gone while something stands there is frozen: it is served as it was, and nothing new goes there.
func (g *Gateway) takeStock(ctx context.Context) error {
	var problems []stock.Problem
	var kept map[string]book.Destination
	err := g.db.Update(ctx, func(tx *book.Tx) error {
		s, rows, err := picture(tx, brokerOf(g.config))
		if err != nil {
			return err
		}
		if g.renamed.From != "" && s.Gateway == g.renamed.From {
			s.Gateway = g.name
			if err := g.recordRename(tx); err != nil {
				return err
			}
		}
		problems, kept = stock.Fits(s, configured(g.config, g.data)), rows
		if g.clientName, err = tx.Remembered(clientNote); err != nil {
			return err
		}
		return errors.Join(g.keepDestinations(tx, problems, rows), tx.SetOwner(g.name))
	})
	if err != nil {
		return err
	}
	if g.renamed.From != "" {
		if err := dropIntention(g.data, renameFile); err != nil {
			return err
		}
	}
	frozen := map[string]bool{}
	for _, p := range problems {
		g.freeze(p, kept[p.Destination])
		g.alarms.Raise(frozenAlarm(p))
		frozen[p.Destination] = true
	}
	for _, d := range g.destinations {
		if !frozen[d.Name] {
			g.alarms.Over(frozenKey(d.Name))
		}
	}
	return nil
}

// keepDestinations writes down what is served from now on. What comes back after it was retired gets again what is
// still active of what it had.
func (g *Gateway) keepDestinations(tx *book.Tx, problems []stock.Problem, rows map[string]book.Destination) error {
	frozen := map[string]stock.Problem{}
	for _, p := range problems {
		if p.Refuses {
			return p
		}
		frozen[p.Destination] = p
		tx.Say("", trail.Configured, map[string]any{"destination": p.Destination, "reason": p.Code, "frozen": true})
	}
	for _, d := range destinationsOf(g.config) {
		p, isFrozen := frozen[d.Name]
		if isFrozen && p.Code != stock.LaneGone {
			continue
		}
		if isFrozen {
			d.Lanes = append(slices.Clone(d.Lanes), p.Lanes...)
		}
		if err := tx.PutDestination(d); err != nil {
			return err
		}
		delete(rows, d.Name)
		if err := g.giveAgain(tx, d.Name); err != nil {
			return err
		}
	}
	for name, d := range rows {
		p, isFrozen := frozen[name]
		switch {
		case !isFrozen:
			if err := tx.DropDestination(name); err != nil {
				return err
			}
			continue
		case len(d.Lanes) == 0:
			d.Lanes = p.Lanes
		}
		if err := tx.PutDestination(d); err != nil {
			return err
		}
	}
	return nil
}

// giveAgain lets what a destination had when it was retired, and what is still active, go there once more.
func (g *Gateway) giveAgain(tx *book.Tx, name string) error {
	list, err := tx.DecisionsSet(name, book.Withdrawn, retired)
	if err != nil {
		return err
	}
	for _, d := range list {
		d.State, d.Reason, d.Since = book.Decided, "comes-back", tx.Now()
		if err := tx.PutDecision(d); err != nil {
			return err
		}
		a, _, err := tx.AlertByID(d.Alert)
		if err != nil {
			return err
		}
		tx.Say(a.Key, trail.Settled, map[string]any{"destination": name, "action": d.Action, "route": d.Route, "reason": d.Reason})
	}
	return nil
}

// freeze makes a destination that is gone one that is served as it was kept.
func (g *Gateway) freeze(p stock.Problem, kept book.Destination) {
	if p.Code == stock.LaneGone {
		s := g.systems[p.Destination]
		s.Out, s.frozen = append(slices.Clone(s.Out), p.Lanes...), p.Lanes
		return
	}
	var settings keptSettings
	_ = json.Unmarshal([]byte(kept.Settings), &settings) // written by destinationOf; a damaged one has no settings
	lanes := kept.Lanes
	if len(lanes) == 0 {
		lanes = p.Lanes
	}
	s := &system{
		Name: kept.Name, Party: kept.Party, Side: kept.Side, Out: lanes, frozen: lanes, public: kept.Tree == string(config.Public),
		settings: config.System{Name: kept.Name, Party: kept.Party, Side: kept.Side, Kind: kept.Kind, Out: &config.Out{Lanes: lanes, Tree: config.Tree(kept.Tree), BrokerURL: settings.Line}},
	}
	for _, word := range settings.Area {
		s.area = append(s.area, geo.District(word))
	}
	if kept.Broker != brokerOf(g.config) {
		s.broker, s.unreachable = &settings.Broker, kept.Broker == stock.Embedded
	}
	if now := g.systems[kept.Name]; now != nil { // it may be a source too, and is one as it is configured now
		s.In, s.senders, s.trust, s.unsigned, s.unverified = now.In, now.senders, now.trust, now.unsigned, now.unverified
		s.settings.In, s.settings.Senders, s.settings.SilentAfter = now.settings.In, now.settings.Senders, now.settings.SilentAfter
		g.destinations = slices.DeleteFunc(g.destinations, func(d *system) bool { return d.Name == kept.Name })
	}
	g.systems[s.Name] = s
	g.destinations = append(g.destinations, s)
	g.outboxes[s.Name] = outbox.NewQueue()
	slices.SortFunc(g.destinations, func(a, b *system) int { return strings.Compare(a.Name, b.Name) })
}

// frozenReason is the code of what became of an alert that would have gone to a frozen destination.
const frozenReason = "destination-frozen"

func frozenKey(name string) alarm.Key { return alarm.Key{Cause: "frozen\n" + name} }

func frozenAlarm(p stock.Problem) alarm.Raised {
	return alarm.Raised{
		Key: frozenKey(p.Destination), Code: frozenReason, Severity: alarm.Critical,
		EN: sentenceOf(p.What) + ". It is frozen: what stands there is updated, cancelled and expires as before, and nothing new goes there. " + sentenceOf(p.Do) + ".",
		FR: "La destination " + p.Destination + " n'est plus configurée comme elle l'était alors que des alertes s'y trouvent. Elle est gelée : ces alertes y sont " +
			"mises à jour, annulées ou échoient comme avant, mais rien de nouveau n'y va. Rétablissez-la, ou retirez ces alertes avec avis : `bordercast config retire " + p.Destination + " --as NOM`.",
	}
}

func sentenceOf(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// retired marks what an operator took down with its destination.
const retired = "retired"
