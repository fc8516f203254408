// Package settings is what a configuration says, compiled and ready for use: systems, parties, the agreement, who may
// do what, event codes and the map. New makes it, and refuses what has an error; Current holds the one in force. What
// is under way keeps the settings that it began with; only Current changes.
package settings

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
	"bordercast/cap/translate"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/officer"
)

// Settings is a configuration, ready for use. It is immutable once it is in force.
type Settings struct {
	Name, Sender string // of the gateway
	Config       *config.Config
	Officers     *officer.Table // who may do what
	Agreement    *agreement.Agreement
	Atlas        *geo.Atlas   // the map
	Events       *event.Table // what event codes mean to each other, the operator's rows included
	Systems      map[string]*System
	Destinations []*System // those of Systems that take alerts, by name
	Parties      []Party
	Entitled     entitlement.Rules // who may end or change what
	Key          certs.Key         // signs what the gateway derives

	Since time.Time // when they came into force; zero before that

	layers string // what was imported into the map
}

// Current holds the settings in force. It may be used from any goroutine.
type Current struct{ now atomic.Pointer[Settings] }

// Now gives the settings in force. A piece of work asks once, and goes by what it got.
func (c *Current) Now() *Settings { return c.now.Load() }

// Take puts settings in force.
func (c *Current) Take(s *Settings) { c.now.Store(s) }

// SpeakerOf is the one system that lists a sender; nil where none does, or several do.
func (g *Settings) SpeakerOf(sender string) *System {
	var found *System
	for _, s := range g.Systems {
		if len(s.In) == 0 || !slices.Contains(s.Senders, sender) {
			continue
		}
		if found != nil {
			return nil
		}
		found = s
	}
	return found
}

// AllTake says whether every system that lists a sender takes a verdict without asking. Of an alert that another store
// left, and that several systems could have brought, nobody knows by whose policy it is to be judged: so by all.
func (g *Settings) AllTake(sender string, v certs.Verdict) bool {
	listed := false
	for _, s := range g.Entitled.Systems {
		if !slices.Contains(s.Senders, sender) {
			continue
		}
		if !s.Takes(v) {
			return false
		}
		listed = true
	}
	return listed
}

// OriginOf is the side of the system that speaks for the originator of an alert which another gateway derived. What
// came from the neighbour goes on to others only by a route for that.
func (g *Settings) OriginOf(a *cap.Alert) cap.Side {
	from, derived := translate.Origin(a)
	if !derived {
		return ""
	}
	for _, d := range slices.Sorted(maps.Keys(g.Systems)) {
		if s := g.Systems[d]; slices.Contains(s.Senders, from.Sender) {
			return s.Side
		}
	}
	return ""
}

// limitsOf are the limits of a configuration as the reader of alerts wants them.
func limitsOf(l config.Limits) limits.Limits {
	return limits.Limits{Infos: l.Infos, Areas: l.Areas, Geocodes: l.Geocodes, Points: l.PolygonPoints,
		Work: limits.Work(time.Duration(l.Work))}
}

// Bounded is an alert as far as it may be worked on, with its drawings as they are read, and where it is. What it is
// compared and identified by is worked out on all of it.
func (g *Settings) Bounded(a *cap.Alert) (*cap.Alert, *translate.Ground) {
	kept, cuts := limitsOf(g.Config.Limits).Apply(g.Atlas, a)
	ground := translate.Survey(g.Atlas, kept, cuts...)
	return ground.Alert(), ground
}

// SidesToldOf are the parties of both sides for a Public alert, and of the source's alone for what is not public.
func (g *Settings) SidesToldOf(scope cap.Scope, source string) []string {
	var all []string
	for _, p := range g.Parties {
		if scope == cap.Public && p.HasStaff || p.Name == source {
			all = append(all, p.Name)
		}
	}
	return all
}

// entitlementOf are the rules by which ends and updates are judged.
func entitlementOf(c *config.Config, agreed *agreement.Agreement) entitlement.Rules {
	rules := entitlement.Rules{Systems: map[string]entitlement.System{}, MayEnd: agreed.MayEnd}
	for _, s := range c.Systems {
		if s.In != nil {
			rules.Systems[s.Name] = entitlement.System{
				Senders: s.Senders, EndsBy: s.EndsBy, Unsigned: s.In.Unsigned == config.Accept,
				Unverifiable: s.In.Unverifiable == config.Accept,
			}
		}
	}
	return rules
}

// Beside are the other destinations that share a lane of a destination's tree on its broker: one of them is frozen, for
// a configuration cannot have two.
func (g *Settings) Beside(to *System) (list []*System) {
	for _, d := range g.Destinations {
		same := d.Public == to.Public && (d.Public && d.Side == to.Side || !d.Public && d.Party == to.Party)
		if d != to && same && (d.Broker == nil) == (to.Broker == nil) && slices.ContainsFunc(d.Out,
			func(l cap.Lane) bool { return slices.Contains(to.Out, l) }) {
			list = append(list, d)
		}
	}
	return list
}

// Party is an organisation of the agreement. hasStaff: it has people who are told of alerts.
type Party struct {
	config.Party
	HasStaff bool
}

// Sources are the systems that speak, by one of these kinds of wire where any is named, sorted.
func (g *Settings) Sources(kinds ...config.Kind) (names []string) {
	for name, s := range g.Systems {
		if len(s.In) > 0 && (len(kinds) == 0 || slices.Contains(kinds, s.Source.Kind)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// PartyOf is whose a system is; "" for one that is not configured.
func (g *Settings) PartyOf(name string) string {
	if s := g.Systems[name]; s != nil {
		return s.Party
	}
	return ""
}
