// Package wires is what a gateway is connected by: the embedded broker and its accounts, a link to each destination,
// the links on which it speaks in its own name, and a session for each source. OpenBroker comes first. A leader then
// makes its links and runs them in a Crew, in which a reload starts and ends some while the others go on.
package wires

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/certs"
	"bordercast/gateway/acts"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/broker"
	"bordercast/gateway/config"
	"bordercast/gateway/health"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trees"
	"bordercast/gateway/way"
)

// Wires are the broker and the links to destinations.
type Wires struct {
	Settings   *settings.Current
	Clock      adapters.Clock
	Real       adapters.Clock
	Rand       io.Reader
	DB         *book.Book
	Data       string // the data folder
	Outboxes   *outbox.Queues
	Lead       *lead.Lead
	Trees      *trees.Trees
	Health     *health.State
	Notices    *notice.Alarms
	Register   *alarm.Register
	Topics     *notice.Topics
	Receipts   *notice.Receipts
	Way        *way.Way
	Reconciler *reconcile.Reconciler
	Acts       *acts.Acts
	Kinds      map[config.Kind]Kind // all but MQTT
	Links      *Links               // to destinations
	Log        *zap.Logger

	Broker       *broker.Broker // nil: it is an outside one
	Base         mqtt.Config    // of every link, but for its name
	Users        []broker.User  // of the embedded broker
	ClientName   string         // in its clients' names: the one it had first
	ClientSecret string         // ends the names of the gateway's clients at the broker; never logged
}

// deliveries is how many go to a destination at a time: an urgent one waits for so many that were begun before it, in
// the book and on the wire. More of them at once are through no sooner.
const deliveries = 8

// Serve runs the link to a destination, and what empties its queue onto it.
func (g *Wires) Serve(c *Crew, d *settings.System) {
	link := g.Links.Of(d.Name)
	if link == nil {
		return // out of reach: what stands there can only be forgotten
	}
	worker := outbox.Worker{Queue: g.Outboxes.Open(d.Name), Book: g.Way.Ledger(d), Destination: link, Batch: deliveries,
		Timer: g.Real, Rand: g.Rand}
	c.Run("link to "+d.Name, link.Run)
	c.Run("outbox of "+d.Name, worker.Run)
}

// OpenBroker starts the embedded broker, where the configuration has one, and begins to watch who leads.
func (g *Wires) OpenBroker(ctx context.Context, seat func(mqtt.Config)) error {
	base := mqtt.Config{ProbeTopic: strings.TrimSuffix(topics.Status(g.Settings.Now().Name), "status") + "probe",
		Rand: g.Rand, Timer: g.Real, MaxBackoff: 5 * time.Second, MaxPending: maxArriving}
	b := g.Settings.Now().Config.Broker
	base.URL, base.User, base.PasswordFile, base.CA, base.Cert, base.Key = b.URL, b.User, b.PasswordFile, b.CA, b.Cert,
		b.Key
	if b.Embedded != nil {
		if err := g.embed(ctx, &base); err != nil {
			return err
		}
	}
	g.Lead.BrokerURL = base.URL
	seat(base)
	base.Stops, base.Fence = g.Notices.Stops, g.Lead.Keeper.Fence
	g.Base = base
	return nil
}

// LinkTo makes the link to a destination: one connection for each. It carries nothing while another may lead. false:
// it is out of reach, and what stands there can only be forgotten.
func (g *Wires) LinkTo(d *settings.System) bool {
	if d.Unreachable {
		return false
	}
	g.Health.Links.Expect(health.Out, d.Name, g.Real.Now())
	g.Health.Links.Away(health.Out, d.Name, !d.HoldsState())
	if d.HoldsState() {
		g.Links.set(d.Name, g.publisherTo(d))
	} else {
		g.Links.set(d.Name, fence(g.otherTo(d), g.Lead.Keeper.Fence))
	}
	return true
}

// otherTo makes a link that is not over MQTT. One that cannot be made is down, and says why, until a reload makes it
// anew.
func (g *Wires) otherTo(d *settings.System) adapters.Destination {
	out := adapters.Outbound{System: d.Name, Gateway: g.Settings.Now().Name, Clock: g.Clock, Timer: g.Real, Rand: g.Rand,
		Report: g.LinkHealth(health.Out)}
	kind, known := g.Kinds[d.Settings.Kind]
	if !known { // it is frozen, and was left by a program that knew the kind
		return broken{d.Name, fmt.Errorf("this program has no systems of kind %s", d.Settings.Kind), out, make(chan struct{})}
	}
	link, err := kind.Destination(d.Settings, out)
	if err != nil {
		return broken{d.Name, err, out, make(chan struct{})}
	}
	return link
}

