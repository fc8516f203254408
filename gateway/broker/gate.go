package broker

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats-server/v2/server"
)

// A gate decides who may connect, and as whom. The server calls Check from the goroutine of each connection.
type gate struct {
	gateway  Credentials
	reserved string
	accounts atomic.Pointer[accounts]
	open     atomic.Bool

	mu      sync.Mutex
	clients map[uint64]User // guarded by mu: who was let in as whom, by the server's number of the connection
}

// accounts are those of one configuration. They are never changed.
type accounts struct {
	byName    map[string]*account
	byCommon  map[string]*account
	anonymous *account // nil once users are configured
}

type account struct {
	user   User
	rights *server.Permissions
}

var _ server.Authentication = (*gate)(nil)

func newGate(o Options) (*gate, error) {
	g := &gate{gateway: o.Gateway, reserved: o.Reserved, clients: map[uint64]User{}}
	if g.reserved == "" {
		g.reserved = "bordercast-"
	}
	if o.Gateway.User == "" || o.Gateway.Password == "" {
		return nil, fmt.Errorf("embedded broker: the gateway's own clients have no " +
			"credentials; make them with NewCredentials")
	}
	return g, g.take(o.Users)
}

// take lets these users in from now on, and nobody else.
func (g *gate) take(users []User) error {
	a := &accounts{byName: map[string]*account{}, byCommon: map[string]*account{}}
	nobody := len(users) == 0
	if nobody {
		users = []User{Anonymous()}
	}
	for _, u := range users {
		rights, err := u.permissions()
		if err != nil {
			return fmt.Errorf("embedded broker: %w", err)
		}
		if err := a.add(&account{u, rights}, g.gateway.User); err != nil {
			return fmt.Errorf("embedded broker: %w", err)
		}
	}
	if nobody {
		a.anonymous, a.byName = a.byName[users[0].Name], nil
	}
	g.accounts.Store(a)
	return nil
}

func (g *accounts) add(a *account, gateway string) error {
	u := a.user
	if u.Name == "" || u.Name == gateway || g.byName[u.Name] != nil {
		return fmt.Errorf("the user name %q is empty, taken or the gateway's", u.Name)
	}
	if u.PasswordHash != "" {
		if _, err := parseHash(u.PasswordHash); err != nil {
			return fmt.Errorf("user %s: %w", u.Name, err)
		}
	}
	g.byName[u.Name] = a
	if u.CommonName == "" {
		return nil
	}
	if g.byCommon[u.CommonName] != nil {
		return fmt.Errorf("user %s: another user has the certificate name %q", u.Name, u.CommonName)
	}
	g.byCommon[u.CommonName] = a
	return nil
}

// others are the connections whose user is none any more, or has other rights.
func (g *gate) others() (list []uint64) {
	now := g.accounts.Load()
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, was := range g.clients {
		if !now.has(was) {
			list = append(list, id)
			delete(g.clients, id)
		}
	}
	return list
}

// has says whether a user is one as before. A hash of another salt is another password: see SamePassword.
func (g *accounts) has(was User) bool {
	a := g.byName[was.Name]
	if was.Name == Anonymous().Name && g.anonymous != nil {
		a = g.anonymous
	}
	return a != nil && a.user.CommonName == was.CommonName && a.user.PasswordHash == was.PasswordHash &&
		slices.Equal(a.user.Publish, was.Publish) &&
		slices.Equal(a.user.Subscribe, was.Subscribe)
}

// gone forgets the connections that the server does not have any more.
func (g *gate) gone(has func(uint64) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id := range g.clients {
		if !has(id) {
			delete(g.clients, id)
		}
	}
}

// Check is called by the server for every CONNECT.
func (g *gate) Check(c server.ClientAuthentication) bool {
	user, password := c.GetOpts().Username, c.GetOpts().Password
	if user == g.gateway.User {
		if !same(password, g.gateway.Password) {
			return false
		}
		c.RegisterUser(&server.User{Username: "gateway"})
		return true
	}
	id := clientID(c)
	// The server uses its clients' names as format strings: a % in one would hide forbidden publications.
	if !g.open.Load() || strings.HasPrefix(id, g.reserved) || strings.Contains(id, "%") {
		return false
	}
	a := g.accounts.Load().account(c, user, password)
	if a == nil {
		return false
	}
	if number, err := connectionOf(c); err == nil {
		g.mu.Lock()
		g.clients[number] = a.user
		g.mu.Unlock()
	}
	c.RegisterUser(&server.User{Username: a.user.Name, Permissions: a.rights})
	return true
}

// account is who this is: by password when a user is given, else by certificate, else nobody in particular.
func (g *accounts) account(c server.ClientAuthentication, user, password string) *account {
	if user != "" {
		a := g.byName[user]
		if a == nil || a.user.PasswordHash == "" || !checkPassword(a.user.PasswordHash, password) {
			return nil
		}
		return a
	}
	// A certificate that did not verify never gets here: the handshake refused it.
	if state := c.GetTLSConnectionState(); state != nil && len(state.VerifiedChains) > 0 {
		if a := g.byCommon[state.PeerCertificates[0].Subject.CommonName]; a != nil {
			return a
		}
	}
	return g.anonymous
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// clientID is the MQTT ClientID. The server's interface for authenticators does not have it, but its clients print
// themselves as `address - mid:number - "id"`, and do so before they are checked (NATS 2.15.2, mqtt.go).
func clientID(c server.ClientAuthentication) string {
	text, ok := c.(fmt.Stringer)
	if !ok {
		return ""
	}
	_, id, _ := strings.Cut(text.String(), ` - "`)
	return strings.TrimSuffix(id, `"`)
}

// connectionOf is the server's number of a connection, out of the same text.
func connectionOf(c server.ClientAuthentication) (uint64, error) {
	text, ok := c.(fmt.Stringer)
	if !ok {
		return 0, errors.New("a client that does not print itself")
	}
	_, rest, _ := strings.Cut(text.String(), "mid:")
	digits, _, _ := strings.Cut(rest, " ")
	return strconv.ParseUint(digits, 10, 64)
}
