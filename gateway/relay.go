package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// relayed is how long the same news under another identity counts as a relay of the first: the same alert comes by the
// office that wrote it and by those that pass it on, each giving it a name of its own.
const relayed = 10 * time.Minute

// contentKeyOf is a digest of what makes two alerts the same news: lane, event, text and area. Endings and updates are
// never alike: they are about the chain that they name.
func contentKeyOf(a *cap.Alert, lane cap.Lane, sh shape) (sum [sha256.Size]byte) {
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
	if s.r.contentKey == ([sha256.Size]byte{}) {
		return nil
	}
	s.relay, _, err = s.tx.SameNews(s.r.contentKey, s.tx.Now().Add(-relayed))
	return err
}

// judgeRelay gives a copy the answer that the first was given, where a person was or is asked; elsewhere the agreement
// decides.
func (s *settling) judgeRelay(byRoute book.Decision, to *system) (book.Decision, error) {
	if s.relay.ID == 0 || byRoute.State != book.Held || byRoute.Reason == retainedInput {
		return byRoute, nil
	}
	first, found, err := s.tx.Decision(s.relay.ID, to.Name)
	if err != nil || !found || first.Hold == nil || first.Of != byRoute.Of || first.Ask != byRoute.Ask || s.outgrows(s.relay) {
		return byRoute, err // nobody was asked this about it
	}
	switch first.Hold.State {
	case approval.Held, approval.Released, approval.Denied:
		byRoute.Reason = "relay" // one answer is for both, once their drafts are compared: see followFirst
	}
	return byRoute, nil
}

// outgrows says whether a copy asks for more than the first: graver, longer, to more people, or less well verified. It
// may be a forgery that rides on the answer to the true one.
func (s *settling) outgrows(first book.Alert) bool {
	more, _ := approval.ShouldHold(approvalShape(unmarshalShape(first.Shape)), approvalShape(s.r.shape), agreement.Decision{Action: agreement.HoldBack})
	return more || s.r.until.After(first.Until) || entitlement.Rank(s.r.judgement.Verdict) < entitlement.Rank(certs.Verdict(first.Verdict))
}

