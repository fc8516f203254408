package config

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/adapters"
)

// Kind is by which wire a system is reached.
type Kind string

// The kinds. Each but MQTT has a block of its own name in its system.
const (
	MQTT    Kind = "mqtt"    // over the gateway's broker
	Spool   Kind = "spool"   // over folders
	Webhook Kind = "webhook" // over HTTP, posted
)

// block is what a wire's own package knows of its part of a system.
type block interface {
	Check(in, out bool) []adapters.Mistake
	Paths() []*string
}

// blocks are those that stand in a system, by their kinds.
func (s *System) blocks() map[Kind]block {
	all := map[Kind]block{}
	if s.Spool != nil {
		all[Spool] = s.Spool
	}
	if s.Webhook != nil {
		all[Webhook] = s.Webhook
	}
	return all
}

// checkWire checks the kind of a system and the block that belongs to it.
func (s *System) checkWire(f *findings, where string, c *Config) {
	kinds := []Kind{MQTT, Spool, Webhook}
	if !slices.Contains(kinds, s.Kind) {
		f.fail(where+".kind", fmt.Sprintf("%q is no kind of system", s.Kind), "write mqtt, spool or webhook")
		return
	}
	blocks := s.blocks()
	for _, kind := range kinds {
		of, there := blocks[kind]
		switch {
		case kind == s.Kind && kind != MQTT && !there:
			f.fail(where, fmt.Sprintf("%s is of kind %s and has no block %s", s.Name, kind, kind),
				"add it: bordercast config example shows its keys")
		case kind != s.Kind && there:
			f.fail(where+"."+string(kind), fmt.Sprintf("%s is of kind %s", s.Name, s.Kind),
				"take the block out, or write kind: "+string(kind))
		case there:
			wrong := of.Check(s.In != nil, s.Out != nil)
			f.mistakes(where+"."+string(kind), wrong)
			if len(wrong) == 0 && kind == Webhook {
				s.checkServed(f, where+".webhook", c)
			}
		}
	}
	s.checkAway(f, where)
}

func (f *findings) mistakes(where string, list []adapters.Mistake) {
	for _, m := range list {
		f.fail(strings.TrimSuffix(where+"."+m.Key, "."), m.What, m.Do)
	}
}

// checkServed checks that the gateway's own server can take what is posted.
func (s *System) checkServed(f *findings, where string, c *Config) {
	if s.Webhook.In == nil {
		return
	}
	if c.HTTP.Listen == "" {
		f.fail(where+".in", "nothing listens for what is posted", "write http: {listen: 127.0.0.1:8080}")
		return
	}
	f.mistakes(where, s.Webhook.CheckServer(c.HTTP.Cert != "", loopback(c.HTTP.Listen)))
	for _, taken := range []string{"/livez", "/readyz", "/metrics"} {
		if s.Webhook.In.Path == taken {
			f.fail(where+".in.path", taken+" is the gateway's own", "choose another path")
		}
	}
	for _, other := range c.Systems {
		if other.Name != s.Name && other.Webhook != nil && other.Webhook.In != nil &&
			other.Webhook.In.Path == s.Webhook.In.Path && other.Name < s.Name {
			f.fail(where+".in.path", other.Name+" has the same path", "give each its own")
		}
	}
}

// checkAway checks a destination that is not on the gateway's broker: it has no tree that everybody reads, and no way
// to tell lanes apart but by being in one.
func (s *System) checkAway(f *findings, where string) {
	if s.Kind == MQTT || s.Out == nil {
		return
	}
	if s.Out.Tree == Public {
		f.fail(where+".out.tree", "the public tree is on MQTT alone", "write party, or leave it out")
	}
	if s.Out.BrokerURL != "" {
		f.fail(where+".out.broker_url", s.Name+" is not reached over a broker", "leave it out")
	}
	if len(s.Out.Lanes) > 1 {
		f.fail(where+".out.lanes", "whoever reads there could take an exercise for the real thing",
			"give each lane a system, with a folder or an address of its own")
	}
}

// checkApart refuses two systems that share a folder: what one is given would be another's.
func checkApart(f *findings, c *Config) {
	taken := map[string]string{}
	for i, s := range c.Systems {
		if s.Spool == nil {
			continue
		}
		for _, path := range s.Spool.Paths() {
			if other := taken[*path]; *path != "" && other != "" && other != s.Name {
				f.fail(fmt.Sprintf("systems[%d].spool", i), fmt.Sprintf("%s and %s share the folder %s", other, s.Name, *path),
					"give each its own folders")
			}
			taken[*path] = s.Name
		}
	}
}
