package agreement_test

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/gateway/agreement"
)

// problems of terms, one line each, without what to do.
func problems(terms agreement.Terms) string {
	_, found := agreement.Compile(terms, world)
	var b strings.Builder
	for _, p := range found {
		b.WriteString(p.Level + " " + p.Where + ": " + p.What + "\n")
	}
	return b.String()
}

func values(v ...string) agreement.Values { return v }

func TestUnreachableRoutes(t *testing.T) {
	match := func(m agreement.Match) func(*agreement.Route) {
		return func(r *agreement.Route) { r.Match = m }
	}
	for name, c := range map[string]struct {
		first, second func(*agreement.Route)
		shadowed      bool
	}{
		"the same":       {nil, nil, true},
		"narrower event": {nil, match(agreement.Match{Event: values("HMW")}), true},
		"wider event":    {match(agreement.Match{Event: values("HMW")}), nil, false},
		"subset of events": {match(agreement.Match{Event: values("HMW", "TOR")}),
			match(agreement.Match{Event: values("tor")}), true},
		"other event": {match(agreement.Match{Event: values("HMW")}),
			match(agreement.Match{Event: values("TOR")}), false},
		"other key": {match(agreement.Match{Event: values("HMW")}),
			match(agreement.Match{Category: values("Met")}), false},
		"comparison within another": {match(agreement.Match{Severity: values(">= Minor")}),
			match(agreement.Match{Severity: values("> Moderate")}), true},
		"comparison beyond another": {match(agreement.Match{Severity: values(">= Severe")}),
			match(agreement.Match{Severity: values(">= Minor")}), false},
		"district within a pattern": {match(agreement.Match{Districts: values("us/me/*")}),
			match(agreement.Match{Districts: values("us/me/029")}), true},
		"pattern within a pattern": {match(agreement.Match{Districts: values("us/*")}),
			match(agreement.Match{Districts: values("us/me/*")}), true},
		"pattern beyond a district": {match(agreement.Match{Districts: values("us/me/029")}),
			match(agreement.Match{Districts: values("us/me/*")}), false},
		"restricted after public":  {nil, func(r *agreement.Route) { restricted(r) }, false},
		"ack after the rest":       {nil, match(agreement.Match{MsgType: values("Ack")}), false},
		"another destination":      {nil, func(r *agreement.Route) { r.To = values("nb-emo") }, false},
		"a side beyond a system":   {nil, func(r *agreement.Route) { r.To = values("ca") }, false},
		"a system within a side":   {func(r *agreement.Route) { r.To = values("ca") }, nil, true},
		"border within everything": {nil, match(agreement.Match{Border: yes()}), true},
		"the other side of border": {match(agreement.Match{Border: no()}), match(agreement.Match{Border: yes()}), false},
		"same border": {match(agreement.Match{Border: yes()}),
			match(agreement.Match{Border: yes(), Event: values("HMW")}), true},
		"relay does not change which": {nil, func(r *agreement.Route) { r.Relay = true }, true},
	} {
		got := problems(routes(route("one", c.first), route("two", c.second)))
		if strings.Contains(got, "route two never decides: whatever it matches, one matches first") != c.shadowed {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func restricted(r *agreement.Route) {
	r.To, r.Match.Scope, r.Allow = values("nb-emo"), values("Restricted"), []string{"headline"}
}

func TestTwoRoutesTogetherCanHideAThird(t *testing.T) {
	a := route("a", nil)
	b := route("b", func(r *agreement.Route) { r.To = values("nb-emo") })
	c := route("c", func(r *agreement.Route) { r.To = values("ca") })
	if got := problems(routes(a, b, c)); !strings.Contains(got,
		"route c never decides: whatever it matches, a and b matches first") {
		t.Error(got)
	}
}

func TestImpossibleStatus(t *testing.T) {
	got := problems(routes(route("r", func(r *agreement.Route) { r.Match.Status = values("Actual") })))
	if !strings.Contains(got, "lane exercise holds no alert of that status") {
		t.Error(got)
	}
	got = problems(agreement.Terms{Routes: []agreement.Route{{Name: "tests", From: values("nws"), To: values("people-ca"),
		Lane: cap.LaneActual, Do: agreement.Forward, Match: agreement.Match{Status: values("Actual")}}}})
	if strings.Contains(got, "never decides") {
		t.Error(got)
	}
}

// What reaches the public in Canada from the United States asks first whether somebody will write its French.
func TestFrenchForThePublicOfCanada(t *testing.T) {
	held := func(ask agreement.Ask, of string) func(*agreement.Route) {
		return func(r *agreement.Route) {
			r.Do, r.Hold = agreement.HoldBack, agreement.Hold{Ask: ask, Of: of, Deadline: 600e9}
		}
	}
	for name, c := range map[string]struct {
		change func(*agreement.Route)
		want   string
	}{
		"forwarded": {nil, "agreement.routes[0].do: route r: French readers get event, place and fixed " +
			"phrases only; hold it, so that a French text can be attached"},
		"to a whole side": {func(r *agreement.Route) { r.To = values("ca") },
			"hold it, so that a French text can be attached"},
		"released alone": {held(agreement.Release, "nws"),
			"agreement.routes[0].hold.ask: route r: French readers get event, place and " +
				"fixed phrases only; write ask: acceptance"},
		"asked of those it is for": {held(agreement.Acceptance, "people-ca"), ""},
		"dropped":                  {func(r *agreement.Route) { r.Do = agreement.Drop }, ""},
		"an exercise":              {func(r *agreement.Route) { r.Lane, r.From = cap.LaneExercise, values("mema") }, ""},
		"to responders": {func(r *agreement.Route) {
			r.Lane, r.From, r.To = cap.LaneExercise, values("mema"), values("nb-emo")
		}, ""},
		"southwards": {func(r *agreement.Route) {
			r.Lane, r.From, r.To = cap.LaneExercise, values("nb-emo"), values("people-us")
		}, ""},
	} {
		r := agreement.Route{Name: "r", From: values("nws"), To: values("people-ca"), Lane: cap.LaneActual,
			Do: agreement.Forward}
		if c.change != nil {
			c.change(&r)
		}
		_, found := agreement.Compile(routes(r), world)
		got := ""
		for _, p := range found {
			if p.Level != agreement.Warning {
				t.Errorf("%s: %+v", name, p)
			}
			got += p.Where + ": " + p.What + "; " + p.Do
		}
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAllowLists(t *testing.T) {
	for name, fine := range map[string]bool{"headline": true, "area": true, "parameter:unit": true, "parameter:": false,
		"Headline": false, "telephone": false, "": false} {
		got := problems(routes(route("r", func(r *agreement.Route) { restricted(r); r.Allow = []string{name} })))
		if (got == "") != fine {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func TestNoRouteLeadsFromLaneToLane(t *testing.T) {
	for _, c := range []struct{ from, to, lane string }{
		{"nws", "people-ca", "exercise"}, {"mema", "people-ca", "actual"}, {"nws", "nb-emo", "actual"},
		{"nws", "people-us", "test"},
	} {
		got := problems(agreement.Terms{Routes: []agreement.Route{{Name: "r", From: values(c.from), To: values(c.to),
			Lane: cap.Lane(c.lane), Do: agreement.Forward}}})
		if !strings.Contains(got, "does not list lane "+c.lane) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func FuzzDistricts(f *testing.F) {
	for _, s := range []string{"us/me/029", "us/*", "*", "_/_/_", "us/me/_", "", "///", "ca/sea/001120"} {
		f.Add(s, "us/me/*")
		f.Add("us/me/029", s)
	}
	f.Fuzz(func(t *testing.T, district, pattern string) {
		a, _ := agreement.Compile(agreement.Terms{Border: []string{pattern}}, nil)
		if a == nil {
			return
		}
		near := a.NearBorder(agreement.Facts{Districts: []string{district}})
		if district == pattern && !near {
			t.Fatalf("%q does not touch itself", district)
		}
		if prefix, isPrefix := strings.CutSuffix(pattern, "*"); isPrefix && strings.HasPrefix(district, prefix) && !near {
			t.Fatalf("%q does not meet %q", district, pattern)
		}
	})
}

// TestMissingPersonsAreHeld: a route that names alerts about missing persons and forwards them over the border is
// refused; one of lane actual that takes everything is warned of, unless an earlier one holds or drops all of them for
// it.
func TestMissingPersonsAreHeld(t *testing.T) {
	const refused, stops = "forwards alerts about missing persons", "stop at it"
	all := event.MissingCodes()
	named := func(codes ...string) func(*agreement.Route) {
		return func(r *agreement.Route) { r.Match.Event = values(codes...) }
	}
	actual := func(r *agreement.Route) { r.From, r.To, r.Lane = values("nws"), values("people-ca"), cap.LaneActual }
	held := func(r *agreement.Route) {
		actual(r)
		r.Match.Event, r.Do = values(all...), agreement.HoldBack
		r.Hold = agreement.Hold{Ask: agreement.Acceptance, Of: "nb-emo", Deadline: agreement.Duration(time.Minute)}
	}
	with := func(all ...func(*agreement.Route)) func(*agreement.Route) {
		return func(r *agreement.Route) {
			for _, change := range all {
				change(r)
			}
		}
	}
	for name, c := range map[string]struct {
		terms agreement.Terms
		want  string
	}{
		"named":                   {routes(route("r", named("CAE"))), refused},
		"named in any case":       {routes(route("r", named("HMW", "Amber"))), refused},
		"by its term":             {routes(route("r", named("OET-130"))), refused},
		"another":                 {routes(route("r", named("HMW"))), ""},
		"everything, an exercise": {routes(route("r", nil)), ""},
		"everything, actual":      {routes(route("r", actual)), stops},
		"held":                    {routes(route("h", held)), ""},
		"held before":             {routes(route("h", held), route("r", actual)), ""},
		"dropped before": {routes(route("h", with(held,
			func(r *agreement.Route) { r.Do, r.Hold = agreement.Drop, agreement.Hold{} })), route("r", actual)), ""},
		"only some held": {routes(route("h", with(held, named("CAE"))), route("r", actual)), stops},
		"held after":     {routes(route("r", actual), route("h", held)), stops},
		"only the grave held": {routes(route("h", with(held,
			func(r *agreement.Route) { r.Match.Severity = values("Extreme") })), route("r", actual)), stops},
		"weather alone": {routes(route("r", with(actual,
			func(r *agreement.Route) { r.Match.Category = values("Met") }))), ""},
		"rescue": {routes(route("r", with(actual,
			func(r *agreement.Route) { r.Match.Category = values("Met", "Rescue") }))), stops},
	} {
		got := problems(c.terms)
		for _, text := range []string{refused, stops} {
			if strings.Contains(got, text) != (text == c.want) {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if c.want == refused && !strings.Contains(got, "error agreement.routes[0].do") ||
			c.want == stops && !strings.Contains(got, "warning ") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestMissingPersonsStop: whatever routes say, none crosses in lane actual that a route only forwards.
func TestMissingPersonsStop(t *testing.T) {
	a := compile(t, routes(route("r", func(r *agreement.Route) {
		r.From, r.To, r.Lane = values("nws"), values("people-ca"), cap.LaneActual
	})))
	f := facts()
	f.From, f.Lane, f.Status = "nws", cap.LaneActual, cap.Actual
	if d := a.Decide(f, "people-ca"); d.Action != agreement.Forward {
		t.Fatalf("%+v", d)
	}
	f.Missing = true
	if d := a.Decide(f, "people-ca"); d.Action != agreement.Drop || d.Reason != agreement.PersonUnheld || !d.Alarm {
		t.Errorf("%+v", d)
	}
}
