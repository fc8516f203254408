package exercise

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// cutAllFor is how long every line to a destination stays dead, in real time: longer than the gateway's patience.
const cutAllFor = 40 * time.Second

// mishaps are what people do to a gateway without meaning to, and what lines do to it. Nothing that stands may go.
func mishaps() []inject {
	return []inject{
		{19, "A wrong word", []beat{
			{at: moment{2, 10, 21}, who: "the operator", does: "misspells responders-ca in the configuration; a hangup", act: misspell,
				expect: []expectation{alarmedNow("reload-refused"), remains(storm, "ca"), remains(storm, "us"), nothingLeaves("not one topic is cleared")}},
			{at: moment{2, 10, 22}, who: "the operator", does: "puts the word right, and acknowledges", act: respell, expect: []expectation{quieted()}}}},
		{20, "Every line is cut", []beat{
			{at: moment{2, 10, 23}, who: "the script", does: "cuts every line to a destination for 40 real seconds; nws updates the storm", act: cutAll,
				expect: []expectation{taken(stormWorse), notReady("outbound-down"), alarmedNow("outbound-down"),
					after(cutAllFor, public(stormWorse, "ca", canadianForm("winterStorm"), inPlace(storm))), after(cutAllFor, public(stormWorse, "us", sameBytes())), readyAgain()}},
			{at: moment{2, 10, 27}, who: "those who were alarmed", does: "acknowledge", act: acknowledge("The lines are back."), expect: []expectation{quieted()}}}},
		{21, "A second gateway", []beat{
			{at: moment{2, 10, 28}, who: "somebody", does: "starts the gateway once more, with an empty folder", act: startTwin,
				expect: []expectation{twinWaits(), remains(storm, "ca"), remains(storm, "us"), nothingLeaves("what stands does not flicker")}},
			{at: moment{2, 10, 29}, who: "the operator", does: "stops it, and acknowledges", act: stopTwin, expect: []expectation{quieted(), remains(storm, "ca"), nothingLeaves("nor when it stops")}}}},
	}
}

// mishap begins something that must make nothing leave.
func (s *stage) mishap() { s.faults.mishap = s.real.Now() }

// misspell renames a destination throughout the configuration, so that only what stands there tells that it is wrong.
func misspell(_ context.Context, s *stage) error {
	s.mishap()
	right, err := os.ReadFile(s.folder.config)
	if err != nil {
		return err
	}
	s.faults.configuration = right
	wrong := strings.ReplaceAll(string(right), "responders-ca", "responder-ca")
	if err := os.WriteFile(s.folder.config, []byte(wrong), 0o600); err != nil {
		return err
	}
	return s.gateway.hangup()
}

func respell(ctx context.Context, s *stage) error {
	if err := os.WriteFile(s.folder.config, s.faults.configuration, 0o600); err != nil {
		return err
	}
	return acknowledge("A typing error; it is mended.")(ctx, s)
}

// cutAll cuts every destination's line. What comes in meanwhile waits, and nothing that stands ends.
func cutAll(ctx context.Context, s *stage) error {
	s.mishap()
	lines := []*proxy{s.line, s.others}
	for _, line := range lines {
		line.sever()
	}
	s.links.Go(func() {
		sleep(ctx, s.real, cutAllFor)
		for _, line := range lines {
			line.mend()
		}
	})
	s.excused = append(s.excused, observer.Window{From: s.faults.mishap.Add(-time.Second), To: s.faults.mishap.Add(cutAllFor + 30*time.Second)})
	return s.send(stormWorse)
}

// after gives an expectation that much more time.
func after(wait time.Duration, e expectation) expectation {
	e.within = wait + e.limit()
	return e
}

// notReady expects the gateway to say by itself that it is not ready, and why.
func notReady(reason string) expectation {
	return expectation{text: "the gateway says that it is not ready: " + reason, within: cutAllFor + usual, holds: func(s *stage) finding {
		st, err := s.condition()
		switch {
		case err != nil:
			return no(err.Error())
		case st.Ready || st.Reason != reason:
			return no(fmt.Sprintf("it says that it is ready: %t %s", st.Ready, st.Reason))
		}
		return yes("after " + span(s.real.Now().Sub(s.faults.mishap)))
	}}
}

