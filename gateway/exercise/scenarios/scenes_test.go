package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
)

// maine is the demonstration's scenario.
func maine(t *testing.T) scenario.Scenario {
	t.Helper()
	s, err := MaineNewBrunswick()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// every is all of the scenarios.
func every(t *testing.T) []scenario.Scenario {
	t.Helper()
	var out []scenario.Scenario
	for _, name := range Names() {
		s, err := Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != name {
			t.Errorf("%s.yaml is called %s", name, s.Name)
		}
		out = append(out, s)
	}
	return out
}

// The script has all of its 24 scenes and the night, in order, at the times it names.
func TestScript(t *testing.T) {
	want := map[int]string{
		1:  "1 09:00",
		2:  "1 09:12",
		3:  "1 09:20",
		4:  "1 09:28",
		5:  "1 09:31",
		6:  "1 09:40",
		7:  "1 09:52",
		8:  "1 10:05",
		9:  "1 11:15",
		10: "1 11:20",
		11: "2 09:00",
		12: "2 09:10",
		13: "2 09:25",
		14: "2 09:40",
		15: "2 09:45",
		16: "2 10:00",
		17: "2 10:05",
		18: "2 10:20",
		19: "2 10:21",
		20: "2 10:23",
		21: "2 10:28",
		22: "2 10:30",
		23: "2 10:38",
		24: "2 11:00",
	}
	last, lastNo := scenario.Moment{}, 0
	for _, i := range maine(t).Scenes {
		if i.No != 0 {
			if i.No != lastNo+1 {
				t.Errorf("scene %d comes after %d", i.No, lastNo)
			}
			lastNo = i.No
			at := i.Injects[0].At
			if got := fmt.Sprintf("%d %02d:%02d", at.Day, at.Hour, at.Minute); got != want[i.No] {
				t.Errorf("scene %d is at %s, want %s", i.No, got, want[i.No])
			}
		}
		for _, b := range i.Injects {
			if b.At.Before(last) {
				t.Errorf("scene %d, %s %s: %v comes before %v", i.No, b.Who, b.Does, b.At, last)
			}
			last = b.At
			if len(b.Expect) == 0 {
				t.Errorf("scene %d, %s %s: nothing is expected of it", i.No, b.Who, b.Does)
			}
		}
	}
	if lastNo != 24 {
		t.Errorf("the script ends at scene %d, want 24", lastNo)
	}
}

// nobody is a gateway that does not answer, and an agency that sent nothing.
type nobody struct{ configuration []byte }

func (nobody) Condition(context.Context) (observer.Condition, error) {
	return observer.Condition{}, errors.New("no gateway answers")
}
func (nobody) Unanswered(string) int { return 0 }
func (nobody) VerifyTrail(context.Context) (string, error) {
	return "", errors.New("there is no trail")
}
func (n nobody) Configuration() ([]byte, error) { return n.configuration, nil }

// watching is an observer that has seen nothing, of a gateway that does not answer.
func watching(n nobody) *observer.Observer {
	return observer.New(
		clock.Real{},
		observer.Sources{Gateway: n, Second: func() observer.Gateway { return nil }, Senders: n, Program: n},
	)
}

// Nothing of a script holds by itself: where nothing has happened, every expectation that is not quiet fails, and says
// why. An absence holds: its inject makes the presence first.
func TestNothingHoldsByItself(t *testing.T) {
	for _, s := range every(t) {
		o := watching(nobody{configured(t, s)})
		for _, scene := range s.Scenes {
			for _, i := range scene.Injects {
				var all []scenario.Expectation
				for _, e := range i.Expect {
					switch e.(type) {
					case scenario.Unheld, scenario.EmptyLane, scenario.AllReceipted, scenario.Guarded, scenario.AlarmsDown:
						continue
					}
					if _, quiet := scenario.Patience(e); !quiet {
						all = append(all, e)
					}
				}
				// Each is asked once: the gateway has ended.
				for _, out := range o.Settle(t.Context(), scene.No, all, func() {}, func() bool { return true }) {
					if out.OK || out.Seen == "" || strings.Contains(out.Seen, "nobody knows") {
						t.Errorf("%s, %s: %q holds where nothing has happened, or does not say why not: %+v", s.Name, i.ID,
							out.Text, out)
					}
				}
			}
		}
	}
}

// The observer knows how to judge every expectation and every check of the scripts.
func TestEverythingIsJudged(t *testing.T) {
	for _, s := range every(t) {
		o := watching(nobody{configured(t, s)})
		for _, scene := range s.Scenes {
			for _, i := range scene.Injects {
				for _, out := range o.Settle(t.Context(), scene.No, i.Expect, func() {}, func() bool { return true }) {
					if strings.Contains(out.Seen, "nobody knows") {
						t.Errorf("%s, %s: %s: %s", s.Name, i.ID, out.Text, out.Seen)
					}
				}
			}
		}
	}
}

// Every act of the language is in some script, so that all of them are played for real.
func TestEveryActIsPlayed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "scenario", "act.go"))
	if err != nil {
		t.Fatal(err)
	}
	acts := regexp.MustCompile(`func \((\w+)\) act\(\)`).FindAllSubmatch(text, -1)
	if len(acts) == 0 {
		t.Fatal("there are no acts in act.go")
	}
	played, killedAtOnce := map[string]bool{}, false
	for _, s := range every(t) {
		for _, scene := range s.Scenes {
			for _, i := range scene.Injects {
				for _, a := range i.Acts {
					played[reflect.TypeOf(a).Name()] = true
					killedAtOnce = killedAtOnce || a == scenario.Act(scenario.Kill{})
				}
			}
		}
	}
	for _, act := range acts {
		if !played[string(act[1])] {
			t.Errorf("no scenario plays %s", act[1])
		}
	}
	if !killedAtOnce {
		t.Error("no scenario kills the gateway outside a flood")
	}
}

