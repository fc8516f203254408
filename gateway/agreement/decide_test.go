package agreement_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

var (
	lane  = []cap.Lane{cap.LaneExercise}
	now   = time.Date(2026, 3, 5, 14, 0, 0, 0, time.UTC)
	world = []agreement.System{
		{Name: "mema", Party: "mema", Side: cap.US, In: lane, Out: lane, Addresses: []string{"duty@mema.invalid"}},
		{Name: "nws", Party: "nws", Side: cap.US, In: []cap.Lane{cap.LaneActual, cap.LaneTest}},
		{Name: "nb-emo", Party: "nb-emo", Side: cap.CA, In: lane, Out: lane},
		{Name: "people-us", Party: "people-us", Side: cap.US, Out: lane, Public: true},
		{Name: "people-ca", Party: "people-ca", Side: cap.CA, Out: append([]cap.Lane{cap.LaneActual}, lane...), Public: true},
	}
)

func facts() agreement.Facts {
	return agreement.Facts{From: "mema", Side: cap.US, At: now, Lane: cap.LaneExercise, Status: cap.Exercise,
		MsgType: cap.MsgAlert, Scope: cap.Public, Events: []string{"HMW"}, Categories: []string{"CBRNE"},
		Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed, Districts: []string{"us/me/029"}}
}

func route(name string, change func(*agreement.Route)) agreement.Route {
	r := agreement.Route{Name: name, From: agreement.Values{"mema"}, To: agreement.Values{"people-ca"},
		Lane: cap.LaneExercise, Do: agreement.Forward}
	if change != nil {
		change(&r)
	}
	return r
}

func compile(t *testing.T, terms agreement.Terms) *agreement.Agreement {
	t.Helper()
	a, problems := agreement.Compile(terms, world)
	if a == nil {
		t.Fatal(problems)
	}
	return a
}

func routes(r ...agreement.Route) agreement.Terms {
	return agreement.Terms{Routes: r, Border: []string{"us/me/029", "ca/nb/*"}}
}

func yes() *bool { b := true; return &b }
func no() *bool  { return new(bool) }