// publisherTo makes a link over MQTT.
func (g *Wires) publisherTo(d *settings.System) *mqtt.Publisher {
	c := g.Base
	if b := d.Broker; b != nil { // it is frozen where it stood
		c.URL, c.User, c.PasswordFile, c.CA, c.Cert, c.Key = b.URL, b.User, b.PasswordFile, b.CA, b.Cert, b.Key
		c.Password, c.TLS = "", nil
	}
	c.Name, c.ClientID, c.ClientSecret = d.Name, g.client("out-"+d.Name), g.ClientSecret
	if line := d.Settings.Out.BrokerURL; line != "" {
		c.URL = line
	}
	link := mqtt.NewPublisher(c, g.Clock, g.LinkHealth(health.Out))
	link.OnConnect = g.Reconciler.Reconcile(d.Name, func() []string {
		if now := g.Settings.Now().Systems[d.Name]; now != nil { // a reload may have added a lane
			return g.Trees.OursAt(now, now.FiltersOf())
		}
		return nil
	})
	return link
}

// MakeOwnLinks makes the links on which the gateway speaks in its own name.
func (g *Wires) MakeOwnLinks(first func(context.Context, *mqtt.Session) error) {
	c := g.Base
	c.Name, c.ClientID, c.ClientSecret = "gateway", g.client("office"), g.ClientSecret
	c.ReadTogether = 16 // there are three for each party and lane, with a handful of topics each
	link := mqtt.NewPublisher(c, g.Clock, g.LinkHealth(health.Gateway))
	g.Health.Links.Expect(health.Gateway, c.Name, g.Real.Now())
	putGatewayTopics := g.Reconciler.Reconcile(notice.GatewayTopics, g.Trees.OwnFilters)
	link.OnConnect = func(ctx context.Context, s *mqtt.Session) error {
		if err := first(ctx, s); err != nil {
			return err
		}
		return putGatewayTopics(ctx, s)
	}
	g.Topics.Link, g.Reconciler.Link, g.Acts.Link = link, link, link
	g.Topics.Health = g.healthMessage
	c = g.Base
	c.Name, c.ClientID, c.ClientSecret = health.Receipts, g.client("receipts"), g.ClientSecret
	g.Receipts.Link = mqtt.NewPublisher(c, g.Clock, g.LinkHealth(health.Gateway))
	g.Health.Links.Expect(health.Gateway, c.Name, g.Real.Now())
}

// client begins a fixed name per role, so that a gateway that takes over disconnects the old one. What ends it is the
// store's secret: nobody else can take the name, and with it the session and what waits there.
func (g *Wires) client(role string) string {
	return "bordercast-" + cmp.Or(g.ClientName, g.Settings.Now().Name) + "-" + role
}

func (g *Wires) embed(ctx context.Context, base *mqtt.Config) (err error) {
	e := g.Settings.Now().Config.Broker.Embedded
	o := broker.Options{Dir: g.Data, Listen: e.Listen, SyncAlways: e.SyncAlways, Log: g.Log.Named("broker"),
		Violation:  g.violation,
		Subscriber: int(g.Settings.Now().Config.Limits.Subscriber)}
	if o.Gateway, err = broker.NewCredentials(g.Rand); err != nil {
		return err
	}
	if e.Cert != "" {
		if o.TLS, err = certs.ServerTLS(e.Cert, e.Key, e.CA); err != nil {
			return err
		}
	}
	if o.Users, err = g.accounts(g.Settings.Now().Config, nil); err != nil {
		return err
	}
	g.Users = o.Users
	if g.Broker, err = broker.Start(ctx, o); err != nil {
		return err
	}
	base.URL, base.User, base.Password = g.Broker.URL(), o.Gateway.User, o.Gateway.Password
	if o.TLS != nil {
		base.TLS = g.Broker.ClientTLS()
	}
	base.MaxBackoff = time.Second // it is this process's own: nobody is spared by waiting
	return nil
}

