// Package judge has the rules by which an alert is compared and decided about. They are pure: what they look at is
// values that package way has loaded before, so that every case can be written down.
//
// ShapeOf is what decisions compare of an alert, with a shape for each event group where it is of several (groups.go).
// Decide says what becomes of one event group at one destination, by a Case. It refuses to let the chain rule pass
// privacy, and to put what is in doubt before readers without a person's word.
package judge

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/entitlement"
)

// Case is all that the decision about one alert for one destination is made of: what the alert is, what the agreement
// says to it, and what became of its chain there. It is values only, so that every case can be written down.
type Case struct {
	Now   time.Time
	Alert Subject
	Doubt Doubt

	Public   bool               // the destination's readers are everybody
	Closed   string             // why nothing new goes to the destination: FrozenReason or Retired; "" where it does
	Beside   bool               // the chain stands in the destination's tree by another one that is frozen
	Stands   bool               // something of the chain stands at the destination
	ByRoute  agreement.Decision // what the agreement says to the alert alone
	Earlier  *book.Decision     // the newest decision about the chain there that was no drop; nil for none
	Previous Shape              // of the alert that Earlier is about
	Given    *Shape             // of the newest alert of the chain that the destination was given; nil for none
	Copy     *Copy              // the first of several copies of the same news; nil where this is none
}

// Subject is an alert as far as decisions look at it.
type Subject struct {
	Shape     Shape
	Until     time.Time // when it is over by itself
	Verdict   string    // of its signature
	Ends      bool      // it ends its chain
	HandsOver bool      // what it follows is left to a successor
	Over      bool      // of an event group: all it tells is that its event has ended, while others of its alert go on
	Leaves    bool      // of an event group: it leaves what stands of its event to a successor
	Going     bool      // of an event group: all others of its alert go there now
	Cancelled bool      // an end for it came before it did
	Late      bool      // the chain has gone on without it
}

// Doubt is what the source's side must be asked before anything else about an alert, and why; none for the zero value.
type Doubt struct {
	Questions []approval.Question
	Why       string
}

// Copy is the first of several copies of the same news, with what was decided of it for the destination.
type Copy struct {
	Decision *book.Decision // nil where nothing was decided
	Shape    Shape
	Until    time.Time
	Verdict  string
}

// Verdict is what was decided, and what follows from it.
type Verdict struct {
	Decision book.Decision
	Close    bool                // the hold of the earlier decision is withdrawn: this alert takes its place
	Annotate bool                // what stands of the chain there is marked: an update waits, or does so no longer
	Expired  *agreement.Decision // what the agreement said that people are told of; nil for nothing
	Kept     *agreement.Decision // that the alert is for fewer people than what it updates; nil where it is not
}

func dropped(reason string) Verdict { return Verdict{Decision: Drop(reason)} }

// Decide is the order of judgement for one destination. What is closed comes first; then an end; then expired or not;
// then what the chain binds to; then the agreement.
//
// What follows an alert that stands at a frozen destination goes there as ever. One whose name was mistyped stands in
// the tree of the one that is frozen for it, and what follows a chain that stands there by the old name goes by the
// old name alone: by both, each would put its own document on the same topics.
func Decide(c Case) Verdict {
	switch a := c.Alert; {
	case c.Closed != "" && !c.Stands:
		return dropped(c.Closed)
	case c.Closed == "" && c.Beside:
		return dropped(StandsFrozen)
	case a.Cancelled:
		return dropped("already-cancelled")
	case a.Ends && !c.Stands, a.HandsOver && !c.Stands:
		return dropped("nothing-live")
	case a.Ends: // whoever was given the alert is given its end, whatever the routes say
		return Verdict{Decision: Follow(c.Earlier)}
	case a.HandsOver: // what stands stays until its successor is delivered
		return dropped("handed-over")
	case (a.Over || a.Leaves) && !a.Late:
		return c.passenger()
	case !a.Until.After(c.Now):
		return dropped("expired")
	case a.Late:
		return dropped("late")
	}
	v := c.byChain()
	if c.ByRoute.Alarm {
		v.Expired = &c.ByRoute
	}
	return v
}

