package gateway

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
)

// relayed is how long the same news under another identity counts as a relay of the first: the same alert comes by the
// office that wrote it and by those that pass it on, each giving it a name of its own.
const relayed = 10 * time.Minute

// likenessOf is a digest of what makes two alerts the same news: lane, event, text and area. Endings and updates are
// never alike: they are about the chain that they name.
func likenessOf(a *cap.Alert, lane cap.Lane, sh shape) (sum [sha256.Size]byte) {
	if a.MsgType != cap.MsgAlert || sh.Ends || len(a.Infos) == 0 {
		return sum
	}
	b := appendAll(make([]byte, 0, 8<<10), []string{string(lane)}, sorted(sh.Codes), sorted(sh.Districts))
	for i := range a.Infos {
		info := &a.Infos[i]
		for _, text := range [...]string{info.Language, info.Event, info.Headline, info.Description, info.Instruction} {
			b = appendAll(b, strings.Fields(text))
		}
		b = binary.AppendUvarint(b, uint64(len(info.Areas)))
		for j := range info.Areas {
			b = appendAll(b, info.Areas[j].Polygons, info.Areas[j].Circles)
		}
	}
	return sha256.Sum256(b)
}

// appendAll writes lists of texts, each behind its length, so that no two alerts are written alike.
func appendAll(b []byte, lists ...[]string) []byte {
	for _, list := range lists {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, text := range list {
			b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
		}
	}
	return b
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// relayOf finds the alert of which this one is another copy. It is never dropped for that: it is linked, and what was
// answered about the first is the answer about it.
func (s *settling) relayOf() (err error) {
	if s.r.likeness == ([sha256.Size]byte{}) {
		return nil
	}
	s.relay, _, err = s.tx.AlertAlike(s.r.likeness, s.tx.Now().Add(-relayed))
	return err
}

// judgeRelay gives a copy the answer that the first was given, where a person was or is asked; elsewhere the agreement
// decides.
func (s *settling) judgeRelay(byRoute store.Decision, to *system) (store.Decision, error) {
	if s.relay.ID == 0 || byRoute.State != store.Held {
		return byRoute, nil
	}
	first, found, err := s.tx.Decision(s.relay.ID, to.Name)
	if err != nil || !found || first.Hold == nil || first.Of != byRoute.Of || first.Ask != byRoute.Ask || s.outgrows(s.relay) {
		return byRoute, err // nobody was asked this about it
	}
	switch first.Hold.State {
	case approval.Released:
		byRoute.Action, byRoute.State, byRoute.Reason, byRoute.Hold = store.Forward, store.Decided, "relay", first.Hold
	case approval.Denied:
		return drop("relay-of-denied"), nil
	case approval.Held:
		byRoute.Reason = "relay" // one question about both: see ruleRelays
	}
	return byRoute, nil
}

// outgrows says whether a copy asks for more than the first: graver, longer, to more people, or less well verified. It
// may be a forgery that rides on the answer to the true one.
func (s *settling) outgrows(first store.Alert) bool {
	more, _ := approval.ShouldHold(approvalShape(unmarshalShape(first.Shape)), approvalShape(s.r.shape), agreement.Decision{Action: agreement.HoldBack})
	return more || s.r.until.After(first.Until) || entitlement.Rank(s.r.judgement.Verdict) < entitlement.Rank(certs.Verdict(first.Verdict))
}

// askAboutCopies puts the question about the copies of an alert by itself, for the one about the first is over without
// an answer: a copy that waited for it would wait unseen.
func (g *Gateway) askAboutCopies(tx *sqlite.Tx, first store.Alert, destination string, fx *effects) error {
	copies, err := tx.RelaysOf(first.ID)
	if err != nil {
		return err
	}
	for _, c := range copies {
		d, found, err := tx.Decision(c.ID, destination)
		if err != nil {
			return err
		}
		if !found || d.State != store.Held || d.Reason != "relay" {
			continue
		}
		d.Reason = "await-" + d.Ask
		if err := tx.PutDecision(d); err != nil {
			return err
		}
		fx.show = once(fx.show, followUp{chain: c.Chain, alert: c.ID})
	}
	return nil
}

// answeredNow says whether the question about the first alert was answered like this for a destination.
func answeredNow(tx *sqlite.Tx, first int64, destination string, r api.Ruling) (bool, error) {
	d, found, err := tx.Decision(first, destination)
	if err != nil || !found || d.Hold == nil || r.Destination != "" && r.Destination != destination {
		return false, err
	}
	if r.Verdict == api.Deny {
		return d.Hold.State == approval.Denied, nil
	}
	return d.Hold.State == approval.Released, nil
}

// ruleRelays gives the copies of an alert the answer that it was given.
func (d desk) ruleRelays(tx *sqlite.Tx, a store.Alert, r api.Ruling, fx *effects) error {
	copies, err := tx.RelaysOf(a.ID)
	if err != nil {
		return err
	}
	for _, c := range copies {
		decisions, err := tx.DecisionsOf(c.ID)
		if err != nil {
			return err
		}
		for _, decision := range decisions {
			if decision.State != store.Held || decision.Reason != "relay" || d.may(actOf(r), r.Actor, decision.Of) != nil {
				continue
			}
			if same, err := answeredNow(tx, a.ID, decision.Destination, r); !same || err != nil {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := d.ruleOne(tx, c, decision, r, fx); err != nil {
				return err
			}
		}
	}
	return nil
}
