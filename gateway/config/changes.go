package config

import (
	"reflect"
	"slices"
	"strings"
)

// Change is a key of the file that another configuration has otherwise.
type Change struct {
	Key  string // as in the file: gateway.operators, systems.maine
	What string // added, removed or changed
	// Refused says that a running gateway cannot take it: stop it and start it anew.
	Refused bool
}

// The words of Change.What.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// NeedStart are the keys that name what a running gateway stands on: its name, store, addresses and broker.
func NeedStart() []string {
	return []string{
		"gateway.name", "gateway.data", "gateway.socket", "store", "http.listen", "http.cert", "http.key",
		"http.client_ca", "broker.embedded", "broker.embedded.listen",
		"broker.embedded.sync_always", "broker.url", "broker.user", "broker.password_file", "broker.ca", "broker.cert",
		"broker.key",
		"limits.subscriber",
	}
}

// Changes lists what another configuration has otherwise, in the order of the file. Parties, systems and users are told
// apart by their names, routes are all one key. What stands in files that it names (keys, certificates, passwords,
// tables) is not looked at.
func (c *Config) Changes(other *Config) (list []Change) {
	note := func(key, what string) {
		// A certificate is another one at once; whether there is any is what clients and links were started with.
		refused := slices.Contains(NeedStart(), key) || key == "broker.embedded.cert" && what != Changed
		list = append(list, Change{key, what, refused})
	}
	compare("gateway", c.Gateway, other.Gateway, note)
	was, is := c.Broker, other.Broker
	switch {
	case (was.Embedded == nil) != (is.Embedded == nil):
		note("broker.embedded", Changed)
	case is.Embedded != nil:
		a, b := *was.Embedded, *is.Embedded
		named("broker.embedded.users", a.Users, b.Users, func(u User) string { return u.Name }, note)
		a.Users, b.Users = nil, nil
		compare("broker.embedded", a, b, note)
	}
	was.Embedded, is.Embedded = nil, nil
	compare("broker", was, is, note)
	if !reflect.DeepEqual(c.Store, other.Store) {
		note("store", Changed)
	}
	named("parties", c.Parties, other.Parties, func(p Party) string { return p.Name }, note)
	named("systems", c.Systems, other.Systems, func(s System) string { return s.Name }, note)
	if !reflect.DeepEqual(c.Agreement, other.Agreement) {
		note("agreement", Changed)
	}
	compare("events", c.Events, other.Events, note)
	compare("alarms", c.Alarms, other.Alarms, note)
	compare("http", c.HTTP, other.HTTP, note)
	compare("limits", c.Limits, other.Limits, note)
	return list
}

// compare notes each field of two structs that differs, by the name that it has in the file.
func compare(key string, a, b any, note func(key, what string)) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("yaml"), ",")
		if name == "" || name == "-" || reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			continue
		}
		what := Changed
		switch {
		case x.Field(i).IsZero():
			what = Added
		case y.Field(i).IsZero():
			what = Removed
		}
		note(key+"."+name, what)
	}
}

// named notes each of two lists that is in one alone, or differs.
func named[T any](key string, a, b []T, name func(T) string, note func(key, what string)) {
	for _, was := range a {
		i := slices.IndexFunc(b, func(is T) bool { return name(is) == name(was) })
		switch {
		case i < 0:
			note(key+"."+name(was), Removed)
		case !reflect.DeepEqual(was, b[i]):
			note(key+"."+name(was), Changed)
		}
	}
	for _, is := range b {
		if !slices.ContainsFunc(a, func(was T) bool { return name(was) == name(is) }) {
			note(key+"."+name(is), Added)
		}
	}
}
