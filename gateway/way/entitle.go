package way

import (
	"cmp"
	"encoding/hex"
	"slices"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// barrier is why an alert may not have what it names, and which alert that is.
type barrier struct {
	reading.Refusal
	Wait  bool // a person may let it in: see entitlement.Refusal
	about string
}

// barred is an alert that came before what it names, and may not have it.
type barred struct {
	by  book.Alert
	why barrier
}

// Messages are what a stored alert says about others, once for each time it came.
func Messages(tx *book.Tx, by book.Alert) (all []entitlement.Message, err error) {
	seen, err := tx.Sightings.Of(by.ID)
	for _, s := range seen {
		all = append(all, entitlement.Message{
			Sender: by.Sender, System: s.Link, Lane: by.Lane, Verdict: certs.Verdict(s.Verdict),
			Ends: judge.UnmarshalShape(by.Shape).Ends, Vouched: s.Vouched,
		})
	}
	return all, err
}

// MayChange says why a message may not end or change a known alert, nil where it may. An end ends the chain, and an
// update takes the place of its head: so what else stands in the chain is asked too.
func (g *Relater) MayChange(tx *book.Tx, m entitlement.Message, named book.Alert) (*barrier, error) {
	n, err := broughtBy(tx, m, named)
	if err != nil {
		return nil, err
	}
	if named.Verdict == book.Foreign && named.Source == "" && g.Settings.Now().AllTake(named.Sender, m.Verdict) {
		m.Verdict = certs.Valid
	}
	if why := g.Settings.Now().Entitled.Judge(m, n); why != nil {
		return barrierOf(*why, m, named), nil
	}
	return g.mayChangeChain(tx, m, named.Chain, named.ID)
}

func (g *Relater) mayChangeChain(tx *book.Tx, m entitlement.Message, chain int64, but ...int64) (*barrier, error) {
	if chain == 0 || m.Vouched || m.Verdict == certs.Valid {
		return nil, nil
	}
	others, err := tx.Alerts.OfChain(chain)
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
		if why := g.Settings.Now().Entitled.ByVerdict(m, n); why != nil {
			return barrierOf(*why, m, o), nil
		}
	}
	return nil, nil
}

// broughtBy is a known alert with the best verdict that the message's own system brought it with, where that can
// matter.
func broughtBy(tx *book.Tx, m entitlement.Message, a book.Alert) (entitlement.Named, error) {
	n := entitlement.Named{Sender: a.Sender, System: a.Source, Lane: a.Lane, Verdict: certs.Verdict(a.Verdict)}
	if m.System != a.Source || m.Vouched || entitlement.Rank(m.Verdict) >= entitlement.Rank(n.Verdict) {
		return n, nil
	}
	seen, err := tx.Sightings.Of(a.ID)
	for _, s := range seen {
		if v := certs.Verdict(s.Verdict); s.Link == m.System && entitlement.Rank(v) > entitlement.Rank(n.Brought) {
			n.Brought = v
		}
	}
	return n, err
}

// mayHave judges an alert that named the one being settled before that came: any time it came will do.
func (g *Relater) mayHave(tx *book.Tx, by book.Alert, r *reading.Reading, rel *relation) (why *barrier, err error) {
	came, err := Messages(tx, by)
	if err != nil {
		return nil, err
	}
	if len(came) == 0 { // it lies in quarantine
		return &barrier{Refusal: reading.Refusal{Code: entitlement.NotEntitled}}, nil
	}
	now := book.Alert{Sender: r.Alert.Sender, Source: r.System.Name, Lane: r.Lane, Verdict: string(r.Judgement.Verdict),
		Token: r.Identity.Token()}
	for _, m := range came {
		refused, err := g.MayChange(tx, m, now)
		if refused == nil && err == nil {
			refused, err = g.mayChangeChain(tx, m, rel.chain.ID, by.ID)
		}
		if refused == nil || err != nil {
			return nil, err
		}
		if why == nil || refused.Wait {
			why = refused
		}
	}
	return why, nil
}

