package gateway

import (
	"errors"
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/order"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// settling is the second transition, for one sighting: identity, chain, lane, and a decision per destination, or
// quarantine. It runs inside the book on what analyse found, so nothing else changes the store meanwhile.
type settling struct {
	*Gateway
	tx   *book.Tx
	r    *reading
	made *ahead // what was drafted of it already; nil for nothing
	fx   *effects
	rel  relation
	id   int64 // of the alert, once it has one
	new  bool  // it began its chain: nothing was decided or given of that before

	past map[string][]book.Decision // what was decided of the chain before, by destination

	relay  book.Alert           // the first copy of the same news; zero for none
	routed []agreement.Decision // what the agreement said, for the want of a route
}

// receiptFor says in its sentence that the alert is not real, where it is not.
func (s *settling) receiptFor(sighting book.Sighting, id *cap.Identity, state topics.State, reason, text string, seq int64) addressed {
	return s.Gateway.receiptFor(sighting, id, state, reason, drill.Note(s.r.lane, false, text), seq)
}

// settle decides one sighting, and releases what was drafted ahead of it. What it returns is to be done once the transaction is durable.
func (g *Gateway) settle(tx *book.Tx, r *reading, drafted *ahead) (*effects, error) {
	s := &settling{Gateway: g, tx: tx, r: r, made: drafted, fx: &effects{priority: r.shape.priority(r.lane), source: r.item.Sighting.Link}}
	if waits, err := tx.Waiting(r.item.Sighting.ID); !waits || err != nil {
		return s.fx, err // settled already: a start-up may queue it twice
	}
	if drafted != nil {
		drafted.released = false // a command may be carried out twice
	}
	if err := s.run(); err != nil {
		return s.fx, err
	}
	if err := s.releaseAhead(); err != nil {
		return s.fx, fmt.Errorf("%w: %w", errAhead, err)
	}
	return s.fx, keepAlarms(tx, s.fx.alarms)
}

// errAhead is that an alert could be settled, and not what was drafted ahead of it be released.
var errAhead = errors.New("what was drafted before could not be released")

func (s *settling) run() error {
	if s.r.refuse != nil {
		return s.stop(*s.r.refuse)
	}
	if s.r.lane == cap.NoLane {
		return s.note()
	}
	if err := s.tx.Foresee(s.questions()); err != nil {
		return err
	}
	known, found, err := s.tx.AlertByKey(s.r.identity.Key())
	if err != nil {
		return err
	}
	switch {
	case found && known.Verdict == book.Foreign:
		return s.claim(known)
	case found:
		return s.knownIdentity(known)
	}
	return s.fresh()
}

// questions are those about others that an alert brings up.
func (s *settling) questions() book.FindAsk {
	return book.FindAsk{
		Key: s.r.identity.Key(), Identifier: s.r.alert.Identifier, Sent: s.r.identity.Sent, ContentKey: s.r.contentKey, Since: s.tx.Now().Add(-relayed),
	}
}

// stop ends a sighting that is not let in: a loop is settled and goes nowhere, everything else is quarantined.
func (s *settling) stop(why refusal) error {
	state, kind := book.Quarantined, trail.Quarantined
	if why.code == "loop" {
		state, kind = book.Settled, trail.Loop
	}
	key := ""
	var id *cap.Identity
	if s.r.alert != nil && !s.r.identity.Sent.IsZero() {
		key, id = s.r.identity.Key(), &s.r.identity
	}
	sighting := s.r.item.Sighting
	seq := s.tx.Say(key, kind, map[string]any{"system": sighting.Link, "reason": why.code, "sha256": hexOf(sighting.SHA256[:])})
	s.fx.receipts = append(s.fx.receipts, s.receiptFor(sighting, id, topics.Quarantined, why.code, why.text, seq))
	s.metrics.Received(sighting.Link, "quarantined", why.code)
	if kind == trail.Quarantined {
		s.fx.alarms = append(s.fx.alarms, quarantineAlarm(s.r, why))
	}
	return s.tx.SettleSighting(sighting.ID, state, string(s.r.judgement.Verdict), why.code, 0)
}

func quarantineAlarm(r *reading, why refusal) alarm.Raised {
	from := r.item.Sighting.Link
	raised := alarm.Raised{
		Key: alarm.Key{Cause: "quarantine\n" + from + "\n" + why.code}, Code: why.code, Severity: alarm.Warning,
		EN: "A message from " + from + " was quarantined. " + why.text,
		FR: strings.TrimSpace("Un message de " + from + " a été mis en quarantaine (" + why.code + "). " + inFrench(why.code)),
	}
	if r.system != nil && r.lane != cap.NoLane {
		raised.Party, raised.Lane = r.system.Party, r.lane
	} else if r.alert != nil && r.alert.Scope != cap.Public { // everybody may read a technical alarm
		raised.EN = "A message from " + from + " was quarantined (" + why.code + "): `bordercast quarantine list` shows why."
	}
	return raised
}

// note settles what has no lane: a heartbeat is link health, a draft is nobody's business yet.
func (s *settling) note() error {
	reason := "system-message"
	if s.r.alert.Status == cap.Draft {
		reason = "draft"
	}
	sighting := s.r.item.Sighting
	seq := s.tx.Say(s.r.identity.Key(), trail.Settled, map[string]any{"system": sighting.Link, "reason": reason, "sha256": hexOf(sighting.SHA256[:])})
	s.fx.receipts = append(s.fx.receipts, s.receiptFor(sighting, &s.r.identity, topics.Received, reason, s.r.laneReason, seq))
	s.metrics.Received(sighting.Link, "received", reason)
	return s.tx.SettleSighting(sighting.ID, book.Settled, string(s.r.judgement.Verdict), reason, 0)
}

// fresh settles an identity not seen before.
func (s *settling) fresh() (err error) {
	if err := s.inheritLane(); err != nil {
		return err
	}
	if s.rel, err = s.relate(s.tx, s.r); err != nil {
		return err
	}
	if s.rel.refused != nil {
		return s.bar(*s.rel.refused)
	}
	for _, other := range s.rel.merged {
		s.fx.merged = append(s.fx.merged, merge{other, s.rel.chain.ID})
	}
	if err := s.join(); err != nil {
		return err
	}
	if err := s.relayOf(); err != nil {
		return err
	}
	row := s.r.row(s.rel.chain.ID, s.state(), marshalShape(s.r.shape))
	row.Relay, row.Ordered = s.relay.ID, s.rel.ordered
	if s.id, err = s.tx.PutAlert(row); err != nil {
		return err
	}
	row.ID = s.id
	if other, ok := s.r.identity.Alias(); ok {
		if err := s.tx.PutAlias(other.Key(), s.id); err != nil {
			return err
		}
	}
	if err := errors.Join(remember(s.tx, s.r, s.rel, s.id), s.barEarly()); err != nil {
		return err
	}
	if err := s.tx.SettleSighting(s.r.item.Sighting.ID, book.Settled, string(s.r.judgement.Verdict), "", s.id); err != nil {
		return err
	}
	s.recordSettlement()
	if s.r.laneReason == cap.TestSender {
		s.fx.alarms = append(s.fx.alarms, testSenderAlarm(s.r))
	}
	if cuts := s.r.ground.Cuts(); len(cuts) > 0 {
		s.fx.alarms = append(s.fx.alarms, tooLargeAlarm(s.r, cuts))
	}
	if s.r.shape.Coarse {
		s.fx.alarms = append(s.fx.alarms, tooManyAlarm(s.r))
	}
	return errors.Join(s.watchClocks(row), s.lateAndGraver(row), s.decide())
}

// inheritLane gives a Cancel without infos the lane of what it cancels: a required weekly test and its bare Cancel are
// both of status Actual, and nothing in the Cancel says that it is about a test.
func (s *settling) inheritLane() error {
	if len(s.r.alert.Infos) > 0 || s.r.alert.Status != cap.Actual || s.r.alert.MsgType != cap.MsgCancel {
		return nil
	}
	for _, ref := range s.r.alert.ReferenceList() {
		target, found, err := s.resolve(s.tx, ref)
		if err != nil {
			return err
		}
		if found && target.Lane == cap.LaneTest {
			s.r.lane, s.r.laneReason = cap.LaneTest, "it cancels a public test"
			return nil
		}
	}
	return nil
}

// join finds the alert's chain, or starts one, and puts it into the incident that it names.
func (s *settling) join() (err error) {
	incident := ""
	if list := s.r.shape.Incidents; len(list) > 0 {
		incident = list[0]
	}
	if s.rel.chain.ID == 0 {
		s.rel.chain = book.Chain{Token: s.r.identity.Token(), Version: 1, Incident: incident}
		s.new = true
		if s.rel.chain.ID, err = s.tx.NewChain(s.rel.chain.Token, incident); err != nil {
			return err
		}
	} else {
		if err := s.tx.TouchChain(s.rel.chain.ID); err != nil {
			return err
		}
		s.rel.chain.Version++
		if incident != "" && s.rel.chain.Incident == "" {
			if err := s.tx.SetIncident(s.rel.chain.ID, incident); err != nil {
				return err
			}
			s.rel.chain.Incident = incident
		}
	}
	if s.rel.chain.Incident != "" {
		s.fx.incident = append(s.fx.incident, s.rel.chain.Incident)
	}
	return nil
}

// state is what the alert is from the start.
func (s *settling) state() string {
	switch {
	case s.r.ends, s.r.handsOver(), passive(s.r.alert.MsgType):
		return book.Ended
	case s.rel.ended:
		return book.Cancelled
	case s.rel.late:
		return book.Superseded
	case !s.r.until.After(s.tx.Now()):
		return book.Ended
	}
	return book.Active
}

// recordSettlement records the settlement and answers its sender; each decision is reported by itself.
func (s *settling) recordSettlement() {
	sighting := s.r.item.Sighting
	body := map[string]any{
		"system": sighting.Link, "lane": string(s.r.lane), "chain": s.rel.chain.Token, "verdict": string(s.r.judgement.Verdict),
		"verdict_reason": s.r.judgement.Reason, "msgtype": string(s.r.alert.MsgType), "digest": hexOf(s.r.digest[:]), "sha256": hexOf(sighting.SHA256[:]),
		"until": s.r.until.UTC(), "clause": s.r.clause,
	}
	if s.relay.ID != 0 {
		body["relay"] = s.relay.Token
	}
	seq := s.tx.Say(s.r.identity.Key(), trail.Settled, body)
	text := s.r.judgement.Text
	if ahead := s.r.ahead(); ahead > order.Fast {
		text = strings.TrimSpace(text + " Its " + aheadText(ahead) + ".")
	}
	s.fx.receipts = append(s.fx.receipts, s.receiptFor(sighting, &s.r.identity, topics.Received, s.r.judgement.Reason, text, seq))
	s.metrics.Received(sighting.Link, "received", "")
	s.metrics.Settled(string(s.r.lane), s.tx.Now().Sub(sighting.Received))
}