// readyAgain expects it to be ready, once it had said that it was not.
func readyAgain() expectation {
	return expectation{text: "it is ready again, and every link is up", within: cutAllFor + 2*usual, holds: func(s *stage) finding {
		if s.faults.mishap.IsZero() || s.real.Now().Sub(s.faults.mishap) < cutAllFor {
			return no("the lines are still cut")
		}
		st, err := s.condition()
		if err != nil || !st.Ready {
			return no(fmt.Sprintf("it is not ready: %s %v", st.Reason, err))
		}
		for _, l := range st.Links {
			if !l.Up {
				return no(l.Name + " is down: " + l.Text)
			}
		}
		return yes("")
	}}
}

func (s *stage) condition() (api.Status, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return s.client.Status(ctx)
}

// alarmedNow expects an alarm of this code since the mishap began.
func alarmedNow(code string) expectation {
	return expectation{text: "somebody is alarmed: " + code, within: cutAllFor + usual, holds: func(s *stage) finding {
		for _, v := range s.alarms(s.faults.mishap) {
			if strings.Contains(string(v.Payload), `"`+code+`"`) {
				return yes("after " + span(v.At.Sub(s.faults.mishap)))
			}
		}
		return no("no such alarm came")
	}}
}

// nothingLeaves expects no topic of an alert to be cleared since the mishap began.
func nothingLeaves(text string) expectation {
	return expectation{text: text, quiet: true, within: 2 * time.Second, holds: func(s *stage) finding {
		left := s.log.Since(0, func(v observer.Sight) bool {
			return v.At.After(s.faults.mishap) && !v.Retained && len(v.Payload) == 0 && strings.HasPrefix(v.Topic, "alerts/")
		})
		if len(left) > 0 {
			return no(left[0].Topic + " was cleared")
		}
		return yes("")
	}}
}

// startTwin starts another gateway of the same name and configuration, with a folder of its own, on the same broker.
func startTwin(_ context.Context, s *stage) error {
	s.mishap()
	config, err := os.ReadFile(s.folder.config)
	if err != nil {
		return err
	}
	http, err := freePort()
	if err != nil {
		return err
	}
	f := s.folder
	f.config, f.data, f.log = filepath.Join(f.root, "second.yaml"), filepath.Join(f.root, "second"), filepath.Join(f.root, "second.log")
	text := strings.NewReplacer(s.folder.data, f.data, s.http, http, "embedded: {listen: \""+strings.TrimPrefix(s.broker, "tcp://")+"\"}", "url: \""+s.broker+"\"").Replace(string(config))
	if err := os.WriteFile(f.config, []byte(text), 0o600); err != nil {
		return err
	}
	s.twin = &child{binary: s.gateway.binary, folder: f, factor: s.gateway.factor, real: s.real,
		client: api.Dial(f.data)}
	return s.twin.begin(s.script.Now())
}

// twinWaits expects the second gateway not to act: the embedded broker lets nobody but its owner lead, so it cannot see who
// does, says so, and waits.
func twinWaits() expectation {
	return expectation{text: "the second one is not let in, says so, and touches nothing", within: 2 * usual, holds: func(s *stage) finding {
		if s.twin == nil {
			return no("it was not started")
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		st, err := s.twin.client.Status(ctx)
		switch {
		case err != nil:
			return no(err.Error())
		case st.Ready || !strings.Contains(st.ReasonText, "cannot see yet whether another one of its name leads"):
			return no(fmt.Sprintf("it says: ready %t, %s", st.Ready, st.ReasonText))
		}
		return yes("after " + span(s.real.Now().Sub(s.faults.mishap)))
	}}
}

func stopTwin(ctx context.Context, s *stage) error {
	s.mishap()
	s.twin.stop()
	return acknowledge("It was started by mistake, and is stopped.")(ctx, s)
}