// askAboutCopies puts the question about the copies of an alert by itself, for the one about the first is over without
// an answer: a copy that waited for it would wait unseen.
func (g *Gateway) askAboutCopies(tx *book.Tx, first book.Alert, destination string, fx *effects) error {
	copies, err := tx.RelaysOf(first.ID)
	if err != nil {
		return err
	}
	for _, c := range copies {
		d, found, err := tx.Decision(c.ID, destination)
		if err != nil {
			return err
		}
		if !found || d.State != book.Held || d.Reason != "relay" {
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

// followFirst gives a copy the answer that the first was given, where its draft is the first's but for what names its
// source. Where it is another draft nobody has seen it, and it is asked about by itself.
func (g *Gateway) followFirst(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.gather(ctx, turn, alert, book.Held)
		from.keep(func(d book.Decision) bool { return d.Reason == "relay" })
		if err != nil || len(from.destinations) == 0 {
			return err
		}
		fx, stale := effects{}, false
		for _, at := range from.destinations {
			first, err := g.firstAnswer(ctx, from, at)
			if err != nil {
				return err
			}
			if first.waits {
				continue
			}
			var mine rendering
			g.cpuLimit.Do(from.work(), func() { mine = g.copyDraft(from, at, first) })
			err = turn.Update(ctx, func(tx *book.Tx) error {
				fx = effects{}
				stale, err = g.answerCopy(tx, from, at, first, mine, &fx)
				return err
			})
			if err != nil {
				return err
			}
			if stale {
				break
			}
			g.apply(&fx)
		}
		if !stale {
			return nil
		}
	}
}

// answer is what became of the question about the first of several copies at one destination.
type firstAnswer struct {
	waits  bool // nobody has answered yet
	yes    bool
	token  string     // of the first
	draft  book.Draft // that was shown to whoever answered; zero where nobody did
	hold   approval.Hold
	by     string // who answered, as the trail has it
	reason string
}

func (g *Gateway) firstAnswer(ctx context.Context, from gathered, at destinationState) (a firstAnswer, err error) {
	err = g.db.ReadInWriter(ctx, func(tx *book.Tx) error {
		first, found, err := tx.Decision(from.row.Relay, at.system.Name)
		if err != nil || !found || first.Hold == nil {
			return err
		}
		row, _, err := tx.AlertByID(from.row.Relay)
		if err != nil {
			return err
		}
		a.token, a.hold = row.Token, *first.Hold
		a.waits = first.State == book.Held
		a.yes = approved(first) != "" && first.State != book.Denied
		if !a.yes && first.State != book.Denied {
			return nil // it ended without an answer
		}
		shown, err := tx.DraftsOf(first.Alert, first.Destination)
		if err != nil {
			return err
		}
		a.draft, _ = destinationState{shown: shown}.shownAs(first.Draft)
		words, err := tx.ApprovalsOf(first.Alert, first.Destination)
		for _, w := range words {
			a.by, a.reason = w.Who, w.Reason
		}
		return err
	})
	return a, err
}

// copyDraft is the draft of a copy as the first's was made: by the same clock, for the same area and channels, with the
// same French text.
func (g *Gateway) copyDraft(from gathered, at destinationState, first firstAnswer) rendering {
	if first.draft.Digest == "" {
		return rendering{}
	}
	at = at.narrowed(first.draft.Area, first.draft.Channels, first.draft.French)
	return g.draftBy(from, at, first.draft.AsOf)
}

// answerCopy writes what becomes of a copy.
func (g *Gateway) answerCopy(
	tx *book.Tx, from gathered, at destinationState, first firstAnswer, mine rendering, fx *effects,
) (stale bool, err error) {
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != book.Held || now.Reason != "relay" {
		return false, err
	}
	chain, err := tx.Chain(from.chain.ID)
	if err != nil || chain.Version != from.chain.Version {
		return err == nil, err
	}
	if mine.digest == "" || mine.err != nil || draft.Kin(mine.alerts()) != first.draft.Kin {
		now.Reason = "await-" + now.Ask
		fx.show = once(fx.show, followUp{chain: from.chain.ID, alert: from.row.ID})
		return false, tx.PutDecision(now)
	}
	if _, _, err := g.keepDraft(tx, from, mine, at); err != nil {
		return false, err
	}
	hold := holdOf(now).Shown(mine.digest)
	hold.Area, hold.Channels, hold.Questions, hold.Answered = first.hold.Area, first.hold.Channels, nil, first.hold.Answered
	hold.French = first.hold.French
	word := book.Approval{Alert: from.row.ID, Destination: now.Destination, Who: first.by, Role: now.Ask, Draft: mine.digest, Verdict: api.Approve, Reason: first.reason, At: tx.Now()}
	body := map[string]any{"destination": now.Destination, "by": first.by, "of": now.Of, "draft": mine.digest, "relay": first.token}
	kind := trail.Approved
	hold.State = approval.Released
	if !first.yes {
		kind, word.Verdict, hold.State = trail.Denied, api.Deny, approval.Denied
	}
	seq := tx.Say(from.row.Key, kind, body)
	if !first.yes {
		fx.receipts = append(fx.receipts, g.answer(from.row, now.Destination, topics.Stayed, "relay-of-denied", reasonText(book.Decision{Reason: "relay-of-denied"}), seq))
	}
	return false, errors.Join(tx.PutApproval(word), g.moveHold(tx, from.row, now, hold, fx))
}

// askCopies lets the copies of an alert follow the answer that it was given.
func (g *Gateway) askCopies(tx *book.Tx, first book.Alert, fx *effects) error {
	copies, err := tx.RelaysOf(first.ID)
	for _, c := range copies {
		fx.copies = once(fx.copies, followUp{chain: c.Chain, alert: c.ID})
	}
	return err
}
