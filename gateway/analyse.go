package gateway

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/profile"
	"bordercast/cap/translate"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/intake"
	"bordercast/gateway/priority"
)

// reading is everything that can be known of a sighting without the store: the pure half of settling. One that could
// not be made sense of has refuse set, and what was made out before it.
type reading struct {
	item       intake.Item
	system     *system
	alert      *cap.Alert
	identity   cap.Identity
	digest     cap.Digest
	lane       cap.Lane
	laneReason string
	findings   []cap.Finding
	twice      []cap.Finding // elements that may stand once and stand twice
	judgement  certs.Judgement
	ends       bool
	until      time.Time
	clause     string
	shape      shape
	ground     *translate.Ground
	origin     cap.Side          // side of the originator that its provenance names; "" where nothing says it
	contentKey [sha256.Size]byte // equal for the same news; zero: equal to none
	refuse     *refusal
	left       bool // the daemon ended before it was read
}

// refusal is why something is not let in: a stable code, and a sentence for whoever must act.
type refusal struct{ code, text string }

// analyse reads a sighting: parse, validate, verify, lane, geometry. It may run on any goroutine and changes nothing.
func (g *Gateway) analyse(item intake.Item) reading {
	r := reading{item: item, system: g.systems[item.Sighting.Link]}
	if r.system == nil {
		r.refuse = &refusal{"unknown-system", "The configuration knows no system " + item.Sighting.Link + ": add it, or stop it publishing."}
		return r
	}
	alert, doc, err := cap.Read(item.Bytes)
	if err != nil {
		r.refuse = refusalOf(err)
		return r
	}
	r.alert, r.identity = alert, alert.Identity()
	r.findings = append(cap.Validate(doc, alert), r.clockFinding()...)
	r.twice = cap.Twice(doc, alert)
	r.judgement = r.system.trust.Judge(doc, r.identity.Sent)
	r.lane, r.laneReason = alert.Lane()
	r.digest, r.ends = alert.Digest(), ends(alert)
	r.until, r.clause = alert.ActiveUntil(item.Sighting.Received)
	alert, r.ground = g.bounded(alert)
	r.alert = alert
	ground := r.ground.Findings(alert)
	profile.Locate(doc, ground)
	r.findings = append(r.findings, ground...)
	r.shape = shapeOf(alert, r.ends, g.events, r.ground)
	g.coarsen(&r)
	r.origin = g.originOf(alert)
	r.contentKey = contentKeyOf(alert, r.lane, r.shape)
	r.refuse = g.admit(&r)
	return r
}

// originOf is the side of the system that speaks for the originator of an alert which another gateway derived. What
// came from the neighbour goes on to others only by a route for that.
func (g *Gateway) originOf(a *cap.Alert) cap.Side {
	from, derived := translate.Origin(a)
	if !derived {
		return ""
	}
	for _, d := range slices.Sorted(maps.Keys(g.systems)) {
		if s := g.systems[d]; slices.Contains(s.senders, from.Sender) {
			return s.Side
		}
	}
	return ""
}

// ends is the first question of the order of judgement. A first Alert has nothing that it could end, and people are to
// have it.
func ends(a *cap.Alert) bool {
	return a.Ends() && (a.MsgType != cap.MsgAlert || len(a.ReferenceList()) > 0)
}

