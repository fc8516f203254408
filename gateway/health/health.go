// Package health judges from the state of the gateway's links whether alerts can come in and go out, and what a person
// must be told when they cannot.
//
// Keep a Links where links report, and ask Judge with what it lists. Judge is pure: it knows no network and no clock,
// and the same links at the same instant are the same verdict, for the loopback port, for `status` and for the alarms.
//
// A link that is down for a moment is no trouble, for links come and go and everything waits in the store meanwhile.
// One that is down for longer than Facts.Patience is. Of several troubles that are one (every link is down because the
// broker is) only the cause is told.
package health

import (
	"slices"
	"time"
)

// The directions of a link.
const (
	In      = "in"     // it brings what a system sends
	Out     = "out"    // it takes alerts to a destination
	Gateway = "office" // it brings what the gateway publishes in its own name to its broker
)

// Receipts is the name of the link, of direction Gateway, by which senders are answered.
const Receipts = "receipts"

// Link is one connection as it is now.
type Link struct {
	Name      string
	Direction string
	Up        bool
	Since     time.Time // when it last went up or down, on the machine's clock
	Text      string    // the sentence it came with
	Away      bool      // it is to something else than the broker
}

// The reason codes of a Trouble.
const (
	BrokerDown   = "broker-down"   // no link to the broker is up
	InboundDown  = "inbound-down"  // nothing comes in
	OutboundDown = "outbound-down" // nothing goes out
	LinkDown     = "link-down"     // one link of several
)

// Trouble is something that a person must mend.
type Trouble struct {
	Code  string
	Link  string // "in nb-emo", of LinkDown
	Stops bool   // nothing comes in or nothing goes out: the gateway is not ready
	Since time.Time
	Cause string // what the link says
}

// Key tells troubles apart that have one code.
func (t Trouble) Key() string { return t.Code + "\n" + t.Link }

// Facts are what Judge looks at.
type Facts struct {
	Now      time.Time // on the machine's clock, as Link.Since
	Patience time.Duration
	Links    []Link
}

// Verdict is what is wrong, gravest first, and what certainly is not: a trouble that may be over is in neither.
type Verdict struct {
	Troubles []Trouble
	Well     []string // the keys of troubles that would be over, had they been there
	AllDown  bool     // no link to the broker is up, for however short a time
}

// Judge says what is wrong with the links.
func Judge(f Facts) Verdict {
	var v Verdict
	if len(f.Links) == 0 {
		return v
	}
	broker := slices.DeleteFunc(slices.Clone(f.Links), func(l Link) bool { return l.Away })
	v.AllDown = !anyUp(broker)
	v.whole(f, BrokerDown, broker)
	told := len(v.Troubles) > 0
	for _, d := range []struct{ direction, code string }{{In, InboundDown}, {Out, OutboundDown}} {
		group := of(f.Links, d.direction)
		if len(group) == 0 {
			continue
		}
		if told {
			if anyUp(group) {
				v.Well = append(v.Well, Trouble{Code: d.code}.Key())
			}
			continue
		}
		v.whole(f, d.code, group)
	}
	v.single(f)
	return v
}

// whole judges a group of links that is down as a whole or not.
func (v *Verdict) whole(f Facts, code string, group []Link) {
	t := Trouble{Code: code, Stops: true}
	if anyUp(group) {
		v.Well = append(v.Well, t.Key())
		return
	}
	// It is down as a whole since the last of them went.
	last := slices.MaxFunc(group, func(a, b Link) int { return a.Since.Compare(b.Since) })
	if f.Now.Sub(last.Since) < f.Patience {
		return
	}
	t.Since, t.Cause = last.Since, last.Text
	v.Troubles = append(v.Troubles, t)
}

// single judges each link for itself. One that is down because all its like are is not told of again.
func (v *Verdict) single(f Facts) {
	covered := func(l Link) bool {
		return slices.ContainsFunc(v.Troubles, func(t Trouble) bool {
			return t.Code == BrokerDown && !l.Away || t.Code == InboundDown && l.Direction == In ||
				t.Code == OutboundDown && l.Direction == Out
		})
	}
	for _, l := range f.Links {
		t := Trouble{Code: LinkDown, Link: l.Direction + " " + l.Name, Since: l.Since, Cause: l.Text}
		switch {
		case l.Up:
			v.Well = append(v.Well, t.Key())
		case covered(l) || f.Now.Sub(l.Since) < f.Patience:
		default:
			v.Troubles = append(v.Troubles, t)
		}
	}
}

func of(links []Link, direction string) []Link {
	return slices.DeleteFunc(slices.Clone(links), func(l Link) bool { return l.Direction != direction })
}

func anyUp(links []Link) bool { return slices.ContainsFunc(links, func(l Link) bool { return l.Up }) }
