package way

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/order"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// settling is the second transition, for one sighting: identity, chain, lane, and a decision per destination, or
// quarantine. It runs inside the book on what analyse found, so nothing else changes the store meanwhile.
type settling struct {
	way  *Way
	set  *settings.Settings // by which it is settled, all of it
	tx   *book.Tx
	r    *reading.Reading
	made *Ahead // what was drafted of it already; nil for nothing
	fx   *after.Effects
	rel  relation
	id   int64 // of the alert, once it has one
	new  bool  // it began its chain: nothing was decided or given of that before

	past   map[string]*history // what became of the chain before, by destination
	follow *judge.Following    // how its event groups follow those before; nil until it is asked for

	relay  book.Alert                   // the first copy of the same news; zero for none
	routed map[int][]agreement.Decision // what was decided, by event group, for the want of a route
	mixed  bool                         // an alert of its chain, or itself, is of several events
}

// receiptFor says in its sentence that the alert is not real, where it is not.
func (s *settling) receiptFor(sighting book.Sighting, id *cap.Identity, state topics.State, reason, text string,
	seq int64) after.Addressed {
	return s.way.Receipts.ForSighting(sighting, id, state, reason, drill.Note(s.r.Lane, false, text), seq)
}

// Settle decides one sighting, and releases what was drafted ahead of it. What it returns is to be done once the
// transaction is durable.
func (g *Way) Settle(tx *book.Tx, r *reading.Reading, drafted *Ahead) (*after.Effects, error) {
	s := &settling{way: g, set: g.Settings.Now(), tx: tx, r: r, made: drafted, routed: map[int][]agreement.Decision{},
		fx: &after.Effects{Priority: r.Shape.Priority(r.Lane), Source: r.Item.Sighting.Link}}
	if waits, err := tx.Sightings.Waiting(r.Item.Sighting.ID); !waits || err != nil {
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
	return s.fx, notice.Keep(tx, s.fx.Alarms)
}

// errAhead is that an alert could be settled, and not what was drafted ahead of it be released.
var errAhead = errors.New("what was drafted before could not be released")

func (s *settling) run() error {
	if s.r.Refuse != nil {
		return s.stop(*s.r.Refuse)
	}
	if s.r.Lane == cap.NoLane {
		return s.note()
	}
	if err := s.tx.Foresee(questionsOf(s.r, s.made, s.tx.Now())); err != nil {
		return err
	}
	named, found, err := s.tx.Alerts.ByKey(s.r.Identity.Key())
	if err != nil {
		return err
	}
	switch {
	case found && named.Verdict == book.Foreign:
		return known{s, named}.claim()
	case found:
		return known{s, named}.settle()
	}
	return s.fresh()
}

// questionsOf are those about others that an alert brings up, and about what was drafted of it.
func questionsOf(r *reading.Reading, made *Ahead, now time.Time) book.FindAsk {
	ask := book.FindAsk{
		Key: r.Identity.Key(), Identifier: r.Alert.Identifier, Sent: r.Identity.Sent,
		ContentKey: r.ContentKey, Since: now.Add(-relayed),
	}
	if made != nil {
		for _, m := range made.made {
			ask.Documents = append(ask.Documents, m.Documents()...)
		}
	}
	return ask
}

// stop ends a sighting that is not let in: a loop is settled and goes nowhere, everything else is quarantined.
func (s *settling) stop(why reading.Refusal) error {
	state, kind := book.Quarantined, trail.Quarantined
	if why.Code == "loop" {
		state, kind = book.Settled, trail.Loop
	}
	key := ""
	var id *cap.Identity
	if s.r.Alert != nil && !s.r.Identity.Sent.IsZero() {
		key, id = s.r.Identity.Key(), &s.r.Identity
	}
	sighting := s.r.Item.Sighting
	seq := s.tx.Trail.Append(key, kind, map[string]any{"system": sighting.Link, "reason": why.Code,
		"sha256": hex.EncodeToString(sighting.SHA256[:])})
	s.fx.Receipts = append(s.fx.Receipts, s.receiptFor(sighting, id, topics.Quarantined, why.Code, why.Text, seq))
	s.way.Metrics.Received(sighting.Link, "quarantined", why.Code)
	if kind == trail.Quarantined {
		s.fx.Verdict = adapters.Verdict{Reason: why.Code, Text: why.Text}
		s.fx.Alarms = append(s.fx.Alarms, notice.QuarantineAlarm(s.r, why))
	}
	return s.tx.Sightings.Settle(sighting.ID, state, string(s.r.Judgement.Verdict), why.Code, 0)
}

// note settles what has no lane: a heartbeat is link health, a draft is nobody's business yet.
func (s *settling) note() error {
	reason := "system-message"
	if s.r.Alert.Status == cap.Draft {
		reason = "draft"
	}
	sighting := s.r.Item.Sighting
	seq := s.tx.Trail.Append(s.r.Identity.Key(), trail.Settled, map[string]any{"system": sighting.Link, "reason": reason,
		"sha256": hex.EncodeToString(sighting.SHA256[:])})
	s.fx.Receipts = append(s.fx.Receipts, s.receiptFor(sighting, &s.r.Identity, topics.Received, reason, s.r.LaneReason,
		seq))
	s.way.Metrics.Received(sighting.Link, "received", reason)
	return s.tx.Sightings.Settle(sighting.ID, book.Settled, string(s.r.Judgement.Verdict), reason, 0)
}

// fresh settles an identity not seen before.
func (s *settling) fresh() (err error) {
	if err := s.inheritLane(); err != nil {
		return err
	}
	if s.rel, err = s.way.Relater.relate(s.tx, s.r); err != nil {
		return err
	}
	if s.rel.refused != nil {
		return s.bar(*s.rel.refused)
	}
	for _, other := range s.rel.merged {
		s.fx.Merged = append(s.fx.Merged, after.Merge{From: other, Into: s.rel.chain.ID})
	}
	if err := s.join(); err != nil {
		return err
	}
	if err := s.relayOf(); err != nil {
		return err
	}
	if err := s.number(0); err != nil {
		return err
	}
	row := s.r.Row(s.rel.chain.ID, s.state(), judge.MarshalShape(s.r.Shape))
	row.Relay, row.Ordered = s.relay.ID, s.rel.ordered
	if s.id, err = s.tx.Alerts.Put(row); err != nil {
		return err
	}
	row.ID = s.id
	if other, ok := s.r.Identity.Alias(); ok {
		if err := s.tx.Alerts.PutAlias(other.Key(), s.id); err != nil {
			return err
		}
	}
	if err := errors.Join(remember(s.tx, s.r, s.rel, s.id), s.barEarly()); err != nil {
		return err
	}
	if err := s.tx.Sightings.Settle(s.r.Item.Sighting.ID, book.Settled, string(s.r.Judgement.Verdict), "",
		s.id); err != nil {
		return err
	}
	s.recordSettlement()
	if s.r.LaneReason == cap.TestSender {
		s.fx.Alarms = append(s.fx.Alarms, notice.TestSenderAlarm(s.r))
	}
	if cuts := s.r.Ground.Cuts(); len(cuts) > 0 {
		s.fx.Alarms = append(s.fx.Alarms, notice.TooLargeAlarm(s.r, cuts))
	}
	if s.r.Shape.Coarse {
		s.fx.Alarms = append(s.fx.Alarms, notice.TooManyAlarm(s.r))
	}
	return errors.Join(s.watchClocks(row), lateAndGraver(s, row), s.decide())
}

// inheritLane gives a Cancel without infos the lane of what it cancels: a required weekly test and its bare Cancel are
// both of status Actual, and nothing in the Cancel says that it is about a test.
func (s *settling) inheritLane() error {
	if len(s.r.Alert.Infos) > 0 || s.r.Alert.Status != cap.Actual || s.r.Alert.MsgType != cap.MsgCancel {
		return nil
	}
	for _, ref := range s.r.Alert.ReferenceList() {
		target, found, err := s.way.Relater.resolve(s.tx, ref)
		if err != nil {
			return err
		}
		if found && target.Lane == cap.LaneTest {
			s.r.Lane, s.r.LaneReason = cap.LaneTest, "it cancels a public test"
			return nil
		}
	}
	return nil
}

// join finds the alert's chain, or starts one, and puts it into the incident that it names.
func (s *settling) join() (err error) {
	incident := ""
	if list := s.r.Shape.Incidents; len(list) > 0 {
		incident = list[0]
	}
	if s.rel.chain.ID == 0 {
		s.rel.chain = book.Chain{Token: s.r.Identity.Token(), Version: 1, Incident: incident}
		s.new = true
		if s.rel.chain.ID, err = s.tx.Chains.New(s.rel.chain.Token, incident); err != nil {
			return err
		}
	} else {
		if err := s.tx.Chains.Touch(s.rel.chain.ID); err != nil {
			return err
		}
		s.rel.chain.Version++
		if incident != "" && s.rel.chain.Incident == "" {
			if err := s.tx.Chains.SetIncident(s.rel.chain.ID, incident); err != nil {
				return err
			}
			s.rel.chain.Incident = incident
		}
	}
	if s.rel.chain.Incident != "" {
		s.fx.Incident = append(s.fx.Incident, s.rel.chain.Incident)
	}
	return nil
}

// state is what the alert is from the start.
func (s *settling) state() string {
	switch {
	case s.r.Ends, s.r.HandsOver(), s.r.Alert.MsgType.Passive():
		return book.Ended
	case s.rel.ended:
		return book.Cancelled
	case s.rel.late:
		return book.Superseded
	case !s.r.Until.After(s.tx.Now()):
		return book.Ended
	}
	return book.Active
}

// recordSettlement records the settlement and answers its sender; each decision is reported by itself.
func (s *settling) recordSettlement() {
	sighting := s.r.Item.Sighting
	body := map[string]any{
		"system": sighting.Link, "lane": string(s.r.Lane), "chain": s.rel.chain.Token,
		"verdict":        string(s.r.Judgement.Verdict),
		"verdict_reason": s.r.Judgement.Reason, "msgtype": string(s.r.Alert.MsgType),
		"digest": hex.EncodeToString(s.r.Digest[:]),
		"sha256": hex.EncodeToString(sighting.SHA256[:]),
		"until":  s.r.Until.UTC(), "clause": s.r.Clause,
	}
	if s.relay.ID != 0 {
		body["relay"] = s.relay.Token
	}
	seq := s.tx.Trail.Append(s.r.Identity.Key(), trail.Settled, body)
	text := s.r.Judgement.Text
	if ahead := s.r.Ahead(); ahead > order.Fast {
		text = strings.TrimSpace(text + " Its " + reading.AheadText(ahead) + ".")
	}
	s.fx.Receipts = append(s.fx.Receipts, s.receiptFor(sighting, &s.r.Identity, topics.Received, s.r.Judgement.Reason,
		text, seq))
	s.way.Metrics.Received(sighting.Link, "received", "")
	s.way.Metrics.Settled(string(s.r.Lane), s.tx.Now().Sub(sighting.Received))
}
