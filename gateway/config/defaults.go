package config

import (
	"path/filepath"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

// defaults hold where a key is left out.
func defaults() *Config {
	return &Config{
		Gateway: Gateway{Data: "data", MaxAlert: 5 << 20},
		Alarms:  Alarms{Repeat: Duration(5 * time.Minute), LinkDown: Duration(30 * time.Second)},
		HTTP:    HTTP{Listen: "127.0.0.1:8080"},
		Limits: Limits{Areas: 1000, Geocodes: 10_000, PolygonPoints: 5000, Infos: 50, Work: Duration(2 * time.Second),
			Districts:  400,
			Subscriber: 16 << 20},
	}
}

// complete puts in what depends on what was written, and makes relative paths relative to the file's folder.
func (c *Config) complete(dir string) {
	if c.Broker.Embedded == nil && c.Broker.URL == "" {
		c.Broker.Embedded = &Embedded{}
	}
	if c.Broker.Embedded != nil && c.Broker.Embedded.Listen == "" {
		c.Broker.Embedded.Listen = "127.0.0.1:1883"
	}
	if c.Store.SQLite == nil {
		c.Store.SQLite = &SQLite{}
	}
	for i := range c.Systems {
		c.Systems[i].complete()
	}
	for _, path := range c.paths() {
		*path.at = under(dir, *path.at)
	}
}

// complete: nothing unsigned or unverifiable crosses by itself, and nothing enters a public tree unasked.
func (s *System) complete() {
	if s.In != nil && s.In.Unsigned == "" {
		s.In.Unsigned = HoldIt
	}
	if s.In != nil && s.In.Unverifiable == "" {
		s.In.Unverifiable = HoldIt
	}
	if s.Out != nil && s.Out.Tree == "" {
		s.Out.Tree = OfParty
	}
}

func under(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// Default is what serve runs on without a file: an exercise and a test lane between two local systems, on
// loopback, on embedded parts. Nothing of it can carry an actual alert.
func Default() *Config {
	c := defaults()
	c.Gateway.Name, c.Gateway.Sender = "local", "gateway@bordercast.invalid"
	lanes := []cap.Lane{cap.LaneExercise, cap.LaneTest}
	for _, side := range []cap.Side{cap.US, cap.CA} {
		name := "local-" + string(side)
		c.Parties = append(c.Parties, Party{Name: name, Side: side})
		c.Systems = append(c.Systems, System{Name: name, Party: name, Side: side, Kind: MQTT,
			In:  &In{Lanes: lanes, Unsigned: Accept, Unverifiable: Accept},
			Out: &Out{Lanes: lanes, Tree: Public}})
		for _, lane := range lanes {
			c.Agreement.Routes = append(c.Agreement.Routes, agreement.Route{
				Name: string(side) + "-" + string(side.Other()) + "-" + string(lane), Lane: lane, Do: agreement.Forward,
				From: agreement.Values{name}, To: agreement.Values{"local-" + string(side.Other())}})
		}
	}
	c.complete("")
	return c
}
