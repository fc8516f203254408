package agreement_test

import (
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

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
		"only Minor":       {with(func(f *agreement.Facts) { f.Severity = cap.Minor }), false},
		"Unknown":          {with(func(f *agreement.Facts) { f.Severity = "Unknown" }), true},
		"Unknown, Future":  {with(func(f *agreement.Facts) { f.Severity, f.Urgency = "Unknown", cap.Future }), false},
		"unheard of":       {with(func(f *agreement.Facts) { f.Severity = "Catastrophic" }), true},
		"none":             {with(func(f *agreement.Facts) { f.Severity = "" }), true},
		"Extreme":          {with(func(f *agreement.Facts) { f.Severity = cap.Extreme }), true},
		"Expected":         {with(func(f *agreement.Facts) { f.Urgency = cap.Expected }), true},
		"only Future":      {with(func(f *agreement.Facts) { f.Urgency = cap.Future }), false},
		"far away":         {with(func(f *agreement.Facts) { f.Districts = []string{"us/fl/086"} }), false},
		"nowhere":          {with(nowhere), true},
		"nowhere, Minor":   {with(func(f *agreement.Facts) { nowhere(f); f.Severity = cap.Minor }), false},
		"drawn far away":   {with(func(f *agreement.Facts) { nowhere(f); f.BorderKM = new(15804.5) }), false},
		"on the far side":  {with(func(f *agreement.Facts) { f.Districts = []string{"ca/nb/1302"} }), true},
		"the whole state":  {with(func(f *agreement.Facts) { f.Districts = []string{"us/me/_"} }), true},
		"no lane":          {with(func(f *agreement.Facts) { f.Lane = cap.NoLane }), false},
		"nobody listens":   {func(f *agreement.Facts) { f.From, f.Lane = "nws", cap.LaneTest }, true},
		"an outlook":       {with(func(f *agreement.Facts) { f.Outlook = true }), false},
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

func TestWhatARouteAllows(t *testing.T) {
	a := compile(t, routes(route("help", func(r *agreement.Route) {
		r.To, r.Match.Scope, r.Allow = agreement.Values{"nb-emo"}, agreement.Values{"Restricted"}, []string{"event", "area"}
	})))
	if got := a.Allow("help"); !slices.Equal(got, []string{"event", "area"}) {
		t.Errorf("%v", got)
	}
	if got := a.Allow("gone"); got != nil {
		t.Errorf("a route that is no more lets cross %v", got)
	}
}
