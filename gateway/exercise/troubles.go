package exercise

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// cutFor is how long the line to responders-us stays dead, in real time.
const cutFor = 5 * time.Second

// cutFloodStorm cuts one destination, floods the gateway in lane exercise, and lets an actual warning come in
// behind the flood. The line is mended when the cut has lasted, whatever else happened.
func cutFloodStorm(ctx context.Context, s *stage) error {
	s.line.sever()
	s.faults.cut = s.real.Now()
	s.links.Go(func() {
		sleep(ctx, s.real, cutFor)
		s.line.mend()
		s.mendedAt.Store(s.real.Now().UnixNano())
	})
	if err := s.flood(ctx, floodOne); err != nil {
		return err
	}
	return s.send(storm)
}

// duringTheCut expects the storm on the other destination while the line is still dead: one cut connection delays
// nobody else, and a flood delays no actual warning.
func duringTheCut() expectation {
	return expectation{text: "the storm reaches responders-ca during the cut", within: cutFor + usual, holds: func(s *stage) finding {
		m := s.of(storm)
		first, ok := s.log.First("ca", m.chain)
		if !ok {
			return no("responders-ca does not have it")
		}
		s.faults.stormCA = first.At.Sub(m.at)
		if mended := s.mendedAt.Load(); mended != 0 && first.At.UnixNano() > mended {
			return no(fmt.Sprintf("it came %s after it was sent, when the cut was over", span(s.faults.stormCA)))
		}
		return yes("after " + span(s.faults.stormCA))
	}}
}

// stormFirst expects the storm to be the first thing that responders-us is given once its line is mended.
func stormFirst() expectation {
	return expectation{text: "the storm is the first thing on responders-us after the cut, before the 500", within: cutFor + 2*usual, holds: func(s *stage) finding {
		m := s.of(storm)
		first, ok := s.log.First("us", m.chain)
		if !ok {
			return no("responders-us does not have it")
		}
		s.faults.stormUS = first.At.Sub(m.at)
		before := s.log.Since(0, func(v observer.Sight) bool {
			return v.N < first.N && v.At.After(s.faults.cut) && !v.Retained && v.Place.Tree == "alerts" && v.Place.Reader == "us" && v.Place.ChainOnly() != m.chain && len(v.Payload) > 0
		})
		if len(before) > 0 {
			return no(fmt.Sprintf("%d messages came before it, the first on %s", len(before), before[0].Topic))
		}
		return yes("after " + span(s.faults.stormUS))
	}}
}

// allReports expects every report of a flood on the US tree: nothing is lost.
func allReports(flood string) expectation {
	return expectation{text: fmt.Sprintf("all %d reports arrive, none is lost", floodSize), within: 90 * time.Second, holds: func(s *stage) finding {
		have := s.arrived(flood)
		if have < floodSize {
			return no(fmt.Sprintf("%d arrived", have))
		}
		return yes("")
	}}
}

// arrived counts the reports of a flood that US readers have been given.
func (s *stage) arrived(flood string) int {
	have := 0
	for _, name := range s.order {
		if !strings.HasPrefix(name, flood+"-") {
			continue
		}
		if _, ok := s.log.First("us", s.of(name).chain); ok {
			have++
		}
	}
	return have
}

// killInFlood sends the second flood and kills the gateway, as a power cut would, when the observer has seen some of
// it; then starts it again. The broker is inside and dies with it: everybody reconnects by himself.
func killInFlood(ctx context.Context, s *stage) error {
	if err := s.flood(ctx, floodTwo); err != nil {
		return err
	}
	if err := s.untilSeen(ctx, floodTwo, killAfter); err != nil {
		return err
	}
	s.faults.seenAtKill = s.arrived(floodTwo)
	s.faults.killed = s.real.Now()
	if err := s.gateway.kill(); err != nil {
		return err
	}
	if err := s.gateway.start(ctx, s.script.Now()); err != nil {
		return err
	}
	s.faults.ready = s.real.Now()
	if err := s.script.leap(ctx, s.script.Now()); err != nil {
		return err
	}
	s.excused = append(s.excused, observer.Window{From: s.faults.killed.Add(-2 * time.Second), To: s.faults.ready.Add(30 * time.Second)})
	return nil
}

