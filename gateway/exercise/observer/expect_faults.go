package observer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// linksUp expects the gateway to report every link up.
func linksUp(o *Observer) finding {
	c, err := condition(o.ask.Gateway)
	if err != nil {
		return no(err.Error())
	}
	for _, l := range c.Links {
		if !l.Up {
			return no(l.Name + " (" + l.Direction + ") is down: " + l.Text)
		}
	}
	if len(c.Links) == 0 {
		return no("the gateway reports no links")
	}
	return yes("")
}

// duringCut expects a message at one destination while another one's line is still dead: one cut connection delays
// nobody else, and a flood delays no actual warning.
func duringCut(o *Observer, e scenario.DuringCut) finding {
	m := o.Record.Of(e.Message)
	first, ok := o.Log.First(e.Reader, m.Chain)
	if !ok {
		return no(o.ask.destination(e.Reader) + " does not have it")
	}
	took := first.At.Sub(m.At)
	o.shown.measured(Measure{What: cmp.Or(e.As, e.Message), To: o.ask.destination(e.Reader), Took: took})
	if mended := o.Record.Mended.Load(); mended != 0 && first.At.UnixNano() > mended {
		return no(fmt.Sprintf("it came %s after it was sent, when the cut was over", Span(took)))
	}
	return yes("after " + Span(took))
}

// firstAfterCut expects a message to be the first thing that a destination is given once its line is mended.
func firstAfterCut(o *Observer, e scenario.FirstAfterCut) finding {
	m := o.Record.Of(e.Message)
	first, ok := o.Log.First(e.Reader, m.Chain)
	if !ok {
		return no(o.ask.destination(e.Reader) + " does not have it")
	}
	took := first.At.Sub(m.At)
	o.shown.measured(Measure{What: cmp.Or(e.As, e.Message), To: o.ask.destination(e.Reader), Took: took, Cut: e.Cut})
	before := o.Log.Since(0, func(v Sight) bool {
		return v.N < first.N && v.At.After(o.Record.Cut) && !v.Retained && v.Place.Tree == "alerts" &&
			v.Place.Reader == e.Reader && v.Place.ChainOnly() != m.Chain && len(v.Payload) > 0
	})
	if len(before) > 0 {
		return no(fmt.Sprintf("%d messages came before it, the first on %s", len(before), before[0].Topic))
	}
	return yes("after " + Span(took))
}

// allArrive expects every report of a flood in a public tree: nothing is lost.
func allArrive(o *Observer, e scenario.AllArrive) finding {
	have := o.Arrived(e.Flood, e.Reader)
	if have < e.Count {
		return no(fmt.Sprintf("%d arrived", have))
	}
	return yes("")
}

// Arrived counts the reports of a flood that the readers of a public tree have been given.
func (o *Observer) Arrived(flood, reader string) int {
	have := 0
	for _, m := range o.Record.reports(flood) {
		if _, ok := o.Log.First(reader, m.Chain); ok {
			have++
		}
	}
	return have
}

// reports are the messages of a flood that were sent.
func (r *Record) reports(flood string) []*Sent {
	var out []*Sent
	for _, name := range r.Order {
		if strings.HasPrefix(name, flood+"-") {
			out = append(out, r.sent[name])
		}
	}
	return out
}

// allReceipted expects every message of a system to have its receipt.
func allReceipted(o *Observer, e scenario.AllReceipted) finding {
	if left := o.ask.Senders.Unanswered(e.System); left > 0 {
		return no(fmt.Sprintf("%d have none", left))
	}
	return yes("")
}

// resumes expects the gateway to go on by itself after the kill: something that the observer did not have when it
// lost its connection.
func resumes(o *Observer, e scenario.Resumes) finding {
	lost, killed := o.Record.LostLink.Load(), o.Record.Kill.Killed
	if lost < killed.UnixNano() {
		return no("the observer never lost its connection: nothing was killed")
	}
	var first time.Time // when the first report that was new after that was delivered
	for _, m := range o.Record.reports(e.Flood) {
		v, ok := o.Log.First(e.Reader, m.Chain)
		if ok && v.At.UnixNano() > lost && (first.IsZero() || v.At.Before(first)) {
			first = v.At
		}
	}
	o.shown.FirstAfterKill = first.Sub(killed)
	if o.shown.FirstAfterKill <= 0 {
		return no("nothing new was delivered since the kill")
	}
	return yes("first delivery " + Span(o.shown.FirstAfterKill) + " after the kill")
}