func TestMatching(t *testing.T) {
	for name, c := range map[string]struct {
		match agreement.Match
		fact  func(*agreement.Facts)
		hit   bool
	}{
		"no condition":              {agreement.Match{}, nil, true},
		"event":                     {agreement.Match{Event: agreement.Values{"TOR", "HMW"}}, nil, true},
		"event in another case":     {agreement.Match{Event: agreement.Values{"hmw"}}, nil, true},
		"another event":             {agreement.Match{Event: agreement.Values{"TOR"}}, nil, false},
		"one of its events":         {agreement.Match{Event: agreement.Values{"HMW"}}, func(f *agreement.Facts) { f.Events = []string{"TOR", "HMW"} }, true},
		"no event at all":           {agreement.Match{Event: agreement.Values{"HMW"}}, func(f *agreement.Facts) { f.Events = nil }, false},
		"category":                  {agreement.Match{Category: agreement.Values{"CBRNE"}}, nil, true},
		"another category":          {agreement.Match{Category: agreement.Values{"Met"}}, nil, false},
		"severity named":            {agreement.Match{Severity: agreement.Values{"Severe"}}, nil, true},
		"at least Severe":           {agreement.Match{Severity: agreement.Values{">= Severe"}}, nil, true},
		"more than Severe":          {agreement.Match{Severity: agreement.Values{"> Severe"}}, nil, false},
		"at most Moderate":          {agreement.Match{Severity: agreement.Values{"<= Moderate"}}, nil, false},
		"less than Extreme":         {agreement.Match{Severity: agreement.Values{"< Extreme"}}, nil, true},
		"Unknown is not less":       {agreement.Match{Severity: agreement.Values{"<= Extreme"}}, func(f *agreement.Facts) { f.Severity = cap.UnknownSeverity }, false},
		"Unknown named":             {agreement.Match{Severity: agreement.Values{"Unknown", ">= Severe"}}, func(f *agreement.Facts) { f.Severity = cap.UnknownSeverity }, true},
		"urgency":                   {agreement.Match{Urgency: agreement.Values{">= Expected"}}, nil, true},
		"less urgent":               {agreement.Match{Urgency: agreement.Values{">= Expected"}}, func(f *agreement.Facts) { f.Urgency = cap.Future }, false},
		"certainty":                 {agreement.Match{Certainty: agreement.Values{">= Likely"}}, nil, true},
		"less certain":              {agreement.Match{Certainty: agreement.Values{">= Likely"}}, func(f *agreement.Facts) { f.Certainty = cap.Possible }, false},
		"status":                    {agreement.Match{Status: agreement.Values{"Exercise"}}, nil, true},
		"district":                  {agreement.Match{Districts: agreement.Values{"us/me/029"}}, nil, true},
		"another district":          {agreement.Match{Districts: agreement.Values{"us/me/003"}}, nil, false},
		"district by prefix":        {agreement.Match{Districts: agreement.Values{"us/me/*"}}, nil, true},
		"prefix is not a substring": {agreement.Match{Districts: agreement.Values{"us/m*"}}, nil, false},
		"whole state":               {agreement.Match{Districts: agreement.Values{"us/me/003"}}, func(f *agreement.Facts) { f.Districts = []string{"us/me/_"} }, true},
		"whole country":             {agreement.Match{Districts: agreement.Values{"us/me/003"}}, func(f *agreement.Facts) { f.Districts = []string{"us/_/_"} }, true},
		"unknown place":             {agreement.Match{Districts: agreement.Values{"us/*"}}, func(f *agreement.Facts) { f.Districts = []string{"_/_/_"} }, false},
		"any place":                 {agreement.Match{Districts: agreement.Values{"*"}}, func(f *agreement.Facts) { f.Districts = []string{"_/_/_"} }, true},
		"near the border":           {agreement.Match{Border: yes()}, nil, true},
		"not near the border":       {agreement.Match{Border: no()}, nil, false},
		"far from the border":       {agreement.Match{Border: no()}, func(f *agreement.Facts) { f.Districts = []string{"us/fl/086"} }, true},
		"Cancel by itself":          {agreement.Match{}, func(f *agreement.Facts) { f.MsgType = cap.MsgCancel }, true},
		"Ack by itself":             {agreement.Match{}, func(f *agreement.Facts) { f.MsgType = cap.MsgAck }, false},
		"Ack named":                 {agreement.Match{MsgType: agreement.Values{"Ack"}}, func(f *agreement.Facts) { f.MsgType = cap.MsgAck }, true},
		"Restricted by itself":      {agreement.Match{}, func(f *agreement.Facts) { f.Scope = cap.Restricted }, false},
		"unknown scope":             {agreement.Match{}, func(f *agreement.Facts) { f.Scope = "Secret" }, false},
		"two conditions, one fails": {agreement.Match{Event: agreement.Values{"HMW"}, Category: agreement.Values{"Met"}}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "prefix is not a substring" {
				if _, problems := agreement.Compile(routes(route("r", func(r *agreement.Route) { r.Match = c.match })), world); len(problems) == 0 {
					t.Error("us/m* was taken for a district")
				}
				return
			}
			f := facts()
			if c.fact != nil {
				c.fact(&f)
			}
			a := compile(t, routes(route("r", func(r *agreement.Route) { r.Match = c.match })))
			if d := a.Decide(f, "people-ca"); (d.Action == agreement.Forward) != c.hit {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	private := func(r *agreement.Route) {
		r.To = agreement.Values{"nb-emo", "ca"}
		r.Match.Scope, r.Allow = agreement.Values{"Restricted", "Private"}, []string{"headline"}
	}
	for name, c := range map[string]struct {
		terms  agreement.Terms
		to     string
		fact   func(*agreement.Facts)
		reason string
		want   func(agreement.Decision) bool
	}{
		"forward":              {routes(route("r", nil)), "people-ca", nil, agreement.Forwarded, nil},
		"no route":             {routes(), "people-ca", nil, agreement.NoRoute, nil},
		"a route to another":   {routes(route("r", nil)), "nb-emo", nil, agreement.NoRoute, nil},
		"drop":                 {routes(route("r", func(r *agreement.Route) { r.Do = agreement.Drop })), "people-ca", nil, agreement.DroppedByRoute, nil},
		"first match wins":     {routes(route("a", func(r *agreement.Route) { r.Do = agreement.Drop }), route("b", nil)), "people-ca", nil, agreement.DroppedByRoute, nil},
		"no such source":       {routes(), "people-ca", func(f *agreement.Facts) { f.From = "nobody" }, agreement.UnknownSystem, nil},
		"no such destination":  {routes(), "nobody", nil, agreement.UnknownSystem, nil},
		"no lane":              {routes(), "people-ca", func(f *agreement.Facts) { f.Lane = cap.NoLane }, agreement.NoLane, nil},
		"source outside lanes": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Lane = cap.LaneActual }, agreement.LaneClosed, nil},
		"destination closed":   {routes(), "people-us", func(f *agreement.Facts) { f.From, f.Lane = "nws", cap.LaneTest }, agreement.LaneClosed, nil},
		"own tree":             {routes(), "mema", nil, agreement.OwnSource, nil},
		"expired": {agreement.Terms{Until: agreement.Date{Year: 2026, Month: 3, Day: 3}}, "people-ca", nil, agreement.Expired,
			func(d agreement.Decision) bool { return d.Alarm }},
		"undated": {agreement.Terms{Until: agreement.Date{Year: 2027, Month: 1, Day: 1}}, "people-ca",
			func(f *agreement.Facts) { f.At = time.Time{} }, agreement.Expired, nil},
		"relay": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Origin = cap.CA }, agreement.Relayed, nil},
		"relay allowed": {routes(route("r", func(r *agreement.Route) { r.Relay = true })), "people-ca",
			func(f *agreement.Facts) { f.Origin = cap.CA }, agreement.Forwarded, nil},
		"own side is no relay": {routes(route("r", nil)), "people-ca", func(f *agreement.Facts) { f.Origin = cap.US }, agreement.Forwarded, nil},
		"restricted": {routes(route("r", private)), "nb-emo", func(f *agreement.Facts) { f.Scope = cap.Restricted }, agreement.Forwarded,
			func(d agreement.Decision) bool { return slices.Equal(d.Allow, []string{"headline"}) }},
		"restricted to a public tree": {routes(route("r", private)), "people-ca", func(f *agreement.Facts) { f.Scope = cap.Restricted }, agreement.PrivateToPublic, nil},
		"public is not redacted": {routes(route("r", func(r *agreement.Route) {
			r.To, r.Match.Scope, r.Allow = agreement.Values{"nb-emo"}, agreement.Values{"Public", "Restricted"}, []string{"headline"}
		})), "nb-emo", nil, agreement.Forwarded, func(d agreement.Decision) bool { return d.Allow == nil }},
		"private to nobody": {routes(route("r", private)), "nb-emo", func(f *agreement.Facts) { f.Scope = cap.Private }, agreement.NotAddressed, nil},
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
		"a side":      {routes(route("r", func(r *agreement.Route) { r.From, r.To = agreement.Values{"us"}, agreement.Values{"ca"} })), "people-ca", nil, agreement.Forwarded, nil},
		"own readers": {routes(route("r", func(r *agreement.Route) { r.To = agreement.Values{"people-us"} })), "people-us", nil, agreement.Forwarded, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := facts()
			if c.fact != nil {
				c.fact(&f)
			}
			d := compile(t, c.terms).Decide(f, c.to)
			if d.Reason != c.reason || d.Destination != c.to || d.Text() == "" || len(d.Values) == 0 || c.want != nil && !c.want(d) {
				t.Errorf("%+v: %s", d, d.Text())
			}
			if d.Action != agreement.Drop && (d.Route == "" || d.Reason == agreement.NoRoute) {
				t.Errorf("crossed without a route: %+v", d)
			}
		})
	}
}

