package config

import (
	"bordercast/gateway/yamlfile"
	"fmt"
	"net/url"
)

func (k *checks) broker() {
	b := k.cfg.Broker
	if b.Embedded != nil && b.URL != "" {
		k.fail("broker", "both an embedded broker and another are given", "keep embedded or url")
	}
	if b.URL == "" {
		k.embedded(b.Embedded)
		return
	}
	k.url("broker.url", b.URL)
	k.pair("broker", b.Cert, b.Key)
	if (b.User == "") != (b.PasswordFile == "") {
		k.fail("broker.user", "user and password_file belong together", "give both or neither")
	}
}

// url refuses an address that is none, or one that would be spoken to in the clear.
func (k *checks) url(where, address string) {
	// The same address may be written as the command line and most tools write it, or as a URL.
	plain, encrypted := map[string]bool{"tcp": true, "mqtt": true},
		map[string]bool{"ssl": true, "mqtts": true, "tls": true}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || !plain[u.Scheme] && !encrypted[u.Scheme] || u.User != nil:
		k.fail(where, fmt.Sprintf("%q is no broker's address", yamlfile.Hide(address)),
			"write ssl://host:8883, with user and password_file as keys of their own")
	case plain[u.Scheme] && !loopback(u.Host):
		k.fail(where, "alerts and passwords would travel unencrypted to "+u.Host, "write ssl:// and name the broker's ca")
	}
}

// pair refuses half of a certificate and its key.
func (k *checks) pair(where, cert, key string) {
	if (cert == "") != (key == "") {
		k.fail(where+".cert", "cert and key belong together", "give both or neither")
	}
}

func (k *checks) embedded(e *Embedded) {
	if e == nil {
		return
	}
	k.pair("broker.embedded", e.Cert, e.Key)
	if !loopback(e.Listen) && e.Cert == "" {
		k.fail("broker.embedded.listen", e.Listen+" is not a loopback address with a port, and there is no TLS",
			"write 127.0.0.1:1883, or give cert and key")
	}
	if !loopback(e.Listen) && len(e.Users) == 0 {
		k.fail("broker.embedded.users", "anybody who reaches "+e.Listen+" could publish as any system",
			"list users, or listen on loopback")
	}
	seen := map[string]bool{}
	for i, u := range e.Users {
		k.user(fmt.Sprintf("broker.embedded.users[%d]", i), u, e, seen)
	}
}

func (k *checks) user(where string, u User, e *Embedded, seen map[string]bool) {
	if u.Name == "" || seen[u.Name] {
		k.fail(where+".name", fmt.Sprintf("the name %q is missing or taken", u.Name), "give each user its own")
	}
	seen[u.Name] = true
	if _, known := k.cfg.Party(u.Party); u.Party != "" && !known {
		k.fail(where+".party", fmt.Sprintf("there is no party called %q", u.Party),
			"add it under parties, or correct the name")
	}
	if (u.PasswordFile == "") == (u.Certificate == "") {
		k.fail(where, u.Name+" needs one way to show who it is", "give password_file or certificate")
	}
	if u.Certificate != "" && (e.CA == "" || e.Cert == "") {
		k.fail(where+".certificate", "client certificates need TLS and their signer", "give broker.embedded cert, key and ca")
	}
}