// allExpire expects every report of the floods to have ended, everywhere, by the clock alone.
func allExpire(o *Observer, e scenario.AllExpire) finding {
	over := 0
	for _, flood := range e.Floods {
		for _, m := range o.Record.reports(flood) {
			for _, end := range o.Log.Ends(m.Chain) {
				if end.End == "expired" {
					over++
					break
				}
			}
		}
	}
	if over < e.Count {
		return no(fmt.Sprintf("%d have", over))
	}
	for _, v := range o.Log.State("alerts/") {
		began := o.Record.begins(v.Place.ChainOnly())
		if slices.ContainsFunc(e.Floods, func(flood string) bool { return strings.HasPrefix(began, flood+"-") }) {
			return no(v.Topic + " is not empty")
		}
	}
	return yes("")
}

// trailVerifies expects the audit trail to verify, by the program's own command on the folder.
func trailVerifies(o *Observer) finding {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out, err := o.ask.Program.VerifyTrail(ctx)
	o.shown.Trail = strings.TrimSpace(out)
	if err != nil {
		return no(err.Error() + ": " + o.shown.Trail)
	}
	return yes("")
}

// seesOnly expects that the late responder was given exactly what is active where it subscribes, at once.
func seesOnly(o *Observer, e scenario.SeesOnly) finding {
	if o.Record.Late == nil {
		return no("nobody came late")
	}
	active := e.Chains()
	var got []string
	for _, v := range o.Record.Late.State("") {
		name := o.Record.begins(v.Place.ChainOnly())
		if one := v.Place.Lane + " " + name; !slices.Contains(got, one) {
			got = append(got, one)
		}
	}
	slices.Sort(got)
	if o.lateSince.IsZero() {
		o.lateSince = o.clock.Now()
	}
	waited := len(got) >= len(active) || o.clock.Now().Sub(o.lateSince) > time.Second
	if slices.Equal(got, active) || !waited {
		return yes(strings.Join(got, ", "))
	}
	return no(fmt.Sprintf("it was given: %s", strings.Join(got, ", ")))
}

// notReady expects the gateway to say by itself that it is not ready, and why.
func notReady(o *Observer, e scenario.NotReady) finding {
	c, err := condition(o.ask.Gateway)
	switch {
	case err != nil:
		return no(err.Error())
	case c.Ready || c.Reason != e.Reason:
		return no(fmt.Sprintf("it says that it is ready: %t %s", c.Ready, c.Reason))
	}
	return yes("after " + Span(o.clock.Now().Sub(o.Record.Began)))
}

// readyAgain expects it to be ready, once the cut is over.
func readyAgain(o *Observer, e scenario.ReadyAgain) finding {
	if o.Record.Began.IsZero() || o.clock.Now().Sub(o.Record.Began) < e.Cut {
		return no("the lines are still cut")
	}
	c, err := condition(o.ask.Gateway)
	if err != nil || !c.Ready {
		return no(fmt.Sprintf("it is not ready: %s %v", c.Reason, err))
	}
	for _, l := range c.Links {
		if !l.Up {
			return no(l.Name + " is down: " + l.Text)
		}
	}
	return yes("")
}

// secondWaits expects the second gateway to say that it cannot see who leads, and to wait.
func secondWaits(o *Observer) finding {
	second := o.ask.Second()
	if second == nil {
		return no("it was not started")
	}
	c, err := condition(second)
	switch {
	case err != nil:
		return no(err.Error())
	case c.Ready || !strings.Contains(c.Text, "cannot see yet whether another one of its name leads"):
		return no(fmt.Sprintf("it says: ready %t, %s", c.Ready, c.Text))
	}
	return yes("after " + Span(o.clock.Now().Sub(o.Record.Began)))
}
