package dryplay

import (
	"context"
	"slices"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// Judged is what can be said of an expectation.
type Judged struct {
	Line    int // in the scenario's file
	Text    string
	Verdict Verdict
	Why     string // what is there instead, or why it is not judged; of one that holds what is left out, mostly ""
}

// Verdict is one of three.
type Verdict string

// The verdicts.
const (
	Holds     Verdict = "holds"
	Never     Verdict = "never"
	NotJudged Verdict = "not-judged"
)

// fastest is how fast the script's clock runs in a real play while an expectation waits: no faster than this.
const fastest = 5

// judge judges the expectations of an inject. Those that do not hold at once may do so by the clock alone, in the time
// that they have: until next, when the inject after it is played, that can be tried.
func (r *rehearsal) judge(ctx context.Context, i *Inject, next time.Time) error {
	began := r.clock.Now()
	for k, e := range i.Inject.Expect {
		i.Judged = append(i.Judged, r.first(*i, r.asTried(e)))
		i.Judged[k].Line, i.Judged[k].Text = i.Inject.Lines[k], e.Text()
	}
	for k, e := range i.Inject.Expect {
		if i.Judged[k].Verdict != Never || i.Failed != "" {
			continue
		}
		limit, quiet := scenario.Patience(e)
		last := began.Add(fastest*max(limit, scenario.Usual) + early)
		changes, err := r.changes(last)
		if err != nil {
			return err
		}
		if !changes {
			continue
		}
		soon := last
		if !next.IsZero() && next.Before(soon) {
			soon = next
		}
		if !quiet && soon.After(r.clock.Now()) {
			if err := r.pass(ctx, soon); err != nil {
				return err
			}
			if holds, _ := r.observer.Judge(r.asTried(e)); holds {
				i.Judged[k].Verdict, i.Judged[k].Why = Holds, ""
				continue
			}
			if changes, err = r.changes(last); err != nil {
				return err
			}
		}
		if changes || quiet {
			i.Judged[k].Verdict, i.Judged[k].Why = NotJudged, byTheClock
		}
	}
	return nil
}

const byTheClock = "the clock ends something about then, and which comes first shows only a real play"

// asTried is an expectation about floods, for the reports of them that are tried.
func (r *rehearsal) asTried(e scenario.Expectation) scenario.Expectation {
	switch e := e.(type) {
	case scenario.AllArrive:
		e.Count = min(e.Count, mostTried)
		return e
	case scenario.AllExpire:
		e.Count = 0
		for _, f := range r.scenario.Floods {
			if slices.Contains(e.Floods, f.Name) {
				e.Count += min(len(f.Reports), mostTried)
			}
		}
		return e
	}
	return e
}

// changes says whether the clock ends anything until then.
func (r *rehearsal) changes(until time.Time) (bool, error) {
	due, err := r.gateway.Due()
	return !due.IsZero() && !due.After(until), err
}

// first judges an expectation as things are right after the move.
func (r *rehearsal) first(i Inject, e scenario.Expectation) Judged {
	if why := realOnly(e); why != "" {
		if name := awaited(e); name != "" && r.stays(name) {
			return Judged{Verdict: Never, Why: "nothing of " + name + " is ever delivered"}
		}
		return Judged{Verdict: NotJudged, Why: why}
	}
	uncertain := r.faults.on
	if r.edge {
		uncertain = "the clock ends something at this very moment"
	}
	if i.Failed != "" {
		if uncertain != "" {
			return Judged{Verdict: NotJudged, Why: "the move cannot be made dry (" + i.Failed + "), but " + uncertain}
		}
		return Judged{Verdict: Never, Why: "the move before it cannot be made: " + i.Failed}
	}
	holds, seen := r.observer.Judge(e)
	if _, waits := e.(scenario.SeesOnly); waits { // it is given a moment to hear what is there
		r.seen.pass(2 * time.Second)
		holds, seen = r.observer.Judge(e)
	}
	switch {
	case holds:
		return Judged{Verdict: Holds, Why: unmeasured(e)}
	case byLines(e):
		return Judged{Verdict: NotJudged, Why: "no decision raises it; links and the configuration may, in a real play"}
	case uncertain == "", r.stays(awaited(e)):
		return Judged{Verdict: Never, Why: seen}
	}
	return Judged{Verdict: NotJudged, Why: uncertain}
}

// realOnly says why an expectation is not judged dry; "" for those that are.
func realOnly(e scenario.Expectation) string {
	switch e.(type) {
	case scenario.LinksUp, scenario.NotReady, scenario.ReadyAgain:
		return "there are no links in a dry play"
	case scenario.DuringCut, scenario.FirstAfterCut:
		return "no line is cut in a dry play"
	case scenario.SecondWaits:
		return "no second gateway is started in a dry play"
	case scenario.Resumes:
		return "nothing is killed in a dry play"
	case scenario.TrailVerifies:
		return "nothing is written to disk in a dry play"
	case scenario.AllReceipted:
		return "no receipt is carried in a dry play"
	}
	return ""
}

// awaited is the message that an expectation waits for where readers are; "" for any other.
func awaited(e scenario.Expectation) string {
	switch e := e.(type) {
	case scenario.Stands:
		return e.Message
	case scenario.DuringCut:
		return e.Message
	case scenario.FirstAfterCut:
		return e.Message
	}
	return ""
}

// byLines says that what an expectation waits for may come of what a dry play does not have.
func byLines(e scenario.Expectation) bool {
	switch e.(type) {
	case scenario.Alarmed, scenario.AlarmedSince:
		return true
	}
	return false
}

// unmeasured says what of an expectation that holds is left out.
func unmeasured(e scenario.Expectation) string {
	if a, ok := e.(scenario.Alarmed); ok && a.Took > 0 {
		return "how long it takes is not tried"
	}
	return ""
}
