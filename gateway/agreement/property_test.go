package agreement_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

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
		Scope: p.some("Public", "Restricted", "Private"), Border: p.some("true", "false", "<= 60 km", "<= 50 km", "> 10 km"),
		Districts: p.some("us/me/*", "ca/nb/1302", "*"),
		MsgType:   p.some("Alert", "Update", "Ack")}
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
	if far := []float64{0, 10, 50, 70}[p.IntN(4)]; p.IntN(4) > 0 {
		f.BorderKM = &far
	}
	return f
}

// Decide is total and deterministic, never crosses without a route, and never lets what is not public into a
// public tree; and what the check calls unreachable never decides.
func TestDecideProperties(t *testing.T) {
	p := pick{rand.New(rand.NewPCG(1, 2))}
	compiled, shadowed, crossed := 0, 0, 0
	for range 1000 {
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
	if d.Action != agreement.Drop && d.Action != agreement.Forward && d.Action != agreement.HoldBack || d.Reason == "" ||
		d.Text() == "" {
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
