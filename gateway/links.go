package gateway

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/certs"
	"bordercast/gateway/broker"
	"bordercast/gateway/config"
	"bordercast/gateway/health"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// openBroker starts the embedded broker, where the configuration has one, and begins to watch who leads.
func (g *Gateway) openBroker(ctx context.Context) error {
	base := mqtt.Config{ProbeTopic: topics.Status(g.settings.Now().Name)[:len(topics.Status(g.settings.Now().Name))-len("status")] + "probe", Rand: g.rand, Timer: g.real, MaxBackoff: 5 * time.Second, MaxPending: maxArriving}
	b := g.settings.Now().Config.Broker
	base.URL, base.User, base.PasswordFile, base.CA, base.Cert, base.Key = b.URL, b.User, b.PasswordFile, b.CA, b.Cert, b.Key
	if b.Embedded != nil {
		if err := g.embed(ctx, &base); err != nil {
			return err
		}
	}
	g.lead.BrokerURL = base.URL
	g.takeSeat(base)
	base.Stops, base.Fence = g.notices.Stops, g.lead.Keeper.Fence
	g.linkBase = base
	return nil
}

// linkTo makes the link to a destination: one connection for each. It carries nothing while another may lead. false: it is
// out of reach, and what stands there can only be forgotten.
func (g *Gateway) linkTo(d *settings.System) bool {
	if d.Unreachable {
		return false
	}
	c := g.linkBase
	if b := d.Broker; b != nil { // it is frozen where it stood
		c.URL, c.User, c.PasswordFile, c.CA, c.Cert, c.Key = b.URL, b.User, b.PasswordFile, b.CA, b.Cert, b.Key
		c.Password, c.TLS = "", nil
	}
	c.Name, c.ClientID, c.ClientSecret = d.Name, g.client("out-"+d.Name), g.clientSecret
	if line := d.Settings.Out.BrokerURL; line != "" {
		c.URL = line
	}
	link := mqtt.NewPublisher(c, g.clock, g.linkHealth(health.Out))
	g.healthState.Links.Expect(health.Out, c.Name, g.real.Now())
	link.OnConnect = g.reconciler.Reconcile(d.Name, func() []string {
		if now := g.settings.Now().Systems[d.Name]; now != nil { // a reload may have added a lane
			return g.trees.OursAt(now, now.FiltersOf())
		}
		return nil
	})
	g.links.set(d.Name, link)
	return true
}

// makeOwnLinks makes the links on which the gateway speaks in its own name.
func (g *Gateway) makeOwnLinks() {
	c := g.linkBase
	c.Name, c.ClientID, c.ClientSecret = "gateway", g.client("office"), g.clientSecret
	c.ReadTogether = 16 // there are three for each party and lane, with a handful of topics each
	link := mqtt.NewPublisher(c, g.clock, g.linkHealth(health.Gateway))
	g.healthState.Links.Expect(health.Gateway, c.Name, g.real.Now())
	putGatewayTopics := g.reconciler.Reconcile(notice.GatewayTopics, g.trees.OwnFilters)
	link.OnConnect = func(ctx context.Context, s *mqtt.Session) error {
		if err := g.recordRestored(ctx, s); err != nil {
			return err
		}
		return putGatewayTopics(ctx, s)
	}
	g.topics.Link, g.reconciler.Link, g.acts.Link = link, link, link
	c = g.linkBase
	c.Name, c.ClientID, c.ClientSecret = health.Receipts, g.client("receipts"), g.clientSecret
	g.receipts.Link = mqtt.NewPublisher(c, g.clock, g.linkHealth(health.Gateway))
	g.healthState.Links.Expect(health.Gateway, c.Name, g.real.Now())
}

// client begins a fixed name per role, so that a gateway that takes over disconnects the old one. What ends it is the
// store's secret: nobody else can take the name, and with it the session and what waits there.
func (g *Gateway) client(role string) string {
	return "bordercast-" + cmp.Or(g.clientName, g.settings.Now().Name) + "-" + role
}

func (g *Gateway) embed(ctx context.Context, base *mqtt.Config) (err error) {
	e := g.settings.Now().Config.Broker.Embedded
	o := broker.Options{Dir: g.data, Listen: e.Listen, SyncAlways: e.SyncAlways, Log: g.log.Named("broker"), Violation: g.violation,
		Subscriber: int(g.settings.Now().Config.Limits.Subscriber)}
	if o.Gateway, err = broker.NewCredentials(g.rand); err != nil {
		return err
	}
	if e.Cert != "" {
		if o.TLS, err = certs.ServerTLS(e.Cert, e.Key, e.CA); err != nil {
			return err
		}
	}
	if o.Users, err = g.accounts(g.settings.Now().Config, nil); err != nil {
		return err
	}
	g.users = o.Users
	if g.broker, err = broker.Start(ctx, o); err != nil {
		return err
	}
	base.URL, base.User, base.Password = g.broker.URL(), o.Gateway.User, o.Gateway.Password
	if o.TLS != nil {
		base.TLS = g.broker.ClientTLS()
	}
	base.MaxBackoff = time.Second // it is this process's own: nobody is spared by waiting
	return nil
}

// accounts are the configured users of the embedded broker. Their passwords are hashed here: the files hold them as
// people type them. A password that is as it was keeps its hash.
func (g *Gateway) accounts(c *config.Config, before []broker.User) ([]broker.User, error) {
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
				u.PasswordHash, err = broker.HashPassword(g.rand, password)
			}
			if err != nil {
				return nil, err
			}
		}
		users = append(users, u)
	}
	return users, nil
}

func (g *Gateway) closeBroker() error {
	if g.broker == nil {
		return nil
	}
	g.lead.Seat.Close() // its last words are for this broker
	return g.broker.Close()
}

// violation is somebody publishing where they may not. The broker answered them as if it had been taken.
func (g *Gateway) violation(user, topic string) {
	g.alarms.Raise(notice.ViolationAlarm(user, topic))
}

// linkHealth notes how a link is doing, and tells whoever watches the gateway's health.
func (g *Gateway) linkHealth(direction string) func(adapters.Health) {
	return func(h adapters.Health) {
		g.healthState.Link(direction, h, g.real.Now())
		g.log.Info(h.Text, zap.String("link", h.Link), zap.Bool("up", h.Up), zap.String("reason", h.Reason))
		g.publishHealth()
		if h.Reason == mqtt.SessionLost {
			g.alarms.Raise(notice.SessionLostAlarm(h))
		}
	}
}

func (g *Gateway) publishHealth() {
	text, err := json.Marshal(g.healthState.All())
	if err == nil {
		g.topics.QueueBestEffort(adapters.Message{Topic: topics.Health(g.settings.Now().Name), Payload: text, Retain: true})
	}
}

func (g *Gateway) publishReady(context.Context) {
	g.lead.Keeper.Ready()
	g.publishHealth()
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
