package config

import (
	"fmt"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/officer"
)

// checkPeople looks at everybody who is listed, and at who must be.
func checkPeople(f *findings, c *Config) {
	r := roll{findings: f, accounts: map[string]string{}}
	r.listed("gateway.operators", c.Gateway.Operators, true)
	anybody := len(c.Gateway.Operators) > 0
	for i, p := range c.Parties {
		r.listed(fmt.Sprintf("parties[%d].people", i), p.People, false)
		anybody = anybody || len(p.People) > 0
	}
	switch {
	case len(c.Gateway.Operators) > 0:
	case c.actual() != "":
		f.fail("gateway.operators", c.actual()+" is in lane actual, and nobody is "+
			"listed who looks after the gateway itself",
			"list who may release from quarantine, recall, retire and restore, as operators: [NAME]")
	case anybody:
		f.warn("gateway.operators", "people are listed, but nobody who looks after the gateway itself: "+
			"nothing can be released from quarantine",
			"list them as operators: [NAME]")
	}
}

// actual names a system that may speak in lane actual or takes it, "" when none does.
func (c *Config) actual() string {
	for _, s := range c.Systems {
		if s.In != nil && slices.Contains(s.In.Lanes, cap.LaneActual) ||
			s.Out != nil && slices.Contains(s.Out.Lanes, cap.LaneActual) {
			return s.Name
		}
	}
	return ""
}

// personName is what may stand in the trail and on a command line: no bracket, since the trail puts the account behind
// the name in brackets, and nothing that a terminal obeys.
var personName = regexp.MustCompile(`^[\pL\pN][\pL\pM\pN._@'-]*( [\pL\pN][\pL\pM\pN._@'-]*)*$`)

// roll is everybody who is listed, place after place.
type roll struct {
	findings *findings
	accounts map[string]string // by name, as first seen
}

// listed checks the people of one place.
func (r roll) listed(where string, people []Person, operator bool) {
	here := map[string]bool{}
	for i, p := range people {
		at := fmt.Sprintf("%s[%d]", where, i)
		if len(p.Name) > 64 || !personName.MatchString(p.Name) {
			r.findings.fail(at, fmt.Sprintf("%q is no name that can be given with --as", p.Name),
				"use letters, digits, . _ @ ' - and single spaces, at most 64 bytes")
		}
		if here[p.Name] {
			r.findings.fail(at, p.Name+" is listed here twice", "keep one")
		}
		here[p.Name] = true
		r.account(at, p)
		p.check(r.findings, at, operator)
	}
}

func (r roll) account(at string, p Person) {
	if p.Account == "" {
		return
	}
	if other := r.accounts[p.Name]; other != "" && other != p.Account {
		r.findings.fail(at+".account",
			fmt.Sprintf("%s is bound to the account %s here and to %s elsewhere", p.Name, p.Account, other),
			"bind the name to one account, or give two people two names")
	}
	r.accounts[p.Name] = p.Account
	_, err := user.Lookup(p.Account)
	if _, other := user.LookupId(p.Account); err != nil && other != nil {
		r.findings.warn(at+".account",
			fmt.Sprintf("this host knows no account %q, so nobody can act as %s here", p.Account, p.Name),
			"write the account as `id -un` shows it, or its number")
	}
}

// check looks at what a person may do.
func (p Person) check(f *findings, at string, operator bool) {
	for _, act := range p.May {
		switch {
		case !officer.Known(act):
			f.fail(at+".may", fmt.Sprintf("%q is no act", act), "write "+acts(operator))
		case !officer.Gives(operator, act):
			f.fail(at+".may", fmt.Sprintf("%s is not for %s to do here", act, p.Name),
				"write "+acts(operator)+", or list the person where the act belongs")
		}
	}
}

// acts lists those that a place allows.
func acts(operator bool) string {
	var names []string
	for _, act := range officer.Acts() {
		if officer.Gives(operator, act) {
			names = append(names, string(act))
		}
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// checkCalls checks whom a party has called.
func checkCalls(f *findings, where string, list []Call) {
	seen := map[string]bool{}
	for i, c := range list {
		at := fmt.Sprintf("%s.call[%d]", where, i)
		if c.Name == "" || seen[c.Name] {
			f.fail(at+".name", fmt.Sprintf("the name %q is missing or taken", c.Name),
				"give each call its own: alarms say it when a call fails")
		}
		seen[c.Name] = true
		if (len(c.Command) == 0) == (c.Webhook == "") {
			f.fail(at, fmt.Sprintf("it is not plain how %q is called", c.Name), "give command or webhook, one of the two")
		}
		f.command(at+".command", c.Command)
		f.webhook(at+".webhook", c.Webhook)
		if len(c.Lanes) > 0 {
			f.lanes(at+".lanes", fmt.Sprintf("%q would ring for no lane that exists", c.Name), c.Lanes)
		}
	}
}

// check looks at where people reach the gateway.
func (s Socket) check(f *findings, data string) {
	if s.Group != "" {
		if s.Path == "" {
			f.fail("gateway.socket.group", "the socket stands in the data folder, which is for the gateway's own account alone",
				"give the socket a path in a folder of its own, such as /run/bordercast/socket")
		}
		_, err := user.LookupGroup(s.Group)
		if _, other := user.LookupGroupId(s.Group); err != nil && other != nil {
			f.fail("gateway.socket.group", fmt.Sprintf("this host knows no group %q", s.Group),
				"make it (groupadd), or name one that there is")
		}
	}
	if s.Path == "" {
		return
	}
	dir, data := filepath.Dir(filepath.Clean(s.Path)), filepath.Clean(data)
	if dir == data || strings.HasPrefix(dir, data+string(filepath.Separator)) || filepath.Dir(dir) == dir {
		f.fail("gateway.socket.path", s.Path+" is in no folder of its own",
			"name one that holds nothing else, such as /run/bordercast/socket; it is made where it is missing")
	}
}

// checkCrowd refuses a broker that takes anybody's word, where that could hurt: the broker is then the only door, and
// it has no lock.
func checkCrowd(f *findings, c *Config) {
	b, where := c.Broker, "broker"
	anonymous := b.URL != "" && b.User == "" && b.Cert == ""
	do := "give user and password_file, or cert and key"
	if b.URL == "" {
		anonymous, where, do = b.Embedded != nil && len(b.Embedded.Users) == 0, "broker.embedded",
			"list users under broker.embedded"
	}
	carries := c.grave()
	if !anonymous || carries == "" {
		return
	}
	if b.Open {
		f.warn("broker.open", "anybody who reaches the broker may publish as any agency and read everything, and "+carries,
			"use it for an exercise on one machine alone, or "+do)
		return
	}
	f.fail(where, "anybody who reaches the broker may publish as any agency and read everything, and "+carries,
		do+"; or write broker.open: true if that is meant, and every start says so")
}

// grave says what an open broker would lay open, "" for nothing.
func (c *Config) grave() string {
	if name := c.actual(); name != "" {
		return name + " is in lane actual"
	}
	for _, r := range c.Agreement.Routes {
		if r.Do != agreement.Drop && slices.ContainsFunc(r.Match.Scope,
			func(s string) bool { return s != string(cap.Public) }) {
			return "route " + r.Name + " lets Restricted or Private alerts through"
		}
	}
	return ""
}