// passenger decides about an event group that makes nothing by itself. The end of an event goes wherever the event was
// given; else the group goes along with another one, where the routes let it, for then the alert is whole.
func (c Case) passenger() (v Verdict) {
	if c.Earlier != nil && c.Earlier.State == book.Held { // there is nothing left to ask about
		v.Close, v.Annotate = true, true
	}
	follow := c.unverified(Follow(c.Earlier))
	switch a := c.Alert; {
	case a.Over && c.Stands:
		v.Decision = follow
	case a.Going && c.Stands:
		v.Decision = follow
	case a.Going && c.ByRoute.Action == agreement.Forward:
		v.Decision = c.Route()
	case a.Leaves && c.Stands:
		v.Decision = Drop("handed-over")
	default:
		v.Decision = Drop("nothing-live")
	}
	return v
}

// byChain decides an Alert or Update by what became of its chain, then by the agreement. A denial binds the chain until
// it grows, but what asks for no more than people there have anyway follows it all the same.
func (c Case) byChain() (v Verdict) {
	if c.Earlier == nil {
		v.Decision = c.asCopy(c.Route())
		return v
	}
	earlier := *c.Earlier
	if earlier.State == book.Held && len(c.Doubt.Questions) == 0 && (earlier.Reason == "unverified" ||
		earlier.Reason == RetainedInput) {
		// It asked only what is in no doubt about this one: a forged or an old alert must not make the genuine one wait.
		v.Close, v.Annotate, earlier.State = true, true, book.Withdrawn
	}
	if c.ByRoute.Reason == agreement.PersonUnheld && !c.Previous.Missing {
		v.Decision = c.Route() // what nobody was asked about grew into what somebody must be asked about
		return v
	}
	if private := c.keptPrivate(); private != "" { // the chain rule passes routes, never privacy
		kept := agreement.Decision{Destination: c.ByRoute.Destination, Action: agreement.Drop, Reason: private}
		v.Close, v.Kept, v.Decision = v.Close || earlier.State == book.Held, &kept, Drop(private)
		return v
	}
	before, now := ApprovalShape(c.Previous), ApprovalShape(c.Alert.Shape)
	switch {
	case earlier.State == book.Held:
		v.Close, v.Annotate, v.Decision = true, true, c.takeOver(earlier)
		return v
	case earlier.State == book.Denied && !approval.BoundByDenial(before, now):
		v.Decision = c.Route()
		return v
	}
	given := c.Given
	if earlier.State == book.Denied && !c.Stands { // after a denial or a recall only what still stands there counts
		given = nil
	}
	switch {
	case given != nil:
		v.Decision = c.follows(earlier, ApprovalShape(*given), now)
		v.Annotate = v.Annotate || v.Decision.State == book.Held
	case earlier.State == book.Denied:
		v.Decision = Drop("bound-by-denial")
	default:
		v.Decision = c.Route()
	}
	return v
}

// Follow is the chain rule. It passes routes, never privacy: the redaction is the one that the chain was given under.
func Follow(earlier *book.Decision) book.Decision {
	d := book.Decision{Action: book.Forward, Reason: "chain-rule"}
	if earlier != nil {
		d.Allow, d.Route = earlier.Allow, earlier.Route
		d.Matched = []string{"follows what was given under route " + earlier.Route}
	}
	return d
}

// follows decides what follows an alert that the destination was given: it is held where the chain's route holds and it
// asks for more than was given. What was asked and never answered with yes gave nothing.
func (c Case) follows(earlier book.Decision, given, now approval.Shape) book.Decision {
	asks, _ := approval.ShouldHold(given, now, c.ByRoute)
	switch {
	case asks && earlier.State == book.Denied:
		return Drop("bound-by-denial")
	case asks:
		d := c.Route()
		if d.Reason != RetainedInput {
			d.Reason = "update-asks-again"
		}
		return d
	}
	return c.unverified(Follow(c.Earlier))
}

// keptPrivate is why an alert's own scope or addresses keep it from the destination, whatever that was given before; ""
// where they do not. A Restricted one may follow into a party's tree, redacted.
func (c Case) keptPrivate() string {
	switch scope := c.Alert.Shape.Scope; {
	case scope != cap.Public && c.Public:
		return agreement.PrivateToPublic
	case scope == cap.Private && c.ByRoute.Action == agreement.Drop:
		return agreement.NotAddressed
	}
	return ""
}

