package config

import (
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// check looks at everything but the agreement.
func (c *Config) check() []Problem {
	k := &checks{cfg: c}
	k.gateway()
	k.broker()
	k.crowd()
	k.parties()
	k.people()
	k.socket()
	k.systems()
	k.trees()
	k.events()
	k.http()
	k.limits()
	k.files()
	return k.found
}

// checks collects what is wrong.
type checks struct {
	cfg   *Config
	found []Problem
}

func (k *checks) fail(where, what, do string) {
	k.found = append(k.found, Problem{Level: agreement.Error, Where: where, What: what, Do: do})
}

func (k *checks) warn(where, what, do string) {
	k.found = append(k.found, Problem{Level: agreement.Warning, Where: where, What: what, Do: do})
}

// address is name@domain: nothing that CAP forbids in one (space, comma, <, &).
var address = regexp.MustCompile(`^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$`)

func (k *checks) gateway() {
	g := k.cfg.Gateway
	k.name("gateway.name", g.Name)
	if g.Name+".key" == trail.KeyFile {
		k.fail("gateway.name", fmt.Sprintf("%q is taken: keys/%s is the trail's own key, and the gateway's would be the "+
			"same file", g.Name, trail.KeyFile),
			"choose another name")
	}
	if !address.MatchString(g.Sender) {
		k.fail("gateway.sender", fmt.Sprintf("%q cannot be the sender of alerts", g.Sender),
			"write name@domain, with a domain that is yours")
	}
	if g.Data == "" {
		k.fail("gateway.data", "there is no data folder", "name a folder on a local disk")
	}
	u, err := url.Parse(g.PublicURL)
	if g.PublicURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" ||
		strings.HasSuffix(g.PublicURL, "/")) {
		k.fail("gateway.public_url", fmt.Sprintf("%q is no address others could fetch from", g.PublicURL),
			"write https://host without a slash at the end, or leave it out")
	}
	if g.MaxAlert < 64<<10 || g.MaxAlert > 64<<20 {
		k.fail("gateway.max_alert", g.MaxAlert.String()+" is not between 64KB and 64MB", "leave it out for 5MB")
	}
}

// name refuses what could not be a level of a topic, or could be taken for a side.
func (k *checks) name(where, name string) {
	if !topics.Safe(name) || strings.ContainsAny(name, "~") || name == string(cap.US) || name == string(cap.CA) {
		k.fail(where, fmt.Sprintf("%q is no name that can stand in a topic", name),
			"use lower-case letters, digits and -, at most 64, and not us or ca")
	}
}

func (k *checks) http() {
	h := k.cfg.HTTP
	if h.Listen != "" && !loopback(h.Listen) {
		k.fail("http.listen", h.Listen+" is not a loopback address with a port, and this server has neither TLS nor accounts",
			"write 127.0.0.1:8080, and put a proxy with TLS before it if others must reach it")
	}
	if h.Feeds {
		k.fail("http.feeds", "this version serves no feeds", "write false or leave it out")
	}
	k.alarms()
}

func (k *checks) alarms() {
	a := k.cfg.Alarms
	k.command("alarms.command", a.Command)
	k.webhook("alarms.webhook", a.Webhook)
	if a.Repeat == 0 {
		k.fail("alarms.repeat", "alarms would never be repeated", "write how often, like 5m")
	}
	if a.LinkDown < Duration(time.Second) || a.LinkDown > Duration(time.Hour) {
		k.fail("alarms.link_down", time.Duration(a.LinkDown).String()+" is not between 1s and 1h", "leave it out for 30s")
	}
}

// command refuses a program that could not be run when it is needed.
func (k *checks) command(where string, argv []string) {
	if len(argv) == 0 {
		return
	}
	if _, err := exec.LookPath(argv[0]); err != nil {
		k.fail(where, fmt.Sprintf("%q cannot be run: %s", argv[0], reason(err)),
			"name a program that is there and may be run, with its whole path")
	}
}

func (k *checks) webhook(where, address string) {
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		k.fail(where, "is no web address", "write https://host/path")
	}
}

func loopback(listen string) bool {
	host, port, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	_, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// trees refuses two destinations that would overwrite each other's topics.
func (k *checks) trees() {
	taken := map[string]string{}
	for i, s := range k.cfg.Systems {
		if s.Out == nil {
			continue
		}
		for _, lane := range s.Out.Lanes {
			tree := fmt.Sprintf("alerts/v1/%s/%s", lane, s.Side)
			if s.Out.Tree == OfParty {
				tree = fmt.Sprintf("parties/v1/%s/%s", lane, s.Party)
			}
			if other := taken[tree]; other != "" {
				k.fail(fmt.Sprintf("systems[%d].out", i), fmt.Sprintf("%s and %s both write %s", other, s.Name, tree),
					"let one of them write it: give the other another lane, another party, or no out")
			}
			taken[tree] = s.Name
		}
	}
}

// path is a key that names a file.
type path struct {
	where string
	at    *string
	must  bool // it must be there already
}

// paths are all keys that name files or folders.
func (c *Config) paths() []path {
	all := []path{{"gateway.data", &c.Gateway.Data, false}, {"gateway.socket.path", &c.Gateway.Socket.Path, false}}
	b := &c.Broker
	all = append(all, path{"broker.password_file", &b.PasswordFile, true}, path{"broker.ca", &b.CA, true},
		path{"broker.cert", &b.Cert, true}, path{"broker.key", &b.Key, true})
	if e := b.Embedded; e != nil {
		all = append(all, path{"broker.embedded.cert", &e.Cert, true}, path{"broker.embedded.key", &e.Key, true},
			path{"broker.embedded.ca", &e.CA, true})
		for i := range e.Users {
			all = append(all, path{fmt.Sprintf("broker.embedded.users[%d].password_file", i), &e.Users[i].PasswordFile, true})
		}
	}
	for i, s := range c.Systems {
		if s.In == nil {
			continue
		}
		where := fmt.Sprintf("systems[%d].in.trust.", i)
		all = append(all, list(where+"keys", s.In.Trust.Keys)...)
		all = append(all, list(where+"issuers", s.In.Trust.Issuers)...)
	}
	return all
}

func list(where string, names []string) []path {
	var all []path
	for i := range names {
		all = append(all, path{fmt.Sprintf("%s[%d]", where, i), &names[i], true})
	}
	return all
}

// files refuses files that are not there or cannot be read: better now than when the first alert comes.
func (k *checks) files() {
	open := k.cfg.env.complete().Open
	for _, p := range k.cfg.paths() {
		if !p.must || *p.at == "" {
			continue
		}
		f, err := open(*p.at)
		if err != nil {
			k.fail(p.where, *p.at+" cannot be read: "+reason(err), "put the file there, or correct the path")
			continue
		}
		f.Close()
	}
}

func reason(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+2:]
}

func laneList(lanes []cap.Lane) bool {
	return len(lanes) > 0 && !slices.ContainsFunc(lanes, func(l cap.Lane) bool {
		return l != cap.LaneActual && l != cap.LaneExercise && l != cap.LaneTest
	})
}
