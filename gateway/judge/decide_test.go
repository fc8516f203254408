package judge_test

import (
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

var (
	noon   = time.Date(2026, 3, 5, 17, 0, 0, 0, time.UTC)
	severe = judge.Shape{Codes: []string{"TOR"}, Urgency: "Immediate", Severity: "Severe", Certainty: "Observed",
		Scope: cap.Public, Districts: []string{"us/me/029"}}
)

// with changes a shape.
func with(sh judge.Shape, change func(*judge.Shape)) judge.Shape {
	change(&sh)
	return sh
}

func extreme(sh *judge.Shape) { sh.Severity = "Extreme" }

// forwarded, asked and unwanted are what an agreement may say.
var (
	forwarded = agreement.Decision{Destination: "public-ca", Action: agreement.Forward, Route: "north",
		Reason: agreement.Forwarded}
	asked = agreement.Decision{
		Destination: "public-ca", Action: agreement.HoldBack, Route: "north", Reason: agreement.AwaitAcceptance,
		Ask: agreement.Acceptance, Of: "nb",
	}
	unwanted = agreement.Decision{Destination: "public-ca", Action: agreement.Drop, Reason: agreement.NoRoute}
)

// earlier is a decision about the chain in a state.
func earlier(state, reason string) *book.Decision {
	d := &book.Decision{Alert: 1, Destination: "public-ca", Action: book.Forward, Route: "north", Reason: reason,
		State: state}
	if state == book.Held || state == book.Denied {
		d.Action, d.Of, d.Ask = book.Hold, "nb", string(agreement.Acceptance)
		hold := approval.Open(asked, "d1", severe.Districts, noon.Add(-time.Minute))
		if state == book.Denied {
			hold.State = approval.Denied
		}
		d.Hold = &hold
	}
	return d
}

func doubt(why string) judge.Doubt {
	return judge.Doubt{Questions: []approval.Question{{Ask: agreement.Release, Of: "maine"}}, Why: why}
}

func TestDecide(t *testing.T) {
	plain := judge.Subject{Shape: severe, Until: noon.Add(time.Hour), Verdict: "valid"}
	graver := plain
	graver.Shape = with(severe, extreme)
	end := plain
	end.Ends = true
	restricted := plain
	restricted.Shape = with(severe, func(sh *judge.Shape) { sh.Scope = cap.Restricted })
	unsigned := plain
	unsigned.Verdict = "unsigned"
	for name, tc := range map[string]struct {
		c             judge.Case
		action, state string // "" for decided
		reason        string
		close, mark   bool
		kept, expired bool
	}{
		"a first alert that a route forwards": {c: judge.Case{Alert: plain, ByRoute: forwarded}, action: book.Forward,
			reason: agreement.Forwarded},
		"one that a route holds": {c: judge.Case{Alert: plain, ByRoute: asked}, action: book.Hold, state: book.Held,
			reason: agreement.AwaitAcceptance},
		"one that no route wants": {c: judge.Case{Alert: plain, ByRoute: unwanted}, action: book.Drop,
			reason: agreement.NoRoute},
		"its agreement has run out": {
			c: judge.Case{Alert: plain, ByRoute: agreement.Decision{Action: agreement.Drop, Reason: agreement.Expired,
				Alarm: true}},
			action: book.Drop, reason: agreement.Expired, expired: true,
		},
		"expired on arrival": {c: judge.Case{Alert: judge.Subject{Shape: severe, Until: noon}, ByRoute: forwarded},
			action: book.Drop, reason: "expired"},
		"late": {
			c:      judge.Case{Alert: judge.Subject{Shape: severe, Until: noon.Add(time.Hour), Late: true}, ByRoute: forwarded},
			action: book.Drop, reason: "late",
		},
		"an end came before it": {
			c: judge.Case{Alert: judge.Subject{Shape: severe, Until: noon.Add(time.Hour), Cancelled: true, Late: true},
				ByRoute: forwarded},
			action: book.Drop, reason: "already-cancelled",
		},
		"an end where something stands": {
			c: judge.Case{Alert: end, Stands: true, ByRoute: unwanted, Earlier: earlier(book.Released,
				agreement.Forwarded)},
			action: book.Forward, reason: "chain-rule",
		},
		"an end where nothing stands": {c: judge.Case{Alert: end, ByRoute: forwarded}, action: book.Drop,
			reason: "nothing-live"},
		"an end that arrives expired": {
			c: judge.Case{Alert: judge.Subject{Ends: true, Until: noon.Add(-time.Hour)}, Stands: true,
				Earlier: earlier(book.Released, "")},
			action: book.Forward, reason: "chain-rule",
		},
		"an end is never held": {
			c: judge.Case{Alert: end, Stands: true, ByRoute: asked, Earlier: earlier(book.Released, ""),
				Doubt: doubt("unverified")},
			action: book.Forward, reason: "chain-rule",
		},
		"what hands over leaves what stands": {
			c: judge.Case{Alert: judge.Subject{HandsOver: true, Until: noon.Add(time.Hour)}, Stands: true,
				ByRoute: forwarded},
			action: book.Drop, reason: "handed-over",
		},
		"a frozen destination gets nothing new": {
			c: judge.Case{Alert: plain, Closed: judge.FrozenReason, ByRoute: forwarded}, action: book.Drop,
			reason: judge.FrozenReason,
		},
		"and the end of what stands there": {
			c: judge.Case{Alert: end, Closed: judge.FrozenReason, Stands: true, ByRoute: unwanted,
				Earlier: earlier(book.Released, "")},
			action: book.Forward, reason: "chain-rule",
		},
		"it stands under the frozen destination's name": {
			c: judge.Case{Alert: plain, Beside: true, ByRoute: forwarded}, action: book.Drop, reason: judge.StandsFrozen,
		},
		"a signature that cannot be verified asks its side": {
			c:      judge.Case{Alert: unsigned, ByRoute: forwarded, Doubt: doubt("unverified")},
			action: book.Hold, state: book.Held, reason: "unverified",
		},
		"and is not asked about where no route wants it": {
			c: judge.Case{Alert: unsigned, ByRoute: unwanted, Doubt: doubt("unverified")}, action: book.Drop,
			reason: agreement.NoRoute,
		},
		"what the broker had kept": {
			c:      judge.Case{Alert: plain, ByRoute: asked, Doubt: doubt(judge.RetainedInput)},
			action: book.Hold, state: book.Held, reason: judge.RetainedInput,
		},
		"an update follows what was given, whatever the routes say": {
			c: judge.Case{Alert: plain, Stands: true, ByRoute: unwanted, Earlier: earlier(book.Released, ""),
				Previous: severe, Given: &severe},
			action: book.Forward, reason: "chain-rule",
		},
		"an update that raises is asked about where the route asks": {
			c: judge.Case{Alert: graver, Stands: true, ByRoute: asked, Earlier: earlier(book.Released, ""),
				Previous: severe, Given: &severe},
			action: book.Hold, state: book.Held, reason: "update-asks-again", mark: true,
		},
		"an update takes over the question about its predecessor": {
			c: judge.Case{Alert: plain, ByRoute: asked, Earlier: earlier(book.Held, agreement.AwaitAcceptance),
				Previous: severe},
			action: book.Hold, state: book.Held, reason: agreement.AwaitAcceptance, close: true, mark: true,
		},
		"also where no route wants it any more": {
			c: judge.Case{Alert: plain, ByRoute: unwanted, Earlier: earlier(book.Held, agreement.AwaitAcceptance),
				Previous: severe},
			action: book.Hold, state: book.Held, reason: agreement.AwaitAcceptance, close: true, mark: true,
		},
		"a genuine update does not wait for the forged one's question": {
			c:      judge.Case{Alert: plain, ByRoute: forwarded, Earlier: earlier(book.Held, "unverified"), Previous: severe},
			action: book.Forward, reason: agreement.Forwarded, close: true, mark: true,
		},
		"a denial binds": {
			c:      judge.Case{Alert: plain, ByRoute: forwarded, Earlier: earlier(book.Denied, "denied"), Previous: severe},
			action: book.Drop, reason: "bound-by-denial",
		},
		"until it grows": {
			c:      judge.Case{Alert: graver, ByRoute: asked, Earlier: earlier(book.Denied, "denied"), Previous: severe},
			action: book.Hold, state: book.Held, reason: agreement.AwaitAcceptance,
		},
		"what stands there after a denial is followed": {
			c: judge.Case{Alert: plain, Stands: true, ByRoute: asked, Earlier: earlier(book.Denied, "denied"),
				Previous: severe, Given: &severe},
			action: book.Forward, reason: "chain-rule",
		},
		"but what was recalled is not": {
			c: judge.Case{Alert: plain, ByRoute: forwarded, Earlier: earlier(book.Denied, "recalled"), Previous: severe,
				Given: &severe},
			action: book.Drop, reason: "bound-by-denial",
		},
		"an update that is Restricted stays out of a public tree": {
			c: judge.Case{Alert: restricted, Public: true, Stands: true, ByRoute: forwarded, Earlier: earlier(book.Released,
				""), Previous: severe, Given: &severe},
			action: book.Drop, reason: agreement.PrivateToPublic, kept: true,
		},
		"and ends the question that waits there": {
			c: judge.Case{Alert: restricted, Public: true, ByRoute: forwarded, Earlier: earlier(book.Held,
				agreement.AwaitAcceptance), Previous: severe},
			action: book.Drop, reason: agreement.PrivateToPublic, kept: true, close: true,
		},
		"a copy of what was asked about": {
			c: judge.Case{Alert: plain, ByRoute: asked, Copy: &judge.Copy{
				Decision: earlier(book.Held, agreement.AwaitAcceptance), Shape: severe, Until: noon.Add(time.Hour),
				Verdict: "valid",
			}},
			action: book.Hold, state: book.Held, reason: "relay",
		},
		"a copy that asks for more": {
			c: judge.Case{Alert: graver, ByRoute: asked, Copy: &judge.Copy{
				Decision: earlier(book.Held, agreement.AwaitAcceptance), Shape: severe, Until: noon.Add(time.Hour),
				Verdict: "valid",
			}},
			action: book.Hold, state: book.Held, reason: agreement.AwaitAcceptance,
		},
		"a copy that is less well verified": {
			c: judge.Case{Alert: unsigned, ByRoute: asked, Copy: &judge.Copy{
				Decision: earlier(book.Held, agreement.AwaitAcceptance), Shape: severe, Until: noon.Add(time.Hour),
				Verdict: "valid",
			}},
			action: book.Hold, state: book.Held, reason: agreement.AwaitAcceptance,
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.c.Now = noon
			v := judge.Decide(tc.c)
			if v.Decision.Action != tc.action || v.Decision.State != tc.state || v.Decision.Reason != tc.reason {
				t.Errorf("%s %s (%s), want %s %s (%s)", v.Decision.Action, v.Decision.State, v.Decision.Reason, tc.action, tc.state,
					tc.reason)
			}
			if v.Close != tc.close || v.Annotate != tc.mark || (v.Kept != nil) != tc.kept || (v.Expired != nil) != tc.expired {
				t.Errorf("close %t, annotate %t, kept %v, expired %v", v.Close, v.Annotate, v.Kept, v.Expired)
			}
		})
	}
}

// What is asked in one breath: an update whose own signature is in doubt is first its own side's to release.
func TestTheDoubtComesFirst(t *testing.T) {
	c := judge.Case{
		Now: noon, ByRoute: asked, Earlier: earlier(book.Held, agreement.AwaitAcceptance), Previous: severe,
		Doubt: doubt("unverified"),
		Alert: judge.Subject{Shape: severe, Until: noon.Add(time.Hour), Verdict: "unsigned"},
	}
	d := judge.Decide(c).Decision
	if len(d.Hold.Questions) != 2 || d.Of != "maine" || d.Ask != string(agreement.Release) || d.Hold.Aware ||
		d.Hold.Then != agreement.HoldBack {
		t.Errorf("%s of %s first: %+v", d.Ask, d.Of, d.Hold)
	}
	if c.Earlier.Hold.Questions[0].Of != "nb" || len(c.Doubt.Questions) != 1 {
		t.Error("what it was given was changed")
	}
}
