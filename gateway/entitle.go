package gateway

import (
	"cmp"
	"errors"
	"slices"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// barrier is why an alert may not have what it names, and which alert that is.
type barrier struct {
	refusal
	wait  bool // a person may let it in: see entitlement.Refusal
	about string
}

// barred is an alert that came before what it names, and may not have it.
type barred struct {
	by  book.Alert
	why barrier
}

// entitlementOf are the rules by which ends and updates are judged.
func entitlementOf(c *config.Config, agreed *agreement.Agreement) entitlement.Rules {
	rules := entitlement.Rules{Systems: map[string]entitlement.System{}, MayEnd: agreed.MayEnd}
	for _, s := range c.Systems {
		if s.In != nil {
			rules.Systems[s.Name] = entitlement.System{
				Senders: s.Senders, EndsBy: s.EndsBy, Unsigned: s.In.Unsigned == config.Accept, Unverifiable: s.In.Unverifiable == config.Accept,
			}
		}
	}
	return rules
}

// message is what the alert says about others, as it came now.
func (r *reading) message() entitlement.Message {
	return entitlement.Message{
		Sender: r.alert.Sender, System: r.item.Sighting.Link, Lane: r.lane, Verdict: r.judgement.Verdict, Ends: r.ends, Vouched: r.item.Sighting.Vouched,
	}
}

// messages are what a stored alert says about others, once for each time it came.
func messages(tx *book.Tx, by book.Alert) (all []entitlement.Message, err error) {
	seen, err := tx.SightingsOf(by.ID)
	for _, s := range seen {
		all = append(all, entitlement.Message{
			Sender: by.Sender, System: s.Link, Lane: by.Lane, Verdict: certs.Verdict(s.Verdict), Ends: unmarshalShape(by.Shape).Ends, Vouched: s.Vouched,
		})
	}
	return all, err
}

// mayChange says why a message may not end or change a known alert, nil where it may. An end ends the chain, and an
// update takes the place of its head: so what else stands in the chain is asked too.
func (g *Gateway) mayChange(tx *book.Tx, m entitlement.Message, named book.Alert) (*barrier, error) {
	n, err := broughtBy(tx, m, named)
	if err != nil {
		return nil, err
	}
	if named.Verdict == book.Foreign && named.Source == "" && g.allTake(named.Sender, m.Verdict) {
		m.Verdict = certs.Valid
	}
	if why := g.entitled.Judge(m, n); why != nil {
		return barrierOf(*why, m, named), nil
	}
	return g.mayChangeChain(tx, m, named.Chain, named.ID)
}

func (g *Gateway) mayChangeChain(tx *book.Tx, m entitlement.Message, chain int64, but ...int64) (*barrier, error) {
	if chain == 0 || m.Vouched || m.Verdict == certs.Valid {
		return nil, nil
	}
	others, err := tx.AlertsOfChain(chain)
	if err != nil {
		return nil, err
	}
	for _, o := range others {
		if o.State != book.Active && o.State != book.Superseded || slices.Contains(but, o.ID) {
			continue
		}
		n, err := broughtBy(tx, m, o)
		if err != nil {
			return nil, err
		}
		if why := g.entitled.ByVerdict(m, n); why != nil {
			return barrierOf(*why, m, o), nil
		}
	}
	return nil, nil
}

// broughtBy is a known alert with the best verdict that the message's own system brought it with, where that can matter.
func broughtBy(tx *book.Tx, m entitlement.Message, a book.Alert) (entitlement.Named, error) {
	n := entitlement.Named{Sender: a.Sender, System: a.Source, Lane: a.Lane, Verdict: certs.Verdict(a.Verdict)}
	if m.System != a.Source || m.Vouched || entitlement.Rank(m.Verdict) >= entitlement.Rank(n.Verdict) {
		return n, nil
	}
	seen, err := tx.SightingsOf(a.ID)
	for _, s := range seen {
		if v := certs.Verdict(s.Verdict); s.Link == m.System && entitlement.Rank(v) > entitlement.Rank(n.Brought) {
			n.Brought = v
		}
	}
	return n, err
}

// mayHave judges an alert that named the one being settled before that came: any time it came will do.
func (g *Gateway) mayHave(tx *book.Tx, by book.Alert, r *reading, rel *relation) (why *barrier, err error) {
	came, err := messages(tx, by)
	if err != nil {
		return nil, err
	}
	if len(came) == 0 { // it lies in quarantine
		return &barrier{refusal: refusal{code: entitlement.NotEntitled}}, nil
	}
	now := book.Alert{Sender: r.alert.Sender, Source: r.system.Name, Lane: r.lane, Verdict: string(r.judgement.Verdict), Token: r.identity.Token()}
	for _, m := range came {
		refused, err := g.mayChange(tx, m, now)
		if refused == nil && err == nil {
			refused, err = g.mayChangeChain(tx, m, rel.chain.ID, by.ID)
		}
		if refused == nil || err != nil {
			return nil, err
		}
		if why == nil || refused.wait {
			why = refused
		}
	}
	return why, nil
}

func barrierOf(why entitlement.Refusal, m entitlement.Message, named book.Alert) *barrier {
	b := &barrier{refusal: refusal{code: why.Code}, wait: why.Wait, about: named.Token}
	switch {
	case why.Code == entitlement.LanesMixed:
		b.text = "It names an alert of lane " + string(named.Lane) + ": no chain spans lanes."
	case why.Code == entitlement.UnverifiableEnd:
		b.text = "It would end alert " + named.Token + ", and its signature (" + string(m.Verdict) + ") does not vouch for that: the alert stands. Confirm with its sender by another way, then release it."
	case why.Code == entitlement.UnverifiableUpdate:
		b.text = "It would change alert " + named.Token + ", and its signature (" + string(m.Verdict) + ") does not vouch for that: the alert stands as it was. Confirm with its sender by another way, then release it."
	case m.Sender != named.Sender:
		b.text = "It names an alert of " + named.Sender + ", which " + m.Sender + " may neither update nor cancel under the agreement."
	default:
		b.text = "It names an alert that came by " + named.Source + ", and what comes by " + m.System + " may neither update nor cancel it: list " + m.System + " under ends_by of " + named.Source + " if it may, or find out who sent it."
	}
	return b
}

// bar keeps out an alert that may not have what it names. It claims no identity, so that a copy that may is not taken
// for it; and it is in no chain.
func (s *settling) bar(b barrier) error {
	if b.wait {
		if err := s.stop(b.refusal); err != nil {
			return err
		}
		raised := &s.fx.alarms[len(s.fx.alarms)-1]
		raised.Alert, raised.Severity = b.about, severityOf(b, s.r.shape)
		return nil
	}
	sighting, verdict := s.r.item.Sighting, string(s.r.judgement.Verdict)
	seq := s.tx.Say(s.r.identity.Key(), trail.Settled, map[string]any{"system": sighting.Link, "reason": b.code, "verdict": verdict, "sha256": hexOf(sighting.SHA256[:])})
	s.fx.receipts = append(s.fx.receipts, s.receiptFor(sighting, &s.r.identity, topics.Received, b.code, b.text, seq))
	for _, to := range s.destinations {
		if slices.Contains(to.Out, s.r.lane) {
			s.receipt(book.Decision{Destination: to.Name, Reason: b.code}, topics.Stayed, seq)
		}
	}
	s.metrics.Received(sighting.Link, "received", b.code)
	s.fx.alarms = append(s.fx.alarms, barredAlarm(s.r.alert.Sender, s.r.identity, s.r.system.Party, s.r.lane, b))
	return s.tx.SettleSighting(sighting.ID, book.Settled, verdict, b.code, 0)
}

// severityOf what is kept out: an update may be the word that people need.
func severityOf(b barrier, sh shape) alarm.Severity {
	if b.code == entitlement.UnverifiableUpdate && cap.Severity(sh.Severity).Rank() >= cap.Severe.Rank() {
		return alarm.Critical
	}
	return alarm.Warning
}

func barredAlarm(sender string, id cap.Identity, party string, lane cap.Lane, b barrier) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "refused\n" + id.Key(), Party: party, Lane: lane},
		Code: b.code, Severity: alarm.Warning, Alert: cmp.Or(b.about, id.Token()),
		EN: "An alert of " + sender + " was kept from crossing. " + b.text,
		FR: "Une alerte de " + sender + " n'a pas été transmise. " + inFrench(b.code),
	}
}