// accounts are the configured users of the embedded broker. Their passwords are hashed here: the files hold them as
// people type them. A password that is as it was keeps its hash.
func (g *Wires) accounts(c *config.Config, before []broker.User) ([]broker.User, error) {
	hashes := map[string]string{}
	for _, u := range before {
		hashes[u.Name] = u.PasswordHash
	}
	var users []broker.User
	for _, a := range c.Accounts() {
		u := broker.User{Name: a.Name, CommonName: a.Certificate, Publish: a.Publish, Subscribe: a.Subscribe}
		if a.PasswordFile != "" {
			password, err := secret(a.PasswordFile)
			if err != nil {
				return nil, err
			}
			if u.PasswordHash = hashes[u.Name]; !broker.SamePassword(u.PasswordHash, password) {
				u.PasswordHash, err = broker.HashPassword(g.Rand, password)
			}
			if err != nil {
				return nil, err
			}
		}
		users = append(users, u)
	}
	return users, nil
}

// CloseBroker ends the embedded broker, where there is one.
func (g *Wires) CloseBroker() error {
	if g.Broker == nil {
		return nil
	}
	g.Lead.Seat.Close() // its last words are for this broker
	return g.Broker.Close()
}

// violation is somebody publishing where they may not. The broker answered them as if it had been taken.
func (g *Wires) violation(user, topic string) {
	g.Register.Raise(notice.ViolationAlarm(user, topic))
}

// LinkHealth notes how a link is doing, and tells whoever watches the gateway's health.
func (g *Wires) LinkHealth(direction string) func(adapters.Health) {
	return func(h adapters.Health) {
		g.Health.Link(direction, h, g.Real.Now())
		g.Log.Info(h.Text, zap.String("link", h.Link), zap.Bool("up", h.Up), zap.String("reason", h.Reason))
		g.Topics.WakeHealth()
		if h.Reason == mqtt.SessionLost {
			g.Register.Raise(notice.SessionLostAlarm(h))
		}
	}
}

// healthMessage is how all links are doing.
func (g *Wires) healthMessage() (adapters.Message, error) {
	text, err := json.Marshal(g.Health.All())
	return adapters.Message{Topic: topics.Health(g.Settings.Now().Name), Payload: text, Retain: true}, err
}

// PublishReady says that the gateway is up.
func (g *Wires) PublishReady(context.Context) {
	g.Lead.Keeper.Ready()
	g.Topics.WakeHealth()
}

// secret is the first line of a file that only its owner may read.
func secret(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("password file: %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// NameClients reads the secret that ends the names of the gateway's clients, or makes it.
func (g *Wires) NameClients(tx *book.Tx) error {
	secret, fresh, err := tx.Notes.ClientSecret(g.Rand)
	if err != nil {
		return err
	}
	g.ClientSecret = "-" + secret
	known, err := tx.Notes.Get(sessionNote)
	if err != nil || !fresh || known == "" {
		return err
	}
	if err := tx.Notes.Drop(sessionNote); err != nil {
		return err
	}
	return tx.Notes.Put(oldSessionNote, known)
}

// TakeAccounts gives the embedded broker its users and its certificate.
func (g *Wires) TakeAccounts(c *config.Config) error {
	if g.Broker == nil {
		return nil
	}
	users, err := g.accounts(c, g.Users)
	if err != nil {
		return err
	}
	var conf *tls.Config
	if e := c.Broker.Embedded; e.Cert != "" {
		if conf, err = certs.ServerTLS(e.Cert, e.Key, e.CA); err != nil {
			return err
		}
	}
	if err := g.Broker.Take(users); err != nil {
		return err
	}
	g.Users = users
	if conf != nil {
		g.Broker.TakeTLS(conf)
	}
	return nil
}

// TakeDestinations ends the links to destinations that are no more, or others, and begins those that are new.
func (g *Wires) TakeDestinations(c *Crew, before, now *settings.Settings) (fresh []string) {
	for _, was := range before.Destinations {
		if is := now.Systems[was.Name]; is != nil && len(is.Out) > 0 && sameLink(was, is) {
			continue
		}
		c.End("outbox of " + was.Name)
		c.End("link to " + was.Name)
		g.Links.drop(was.Name)
		g.Outboxes.Drop(was.Name)
		g.Health.Forget(health.Out, was.Name)
	}
	for _, is := range now.Destinations {
		if g.Links.Of(is.Name) != nil || !g.LinkTo(is) {
			continue
		}
		g.Serve(c, is)
		fresh = append(fresh, is.Name)
	}
	return fresh
}

// sameLink says that two destinations of a name are reached in the same way, and stand in the same tree.
func sameLink(a, b *settings.System) bool {
	return a.Side == b.Side && a.Party == b.Party && a.Public == b.Public && a.Unreachable == b.Unreachable &&
		(a.Broker == nil) == (b.Broker == nil) &&
		a.Settings.Out.BrokerURL == b.Settings.Out.BrokerURL && a.SameWire(b)
}
