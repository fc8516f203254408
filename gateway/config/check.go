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
	f := &findings{}
	c.Gateway.check(f)
	c.Broker.check(f, c)
	checkCrowd(f, c)
	checkParties(f, c)
	checkPeople(f, c)
	c.Gateway.Socket.check(f, c.Gateway.Data)
	checkSystems(f, c)
	checkTrees(f, c.Systems)
	checkEvents(f, c)
	c.HTTP.check(f)
	c.Alarms.check(f)
	c.Limits.check(f)
	checkFiles(f, c)
	return f.list
}

// findings collects what is wrong, and knows what is wrong with what stands in many places.
type findings struct{ list []Problem }

func (f *findings) fail(where, what, do string) {
	f.list = append(f.list, Problem{Level: agreement.Error, Where: where, What: what, Do: do})
}

func (f *findings) warn(where, what, do string) {
	f.list = append(f.list, Problem{Level: agreement.Warning, Where: where, What: what, Do: do})
}

// address is name@domain: nothing that CAP forbids in one (space, comma, <, &).
var address = regexp.MustCompile(`^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$`)

func (g Gateway) check(f *findings) {
	f.name("gateway.name", g.Name)
	if g.Name+".key" == trail.KeyFile {
		f.fail("gateway.name", fmt.Sprintf("%q is taken: keys/%s is the trail's own key, and the gateway's would be the "+
			"same file", g.Name, trail.KeyFile),
			"choose another name")
	}
	if !address.MatchString(g.Sender) {
		f.fail("gateway.sender", fmt.Sprintf("%q cannot be the sender of alerts", g.Sender),
			"write name@domain, with a domain that is yours")
	}
	if g.Data == "" {
		f.fail("gateway.data", "there is no data folder", "name a folder on a local disk")
	}
	u, err := url.Parse(g.PublicURL)
	if g.PublicURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" ||
		strings.HasSuffix(g.PublicURL, "/")) {
		f.fail("gateway.public_url", fmt.Sprintf("%q is no address others could fetch from", g.PublicURL),
			"write https://host without a slash at the end, or leave it out")
	}
	if g.MaxAlert < 64<<10 || g.MaxAlert > 64<<20 {
		f.fail("gateway.max_alert", g.MaxAlert.String()+" is not between 64KB and 64MB", "leave it out for 5MB")
	}
}

// name refuses what could not be a level of a topic, or could be taken for a side.
func (f *findings) name(where, name string) {
	if !topics.Safe(name) || strings.ContainsAny(name, "~") || name == string(cap.US) || name == string(cap.CA) {
		f.fail(where, fmt.Sprintf("%q is no name that can stand in a topic", name),
			"use lower-case letters, digits and -, at most 64, and not us or ca")
	}
}

func (h HTTP) check(f *findings) {
	switch {
	case h.Listen == "":
	case !listens(h.Listen):
		f.fail("http.listen", h.Listen+" is no address with a port", "write 127.0.0.1:8080")
	case !loopback(h.Listen) && h.Cert == "":
		f.fail("http.listen", h.Listen+" is not a loopback address, and this server has no TLS",
			"give it cert and key, or write 127.0.0.1:8080")
	}
	if (h.Cert == "") != (h.Key == "") {
		f.fail("http.cert", "a certificate needs its key, and the key its certificate", "write both cert and key, or neither")
	}
	if h.ClientCA != "" && h.Cert == "" {
		f.fail("http.client_ca", "there are no client certificates without TLS", "give http cert and key, or leave it out")
	}
	if h.Feeds {
		f.fail("http.feeds", "this version serves no feeds", "write false or leave it out")
	}
}

// listens says whether an address is a host and a port.
func listens(address string) bool {
	host, port, err := net.SplitHostPort(address)
	_, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && (host == "localhost" || host == "" || net.ParseIP(host) != nil)
}

func (a Alarms) check(f *findings) {
	f.command("alarms.command", a.Command)
	f.webhook("alarms.webhook", a.Webhook)
	if a.Repeat == 0 {
		f.fail("alarms.repeat", "alarms would never be repeated", "write how often, like 5m")
	}
	if a.LinkDown < Duration(time.Second) || a.LinkDown > Duration(time.Hour) {
		f.fail("alarms.link_down", time.Duration(a.LinkDown).String()+" is not between 1s and 1h", "leave it out for 30s")
	}
}

// command refuses a program that could not be run when it is needed.
func (f *findings) command(where string, argv []string) {
	if len(argv) == 0 {
		return
	}
	if _, err := exec.LookPath(argv[0]); err != nil {
		f.fail(where, fmt.Sprintf("%q cannot be run: %s", argv[0], reason(err)),
			"name a program that is there and may be run, with its whole path")
	}
}

func (f *findings) webhook(where, address string) {
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		f.fail(where, "is no web address", "write https://host/path")
	}
}

func loopback(listen string) bool {
	host, _, _ := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return listens(listen) && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// checkTrees refuses two destinations that would overwrite each other's topics.
func checkTrees(f *findings, systems []System) {
	taken := map[string]string{}
	for i, s := range systems {
		if s.Out == nil || s.Kind != MQTT {
			continue
		}
		for _, lane := range s.Out.Lanes {
			tree := fmt.Sprintf("alerts/v1/%s/%s", lane, s.Side)
			if s.Out.Tree == OfParty {
				tree = fmt.Sprintf("parties/v1/%s/%s", lane, s.Party)
			}
			if other := taken[tree]; other != "" {
				f.fail(fmt.Sprintf("systems[%d].out", i), fmt.Sprintf("%s and %s both write %s", other, s.Name, tree),
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
	h := &c.HTTP
	all = append(all, path{"http.cert", &h.Cert, true}, path{"http.key", &h.Key, true},
		path{"http.client_ca", &h.ClientCA, true})
	for i, s := range c.Systems {
		for kind, b := range s.blocks() {
			for _, at := range b.Paths() { // a folder is looked for when it is watched, and again: a disk may come later
				all = append(all, path{fmt.Sprintf("systems[%d].%s", i, kind), at, kind == Webhook})
			}
		}
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

// checkFiles refuses files that are not there or cannot be read: better now than when the first alert comes.
func checkFiles(f *findings, c *Config) {
	open := c.env.complete().Open
	for _, p := range c.paths() {
		if !p.must || *p.at == "" {
			continue
		}
		file, err := open(*p.at)
		if err != nil {
			f.fail(p.where, *p.at+" cannot be read: "+reason(err), "put the file there, or correct the path")
			continue
		}
		file.Close()
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
