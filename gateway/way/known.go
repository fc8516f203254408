package way

import (
	"encoding/hex"
	"errors"
	"slices"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/after"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/reading"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// known is an alert whose identity is known already, for the message that is being settled.
type known struct {
	s     *settling
	alert book.Alert // as it is in the store
}

// settle settles a message whose identity is known already: the same content is one more sighting, other
// content is a conflict.
func (k known) settle() error {
	better := entitlement.Rank(k.s.r.Judgement.Verdict) > entitlement.Rank(certs.Verdict(k.alert.Verdict)) &&
		k.s.set.Entitled.Replaces(k.s.r.System.Name, k.s.r.Alert.Sender, k.alert.Source) && !k.s.r.Item.Sighting.Retained
	// Under its other name an NWS alert differs in that name at least (traps us-11), so it is taken at its word.
	same := k.alert.Digest == k.s.r.Digest || k.alert.Key != k.s.r.Identity.Key()
	switch {
	case same && better:
		return errors.Join(k.upgrade(), k.stillHolds())
	case same:
		return errors.Join(k.duplicate(), k.stillHolds(), k.takeWaiting())
	case better:
		return k.replace()
	}
	return k.s.stop(reading.Refusal{Code: "conflicting-copy",
		Text: "It has the identity of an alert already known and other content; the copy that is verified as well or better stands (" + k.alert.Token + ")."})
}

// stillHolds decides again what was held because the broker had kept it: its sender says it now.
func (k known) stillHolds() error {
	weaker := entitlement.Rank(k.s.r.Judgement.Verdict) < entitlement.Rank(certs.Verdict(k.alert.Verdict))
	if k.s.r.Item.Sighting.Retained || weaker || !k.s.set.Entitled.Replaces(k.s.r.System.Name, k.s.r.Alert.Sender,
		k.alert.Source) {
		return nil
	}
	decisions, err := k.s.tx.Decisions.Of(k.alert.ID)
	if err != nil || !slices.ContainsFunc(decisions, func(d book.Decision) bool {
		return d.Reason == judge.RetainedInput &&
			d.State == book.Held
	}) {
		return err
	}
	k.alert, _, err = k.s.tx.Alerts.ByID(k.alert.ID)
	if err != nil {
		return err
	}
	return k.reopen(judge.RetainedInput)
}

func (k known) duplicate() error {
	sighting := k.s.r.Item.Sighting
	seq := k.s.tx.Trail.Append(k.alert.Key, trail.Duplicate, map[string]any{"system": sighting.Link,
		"sha256": hex.EncodeToString(sighting.SHA256[:]), "verdict": string(k.s.r.Judgement.Verdict)})
	k.s.fx.Receipts = append(k.s.fx.Receipts, k.s.receiptFor(sighting, &k.s.r.Identity, topics.Duplicate, "",
		"It was received before.", seq))
	k.s.way.Metrics.Received(sighting.Link, "duplicate", "")
	if err := k.present(); err != nil {
		return err
	}
	return k.s.tx.Sightings.Settle(sighting.ID, book.Settled, string(k.s.r.Judgement.Verdict), "duplicate", k.alert.ID)
}

// present answers a repeated alert with its present states, so that a sender who missed receipts gets them.
func (k known) present() error {
	decisions, err := k.s.tx.Decisions.Of(k.alert.ID)
	if err != nil {
		return err
	}
	arrived, err := arrivedOf(k.s.tx, k.alert.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		state := PresentState(d)
		if state == topics.Received {
			continue // decided and not yet released: there will be a receipt soon
		}
		if state == topics.Released && arrived[d.Destination] {
			state = topics.Crossed
		}
		reason := d.Reason
		down, err := takenDown(k.s.tx, k.alert, d, state)
		if err != nil {
			return err
		}
		if down {
			state, reason = topics.Stayed, judge.NotStanding
		}
		receipt := k.s.receiptFor(k.s.r.Item.Sighting, &k.s.r.Identity, state, reason,
			notice.OfEvent(judge.UnmarshalShape(k.alert.Shape), d.Group, ""), 0)
		receipt.Receipt.Destination = d.Destination
		k.s.fx.Receipts = append(k.s.fx.Receipts, receipt)
	}
	return nil
}

// arrivedOf are the destinations where all that was made of an alert has arrived.
func arrivedOf(tx *book.Tx, alert int64) (map[string]bool, error) {
	deliveries, err := tx.Deliveries.Of(alert)
	arrived := map[string]bool{}
	for _, d := range deliveries {
		before, seen := arrived[d.Destination]
		arrived[d.Destination] = d.State == book.Done && (before || !seen)
	}
	return arrived, err
}

// upgrade takes a better-verified copy of the same content, and decides again where the signature had decided.
func (k known) upgrade() error {
	sighting := k.s.r.Item.Sighting
	if err := k.duplicate(); err != nil {
		return err
	}
	if err := k.s.tx.Alerts.SetVerdict(k.alert.ID, string(k.s.r.Judgement.Verdict), sighting.Blob,
		sighting.SHA256); err != nil {
		return err
	}
	again, changed, err := k.judgeAgain()
	if err != nil {
		return err
	}
	if changed {
		err = known{k.s, again}.reopen("")
	} else {
		err = known{k.s, again}.reopen("unverified")
	}
	return errors.Join(err, known{k.s, again}.takeWaiting())
}

// reopen decides a known alert again: for every destination, or only where the decision was for this reason.
func (k known) reopen(reason string) (err error) {
	if k.s.rel.chain, err = k.s.tx.Chains.ByID(k.alert.Chain); err != nil {
		return err
	}
	k.s.id = k.alert.ID
	if err := k.s.number(k.alert.ID); err != nil {
		return err
	}
	if k.alert.State != book.Active {
		return nil
	}
	if err := k.s.tx.Chains.Touch(k.alert.Chain); err != nil {
		return err
	}
	decisions, err := k.s.tx.Decisions.Of(k.alert.ID)
	if err != nil {
		return err
	}
	groups := k.s.r.Shape.All()
	again := map[string]bool{} // destinations that were decided for anew
	for _, d := range decisions {
		to := k.s.set.Systems[d.Destination]
		if reason != "" && d.Reason != reason {
			continue
		}
		n := slices.IndexFunc(groups, func(g judge.Shape) bool { return g.Group == d.Group })
		if d.State == book.Held { // about other bytes: whoever is asked again is shown these
			if err := k.s.way.Holds.Hide(k.s.tx, k.alert, d, k.s.fx); err != nil {
				return err
			}
			k.s.fx.GatewayTopics = true
		}
		switch {
		case n < 0: // the copy that stood told of another event
			err = k.forget(d)
		case reason != "" && to != nil && len(to.Out) > 0:
			err = judging{k.s, to}.decideAbout(n)
		case reason == "" && !again[d.Destination]:
			again[d.Destination], err = true, judging{k.s, to}.decide()
		}
		if err != nil {
			return err
		}
		if err := k.takeBack(d.Destination); err != nil {
			return err
		}
		k.s.past = nil // what stands has changed
	}
	return nil
}

// forget takes back a decision about an event group that a better copy of the alert does not have.
func (k known) forget(d book.Decision) error {
	if !book.May(book.OfDecision, d.State, book.Withdrawn) || d.Action == book.Drop {
		return nil
	}
	return k.s.tx.Decisions.SetState(d.Alert, d.Destination, d.Group, book.Withdrawn, "replaced")
}

// takeBack ends what stands of an alert at a destination that its better-verified copy does not go to, or not yet: what
// was given there was not what the originator said.
func (k known) takeBack(destination string) error {
	now, err := k.s.tx.Decisions.At(k.alert.ID, destination)
	if err != nil || len(now) == 0 {
		return err
	}
	// next, in the place of what stands
	released := func(d book.Decision) bool { return d.State == book.Decided && d.Action != book.Drop }
	if !k.s.r.Shape.Several() {
		if i := slices.IndexFunc(now, func(d book.Decision) bool { return d.Group == k.s.r.Shape.All()[0].Group }); i < 0 ||
			released(now[i]) {
			return nil
		}
		return k.s.undo().endReplaced(k.alert, destination)
	}
	if derive.Whole(k.s.r.Shape, now) {
		return nil
	}
	live, err := k.s.tx.Live.InChain(k.alert.Chain, destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		behind, err := k.s.tx.Decisions.Behind(l)
		if err != nil {
			return err
		}
		if l.Alert != k.alert.ID || len(behind) == 1 && (released(behind[0]) || behind[0].State == book.Released) {
			continue
		}
		if err := k.s.way.Retained.EndAt(k.s.tx, l, retained.Ending{Kind: topics.Withdrawn, Party: k.s.set.Name,
			Result: "replaced"}, k.s.fx); err != nil {
			return err
		}
	}
	return nil
}

// PresentState is what a receipt says of a decision as it is now; Received where it is decided and not yet released.
func PresentState(d book.Decision) topics.State {
	switch {
	case d.State == book.Held:
		return topics.Held
	case d.State == book.Released:
		return topics.Released
	case d.Action == book.Drop, d.State == book.Denied, d.State == book.Lapsed, d.State == book.Withdrawn:
		return topics.Stayed
	}
	return topics.Received
}

// takenDown says that an active alert was released to a destination and that nothing of its chain stands there: whoever
// asks what stands is answered from what stands, not from what was released once.
func takenDown(tx *book.Tx, a book.Alert, d book.Decision, state topics.State) (bool, error) {
	if a.State != book.Active || state != topics.Released && state != topics.Crossed {
		return false, nil
	}
	live, err := standingOf(tx, a, d)
	if err != nil || len(live) > 0 {
		return false, err
	}
	given, err := tx.Deliveries.Given(a.Chain, d.Destination)
	return given, err
}

// standingOf is what stands of an alert's chain where something was decided: of several events, of that one.
func standingOf(tx *book.Tx, a book.Alert, d book.Decision) ([]book.Delivery, error) {
	live, err := tx.Live.InChain(a.Chain, d.Destination)
	groups := judge.UnmarshalShape(a.Shape).Groups
	if err != nil || len(groups) == 0 {
		return live, err
	}
	follow, err := derive.Following(tx, a.Chain, a.ID, groups)
	if err != nil {
		return nil, err
	}
	var own []book.Delivery
	for _, l := range live {
		about, err := derive.About(tx, l)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(about, func(sh judge.Shape) bool {
			g := follow.By(sh)
			return g >= 0 &&
				groups[g].Group == d.Group
		}) {
			own = append(own, l)
		}
	}
	return own, nil
}

// StateNow is how far an alert has come at a destination, as the list of alerts tells it.
func StateNow(tx *book.Tx, a book.Alert, d book.Decision) (topics.State, string, error) {
	state := PresentState(d)
	if state != topics.Released {
		return state, d.Reason, nil
	}
	down, err := takenDown(tx, a, d, state)
	if down || err != nil {
		return topics.Stayed, judge.NotStanding, err
	}
	live, err := standingOf(tx, a, d)
	if err != nil || len(live) == 0 {
		return state, d.Reason, err
	}
	for _, l := range live {
		if l.State != book.Done {
			return state, d.Reason, nil
		}
	}
	return topics.Crossed, d.Reason, nil
}

// replace lets a better-verified copy with other content take the identity; the copy that stood is quarantined.
func (k known) replace() error {
	if err := k.s.inheritLane(); err != nil {
		return err
	}
	targets, refused, err := k.s.way.Relater.Named(k.s.tx, k.s.r)
	if err != nil {
		return err
	}
	if refused != nil {
		return k.s.bar(*refused)
	}
	sightings, err := k.s.tx.Sightings.Of(k.alert.ID)
	if err != nil {
		return err
	}
	for _, old := range sightings {
		if err := k.s.tx.Sightings.Settle(old.ID, book.Quarantined, old.Verdict, "conflicting-copy", 0); err != nil {
			return err
		}
	}
	k.s.rel.chain, k.s.rel.ordered = book.Chain{ID: k.alert.Chain}, judge.Placed(k.s.r.Identity.Sent, k.alert.Received,
		targets)
	state, elsewhere := k.alert.State, k.s.r.Ends || slices.ContainsFunc(targets,
		func(t book.Alert) bool { return t.Chain != k.alert.Chain })
	if elsewhere {
		if err := k.moveInstead(); err != nil {
			return err
		}
		state = k.s.state()
	}
	if err := k.s.number(k.alert.ID); err != nil {
		return err
	}
	row := k.s.r.Row(k.s.rel.chain.ID, state, judge.MarshalShape(k.s.r.Shape))
	row.ID, row.Ordered = k.alert.ID, k.s.rel.ordered
	if err := k.s.tx.Alerts.Replace(row); err != nil {
		return err
	}
	if err := k.s.tx.Sightings.Settle(k.s.r.Item.Sighting.ID, book.Settled, string(k.s.r.Judgement.Verdict), "",
		k.alert.ID); err != nil {
		return err
	}
	k.s.recordSettlement()
	if elsewhere {
		return k.s.decide()
	}
	again, _, err := k.judgeAgain()
	if err != nil {
		return err
	}
	return known{k.s, again}.reopen("")
}

// moveInstead makes room for a better copy that ends something, or is of another chain. What was made of the other
// copy is taken back, for its originator never said it; and the better one joins the chain of what it names, which
// the other need not have named.
func (k known) moveInstead() error {
	k.s.id = k.alert.ID
	if err := k.disown(); err != nil {
		return err
	}
	was, err := k.s.tx.Chains.ByID(k.alert.Chain)
	if err != nil {
		return err
	}
	if k.s.rel, err = k.s.way.Relater.relate(k.s.tx, k.s.r); err != nil {
		return err
	}
	for _, other := range k.s.rel.merged {
		k.s.fx.Merged = append(k.s.fx.Merged, after.Merge{From: other, Into: k.s.rel.chain.ID})
	}
	if k.s.rel.chain.ID == 0 {
		k.s.rel.chain = was
		return k.s.tx.Alerts.SetState(k.alert.ID, k.s.state())
	}
	if err := k.s.tx.Alerts.Move(k.alert.ID, k.s.rel.chain.ID); err != nil {
		return err
	}
	k.s.rel.chain.Version++
	return errors.Join(k.s.tx.Chains.Touch(k.s.rel.chain.ID), remember(k.s.tx, k.s.r, k.s.rel, k.alert.ID), k.s.barEarly(),
		k.s.tx.Alerts.SetState(k.alert.ID, k.s.state()))
}

// disown takes back at every destination what was made of a copy: the questions it asked, what was not yet sent, and
// what stands.
func (k known) disown() error {
	if err := errors.Join(k.s.way.Holds.CloseAll(k.s.tx, k.alert, book.Withdrawn, "replaced", k.s.fx),
		k.s.undo().unsend(k.alert)); err != nil {
		return err
	}
	for _, to := range k.s.set.Destinations {
		if err := k.s.undo().endReplaced(k.alert, to.Name); err != nil {
			return err
		}
	}
	return nil
}

// claim gives the book an alert of which it knew only what stands: its originator has sent it again. What stands of it
// is ours from now on. Where it is forwarded it is put there once more, in the same place; elsewhere what stands stays,
// for that no route gives it there any more, or that somebody is to be asked, is no end.
func (k known) claim() (err error) {
	if !k.s.set.Entitled.Systems[k.s.r.System.Name].Takes(k.s.r.Judgement.Verdict) {
		return k.s.stop(reading.Refusal{Code: "unverified-claim",
			Text: "It has the identity of an alert that stands and that another store left, and its signature cannot be relied on: ask its sender to sign it, or wait for the alert's own end."})
	}
	k.s.id = k.alert.ID
	if k.s.rel.chain, err = k.s.tx.Chains.ByID(k.alert.Chain); err != nil {
		return err
	}
	if err := k.s.number(k.alert.ID); err != nil {
		return err
	}
	row := k.s.r.Row(k.alert.Chain, k.alert.State, judge.MarshalShape(k.s.r.Shape))
	row.ID = k.alert.ID
	if err := k.s.tx.Alerts.Replace(row); err != nil {
		return err
	}
	if err := k.s.tx.Deliveries.Claim(k.alert.ID, k.s.r.Digest, k.s.r.Until); err != nil {
		return err
	}
	if err := k.s.tx.Chains.Touch(k.alert.Chain); err != nil {
		return err
	}
	if err := k.s.tx.Sightings.Settle(k.s.r.Item.Sighting.ID, book.Settled, string(k.s.r.Judgement.Verdict), book.Foreign,
		k.alert.ID); err != nil {
		return err
	}
	k.s.recordSettlement()
	if k.alert.State != book.Active {
		return k.present()
	}
	for _, to := range k.s.set.Destinations {
		if err := k.claimAt(to); err != nil {
			return err
		}
	}
	return nil
}

func (k known) claimAt(to *settings.System) error {
	live, err := k.s.tx.Live.InChain(k.s.rel.chain.ID, to.Name)
	if err != nil {
		return err
	}
	if len(live) == 0 {
		return judging{k.s, to}.decide()
	}
	var all []book.Decision
	groups := k.s.r.Shape.All()
	for n := range groups {
		c, err := judging{k.s, to}.caseFor(n)
		if err != nil {
			return err
		}
		byRoute := c.Route()
		if byRoute.Action == book.Forward && byRoute.State != book.Held {
			byRoute.Alert, byRoute.Destination, byRoute.Agreement, byRoute.Since, byRoute.State = k.s.id, to.Name,
				k.s.set.Agreement.Version(), k.s.tx.Now(), book.Decided
			byRoute.Group = groups[n].Group
			all = append(all, byRoute)
		}
	}
	if len(all) == len(groups) { // all of it, as what stands is of all of it
		for _, d := range all {
			if err := k.s.tx.Decisions.Put(d); err != nil {
				return err
			}
			k.s.announce(d)
		}
		return nil
	}
	d, found, err := k.s.tx.Decisions.Get(k.s.id, to.Name, 1)
	if err != nil || !found {
		return err
	}
	d.Reason = "claimed"
	if err := k.s.tx.Decisions.Put(d); err != nil {
		return err
	}
	k.s.receipt(d, topics.Crossed, 0)
	return nil
}

// judgeAgain looks at a chain once more, one of whose alerts is better verified now than before. What ended or changed
// it only because it was not goes aside, unless a person or the policy of its system had taken it. again is the alert
// as it is then.
func (k known) judgeAgain() (again book.Alert, changed bool, err error) {
	again, _, err = k.s.tx.Alerts.ByID(k.alert.ID)
	if err != nil || again.State != book.Cancelled && again.State != book.Superseded {
		return again, false, err
	}
	chain, err := k.s.tx.Alerts.OfChain(again.Chain)
	if err != nil {
		return again, false, err
	}
	state := book.Active
	for _, x := range chain {
		ends := judge.UnmarshalShape(x.Shape).Ends
		if x.ID == again.ID || !ends && !judge.OrderOf(x).After(judge.OrderOf(again)) {
			continue
		}
		why, err := k.outclassed(x, again)
		if err != nil {
			return again, false, err
		}
		switch {
		case why != nil:
			changed = true
			if err := k.s.undo().sendAway(x, *why); err != nil {
				return again, false, err
			}
		case ends:
			state = book.Cancelled
		case state == book.Active:
			state = book.Superseded
		}
	}
	if !changed {
		return again, false, nil
	}
	if state == book.Active && !again.Until.After(k.s.tx.Now()) {
		state = book.Ended
	}
	again.State = state
	return again, true, k.s.tx.Alerts.SetState(again.ID, state)
}

// outclassed is why an alert that was let have another may have it no more; nil where it still may.
func (k known) outclassed(x, a book.Alert) (why *barrier, err error) {
	came, err := Messages(k.s.tx, x)
	if err != nil {
		return nil, err
	}
	for _, m := range came {
		n, err := broughtBy(k.s.tx, m, a)
		if err != nil || k.s.set.Entitled.Systems[m.System].Takes(m.Verdict) {
			return nil, err
		}
		refused := k.s.set.Entitled.ByVerdict(m, n)
		if refused == nil {
			return nil, nil
		}
		why = barrierOf(*refused, m, a)
	}
	decisions, err := k.s.tx.Decisions.Of(x.ID)
	if err != nil || slices.ContainsFunc(decisions, func(d book.Decision) bool {
		return d.Hold != nil && d.Hold.State == approval.Released && d.Hold.Cause == ""
	}) {
		return nil, err
	}
	return why, nil
}

// takeWaiting lets a known alert have what it names and did not get before: it was not known then, or the alert came by
// another system or with a weaker signature than now.
func (k known) takeWaiting() error {
	waits, err := k.s.tx.References.Unresolved(k.alert.ID)
	if err != nil || len(waits) == 0 || k.alert.MsgType.Passive() {
		return err
	}
	k.alert, _, err = k.s.tx.Alerts.ByID(k.alert.ID)
	if err != nil {
		return err
	}
	k.s.rel = relation{}
	for _, ref := range waits {
		target, found, err := k.s.way.Relater.resolve(k.s.tx, cap.Reference{Sender: ref.Sender, Identifier: ref.Identifier,
			Sent: cap.FormatTime(ref.Sent)})
		if err != nil {
			return err
		}
		if !found || target.ID == k.alert.ID {
			continue
		}
		why, err := k.s.way.Relater.MayChange(k.s.tx, k.s.r.Message(), target)
		if err != nil {
			return err
		}
		if why != nil {
			continue
		}
		k.s.rel.targets = append(k.s.rel.targets, target)
		if err := k.s.tx.References.Resolve(k.alert.ID, ref.Identifier, ref.Sent, target.ID); err != nil {
			return err
		}
	}
	if len(k.s.rel.targets) == 0 {
		return nil
	}
	return k.takeUp()
}

// takeUp makes a known alert one of the chain of what it names, and lets it do there what it says.
func (k known) takeUp() error {
	if err := k.s.way.Relater.chainOf(k.s.tx, &k.s.rel); err != nil {
		return err
	}
	if err := k.s.rel.join(k.s.tx, k.alert.Chain); err != nil {
		return err
	}
	for _, other := range k.s.rel.merged {
		k.s.fx.Merged = append(k.s.fx.Merged, after.Merge{From: other, Into: k.s.rel.chain.ID})
	}
	k.s.id, k.s.past, k.s.follow = k.alert.ID, nil, nil
	if err := errors.Join(k.s.tx.Chains.Touch(k.s.rel.chain.ID), reorder(k.s.tx, k.s.rel.chain.ID)); err != nil {
		return err
	}
	k.s.rel.chain.Version++
	again, _, err := k.s.tx.Alerts.ByID(k.alert.ID)
	k.alert = again
	if err != nil {
		return err
	}
	if judge.UnmarshalShape(k.alert.Shape).Ends {
		k.s.rel.ends = []book.Alert{k.alert}
		return k.s.endAll()
	}
	k.s.rel.ordered = k.alert.Ordered
	if err := k.s.way.Relater.behind(k.s.tx, k.s.r, &k.s.rel); err != nil || k.alert.State != book.Active {
		return err
	}
	if k.s.rel.late {
		return k.s.tx.Alerts.SetState(k.alert.ID, book.Superseded)
	}
	return errors.Join(k.s.supersede(), k.reopen(""))
}
