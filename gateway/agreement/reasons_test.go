package agreement_test

import (
	"slices"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

func private(r *agreement.Route) {
	r.To = agreement.Values{"nb-emo", "ca"}
	r.Match.Scope, r.Allow = agreement.Values{"Restricted", "Private"}, []string{"headline"}
}

var reasons = map[string]struct {
	terms  agreement.Terms
	to     string
	fact   func(*agreement.Facts)
	reason string
	want   func(agreement.Decision) bool
}{
	"forward":            {routes(route("r", nil)), "people-ca", nil, agreement.Forwarded, nil},
	"no route":           {routes(), "people-ca", nil, agreement.NoRoute, nil},
	"a route to another": {routes(route("r", nil)), "nb-emo", nil, agreement.NoRoute, nil},
	"drop": {routes(route("r", func(r *agreement.Route) { r.Do = agreement.Drop })), "people-ca", nil,
		agreement.DroppedByRoute, nil},
	"first match wins": {routes(route("a", func(r *agreement.Route) { r.Do = agreement.Drop }), route("b", nil)),
		"people-ca", nil, agreement.DroppedByRoute, nil},
	"no such source": {routes(), "people-ca", func(f *agreement.Facts) { f.From = "nobody" },
		agreement.UnknownSystem, nil},
	"no such destination": {routes(), "nobody", nil, agreement.UnknownSystem, nil},
	"no lane": {routes(), "people-ca", func(f *agreement.Facts) { f.Lane = cap.NoLane }, agreement.NoLane,
		nil},
	"source outside lanes": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Lane = cap.LaneActual },
		agreement.LaneClosed, nil},
	"destination closed": {routes(), "people-us", func(f *agreement.Facts) { f.From, f.Lane = "nws", cap.LaneTest },
		agreement.LaneClosed, nil},
	"own tree": {routes(), "mema", nil, agreement.OwnSource, nil},
	"expired": {agreement.Terms{Until: agreement.Date{Year: 2026, Month: 3, Day: 3}}, "people-ca", nil, agreement.Expired,
		func(d agreement.Decision) bool { return d.Alarm }},
	"undated": {agreement.Terms{Until: agreement.Date{Year: 2027, Month: 1, Day: 1}}, "people-ca",
		func(f *agreement.Facts) { f.At = time.Time{} }, agreement.Expired, nil},
	"relay": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Origin = cap.CA }, agreement.Relayed,
		nil},
	"relay allowed": {routes(route("r", func(r *agreement.Route) { r.Relay = true })), "people-ca",
		func(f *agreement.Facts) { f.Origin = cap.CA }, agreement.Forwarded, nil},
	"own side is no relay": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Origin = cap.US },
		agreement.Forwarded, nil},
	"restricted": {routes(route("r", private)), "nb-emo", func(f *agreement.Facts) { f.Scope = cap.Restricted },
		agreement.Forwarded,
		func(d agreement.Decision) bool { return slices.Equal(d.Allow, []string{"headline"}) }},
	"restricted to a public tree": {routes(route("r", private)), "people-ca",
		func(f *agreement.Facts) { f.Scope = cap.Restricted }, agreement.PrivateToPublic, nil},
	"public is not redacted": {routes(route("r", func(r *agreement.Route) {
		r.To, r.Match.Scope, r.Allow = agreement.Values{"nb-emo"}, agreement.Values{"Public", "Restricted"},
			[]string{"headline"}
	})), "nb-emo", nil, agreement.Forwarded, func(d agreement.Decision) bool { return d.Allow == nil }},
	"private to nobody": {routes(route("r", private)), "nb-emo", func(f *agreement.Facts) { f.Scope = cap.Private },
		agreement.NotAddressed, nil},
	"private to another": {routes(route("r", private)), "nb-emo",
		func(f *agreement.Facts) { f.Scope, f.Addresses = cap.Private, []string{"mema"} }, agreement.NotAddressed, nil},
	"private to its party": {routes(route("r", private)), "nb-emo",
		func(f *agreement.Facts) { f.Scope, f.Addresses = cap.Private, []string{"x", "NB-EMO"} }, agreement.Forwarded, nil},
	"private to a sender of it": {routes(route("r", func(r *agreement.Route) {
		private(r)
		r.From, r.To = agreement.Values{"nb-emo"}, agreement.Values{"mema"}
	})), "mema", func(f *agreement.Facts) {
		f.From, f.Side, f.Scope, f.Addresses = "nb-emo", cap.CA, cap.Private, []string{"duty@mema.invalid"}
	}, agreement.Forwarded, nil},
	"hold": {routes(route("r", func(r *agreement.Route) {
		r.Do = agreement.HoldBack
		r.Hold = agreement.Hold{Ask: agreement.Acceptance, Of: "nb-emo", Deadline: agreement.Duration(time.Minute)}
	})), "people-ca", nil, agreement.AwaitAcceptance, func(d agreement.Decision) bool {
		return d.Of == "nb-emo" && d.Deadline == time.Minute && d.Then == agreement.HoldBack && d.Ask == agreement.Acceptance
	}},
	"a side": {routes(route("r", func(r *agreement.Route) {
		r.From, r.To = agreement.Values{"us"}, agreement.Values{"ca"}
	})), "people-ca", nil, agreement.Forwarded, nil},
	"own readers": {routes(route("r", func(r *agreement.Route) { r.To = agreement.Values{"people-us"} })), "people-us",
		nil, agreement.Forwarded, nil},
}

func TestReasons(t *testing.T) {
	for name, c := range reasons {
		t.Run(name, func(t *testing.T) {
			f := facts()
			if c.fact != nil {
				c.fact(&f)
			}
			d := compile(t, c.terms).Decide(f, c.to)
			if d.Reason != c.reason || d.Destination != c.to || d.Text() == "" || len(d.Values) == 0 ||
				c.want != nil && !c.want(d) {
				t.Errorf("%+v: %s", d, d.Text())
			}
			if d.Action != agreement.Drop && (d.Route == "" || d.Reason == agreement.NoRoute) {
				t.Errorf("crossed without a route: %+v", d)
			}
		})
	}
}