// takeOver puts an Update in the place of what it updates, which waits for a person: one question, the same deadline.
func (c Case) takeOver(earlier book.Decision) book.Decision {
	d := c.Route()
	if d.Action == book.Drop { // the route does not match the Update: the question was asked, so it is still asked
		d = earlier
		d.Hold = nil
	}
	old := HoldOf(earlier)
	if d.Hold == nil {
		same := *old
		same.Area, d.Hold = c.Alert.Shape.Districts, &same
	}
	if _, taken, err := old.TakeOver(*d.Hold); err == nil {
		d.Hold = &taken
	}
	if q := c.Doubt.Questions; len(q) > 0 && !slices.Contains(d.Hold.Questions, q[0]) {
		d.Hold.Questions = append(slices.Clone(q), d.Hold.Questions...)
		d.Hold.Then, d.Hold.Aware = agreement.HoldBack, false
	}
	d.Draft, d.Hold.Draft = "", "" // nobody has seen this one: a start-up that finds it so shows it
	return Held(d)
}

// Route is the agreement's answer as the store keeps it. What cannot be verified, and what is old, is held where it
// would be forwarded.
func (c Case) Route() book.Decision {
	a := c.ByRoute
	d := book.Decision{Action: string(a.Action), Route: a.Route, Reason: a.Reason, Allow: a.Allow, Matched: a.Values}
	switch a.Action {
	case agreement.HoldBack:
		if c.Doubt.Why == RetainedInput {
			d.Reason = c.Doubt.Why
		}
		hold := approval.Open(a, "", c.Alert.Shape.Districts, c.Now, c.Doubt.Questions...)
		if len(c.Doubt.Questions) > 0 {
			hold.Then = agreement.HoldBack // nobody's silence vouches for it, and it is never dropped
		}
		d.Hold = &hold
		return Held(d)
	case agreement.Forward:
		return c.unverified(d)
	}
	return d
}

// unverified holds what would be forwarded and whose signature cannot be verified: never dropped (CAP 1.2 §3.3.4.1). It
// does so with what is old, too.
func (c Case) unverified(d book.Decision) book.Decision {
	if len(c.Doubt.Questions) == 0 || d.Action != book.Forward {
		return d
	}
	hold := approval.Open(agreement.Decision{}, "", c.Alert.Shape.Districts, c.Now, c.Doubt.Questions...)
	d.Action, d.Reason, d.Hold = book.Hold, c.Doubt.Why, &hold
	if c.Doubt.Why == RetainedInput {
		d.Matched = append(slices.Clone(d.Matched), "retained=1")
	} else {
		d.Matched = append(slices.Clone(d.Matched), "verdict="+c.Alert.Verdict)
	}
	return Held(d)
}

// asCopy gives a copy the answer that the first was given, where a person was or is asked; elsewhere the agreement
// decides.
func (c Case) asCopy(byRoute book.Decision) book.Decision {
	if c.Copy == nil || byRoute.State != book.Held || byRoute.Reason == RetainedInput {
		return byRoute
	}
	first := c.Copy.Decision
	if first == nil || first.Hold == nil || first.Of != byRoute.Of || first.Ask != byRoute.Ask || c.outgrows(*c.Copy) {
		return byRoute // nobody was asked this about it
	}
	switch first.Hold.State {
	case approval.Held, approval.Released, approval.Denied:
		byRoute.Reason = "relay" // one answer is for both, once their drafts are compared
	}
	return byRoute
}

// outgrows says whether a copy asks for more than the first: graver, longer, to more people, or less well verified. It
// may be a forgery that rides on the answer to the true one.
func (c Case) outgrows(first Copy) bool {
	more, _ := approval.ShouldHold(ApprovalShape(first.Shape), ApprovalShape(c.Alert.Shape),
		agreement.Decision{Action: agreement.HoldBack})
	return more || c.Alert.Until.After(first.Until) || rank(c.Alert.Verdict) < rank(first.Verdict)
}

func rank(verdict string) int { return entitlement.Rank(certs.Verdict(verdict)) }