func TestADecisionExplainsItself(t *testing.T) {
	a := compile(t, routes(route("narrow", func(r *agreement.Route) { r.Match.Severity = agreement.Values{"> Severe"} }),
		route("wide", func(r *agreement.Route) { r.Match.Event = agreement.Values{"HMW", "HMA"} })))
	got := strings.Join(a.Decide(facts(), "people-ca").Values, "; ")
	if got != "from=mema; lane=exercise; scope=Public; msgType=Alert; event=HMW [HMW,HMA]" {
		t.Error(got)
	}
	f := facts()
	f.Events = nil
	got = strings.Join(a.Decide(f, "people-ca").Values, "; ")
	if got != "from=mema; to=people-ca; lane=exercise; scope=Public; route narrow: severity Severe is not > Severe; route wide: event (none) is not HMW,HMA" {
		t.Error(got)
	}
}

func TestTheLastDayIsOverWhenItIsOverEverywhere(t *testing.T) {
	until := agreement.Date{Year: 2026, Month: 12, Day: 31}
	for at, over := range map[string]bool{"2026-12-31T23:59:59-04:00": false, "2027-01-01T11:59:59Z": false, "2027-01-01T12:00:00Z": true} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if until.Over(when) != over {
			t.Errorf("%s: over %v", at, !over)
		}
	}
	if (agreement.Date{}).Over(now) {
		t.Error("an agreement without an end has ended")
	}
}

