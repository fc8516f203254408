package exercise

import (
	"context"
	"fmt"
)

// play goes through the script from its first beat to its last, and returns how every expectation went. It stops
// early only when the gateway is gone or the exercise is interrupted.
func (s *stage) play(ctx context.Context, t *timeline, injects []inject) ([]outcome, error) {
	var all []outcome
	for _, i := range injects {
		told := false
		for _, b := range i.beats {
			next := fmt.Sprintf("next: %s", i.title)
			s.script.tick = s.ticker(t, next)
			if err := s.script.until(ctx, s.script.at(b.at)); err != nil {
				return all, err
			}
			if !told {
				t.inject(i, s.script.Now())
				told = true
			}
			out, err := s.beat(ctx, t, i, b)
			all = append(all, out...)
			if err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

// beat does one move and waits for what must come of it.
func (s *stage) beat(ctx context.Context, t *timeline, i inject, b beat) ([]outcome, error) {
	t.beat(b, s.script.Now())
	var out []outcome
	if err := s.act(ctx, b); err != nil {
		out = s.failed(i, b, err)
	} else {
		s.script.tick = s.ticker(t, "waiting for what must come of it")
		out = s.settle(ctx, i.no, b.expect)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for _, o := range out {
		t.outcome(o)
	}
	for _, name := range b.tell {
		for _, w := range s.tales(ctx, name) {
			t.tell(w)
		}
	}
	if s.gateway.ended() {
		return out, fmt.Errorf("the gateway has ended by itself (%s); its log is %s%s", s.gateway.cmd.ProcessState, s.folder.log, s.folder.lastWords())
	}
	return out, nil
}

func (s *stage) act(ctx context.Context, b beat) error {
	if b.act == nil {
		return nil
	}
	return b.act(ctx, s)
}

// failed are the outcomes of a beat whose move could not be made: none of its expectations can be judged.
func (s *stage) failed(i inject, b beat, err error) []outcome {
	out := []outcome{{inject: i.no, text: b.who + " " + b.does, finding: no(err.Error())}}
	for _, e := range b.expect {
		out = append(out, outcome{inject: i.no, text: e.text, finding: no("not judged, since the move could not be made")})
	}
	return out
}
