package observer

import (
	"context"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// Outcome is how one expectation went.
type Outcome struct {
	Scene int
	Text  string
	OK    bool
	Seen  string        // what was seen: the reason when it does not hold
	Took  time.Duration // real time until it held
	Quiet bool          // it held all the time: Took says only how long was listened
}

// finding is whether an expectation holds, and what was seen.
type finding struct {
	ok   bool
	seen string
}

// yes and no make findings.
func yes(seen string) finding { return finding{true, seen} }
func no(seen string) finding  { return finding{false, seen} }

// Settle judges every expectation of an inject again and again until each holds or its time is up. tick is called
// while it waits. It ends early when ctx does, and when ended says that the gateway is gone.
func (o *Observer) Settle(
	ctx context.Context,
	scene int,
	all []scenario.Expectation,
	tick func(),
	ended func() bool,
) []Outcome {
	began := o.clock.Now()
	clear(o.alerts)
	out := make([]Outcome, len(all))
	open := make(map[int]scenario.Expectation, len(all))
	for i, e := range all {
		_, quiet := scenario.Patience(e)
		out[i] = Outcome{Scene: scene, Text: e.Text(), Quiet: quiet}
		open[i] = e
	}
	for len(open) > 0 {
		changed := o.Log.Changed()
		judged := o.clock.Now()
		passed := judged.Sub(began)
		for i, e := range open {
			f := o.judge(e)
			if decided(e, f, passed) || ctx.Err() != nil || ended() {
				out[i].OK, out[i].Seen, out[i].Took = f.ok, f.seen, o.clock.Now().Sub(began)
				delete(open, i)
			}
		}
		if len(open) > 0 {
			tick()
			o.pause(ctx, changed, began, judged)
		}
	}
	return out
}

// decided says whether asking again could change anything.
func decided(e scenario.Expectation, f finding, passed time.Duration) bool {
	limit, quiet := scenario.Patience(e)
	if quiet {
		return !f.ok || passed >= limit
	}
	return f.ok || passed >= limit
}

// pause waits for something new, and no more than 100 milliseconds. It lets at least an eighth of the time pass that
// passed until all was judged last: what is settled soon is judged soon, and a flood does not have all judged at each
// of its messages.
func (o *Observer) pause(ctx context.Context, changed <-chan struct{}, began, judged time.Time) {
	o.wait(ctx, changed, 100*time.Millisecond)
	least := min(max(judged.Sub(began)/8, time.Millisecond), 20*time.Millisecond)
	o.wait(ctx, nil, least-o.clock.Now().Sub(judged))
}

// wait ends when something is new, the time is up or ctx ends.
func (o *Observer) wait(ctx context.Context, changed <-chan struct{}, limit time.Duration) {
	if limit <= 0 {
		return
	}
	fired, stop := o.clock.After(limit)
	defer stop()
	select {
	case <-changed:
	case <-fired:
	case <-ctx.Done():
	}
}

// Judge says whether an expectation holds as things are, and what was seen.
func (o *Observer) Judge(e scenario.Expectation) (holds bool, seen string) {
	f := o.judge(e)
	return f.ok, f.seen
}

// judge judges one expectation as things are.
func (o *Observer) judge(e scenario.Expectation) finding {
	switch e := e.(type) {
	case scenario.Received:
		return receipt(o, scenario.Receipt{Message: e.Message, State: "received"})
	case scenario.Receipt:
		return receipt(o, e)
	case scenario.Reason:
		return reason(o, e)
	case scenario.Asked:
		return asked(o, e)
	case scenario.Unasked:
		return unasked(o, e)
	case scenario.Unheld:
		return unheld(o, e)
	case scenario.Pending:
		return pending(o, e)
	case scenario.LevelSaid:
		return levelSaid(o, e)
	case scenario.Stands:
		return stands(o, e)
	case scenario.Remains:
		return remains(o, e)
	case scenario.Nowhere:
		return nowhere(o, e)
	case scenario.Unsent:
		return unsent(o, e)
	case scenario.Undisturbed:
		return undisturbed(o, e)
	case scenario.Silence:
		return silence(o)
	case scenario.NothingLeaves:
		return nothingLeaves(o)
	case scenario.Ended:
		return ended(o, e)
	case scenario.Phrased:
		return phrased(o, e)
	case scenario.Moved:
		return moved(o, e)
	case scenario.EmptyLane:
		return emptyLane(o, e)
	case scenario.Joined:
		return joined(o, e)
	case scenario.Alarmed:
		return alarmed(o, e)
	case scenario.Calm:
		return calm(o, e)
	case scenario.AlarmedSince:
		return alarmedSince(o, e)
	case scenario.AlarmsDown:
		return alarmsDown(o)
	case scenario.Guarded:
		return guarded(o)
	case scenario.LinksUp:
		return linksUp(o)
	case scenario.NotReady:
		return notReady(o, e)
	case scenario.ReadyAgain:
		return readyAgain(o, e)
	case scenario.SecondWaits:
		return secondWaits(o)
	case scenario.TrailVerifies:
		return trailVerifies(o)
	case scenario.DuringCut:
		return duringCut(o, e)
	case scenario.FirstAfterCut:
		return firstAfterCut(o, e)
	case scenario.AllArrive:
		return allArrive(o, e)
	case scenario.AllReceipted:
		return allReceipted(o, e)
	case scenario.AllExpire:
		return allExpire(o, e)
	case scenario.Resumes:
		return resumes(o, e)
	case scenario.SeesOnly:
		return seesOnly(o, e)
	}
	return no("nobody knows how to judge this")
}