func TestWantOfRoute(t *testing.T) {
	north := routes(route("r", func(r *agreement.Route) { r.Match.Event = agreement.Values{"HMW"} }))
	unknown := func(f *agreement.Facts) { f.Events = []string{"XXX"} }
	with := func(more func(*agreement.Facts)) func(*agreement.Facts) {
		return func(f *agreement.Facts) { unknown(f); more(f) }
	}
	for name, c := range map[string]struct {
		fact func(*agreement.Facts)
		want bool
	}{
		"crossed":          {func(*agreement.Facts) {}, false},
		"dropped":          {unknown, true},
		"an Update":        {with(func(f *agreement.Facts) { f.MsgType = cap.MsgUpdate }), true},
		"a Cancel":         {with(func(f *agreement.Facts) { f.MsgType = cap.MsgCancel }), false},
		"only Moderate":    {with(func(f *agreement.Facts) { f.Severity = cap.Moderate }), false},
		"Extreme":          {with(func(f *agreement.Facts) { f.Severity = cap.Extreme }), true},
		"Expected":         {with(func(f *agreement.Facts) { f.Urgency = cap.Expected }), true},
		"only Future":      {with(func(f *agreement.Facts) { f.Urgency = cap.Future }), false},
		"far away":         {with(func(f *agreement.Facts) { f.Districts = []string{"us/fl/086"} }), false},
		"nowhere":          {with(func(f *agreement.Facts) { f.Districts = nil }), false},
		"on the far side":  {with(func(f *agreement.Facts) { f.Districts = []string{"ca/nb/1302"} }), true},
		"the whole state":  {with(func(f *agreement.Facts) { f.Districts = []string{"us/me/_"} }), true},
		"no lane":          {with(func(f *agreement.Facts) { f.Lane = cap.NoLane }), false},
		"nobody listens":   {func(f *agreement.Facts) { f.From, f.Lane = "nws", cap.LaneTest }, true},
		"restricted route": {func(f *agreement.Facts) { f.Scope = cap.Restricted }, true},
	} {
		f := facts()
		c.fact(&f)
		a := compile(t, north)
		var all []agreement.Decision
		for _, s := range world {
			if len(s.Out) > 0 {
				all = append(all, a.Decide(f, s.Name))
			}
		}
		if got := a.WantOfRoute(f, all); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestARouteThatKeepsBackIsADecision(t *testing.T) {
	everything := func(r *agreement.Route) { r.To, r.Do = agreement.Values{"ca"}, agreement.Drop }
	a := compile(t, routes(route("r", everything)))
	var all []agreement.Decision
	for _, to := range a.Destinations(cap.LaneExercise) {
		all = append(all, a.Decide(facts(), to))
	}
	if len(all) != 4 || a.WantOfRoute(facts(), all) {
		t.Errorf("%+v", all)
	}
}

func TestMayEnd(t *testing.T) {
	a := compile(t, agreement.Terms{MayEnd: map[string][]string{"state": {"county"}}})
	for _, c := range []struct {
		sender, of string
		may        bool
	}{{"state", "state", true}, {"state", "county", true}, {"county", "state", false}, {"x", "county", false}} {
		if a.MayEnd(c.sender, c.of) != c.may {
			t.Errorf("%s may end %s: %v", c.sender, c.of, !c.may)
		}
	}
}

func TestVersionNamesTermsAndSystems(t *testing.T) {
	one, same := compile(t, routes(route("r", nil))), compile(t, routes(route("r", nil)))
	other := compile(t, routes(route("s", nil)))
	fewer, _ := agreement.Compile(routes(route("r", nil)), append([]agreement.System{{Name: "x", Side: cap.CA}}, world...))
	if one.Version() == "" || one.Version() != same.Version() || one.Version() == other.Version() || one.Version() == fewer.Version() {
		t.Error(one.Version(), same.Version(), other.Version(), fewer.Version())
	}
}

// pick makes terms and facts of few values, so that they meet often.
type pick struct{ *rand.Rand }

func (p pick) of(values ...string) string { return values[p.IntN(len(values))] }

func (p pick) some(values ...string) agreement.Values {
	if p.IntN(2) == 0 {
		return nil
	}
	return agreement.Values{p.of(values...), p.of(values...)}
}

func (p pick) route(name string) agreement.Route {
	r := agreement.Route{Name: name, From: agreement.Values{p.of("mema", "nb-emo", "us", "ca")},
		To: agreement.Values{p.of("people-us", "people-ca", "nb-emo", "mema", "us", "ca")}, Lane: cap.LaneExercise,
		Relay: p.IntN(2) == 0, Do: agreement.Action(p.of("forward", "drop"))}
	r.Match = agreement.Match{Event: p.some("HMW", "TOR"), Severity: p.some(">= Severe", "Minor", "Unknown"),
		Scope: p.some("Public", "Restricted", "Private"), Districts: p.some("us/me/*", "ca/nb/1302", "*"),
		MsgType: p.some("Alert", "Update", "Ack")}
	for _, s := range r.Match.Scope {
		if s != "Public" {
			r.Allow = []string{"headline"}
		}
	}
	return r
}

func (p pick) facts() agreement.Facts {
	f := facts()
	f.From = p.of("mema", "mema", "nb-emo", "nb-emo", "nws", "ghost")
	f.Side = map[bool]cap.Side{true: cap.CA, false: cap.US}[f.From == "nb-emo"]
	f.Origin = cap.Side(p.of("", "us", "ca"))
	f.Lane = cap.Lane(p.of("exercise", "exercise", "exercise", "exercise", "actual", "test", ""))
	f.Scope = cap.Scope(p.of("Public", "Public", "Restricted", "Private", "?"))
	f.MsgType = cap.MsgType(p.of("Alert", "Alert", "Update", "Cancel", "Ack"))
	f.Severity = cap.Severity(p.of("Severe", "Minor", "Unknown", ""))
	f.Events = p.some("HMW", "TOR")
	f.Districts = p.some("us/me/029", "us/me/_", "ca/nb/1302", "_/_/_", "")
	f.Addresses = p.some("mema", "nb-emo")
	return f
}

// Decide is total and deterministic, never crosses without a route, and never lets what is not public into a
// public tree; and what the check calls unreachable never decides.
func TestDecideProperties(t *testing.T) {
	p := pick{rand.New(rand.NewPCG(1, 2))}
	compiled, shadowed, crossed := 0, 0, 0
	for range 700 {
		terms := routes(p.route("a"), p.route("b"), p.route("c"))
		a, problems := agreement.Compile(terms, world)
		if a == nil {
			continue
		}
		compiled, shadowed = compiled+1, shadowed+len(problems)
		again, _ := agreement.Compile(terms, world)
		for range 10 {
			f := p.facts()
			for _, to := range []string{"mema", "nb-emo", "people-us", "people-ca", "ghost"} {
				d := a.Decide(f, to)
				if !reflect.DeepEqual(d, again.Decide(f, to)) {
					t.Fatalf("two answers to one question: %+v", d)
				}
				allowed(t, f, to, d)
				if d.Action != agreement.Drop {
					crossed++
				}
				for _, p := range problems {
					if strings.Contains(p.What, "route "+d.Route+" never decides") {
						t.Fatalf("%s: but it decided %+v\n%+v", p, d, terms)
					}
				}
			}
		}
	}
	if compiled < 300 || shadowed < 10 || crossed < 60 {
		t.Errorf("too little was tried: %d agreements, %d problems, %d crossings", compiled, shadowed, crossed)
	}
}

func allowed(t *testing.T, f agreement.Facts, to string, d agreement.Decision) {
	t.Helper()
	if d.Action != agreement.Drop && d.Action != agreement.Forward && d.Action != agreement.HoldBack || d.Reason == "" || d.Text() == "" {
		t.Fatalf("no answer: %+v", d)
	}
	crossed := d.Action != agreement.Drop
	if crossed && (d.Route == "" || f.Lane != cap.LaneExercise) {
		t.Fatalf("crossed without a route or out of its lane: %+v", d)
	}
	if crossed && f.Scope != cap.Public && (strings.HasPrefix(to, "people") || len(d.Allow) == 0) {
		t.Fatalf("%s crossed to %s: %+v", f.Scope, to, d)
	}
}
