package exercise

import (
	"context"
	"errors"
	"time"

	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/player"
	"bordercast/gateway/exercise/scenario"
)

// play goes through the scenario from its first inject to its last, and returns how every expectation went. It stops
// early only when the gateway is gone or the exercise is interrupted.
func play(ctx context.Context, p *player.Player, s scenario.Scenario, to output) ([]observer.Outcome, error) {
	var all []observer.Outcome
	for _, scene := range s.Scenes {
		shown := false
		for _, i := range scene.Injects {
			if err := p.Until(ctx, i.At, ticker(to, "next: "+scene.Title)); err != nil {
				return all, err
			}
			if !shown {
				to.show(begun{scene, p.Now()})
				shown = true
			}
			out, err := inject(ctx, p, to, scene.No, i)
			all = append(all, out...)
			if err != nil {
				return all, err
			}
			for _, name := range i.Follow {
				routes := p.Routes(ctx, name)
				for _, j := range p.Observer().Journeys(name, s.Canadian) {
					to.show(travelled{j, routes[j.To]})
				}
			}
			if end := p.Ended(); end != "" {
				return all, errors.New(end)
			}
		}
	}
	return all, nil
}

// inject makes one move and waits for what must come of it.
func inject(
	ctx context.Context,
	p *player.Player,
	to output,
	scene int,
	i scenario.Inject,
) ([]observer.Outcome, error) {
	to.show(moved{i, p.Now()})
	var out []observer.Outcome
	if err := p.Do(ctx, i); err != nil {
		out = failed(scene, i, err)
	} else {
		tick := ticker(to, "waiting for what must come of it")
		out = p.Observer().Settle(ctx, scene, i.Expect, func() { tick(p.Now()) }, func() bool { return p.Ended() != "" })
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for _, o := range out {
		to.show(judged{o})
	}
	return out, nil
}

// failed are the outcomes of an inject whose move could not be made: none of its expectations can be judged.
func failed(scene int, i scenario.Inject, err error) []observer.Outcome {
	out := []observer.Outcome{{Scene: scene, Text: i.Who + " " + i.Does, Seen: err.Error()}}
	for _, e := range i.Expect {
		out = append(
			out,
			observer.Outcome{Scene: scene, Text: e.Text(), Seen: "not judged, since the move could not be made"},
		)
	}
	return out
}

// ticker shows the running clock to those who watch it.
func ticker(to output, next string) func(time.Time) {
	return func(shown time.Time) { to.show(waiting{shown, next}) }
}
