package agreement_test

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

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
	if got != "from=mema; to=people-ca; lane=exercise; scope=Public; route narrow: severity Severe is not > Severe; "+
		"route wide: event (none) is not HMW,HMA" {
		t.Error(got)
	}
}

func TestTheLastDayIsOverWhenItIsOverEverywhere(t *testing.T) {
	until := agreement.Date{Year: 2026, Month: 12, Day: 31}
	for at, over := range map[string]bool{"2026-12-31T23:59:59-04:00": false, "2027-01-01T11:59:59Z": false,
		"2027-01-01T12:00:00Z": true} {
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
	if one.Version() == "" || one.Version() != same.Version() || one.Version() == other.Version() ||
		one.Version() == fewer.Version() {
		t.Error(one.Version(), same.Version(), other.Version(), fewer.Version())
	}
}

// TestAnOutlookIsNeverHeld: nobody is asked about what asks nothing of anybody; what is not Public stays held.
func TestAnOutlookIsNeverHeld(t *testing.T) {
	a := compile(t, routes(route("ask", func(r *agreement.Route) {
		r.Do, r.Hold = agreement.HoldBack, agreement.Hold{Ask: agreement.Acceptance, Of: "nb-emo"}
	})))
	f := facts()
	if d := a.Decide(f, "people-ca"); d.Action != agreement.HoldBack {
		t.Fatalf("%+v", d)
	}
	f.Outlook = true
	if d := a.Decide(f, "people-ca"); d.Action != agreement.Forward || d.Reason != agreement.Forwarded || d.Of != "" ||
		d.Values[len(d.Values)-1] != "outlook=never held" {
		t.Errorf("%+v", d)
	}
	f.Scope = cap.Restricted
	if d := a.Decide(f, "people-ca"); d.Action == agreement.Forward {
		t.Errorf("%+v", d)
	}
}
