package broker

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/nats-io/nats-server/v2/server"
)

// A gate decides who may connect, and as whom. The server calls Check from the goroutine of each connection; all
// fields but open are fixed before the server starts.
type gate struct {
	gateway   Credentials
	reserved  string
	byName    map[string]*account
	byCommon  map[string]*account
	anonymous *account // nil once users are configured
	open      atomic.Bool
}

type account struct {
	user   User
	rights *server.Permissions
}

var _ server.Authentication = (*gate)(nil)

func newGate(o Options) (*gate, error) {
	g := &gate{gateway: o.Gateway, reserved: o.Reserved, byName: map[string]*account{}, byCommon: map[string]*account{}}
	if g.reserved == "" {
		g.reserved = "bordercast-"
	}
	if o.Gateway.User == "" || o.Gateway.Password == "" {
		return nil, fmt.Errorf("embedded broker: the gateway's own clients have no credentials; make them with NewCredentials")
	}
	users := o.Users
	if len(users) == 0 {
		users = []User{Anonymous()}
	}
	for _, u := range users {
		rights, err := u.permissions()
		if err != nil {
			return nil, fmt.Errorf("embedded broker: %w", err)
		}
		if err := g.add(&account{u, rights}); err != nil {
			return nil, fmt.Errorf("embedded broker: %w", err)
		}
	}
	if len(o.Users) == 0 {
		g.anonymous = g.byName[users[0].Name]
		g.byName = nil
	}
	return g, nil
}

func (g *gate) add(a *account) error {
	u := a.user
	if u.Name == "" || u.Name == g.gateway.User || g.byName[u.Name] != nil {
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
	a := g.account(c, user, password)
	if a == nil {
		return false
	}
	c.RegisterUser(&server.User{Username: a.user.Name, Permissions: a.rights})
	return true
}

// account is who this is: by password when a user is given, else by certificate, else nobody in particular.
func (g *gate) account(c server.ClientAuthentication, user, password string) *account {
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