func barrierOf(why entitlement.Refusal, m entitlement.Message, named book.Alert) *barrier {
	b := &barrier{Refusal: reading.Refusal{Code: why.Code}, Wait: why.Wait, about: named.Token}
	switch {
	case why.Code == entitlement.LanesMixed:
		b.Text = "It names an alert of lane " + string(named.Lane) + ": no chain spans lanes."
	case why.Code == entitlement.UnverifiableEnd:
		b.Text = "It would end alert " + named.Token + ", and its signature (" + string(m.Verdict) +
			") does not vouch for that: the alert stands. Confirm with its sender by another way, then release it."
	case why.Code == entitlement.UnverifiableUpdate:
		b.Text = "It would change alert " + named.Token + ", and its signature (" + string(m.Verdict) +
			") does not vouch for that: the alert stands as it was. Confirm with its sender by another way, then release it."
	case m.Sender != named.Sender:
		b.Text = "It names an alert of " + named.Sender + ", which " + m.Sender +
			" may neither update nor cancel under the agreement."
	default:
		b.Text = "It names an alert that came by " + named.Source + ", and what comes by " + m.System +
			" may neither update nor cancel it: list " + m.System + " under ends_by of " + named.Source +
			" if it may, or find out who sent it."
	}
	return b
}

// bar keeps out an alert that may not have what it names. It claims no identity, so that a copy that may is not taken
// for it; and it is in no chain.
func (s *settling) bar(b barrier) error {
	if b.Wait {
		if err := s.stop(b.Refusal); err != nil {
			return err
		}
		raised := &s.fx.Alarms[len(s.fx.Alarms)-1]
		raised.Alert, raised.Severity = b.about, severityOf(b, s.r.Shape)
		return nil
	}
	sighting, verdict := s.r.Item.Sighting, string(s.r.Judgement.Verdict)
	seq := s.tx.Trail.Append(s.r.Identity.Key(), trail.Settled, map[string]any{"system": sighting.Link, "reason": b.Code,
		"verdict": verdict, "sha256": hex.EncodeToString(sighting.SHA256[:])})
	s.fx.Receipts = append(s.fx.Receipts, s.receiptFor(sighting, &s.r.Identity, topics.Received, b.Code, b.Text, seq))
	for _, to := range s.set.Destinations {
		if slices.Contains(to.Out, s.r.Lane) {
			s.receipt(book.Decision{Destination: to.Name, Reason: b.Code}, topics.Stayed, seq)
		}
	}
	s.way.Metrics.Received(sighting.Link, "received", b.Code)
	s.fx.Alarms = append(s.fx.Alarms, barredAlarm(s.r.Alert.Sender, s.r.Identity, s.r.System.Party, s.r.Lane, b))
	return s.tx.Sightings.Settle(sighting.ID, book.Settled, verdict, b.Code, 0)
}

// severityOf what is kept out: an update may be the word that people need.
func severityOf(b barrier, sh judge.Shape) alarm.Severity {
	if b.Code == entitlement.UnverifiableUpdate && cap.Severity(sh.Severity).Rank() >= cap.Severe.Rank() {
		return alarm.Critical
	}
	return alarm.Warning
}

func barredAlarm(sender string, id cap.Identity, party string, lane cap.Lane, b barrier) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "refused\n" + id.Key(), Party: party, Lane: lane},
		Code: b.Code, Severity: alarm.Warning, Alert: cmp.Or(b.about, id.Token()),
		EN: "An alert of " + sender + " was kept from crossing. " + b.Text,
		FR: "Une alerte de " + sender + " n'a pas été transmise. " + notice.InFrench(b.Code),
	}
}

// barEarly puts aside what named this alert before it came and may not have it, with one alarm each. What has crossed
// as an alert of its own stays what it is: both stand, and people are told.
func (s *settling) barEarly() error {
	for _, b := range s.rel.barred {
		if b.why.Code == entitlement.NotEntitled && b.why.Text == "" {
			continue // it lies aside already
		}
		deliveries, err := s.tx.Deliveries.Of(b.by.ID)
		if err != nil {
			return err
		}
		if len(deliveries) > 0 {
			s.fx.Alarms = append(s.fx.Alarms, asideAlarm(s.set, b.by, b.why))
			continue
		}
		if err := s.undo().sendAway(b.by, b.why); err != nil {
			return err
		}
	}
	return nil
}

// asideAlarm is that an alert was put aside.
func asideAlarm(set *settings.Settings, a book.Alert, why barrier) alarm.Raised {
	raised := barredAlarm(a.Sender, a.Identity(), set.PartyOf(a.Source), a.Lane, why)
	raised.Severity = severityOf(why, judge.UnmarshalShape(a.Shape))
	return raised
}
