// Package stock says whether a configuration still serves what stands at destinations. It is pure, and answers for a
// start, a reload and `config check --data DIR` alike.
//
// A destination is what its name, kind, broker, side, party, tree and lanes say together. Change one of them, and the
// old destination is gone: nobody would end there what was put there. That is a problem while something is open there,
// which is what stands, is to stand, or is under way; a lane that is taken away counts for that lane. A lane more is no
// change, and neither are area and routes: what stands, stands to its end.
//
//	problems := stock.Fits(store, config)
//
// A reload with a problem is refused. A start with one goes on, for a typo must not silence a country: the destination
// is frozen, which means that it is served as it was, and that nothing new goes there. Only what Refuses stops a start.
package stock

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"bordercast/cap"
)

// Destination is what makes one.
type Destination struct {
	Name   string
	Kind   string
	Broker string // see BrokerName
	Side   cap.Side
	Party  string
	Tree   string // public or party
	Lanes  []cap.Lane
}

// Kept is a destination as the store keeps it, and how much is open there in each lane.
type Kept struct {
	Destination
	Open map[cap.Lane]int
}

// Store is what a store says.
type Store struct {
	Gateway string // the gateway it belongs to; "" for a new one
	Kept    []Kept
}

// Config is what a configuration says, and whether the keys lie beside the store.
type Config struct {
	Gateway      string
	Keys         bool
	Destinations []Destination
}

// Problem is something about a store that a configuration does not serve.
type Problem struct {
	Code        string
	Destination string
	Lanes       []cap.Lane // in which something is open
	Refuses     bool       // it stops a start, and not a reload alone
	What, Do    string
}

// Error is the sentence.
func (p Problem) Error() string { return p.What + ": " + p.Do }

// The codes of problems.
const (
	OtherGateway = "other-gateway"
	KeysMissing  = "keys-missing"
	Gone         = "destination-gone"
	Changed      = "destination-changed"
	LaneGone     = "lane-gone"
)

// Embedded is the broker inside the gateway's own process, wherever it listens.
const Embedded = "embedded"

// BrokerName is how a broker's address is compared: host and port.
func BrokerName(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	port := u.Port()
	if port == "" {
		port = map[bool]string{false: "1883", true: "8883"}[u.Scheme == "ssl" || u.Scheme == "tls" || u.Scheme == "mqtts"]
	}
	return strings.ToLower(u.Hostname()) + ":" + port
}

// Fits lists what a configuration does not serve of a store, destinations in order.
func Fits(s Store, c Config) []Problem {
	if s.Gateway == "" {
		return nil
	}
	if s.Gateway != c.Gateway {
		return []Problem{{
			Code: OtherGateway, Refuses: true, What: fmt.Sprintf("the data folder belongs to the gateway %s, and the configuration is of %s", s.Gateway, c.Gateway),
			Do: fmt.Sprintf("name the configuration of %s with --config, or another folder with --data; if the gateway is to have another name, `bordercast config rename %s %s --as NAME`",
				s.Gateway, s.Gateway, c.Gateway),
		}}
	}
	if !c.Keys {
		return []Problem{{
			Code: KeysMissing, Refuses: true, What: "the data folder has a store, and the gateway's keys are not beside it",
			Do: "put the folder keys back from its backup; if they are lost, `bordercast keys new --as NAME` makes new ones, whose fingerprints your partners need",
		}}
	}
	var all []Problem
	for _, k := range s.Kept {
		if p := k.fits(c.Destinations); p != nil {
			all = append(all, *p)
		}
	}
	return all
}

// fits is nil for a destination that is served as it was, or at which nothing is open.
func (k Kept) fits(configured []Destination) *Problem {
	open := k.open(k.Lanes)
	for lane := range k.Open { // a lane that its row does not even name
		if !slices.Contains(k.Lanes, lane) {
			open = append(open, k.open([]cap.Lane{lane})...)
		}
	}
	if len(open) == 0 {
		return nil
	}
	n := slices.IndexFunc(configured, func(d Destination) bool { return d.Name == k.Name })
	p := Problem{Destination: k.Name, Lanes: open,
		Do: "put it back as it was, or take down what stands there, with notices: `bordercast config retire " + k.Name +
			" --as NAME`"}
	stands := fmt.Sprintf(" while something stands there or is on its way (%s)", k.count(open))
	switch {
	case n < 0:
		p.Code, p.What = Gone, "the destination "+k.Name+" left the configuration"+stands
		return &p
	case k.differs(configured[n]) != "":
		p.Code, p.What = Changed, "the destination "+k.Name+" is another ("+k.differs(configured[n])+")"+stands
		return &p
	}
	p.Lanes = slices.DeleteFunc(open, func(l cap.Lane) bool { return slices.Contains(configured[n].Lanes, l) })
	if len(p.Lanes) == 0 {
		return nil
	}
	p.Code, p.What = LaneGone, fmt.Sprintf("the destination %s takes %s no more while something of it stands there or is on its way (%s)", k.Name, words(p.Lanes), k.count(p.Lanes))
	return &p
}

// open are those of these lanes in which something is open.
func (k Kept) open(lanes []cap.Lane) (open []cap.Lane) {
	for _, l := range lanes {
		if k.Open[l] > 0 {
			open = append(open, l)
		}
	}
	return open
}

func (k Kept) count(lanes []cap.Lane) string {
	var parts []string
	for _, l := range lanes {
		parts = append(parts, fmt.Sprintf("%d %s", k.Open[l], l))
	}
	return strings.Join(parts, ", ")
}

func words(lanes []cap.Lane) string {
	var parts []string
	for _, l := range lanes {
		parts = append(parts, string(l))
	}
	return strings.Join(parts, " and ")
}

// differs says what about a destination is another, "" for nothing. Lanes are not looked at.
func (k Destination) differs(now Destination) string {
	for _, p := range []struct{ what, was, is string }{
		{"kind", k.Kind, now.Kind}, {"broker", k.Broker, now.Broker}, {"side", string(k.Side), string(now.Side)},
		{"party", k.Party, now.Party}, {"tree", k.Tree, now.Tree},
	} {
		if p.was != p.is {
			return p.what + " was " + p.was + " and is " + p.is
		}
	}
	return ""
}