func (s *stage) untilSeen(ctx context.Context, flood string, n int) error {
	fired, stop := s.real.After(60 * time.Second)
	defer stop()
	for {
		changed := s.log.Changed()
		if s.arrived(flood) >= n {
			return nil
		}
		select {
		case <-changed:
		case <-fired:
			return fmt.Errorf("the observer saw only %d of %d reports in a minute: nothing was killed", s.arrived(flood), n)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// receipted expects every report of a flood to have its receipt: the senders may forget it.
func receipted(flood string) expectation {
	return expectation{text: "every report has its receipt: the sender may forget it", within: 90 * time.Second, holds: func(s *stage) finding {
		if left := s.centres["sensors-nb"].unanswered(); left > 0 {
			return no(fmt.Sprintf("%d have none", left))
		}
		return yes("")
	}}
}

// newDelivery expects the gateway to go on by itself after the kill: something that the observer did not have when it
// lost its connection.
func newDelivery() expectation {
	return expectation{text: "it resumes by itself", within: 60 * time.Second, holds: func(s *stage) finding {
		down := s.downAt.Load()
		if down < s.faults.killed.UnixNano() {
			return no("the observer never lost its connection: nothing was killed")
		}
		s.faults.firstAfter = s.firstSince(floodTwo, down).Sub(s.faults.killed)
		if s.faults.firstAfter <= 0 {
			return no("nothing new was delivered since the kill")
		}
		return yes("first delivery " + span(s.faults.firstAfter) + " after the kill")
	}}
}

// firstSince is when the first report of a flood that was new after a real time was delivered; zero for never.
func (s *stage) firstSince(flood string, after int64) time.Time {
	var first time.Time
	for _, name := range s.order {
		v, ok := s.log.First("us", s.sent[name].chain)
		if strings.HasPrefix(name, flood+"-") && ok && v.At.UnixNano() > after && (first.IsZero() || v.At.Before(first)) {
			first = v.At
		}
	}
	return first
}

// floodsOver expects every report of both floods to have ended, everywhere, by the clock alone.
func floodsOver() expectation {
	return expectation{text: fmt.Sprintf("all %d reports end as expired, on every copy", 2*floodSize), within: 90 * time.Second, holds: func(s *stage) finding {
		over := 0
		for _, name := range s.order {
			if !strings.HasPrefix(name, floodOne+"-") && !strings.HasPrefix(name, floodTwo+"-") {
				continue
			}
			for _, e := range s.log.Ends(s.sent[name].chain) {
				if e.End == "expired" {
					over++
					break
				}
			}
		}
		if over < 2*floodSize {
			return no(fmt.Sprintf("%d have", over))
		}
		for _, v := range s.log.State("alerts/v1/exercise/") {
			if strings.HasPrefix(s.nameOf(v.Place.ChainOnly()), "flood-") {
				return no(v.Topic + " is not empty")
			}
		}
		return yes("")
	}}
}

// trailClean expects the audit trail to verify, by the program's own command on the folder.
func trailClean() expectation {
	return expectation{text: "the trail verifies", within: 30 * time.Second, holds: func(s *stage) finding {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		out, err := s.gateway.run(ctx, "trail", "verify", "--data", s.folder.data)
		s.faults.trailOut = strings.TrimSpace(out)
		if err != nil {
			return no(err.Error() + ": " + s.faults.trailOut)
		}
		return yes("")
	}}
}

// recall has an officer withdraw what the gateway derived.
func recall(name, party, reason string) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		ctx, cancel := context.WithTimeout(ctx, usual)
		defer cancel()
		outcomes, err := s.client.Recall(ctx, api.Order{Actor: api.Actor{As: people[party]}, Alert: s.of(name).token, Reason: reason})
		if err == nil && len(outcomes) == 0 {
			err = errors.New("the recall reached no destination")
		}
		return err
	}
}