// admit is the gate that needs no memory: what identity lacks, who may speak, in which lane, with which signature.
func (g *Gateway) admit(r *reading) *refusal {
	a := r.alert
	switch {
	case len(r.twice) > 0:
		return &refusal{cap.ElementTwice, fmt.Sprintf("Line %d: %s. Ask its sender to mend it and to send it again.", r.twice[0].Line, r.twice[0].Text)}
	case a.Identifier == "" || a.Sender == "" || r.identity.Sent.IsZero():
		return &refusal{"no-identity", "It lacks an identifier, a sender or a readable sent, so it cannot be told from others: ask its sender to send it again."}
	case a.Status != cap.Actual && a.Status != cap.Exercise && a.Status != cap.Test && a.Status != cap.System && a.Status != cap.Draft:
		return &refusal{"unknown-status", "Its status " + quote(string(a.Status)) + " is none of CAP's, so its lane cannot be known: ask its sender to mend it."}
	case !slices.Contains([]cap.MsgType{cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel, cap.MsgAck, cap.MsgError}, a.MsgType):
		return &refusal{"unknown-msgtype", "Its msgType " + quote(string(a.MsgType)) + " is none of CAP's: ask its sender to mend it."}
	case r.judgement.Verdict == certs.Invalid:
		return &refusal{"invalid-signature", "Its signature does not hold (" + r.judgement.Reason + "): it was altered on the way, or is forged. " + r.judgement.Text}
	case r.judgement.Verdict == certs.Unsigned && r.system.unsigned == "invalid":
		return &refusal{"unsigned", "It is not signed, and " + r.system.Name + " always signs: ask its sender by another way."}
	case r.lane == cap.NoLane:
		return nil // link health and drafts: settled, and going nowhere
	case !g.entitled.Speaks(r.system.Name, a.Sender):
		return &refusal{"sender-not-listed", "Its sender " + quote(a.Sender) + " is not among those " + r.system.Name + " may speak for: list it under senders, or find out who sent it."}
	case !slices.Contains(r.system.In, r.lane):
		return &refusal{"lane-not-allowed", "It is in lane " + string(r.lane) + ", in which " + r.system.Name + " may not speak."}
	}
	return g.loop(r)
}

// loop recognises the gateway's own output coming back, and what passed through it before.
func (g *Gateway) loop(r *reading) *refusal {
	if r.alert.Sender == g.sender {
		return &refusal{"loop", "It is the gateway's own output coming back: it was stopped here."}
	}
	for i := range r.alert.Infos {
		for _, path := range r.alert.Infos[i].Params("layer:bordercast:1.0:path") {
			if slices.Contains(strings.Fields(strings.ReplaceAll(path, ",", " ")), g.name) {
				return &refusal{"loop", "It has passed through this gateway before: it was stopped here."}
			}
		}
	}
	return nil
}

// facts are what the agreement looks at.
func (r *reading) facts(now time.Time) agreement.Facts {
	return agreement.Facts{
		From: r.system.Name, Side: r.system.Side, Origin: r.origin, At: now, Lane: r.lane, Status: r.alert.Status, MsgType: r.alert.MsgType,
		Scope: r.alert.Scope, Events: r.shape.Codes, Categories: r.shape.Categories, Urgency: cap.Urgency(r.shape.Urgency),
		Severity: cap.Severity(r.shape.Severity), Certainty: cap.Certainty(r.shape.Certainty), Districts: r.shape.Districts,
		BorderKM: r.shape.BorderKM, Addresses: r.shape.Addresses, Outlook: r.shape.Outlook, Missing: r.shape.Missing,
	}
}

// row is the alert as the store keeps it.
func (r *reading) row(chain int64, state string, shape []byte) book.Alert {
	s := r.item.Sighting
	return book.Alert{
		Key: r.identity.Key(), Sender: r.alert.Sender, Identifier: r.alert.Identifier, Token: r.identity.Token(),
		Source: r.system.Name, Side: r.system.Side, Lane: r.lane, MsgType: r.alert.MsgType, Digest: r.digest,
		Verdict: string(r.judgement.Verdict), Chain: chain, Blob: s.Blob, SHA256: s.SHA256, Sent: r.identity.Sent,
		Received: s.Received, Ordered: placed(r.identity.Sent, s.Received, nil), Until: r.until, State: state, Shape: shape, ContentKey: r.contentKey,
	}
}

// priority is the alert's place in the urgency order.
func (s shape) priority(lane cap.Lane) int64 {
	return priority.Of(lane, s.Ends, cap.Urgency(s.Urgency), cap.Severity(s.Severity))
}

func quote(text string) string {
	if len(text) > 80 {
		text = text[:80] + "…"
	}
	return "“" + text + "”"
}
