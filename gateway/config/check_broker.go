package config

import (
	"bordercast/gateway/yamlfile"
	"fmt"
	"net/url"
)

func (b Broker) check(f *findings, c *Config) {
	if b.Embedded != nil && b.URL != "" {
		f.fail("broker", "both an embedded broker and another are given", "keep embedded or url")
	}
	if b.URL == "" {
		b.Embedded.check(f, c)
		return
	}
	f.url("broker.url", b.URL)
	f.pair("broker", b.Cert, b.Key)
	if (b.User == "") != (b.PasswordFile == "") {
		f.fail("broker.user", "user and password_file belong together", "give both or neither")
	}
}

// url refuses an address that is none, or one that would be spoken to in the clear.
func (f *findings) url(where, address string) {
	// The same address may be written as the command line and most tools write it, or as a URL.
	plain, encrypted := map[string]bool{"tcp": true, "mqtt": true},
		map[string]bool{"ssl": true, "mqtts": true, "tls": true}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || !plain[u.Scheme] && !encrypted[u.Scheme] || u.User != nil:
		f.fail(where, fmt.Sprintf("%q is no broker's address", yamlfile.Hide(address)),
			"write ssl://host:8883, with user and password_file as keys of their own")
	case plain[u.Scheme] && !loopback(u.Host):
		f.fail(where, "alerts and passwords would travel unencrypted to "+u.Host, "write ssl:// and name the broker's ca")
	}
}

// pair refuses half of a certificate and its key.
func (f *findings) pair(where, cert, key string) {
	if (cert == "") != (key == "") {
		f.fail(where+".cert", "cert and key belong together", "give both or neither")
	}
}

func (e *Embedded) check(f *findings, c *Config) {
	if e == nil {
		return
	}
	f.pair("broker.embedded", e.Cert, e.Key)
	if !loopback(e.Listen) && e.Cert == "" {
		f.fail("broker.embedded.listen", e.Listen+" is not a loopback address with a port, and there is no TLS",
			"write 127.0.0.1:1883, or give cert and key")
	}
	if !loopback(e.Listen) && len(e.Users) == 0 {
		f.fail("broker.embedded.users", "anybody who reaches "+e.Listen+" could publish as any system",
			"list users, or listen on loopback")
	}
	seen := map[string]bool{}
	for i, u := range e.Users {
		where := fmt.Sprintf("broker.embedded.users[%d]", i)
		if u.Name == "" || seen[u.Name] {
			f.fail(where+".name", fmt.Sprintf("the name %q is missing or taken", u.Name), "give each user its own")
		}
		seen[u.Name] = true
		u.check(f, where, e, c)
	}
}

func (u User) check(f *findings, where string, e *Embedded, c *Config) {
	if _, known := c.Party(u.Party); u.Party != "" && !known {
		f.fail(where+".party", fmt.Sprintf("there is no party called %q", u.Party),
			"add it under parties, or correct the name")
	}
	if (u.PasswordFile == "") == (u.Certificate == "") {
		f.fail(where, u.Name+" needs one way to show who it is", "give password_file or certificate")
	}
	if u.Certificate != "" && (e.CA == "" || e.Cert == "") {
		f.fail(where+".certificate", "client certificates need TLS and their signer", "give broker.embedded cert, key and ca")
	}
}