// configured is the configuration of the scenario, filled in.
func configured(t *testing.T, s scenario.Scenario) []byte {
	t.Helper()
	return []byte(s.Configuration.Filled(scenario.Fields{Data: "/d", Keys: "/k", Broker: "127.0.0.1:1",
		Line: "tcp://127.0.0.1:2", Others: "tcp://127.0.0.1:4", HTTP: "127.0.0.1:3", Until: time.Unix(0, 0)}))
}

// guard is what the observer says of a configuration; "" where nothing is wrong.
func guard(t *testing.T, configuration []byte) string {
	t.Helper()
	out := watching(
		nobody{configuration},
	).Settle(
		t.Context(),
		0,
		[]scenario.Expectation{scenario.Guarded{}},
		func() {},
		func() bool { return true },
	)
	return out[0].Seen
}

// The guard passes the configuration of every scenario, and finds what is planted in the demonstration's.
func TestGuard(t *testing.T) {
	for _, s := range every(t) {
		if fault := guard(t, configured(t, s)); fault != "" {
			t.Errorf("the guard refuses the configuration of %s: %s", s.Name, fault)
		}
	}
	good := configured(t, maine(t))
	for _, c := range []struct{ old, changed, want string }{
		{"broker:  {embedded: {listen: \"127.0.0.1:1\"}, open: true}", "broker: {url: tcp://broker.example:1883}",
			"not the gateway's own"},
		{"out: {lanes: [actual, exercise, test], tree: public, broker_url", "out: {lanes: [actual], tree: public, " +
			"broker_url", "does not take that lane"},
		{"match: {scope: Public, event: [HMW]}", "match: {scope: Public, event: [HMW]}\n      channels: [wireless]",
			"opens wireless"},
		{"      to: responders-us\n      lane: actual", "      to: responders-us", "names no lane"},
	} {
		bad := strings.Replace(string(good), c.old, c.changed, 1)
		if bad == string(good) {
			t.Errorf("%q is not in the configuration", c.old)
		}
		if fault := guard(t, []byte(bad)); !strings.Contains(fault, c.want) {
			t.Errorf("planted %q: the guard says %q, want %q", c.changed, fault, c.want)
		}
	}
}
