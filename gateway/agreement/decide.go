package agreement

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// Decide says what the agreement does with an alert for one destination.
func (a *Agreement) Decide(f Facts, destination string) Decision {
	d := a.decide(f, destination)
	d.Destination = destination
	return d
}

func (a *Agreement) decide(f Facts, destination string) Decision {
	from, known := a.systems[f.From]
	to, knownToo := a.systems[destination]
	switch {
	case !known || !knownToo:
		return dropped(UnknownSystem, "from="+f.From, "to="+destination)
	case f.Lane == cap.NoLane:
		return dropped(NoLane, "status="+string(f.Status))
	case !lanes(from.In, f.Lane) || !lanes(to.Out, f.Lane):
		return dropped(LaneClosed, "from="+f.From, "to="+destination, "lane="+string(f.Lane))
	case a.over(f.At):
		d := dropped(Expired, "until="+a.terms.Until.String())
		d.Alarm = true
		return d
	case f.From == destination && !to.Public:
		return dropped(OwnSource, "from="+f.From)
	}
	return a.route(f, to)
}

// over tells whether the agreement has expired. An undated question about an agreement with an end is not one
// that can be answered yes.
func (a *Agreement) over(at time.Time) bool {
	return a.terms.Until != Date{} && (at.IsZero() || a.terms.Until.Over(at))
}

// route finds the first route that matches.
func (a *Agreement) route(f Facts, to System) Decision {
	missed := []string{"from=" + f.From, "to=" + to.Name, "lane=" + string(f.Lane), "scope=" + string(f.Scope)}
	for _, r := range a.routes {
		if r.Lane != f.Lane || !r.from[f.From] || !r.to[to.Name] {
			continue
		}
		values, miss := r.match(f)
		if miss == "" {
			return r.guard(f, to, values)
		}
		missed = append(missed, "route "+r.Name+": "+miss)
	}
	return dropped(NoRoute, missed...)
}

// match is what held, or the first condition that did not.
func (r route) match(f Facts) (values []string, miss string) {
	values = []string{"from=" + f.From, "lane=" + string(f.Lane)}
	for _, c := range r.conditions {
		value, ok := c.met(f)
		if !ok {
			return nil, c.field + " " + some(c.of(f)) + " is not " + c.want()
		}
		values = append(values, c.field+"="+value+c.brackets())
	}
	return values, ""
}

func (c condition) want() string {
	if c.written != "" {
		return c.written
	}
	return strings.Join(c.any, ",")
}

// brackets shows a comparison or pattern beside the value it let through.
func (c condition) brackets() string {
	if c.written == "" {
		return ""
	}
	return " [" + c.written + "]"
}

func some(values []string) string {
	if text := strings.Join(values, ","); text != "" {
		return text
	}
	return "(none)"
}

// guard applies what no route may grant, then the route.
func (r route) guard(f Facts, to System, values []string) Decision {
	d := dropped("", values...)
	d.Route = r.Name
	private := f.Scope != cap.Public
	switch {
	case r.Do == Drop:
		d.Reason = DroppedByRoute
	case private && to.Public:
		d.Reason = PrivateToPublic
	case f.Scope == cap.Private && !to.addressed(f.Addresses):
		d.Reason = NotAddressed
	case f.Origin != "" && f.Origin != f.Side && !r.Relay:
		d.Reason = Relayed
	case f.Missing && f.Lane == cap.LaneActual && r.Do == Forward && f.Side != to.Side:
		d.Reason, d.Alarm = PersonUnheld, true // config check said so, or the route saw another event of the alert
	case f.Outlook && !private && r.Do == HoldBack: // nobody is asked about what asks nothing of anybody
		d.Action, d.Reason, d.Values = Forward, Forwarded, append(values, "outlook=never held")
	default:
		r.grant(&d, private)
	}
	return d
}

func (r route) grant(d *Decision, private bool) {
	d.Action, d.Reason = r.Do, Forwarded
	if r.Do == HoldBack {
		d.Ask, d.Of, d.Then, d.Deadline = r.Hold.Ask, r.Hold.Of, r.Hold.Then, time.Duration(r.Hold.Deadline)
		d.Reason = "await-" + string(r.Hold.Ask)
	}
	if private {
		d.Allow = slices.Clone(r.Allow)
	}
	d.Channels = slices.Clone(r.Channels)
}

// addressed tells whether a Private alert names this system or its party (CAP 1.2 §3.2.1 addresses).
func (s System) addressed(addresses []string) bool {
	own := append([]string{s.Name, s.Party}, s.Addresses...)
	return slices.ContainsFunc(addresses, func(given string) bool {
		return slices.ContainsFunc(own, func(o string) bool { return o != "" && strings.EqualFold(o, given) })
	})
}

func dropped(reason string, values ...string) Decision {
	return Decision{Action: Drop, Reason: reason, Values: values}
}
