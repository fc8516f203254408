package agreement_test

import (
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

func yes() agreement.Values { return agreement.Values{"true"} }
func no() agreement.Values  { return agreement.Values{"false"} }
