package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"
)

var day = time.Date(2026, 3, 5, 14, 0, 0, 0, time.UTC)

// demo is the agreement of the demonstration, with its placeholders filled in.
func demo(t *testing.T) *config.Config {
	t.Helper()
	script, err := scenarios.MaineNewBrunswick()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := script.Configuration.Filled(scenario.Fields{Data: dir, Broker: "127.0.0.1:1883", HTTP: "127.0.0.1:0",
		Others: "tcp://127.0.0.1:1885", Line: "tcp://127.0.0.1:1884", Keys: dir, Until: day.AddDate(0, 0, 7)})
	for _, name := range []string{"mema", "washington-ema", "nb-emo", "nws", "sensors-nb", "intruder"} {
		if err := os.WriteFile(filepath.Join(dir, name+".pem"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Parse(filepath.Join(dir, "demo.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fact(from string, side cap.Side, lane cap.Lane) agreement.Facts {
	return agreement.Facts{From: from, Side: side, At: day, Lane: lane, Status: cap.Exercise, MsgType: cap.MsgAlert,
		Scope: cap.Public, Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed}
}

// inject is a fact changed.
func inject(from string, side cap.Side, lane cap.Lane, change func(*agreement.Facts)) agreement.Facts {
	f := fact(from, side, lane)
	change(&f)
	return f
}

func TestDemonstrationHasNoProblems(t *testing.T) {
	c := demo(t)
	for _, p := range config.Check(c) {
		// its weather goes by itself
		french := p.Where == "agreement.routes[10].do" && strings.Contains(p.What, "French readers")
		// which it has to say at every start
		if p.Level != agreement.Warning || p.Where != "broker.open" && !french {
			t.Error(c.Explain(p))
		}
	}
}

var injects = map[string]struct {
	facts agreement.Facts
	want  string // destination=reason, those not named: no-route or lane-closed
	alarm bool   // want of route
}{
	"2 restricted report": {inject("washington-ema", cap.US, cap.LaneExercise, func(f *agreement.Facts) {
		f.Scope, f.Events, f.Districts = cap.Restricted, []string{"OET-167"}, []string{"us/me/029"}
	}), "nb-emo=forwarded", false},
	"3 hazardous materials": {inject("mema", cap.US, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Districts = []string{"HMW"}, []string{"us/me/029", "ca/nb/1302"}
	}), "responders-ca=await-acceptance", false},
	"4 the other line": {inject("mema-2", cap.US, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Severity, f.Districts = []string{"HMW"}, cap.Minor, []string{"us/me/029"}
	}), "", false},
	"7 own alert": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Districts = []string{"hazmat"}, []string{"ca/nb/1302"}
	}), "responders-us=forwarded", false},
	"8 mutual aid": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Scope, f.Events, f.Addresses = cap.Private, []string{"emergSupport"}, []string{"mema"}
	}), "mema=forwarded", false},
	"8 addressed to another": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Scope, f.Events, f.Addresses = cap.Private, []string{"emergSupport"}, []string{"vermont"}
	}), "mema=not-addressed", false},
	"11 derailment": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Districts = []string{"train"}, []string{"ca/nb/1310"}
	}), "responders-us=await-acceptance", false},
	"12 smoke": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Severity = []string{"airQuality"}, cap.Moderate
	}), "responders-us=await-acceptance", false},
	"14 compressor station": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Scope, f.Events, f.Severity, f.Districts = cap.Restricted, []string{"naturalGas"}, cap.Moderate,
			[]string{"ca/nb/1302"}
	}), "", false},
	"15 weekly test": {inject("nws", cap.US, cap.LaneTest, func(f *agreement.Facts) {
		f.Status, f.Events, f.Severity, f.Districts = cap.Actual, []string{"RWT"}, cap.Extreme, []string{"us/me/029"}
	}), "responders-ca=forwarded", false},
	"16 river gauges": {inject("sensors-nb", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Severity = []string{"highWater"}, cap.Minor
	}), "responders-us=forwarded", false},
	"16 winter storm": {inject("nws", cap.US, cap.LaneActual, func(f *agreement.Facts) {
		f.Status, f.Events, f.Districts = cap.Actual, []string{"WSW"}, []string{"us/me/029", "us/me/003"}
	}), "responders-ca=forwarded responders-us=forwarded", false},
	"19 bridge": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Severity = []string{"bridgeClose"}, cap.Moderate
	}), "responders-us=await-acceptance", false},
	"20 unknown event": {inject("nb-emo", cap.CA, cap.LaneExercise, func(f *agreement.Facts) {
		f.Events, f.Severity, f.Districts = []string{"xUnknown"}, cap.Extreme, []string{"ca/nb/1310"}
	}), "", true},
}

// Each line is an inject of the scenario: what the agreement must do with it for each destination.
func TestDemonstrationDecidesAsTheScenarioSays(t *testing.T) {
	a, problems := demo(t).Compile()
	if a == nil {
		t.Fatal(problems)
	}
	destinations := []string{"mema", "nb-emo", "responders-us", "responders-ca"}
	for name, c := range injects {
		t.Run(name, func(t *testing.T) {
			var got []string
			var all []agreement.Decision
			for _, to := range destinations {
				d := a.Decide(c.facts, to)
				all = append(all, d)
				if d.Reason != agreement.NoRoute && d.Reason != agreement.LaneClosed && d.Reason != agreement.OwnSource {
					got = append(got, to+"="+d.Reason)
				}
			}
			if want := strings.Fields(c.want); !sameSet(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			if a.WantOfRoute(c.facts, all) != c.alarm {
				t.Errorf("want of route: %v", !c.alarm)
			}
		})
	}
}

func sameSet(a, b []string) bool {
	have := map[string]bool{}
	for _, x := range a {
		have[x] = true
	}
	for _, x := range b {
		if !have[x] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestNothingLeadsFromAnExerciseToAnActualLane(t *testing.T) {
	c := demo(t)
	a, _ := c.Compile()
	for _, s := range c.Systems {
		for _, lane := range []cap.Lane{cap.LaneActual, cap.LaneExercise, cap.LaneTest} {
			f := fact(s.Name, s.Side, lane)
			speaks := s.In != nil && strings.Contains(join(s.In.Lanes), string(lane))
			for _, to := range c.Systems {
				listens := to.Out != nil && strings.Contains(join(to.Out.Lanes), string(lane))
				if d := a.Decide(f, to.Name); d.Action != agreement.Drop && !(speaks && listens) {
					t.Errorf("%s speaks in %s: %+v", s.Name, lane, d)
				}
			}
		}
	}
}

func join(lanes []cap.Lane) string {
	var b strings.Builder
	for _, l := range lanes {
		b.WriteString(string(l) + " ")
	}
	return b.String()
}