// barEarly puts aside what named this alert before it came and may not have it, with one alarm each. What has crossed
// as an alert of its own stays what it is: both stand, and people are told.
func (s *settling) barEarly() error {
	for _, b := range s.rel.barred {
		if b.why.code == entitlement.NotEntitled && b.why.text == "" {
			continue // it lies aside already
		}
		deliveries, err := s.tx.DeliveriesOf(b.by.ID)
		if err != nil {
			return err
		}
		if len(deliveries) > 0 {
			s.fx.alarms = append(s.fx.alarms, s.asideAlarm(b.by, b.why))
			continue
		}
		if err := s.sendAway(b.by, b.why); err != nil {
			return err
		}
	}
	return nil
}

// sendAway puts an alert out of its chain: into quarantine, or away.
func (s *settling) sendAway(a book.Alert, why barrier) error {
	if err := s.closeHolds(s.tx, a, book.Withdrawn, why.code, s.fx); err != nil {
		return err
	}
	if err := s.unsend(a); err != nil {
		return err
	}
	state, kind, said := book.Settled, trail.Settled, topics.Stayed
	if why.wait {
		state, kind, said = book.Quarantined, trail.Quarantined, topics.Quarantined
	}
	seen, err := s.tx.SightingsOf(a.ID)
	if err != nil {
		return err
	}
	for _, one := range seen {
		err := s.tx.Disown(one.ID, why.code)
		if state != book.Settled {
			err = errors.Join(err, s.tx.SettleSighting(one.ID, state, one.Verdict, why.code, 0))
		}
		if err != nil {
			return err
		}
	}
	seq := s.tx.Say(a.Key, kind, map[string]any{"system": a.Source, "reason": why.code, "sha256": hexOf(a.SHA256[:])})
	s.fx.receipts = append(s.fx.receipts, s.answer(a, "", said, why.code, why.text, seq))
	s.fx.alarms = append(s.fx.alarms, s.asideAlarm(a, why))
	return s.tx.SendAway(a)
}

func (s *settling) asideAlarm(a book.Alert, why barrier) alarm.Raised {
	raised := barredAlarm(a.Sender, identityOf(a), s.partyOf(a.Source), a.Lane, why)
	raised.Severity = severityOf(why, unmarshalShape(a.Shape))
	return raised
}

// judgeAgain looks at a chain once more, one of whose alerts is better verified now than before. What ended or changed it
// only because it was not goes aside, unless a person or the policy of its system had taken it. again is the alert as it
// is then.
func (s *settling) judgeAgain(known book.Alert) (again book.Alert, changed bool, err error) {
	again, _, err = s.tx.AlertByID(known.ID)
	if err != nil || again.State != book.Cancelled && again.State != book.Superseded {
		return again, false, err
	}
	chain, err := s.tx.AlertsOfChain(again.Chain)
	if err != nil {
		return again, false, err
	}
	state := book.Active
	for _, x := range chain {
		ends := unmarshalShape(x.Shape).Ends
		if x.ID == again.ID || !ends && !orderOf(x).After(orderOf(again)) {
			continue
		}
		why, err := s.outclassed(x, again)
		if err != nil {
			return again, false, err
		}
		switch {
		case why != nil:
			changed = true
			if err := s.sendAway(x, *why); err != nil {
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
	if state == book.Active && !again.Until.After(s.tx.Now()) {
		state = book.Ended
	}
	again.State = state
	return again, true, s.tx.SetAlertState(again.ID, state)
}

// outclassed is why an alert that was let have another may have it no more; nil where it still may.
func (s *settling) outclassed(x, a book.Alert) (why *barrier, err error) {
	came, err := messages(s.tx, x)
	if err != nil {
		return nil, err
	}
	for _, m := range came {
		n, err := broughtBy(s.tx, m, a)
		if err != nil || s.entitled.Systems[m.System].Takes(m.Verdict) {
			return nil, err
		}
		refused := s.entitled.ByVerdict(m, n)
		if refused == nil {
			return nil, nil
		}
		why = barrierOf(*refused, m, a)
	}
	decisions, err := s.tx.DecisionsOf(x.ID)
	if err != nil || slices.ContainsFunc(decisions, func(d book.Decision) bool {
		return d.Hold != nil && d.Hold.State == approval.Released && d.Hold.Cause == ""
	}) {
		return nil, err
	}
	return why, nil
}

// takeWaiting lets a known alert have what it names and did not get before: it was not known then, or the alert came by
// another system or with a weaker signature than now.
func (s *settling) takeWaiting(known book.Alert) error {
	waits, err := s.tx.Waits(known.ID)
	if err != nil || len(waits) == 0 || passive(known.MsgType) {
		return err
	}
	known, _, err = s.tx.AlertByID(known.ID)
	if err != nil {
		return err
	}
	s.rel = relation{}
	for _, ref := range waits {
		target, found, err := s.resolve(s.tx, cap.Reference{Sender: ref.Sender, Identifier: ref.Identifier, Sent: cap.FormatTime(ref.Sent)})
		if err != nil {
			return err
		}
		if !found || target.ID == known.ID {
			continue
		}
		why, err := s.mayChange(s.tx, s.r.message(), target)
		if err != nil {
			return err
		}
		if why != nil {
			continue
		}
		s.rel.targets = append(s.rel.targets, target)
		if err := s.tx.ResolveReferences(known.ID, ref.Identifier, ref.Sent, target.ID); err != nil {
			return err
		}
	}
	if len(s.rel.targets) == 0 {
		return nil
	}
	return s.takeUp(known)
}

// takeUp makes a known alert one of the chain of what it names, and lets it do there what it says.
func (s *settling) takeUp(known book.Alert) error {
	if err := s.chainOf(s.tx, &s.rel); err != nil {
		return err
	}
	if err := s.rel.join(s.tx, known.Chain); err != nil {
		return err
	}
	for _, other := range s.rel.merged {
		s.fx.merged = append(s.fx.merged, merge{other, s.rel.chain.ID})
	}
	s.id, s.past = known.ID, nil
	if err := errors.Join(s.tx.TouchChain(s.rel.chain.ID), reorder(s.tx, s.rel.chain.ID)); err != nil {
		return err
	}
	s.rel.chain.Version++
	known, _, err := s.tx.AlertByID(known.ID)
	if err != nil {
		return err
	}
	if unmarshalShape(known.Shape).Ends {
		s.rel.ends = []book.Alert{known}
		return s.endAll()
	}
	s.rel.ordered = known.Ordered
	if err := s.behind(s.tx, s.r, &s.rel); err != nil || known.State != book.Active {
		return err
	}
	if s.rel.late {
		return s.tx.SetAlertState(known.ID, book.Superseded)
	}
	return errors.Join(s.supersede(), s.reopen(known, ""))
}
